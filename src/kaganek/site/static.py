"""Static files with a fingerprint in the name, so that browsers keep them for good."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Fingerprints and pre-compresses; a file that a stylesheet names and nobody ships is no reason to stop."""

    manifest_strict = False
