"""Own notices and how they come."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.communication.forms.notices import ChoicesForm
from kaganek.communication.queries.notices import own_notices
from kaganek.communication.services.notices import choose, mark_read
from kaganek.core.access import needs
from kaganek.core.lists import Column, Filter, ListSpec, export_response
from kaganek.core.lists.columns import checkbox
from kaganek.core.markup import address, filled
from kaganek.core.models import Notice, NoticeChoice
from kaganek.core.notices.catalogue import label_of
from kaganek.core.parts import Bulk, Empty
from kaganek.core.seats import SeatedRequest
from kaganek.core.templatetags.ui import dzien_krotko, godzina, status
from kaganek.lib.polish import counted

NOTHING = Empty(
    "Nie masz powiadomień",
    "Tu pojawi się wiadomość o nowym certyfikacie, ocenie, terminie i ogłoszeniu.",
    icon="bell",
)


@never_cache
@require_GET
@needs("view", "core.notice")
def notices(request: SeatedRequest) -> HttpResponse:
    """What I was told, the newest first."""
    listing = SPEC.read(own_notices(timezone.now()), request.GET)
    listing.bulk = Bulk(
        action=address("communication:notices_read"),
        label="Oznacz jako przeczytane",
        hint="Zaznacz powiadomienia, które już znasz",
        forms=("powiadomienie", "powiadomienia", "powiadomień"),
        icon="check",
    )
    unread = any(row.read_at is None for row in listing.rows)
    return render(
        request, "communication/notices.html", {"listing": listing, "empty": NOTHING, "unread": unread}
    )


@never_cache
@require_GET
@needs("view", "core.notice")
def notices_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    return export_response(SPEC, own_notices(timezone.now()), request, name="powiadomienia", fmt=fmt)


@require_POST
@needs("read", "core.notice")
def notices_read(request: SeatedRequest) -> HttpResponse:
    """The ticked ones, or all, are read."""
    ids = None if "all" in request.POST else _numbers(request.POST.getlist("notice"))
    number = mark_read(ids, by=request.seat, at=timezone.now())
    if "quiet" in request.POST:  # a page that is being left
        return HttpResponse(status=204)
    words = counted(number, "powiadomienie", "powiadomienia", "powiadomień")
    messages.success(request, f"Oznaczono jako przeczytane: {words}.")
    return redirect("communication:notices")


@never_cache
@require_http_methods(["GET", "POST"])
@needs("change", "core.noticechoice")
def notice_choices(request: SeatedRequest) -> HttpResponse:
    """How news comes to me: at once, once a day, in the application only."""
    chosen = dict(NoticeChoice.objects.values_list("key", "way"))
    roles = {seat.role for seat in request.seats}
    form = ChoicesForm(request.POST or None, roles=roles, chosen=chosen)
    if request.method == "POST" and form.is_valid():
        choose(form.ways, by=request.seat)
        messages.success(request, "Ustawienia powiadomień są zapisane.")
        return redirect("communication:notice_choices")
    return render(
        request, "communication/notice_choices.html", {"form": form}, status=422 if form.errors else 200
    )


def _numbers(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal() and len(value) < 19]


def _title(row: Notice) -> SafeString:
    if not row.url:
        return filled("{}", row.title) if row.read_at else filled("<b>{}</b>", row.title)
    if row.read_at:
        return filled('<a href="{}">{}</a>', row.url, row.title)
    read = address("communication:notices_read")
    return filled(
        '<b><a href="{}" data-notice="{}" data-read="{}">{}</a></b>', row.url, row.pk, read, row.title
    )


def _when(row: Notice) -> str:
    return f"{dzien_krotko(row.at)}, {godzina(row.at)}"


SPEC = ListSpec(
    name="Powiadomienia",
    found=("powiadomienie", "powiadomienia", "powiadomień"),
    columns=[
        checkbox("notice", lambda row: row.pk, lambda row: row.title),
        Column(key="tresc", label="Treść", value=lambda row: row.title, html=_title, head=True),
        Column(key="rodzaj", label="Rodzaj", value=lambda row: label_of(row.kind)),
        Column(key="kiedy", label="Kiedy", value=lambda row: row.at, html=_when, sort=("at", "pk")),
        Column(
            key="stan",
            label="Stan",
            value=lambda row: "przeczytane" if row.read_at else "nowe",
            html=lambda row: status("done", "Przeczytane") if row.read_at else status("doing", "Nowe"),
        ),
    ],
    filters=[
        Filter(
            key="stan",
            label="Stan",
            choices=[("nowe", "Nowe"), ("przeczytane", "Przeczytane")],
            apply=lambda rows, value: rows.filter(read_at__isnull=value == "nowe"),
        )
    ],
    default_sort="kiedy:desc",
    id="powiadomienia",
)
