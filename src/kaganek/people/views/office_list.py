"""The list of organisations, once for the page and its files."""

from __future__ import annotations

from functools import cache

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kaganek.core.lists import Column, Filter, ListSpec
from kaganek.people.models import Office
from kaganek.people.queries.offices import office_filters, search_offices
from kaganek.people.terms import OfficeKind, Voivodeship


def _named(office: Office) -> SafeString:
    href = reverse("people:office", args=[office.pk])
    closed = format_html(" ({})", "zniesiona") if office.closed_on else ""
    small = office.office_name if office.office_name != office.name else ""
    return format_html('<a href="{}">{}</a>{}<small>{}</small>', href, office.name, closed, small)


def _code(office: Office) -> str:
    return f"{office.teryt or ''}{office.teryt_kind}"


COLUMNS = (
    Column(
        key="nazwa",
        label="Nazwa",
        value=lambda o: o.name,
        html=_named,
        head=True,
        sort=("sort_name", "teryt"),
    ),
    Column(key="urzad", label="Urząd", value=lambda o: o.office_name, screen=False),
    Column(key="rodzaj", label="Rodzaj", value=lambda o: o.get_kind_display(), sort=("kind", "sort_name")),
    Column(
        key="wojewodztwo",
        label="Województwo",
        value=lambda o: o.get_voivodeship_display(),
        sort=("voivodeship", "sort_name"),
    ),
    Column(key="kod", label="Kod TERYT", value=_code, css="num", sort=("teryt", "sort_name")),
    Column(key="nip", label="NIP", value=lambda o: o.nip, screen=False),
    Column(key="regon", label="REGON", value=lambda o: o.regon, screen=False),
    Column(key="zniesiona", label="Zniesiona", value=lambda o: o.closed_on, screen=False),
)
FILTERS = (
    Filter(key="q", label="Nazwa, kod lub rodzaj", apply=search_offices),
    Filter(
        key="wojewodztwo",
        label="Województwo",
        apply=lambda rows, code: rows.filter(voivodeship=code),
        choices=Voivodeship.choices,
    ),
    Filter(
        key="rodzaj",
        label="Rodzaj",
        apply=lambda rows, kind: rows.filter(kind=kind),
        choices=OfficeKind.choices,
    ),
)
STATE = Filter(
    key="stan",
    label="Stan",
    apply=lambda rows, state: rows.filter(closed_on__isnull=state == "czynne"),
    choices=(("czynne", "Czynne"), ("zniesione", "Zniesione")),
)


@cache
def office_spec() -> ListSpec:
    """Made at the first request, when every app has added its filters."""
    return ListSpec(
        name="Urzędy",
        found=("urząd lub organizację", "urzędy i organizacje", "urzędów i organizacji"),
        columns=COLUMNS,
        default_sort="nazwa:asc",
        filters=(*FILTERS, *(one for _, one in office_filters), STATE),
        tiebreak=("sort_name", "pk"),
    )
