"""What a periodic report says of indicators: frozen periods alone, and nothing that points at a small group (R-44)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from kaganek.reporting.models import Indicator, IndicatorLine, IndicatorPeriod, IndicatorTarget
from kaganek.reporting.queries.indicators.counting import countings
from kaganek.reporting.rules import is_risky, is_small
from kaganek.reporting.terms import LineKind

Told = dict[str, Any]


def published(project_id: int, until: date, *, people: int | None, whole: bool) -> list[Told]:
    """Indicators with something frozen by a day, as plain JSON; None stands for what is kept back.

    people  who take part, as the report says; None = kept back.
    whole   whether the report tells all its sums: without them no number of people is told, since it could give
            away what they would.
    """
    periods = list(
        IndicatorPeriod.objects.filter(
            project_id=project_id, frozen_at__isnull=False, ends_on__lte=until
        ).order_by("starts_on")
    )
    lines = list(
        IndicatorLine.objects.filter(period__in=periods).defer("counted", "taken", "breakdown").order_by("about__starts_on")
    )  # fmt: skip
    targets = {
        (one.indicator_id, one.period_id): one.value
        for one in IndicatorTarget.objects.filter(period__in=periods)
    }
    found = []
    for indicator in Indicator.objects.filter(project_id=project_id).order_by("code"):
        own = [line for line in lines if line.indicator_id == indicator.pk]
        if own:
            told = _told(indicator, periods, own, targets)
            found.append(_kept_back(told, people, whole=whole) if of_people(indicator) else told)
    return found


def of_people(indicator: Indicator) -> bool:
    """Whether its numbers are of people: so says the way of counting, or the unit of one entered by hand."""
    if indicator.counting in countings:
        return countings.get(indicator.counting).people
    return indicator.unit.lower().startswith(("osob", "osób", "uczest", "pracown", "kobiet", "mężczyzn"))


def _told(
    indicator: Indicator,
    periods: Sequence[IndicatorPeriod],
    lines: Sequence[IndicatorLine],
    targets: dict[tuple[int, int], Decimal],
) -> Told:
    return {
        "code": indicator.code,
        "name": indicator.name,
        "level": indicator.get_level_display(),
        "unit": indicator.unit,
        "definition": indicator.definition,
        "baseline": number(indicator.baseline),
        "target": number(sum((targets.get((indicator.pk, one.pk), Decimal(0)) for one in periods), Decimal(0))),
        "reached": number(sum((line.value for line in lines), Decimal(0))),
        "lines": [
            _line(line, period, periods, targets.get((indicator.pk, period.pk)))
            for period in periods
            for line in sorted(lines, key=lambda one: one.kind != LineKind.VALUE)
            if line.period_id == period.pk
        ],
    }  # fmt: skip


def _line(
    line: IndicatorLine, period: IndicatorPeriod, periods: Sequence[IndicatorPeriod], target: Decimal | None
) -> Told:
    about = next(one for one in periods if one.pk == line.about_id)
    corrects = line.kind == LineKind.CORRECTION
    return {
        "period": period.words,
        "from": period.starts_on.isoformat(),
        "to": period.ends_on.isoformat(),
        "frozen_at": period.frozen_at.isoformat() if period.frozen_at else "",
        "corrects": about.words if corrects else "",
        "note": line.note,
        "target": None if corrects or target is None else number(target),
        "value": number(line.value),
    }


def _kept_back(told: Told, people: int | None, *, whole: bool) -> Told:
    """One small number hides all of the indicator's: from the others and the sum it could be worked out."""
    small = any(is_small(abs(round(line["value"]))) for line in told["lines"])
    if small:
        told["lines"] = [line | {"value": None} for line in told["lines"]]
    reached = round(told["reached"])
    if (
        not whole
        or people is None
        or is_small(reached)
        or is_risky(reached, people if reached <= people else None)
    ):
        told["lines"] = [line | {"value": None} for line in told["lines"]]
        told["reached"] = None
    return told


def number(value: Decimal) -> int | float:
    """As JSON writes it: whole where it is whole."""
    return int(value) if value == int(value) else float(value)
