"""A chat room: its page, what is sent to it, and what a page without a stream asks for."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kaganek.communication.forms.chat import LineForm
from kaganek.communication.models.chat import ChatLine, ChatRoom
from kaganek.communication.queries import chat
from kaganek.communication.queries.spaces import audience_words, moderates
from kaganek.communication.services.chat import (
    NothingSaid,
    NotYours,
    RoomClosed,
    TooFast,
    TooLong,
    note_read,
    say,
    take_back,
)
from kaganek.communication.terms import ChatLineKind
from kaganek.communication.views.chat_words import quiet_words
from kaganek.core import streams
from kaganek.core.access import needs
from kaganek.core.parts import Deed
from kaganek.core.seats import SeatedRequest
from kaganek.people.queries.sittings import sitting_mark
from kaganek.people.services.sessions import no_sign_of_life

OBJ = "communication.chatroom"
LINES = "communication.chatline"
MOST_ASKED = 200  # lines in one answer to a page that asks
CLOSED = "Ten pokój jest zamknięty. Możesz go czytać, ale nie można w nim już pisać."
FAST = "Za dużo wypowiedzi w ciągu minuty. Poczekaj chwilę i wyślij jeszcze raz."
EMPTY = "Wpisz wypowiedź i wyślij ją jeszcze raz."
LONG = "Wypowiedź jest za długa. Najwięcej znaków: 2000. Podziel ją na dwie."


def room_or_404(room_id: int) -> ChatRoom:
    rooms = ChatRoom.objects.select_related("space", "space__project", "space__office")
    found = rooms.filter(pk=room_id).first()
    if found is None:
        raise Http404
    return found


@require_GET
@needs("view", OBJ)
def room(request: SeatedRequest, room_id: int) -> HttpResponse:
    """The room with its last lines, or with those before a number."""
    found = room_or_404(room_id)
    before = _number(request.GET.get("przed", ""))
    return render(
        request,
        "communication/chat/room.html",
        _page(request, found, before, LineForm(initial={"key": uuid4()})),
    )


def _page(request: SeatedRequest, found: ChatRoom, before: int | None, form: LineForm) -> dict[str, Any]:
    lines, seat, now = chat.page_of(found, before), request.seat, timezone.now()
    older = lines[1].number if len(lines) > chat.PAGE else None
    lines = lines[-chat.PAGE :]
    seen, days = chat.seen_number(found, seat.person_id or 0), chat.new_days(lines)
    new = next(
        (line.number for line in lines if line.number > seen > 0 and line.author_id != seat.person_id), None
    )
    return {
        "room": found, "before": before, "older": older, "form": form, "new": new, "seen": seen,
        "lines": [(chat.facts_of(line), line.number, line.number in days) for line in lines],
        "audience": audience_words(found.space), "moderator": moderates(seat, found.space),
        "last": max(found.last_number, *(line.number for line in lines[-1:]), 0), "blank": {"id": 0},
        "quiet": quiet_words(found, now), "quiet_now": chat.quiet_now(found, now),
        "me": chat.mark_of(found.pk, seat.person_id),
        "crumbs": [("Rozmowy", reverse("communication:chats")), (found.title, "")],
    }  # fmt: skip


@require_POST
@needs("add", LINES)
def speak(request: SeatedRequest, room_id: int) -> HttpResponse:
    """Button "Wyślij": a script hears the number, others see the room again."""
    found, form, at = room_or_404(room_id), LineForm(request.POST), timezone.now()
    if not form.is_valid():
        return _not_said(request, found, form, 400)
    try:
        line = say(found.pk, form.cleaned_data["text"], key=form.cleaned_data["key"], by=request.seat, at=at)
    except (NothingSaid, TooLong) as fault:
        form.add_error("text", EMPTY if isinstance(fault, NothingSaid) else LONG)
        return _not_said(request, found, form, 400)
    except (RoomClosed, TooFast) as fault:
        form.add_error(None, CLOSED if isinstance(fault, RoomClosed) else FAST)
        return _not_said(request, found, form, 409 if isinstance(fault, RoomClosed) else 429)
    if "script" in request.POST:
        return JsonResponse({"number": line.number})
    note_read(found.pk, line.number, by=request.seat)
    return redirect(_place_of(line))


def _not_said(request: SeatedRequest, found: ChatRoom, form: LineForm, status: int) -> HttpResponse:
    if "script" in request.POST:
        said = [str(words) for field in form.errors.values() for words in field]
        return JsonResponse({"fault": " ".join(said)}, status=status)
    return render(request, "communication/chat/room.html", _page(request, found, None, form), status=status)


@require_GET
@needs("view", OBJ)
def lines(request: SeatedRequest, room_id: int) -> HttpResponse:
    """What came after a number, for pages that do not listen. Source: rule C-68 (pytanie strony to nie znak życia)."""
    no_sign_of_life(request.session)
    found = room_or_404(room_id)
    told = chat.lines_after(found.pk, _number(request.GET.get("po", "")) or 0, MOST_ASKED)
    return _fresh({"lines": [{"number": line.number, **line.facts} for line in told]})


@require_GET
@needs("view", OBJ)
def ticket(request: SeatedRequest, room_id: int) -> HttpResponse:
    """Where to listen to this room, for a minute; an empty address where nothing is told and a page has to ask."""
    no_sign_of_life(request.session)
    found = room_or_404(room_id)
    mark = sitting_mark(request.session.session_key)
    made = streams.ticket_for(chat.CHAT, found.pk, seat=request.seat, sitting=mark, at=timezone.now())
    return _fresh({"address": streams.address_of(made), "quiet": chat.quiet_now(found, timezone.now())})


@require_POST
@needs("view", OBJ)
def read(request: SeatedRequest, room_id: int) -> HttpResponse:
    """The page has shown everything up to a number."""
    found = room_or_404(room_id)
    note_read(found.pk, _number(request.POST.get("numer", "")) or found.last_number, by=request.seat)
    if "script" in request.POST:
        return _fresh({})
    return redirect("communication:chats")


@require_POST
@needs("withdraw", LINES)
def withdraw(request: SeatedRequest, line_id: int) -> HttpResponse:
    """Button "Wycofaj": asked first, then the words are wiped, and the room says that they were."""
    if "confirmed" not in request.POST:
        line = ChatLine.objects.filter(pk=line_id, kind=ChatLineKind.SAID).first()
        if line is None:
            raise Http404
        return render(request, "ui/confirm.html", {"deed": withdrawing(line)})
    try:
        line = take_back(line_id, by=request.seat, at=timezone.now())
    except (ChatLine.DoesNotExist, NotYours):
        raise Http404 from None
    messages.success(request, "Wypowiedź wycofana. Jej treści nikt już nie przeczyta.")
    return redirect(_place_of(line))


def withdrawing(line: ChatLine) -> Deed:
    return Deed(
        title="Wycofać wypowiedź?",
        text="Jej treść zniknie dla wszystkich i nie da się jej odzyskać. W rozmowie zostanie ślad, że została wycofana.",
        action=reverse("communication:chat_withdraw", args=[line.pk]),
        submit="Wycofaj", final=True, cancel_href=_place_of(line), items=[line.text] if line.text else [],
    )  # fmt: skip


def _place_of(line: ChatLine) -> str:
    return reverse("communication:chat", args=[line.room_id]) + f"#w{line.number}"


def _fresh(facts: dict[str, Any]) -> JsonResponse:
    return JsonResponse(facts, headers={"Cache-Control": "no-store"})


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
