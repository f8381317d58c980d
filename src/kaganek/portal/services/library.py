"""The library of open materials: what the editors do, and the count of downloads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from kaganek.core import audit
from kaganek.core.kept import ask
from kaganek.core.seats import Seat
from kaganek.core.turns import take_turn
from kaganek.lib.names import fold
from kaganek.portal.models import Material, MaterialFile, MaterialVersion
from kaganek.portal.services.indexing import index
from kaganek.portal.services.review_days import take_back_review

_ADD_ONE = """
INSERT INTO portal_materialcount (file_id, day, number) VALUES (%s, %s, 1)
ON CONFLICT (file_id, day) DO UPDATE SET number = portal_materialcount.number + 1
"""


class SlugTaken(Exception):
    """Another material has this address."""


class NoFiles(Exception):
    """A version without a file would be an empty page."""


@dataclass(frozen=True, slots=True)
class MaterialFacts:
    """What may change about a material without a new version of its files."""

    title: str
    summary: str
    topic: str
    owner: str
    owner_contact: str
    author: str
    licence: str
    language: str
    review_on: date


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file as it was judged: the ending, what it gives to readers who need it accessible, its bytes."""

    kind: str
    accessible: str
    body: bytes


@transaction.atomic
def add_material(facts: MaterialFacts, *, by: Seat) -> Material:
    """A material that nobody sees yet, once when sent twice; its address comes from the title. Raises SlugTaken."""
    slug = slugify(fold(facts.title))[:120] or "material"
    take_turn("material", slug)
    if held := Material.objects.filter(slug=slug).first():
        if all(getattr(held, name) == value for name, value in _columns(facts).items()):
            return held
        raise SlugTaken(slug)
    made = Material(slug=slug, **_columns(facts))
    _index(made)
    made.save()
    audit.record(by, "material added", made)
    return made


@transaction.atomic
def change_material(material_id: int, facts: MaterialFacts, *, by: Seat) -> Material:
    """Write other facts about a material; its address stays. Raises Material.DoesNotExist."""
    found = Material.objects.select_for_update(of=("self",)).get(pk=material_id)
    looked_through = found.review_on != facts.review_on
    for name, value in _columns(facts).items():
        setattr(found, name, value)
    _index(found)
    found.save()
    audit.record(by, "material changed", found)
    if looked_through:
        take_back_review(found.pk)
    return found


@transaction.atomic
def add_version(
    material_id: int, files: Sequence[GivenFile], *, changes: str, by: Seat, at: datetime
) -> MaterialVersion:
    """The next version with its files; it is what the page of the material gives from now on.

    The same files again (a form sent twice) add nothing. Raises NoFiles, Material.DoesNotExist.

    Source: rule W-01 (wersje materiałów).
    """
    if not files:
        raise NoFiles
    material = Material.objects.select_for_update(of=("self",)).select_related("current").get(pk=material_id)
    if material.current and _same(material.current, files, changes):
        return material.current
    number = material.current.number + 1 if material.current else 1
    made = MaterialVersion.objects.create(material=material, number=number, changes=changes, made_at=at)
    MaterialFile.objects.bulk_create(
        [
            MaterialFile(
                version=made, name=f"{material.slug}-{number}.{one.kind}", kind=one.kind, body=one.body,
                accessible=one.accessible, size=len(one.body),
            )
            for one in files
        ]
    )  # fmt: skip
    material.current = made
    material.save(update_fields=["current"])
    audit.record(by, "material version added", material, number=str(number))
    return made


@transaction.atomic
def show(material_id: int, *, by: Seat, at: datetime) -> Material:
    """Show a material to everyone; done twice it changes nothing. Raises NoFiles before its first version."""
    found = Material.objects.select_for_update(of=("self",)).get(pk=material_id)
    if found.current_id is None:
        raise NoFiles
    if found.published_at is None:
        found.published_at = at
        found.save(update_fields=["published_at"])
        audit.record(by, "material published", found)
    return found


@transaction.atomic
def withdraw(material_id: int, *, by: Seat) -> Material:
    """Take a material off the library; its versions and counts stay. Done twice it changes nothing."""
    found = Material.objects.select_for_update(of=("self",)).get(pk=material_id)
    if found.published_at is not None:
        found.published_at = None
        found.save(update_fields=["published_at"])
        audit.record(by, "material withdrawn", found)
        take_back_review(found.pk)
    return found


def count_download(file_id: int, *, day: date) -> None:
    """One more download of a file on that day; nothing about the reader is asked or kept.

    Source: rule W-02 (liczenie bez śledzenia).
    """
    ask(_ADD_ONE, [file_id, day])


def _columns(facts: MaterialFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in MaterialFacts.__slots__}


def _index(row: Material) -> None:
    index(row, title=row.title, words=f"{row.summary} Temat: {row.topic}. {row.owner}, {row.author}")


def _same(version: MaterialVersion, files: Sequence[GivenFile], changes: str) -> bool:
    kept = sorted((one.kind, bytes(one.body)) for one in version.files.all())
    return version.changes == changes and kept == sorted((one.kind, one.body) for one in files)
