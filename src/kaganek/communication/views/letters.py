"""The log of deliveries: which letters went out, to whom, and what became of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from kaganek.communication.queries.notices import last_digests, letters_log, named
from kaganek.communication.services.notices import write_again
from kaganek.communication.views.notices import _numbers as numbers
from kaganek.core.access import may, needs
from kaganek.core.fates import FATES, OF_LETTERS, tag
from kaganek.core.lists import Column, Filter, ListSpec, export_response
from kaganek.core.lists.columns import checkbox
from kaganek.core.markup import address, filled
from kaganek.core.markup import email as linked
from kaganek.core.notices.catalogue import label_of, labels
from kaganek.core.parts import Bulk, Empty
from kaganek.core.seats import Seat, SeatedRequest
from kaganek.core.templatetags.ui import dzien_krotko, godzina
from kaganek.lib.polish import counted
from kaganek.people.terms import OFFICE_STAFF, Role

NOTHING = Empty(
    "Nie wysłano jeszcze żadnej wiadomości", "Tu zobaczysz, do kogo i kiedy wyszły wiadomości e-mail."
)
SEES_DIGESTS = (Role.COORDINATOR, Role.OPERATOR, Role.SUPPLIER, Role.AUDITOR)


@require_GET
@needs("view", "core.letter")
def letters(request: SeatedRequest) -> HttpResponse:
    """Mails within reach and their fate; never their words."""
    listing = _spec(request.seat).read(letters_log(), request.GET)
    if may(request.seat, "retry", "core.letter"):
        listing.bulk = Bulk(
            action=address("communication:letters_again"),
            label="Pisz znowu na te adresy",
            hint="Zaznacz wiadomości, które wróciły, gdy adres jest już dobry",
            forms=("wiadomość", "wiadomości", "wiadomości"),
            icon="mail",
        )
    return render(request, "communication/letters.html", {
        "listing": listing, "empty": NOTHING, "seat": request.seat,
        "digests": last_digests() if request.seat.role in SEES_DIGESTS else [],
        "export_query": f"?{listing.querystring}" if listing.querystring else "",
    })  # fmt: skip


@require_GET
@needs("view", "core.letter")
def letters_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same log as a file."""
    return export_response(_spec(request.seat), letters_log(), request, name="wiadomosci", fmt=fmt)


@require_POST
@needs("retry", "core.letter")
def letters_again(request: SeatedRequest) -> HttpResponse:
    """Addresses that refused mail are written to again."""
    number = write_again(numbers(request.POST.getlist("letter")), by=request.seat)
    if number:
        words = counted(number, "adres", "adresy", "adresów")
        messages.success(request, f"Znowu piszemy na {words}. Nowe powiadomienia wyjdą jak zwykle.")
    else:
        messages.info(request, "Żaden z zaznaczonych adresów nie odrzuca poczty.")
    return redirect("communication:letters")


def _spec(seat: Seat) -> ListSpec:
    office = Column(
        key="urzad", label="Urząd", value=lambda row: row["office_name"] or "", sort=("office_order",)
    )
    tick = checkbox("letter", lambda row: row["pk"], lambda row: row["to"])
    return ListSpec(
        name="Wysłane wiadomości",
        found=("wiadomość", "wiadomości", "wiadomości"),
        columns=[
            *([tick] if may(seat, "retry", "core.letter") else []),
            Column(key="rodzaj", label="Rodzaj", value=_kind, head=True, sort=("kind",)),
            Column(key="osoba", label="Osoba", value=lambda row: row["name"] or "", html=_person, sort=("sort_name",)),
            Column(key="adres", label="Adres", value=lambda row: row["to"], sort=("to",), screen=False),
            *([] if seat.role in OFFICE_STAFF else [office]),
            Column(key="zlecono", label="Zlecono", value=lambda row: row["queued_at"], html=_queued, sort=("queued_at", "pk")),
            Column(key="wyslano", label="Wysłano", value=lambda row: row["left_at"], html=_sent, sort=("left_at", "pk")),
            Column(key="proby", label="Próby", value=lambda row: row["attempts"], sort=("attempts", "pk"), screen=False),
            Column(key="wynik", label="Wynik", value=lambda row: FATES[row["fate"]], html=_fate, sort=("fate", "pk")),
            Column(key="powod", label="Powód", value=_why, screen=False),
        ],
        filters=[
            Filter(key="q", label="Nazwisko lub adres", apply=named),
            Filter(key="wynik", label="Wynik", choices=list(OF_LETTERS.items()), apply=lambda rows, value: rows.filter(fate=value)),
            Filter(key="rodzaj", label="Rodzaj", choices=_kinds, apply=lambda rows, value: rows.filter(kind=value)),
        ],
        default_sort="zlecono:desc",
        id="wiadomosci",
    )  # fmt: skip


def _kinds() -> list[tuple[str, str]]:
    return list(labels().items())


def _kind(row: dict[str, Any]) -> str:
    return label_of(row["kind"])


def _moment(at: Any) -> str:
    return f"{dzien_krotko(at)}, {godzina(at)}"


def _queued(row: dict[str, Any]) -> str:
    return _moment(row["queued_at"])


def _sent(row: dict[str, Any]) -> str:
    return _moment(row["left_at"]) if row["left_at"] else "–"


def _person(row: dict[str, Any]) -> SafeString:
    written = filled("{}", linked(row["to"]) or row["to"])
    stands = filled("<br>{}", "ten adres odrzuca pocztę") if row["bounce_stands"] else ""
    return filled('{}<small class="soft">{}{}</small>', row["name"] or "", written, stands)


def _why(row: dict[str, Any]) -> str:
    return str(row["bounce"] or row["error"])


def _fate(row: dict[str, Any]) -> SafeString:
    """The fate, and what explains it: why it did not arrive, after how many attempts."""
    tried = counted(row["attempts"], "próba", "próby", "prób") if row["attempts"] > 1 else ""
    more = " · ".join(part for part in (tried, _why(row)) if part)
    shown = tag(row["fate"])
    return filled('{}<small class="soft">{}</small>', shown, more) if more else shown
