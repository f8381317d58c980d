"""The core of H5P, fetched apart from this product: one pinned release, believed by its hash alone.

H5P's core is GPL-3.0. It is in no wheel and no repository of ours; whoever runs an installation brings it in, and it
runs only in the browser, on the origin of packages. See docs/decisions/0022-h5p-core-apart.md.
"""

from __future__ import annotations

import hashlib
import io
import json
import secrets
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

LICENCE_FILE = Path(__file__).with_name("GPL-3.0.txt")
MARK = "core.json"  # written last: a folder with it is whole
SCRIPT, STYLE = "frame.bundle.js", "styles/h5p.css"
_INSIDE = "package/dist/"
_OWN_LICENCE = ("package/LICENSE", "LICENSE-h5p-standalone.txt")  # MIT, of what is around the core
_MOST_FILES, _MOST_BYTES = 200, 20 * 2**20


@dataclass(frozen=True, slots=True)
class Release:
    """One release of the core: where it is fetched, how it is known, whose it is."""

    version: str  # of h5p-standalone, which carries the core in its bundle
    api: tuple[int, int]  # the core's own version: what libraries ask for as coreApi
    url: str
    sha256: str
    most_bytes: int
    licence: str
    source: str  # of the core
    wrapping: str  # of h5p-standalone, MIT


CORE = Release(
    version="3.8.2",
    api=(1, 28),
    url="https://registry.npmjs.org/h5p-standalone/-/h5p-standalone-3.8.2.tgz",
    sha256="de7844ac07d5baddf5664c03738f25755914854b472f9b093251300ea1fec391",
    most_bytes=5 * 2**20,
    licence="GPL-3.0",
    source="https://github.com/h5p/h5p-php-library",
    wrapping="https://github.com/tunapanda/h5p-standalone/tree/v3.8.2",
)


class CoreFault(Exception):
    """A file that is not the pinned release, or no longer whole; the message is in Polish."""


def core_in(root: Path) -> Path | None:
    """The folder of the installed core; None without one."""
    folder = root / CORE.version
    return folder if (folder / MARK).is_file() else None


def install_core(data: bytes, root: Path) -> Path:
    """Unpack the pinned release under `root`; done again it changes nothing. Raises CoreFault, then nothing is kept."""
    found = hashlib.sha256(data).hexdigest()
    if found != CORE.sha256:
        raise CoreFault(
            f"To nie jest h5p-standalone {CORE.version}: skrót SHA-256 pliku to {found}, a ma być {CORE.sha256}."
        )
    target = root / CORE.version
    if core_in(root):
        return target
    root.mkdir(parents=True, exist_ok=True, mode=0o750)
    draft = root / f".{CORE.version}.{secrets.token_hex(8)}.part"
    try:
        hashes = {name: _put(draft / name, content) for name, content in _files(data)}
        shutil.copyfile(LICENCE_FILE, draft / LICENCE_FILE.name)
        (draft / MARK).write_text(json.dumps({"version": CORE.version, "files": hashes}, indent=1))
        shutil.rmtree(target, ignore_errors=True)  # one that was never finished
        draft.replace(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target


def changed_files(folder: Path) -> list[str]:
    """Files of an installed core that are gone or not what was unpacked."""
    hashes = json.loads((folder / MARK).read_text())["files"]
    return [name for name, digest in hashes.items() if _digest(folder / name) != digest]


def _files(data: bytes) -> Iterator[tuple[str, bytes]]:
    """What a browser needs of the archive, by names below its own folder. The hash vouches for it; limits are beside."""
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        left = _MOST_BYTES
        for member in archive.getmembers()[:_MOST_FILES]:
            name = member.name.removeprefix(_INSIDE)
            if member.name == _OWN_LICENCE[0]:
                name = _OWN_LICENCE[1]
            if not member.isreg() or name == member.name or ".." in PurePosixPath(name).parts:
                continue
            left -= member.size
            stream = archive.extractfile(member)
            if stream is None or left < 0:
                raise CoreFault("Archiwum z rdzeniem H5P jest uszkodzone.")
            yield name, stream.read()


def _put(place: Path, content: bytes) -> str:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    place.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def _digest(place: Path) -> str:
    return hashlib.sha256(place.read_bytes()).hexdigest() if place.is_file() else ""
