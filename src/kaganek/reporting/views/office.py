"""The report of one office: on the screen, as a file, and the reminders asked for from it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from kaganek.core.access import may, needs
from kaganek.core.lists import Listing, export_response, whole_numbers
from kaganek.core.markup import address
from kaganek.core.parts import Bulk, Deed, Empty
from kaganek.core.seats import Seat, SeatedRequest
from kaganek.lib.polish import NBSP, counted, form
from kaganek.people.terms import OFFICE_STAFF
from kaganek.reporting.queries import office as report
from kaganek.reporting.services import reminders
from kaganek.reporting.views import office_list
from kaganek.reporting.views.course_chart import course_chart

NOBODY = Empty(
    "Nie ma jeszcze nikogo z przypisanymi szkoleniami",
    "Osoby pojawią się tu po przypisaniu ścieżki szkoleniowej.",
)
MOST_TICKED = 1000
PEOPLE = ("osoba", "osoby", "osób")
TO_PEOPLE = ("osoby", "osób", "osób")  # "do 1 osoby", "do 2 osób"


@require_GET
@needs("view", "reporting.office")
def office(request: SeatedRequest) -> HttpResponse:
    """Key numbers, the courses and the people of one office."""
    if not _is_own(request.seat) and "urzad" not in request.GET:
        return redirect("reporting:project")
    found = _place(request)
    now = timezone.now()
    today = timezone.localdate(now)
    courses = _courses(request, found.pk, today)
    shelf = _shelf(request, courses)
    numbers = report.summary(found.pk, today=today, month_ago=now - timedelta(days=30))
    may_remind = may(request.seat, "send", "reporting.reminder")
    spec = office_list.spec(request.seat, courses, numbers.groups, with_boxes=may_remind)
    people = report.prepared_persons.bound(office_id=found.pk, today=today, shelf=shelf)
    listing = spec.read(people if shelf else replace(people, known=numbers.assigned), request.GET)
    _dress(listing, found.pk, may_remind=may_remind)
    return render(request, "reporting/office.html", {
        "empty": NOBODY, "office": found, "now": now, "numbers": numbers, "listing": listing, "own": _is_own(request.seat),
        "charts": _charts(courses), "own_courses": any(row["shelf"] for row in courses),
        **_behind(listing, numbers), "unassigned": numbers.people - numbers.assigned,
        "courses_each": numbers.begun_by_going / max(numbers.going, 1), "change": _change(numbers.finished - numbers.finished_before),
        "export_query": f"?{listing.querystring}" if listing.querystring else "",
        "xlsx": address("reporting:office_export", "xlsx"), "csv": address("reporting:office_export", "csv"),
        "deed": _remind_all(numbers.to_remind) if may_remind and numbers.to_remind else None,
    })  # fmt: skip


@require_GET
@needs("export", "reporting.office")
def office_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The list of people as the address narrows it, all pages."""
    found = _place(request)
    today = timezone.localdate()
    courses = _courses(request, found.pk, today)
    groups = report.groups(found.pk)
    spec = office_list.spec(request.seat, courses, groups, with_boxes=False)
    name = f"postepy-{report.code_of(found.pk)}"
    rows = report.persons(found.pk, today, _shelf(request, courses))
    return export_response(spec, rows, request, name=name, fmt=fmt)


@require_POST
@needs("send", "reporting.reminder")
def remind(request: SeatedRequest) -> HttpResponse:
    """First shows whom and how many, then asks for the letters."""
    found = _place(request)
    everyone = request.POST.get("all") == "1"
    ticked = whole_numbers(request.POST.getlist("person")[:MOST_TICKED])
    if not everyone and not ticked:
        messages.warning(request, "Zaznacz osoby, którym chcesz przypomnieć.")
        return redirect("reporting:office")
    batch = _batch(request.POST.get("batch", ""))
    if request.POST.get("confirmed") != "1" or batch is None:
        deed = (
            _remind_all(report.to_remind(found.pk, timezone.localdate()))
            if everyone
            else _remind_ticked(ticked)
        )
        return render(request, "ui/confirm.html", {"deed": deed})
    whom = None if everyone else ticked
    outcome = reminders.remind(found.pk, whom, batch=batch, by=request.seat, at=timezone.now())
    messages.success(request, _said(outcome)) if outcome.sent else messages.warning(request, _said(outcome))
    return redirect("reporting:office")


def _behind(listing: Listing, numbers: report.Summary) -> dict[str, str]:
    """The people of the page's own list behind its numbers, whatever it is narrowed to now (R-21).

    The list has nobody without a course: while there is somebody, "Uczestnicy" and those who wait have no list.
    """
    lists = {"late_href": "late", "finished_href": "done", "going_href": "going", "assigned_href": ""}
    if numbers.people == numbers.assigned:
        lists |= {"people_href": "", "waiting_href": "waiting"}
    whole = {"q": "", "szkolenie": "", "grupa": "", "sort": ""}
    return {name: f"{listing.query(**whole, stan=state)}#osoby-naglowek" for name, state in lists.items()}


def _place(request: SeatedRequest) -> report.Place:
    found = report.place_of(request.seat, request.GET.get("urzad", ""))
    if found is None:
        raise Http404
    return found


def _is_own(seat: Seat) -> bool:
    return seat.role in OFFICE_STAFF


def _courses(request: SeatedRequest, office_id: int, today: date) -> list[dict[str, Any]]:
    """The courses that the reader is shown: an office's own ones are its own matter (R-25)."""
    found = report.courses(office_id, today)
    return found if _is_own(request.seat) else [row for row in found if row["shelf"] is None]


def _shelf(request: SeatedRequest, courses: Sequence[dict[str, Any]]) -> int | None:
    """Whose courses the list of people is about: the project's, or with an own course asked for those of the office."""
    asked = request.GET.get("szkolenie", "")
    return next((row["shelf"] for row in courses if str(row["course_id"]) == asked), None)


def _dress(listing: Listing, office_id: int, *, may_remind: bool) -> None:
    """What the page adds to the list: days of reminders and the bulk action."""
    reminded = report.reminded(office_id, [row["person_id"] for row in listing.rows])
    for row in listing.rows:
        row["reminded"] = reminded.get(row["person_id"])
    if may_remind:
        hint = "Zaznacz osoby, żeby im przypomnieć"
        forms = ("osobę", "osoby", "osób")
        listing.bulk = Bulk(
            action=address("reporting:remind"),
            label="Wyślij przypomnienie",
            hint=hint,
            forms=forms,
            icon="send",
        )


def _charts(courses: Sequence[dict[str, Any]]) -> list[SafeString]:
    """The project's courses, and the office's own ones told apart."""
    shared = [row for row in courses if row["shelf"] is None]
    own = [row for row in courses if row["shelf"] is not None]
    made = (("szkolenia", "Szkolenia w urzędzie", shared), ("wlasne", "Własne szkolenia urzędu", own))
    return [_chart(cid, title, rows) for cid, title, rows in made if rows]


def _chart(cid: str, title: str, courses: Sequence[dict[str, Any]]) -> SafeString:
    first, last = courses[0], courses[-1]
    most = "Najwięcej osób ukończyło" if len(courses) > 1 else "Ukończyli"
    finding = f"{most} szkolenie „{first['title']}”: {first['done']} z{NBSP}{first['people']}"
    if len(courses) > 1:
        finding += f", najmniej „{last['title']}”: {last['done']} z{NBSP}{last['people']}"
    return course_chart(title, f"{finding}.", courses, cid=cid)


def _change(more: int) -> str:
    return f"o {more} więcej niż 30 dni temu" if more > 0 else "bez zmian od 30 dni"


def _remind_all(count: int) -> Deed:
    return _deed(count, (("all", "1"),))


def _remind_ticked(ids: Sequence[int]) -> Deed:
    return _deed(len(ids), tuple(("person", str(one)) for one in ids))


def _deed(count: int, fields: tuple[tuple[str, str], ...]) -> Deed:
    whom = f"{count}{NBSP}{form(count, *TO_PEOPLE)}"
    return Deed(
        id="przypomnij",
        title=f"Wysłać przypomnienie do {whom}?",
        text="Każda osoba dostanie jeden e-mail z linkiem do lekcji, na której skończyła. "
        "Pominiemy osoby, które nie mają nic do zrobienia albo dostały przypomnienie w ostatnich 3 dniach.",
        action=address("reporting:remind"),
        submit="Wyślij",
        icon="send",
        cancel_href=address("reporting:office"),
        fields=(*fields, ("batch", str(uuid.uuid4()))),
    )


def _said(outcome: reminders.Reminded) -> str:
    parts = [
        f"Przypomnienie wyślemy do {outcome.sent}{NBSP}{form(outcome.sent, *TO_PEOPLE)}."
        if outcome.sent
        else "Nie wysłaliśmy żadnego przypomnienia."
    ]
    if outcome.without_email:
        have = form(outcome.without_email, "nie ma", "nie mają", "nie ma")
        parts.append(f"{counted(outcome.without_email, *PEOPLE).capitalize()} {have} adresu e-mail.")
    if outcome.too_soon:
        got = form(outcome.too_soon, "dostała", "dostały", "dostało")
        parts.append(f"{counted(outcome.too_soon, *PEOPLE)} {got} już przypomnienie w ostatnich 3 dniach.")
    if outcome.passed_over:
        parts.append(
            f"Pominięto {counted(outcome.passed_over, 'osobę', 'osoby', 'osób')}: bez zadań do ukończenia albo z wyłączonym kontem."
        )
    return " ".join(parts)


def _batch(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
