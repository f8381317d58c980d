"""Announcements: what I am told, saying something to many, and who has read it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.communication.forms.announcements import AnnounceForm
from kaganek.communication.models import Announcement, AnnouncementReceipt
from kaganek.communication.queries import announcements as reads
from kaganek.communication.services import announcements as deeds
from kaganek.communication.terms import Addressees
from kaganek.core.access import may, needs
from kaganek.core.lists import Column, Filter, ListSpec, by_words, export_response
from kaganek.core.markup import filled, numbered
from kaganek.core.parts import Deed, Empty
from kaganek.core.seats import SeatedRequest
from kaganek.core.templatetags.ui import dzien_krotko, godzina, status
from kaganek.lib import polish

NOTHING = Empty(
    "Nie ma ogłoszeń", "Tu zobaczysz, co ogłasza Twój urząd, projekt i operator platformy.", icon="megaphone"
)
NOTHING_PAST = Empty(
    "Nie ma minionych ogłoszeń",
    "Ogłoszenia, które były do Ciebie, trafią tu po swoim ostatnim dniu.",
    icon="megaphone",
)
NOTHING_SENT = Empty(
    "Nie ma jeszcze ogłoszeń",
    "Tu zobaczysz, ile osób przeczytało i potwierdziło każde ogłoszenie.",
    icon="megaphone",
)
NOBODY = Empty("Nikogo tu nie ma", "W tej grupie odbiorców nie ma osób, które widzisz.")
PEOPLE = ("osoba", "osoby", "osób")
FEW = 20  # people of one office who are told without being asked first
CONFIRMED = AnnouncementReceipt.What.CONFIRMED


@require_GET
@needs("view", "communication.announcement")
def announcements(request: SeatedRequest) -> HttpResponse:
    """What was announced to me, the newest first; what is over when asked for."""
    return render(request, "communication/announcements.html", {
        "listing": SPEC.read(_mine(request), request.GET), "empty": NOTHING_PAST if _past(request) else NOTHING,
        "past": _past(request), "may_add": may(request.seat, "add", "communication.announcement"),
    })  # fmt: skip


@require_GET
@needs("view", "communication.announcement")
def announcements_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    return export_response(SPEC, _mine(request), request, name="ogloszenia", fmt=fmt)


def _past(request: SeatedRequest) -> bool:
    return request.GET.get("kiedy") == "minione"


def _mine(request: SeatedRequest) -> QuerySet[Announcement]:
    today = timezone.localdate()
    return reads.past_announcements(request.seat, today) if _past(request) else reads.announcements(today)


@require_GET
@needs("add", "communication.announcement")
def announcements_sent(request: SeatedRequest) -> HttpResponse:
    """What I, or somebody in my role, announced, and how many have read it."""
    listing = SENT.read(reads.counted(deeds.keepers_rows(request.seat)), request.GET)
    return render(request, "communication/announcements_sent.html", {
        "listing": listing, "empty": NOTHING_SENT, "export_query": f"?{listing.querystring}" if listing.querystring else "",
    })  # fmt: skip


@require_GET
@needs("add", "communication.announcement")
def announcements_sent_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    rows = reads.counted(deeds.keepers_rows(request.seat))
    return export_response(SENT, rows, request, name="wyslane-ogloszenia", fmt=fmt)


@require_http_methods(["GET", "POST"])
@needs("add", "communication.announcement")
def announcement_add(request: SeatedRequest) -> HttpResponse:
    """Say something to those whom the seat may speak to; to many only after the number was shown."""
    form = AnnounceForm(request.POST or None, seat=request.seat, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        if "confirmed" not in request.POST and (deed := _asked(request, form)):
            return render(request, "ui/confirm.html", {"deed": deed})
        made = deeds.announce(form.said, batch=form.cleaned_data["batch"], by=request.seat, at=timezone.now())
        messages.success(
            request,
            "Ogłoszenie zapisane. Powiadomienia wyjdą w ciągu kilku minut, a gdy zaczyna się później – tego dnia rano.",
        )
        return redirect("communication:announcement", made.pk)
    return render(
        request, "communication/announcement_add.html", {"form": form}, status=422 if form.errors else 200
    )


def _asked(request: SeatedRequest, form: AnnounceForm) -> Deed | None:
    """What to confirm: the words and how many hear them; nothing for a few people of one office."""
    said, number = form.said, deeds.reached(form.said, by=request.seat)
    if said.audience == Addressees.OFFICE and number <= FEW:
        return None
    here = reverse("communication:announcement_add")
    return Deed(
        title=f"Ogłosić {polish.counted(number, 'osobie', 'osobom', 'osobom')}?",
        text="Każda dostanie powiadomienie, a e-mail tak, jak sobie ustawiła. Treści nie można potem zmienić.",
        action=here, submit="Ogłoś", icon="megaphone", cancel_href=here, items=[form.chosen, said.title],
        fields=[(name, str(form.data[name])) for name in form.fields if form.data.get(name)],
    )  # fmt: skip


@require_GET
@needs("view", "communication.announcement")
def announcement(request: SeatedRequest, announcement_id: int) -> HttpResponse:
    """One announcement; opening it is noted as reading."""
    row, today = _found(announcement_id), timezone.localdate()
    keeps, shown = deeds.speaks_for(row, request.seat), row.is_shown(today)
    if shown:
        deeds.read(row, confirmed=False, by=request.seat, at=timezone.now())
    elif not keeps and not reads.past_announcements(request.seat, today).filter(pk=row.pk).exists():
        return render(request, "communication/announcement_gone.html", status=410)
    return render(request, "communication/announcement.html", {
        "row": row, "to": reads.audience_words(row), "keeps": keeps,
        "asked": row.must_confirm and shown and reads.is_addressed(row, request.seat),
        "confirmed": CONFIRMED in reads.own_receipts(row, request.seat),
        "counts": reads.counts_of(row) if keeps else None,
        "shown": shown, "over": row.until_on < today,
    })  # fmt: skip


@require_POST
@needs("confirm", "communication.announcement")
def announcement_confirm(request: SeatedRequest, announcement_id: int) -> HttpResponse:
    """I know what it says."""
    row = _found(announcement_id)
    try:
        deeds.read(row, confirmed=True, by=request.seat, at=timezone.now())
    except deeds.NotAnnounced:
        messages.info(request, "Tego ogłoszenia już nie ma, więc nie trzeba go potwierdzać.")
    else:
        messages.success(request, "Potwierdzenie zapisane.")
    return redirect("communication:announcement", row.pk)


@require_POST
@needs("add", "communication.announcement")
def announcement_remind(request: SeatedRequest, announcement_id: int) -> HttpResponse:
    """Ask those who have not confirmed."""
    row = _found(announcement_id)
    try:
        waiting, told = deeds.remind(row, by=request.seat, at=timezone.now())
    except deeds.NotAnnounced:
        raise Http404 from None
    messages.success(request, _reminded(waiting, told))
    return redirect("communication:announcement", row.pk)


def _reminded(waiting: int, told: int) -> str:
    people, wait = polish.counted(waiting, *PEOPLE), polish.form(waiting, "czeka", "czekają", "czeka")
    if not waiting:
        return "Nikt już nie czeka z potwierdzeniem, więc nie wysłaliśmy przypomnienia."
    if not told:
        return f"Na potwierdzenie {wait} jeszcze {people}. Dzisiejsze przypomnienie już było, więc nie wysłaliśmy następnego."
    heard = polish.form(told, "dostała", "dostały", "dostało")
    return f"Na potwierdzenie {wait} jeszcze {people}. Przypomnienie {heard} teraz {polish.counted(told, *PEOPLE)}."


@require_POST
@needs("withdraw", "communication.announcement")
def announcement_withdraw(request: SeatedRequest, announcement_id: int) -> HttpResponse:
    """Asked first, then nobody meets it any more."""
    row = _kept(request, announcement_id)
    if "confirmed" not in request.POST:
        return render(request, "ui/confirm.html", {"deed": _withdrawing(row)})
    deeds.take_back(row, by=request.seat, at=timezone.now())
    messages.success(request, "Ogłoszenie wycofane. Nikt już go nie zobaczy.")
    return redirect("communication:announcements")


def _withdrawing(row: Announcement) -> Deed:
    people, seen, _ = reads.counts_of(row)
    return Deed(
        title=f"Wycofać ogłoszenie wysłane do {polish.counted(people, 'osoby', 'osób', 'osób')}?",
        text="Zniknie ze stron i z powiadomień, a e-maile, które jeszcze nie wyszły, już nie wyjdą. Wysłanych nie da się cofnąć, "
        f"a ogłoszenia przywrócić. {_read_by(seen)}",
        action=reverse("communication:announcement_withdraw", args=[row.pk]),
        submit="Wycofaj ogłoszenie", final=True, cancel_href=reverse("communication:announcement", args=[row.pk]),
        items=[row.title],
    )  # fmt: skip


def _read_by(seen: int) -> str:
    if not seen:
        return "Nikt go jeszcze nie przeczytał."
    verb = polish.form(seen, "Przeczytała", "Przeczytały", "Przeczytało")
    return f"{verb} je już {polish.counted(seen, 'osoba', 'osoby', 'osób')}."


@require_GET
@needs("add", "communication.announcement")
def announcement_readers(request: SeatedRequest, announcement_id: int) -> HttpResponse:
    """Who has read it and who has confirmed."""
    row = _kept(request, announcement_id)
    listing = _readers(row).read(reads.readers_of(row), request.GET)
    return render(request, "communication/announcement_readers.html", {
        "row": row, "listing": listing, "empty": NOBODY,
        "export_query": f"?{listing.querystring}" if listing.querystring else "",
    })  # fmt: skip


@require_GET
@needs("add", "communication.announcement")
def announcement_readers_export(request: SeatedRequest, announcement_id: int, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    row = _kept(request, announcement_id)
    return export_response(_readers(row), reads.readers_of(row), request, name="odbior-ogloszenia", fmt=fmt)


def _readers(row: Announcement) -> ListSpec:
    return READERS if row.audience == Addressees.OFFICE else READERS_OF_MANY


def _found(announcement_id: int) -> Announcement:
    rows = Announcement.objects.select_related("office", "project", "space")
    row = rows.filter(pk=announcement_id).first()
    if row is None:
        raise Http404
    return row


def _kept(request: SeatedRequest, announcement_id: int) -> Announcement:
    row = _found(announcement_id)
    if not deeds.speaks_for(row, request.seat):
        raise Http404
    return row


def _title(row: Announcement) -> SafeString:
    tag = status("soon", "Prosi o potwierdzenie") if row.must_confirm else ""
    return filled('<a href="{}">{}</a> {}', numbered("communication:announcement", row.pk), row.title, tag)


def _days(row: Announcement) -> str:
    return f"{dzien_krotko(row.from_on)} – {dzien_krotko(row.until_on)}"


def _moment(name: str) -> Any:
    def said(row: Any) -> str:
        at = getattr(row, name)
        return f"{dzien_krotko(at)}, {godzina(at)}" if at else "–"

    return said


def _state(row: Announcement) -> str:
    if row.withdrawn_at:
        return "wycofane"
    today = timezone.localdate()
    if row.from_on > today:
        return "zaplanowane"
    return "aktualne" if row.until_on >= today else "dawne"


def _confirmed(row: Any) -> int | None:
    return row.confirmed if row.must_confirm else None


def _by_state(rows: Any, value: str) -> Any:
    today = timezone.localdate()
    if value == "wycofane":
        return rows.exclude(withdrawn_at=None)
    rows = rows.filter(withdrawn_at=None)
    if value == "zaplanowane":
        return rows.filter(from_on__gt=today)
    begun = rows.filter(from_on__lte=today)
    return begun.filter(until_on__gte=today) if value == "aktualne" else begun.filter(until_on__lt=today)


FROM_ON = Column(
    key="dni", label="Widoczne", export_label="Widoczne od", value=lambda row: row.from_on, html=_days,
    sort=("from_on", "pk"),
)  # fmt: skip
ONLY_IN_FILES = (  # the screen shows both within the cells of other columns
    Column(key="do_dnia", label="Widoczne do", value=lambda row: row.until_on, screen=False),
    Column(key="prosi", label="Prosi o potwierdzenie", value=lambda row: row.must_confirm, screen=False),
)
SPEC = ListSpec(
    name="Ogłoszenia",
    found=("ogłoszenie", "ogłoszenia", "ogłoszeń"),
    columns=[
        Column(key="tytul", label="Tytuł", value=lambda row: row.title, html=_title, head=True),
        Column(key="do", label="Do kogo", value=reads.audience_words),
        Column(key="kto", label="Ogłasza", value=lambda row: row.signed),
        FROM_ON,
        *ONLY_IN_FILES,
    ],
    filters=[
        Filter(key="q", label="Tytuł", apply=lambda rows, value: rows.filter(title__icontains=value.strip()))
    ],
    default_sort="dni:desc",
    keep=("kiedy",),
    id="ogloszenia",
)
SENT = ListSpec(
    name="Wysłane ogłoszenia",
    found=("ogłoszenie", "ogłoszenia", "ogłoszeń"),
    columns=[
        Column(key="tytul", label="Tytuł", value=lambda row: row.title, html=_title, head=True),
        Column(key="do", label="Do kogo", value=reads.audience_words),
        FROM_ON,
        *ONLY_IN_FILES,
        Column(key="stan", label="Stan", value=_state),
        Column(key="powiadomiono", label="Powiadomiono", value=lambda row: row.told, sort=("told", "pk")),
        Column(key="przeczytano", label="Przeczytało", value=lambda row: row.seen, sort=("seen", "pk")),
        Column(key="potwierdzono", label="Potwierdziło", value=_confirmed, sort=("confirmed", "pk")),
    ],
    filters=[
        Filter(key="q", label="Tytuł", apply=lambda rows, value: rows.filter(title__icontains=value.strip())),
        Filter(key="stan", label="Stan", choices=[(one, one.capitalize()) for one in ("aktualne", "zaplanowane", "dawne", "wycofane")], apply=_by_state),
    ],
    default_sort="dni:desc",
    id="wyslane-ogloszenia",
)  # fmt: skip
READERS = ListSpec(
    name="Odbiór ogłoszenia",
    found=("osobę", "osoby", "osób"),
    columns=[
        Column(key="osoba", label="Osoba", value=lambda row: row.listed_name, head=True, sort=("sort_name", "pk")),
        Column(key="komorka", label="Komórka", value=lambda row: row.department),
        Column(key="przeczytano", label="Przeczytano", value=lambda row: row.seen_at, html=_moment("seen_at"), sort=("seen_at", "pk")),
        Column(key="potwierdzono", label="Potwierdzono", value=lambda row: row.confirmed_at, html=_moment("confirmed_at"), sort=("confirmed_at", "pk")),
    ],
    filters=[
        Filter(key="q", label="Nazwisko", apply=by_words("folded")),
        Filter(key="stan", label="Potwierdzenie", choices=[("tak", "Potwierdzone"), ("nie", "Brak")], apply=lambda rows, value: rows.filter(confirmed_at__isnull=value == "nie")),
    ],
    default_sort="osoba:asc",
    id="odbior",
)  # fmt: skip
READERS_OF_MANY = replace(
    READERS,
    columns=[
        READERS.columns[0],
        Column(key="urzad", label="Urząd", value=lambda row: row.office.office_name if row.office else "", sort=("office__sort_name", "pk")),
        *READERS.columns[1:],
    ],
)  # fmt: skip
