"""The calendar of own deadlines: the page that makes its address and takes it back, and the calendar itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from icalendar import Calendar, Event

from kaganek.core.access import needs, public
from kaganek.core.seats import SeatedRequest
from kaganek.learning.queries.feeds import Deadline, deadlines_at, own_feed
from kaganek.learning.services.feeds import close_feed, open_feed

OBJ = "learning.deadlinefeed"
# kind → how its event is named for good, what it says, why a late day is no end, where it leads
SAYS = {
    "course": ("termin", "Termin szkolenia", "Po terminie szkolenie nadal jest otwarte.", "learning:course"),
    "task": ("zadanie", "Termin zadania", "Po terminie zadanie nadal można oddać.", "learning:task"),
}
MOST_SIGNS = 100  # of a secret; ours has 43


@never_cache
@require_http_methods(["GET", "POST"])
@needs("change", OBJ)
def feed(request: SeatedRequest) -> HttpResponse:
    """What the calendar is; POST makes an address and shows it, this once."""
    secret = open_feed(by=request.seat, at=timezone.now()) if request.method == "POST" else ""
    address = settings.BASE_URL + reverse("learning:calendar", args=[secret]) if secret else ""
    return render(request, "learning/feed.html", {"feed": own_feed(), "address": address})


@require_POST
@needs("change", OBJ)
def feed_close(request: SeatedRequest) -> HttpResponse:
    """Take the address back."""
    close_feed(by=request.seat)
    messages.success(request, "Adres kalendarza już nie działa.")
    return redirect("learning:feed")


@require_GET
@public
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The deadlines of whoever made the address; a wrong or closed one is a page that does not exist."""
    found = deadlines_at(secret) if len(secret) <= MOST_SIGNS else None
    if found is None:
        raise Http404
    reply = HttpResponse(written(found), content_type="text/calendar; charset=utf-8")
    reply["Cache-Control"] = "private, max-age=900"
    reply["X-Robots-Tag"] = "noindex"
    return reply


def written(deadlines: Sequence[Deadline]) -> bytes:
    """The calendar as RFC 5545 wants it: whole days, one lasting name for each deadline."""
    made = Calendar()
    made.add("prodid", "-//Kaganek//Terminy//PL")
    made.add("version", "2.0")
    made.add("x-wr-calname", "Kaganek: terminy")
    host = settings.BASE_URL.partition("://")[2].partition(":")[0]
    for one in deadlines:
        event = Event()
        name, title, late, page = SAYS[one.kind]
        event.add("uid", f"{name}-{one.key}@{host}")
        event.add("dtstamp", timezone.now())
        event.add("dtstart", one.due_on)
        event.add("dtend", one.due_on + timedelta(days=1))
        event.add("summary", f"{title}: {one.title}")
        event.add("description", late)
        event.add("url", settings.BASE_URL + reverse(page, args=[one.target]))
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())
