"""Questions as those who answer them meet them: the queue of consultants, the queue of technical support, the deeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from kaganek.communication.forms.questions import LONGEST, MessageForm, NoteForm
from kaganek.communication.models import Question
from kaganek.communication.queries.inbound import held_mails
from kaganek.communication.queries.questions.threads import (
    desk_questions,
    is_supplier,
    offices_with_questions,
    ready_answers,
    thread_of,
    waiting_for,
)
from kaganek.communication.rules.questions import is_late
from kaganek.communication.services.questions import asking
from kaganek.communication.terms import Desk, QuestionState
from kaganek.communication.views.questions.own import page, sent
from kaganek.core.access import may, needs
from kaganek.core.lists import Column, Filter, ListSpec, Rows, by_words, export_response, whole_numbers
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest, seat_in_use
from kaganek.core.templatetags.ui import status

OBJ = "communication.question"
NOTHING = Empty(
    "Nie ma tu jeszcze pytań", "Gdy ktoś z Twoich urzędów zapyta, zobaczysz to tutaj i dostaniesz wiadomość."
)
CALM = Empty(
    "Nie ma tu jeszcze zgłoszeń",
    "Gdy ktoś zgłosi, że coś nie działa, zobaczysz to tutaj i dostaniesz wiadomość.",
)
MOVES = {
    "me": "Czeka na odpowiedź",
    "late": "Po obiecanym terminie",
    "them": "Czeka na pytającego",
    "closed": "Zamknięte",
}
LOOKS = {
    QuestionState.OPEN: "open",
    QuestionState.WAITING: "doing",
    QuestionState.ANSWERED: "answered",
    QuestionState.CLOSED: "off",
}
# Whose move it is, in the order of work: ours first.
TURN = Case(
    When(state=QuestionState.OPEN, then=Value(0)), When(state=QuestionState.WAITING, then=Value(1)),
    When(state=QuestionState.ANSWERED, then=Value(2)), default=Value(3), output_field=IntegerField(),
)  # fmt: skip


def _named(row: Question) -> SafeString:
    href = reverse("communication:question", args=[row.pk])
    about = format_html("<small>{}</small>", row.about_title) if row.about_title else ""
    return format_html('<a href="{}">{}</a>{}', href, row.subject, about)


def _state(row: Question) -> str:
    late = is_late(row.promised_on, row.first_answer_at, row.state, timezone.localdate())
    return f"{row.get_state_display()}{', po terminie' if late else ''}"


def _state_shown(row: Question) -> SafeString:
    words = _state(row)
    if words.endswith("po terminie"):
        return status("late")
    return status(LOOKS[QuestionState(row.state)], f"{words[:1].upper()}{words[1:]}")


def _narrow(rows: Rows, value: str) -> Rows:
    today = timezone.localdate()
    conditions: dict[str, dict[str, Any]] = {
        "me": {"state": QuestionState.OPEN},
        "late": {"state": QuestionState.OPEN, "first_answer_at": None, "promised_on__lt": today},
        "them": {"state__in": (QuestionState.ANSWERED, QuestionState.WAITING)},
        "closed": {"state": QuestionState.CLOSED},
    }
    return rows.filter(**conditions[value])


def _whose(rows: Rows, value: str) -> Rows:
    """Questions of whoever looks, of nobody, of others; what is passed on to the supplier is others'."""
    seat = seat_in_use()
    me = (seat.person_id if seat else None) or 0
    nobody = Q(adviser=None) if seat and is_supplier(seat) else Q(adviser=None, escalated_at=None)
    if value == "nikt":
        return rows.filter(nobody)
    return rows.filter(adviser=me) if value == "ja" else rows.exclude(nobody).exclude(adviser=me)


def _leads(row: Question) -> str:
    seat = seat_in_use()
    passed_on = row.escalated_at and not (seat and is_supplier(seat))
    return row.adviser_name or ("dostawca platformy" if passed_on else "nikt")


SPEC = ListSpec(
    name="Pytania",
    found=("pytanie", "pytania", "pytań"),
    columns=(
        Column(key="temat", label="Temat", value=lambda r: r.subject, html=_named, head=True, sort=("subject__alphabetical",)),
        Column(key="numer", label="Numer", value=lambda r: r.pk, screen=False),
        Column(key="kto", label="Kto pyta", value=lambda r: r.asker_name),
        Column(key="urzad", label="Urząd", value=lambda r: r.office.office_name, sort=("office__sort_name",)),
        Column(key="dotyczy", label="Czego dotyczy", value=lambda r: r.about_title, screen=False),
        Column(key="stan", label="Stan", value=_state, html=_state_shown, sort=("turn", "asked_at")),
        Column(key="zadano", label="Zadano", value=lambda r: r.asked_at, sort=("asked_at",)),
        Column(key="termin", label="Odpowiedź do", value=lambda r: r.promised_on, sort=("promised_on",)),
        Column(key="pierwsza", label="Pierwsza odpowiedź", value=lambda r: r.first_answer_at, screen=False),
        Column(key="prowadzi", label="Prowadzi", value=_leads),
    ),
    filters=(
        Filter(key="szukaj", label="Temat, osoba lub urząd", apply=by_words("folded")),
        Filter(key="stan", label="Stan", choices=tuple(MOVES.items()), apply=_narrow),
        Filter(key="prowadzi", label="Prowadzi", choices=(("ja", "Ja"), ("nikt", "Nikt"), ("inni", "Inni")), apply=_whose),
        Filter(
            key="urzad", label="Urząd", choices=offices_with_questions, apply=lambda rows, pk: rows.filter(office=int(pk))
        ),
    ),
    default_sort="stan:asc",
)  # fmt: skip


SUPPORT_SPEC = replace(SPEC, name="Zgłoszenia", found=("zgłoszenie", "zgłoszenia", "zgłoszeń"))


def _rows(request: SeatedRequest, desk: Desk) -> Rows:
    return desk_questions(request.seat, desk).annotate(turn=TURN)


def _list(request: SeatedRequest, desk: Desk) -> HttpResponse:
    spec = SPEC if desk is Desk.CONTENT else SUPPORT_SPEC
    waiting = waiting_for(request.seat, desk).count()
    context = {
        "listing": spec.read(_rows(request, desk), request.GET), "waiting": waiting, "desk": desk,
        "held": held_mails() if may(request.seat, "view", "communication.incomingmail") else 0,
        "empty": NOTHING if desk is Desk.CONTENT else CALM, "support": desk is Desk.SUPPORT,
    }  # fmt: skip
    return render(request, "communication/questions/queue.html", context)


@require_GET
@needs("answer", OBJ)
def queue(request: SeatedRequest) -> HttpResponse:
    """What the offices in care ask, the longest waiting first."""
    return _list(request, Desk.CONTENT)


@require_GET
@needs("answer", OBJ)
def queue_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    return export_response(SPEC, _rows(request, Desk.CONTENT), request, name="pytania", fmt=fmt)


@require_GET
@needs("support", OBJ)
def support(request: SeatedRequest) -> HttpResponse:
    """What does not work: of the own office, or passed on to the platform's supplier."""
    return _list(request, Desk.SUPPORT)


@require_GET
@needs("support", OBJ)
def support_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    return export_response(SUPPORT_SPEC, _rows(request, Desk.SUPPORT), request, name="zgloszenia", fmt=fmt)


@require_POST
@needs("reply", OBJ)
def answer(request: SeatedRequest, question_id: int) -> HttpResponse:
    """Answer a question."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        return page(request, question_id, form=form)
    data = form.cleaned_data
    more = {"wants_more": data["wants_more"], "ready_id": data["ready"]}
    return sent(
        request, question_id, form, "Odpowiedź wysłana.",
        lambda said: asking.answer(question_id, data["text"], **more, **said),
    )  # fmt: skip


@require_POST
@needs("reply", OBJ)
def insert(request: SeatedRequest, question_id: int) -> HttpResponse:
    """A ready answer below what was typed, all of it still to be edited; nothing is written."""
    thread = thread_of(question_id, notes=False)
    if thread is None:
        raise Http404
    found, typed = thread.question, request.POST.get("text", "")[:LONGEST]
    chosen = next(iter(whole_numbers(request.POST.getlist("gotowa"))), 0)
    rows = ready_answers(found.desk, found.project_id)
    words = {
        "text": typed,
        "wants_more": "wants_more" in request.POST,
        "ready": request.POST.get("ready", ""),
    }
    for one in rows:
        if one.pk == chosen:
            words |= {"text": with_ready(typed, one.text), "ready": one.pk}
    return page(request, question_id, form=MessageForm(initial=words))


def with_ready(typed: str, ready: str) -> str:
    """What was typed with the ready answer after it, once."""
    if ready.split() and " ".join(ready.split()) in " ".join(typed.split()):
        return typed
    return f"{typed.rstrip()}\n\n{ready}" if typed.strip() else ready


@require_POST
@needs("note", OBJ)
def note(request: SeatedRequest, question_id: int) -> HttpResponse:
    """A note for those who answer."""
    form = NoteForm(request.POST, prefix="notatka")
    if not form.is_valid():
        return page(request, question_id, note=form)
    return _done(
        request, question_id, "Notatka zapisana. Widzą ją tylko osoby, które odpowiadają.",
        lambda: asking.note(question_id, form.cleaned_data["text"], by=request.seat, at=timezone.now()),
    )  # fmt: skip


@require_POST
@needs("reply", OBJ)
def assign(request: SeatedRequest, question_id: int) -> HttpResponse:
    """Give the question to another."""
    person = next(iter(whole_numbers(request.POST.getlist("osoba"))), 0)
    try:
        return _done(
            request, question_id, "Pytanie przekazane.",
            lambda: asking.assign(question_id, person, by=request.seat, at=timezone.now()),
        )  # fmt: skip
    except asking.NotTheirs:
        messages.error(request, "Wybierz z listy osobę, która może odpowiedzieć.")
        return redirect("communication:question", question_id)


@require_POST
@needs("support", OBJ)
def escalate(request: SeatedRequest, question_id: int) -> HttpResponse:
    """Pass it on to the platform's supplier."""
    return _done(
        request, question_id, "Zgłoszenie przekazane dostawcy platformy.",
        lambda: asking.escalate(question_id, by=request.seat, at=timezone.now()),
    )  # fmt: skip


def _done(request: SeatedRequest, question_id: int, told: str, deed: Callable[[], object]) -> HttpResponse:
    try:
        deed()
    except Question.DoesNotExist:
        raise Http404 from None
    messages.success(request, told)
    return redirect("communication:question", question_id)
