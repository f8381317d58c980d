"""Unpacking into a directory: piece by piece, with progress, all of it or nothing."""

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from kaganek.lib.packages.archive import Archive, Entry, Source, opened
from kaganek.lib.packages.model import Fault, Limits, PackageRefused
from kaganek.lib.packages.structure import structure_findings

FOLDER_MODE = 0o750
FILE_MODE = 0o640
UNFINISHED = ".part"
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class Progress(NamedTuple):
    """How far the unpacking has come. The target is there once `finished` is told."""

    files: int
    files_total: int
    bytes: int
    bytes_total: int
    finished: bool = False


def unpack(
    source: Source, target: Path, *, filename: str, limits: Limits | None = None
) -> Iterator[Progress]:
    """Unpack into `target`, which must not exist yet; tells its progress after each piece of a file.

    Works only as far as it is iterated. The files grow in a directory beside the target, which is
    renamed at the end and removed when anything fails or the iterator is closed early. Memory does
    not depend on the archive. Only regular files and folders are made, with modes of our own.

    Raises PackageRefused for an archive that may not be unpacked or turns out damaged, FileExistsError
    for a target that exists, and OSError for a disk that is full.
    """
    if target.exists():
        raise FileExistsError(target)
    beside = target.with_name(f".{target.name}.{secrets.token_hex(8)}{UNFINISHED}")
    try:
        with opened(source, filename=filename, limits=limits or Limits()) as archive:
            faults = [found for found in structure_findings(archive) if isinstance(found.code, Fault)]
            if faults:
                raise PackageRefused(*faults)
            beside.mkdir()
            beside.chmod(FOLDER_MODE)
            total = sum(entry.info.file_size for entry in archive.files.values())
            now = Progress(0, len(archive.files), 0, total)
            yield now
            for progress in _files(archive, beside, now):
                now = progress
                yield now
        _settle(path for path in beside.rglob("*") if path.is_file())
        beside.rename(target)
        _settle([target.parent])
        yield now._replace(finished=True)
    finally:
        if beside.exists():
            shutil.rmtree(beside)


def remove_leftovers(folder: Path, *, before: float) -> int:
    """Remove what a killed process left of its unpacking in this folder; answers how many.

    before    seconds since 1970; a directory changed later may still be growing.
    """
    found = [path for path in folder.glob(f".*{UNFINISHED}") if path.lstat().st_mtime < before]
    for path in found:
        shutil.rmtree(path)
    return len(found)


def _files(archive: Archive, root: Path, start: Progress) -> Iterator[Progress]:
    made, now = {root}, start
    for entry in archive.files.values():
        path = root.joinpath(*entry.name.split("/"))
        _make_folders(path.parent, made)
        for size in _write(archive, entry, path):
            now = now._replace(bytes=now.bytes + size)
            yield now
        now = now._replace(files=now.files + 1)
        yield now


def _make_folders(folder: Path, made: set[Path]) -> None:
    if folder in made:
        return
    _make_folders(folder.parent, made)
    folder.mkdir()
    folder.chmod(FOLDER_MODE)  # whatever the process masks
    made.add(folder)


def _write(archive: Archive, entry: Entry, path: Path) -> Iterator[int]:
    with os.fdopen(os.open(path, NEW_FILE, FILE_MODE), "wb") as file:
        for piece in archive.chunks(entry):
            file.write(piece)
            yield len(piece)
    path.chmod(FILE_MODE)


def _settle(paths: Iterable[Path]) -> None:
    """A power cut must not take back what was already told to be there.

    All at the end, so that the disk may write most of it in its own order meanwhile.
    """
    for path in paths:
        if path.is_dir() and os.name == "nt":  # Windows opens no folders
            continue
        opened_file = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
        try:
            os.fsync(opened_file)
        finally:
            os.close(opened_file)
