"""Questions as their asker meets them: the list, a new one, the thread; the thread also for those who answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.communication.forms.questions import AskForm, MessageForm, NoteForm
from kaganek.communication.models import Question, QuestionFile
from kaganek.communication.queries.questions.subjects import subjects_for
from kaganek.communication.queries.questions.threads import (
    Helper,
    Thread,
    has_office_support,
    helpers_of,
    may_ask_in,
    own_questions,
    ready_answers,
    role_in,
    thread_of,
)
from kaganek.communication.rules.questions import is_late
from kaganek.communication.services.questions import asking
from kaganek.communication.services.questions.files import FileRefused
from kaganek.communication.terms import Desk
from kaganek.core.access import may, needs
from kaganek.core.attachments import saved_file
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.lib.polish import long_date
from kaganek.lib.sent_files import NAMES
from kaganek.people.models import Person

OBJ = "communication.question"
MOST_SHOWN = 200
NOTHING = Empty(
    "Nie masz jeszcze pytań", "Zapytaj konsultanta o treść szkolenia albo zgłoś, że coś nie działa.",
    "/pytania/nowe/", "Zadaj pytanie", "message-square",
)  # fmt: skip
UNANSWERED = "Najpierw odpowiedz. Bez odpowiedzi pytanie zamyka tylko osoba, która pyta."
SAY = "Napisz wiadomość albo dodaj plik."


@require_GET
@needs("inquire", OBJ)
def questions(request: SeatedRequest) -> HttpResponse:
    """One's own questions, the latest moved first."""
    rows = own_questions(request.seat).order_by("-moved_at", "-pk")[:MOST_SHOWN]
    return render(request, "communication/questions/own.html", {"rows": rows, "empty": NOTHING})


@require_http_methods(["GET", "POST"])
@needs("inquire", OBJ)
def ask(request: SeatedRequest) -> HttpResponse:
    """A new question."""
    form = _ask_form(request)
    fault = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = _asked(request, form)
        except asking.NoPlaceToAsk:
            raise Http404 from None
        except FileRefused as refusal:
            fault = refusal.reason
            form.add_error(None, fault)
        else:
            messages.success(request, f"Pytanie wysłane. Odpowiemy do {long_date(made.promised_on)}")
            return redirect("communication:question", made.pk)
    context = {"form": form, "names": NAMES, "projects": may_ask_in(request.seat)}
    return render(request, "communication/questions/ask.html", context, status=422 if form.errors else 200)


def _ask_form(request: SeatedRequest) -> AskForm:
    about = [(one.source, one.title) for one in subjects_for(request.seat)]
    asked_about = request.GET.get("o", "")
    first = {"about": asked_about if asked_about in dict(about) else ""}
    if request.GET.get("do") == "wsparcie":
        first["desk"] = Desk.SUPPORT
    return AskForm(
        request.POST if request.method == "POST" else None,
        projects=[(one.pk, one.name) for one in may_ask_in(request.seat)], about=about, initial=first,
        alone=_alone(request),
    )  # fmt: skip


def _alone(request: SeatedRequest) -> bool:
    offices = request.seat.offices or ()
    return not has_office_support(offices[0] if offices else 0, besides=request.seat.person_id or 0)


def _asked(request: SeatedRequest, form: AskForm) -> Question:
    data = form.cleaned_data
    titles = {one.source: one.title for one in subjects_for(request.seat)}
    return asking.ask(
        Desk(data["desk"]), data["subject"], data["text"], project_id=data["project"], about=data["about"],
        about_title=titles.get(data["about"], "")[:200], files=request.FILES.getlist("pliki"),
        by=request.seat, at=timezone.now(),
    )  # fmt: skip


@require_GET
@needs("view", OBJ)
def question(request: SeatedRequest, question_id: int) -> HttpResponse:
    """One question with everything written in it."""
    return page(request, question_id)


@require_POST
@needs("inquire", OBJ)
def more(request: SeatedRequest, question_id: int) -> HttpResponse:
    """The asker writes again."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        return page(request, question_id, form=form)
    return sent(
        request, question_id, form, "Wiadomość wysłana.",
        lambda said: asking.write_more(question_id, form.cleaned_data["text"], **said),
    )  # fmt: skip


def sent(
    request: SeatedRequest,
    question_id: int,
    form: MessageForm,
    done: str,
    write: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    """Write in a question's thread with the files sent, or show the page with what was wrong."""
    try:
        write({"files": request.FILES.getlist("pliki"), "by": request.seat, "at": timezone.now()})
    except Question.DoesNotExist:
        raise Http404 from None
    except asking.NothingSaid:
        form.add_error("text", SAY)
    except FileRefused as refusal:
        form.add_error(None, refusal.reason)
    else:
        messages.success(request, done)
        return redirect("communication:question", question_id)
    return page(request, question_id, form=form)


@require_POST
@needs("view", OBJ)
def close(request: SeatedRequest, question_id: int) -> HttpResponse:
    """Close the question: the asker, or one who answers."""
    return _closed(request, question_id, asking.close, "Pytanie zamknięte. Możesz je otworzyć ponownie.")


@require_POST
@needs("view", OBJ)
def reopen(request: SeatedRequest, question_id: int) -> HttpResponse:
    """Open it again."""
    return _closed(request, question_id, asking.reopen, "Pytanie jest znów otwarte.")


def _closed(request: SeatedRequest, question_id: int, deed: Any, told: str) -> HttpResponse:
    try:
        deed(question_id, by=request.seat, at=timezone.now())
    except Question.DoesNotExist:
        raise Http404 from None
    except asking.NotAnswered:
        messages.error(request, UNANSWERED)
    else:
        messages.success(request, told)
    return redirect("communication:question", question_id)


@require_GET
@needs("view", OBJ)
def file(request: SeatedRequest, file_id: int) -> HttpResponse:
    """A file, always to be saved and never shown from our address."""
    found = QuestionFile.objects.filter(pk=file_id).first()
    if found is None:
        raise Http404
    return saved_file(bytes(found.body), f"pytanie-{found.pk}.{found.kind}")


def page(
    request: SeatedRequest, question_id: int, *, form: MessageForm | None = None, note: NoteForm | None = None
) -> HttpResponse:
    """The thread, with what this seat may do about it."""
    notes = may(request.seat, "note", OBJ)
    thread = thread_of(question_id, notes=notes)
    if thread is None:
        raise Http404
    asks = thread.question.person_id == request.seat.person_id
    context = _context(request, thread, asks=asks) | {
        "form": form or MessageForm(),
        "note": (note or NoteForm(prefix="notatka")) if notes and not asks else None,
    }
    faulty = (form and form.errors) or (note and note.errors)
    return render(request, "communication/questions/thread.html", context, status=422 if faulty else 200)


def _context(request: SeatedRequest, thread: Thread, *, asks: bool) -> dict[str, object]:
    found = thread.question
    replies = not asks and may(request.seat, "reply", OBJ)
    supports = replies and may(request.seat, "support", OBJ)
    helpers = _colleagues(request, found) if replies else []
    late = is_late(found.promised_on, found.first_answer_at, found.state, timezone.localdate())
    return {
        "question": found, "thread": thread.messages, "notes": thread.notes if not asks else [], "asks": asks,
        "replies": replies, "late": late, "names": NAMES, "by_mail": bool(settings.MAIL_IN_DOMAIN),
        "ready": ready_answers(found.desk, found.project_id) if replies else [],
        "helpers": [one for one in helpers if one.person_id != found.adviser_id],
        "escalates": supports and found.desk == Desk.SUPPORT and found.escalated_at is None,
        "supports": supports, "closes": asks or found.first_answer_at is not None,
        "publishes": replies and found.desk == Desk.CONTENT and may(request.seat, "publish", "communication.faqentry"),
        "asker": _asker(found) if replies else None,
        "writes": asks or (replies and _has_say(request, found)),
    }  # fmt: skip


def _colleagues(request: SeatedRequest, question: Question) -> list[Helper]:
    """Others who may answer, for one of them and for whoever hands questions out."""
    found = helpers_of(question)
    inside = request.seat.offices is None or any(one.person_id == request.seat.person_id for one in found)
    return found if inside else []


def _asker(question: Question) -> Person | None:
    return Person.objects.filter(pk=question.person_id).first()


def _has_say(request: SeatedRequest, question: Question) -> bool:
    """Whoever reaches the row through the project or as the platform's supplier answers too."""
    return request.seat.person_id is not None and (
        request.seat.offices is None or role_in(question, request.seat.person_id) is not None
    )
