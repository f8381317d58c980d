"""The rows behind one number of an indicator, and its breakdown: counted now, or kept by a frozen period."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models.expressions import RawSQL

from kaganek.reporting.models import Indicator, IndicatorLine, IndicatorPeriod
from kaganek.reporting.queries.indicators.counting import Counting, Rows, broken_down, countings, units

Part = tuple[str, str, int, Decimal]  # cut, group, period, amount


@dataclass(frozen=True, kw_only=True)
class Behind:
    """Rows of a number; `taken` are units counted before and not any more, `lost` units that are not there at all."""

    rows: Rows
    is_correction: bool
    taken: frozenset[int] = frozenset()
    lost: int = 0


def behind(indicator: Indicator, period: IndicatorPeriod | None, about: IndicatorPeriod) -> Behind:
    """What made the value of `about` as `period` states it; None = late data that no period states yet.

    The indicator is one that is counted.
    """
    counting = countings.get(indicator.counting)
    correction = period is None or period.pk != about.pk
    if period is not None and period.frozen_at is not None:
        line = IndicatorLine.objects.filter(indicator=indicator, period=period, about=about).first()
        counted, taken = (line.counted, line.taken) if line else ([], [])
    elif correction:
        counted, taken = _late(indicator, counting, about)
    else:
        span = (about.starts_on, about.ends_on)
        return Behind(rows=counting.within(indicator.project_id, span), is_correction=False)
    rows = _those(counting, indicator.project_id, [*counted, *taken])
    lost = len(counted) + len(taken) - rows.count()
    return Behind(rows=rows, is_correction=correction, taken=frozenset(taken), lost=lost)


def _late(indicator: Indicator, counting: Counting, about: IndicatorPeriod) -> tuple[list[int], list[int]]:
    """Which units came and which went since the period was frozen and corrected."""
    kept: set[int] = set()
    lines = IndicatorLine.objects.filter(indicator=indicator, about=about, period__frozen_at__isnull=False)
    for line in lines.order_by("period__starts_on"):
        kept = (kept | set(line.counted)) - set(line.taken)
    now = set(units(counting, indicator.project_id, (about.starts_on, about.ends_on)))
    return sorted(now - kept), sorted(kept - now)


def _those(counting: Counting, project_id: int, ids: Collection[int]) -> Rows:
    """Units by their ids, also those that would not count today."""
    these = RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])
    return counting.known(project_id).filter(unit__in=these)


def breakdown(
    indicator: Indicator, periods: Collection[IndicatorPeriod]
) -> dict[str, dict[str, dict[int, Decimal]]]:
    """Cut → group → period → amount; a frozen period as it is kept, with what corrected it later."""
    found: dict[str, dict[str, dict[int, Decimal]]] = {}
    for cut, group, period, value in (*_kept(indicator), *_open(indicator, periods)):
        amounts = found.setdefault(cut, {}).setdefault(group, {})
        amounts[period] = amounts.get(period, Decimal(0)) + value
    return found


def _kept(indicator: Indicator) -> Iterator[Part]:
    for line in IndicatorLine.objects.filter(indicator=indicator).defer("counted", "taken"):
        yield from _parts(line.about_id, line.breakdown)


def _open(indicator: Indicator, periods: Collection[IndicatorPeriod]) -> Iterator[Part]:
    if indicator.counting not in countings or indicator.ended_at is not None:
        return
    counting = countings.get(indicator.counting)
    for period in periods:
        if period.frozen_at is None:
            span = (period.starts_on, period.ends_on)
            yield from _parts(period.pk, broken_down(counting, indicator.project_id, span))


def _parts(period: int, groups: Mapping[str, Mapping[str, Any]]) -> Iterator[Part]:
    for cut, amounts in groups.items():
        for group, value in amounts.items():
            yield cut, group, period, Decimal(value)
