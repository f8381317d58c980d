"""Responses of a form: the list and its files, one of them, counts, the protocol of what was erased."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods

from kaganek.core import charts
from kaganek.core.access import needs
from kaganek.core.attachments import attachment
from kaganek.core.lists import Column, Filter, ListSpec, Row, Rows, export_response
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.lib.expr import Type
from kaganek.lib.polish import counted
from kaganek.questionnaires.forms.building import EraseForm, HandleForm
from kaganek.questionnaires.models import Disposal, Form, FormFile, Response
from kaganek.questionnaires.queries.public import form_address
from kaganek.questionnaires.queries.results import Tally, in_words, questions_of, tallies, with_answers
from kaganek.questionnaires.rules.answers import read_number
from kaganek.questionnaires.rules.definition import Asked
from kaganek.questionnaires.rules.kinds import kinds
from kaganek.questionnaires.rules.walking import brief, headed
from kaganek.questionnaires.services import responses as deeds
from kaganek.questionnaires.terms import ResponseState
from kaganek.questionnaires.views.shown import RESPONSES, form_or_404, of_form

OBJ = "questionnaires.response"
ON_SCREEN = 4  # questions whose answers the list shows; the file has all of them, behind the same ones
PEOPLE = ("osoba", "osoby", "osób")


def spec(questions: list[Asked]) -> ListSpec:
    """Columns of one form: its number and day, its questions, what the office did with it."""
    return ListSpec(
        name="Odpowiedzi",
        found=RESPONSES,
        columns=(NUMBER, SENT, *(_answer(one, n) for n, one in enumerate(questions)), STATE, NOTE, VERSION),
        filters=(
            Filter(key="q", label="Szukaj w odpowiedziach i numerze", apply=_search),
            Filter(key="stan", label="Stan", choices=ResponseState.choices,
                   apply=lambda rows, value: rows.filter(state=value)),
        ),
        default_sort="wyslano:desc",
        prepare=with_answers,
    )  # fmt: skip


def _search(rows: Rows, text: str) -> Rows:
    found = Response.objects.filter(answers__value__icontains=text).values("pk")
    return rows.filter(pk__in=found) | rows.filter(number__icontains=text)


def _answer(asked: Asked, place: int) -> Column:
    """What was answered, in words; numbers leave as numbers, their unit in the heading."""

    def said(row: Row) -> str:
        return "; ".join(in_words(asked, row.values.get(asked.code)))

    def figure(row: Row) -> Decimal | None:
        return read_number(str(row.values.get(asked.code) or ""))

    is_number = asked.kind in kinds and kinds.get(asked.kind).type is Type.NUMBER
    return Column(
        key=asked.code, label=brief(headed(asked)), screen=place < ON_SCREEN,
        value=figure if is_number else said, html=(lambda row: said(row) or "–") if is_number else None,
    )  # fmt: skip


def _number(row: Row) -> object:
    return format_html('<a href="{}">{}</a>', reverse("questionnaires:response", args=[row.pk]), row.number)


NUMBER = Column(
    key="numer", label="Numer", value=lambda row: row.number, html=_number, sort=("number",), head=True
)
SENT = Column(key="wyslano", label="Wysłano", value=lambda row: row.sent_at, sort=("sent_at",))
STATE = Column(key="stan", label="Stan", value=lambda row: row.get_state_display(), sort=("state",))
NOTE = Column(key="notatka", label="Notatka", value=lambda row: row.note, screen=False)
VERSION = Column(key="wersja", label="Wersja formularza", value=lambda row: row.version.number, screen=False)


def _rows(form: Form) -> Rows:
    return Response.objects.filter(form=form).select_related("version")


@require_GET
@needs("view", OBJ)
def results(request: SeatedRequest, form_id: int) -> HttpResponse:
    """What came back."""
    form = form_or_404(form_id)
    listing = spec(questions_of(form)).read(_rows(form), request.GET)
    context = {
        "form": form, "listing": listing, "crumbs": of_form(form, ("Odpowiedzi", "")),
        "empty": Empty("Nie ma jeszcze odpowiedzi", "Każda wysłana odpowiedź pojawi się tutaj od razu."),
        "address": form_address(form) if form.current else "",
    }  # fmt: skip
    return render(request, "questionnaires/results/list.html", context)


@require_GET
@needs("view", OBJ)
def results_export(request: SeatedRequest, form_id: int, fmt: str) -> HttpResponseBase:
    """The list as a file, with its filters and order."""
    form = form_or_404(form_id)
    return export_response(
        spec(questions_of(form)), _rows(form), request, name=f"odpowiedzi-{form.slug}", fmt=fmt
    )


@require_GET
@needs("view", OBJ)
def counts(request: SeatedRequest, form_id: int) -> HttpResponse:
    """How often each option was chosen: a chart with its table for every such question."""
    form = form_or_404(form_id)
    found = tallies(form, questions_of(form))
    context = {
        "form": form, "total": Response.objects.filter(form=form).count(),
        "charts": [_chart(one) for one in found], "crumbs": of_form(form, ("Podsumowanie", "")),
    }  # fmt: skip
    return render(request, "questionnaires/results/counts.html", context)


def _chart(tally: Tally) -> object:
    best = max(tally.rows, key=lambda row: row[1], default=("", 0))
    finding = f"Odpowiedzi: {counted(tally.answered, *PEOPLE)}."
    if best[1]:
        finding += f" Najczęściej: {best[0]} ({best[1]})."
    rows = [(label, float(count)) for label, count in tally.rows]
    return charts.bars(
        f"pytanie-{tally.asked.code}", tally.title, finding, rows, head=("Odpowiedź", "Ile osób")
    )


@require_http_methods(["GET", "POST"])
@needs("handle", OBJ)
def response(request: SeatedRequest, response_id: int) -> HttpResponse:
    """One response, and the office's note on it."""
    found = _response_or_404(response_id)
    typed = HandleForm(request.POST or None, initial={"note": found.note})
    if request.method == "POST" and typed.is_valid():
        done = request.POST.get("stan") == ResponseState.HANDLED
        deeds.handle(found.pk, typed.cleaned_data["note"], done=done, by=request.seat, at=timezone.now())
        messages.success(request, "Odpowiedź oznaczona jako załatwiona." if done else "Zapisano notatkę.")
        return redirect("questionnaires:response", found.pk)
    with_answers([found])
    values: dict[str, Any] = found.values  # type: ignore[attr-defined]
    files = {str(one.key): one for one in FormFile.objects.filter(response=found).defer("body")}
    context = {
        "row": found, "form": found.form, "typed": typed,
        "answers": [_said(one, values[one.code], files) for one in questions_of(found.form) if one.code in values],
        "crumbs": of_form(found.form, ("Odpowiedzi", _list_of(found.form)), (found.number, "")),
    }  # fmt: skip
    return render(
        request, "questionnaires/results/response.html", context, status=422 if typed.errors else 200
    )


def _list_of(form: Form) -> str:
    return reverse("questionnaires:results", args=[form.pk])


def _said(asked: Asked, value: Any, files: dict[str, FormFile]) -> dict[str, Any]:
    named = value.get("key", "") if isinstance(value, dict) else ""
    return {"text": headed(asked), "lines": in_words(asked, value), "file": files.get(named)}


def _response_or_404(response_id: int) -> Response:
    found = Response.objects.select_related("form__office", "version__notice").filter(pk=response_id).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@needs("erase", OBJ)
def erase(request: SeatedRequest, response_id: int) -> HttpResponse:
    """Erase one response on request, with a line in the protocol."""
    found = _response_or_404(response_id)
    typed = EraseForm(request.POST or None)
    if request.method == "POST" and typed.is_valid():
        deeds.erase(found.pk, typed.cleaned_data["note"], by=request.seat, at=timezone.now())
        messages.success(request, f"Odpowiedź {found.number} usunięta. Został po niej wpis w protokole.")
        return redirect("questionnaires:results", found.form_id)
    context = {
        "form": typed, "title": f"Usuń odpowiedź {found.number}", "owner": found.form.title, "submit": "Usuń na zawsze",
        "lead": "Znikną odpowiedzi i pliki tej osoby, także z późniejszych eksportów. Tego nie da się cofnąć. W protokole"
                " zostanie numer, powód, dzień i Twoje nazwisko.",
        "back": reverse("questionnaires:response", args=[found.pk]), "final": True,
        "crumbs": of_form(found.form, (found.number, reverse("questionnaires:response", args=[found.pk])), ("Usuń", "")),
    }  # fmt: skip
    return render(request, "questionnaires/builder/typed.html", context, status=422 if typed.errors else 200)


@require_GET
@needs("view", OBJ)
def disposals(request: SeatedRequest, form_id: int) -> HttpResponse:
    """The protocol: what was erased, when, why."""
    form = form_or_404(form_id)
    rows = Disposal.objects.filter(form=form).order_by("-erased_at", "-pk")[:500]
    context = {"form": form, "rows": rows, "crumbs": of_form(form, ("Protokół usunięć", ""))}
    return render(request, "questionnaires/results/disposals.html", context)


@require_GET
@needs("view", OBJ)
def file(request: SeatedRequest, file_id: int) -> HttpResponse:
    """A file of a response: always to be saved, never shown from our address."""
    found = FormFile.objects.filter(pk=file_id, response__isnull=False).select_related("response").first()
    if found is None or found.response is None:
        raise Http404
    ending = found.name.rpartition(".")[2].lower()
    name = f"{found.response.number}-{found.code}.{ending}"
    return attachment(bytes(found.body), name=name, content_type="application/octet-stream")
