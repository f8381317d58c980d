"""Messages: the list of conversations, one conversation, choosing whom to write to, refusing, reporting."""

from __future__ import annotations

from django.contrib import messages as notes
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.communication.forms.forum import ReasonForm
from kaganek.communication.forms.messages import MessageForm
from kaganek.communication.models import Conversation, Message
from kaganek.communication.queries.acquaintance import offered_people, offered_projects
from kaganek.communication.queries.cards import told_apart
from kaganek.communication.queries.messages import (
    is_fresh,
    line_of,
    messages_of,
    others_of,
    own_conversations,
)
from kaganek.communication.services import messages as deeds
from kaganek.communication.services.forum import abuse
from kaganek.core.access import needs
from kaganek.core.lists import whole_numbers
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest

SHOWN = 100  # conversations
NOTHING = Empty(
    "Nie masz jeszcze wiadomości", "Napisz do opiekuna, konsultanta albo do osoby, którą znasz z forum."
)
REFUSED = "W tej rozmowie ktoś nie chce już dostawać wiadomości. Nic nie wysłano."
STRANGERS = "Nie macie już wspólnego miejsca na forum, więc nie można tu pisać. Nic nie wysłano."
NOT_MET = "Do tej osoby nie można napisać: nie macie wspólnego miejsca na forum albo jeszcze się tam nie spotkaliście."


@require_GET
@needs("view", "communication.conversation")
def conversations(request: SeatedRequest) -> HttpResponse:
    """One's own conversations, the latest first."""
    lines = [line_of(row, request.seat) for row in own_conversations()[:SHOWN]]
    return render(request, "communication/messages/list.html", {"lines": lines, "empty": NOTHING})


@require_http_methods(["GET", "POST"])
@needs("view", "communication.conversation")
def conversation(request: SeatedRequest, conversation_id: int) -> HttpResponse:
    """What was written in a conversation; POST sends a message."""
    found = _own(conversation_id)
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = deeds.send_message(found.pk, form.cleaned_data["text"], by=request.seat, at=timezone.now())
        except deeds.Refused:
            form.add_error(None, REFUSED)
        except deeds.NotAcquainted:
            form.add_error(None, STRANGERS)
        else:
            return redirect(f"{reverse('communication:conversation', args=[found.pk])}#wiadomosc-{made.pk}")
    lines = messages_of(found)
    context = {
        "conversation": found, "others": others_of(found, request.seat), "lines": lines, "form": form,
        "me": request.seat.person_id, "last": lines[-1].pk if lines else 0, "fresh": is_fresh(found, request.seat), "names": found.names,
        "refuses": request.seat.person_id in found.refused_ids, "refused": bool(found.refused_ids),
        "members": [(int(who), *name) for who, name in sorted(found.names.items()) if who != str(request.seat.person_id)],
    }  # fmt: skip
    return render(
        request, "communication/messages/conversation.html", context, status=422 if form.errors else 200
    )


@require_POST
@needs("view", "communication.conversation")
def read(request: SeatedRequest, conversation_id: int) -> HttpResponse:
    """Everything up to this message was seen."""
    up_to = next(iter(whole_numbers(request.POST.getlist("do"))), 0)
    try:
        deeds.have_read(conversation_id, up_to=up_to, by=request.seat, at=timezone.now())
    except Conversation.DoesNotExist:
        raise Http404 from None
    return redirect("communication:conversations")


@require_http_methods(["GET", "POST"])
@needs("add", "communication.conversation")
def new(request: SeatedRequest) -> HttpResponse:
    """Whom to write to; POST opens the conversation."""
    if request.method == "POST":
        return _opened(request)
    text = request.GET.get("q", "")[:100]
    context = {
        "people": told_apart(offered_people(request.seat, text), by=request.seat),
        "projects": offered_projects(request.seat),
        "q": text,
    }
    return render(request, "communication/messages/new.html", context)


def _opened(request: SeatedRequest) -> HttpResponse:
    seat, at = request.seat, timezone.now()
    projects = whole_numbers(request.POST.getlist("projekt"))
    try:
        if projects:
            wanted = next((one for one in offered_projects(seat) if one.pk == projects[0]), None)
            if wanted is None:
                raise Http404
            made = deeds.open_with_coordinators(wanted, by=seat, at=at)
        else:
            made = deeds.open_conversation(whole_numbers(request.POST.getlist("osoba")), by=seat, at=at)
    except deeds.NotAcquainted:
        notes.error(request, NOT_MET)
    except deeds.TooMany:
        notes.error(request, f"Zaznacz od jednej do {deeds.MOST_MEMBERS - 1} osób.")
    else:
        return redirect("communication:conversation", made.pk)
    return redirect("communication:new_conversation")


@require_POST
@needs("view", "communication.conversation")
def refuse(request: SeatedRequest, conversation_id: int) -> HttpResponse:
    """Want no more messages in this conversation, or want them again."""
    refuses = request.POST.get("wiadomosci") == "nie"
    try:
        deeds.refuse(conversation_id, by=request.seat, refuses=refuses)
    except Conversation.DoesNotExist:
        raise Http404 from None
    notes.success(request, "W tej rozmowie nikt już nic nie wyśle." if refuses else "Znów można tu pisać.")
    return redirect("communication:conversation", conversation_id)


@require_http_methods(["GET", "POST"])
@needs("add", "communication.abusereport")
def report(request: SeatedRequest, message_id: int) -> HttpResponse:
    """Show one message to those who keep order."""
    found = Message.objects.filter(pk=message_id).first()
    if found is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            abuse.report_message(
                found.pk, reason=form.cleaned_data["reason"], by=request.seat, at=timezone.now()
            )
        except abuse.NobodyToAsk:
            raise Http404 from None
        notes.success(request, "Dziękujemy. Osoby, które pilnują porządku, zobaczą tę jedną wiadomość.")
        return redirect("communication:conversation", found.conversation_id)
    context = {"form": form, "message": found}
    return render(request, "communication/messages/report.html", context, status=422 if form.errors else 200)


def _own(conversation_id: int) -> Conversation:
    found = own_conversations().filter(pk=conversation_id).first()
    if found is None:
        raise Http404
    return found
