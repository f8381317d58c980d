"""Frequent questions: published from a thread, looked through by those who publish, read by everybody."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.communication.forms.questions import FaqForm
from kaganek.communication.models import FaqEntry
from kaganek.communication.queries.faq import own_entries, shown_entries
from kaganek.communication.queries.questions.threads import Thread, thread_of
from kaganek.communication.services import faq as deeds
from kaganek.communication.terms import Desk, Side
from kaganek.core.access import needs, public
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.lib.traces import Trace, traces

OBJ = "communication.faqentry"
NOTHING = Empty("Nie ma tu jeszcze pytań", "Odpowiedzi, które przydadzą się wszystkim, pojawią się tutaj.")
NOT_FOUND = Empty(
    "Nie ma takiej odpowiedzi",
    "Spróbuj innych słów albo zobacz wszystkie pytania.",
    "/czeste-pytania/",
    "Wszystkie pytania",
)


@require_GET
@public
def faq(request: SeatedRequest) -> HttpResponse:
    """What people ask most, with answers; for everybody."""
    asked = request.GET.get("q", "").strip()[:120]
    rows = shown_entries(asked)
    context = {"rows": rows, "asked": asked, "empty": NOT_FOUND if asked else NOTHING}
    return render(request, "communication/faq/list.html", context)


@require_http_methods(["GET", "POST"])
@needs("publish", OBJ)
def publish(request: SeatedRequest, question_id: int) -> HttpResponse:
    """Words for everybody, made from a question and its answer."""
    thread = thread_of(question_id, notes=False)
    if thread is None or thread.question.desk != Desk.CONTENT:
        raise Http404
    form = FaqForm(request.POST or None, initial=_first_words(thread))
    found: list[Trace] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        said = {name: data[name] for name in ("topic", "reason")}
        try:
            deeds.publish_faq(
                question_id, data["question"], data["answer"], **said, by=request.seat, at=timezone.now()
            )
        except deeds.NamesLeft as left:
            found = left.found
            form.add_error(None, "Te słowa mówią jeszcze, czyje to pytanie. Zobacz listę poniżej.")
        else:
            messages.success(request, "Opublikowane. Każdy przeczyta to w „Częstych pytaniach”.")
            return redirect("communication:question", question_id)
    elif request.method == "GET":
        found = traces(
            "\n".join(str(form[name].value() or "") for name in ("topic", "question", "answer")),
            deeds.known_of(thread.question),
        )
    context = {"form": form, "found": found, "question": thread.question}
    return render(request, "communication/faq/publish.html", context, status=422 if form.errors else 200)


def _first_words(thread: Thread) -> dict[str, str]:
    """What was published before, else the subject and the last answer, to be edited."""
    entry = thread.question.faq
    if entry is not None:
        return {"topic": entry.topic, "question": entry.question, "answer": entry.answer}
    answers = [one.text for one in thread.messages if one.side == Side.STAFF]
    return {
        "topic": thread.question.about_title,
        "question": thread.question.subject,
        "answer": answers[-1] if answers else "",
    }


@require_GET
@needs("publish", OBJ)
def faq_entries(request: SeatedRequest) -> HttpResponse:
    """Entries of the seat's projects, also withdrawn ones."""
    return render(
        request, "communication/faq/entries.html", {"rows": own_entries(request.seat), "empty": NOTHING}
    )


@require_POST
@needs("publish", OBJ)
def faq_withdraw(request: SeatedRequest, entry_id: int) -> HttpResponse:
    """Show an entry to nobody any more."""
    try:
        deeds.withdraw_faq(entry_id, by=request.seat, at=timezone.now())
    except FaqEntry.DoesNotExist:
        raise Http404 from None
    messages.success(request, "Wycofane. Nikt już tego nie widzi.")
    return redirect("communication:faq_entries")
