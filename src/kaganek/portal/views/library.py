"""The library of open materials: the list, a material with its versions, a download."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kaganek.core.access import public
from kaganek.core.attachments import saved_file
from kaganek.core.licences import LICENCES
from kaganek.core.lists import Column, Filter, ListSpec
from kaganek.core.lists.columns import Rows
from kaganek.core.parts import Empty
from kaganek.portal.models import Material
from kaganek.portal.queries import library
from kaganek.portal.queries.searching import narrowed
from kaganek.portal.services.library import count_download
from kaganek.portal.terms import Language

NONE = Empty("Biblioteka jest jeszcze pusta", "Pierwszy materiał pojawi się tu, gdy redakcja go opublikuje.")


def _of_kind(rows: Rows, kind: str) -> Rows:
    return rows.filter(current__files__kind=kind).distinct()


LIST = ListSpec(
    name="Materiały",
    found=("materiał", "materiały", "materiałów"),
    columns=[
        Column(key="data", label="Data", value=lambda row: row.published_at, sort=("current__made_at",)),
        Column(key="tytul", label="Tytuł", value=lambda row: row.title, sort=("title__alphabetical",)),
    ],
    default_sort="data:desc",
    filters=[
        Filter(key="q", label="Szukaj", apply=narrowed),
        Filter(key="temat", label="Temat", apply=lambda rows, one: rows.filter(topic=one), choices=library.topics),
        Filter(
            key="plik", label="Rodzaj pliku", apply=_of_kind,
            choices=[(one, one.upper()) for one in ("pdf", "docx", "odt", "xlsx", "ods", "pptx", "odp", "txt")],
        ),
        Filter(
            key="jezyk", label="Język", apply=lambda rows, one: rows.filter(language=one), choices=Language.choices
        ),
    ],
    page_size=12,
    id="materialy",
)  # fmt: skip


@require_safe
@public
def materials(request: HttpRequest) -> HttpResponse:
    """What the library holds, filtered and searched."""
    listing = LIST.read(library.materials(), request.GET)
    return render(request, "portal/library/list.html", {"listing": listing, "empty": NONE})


@require_safe
@public
def material(request: HttpRequest, slug: str) -> HttpResponse:
    """One material: what it is, its files, all its versions."""
    found = get_object_or_404(library.materials(), slug=slug)
    return render(request, "portal/library/material.html", _context(found))


def _context(found: Material) -> dict[str, Any]:
    versions = library.versions(found)
    return {
        "material": found, "newest": versions[0], "older": versions[1:], "licence": LICENCES[found.licence],
        "late": found.review_on < timezone.localdate(),
        "crumbs": [("Biblioteka", reverse("portal:library")), (found.title, reverse("portal:material", args=[found.slug]))],
    }  # fmt: skip


@require_safe
@public
def download(request: HttpRequest, file_id: int) -> HttpResponse:
    """A file to save; counted by one, without a word about who takes it."""
    found = library.file_to_give(file_id)
    if found is None:
        raise Http404
    if request.method == "GET":
        count_download(found.pk, day=timezone.localdate())
    answer = saved_file(bytes(found.body), found.name)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
