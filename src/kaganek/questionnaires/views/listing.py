"""The list of forms of an office or of the programme."""

from __future__ import annotations

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET

from kaganek.core import access
from kaganek.core.access import needs
from kaganek.core.lists import Column, Filter, ListSpec, Row, Rows, export_response
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.questionnaires.models import Form, Response
from kaganek.questionnaires.services.owners import owner_of
from kaganek.questionnaires.terms import FormState, ResponseState
from kaganek.questionnaires.views.shown import FORMS, owned_by

OBJ = "questionnaires.form"

EMPTY = Empty(
    "Nie ma jeszcze formularzy",
    "Zbuduj formularz z pytań, opublikuj go na stronie urzędu i czytaj odpowiedzi w jednym miejscu.",
)


def spec(*, responses: bool) -> ListSpec:
    counts = (SENT, NEW) if responses else ()
    return ListSpec(
        name="Formularze",
        found=FORMS,
        columns=(TITLE, STATE, *counts, CLOSES, CHANGED),
        filters=(
            Filter(key="q", label="Szukaj w tytule", apply=lambda rows, text: rows.filter(title__icontains=text)),
            Filter(key="stan", label="Stan", choices=FormState.choices,
                   apply=lambda rows, value: rows.filter(state=value)),
        ),
        default_sort="zmiana:desc",
    )  # fmt: skip


def _title(row: Row) -> object:
    return format_html('<a href="{}">{}</a>', reverse("questionnaires:form", args=[row.pk]), row.title)


def _sent(row: Row) -> object:
    href = reverse("questionnaires:results", args=[row.pk])
    return format_html(
        '<a href="{}">{}<span class="ds-sr-only"> odpowiedzi: {}</span></a>', href, row.sent, row.title
    )


TITLE = Column(
    key="tytul",
    label="Formularz",
    value=lambda row: row.title,
    html=_title,
    sort=("title__alphabetical",),
    head=True,
)
STATE = Column(key="stan", label="Stan", value=lambda row: row.get_state_display(), sort=("state",))
SENT = Column(
    key="odpowiedzi", label="Odpowiedzi", value=lambda row: row.sent, html=_sent, sort=("sent",), css="n"
)
NEW = Column(key="nowe", label="Do załatwienia", value=lambda row: row.fresh, sort=("fresh",), css="n")
CLOSES = Column(
    key="do", label="Otwarty do", value=lambda row: row.closes_on, sort=(F("closes_on").asc(nulls_last=True),)
)
CHANGED = Column(key="zmiana", label="Zmieniono", value=lambda row: row.changed_at, sort=("changed_at",))


@require_GET
@needs("view", OBJ)
def forms(request: SeatedRequest) -> HttpResponse:
    """Own forms with how many responses wait."""
    counted = access.may(request.seat, "view", "questionnaires.response")
    listing = spec(responses=counted).read(_rows(counted=counted), request.GET)
    context = {
        "listing": listing,
        "owner": owned_by(request.seat),
        "of_office": owner_of(request.seat) is not None,
        "empty": EMPTY,
    }
    return render(request, "questionnaires/builder/list.html", context)


@require_GET
@needs("view", OBJ)
def forms_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    counted = access.may(request.seat, "view", "questionnaires.response")
    return export_response(
        spec(responses=counted), _rows(counted=counted), request, name="formularze", fmt=fmt
    )


def _rows(*, counted: bool) -> Rows:
    rows = Form.objects.all()
    if not counted:
        return rows
    mine = Response.objects.filter(form=OuterRef("pk")).order_by().values("form")
    fresh = mine.filter(state=ResponseState.NEW)
    return rows.annotate(
        sent=Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), 0),
        fresh=Coalesce(Subquery(fresh.annotate(n=Count("pk")).values("n")), 0),
    )
