"""A course written as a file; the same course gives the same bytes of every part but the header."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, Any

from kaganek.lib.courses.model import (
    BANK,
    COURSE,
    FILES,
    FORMAT,
    MANIFEST,
    QUIZ,
    READING,
    RUBRICS,
    TASKS,
    VERSION,
    CourseData,
)
from kaganek.lib.courses.telling import readable

Source = Callable[[], Iterable[bytes]]
EPOCH = (1980, 1, 1, 0, 0, 0)
MODE = 0o100644 << 16


def write_course(out: IO[bytes], data: CourseData, sources: Mapping[str, Source]) -> None:
    """Write a course. `sources` give the bytes of each file of `data.files`, piece by piece."""
    listed = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, source in (*_texts(data), *sources.items()):
            listed.append(_added(archive, path, source()))
        archive.writestr(_entry(MANIFEST), as_json({
            "format": FORMAT, "version": VERSION, "made": data.made, "language": "pl", "title": data.course["title"],
            "files": listed,
        }))  # fmt: skip


def as_json(value: Any) -> bytes:
    """JSON that a person can read: letters as they are, a line for each value."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _texts(data: CourseData) -> Iterator[tuple[str, Source]]:
    parts: list[tuple[str, Any]] = [(COURSE, data.course), *data.lessons.items()]
    parts += [(QUIZ, data.quiz)] if data.quiz else []
    for path, name, rows in (
        (BANK, "questions", data.bank),
        (RUBRICS, "rubrics", data.rubrics),
        (TASKS, "tasks", data.tasks),
        (FILES, "files", list(data.files.values())),
    ):
        parts += [(path, {name: rows})] if rows else []
    for path, value in parts:
        yield path, lambda value=value: [as_json(value)]  # type: ignore[misc]
    yield READING, lambda: [readable(data).encode()]


def _added(archive: zipfile.ZipFile, path: str, pieces: Iterable[bytes]) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    with archive.open(_entry(path), "w", force_zip64=False) as entry:
        for piece in pieces:
            entry.write(piece)
            digest.update(piece)
            size += len(piece)
    return {"path": path, "bytes": size, "sha256": digest.hexdigest()}


def _entry(path: str) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(path, EPOCH)
    made.compress_type, made.create_system, made.external_attr = zipfile.ZIP_DEFLATED, 3, MODE
    return made


def zipped_again(folder_files: Iterable[tuple[str, Callable[[], IO[bytes]]]], out: IO[bytes]) -> None:
    """Files put into an archive always the same way: in the order of names, stored, without dates."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, opener in sorted(folder_files, key=lambda one: one[0]):
            entry = _entry(path)
            entry.compress_type = zipfile.ZIP_STORED
            with opener() as stream, archive.open(entry, "w") as target:
                while piece := stream.read(2**18):
                    target.write(piece)
