"""Lists of chat rooms, and opening, changing and closing one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.communication.forms.chat import RoomForm
from kaganek.communication.models import Space
from kaganek.communication.models.chat import ChatRoom
from kaganek.communication.queries.chat import kinds_with_rooms, my_rooms, said_in, withdrawn_words
from kaganek.communication.queries.spaces import audience_words, moderates, open_spaces
from kaganek.communication.services.chat_rooms import (
    NotKeeper,
    RoomFacts,
    RoomTaken,
    change_room,
    close_room,
    open_room,
)
from kaganek.communication.terms import SpaceKind
from kaganek.communication.views.chat import room_or_404
from kaganek.core.access import may, needs
from kaganek.core.lists import Column, Filter, ListSpec, Row, Rows, export_response
from kaganek.core.parts import Deed, Empty
from kaganek.core.seats import SeatedRequest
from kaganek.core.templatetags.ui import dzien_krotko, godzina
from kaganek.lib import polish

OBJ = "communication.chatroom"
TAKEN = "W tej przestrzeni jest już otwarty pokój o takiej nazwie. Wpisz inną."
NO_ROOMS = Empty(
    "Nie ma jeszcze żadnego pokoju rozmów",
    "Pokój otwiera ten, kto pilnuje porządku w przestrzeni: w urzędzie opiekun lub koordynator, w projekcie koordynator.",
    icon="messages-square",
)
NOTHING_SAID = Empty(
    "Nikt jeszcze niczego nie napisał", "Zapis powstaje sam, z tego, co zostanie powiedziane."
)


@require_GET
@needs("view", OBJ)
def rooms(request: SeatedRequest) -> HttpResponse:
    """Every room that this seat reads, with what is new."""
    listing = ROOMS.read(my_rooms(request.seat.person_id or 0), request.GET)
    kept = [space for space in open_spaces() if space.closed_at is None and moderates(request.seat, space)]
    return render(request, "communication/chat/rooms.html", {
        "listing": listing, "empty": NO_ROOMS, "kept": kept if may(request.seat, "add", OBJ) else [],
    })  # fmt: skip


@require_GET
@needs("view", OBJ)
def rooms_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    return export_response(ROOMS, my_rooms(request.seat.person_id or 0), request, name="pokoje", fmt=fmt)


@require_http_methods(["GET", "POST"])
@needs("add", OBJ)
def new(request: SeatedRequest, space_id: int) -> HttpResponse:
    """A new room in a space where the seat keeps order."""
    space = Space.objects.select_related("project", "office").filter(pk=space_id, closed_at=None).first()
    if space is None or not moderates(request.seat, space):
        raise Http404
    form = RoomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = open_room(space.pk, RoomFacts(**form.cleaned_data), by=request.seat, at=timezone.now())
        except RoomTaken:
            form.add_error("title", TAKEN)
        else:
            messages.success(request, f"Pokój „{made.title}” jest otwarty.")
            return redirect("communication:chat", made.pk)
    return _form(request, form, space, "Nowy pokój rozmów", reverse("communication:chats"))


@require_http_methods(["GET", "POST"])
@needs("change", OBJ)
def change(request: SeatedRequest, room_id: int) -> HttpResponse:
    """Another name or other quiet hours."""
    found = room_or_404(room_id)
    if not moderates(request.seat, found.space):
        raise Http404
    facts = {"title": found.title, "quiet_from": found.quiet_from, "quiet_to": found.quiet_to}
    form = RoomForm(request.POST or None, initial=facts)
    if request.method == "POST" and form.is_valid():
        try:
            change_room(found.pk, RoomFacts(**form.cleaned_data), by=request.seat, at=timezone.now())
        except RoomTaken:
            form.add_error("title", TAKEN)
        else:
            messages.success(request, "Ustawienia pokoju zapisane.")
            return redirect("communication:chat", found.pk)
    return _form(
        request, form, found.space, "Ustawienia pokoju", reverse("communication:chat", args=[found.pk]), found
    )


def _form(
    request: SeatedRequest, form: RoomForm, space: Space, title: str, back: str, room: ChatRoom | None = None
) -> HttpResponse:
    status = 400 if form.is_bound else 200
    facts: dict[str, Any] = {"form": form, "space": space, "heading": title, "back": back, "room": room}
    facts["audience"] = audience_words(space)
    return render(request, "communication/chat/room_form.html", facts, status=status)


@require_POST
@needs("change", OBJ)
def close(request: SeatedRequest, room_id: int) -> HttpResponse:
    """Asked first, then closed for good."""
    found = room_or_404(room_id)
    if not moderates(request.seat, found.space):
        raise Http404
    if "confirmed" not in request.POST:
        return render(request, "ui/confirm.html", {"deed": closing(found)})
    try:
        close_room(found.pk, by=request.seat, at=timezone.now())
    except NotKeeper:
        raise Http404 from None
    messages.success(request, f"Pokój „{found.title}” jest zamknięty. Zapis rozmowy zostaje.")
    return redirect("communication:chat", found.pk)


def closing(room: ChatRoom) -> Deed:
    return Deed(
        title=f"Zamknąć pokój „{room.title}”?",
        text="Nikt już w nim nie napisze. Wszyscy, którzy go czytają, nadal będą mogli czytać zapis.",
        action=reverse("communication:chat_close", args=[room.pk]),
        submit="Zamknij pokój", final=True, cancel_href=reverse("communication:chat", args=[room.pk]),
    )  # fmt: skip


@require_GET
@needs("view", OBJ)
def transcript(request: SeatedRequest, room_id: int) -> HttpResponse:
    """Everything said in the room."""
    found = room_or_404(room_id)
    listing = TRANSCRIPT.read(said_in(found), request.GET)
    return render(request, "communication/chat/transcript.html", {
        "room": found, "listing": listing, "empty": NOTHING_SAID, "audience": audience_words(found.space),
        "export_query": f"?{listing.querystring}" if listing.querystring else "",
        "crumbs": [
            ("Rozmowy", reverse("communication:chats")),
            (found.title, reverse("communication:chat", args=[found.pk])),
            ("Zapis", ""),
        ],
    })  # fmt: skip


@require_GET
@needs("view", OBJ)
def transcript_file(request: SeatedRequest, room_id: int, fmt: str) -> HttpResponseBase:
    """The same as a file."""
    found = room_or_404(room_id)
    return export_response(TRANSCRIPT, said_in(found), request, name=f"rozmowa-{found.pk}", fmt=fmt)


def _room(row: Row) -> object:
    link = format_html('<a href="{}">{}</a>', reverse("communication:chat", args=[row.pk]), row.title)
    return format_html('<span class="kg-v">{}<br><small>{}</small></span>', link, _where(row))


def _where(row: Row) -> str:
    return f"{SpaceKind(row.space.kind).label.capitalize()}: {row.space.title}"


def _new(row: Row) -> str:
    if not row.unread:
        return "nic nowego"
    return polish.counted(row.unread, "nowa wypowiedź", "nowe wypowiedzi", "nowych wypowiedzi")


def _open(rows: Rows, state: str) -> Rows:
    closed = {"closed_at__isnull": False}
    return rows.filter(**closed) if state == "zamkniete" else rows.exclude(**closed)


def _when(row: Row) -> str:
    return f"{dzien_krotko(row.said_at)}, {godzina(row.said_at)}"


def _words(row: Row) -> str:
    return withdrawn_words(row) if row.withdrawn_at else row.text


ROOMS = ListSpec(
    name="Pokoje rozmów",
    found=("pokój", "pokoje", "pokojów"),
    columns=[
        Column(key="pokoj", label="Pokój", value=lambda row: row.title, html=_room, head=True, sort=("title__alphabetical",)),
        Column(key="czyj", label="Czyj", value=_where, screen=False),
        Column(key="nowe", label="Nowe", value=_new, sort=("unread",)),
        Column(key="ostatnia", label="Ostatnia wypowiedź", value=lambda row: row.talked_at, sort=("talked_at",)),
        Column(key="stan", label="Stan", value=lambda row: "Otwarty" if row.closed_at is None else "Zamknięty"),
    ],
    filters=[
        Filter(key="q", label="Nazwa pokoju", apply=lambda rows, text: rows.filter(title__icontains=text)),
        Filter(
            key="rodzaj", label="Czyj", choices=kinds_with_rooms,
            apply=lambda rows, kind: rows.filter(space__kind=kind),
        ),
        Filter(key="stan", label="Stan", choices=(("otwarte", "Otwarte"), ("zamkniete", "Zamknięte")), apply=_open),
    ],
    default_sort="pokoj:asc",
)  # fmt: skip

TRANSCRIPT = ListSpec(
    name="Zapis rozmowy",
    found=("wypowiedź", "wypowiedzi", "wypowiedzi"),
    columns=[
        Column(key="kiedy", label="Kiedy", value=lambda row: row.said_at, html=_when, sort=("number",), head=True),
        Column(key="kto", label="Kto", value=lambda row: row.signed),
        Column(key="skad", label="Skąd", value=lambda row: row.place),
        Column(key="tresc", label="Wypowiedź", value=_words),
    ],
    filters=[
        Filter(key="q", label="Słowo", apply=lambda rows, text: rows.filter(text__icontains=text)),
        Filter(key="kto", label="Autor", apply=lambda rows, text: rows.filter(signed__icontains=text)),
    ],
    default_sort="kiedy:asc",
)  # fmt: skip
