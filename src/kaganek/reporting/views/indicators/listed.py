"""The indicators of a project as one list, and its periods."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from kaganek.core import charts
from kaganek.core.access import needs
from kaganek.core.lists import Column, Filter, ListSpec, Row, Rows, export_response
from kaganek.core.markup import filled
from kaganek.core.parts import Deed, Empty
from kaganek.core.seats import SeatedRequest
from kaganek.core.templatetags.ui import status
from kaganek.programmes.models import Project
from kaganek.reporting.forms import PeriodForm
from kaganek.reporting.models import IndicatorPeriod
from kaganek.reporting.queries.definitions.parts import column, words
from kaganek.reporting.queries.held import held
from kaganek.reporting.queries.indicators.statement import Statement, statements
from kaganek.reporting.queries.project import projects_of
from kaganek.reporting.services import indicators as deeds
from kaganek.reporting.terms import Level

NONE = Empty(
    "Nie ma jeszcze wskaźników",
    "Wskaźniki dodaje koordynator projektu: nazwę, jednostkę i cel na każdy okres.",
)
NO_PERIODS = Empty(
    "Nie ma jeszcze okresów",
    "Dodaj pierwszy okres, na przykład półrocze. Cele i wartości podaje się na okres.",
)
LEVELS = dict(Level.choices)


def _named(row: Row) -> SafeString:
    return filled('<a href="{}">{}</a>', reverse("reporting:indicator", args=[row["pk"]]), row["name"])


def _reached(row: Row) -> SafeString:
    href = reverse("reporting:indicator", args=[row["pk"]])
    return filled('<a href="{}#wartosci">{}</a>', href, words(row["reached"]))


SPEC = ListSpec(
    name="Wskaźniki",
    found=("wskaźnik", "wskaźniki", "wskaźników"),
    columns=[
        column("kod", "Kod", "code"),
        column("nazwa", "Wskaźnik", "name", text=True, head=True, html=_named),
        column("poziom", "Rodzaj", "level", value=lambda row: LEVELS[row["level"]]),
        column("jednostka", "Jednostka", "unit", text=True),
        column("bazowa", "Wartość bazowa", "baseline", css="n"),
        column("cel", "Cel", "target", css="n"),
        column("osiagnieto", "Osiągnięto", "reached", css="n", html=_reached),
        column("zamrozone", "W tym zamrożone", "frozen", css="n"),
        column("wykonanie", "Wykonanie, %", "share", css="n"),
    ],
    filters=[
        Filter(
            key="poziom", label="Rodzaj", choices=Level.choices, apply=lambda rows, value: _of_level(rows, value)
        )
    ],
    default_sort="kod:asc",
    keep=("projekt",),
    id="wskazniki",
)  # fmt: skip


def _of_level(rows: Rows, value: str) -> Rows:
    return held(row for row in rows if row["level"] == value)


@require_GET
@needs("view", "reporting.indicator")
def indicators(request: SeatedRequest) -> HttpResponse:
    """Every indicator of a project: what is to be reached and what has been."""
    projects = projects_of(request.seat)
    if not projects:
        return render(request, "reporting/no_project.html", {"empty": NONE})
    project = chosen(projects, request)
    said = statements(project.pk)
    listing = SPEC.read(held(_row(one) for one in said), request.GET)
    return render(request, "reporting/indicators.html", {
        "project": project, "projects": projects if len(projects) > 1 else [], "listing": listing, "empty": NONE,
        "chart": _chart(said), "now": timezone.now(),
        "export_query": f"?{listing.querystring}" if listing.querystring else "",
    })  # fmt: skip


@require_GET
@needs("export", "reporting.indicator")
def indicators_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    project = chosen(projects_of(request.seat), request)
    rows = held(_row(one) for one in statements(project.pk))
    return export_response(SPEC, rows, request, name=f"wskazniki-{project.code}", fmt=fmt)


def chosen(projects: list[Project], request: HttpRequest) -> Project:
    """The project that the address names; the newest without a name; a foreign one is absent."""
    code = request.GET.get("projekt", "")
    found = next((one for one in projects if code in ("", one.code)), None)
    if found is None:
        raise Http404
    return found


def _row(one: Statement) -> dict[str, Any]:
    it = one.indicator
    return {
        "pk": it.pk, "code": it.code, "name": it.name, "level": it.level, "unit": it.unit, "baseline": it.baseline,
        "target": one.target, "reached": one.reached, "frozen": one.frozen, "share": share_of(one),
    }  # fmt: skip


def share_of(one: Statement) -> int | None:
    """Whole percent of the target, a half goes up; None without a target."""
    return int((200 * one.reached + one.target) // (2 * one.target)) if one.target else None


def _chart(said: list[Statement]) -> SafeString | str:
    rows = [
        (f"{one.indicator.code} {one.indicator.name}", share)
        for one in said
        if (share := share_of(one)) is not None
    ]
    if not rows:
        return ""
    reached = sum(1 for _, share in rows if share >= 100)
    told = f"Cel osiągnięto już w {reached} z {len(rows)}."
    return charts.bars(
        "wykonanie", "Wykonanie celów wskaźników", told, rows, head=("Wskaźnik", "Wykonanie"), unit="%",
        top=max(100, *(share for _, share in rows)), goal=100, goal_label="cel",
    )  # fmt: skip


@require_GET
@needs("view", "reporting.indicator")
def periods(request: SeatedRequest) -> HttpResponse:
    """The periods of a project, and the form that adds another."""
    return _periods_page(request, PeriodForm())


@require_GET
@needs("export", "reporting.indicator")
def periods_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    project = _own(request)
    return export_response(PERIODS, _periods(project), request, name=f"okresy-{project.code}", fmt=fmt)


def _periods(project: Project) -> Rows:
    return IndicatorPeriod.objects.filter(project=project).order_by("starts_on")


def _periods_page(request: SeatedRequest, form: PeriodForm, code: int = 200) -> HttpResponse:
    project = _own(request)
    rows = _periods(project)
    listing = PERIODS.read(rows, request.GET)
    today = timezone.localdate()
    next_one = next((one for one in rows if one.frozen_at is None), None)
    return render(request, "reporting/indicator_periods.html", {
        "project": project, "listing": listing, "empty": NO_PERIODS, "form": form,
        "next_one": next_one, "can_freeze_now": next_one is not None and next_one.ends_on < today,
    }, status=code)  # fmt: skip


def _own(request: SeatedRequest) -> Project:
    return chosen(projects_of(request.seat), request)


PERIODS = ListSpec(
    name="Okresy",
    found=("okres", "okresy", "okresów"),
    columns=[
        Column(key="okres", label="Okres", value=lambda row: row.words, sort=("starts_on",), head=True),
        column("od", "Od", value=lambda row: row.starts_on, sort=()),
        column("do", "Do", value=lambda row: row.ends_on, sort=()),
        Column(
            key="stan", label="Stan", value=lambda row: "zamrożony" if row.frozen_at else "otwarty",
            html=lambda row: status("frozen", "Zamrożony") if row.frozen_at else status("doing", "Otwarty"),
        ),
        column("zamrozono", "Zamrożono", value=lambda row: row.frozen_at, sort=()),
    ],
    default_sort="okres:asc",
    keep=("projekt",),
    id="okresy",
)  # fmt: skip


@require_POST
@needs("add", "reporting.indicator")
def period_add(request: SeatedRequest) -> HttpResponse:
    """Add a period to a project."""
    form = PeriodForm(request.POST)
    if not form.is_valid():
        return _periods_page(request, form, 422)
    data = form.cleaned_data
    try:
        made = deeds.add_period(
            _own(request).pk, starts_on=data["starts_on"], ends_on=data["ends_on"], by=request.seat,
            at=timezone.now(),
        )  # fmt: skip
    except deeds.PeriodsOverlap as fault:
        form.add_error(
            "starts_on", f"Te dni zachodzą na okres „{fault.other.words}” albo są przed nim. Popraw daty."
        )
        return _periods_page(request, form, 422)
    messages.success(request, f"Dodano okres: {made.words}.")
    return redirect("reporting:indicator_periods")


@require_POST
@needs("freeze", "reporting.indicator")
def period_freeze(request: SeatedRequest, period_id: int) -> HttpResponse:
    """Freeze a period after one more question, in a job that is watched."""
    period = IndicatorPeriod.objects.filter(pk=period_id).first()
    if period is None:
        raise Http404
    if request.POST.get("confirmed") != "1":
        return render(request, "ui/confirm.html", {"deed": _asked(period)})
    try:
        job = deeds.ask_to_freeze_period(period.pk, by=request.seat, at=timezone.now())
    except (deeds.NotYet, deeds.NothingEntered) as fault:
        messages.error(request, why_not(fault, period, timezone.localdate()))
        return redirect("reporting:indicator_periods")
    return redirect("core:job", job.pk)


def why_not(fault: deeds.NotYet | deeds.NothingEntered, period: IndicatorPeriod, today: date) -> str:
    """Why a period cannot be frozen now, and what to do."""
    if isinstance(fault, deeds.NothingEntered):
        return f"Wpisz najpierw wartości wskaźników: {', '.join(fault.codes)}."
    if fault.first:
        return f"Najpierw zamroź wcześniejszy okres: {fault.first.words}."
    return f"Okres {period.words} jeszcze trwa. Zamrozisz go po {period.ends_on:%d.%m.%Y}."


def _asked(period: IndicatorPeriod) -> Deed:
    return Deed(
        title=f"Zamrozić wskaźniki za okres {period.words}?",
        text="Wartości policzymy teraz i nikt ich już nie zmieni. Dane, które przyjdą później, pokażemy w następnym "
        "okresie jako korektę.",
        action=reverse("reporting:indicator_period_freeze", args=[period.pk]),
        submit="Zamroź",
        icon="lock",
        cancel_href=reverse("reporting:indicator_periods"),
        final=True,
    )
