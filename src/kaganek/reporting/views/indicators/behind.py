"""The rows behind one number of an indicator, on the screen and as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kaganek.core.access import needs
from kaganek.core.lists import Column, Filter, ListSpec, Row, Rows, export_response, whole_numbers
from kaganek.core.parts import Empty
from kaganek.core.seats import Seat, SeatedRequest
from kaganek.reporting.models import Indicator, IndicatorPeriod
from kaganek.reporting.queries import links
from kaganek.reporting.queries.definitions.parts import NOBODY, column
from kaganek.reporting.queries.indicators import Counting, countings
from kaganek.reporting.queries.indicators.behind import Behind, behind
from kaganek.reporting.queries.indicators.counting import Cut
from kaganek.reporting.views.indicators.one import found_one

NOTHING = Empty("Nie ma tu wierszy", "Ta liczba nie ma dziś wierszy, z których powstała.")


@require_GET
@needs("view", "reporting.indicator")
def indicator_rows(request: SeatedRequest, indicator_id: int) -> HttpResponse:
    """The units that one number of an indicator counts."""
    one, period, about = _asked(request, indicator_id)
    found = behind(one, period, about)
    listing = _spec(request.seat, one, found).read(found.rows, request.GET)
    return render(request, "reporting/indicator_rows.html", {
        "indicator": one, "period": period, "about": about, "found": found, "listing": listing, "empty": NOTHING,
        "counting": countings.get(one.counting),
        "export_query": f"?{listing.querystring}" if listing.querystring else "",
    })  # fmt: skip


@require_GET
@needs("export", "reporting.indicator")
def indicator_rows_export(request: SeatedRequest, indicator_id: int, fmt: str) -> HttpResponseBase:
    """The same rows as a file."""
    one, period, about = _asked(request, indicator_id)
    found = behind(one, period, about)
    spec = _spec(request.seat, one, found)
    return export_response(spec, found.rows, request, name=f"wskaznik-{one.pk}-lista", fmt=fmt)


def _asked(
    request: SeatedRequest, indicator_id: int
) -> tuple[Indicator, IndicatorPeriod | None, IndicatorPeriod]:
    """What the address asks for, the last period without a word; an indicator entered by hand has no rows."""
    one = found_one(indicator_id)
    if one.counting not in countings:
        raise Http404
    period, about = (_period(request.GET.get(name, ""), one) for name in ("okres", "za"))
    if period is None and about is None:
        period = IndicatorPeriod.objects.filter(project_id=one.project_id).order_by("-starts_on").first()
    if (what := about or period) is None:
        raise Http404
    return one, period, what


def _period(text: str, one: Indicator) -> IndicatorPeriod | None:
    if not text:
        return None
    ids = whole_numbers([text])
    found = IndicatorPeriod.objects.filter(pk__in=ids, project_id=one.project_id).first()
    if found is None:
        raise Http404
    return found


def _spec(seat: Seat, one: Indicator, found: Behind) -> ListSpec:
    counting = countings.get(one.counting)
    return ListSpec(
        name=counting.label,
        found=("wiersz", "wiersze", "wierszy"),
        columns=[*_columns(seat, counting), *_changes(found)],
        filters=[_filter(cut) for cut in counting.cuts],
        default_sort="osoba:asc" if counting.people else "urzad:asc",
        tiebreak=("unit",),
        keep=("okres", "za"),
        id="lista",
    )


def _columns(seat: Seat, counting: Counting) -> list[Column]:
    office = column("urzad", "Urząd", "office_name", sort=("office_order",), head=not counting.people)
    who = [column(
        "osoba", "Osoba", value=lambda row: f"{row['last_name']}, {row['first_name']}", sort=("sort_name",), head=True,
        html=lambda row: links.person(seat, row["person_key"], f"{row['last_name']}, {row['first_name']}"),
    )] if counting.people else []  # fmt: skip
    what = [column("co", "Co", "what", sort=())] if counting.what else []
    amount = [column("ile", "Ile", "amount", css="n", sort=())] if counting.amount else []
    cuts = [column(cut.key, cut.label, value=_told(cut), sort=()) for cut in counting.cuts]
    return [*who, office, *what, *amount, column("kiedy", "Kiedy", "on", sort=("on",)), *cuts]


def _told(cut: Cut) -> Callable[[Row], str]:
    return lambda row: cut.words(cut.group(row[cut.key]))


def _filter(cut: Cut) -> Filter:
    def apply(rows: Rows, value: str) -> Rows:
        return rows.filter(**{cut.key: "" if value == NOBODY else cut.value(value)})

    return Filter(
        key=cut.key, label=cut.label, choices=[*cut.options.items(), (NOBODY, cut.unknown)], apply=apply
    )


def _changes(found: Behind) -> list[Column]:
    """Of a correction: which rows came and which went."""
    if not found.is_correction:
        return []

    def change(row: Any) -> str:
        return "ubyło" if row["unit"] in found.taken else "doszło"

    return [column("zmiana", "Zmiana", value=change, sort=())]
