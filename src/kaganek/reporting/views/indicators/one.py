"""One indicator: its lines, its breakdown, the rows behind each number, and what its coordinator changes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.core.access import may, needs
from kaganek.core.lists import Column, ListSpec, Row, export_response
from kaganek.core.markup import filled
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.core.templatetags.ui import status
from kaganek.lib.names import sort_key
from kaganek.reporting.forms import IndicatorForm, TargetsForm, ValueForm, new_key
from kaganek.reporting.models import Indicator, IndicatorPeriod
from kaganek.reporting.queries.definitions.parts import column, words
from kaganek.reporting.queries.held import held
from kaganek.reporting.queries.indicators import CUTS, countings
from kaganek.reporting.queries.indicators.behind import breakdown
from kaganek.reporting.queries.indicators.statement import Said, Statement, statements
from kaganek.reporting.queries.project import projects_of
from kaganek.reporting.services import indicators as deeds
from kaganek.reporting.views.indicators.listed import chosen, share_of

NO_LINES = Empty("Nie ma jeszcze okresów", "Wartości liczymy na okresy. Dodaj pierwszy na stronie „Okresy”.")
BY_HAND = "wpisywany ręcznie, ze źródłem"


@require_GET
@needs("view", "reporting.indicator")
def indicator(request: SeatedRequest, indicator_id: int) -> HttpResponse:
    """Everything about one indicator."""
    return page(request, found_one(indicator_id))


def found_one(indicator_id: int) -> Indicator:
    one = Indicator.objects.select_related("project").filter(pk=indicator_id).first()
    if one is None:
        raise Http404
    return one


def page(request: SeatedRequest, one: Indicator, *, code: int = 200, **forms: Any) -> HttpResponse:
    """The page; `forms` are those sent with mistakes."""
    said = statements(one.project_id, only=one.pk)[0]
    periods = list(IndicatorPeriod.objects.filter(project_id=one.project_id).order_by("starts_on"))
    counting = countings.get(one.counting) if one.counting in countings else None
    groups = _groups(one, periods)
    return render(request, "reporting/indicator.html", {
        "indicator": one, "said": said, "share": share_of(said), "counting": counting, "by_hand": BY_HAND,
        "listing": SPEC.read(held(_rows(said)), request.GET), "empty": NO_LINES,
        "groups": _group_spec(one, periods).read(held(groups), request.GET) if groups else None,
        **_forms(request, said, periods), **forms,
    }, status=code)  # fmt: skip


def _forms(request: SeatedRequest, said: Statement, periods: Sequence[IndicatorPeriod]) -> dict[str, Any]:
    open_ones = [period for period in periods if period.frozen_at is None]
    if not may(request.seat, "change", "reporting.indicator") or said.indicator.ended_at or not open_ones:
        return {}
    forms: dict[str, Any] = {"targets_form": TargetsForm(open_ones, said.targets)}
    if not said.indicator.counting:
        forms["value_form"] = ValueForm(periods)
    return forms


# -- lines


def _rows(said: Statement) -> list[dict[str, Any]]:
    """The lines of the list, each with what was reached up to it."""
    rows, up_to = [], Decimal(0)
    for nth, line in enumerate(said.lines):
        up_to += line.value or Decimal(0)
        rows.append({
            "pk": nth, "line": line, "indicator": said.indicator, "value": line.value, "up_to": up_to,
            "target": None if line.is_correction else said.targets.get(line.about.pk), "note": _note(line),
        })  # fmt: skip
    return rows


def _note(line: Said) -> str:
    return " ".join(filter(None, (line.note, f"Źródło: {line.source}." if line.source else "")))


def _what(row: Row) -> str:
    line: Said = row["line"]
    return f"korekta za {line.about.words}" if line.is_correction else "wartość"


def _of_period(row: Row) -> str:
    line: Said = row["line"]
    return line.period.words if line.period else "jeszcze bez okresu"


def _state(row: Row) -> str:
    return (
        "zamrożone"
        if row["line"].is_frozen
        else "liczone na bieżąco"
        if row["indicator"].counting
        else "wpisane"
    )


def _look(row: Row) -> str:
    return status("frozen" if row["line"].is_frozen else "doing", _state(row).capitalize())


def _number(row: Row) -> SafeString | str:
    """The value, which opens to its rows where there are any."""
    line: Said = row["line"]
    if not line.value or row["indicator"].counting not in countings:
        return words(line.value)
    return filled('<a href="{}">{}</a>', _behind(row["indicator"], line), words(line.value))


def _behind(one: Indicator, line: Said) -> str:
    asked = f"?okres={line.period.pk if line.period else ''}"
    about = f"&za={line.about.pk}" if line.is_correction else ""
    return reverse("reporting:indicator_rows", args=[one.pk]) + asked + about


SPEC = ListSpec(
    name="Wartości",
    found=("wiersz", "wiersze", "wierszy"),
    columns=[
        column("okres", "Okres", value=_of_period, sort=("pk",), head=True),
        column("co", "Co", value=_what, sort=()),
        column("cel", "Cel okresu", "target", css="n", sort=()),
        column("wartosc", "Wartość", "value", css="n", sort=(), html=_number),
        column("razem", "Razem od początku", "up_to", css="n", sort=()),
        column("stan", "Stan", value=_state, sort=(), html=_look),
        column("uwagi", "Wyjaśnienie", "note", sort=()),
    ],
    default_sort="okres:asc",
    page_size=200,
    id="wartosci",
)  # fmt: skip


@require_GET
@needs("export", "reporting.indicator")
def indicator_export(request: SeatedRequest, indicator_id: int, fmt: str) -> HttpResponseBase:
    """The lines of one indicator as a file."""
    one = found_one(indicator_id)
    rows = held(_rows(statements(one.project_id, only=one.pk)[0]))
    return export_response(SPEC, rows, request, name=f"wskaznik-{one.pk}", fmt=fmt)


# -- its groups


def _groups(one: Indicator, periods: Sequence[IndicatorPeriod]) -> list[dict[str, Any]]:
    found = breakdown(one, periods)
    rows: list[dict[str, Any]] = []
    for cut in CUTS:
        groups = found.get(cut.key, {})
        for group in sorted(groups, key=lambda one: sort_key(cut.words(one))):
            amounts = groups[group]
            rows.append({
                "pk": len(rows), "cut": cut, "group": group, "amounts": amounts, "indicator": one,
                "total": sum(amounts.values(), Decimal(0)),
            })  # fmt: skip
    return rows


def _group_spec(one: Indicator, periods: Sequence[IndicatorPeriod]) -> ListSpec:
    """Groups of every cut, a column for each period."""
    return ListSpec(
        name="W podziale",
        found=("grupę", "grupy", "grup"),
        columns=[
            column(
                "grupa", "Grupa", value=lambda row: row["cut"].words(row["group"]), sort=("pk",), head=True
            ),
            column("podzial", "Podział", value=lambda row: row["cut"].label, sort=()),
            *(_of(period) for period in periods),
            column("razem", "Razem", "total", css="n", sort=()),
        ],
        default_sort="grupa:asc",
        page_size=200,
        id="podzial",
    )


def _of(period: IndicatorPeriod) -> Column:
    def value(row: Row) -> Decimal | None:
        amount: Decimal | None = row["amounts"].get(period.pk)
        return amount

    def html(row: Row) -> SafeString | str:
        if not value(row) or row["indicator"].counting not in countings:
            return words(value(row))
        href = reverse("reporting:indicator_rows", args=[row["indicator"].pk])
        group = row["group"] or "-"
        return filled(
            '<a href="{}?okres={}&amp;{}={}">{}</a>',
            href,
            period.pk,
            row["cut"].key,
            group,
            words(value(row)),
        )

    return column(f"okres-{period.pk}", period.words, value=value, html=html, css="n", sort=())


@require_GET
@needs("export", "reporting.indicator")
def groups_export(request: SeatedRequest, indicator_id: int, fmt: str) -> HttpResponseBase:
    """The breakdown of one indicator as a file."""
    one = found_one(indicator_id)
    periods = list(IndicatorPeriod.objects.filter(project_id=one.project_id).order_by("starts_on"))
    spec, rows = _group_spec(one, periods), held(_groups(one, periods))
    return export_response(spec, rows, request, name=f"wskaznik-{one.pk}-podzial", fmt=fmt)


# -- deeds


@require_http_methods(["GET", "POST"])
@needs("add", "reporting.indicator")
def indicator_add(request: SeatedRequest) -> HttpResponse:
    """Add an indicator."""
    project = chosen(projects_of(request.seat), request)
    form = IndicatorForm(request.POST or None, initial={"form_key": new_key()})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        key = data.pop("form_key")
        try:
            made = deeds.add_indicator(
                project.pk, deeds.IndicatorFacts(**data), form_key=key, by=request.seat, at=timezone.now()
            )
        except deeds.CodeTaken:
            form.add_error("code", "Ten kod ma już inny wskaźnik projektu. Wpisz inny.")
        else:
            messages.success(request, f"Dodano wskaźnik {made.code}. Podaj teraz cele na okresy.")
            return redirect("reporting:indicator", made.pk)
    context = {"form": form, "project": project, "countings": [way for _, way in countings]}
    return render(request, "reporting/indicator_add.html", context, status=422 if form.errors else 200)


@require_POST
@needs("change", "reporting.indicator")
def targets(request: SeatedRequest, indicator_id: int) -> HttpResponse:
    """Save the targets of open periods."""
    one = found_one(indicator_id)
    open_ones = IndicatorPeriod.objects.filter(project_id=one.project_id, frozen_at=None).order_by(
        "starts_on"
    )
    form = TargetsForm(open_ones, {}, request.POST)
    if not form.is_valid():
        return page(request, one, code=422, targets_form=form)
    try:
        deeds.set_targets(one.pk, form.wanted, by=request.seat, at=timezone.now())
        messages.success(request, "Cele są zapisane.")
    except (deeds.PeriodFrozen, IndicatorPeriod.DoesNotExist):
        messages.error(request, "Ten okres jest już zamrożony. Jego cel się nie zmieni.")
    return redirect("reporting:indicator", one.pk)


@require_POST
@needs("change", "reporting.indicator")
def value(request: SeatedRequest, indicator_id: int) -> HttpResponse:
    """Enter a value, or a correction of a frozen one, by hand."""
    one = found_one(indicator_id)
    periods = list(IndicatorPeriod.objects.filter(project_id=one.project_id).order_by("starts_on"))
    form = ValueForm(periods, request.POST)
    if one.counting or not form.is_valid():
        return (
            page(request, one, code=422, value_form=form)
            if not one.counting
            else redirect("reporting:indicator", one.pk)
        )
    deeds.enter_value(one.pk, **form.entered, by=request.seat, at=timezone.now())
    messages.success(request, "Wartość jest zapisana.")
    return redirect("reporting:indicator", one.pk)


@require_POST
@needs("change", "reporting.indicator")
def end(request: SeatedRequest, indicator_id: int) -> HttpResponse:
    """Take the indicator out of use."""
    one = found_one(indicator_id)
    deeds.end_indicator(one.pk, by=request.seat, at=timezone.now())
    messages.success(request, f"Wskaźnik {one.code} jest zakończony. Jego zamrożone wartości zostają.")
    return redirect("reporting:indicator", one.pk)
