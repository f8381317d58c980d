"""Static files with a fingerprint in the name, so that browsers keep them for good."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Fingerprints and pre-compresses; a file that a stylesheet names and nobody ships is no reason to stop."""

    manifest_strict = False
    support_js_module_import_aggregation = True  # a module imports the other by its fingerprint, too

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known: dict[str, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        """The same while this process runs, so it is worked out once; each page asks for half a dozen."""
        if name is None or force:
            return str(super().url(name, force))
        if name not in self.known:
            self.known[name] = str(super().url(name))
        return self.known[name]
