"""Pictures, documents and packages of a course file put where they live here, and what to undo when it fails."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from io import BufferedRandom
from pathlib import PurePath
from typing import Any

from django.core.files import File
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection

from kaganek.core.seats import Seat
from kaganek.learning.models import Package
from kaganek.learning.queries.packages import ready_packages
from kaganek.learning.services import unpacking
from kaganek.learning.services.own_courses import own_shelf
from kaganek.learning.services.packages import settle_package
from kaganek.lib.courses import CourseFile, CourseRefused, Fault
from kaganek.lib.courses.model import Json

PIECE = 2**18


@contextmanager
def spooled(file: CourseFile, path: str) -> Iterator[BufferedRandom]:
    """A file of the course on the disk for a while, to be read anywhere."""
    with tempfile.TemporaryFile() as out:
        for piece in file.chunks(path):
            out.write(piece)
        out.seek(0)
        yield out


class Putting:
    """Files for one course. `stored` and `folders` are what a failure has to take back."""

    def __init__(self, office_id: int | None, *, by: Seat, at: datetime) -> None:
        self.office_id, self.by, self.at = office_id, by, at
        self.stored: list[str] = []
        self.folders: list[str] = []
        self._collection: int | None = None

    def put(self, file: CourseFile, path: str, said: Json, *, folder: str) -> Any:
        """The number of a stored picture or document, or the line of a package."""
        with spooled(file, path) as stream:
            if said["kind"] == "package":
                return self._package(stream, path, said, folder)
            return self._kept(Image if said["kind"] == "image" else Document, stream, path, said)

    def _kept(self, model: Any, stream: BufferedRandom, path: str, said: Json) -> int:
        """The same bytes under the same words on the same shelf are kept once. Any: Wagtail ships no types."""
        words = {name: said[name] for name in ("title", "description") if name in said}
        there = model.objects.filter(file_hash=_sha1(stream), collection=self.collection, **words).first()
        if there is not None:
            return int(there.pk)
        made = model(collection_id=self.collection, **words, file=File(stream, PurePath(path).name))
        if model is Image:
            made._set_image_file_metadata()  # noqa: SLF001 - Wagtail's own upload form calls it as well
        else:
            made._set_document_file_metadata()  # noqa: SLF001 - Wagtail's own upload form calls it as well
        made.save()
        self.stored.append(made.file.name)
        return int(made.pk)

    @property
    def collection(self) -> int:
        if self._collection is None:
            if self.office_id is None:
                self._collection = Collection.get_first_root_node().pk
            else:
                self._collection = own_shelf(by=replace(self.by, offices=(self.office_id,))).collection_id
        return self._collection

    def _package(self, stream: BufferedRandom, path: str, said: Json, folder: str) -> str:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        held = ready_packages().filter(sha256=digest, office=self.office_id, title=said["title"]).first()
        if held is not None:
            return str(held.line)
        self.folders.append(folder)
        name = PurePath(path).name
        taken = unpacking.take_in(stream, folder)
        judged = unpacking.judge(folder, name)
        if not judged.accepted:
            first = judged.facts["faults"][0]
            raise CourseRefused(Fault(path, first["message"], first["way_out"]))
        for _ in unpacking.unpacked(folder, name, needed=judged.verdict.bytes):
            pass
        made = Package.objects.create(
            office_id=self.office_id, title=said["title"], filename=name, file_bytes=taken.bytes, sha256=taken.sha256,
            folder=folder, uploaded_by_id=self.by.person_id, uploaded_at=self.at,
        )  # fmt: skip
        settle_package(made, judged, own_title=True, by=self.by, at=self.at)
        unpacking.tidy(folder)
        return str(made.line)


def _sha1(stream: BufferedRandom) -> str:
    found = hashlib.file_digest(
        stream, lambda: hashlib.sha1(usedforsecurity=False)
    ).hexdigest()  # Wagtail's own
    stream.seek(0)
    return found
