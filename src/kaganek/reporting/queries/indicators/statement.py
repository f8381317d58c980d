"""What the indicators of a project say: stated in frozen periods, counted now in the others, corrected by late data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaganek.reporting.models import Indicator, IndicatorLine, IndicatorPeriod, IndicatorTarget
from kaganek.reporting.queries.indicators.counting import Span, counted, countings
from kaganek.reporting.terms import LineKind

Counts = Mapping[int, Decimal]  # period → what is counted of it now


@dataclass(frozen=True, kw_only=True)
class Said:
    """One line of an indicator as it is shown; `value` None = nothing entered yet, `pk` None = counted just now.

    period  the one that states the line; None for late data that no open period can take yet.
    """

    about: IndicatorPeriod
    period: IndicatorPeriod | None
    value: Decimal | None
    note: str = ""
    source: str = ""
    pk: int | None = None

    @property
    def is_correction(self) -> bool:
        return self.period is None or self.period.pk != self.about.pk

    @property
    def is_frozen(self) -> bool:
        return self.period is not None and self.period.frozen_at is not None


@dataclass(frozen=True, kw_only=True)
class Statement:
    """All that one indicator says, oldest period first, with the corrections after the value of their period."""

    indicator: Indicator
    lines: Sequence[Said]
    targets: Mapping[int, Decimal]  # by period

    @property
    def target(self) -> Decimal | None:
        """All periods together; None without any."""
        return sum(self.targets.values(), Decimal(0)) if self.targets else None

    @property
    def reached(self) -> Decimal:
        """Above the baseline, with corrections."""
        return sum((one.value or Decimal(0) for one in self.lines), Decimal(0))

    @property
    def frozen(self) -> Decimal:
        """Of it, what frozen periods state."""
        return sum((one.value or Decimal(0) for one in self.lines if one.is_frozen), Decimal(0))


def statements(project_id: int, *, only: int | None = None) -> list[Statement]:
    """What every indicator of a project says, by code; `only` = of one of them.

    One statement for each way of counting in use, however many indicators, periods and people there are.
    """
    found = Indicator.objects.filter(project_id=project_id).order_by("code")
    indicators = list(found if only is None else found.filter(pk=only))
    periods = list(IndicatorPeriod.objects.filter(project_id=project_id).order_by("starts_on"))
    targets = _targets(project_id)
    kept = _kept(project_id)
    counts = _counts(project_id, {one.counting for one in indicators}, periods)
    return [
        Statement(
            indicator=one,
            lines=[
                line
                for line in _lines(periods, kept.get(one.pk, ()), counts.get(one.counting))
                if line.pk is not None or one.ended_at is None
            ],
            targets=targets.get(one.pk, {}),
        )
        for one in indicators
    ]


def _targets(project_id: int) -> dict[int, dict[int, Decimal]]:
    found: dict[int, dict[int, Decimal]] = {}
    rows = IndicatorTarget.objects.filter(project_id=project_id)
    for indicator, period, value in rows.values_list("indicator_id", "period_id", "value"):
        found.setdefault(indicator, {})[period] = value
    return found


def _kept(project_id: int) -> dict[int, list[IndicatorLine]]:
    found: dict[int, list[IndicatorLine]] = {}
    lines = IndicatorLine.objects.filter(project_id=project_id).defer("counted", "taken", "breakdown")
    for line in lines.order_by("about__starts_on"):
        found.setdefault(line.indicator_id, []).append(line)
    return found


def _counts(project_id: int, keys: set[str], periods: Sequence[IndicatorPeriod]) -> dict[str, Counts]:
    spans: list[Span] = [(one.starts_on, one.ends_on) for one in periods]
    return {
        key: dict(
            zip((one.pk for one in periods), counted(countings.get(key), project_id, spans), strict=True)
        )
        for key in sorted(keys)
        if key in countings
    }


def _lines(
    periods: Sequence[IndicatorPeriod], kept: Sequence[IndicatorLine], counts: Counts | None
) -> list[Said]:
    """The value of each period, and after it the corrections that this period states."""
    now = next((one for one in periods if one.frozen_at is None), None)
    found = []
    for period in periods:
        stated = [line for line in kept if line.period_id == period.pk]
        found += _value(period, stated, counts)
        found += [_as_said(line, periods, period) for line in stated if line.kind == LineKind.CORRECTION]
        if counts is not None and now and period.pk == now.pk:
            found += _late(periods, kept, counts, now)
    if counts is not None and now is None:
        found += _late(periods, kept, counts, None)
    return found


def _value(period: IndicatorPeriod, stated: Sequence[IndicatorLine], counts: Counts | None) -> list[Said]:
    own = next((line for line in stated if line.kind == LineKind.VALUE), None)
    if own is not None:
        return [
            Said(about=period, period=period, value=own.value, note=own.note, source=own.source, pk=own.pk)
        ]
    if period.frozen_at is not None:
        return []  # the indicator came after the period was frozen
    return [Said(about=period, period=period, value=counts[period.pk] if counts is not None else None)]


def _as_said(line: IndicatorLine, periods: Sequence[IndicatorPeriod], period: IndicatorPeriod) -> Said:
    about = next(one for one in periods if one.pk == line.about_id)
    return Said(about=about, period=period, value=line.value, note=line.note, source=line.source, pk=line.pk)


def _late(
    periods: Sequence[IndicatorPeriod],
    kept: Sequence[IndicatorLine],
    counts: Counts,
    now: IndicatorPeriod | None,
) -> list[Said]:
    """By how much each frozen period would say something else today."""
    found = []
    for period in periods:
        if period.frozen_at is None:
            continue
        stated = [line.value for line in kept if line.about_id == period.pk]
        said = sum(stated, Decimal(0))
        if stated and counts[period.pk] != said:
            found.append(Said(about=period, period=now, value=counts[period.pk] - said, note=LATE))
    return found


LATE = "Dane, które przyszły po zamrożeniu tego okresu."
