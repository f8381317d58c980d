"""How it goes at one look: of one project for its coordinator, of all of them for the national operator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from kaganek.core import charts
from kaganek.core.access import may, needs
from kaganek.core.markup import filled
from kaganek.core.parts import Empty, plain_table
from kaganek.core.seats import Seat, SeatedRequest
from kaganek.core.templatetags.ui import dzien_krotko
from kaganek.lib.polish import MONTHS_SHORT, counted, number, percent
from kaganek.programmes.models import Project
from kaganek.reporting.queries import behind
from kaganek.reporting.queries import dashboard as read
from kaganek.reporting.queries import project as report
from kaganek.reporting.queries.project import projects_of
from kaganek.reporting.rules import whole_percent
from kaganek.reporting.services.tallies import bring_these_up_to_date
from kaganek.reporting.views.course_chart import course_chart

NO_PROJECT = Empty("Nie ma jeszcze żadnego projektu", "Pulpit pokaże postępy, gdy powstanie projekt.")


@require_GET
@needs("view", "reporting.dashboard")
def dashboard(request: SeatedRequest) -> HttpResponse:
    """A few numbers, charts with their tables, and what waits."""
    projects = projects_of(request.seat)
    if not projects:
        return render(request, "reporting/no_project.html", {"empty": NO_PROJECT})
    now = timezone.now()
    today = timezone.localdate(now)
    asked = request.GET.get("projekt", "")
    shown = [one for one in projects if asked in ("", one.code)] or projects
    ids = [one.pk for one in shown]
    bring_these_up_to_date(ids, today=today)
    places = read.places(ids)
    one = shown[0] if len(shown) == 1 else None
    return render(request, "reporting/dashboard.html", {
        "project": one, "projects": projects if len(projects) > 1 else [], "now": now,
        "total": report.total(places), "counted": len(shown), "charts": _charts(one, places, shown, today),
        "behind": _behind(request.seat, one), "table": None if one else _table(request.seat, places, shown), "waiting": _waiting(request.seat, ids, one, today),
    })  # fmt: skip


def _charts(
    one: Project | None, places: list[read.Row], shown: Sequence[Project], today: date
) -> list[SafeString]:
    made = []
    if one and (courses := report.courses(report.Asked(project_id=one.pk, today=today))):
        courses = sorted(courses, key=lambda row: -report.share(row["done"], row["people"]))
        made.append(course_chart("Szkolenia", _best(courses[0]), courses))
    if not one:
        made += _by_project(places, shown)
    made += _by_region(places)
    by_month = read.months([project.pk for project in shown], today)
    return [*made, _by_month(by_month)] if any(n for _, n in by_month) else made


def _best(best: read.Row) -> str:
    return f"Najczęściej kończone: „{best['title']}” ({percent(report.share(best['done'], best['people']))})."


def _by_project(places: list[read.Row], shown: Sequence[Project]) -> list[SafeString]:
    found = read.folded(places, "project_id")
    rows = [
        (one.name, whole_percent(found[one.pk]["done"], found[one.pk]["people"]))
        for one in shown
        if one.pk in found and found[one.pk]["people"]
    ]
    return _shares("projekty", "Udział ukończeń według projektów", "Projekt", rows)


def _by_region(places: list[read.Row]) -> list[SafeString]:
    rows = [(name, whole_percent(row["done"], row["people"])) for name, row in read.regions(places)]
    return _shares("wojewodztwa", "Udział ukończeń według województw", "Województwo", rows)


def _shares(cid: str, title: str, head: str, rows: list[tuple[str, int]]) -> list[SafeString]:
    """Bars of shares, the highest first; nothing for nobody."""
    if not rows:
        return []
    rows = sorted(rows, key=lambda row: -row[1])
    finding = f"Najwyższy udział: {rows[0][0]}, {rows[0][1]}%."
    return [charts.bars(cid, title, finding, rows, head=(head, "Udział ukończeń"), unit="%", top=100)]


def _by_month(rows: list[tuple[date, int]]) -> SafeString:
    labels = [f"{MONTHS_SHORT[day.month - 1]} {day.year % 100:02d}" for day, _ in rows]
    values = [n for _, n in rows]
    best = max(range(len(rows)), key=lambda nth: values[nth])
    finding = f"Najwięcej: {date_format(rows[best][0], 'F Y').lower()}, {counted(values[best], 'ukończenie', 'ukończenia', 'ukończeń')}."
    return charts.line(
        "miesiace", "Ukończenia szkoleń w kolejnych miesiącach", finding, labels, [("ukończenia", values)], head="Miesiąc"
    )  # fmt: skip


def _behind(seat: Seat, one: Project | None) -> dict[str, str]:
    """The lists behind the numbers of one project (R-21).

    Sums of all projects have none: a person or an office of two projects counts twice in them and is one row of a
    list. The table under them has the same numbers project by project, and these open.
    """
    if one is None:
        return {}
    people = {key: behind.people(seat, key, projekt=one.pk) for key in ("people", "done", "late")}
    return {**people, "offices": behind.rows(seat, "postep", grupuj="urzad", projekt=one.pk)}


def _table(seat: Seat, places: list[read.Row], shown: Sequence[Project]) -> dict[str, object]:
    """Every project with a link to its own page."""
    found = read.folded(places, "project_id")
    none: read.Row = report.total([])
    rows = [_project_row(seat, one, found.get(one.pk) or none) for one in shown]
    heads = [("Projekt", ""), ("Urzędy", "n"), ("Uczestnicy", "n"), ("Ukończyli", "n"), ("Udział", "n"),
             ("Po terminie", "n"), ("Ostatnia aktywność", "")]  # fmt: skip
    return plain_table("projekty", "Projekty", heads, rows)


def _project_row(seat: Seat, one: Project, row: read.Row) -> list[object]:
    to = _behind(seat, one)
    name = filled('<a href="?projekt={}">{}</a>', one.code, one.name)
    last = dzien_krotko(row["last"]) if row["last"] else "–"
    offices, people, done, late = (
        behind.linked(row[key], number(row[key]), to[key]) for key in ("offices", "people", "done", "late")
    )
    return [name, offices, people, done, percent(row["share"]), late, last]


def _waiting(seat: Seat, ids: list[int], one: Project | None, today: date) -> list[tuple[str, str, str]]:
    """What waits, in words: (what, how many, where); nothing that the seat may not open, and no zeros."""
    found = read.waiting(ids, today, questions=may(seat, "view", "reporting.question_report"))
    lines: list[tuple[str, str, int, str, str]] = [
        ("view", "reporting.question_report", found.questions, "Pytania czekają na odpowiedź", _report("pytania", one, co="czekaja")),
        ("view", "reporting.question_report", found.late_questions, "W tym po obiecanym dniu", _report("pytania", one, co="czekaja-po-terminie")),
        ("view", "reporting.letter_report", found.failed_letters, "Wiadomości, których nie udało się wysłać", _report("wiadomosci", one, co="nieudane")),
        ("review", "reporting.reportissue", found.unreviewed, "Raporty czekają na przegląd", reverse("reporting:issues")),
        ("publish", "reporting.reportissue", found.unpublished, "Raporty przejrzane, jeszcze nie opublikowane", reverse("reporting:issues")),
        ("freeze", "reporting.indicator", found.periods, "Okresy wskaźników do zamrożenia", reverse("reporting:indicator_periods")),
    ]  # fmt: skip
    return [(words, number(n), href) for deed, obj, n, words, href in lines if n and may(seat, deed, obj)]


def _report(key: str, one: Project | None, **asked: str) -> str:
    query = {**({"projekt": str(one.pk)} if one else {}), **asked}
    return f"{reverse('reporting:report', args=[key])}?{urlencode(query)}"
