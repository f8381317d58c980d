"""The list of certificates that staff see."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kaganek.core.lists import Column, Filter, ListSpec, Row
from kaganek.core.templatetags.ui import status
from kaganek.documents.queries import in_state, matching
from kaganek.documents.terms import CertificateState


def _number(row: Row) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("documents:certificate_pdf", args=[row.pk]), row.number)


def _person(row: Row) -> SafeString:
    return format_html(
        '<span class="kg-v">{}<br><small>{}</small></span>', row.facts["person"], row.facts["office"]
    )


def _state(row: Row) -> SafeString:
    return status(row.state)


COLUMNS = [
    Column(
        key="numer",
        label="Numer",
        value=lambda row: row.number,
        html=_number,
        sort=("number",),
        head=True,
    ),
    Column(
        key="osoba",
        label="Osoba",
        value=lambda row: row.facts["person"],
        html=_person,
        sort=("person__sort_name",),
    ),
    Column(
        key="urzad",
        label="Urząd",
        value=lambda row: row.facts["office"],
        sort=("office__sort_name",),
        screen=False,
    ),
    Column(key="szkolenie", label="Szkolenie", value=lambda row: row.facts["title"]),
    Column(
        key="wydano",
        label="Wydano",
        value=lambda row: timezone.localdate(row.issued_at),
        sort=("issued_at",),
    ),
    Column(key="stan", label="Stan", value=lambda row: row.state.label, html=_state),
]
FILTERS = [
    Filter(key="q", label="Osoba, urząd lub numer", apply=matching),
    Filter(
        key="szkolenie",
        label="Szkolenie",
        apply=lambda rows, text: rows.filter(facts__title__icontains=text),
    ),
    Filter(key="stan", label="Stan", apply=in_state, choices=CertificateState.choices),
]
CERTIFICATES = ListSpec(
    name="Certyfikaty",
    found=("certyfikat", "certyfikaty", "certyfikatów"),
    columns=COLUMNS,
    filters=FILTERS,
    default_sort="wydano:desc",
)


def with_deeds(spec: ListSpec) -> ListSpec:
    """The same list for those who may replace and revoke."""
    column = Column(
        key="akcje", label="Co można zrobić", value=lambda row: "", html=_deeds, export=False, quiet=True
    )
    return replace(spec, columns=[*spec.columns, column])


def _deeds(row: Row) -> SafeString | str:
    if row.state is not CertificateState.VALID:
        return ""
    link = '<a href="{}">{} <span class="ds-sr-only">certyfikat {}</span></a>'
    return format_html(
        f'<span class="kg-v">{link}<br>{link}</span>',
        reverse("documents:replace", args=[row.pk]), "Zastąp", row.number,
        reverse("documents:revoke", args=[row.pk]), "Unieważnij", row.number,
    )  # fmt: skip
