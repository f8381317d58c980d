"""The calendar of meetings and intakes, its feed, and the editors' list."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_safe
from icalendar import Calendar, Event

from kaganek.core.access import needs, public
from kaganek.core.lists import Column, Filter, ListSpec, export_response
from kaganek.core.lists.columns import Row
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.portal.forms.desk import EventForm
from kaganek.portal.models import Offer, PortalEvent
from kaganek.portal.queries import offer as queries
from kaganek.portal.services.calendar import write_event
from kaganek.portal.terms import EventKind
from kaganek.portal.views.cards import date_line

OBJ = "portal.portalevent"
NONE = Empty("Nie ma jeszcze dat", "Dodaj pierwsze spotkanie albo nabór.")
MOST = 200  # dates on the page and in the feed
PAST = timedelta(days=60)  # that the feed still carries


@require_safe
@public
def calendar(request: HttpRequest) -> HttpResponse:
    """What is still to come, day by day."""
    today = timezone.localdate()
    return render(request, "portal/calendar/list.html", {
        "events": [date_line(one, 3) for one in queries.events(today)[:MOST]], "intakes": list(queries.intakes(today)[:MOST]), "today": today,
    })  # fmt: skip


@require_safe
@public
def feed(request: HttpRequest) -> HttpResponse:
    """The same for calendar programs."""
    since = timezone.localdate() - PAST
    made = Calendar()
    made.add("prodid", "-//Kaganek//portal//PL")
    made.add("version", "2.0")
    made.add("x-wr-calname", "Kaganek: spotkania i nabory")
    for one in queries.events(since)[:MOST]:
        made.add_component(_event(one, request))
    for intake in queries.intakes(timezone.localdate())[:MOST]:
        made.add_component(_intake(intake, request))
    answer = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "public, max-age=900"
    return answer


def _event(one: PortalEvent, request: HttpRequest) -> Event:
    made = Event()
    made.add("uid", f"event-{one.pk}@{request.get_host()}")
    made.add("dtstamp", one.changed_at)
    made.add("summary", one.title)
    made.add("dtstart", _moment(one.starts_on, one.starts_at))
    last = one.ends_on if one.starts_at else one.ends_on + timedelta(days=1)
    made.add("dtend", _moment(last, one.ends_at or one.starts_at))
    if one.place:
        made.add("location", one.place)
    if one.text:
        made.add("description", one.text)
    if one.link:
        made.add("url", one.link)
    made.add("status", "CANCELLED" if one.called_off else "CONFIRMED")
    return made


def _intake(one: Offer, request: HttpRequest) -> Event:
    made = Event()
    made.add("uid", f"offer-{one.pk}@{request.get_host()}")
    made.add("dtstamp", one.published_at)
    made.add("summary", f"Nabór: {one.title}")
    made.add("dtstart", one.opens_on)
    made.add("dtend", one.closes_on + timedelta(days=1))
    made.add("url", request.build_absolute_uri(reverse("portal:offer", args=[one.slug])))
    return made


def _moment(day: date, hour: time | None) -> date | datetime:
    """A day, or a moment in UTC: a local time would need its zone described in the file (RFC 5545, 3.6.5)."""
    return timezone.make_aware(datetime.combine(day, hour)).astimezone(UTC) if hour else day


def _named(row: Row) -> SafeString:
    href = reverse("portal:event_edit", args=[row.pk])
    return format_html('<a href="{}">{}</a><small>{}</small>', href, row.title, row.get_kind_display())


LIST = ListSpec(
    name="Daty kalendarza",
    found=("datę", "daty", "dat"),
    columns=[
        Column(key="tytul", label="Co", value=lambda row: row.title, html=_named, head=True, sort=("title__alphabetical",)),
        Column(key="od", label="Dzień", value=lambda row: row.starts_on, sort=("starts_on",)),
        Column(key="do", label="Ostatni dzień", value=lambda row: row.ends_on, sort=("ends_on",)),
        Column(key="miejsce", label="Miejsce", value=lambda row: row.place),
        Column(key="odwolane", label="Odwołane", value=lambda row: row.called_off),
    ],
    default_sort="od:desc",
    filters=[
        Filter(key="rodzaj", label="Rodzaj", choices=EventKind.choices, apply=lambda rows, one: rows.filter(kind=one))
    ],
    id="daty",
)  # fmt: skip


@require_GET
@needs("edit", OBJ)
def events(request: SeatedRequest) -> HttpResponse:
    """All dates, past ones among them."""
    listing = LIST.read(PortalEvent.objects.all(), request.GET)
    return render(request, "portal/calendar/desk.html", {"listing": listing, "empty": NONE})


@require_GET
@needs("edit", OBJ)
def events_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same dates as a file."""
    return export_response(LIST, PortalEvent.objects.all(), request, name="daty", fmt=fmt)


@require_http_methods(["GET", "POST"])
@needs("edit", OBJ)
def event_add(request: SeatedRequest) -> HttpResponse:
    return _written(request, None)


@require_http_methods(["GET", "POST"])
@needs("edit", OBJ)
def event_edit(request: SeatedRequest, event_id: int) -> HttpResponse:
    return _written(request, get_object_or_404(PortalEvent, pk=event_id))


def _written(request: SeatedRequest, found: PortalEvent | None) -> HttpResponse:
    initial = {name: getattr(found, name) for name in EventForm.base_fields} if found else {}
    form = EventForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        write_event(found.pk if found else None, form.facts(), by=request.seat, at=timezone.now())
        messages.success(request, "Data zapisana. Widzą ją wszyscy.")
        return redirect("portal:events")
    context = {"form": form, "event": found}
    return render(request, "portal/calendar/form.html", context, status=422 if form.errors else 200)
