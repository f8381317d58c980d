"""Indicators: added, given targets and values, frozen period by period; late data become corrections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kaganek.core import audit, jobs
from kaganek.core.models import JobRun
from kaganek.core.seats import Seat
from kaganek.programmes.models import Project
from kaganek.reporting.models import Indicator, IndicatorLine, IndicatorPeriod, IndicatorTarget
from kaganek.reporting.queries.indicators import countings
from kaganek.reporting.queries.indicators.counting import Counting, Span, broken_down, units
from kaganek.reporting.queries.indicators.statement import LATE
from kaganek.reporting.terms import LineKind

FREEZING = "reporting.freeze_indicators"  # the job


class CodeTaken(Exception):
    """Another indicator of the project has this code."""


class PeriodsOverlap(Exception):
    """A period would hold days of another, or come before one that is frozen."""

    def __init__(self, other: IndicatorPeriod) -> None:
        super().__init__(f"period {other.pk}")
        self.other = other


class PeriodFrozen(Exception):
    """What a frozen period states never changes."""


class NotYet(Exception):
    """A period is frozen after its last day, and after those before it; `first` = the one that comes before."""

    def __init__(self, first: IndicatorPeriod | None = None) -> None:
        super().__init__(f"period {first.pk if first else None}")
        self.first = first


class NothingEntered(Exception):
    """Indicators whose values are entered by hand have none for this period."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(" ".join(codes))
        self.codes = codes


class CountedByItself(Exception):
    """An indicator that is counted takes no values by hand."""


@dataclass(frozen=True, kw_only=True)
class IndicatorFacts:
    """What is said of an indicator when it is added; `counting` "" = values are entered by hand."""

    code: str
    name: str
    level: str
    unit: str
    definition: str
    counting: str = ""
    baseline: Decimal = Decimal(0)


@transaction.atomic
def add_indicator(
    project_id: int, facts: IndicatorFacts, *, form_key: UUID, by: Seat, at: datetime
) -> Indicator:
    """Add an indicator to a project. The same form sent twice adds once.

    Raises CodeTaken; LookupError for a way of counting that nobody registered; Project.DoesNotExist out of reach.
    """
    project = _locked_project(project_id, by)
    if again := Indicator.objects.filter(form_key=form_key).first():
        return again
    if facts.counting and facts.counting not in countings:
        raise LookupError(facts.counting)
    if Indicator.objects.filter(project=project, code=facts.code).exists():
        raise CodeTaken(facts.code)
    made = Indicator.objects.create(
        project=project, form_key=form_key, made_at=at, code=facts.code, name=facts.name, level=facts.level,
        unit=facts.unit, definition=facts.definition, counting=facts.counting, baseline=facts.baseline,
    )  # fmt: skip
    audit.record(by, "indicator added", made)
    return made


@transaction.atomic
def add_period(project_id: int, *, starts_on: date, ends_on: date, by: Seat, at: datetime) -> IndicatorPeriod:
    """Add a stretch of days for which the indicators of a project are settled; the same one again is the same.

    Raises PeriodsOverlap; Project.DoesNotExist out of reach.
    """
    project = _locked_project(project_id, by)
    others = IndicatorPeriod.objects.filter(project=project)
    if same := others.filter(starts_on=starts_on, ends_on=ends_on).first():
        return same
    within = others.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if other := within or others.filter(starts_on__gt=ends_on, frozen_at__isnull=False).first():
        raise PeriodsOverlap(other)
    made = IndicatorPeriod.objects.create(project=project, starts_on=starts_on, ends_on=ends_on)
    audit.record(by, "indicator period added", made)
    return made


@transaction.atomic
def set_targets(
    indicator_id: int, targets: Mapping[int, Decimal | None], *, by: Seat, at: datetime
) -> Indicator:
    """Say how much is to be reached in each period, by its id; None takes a target away.

    Raises PeriodFrozen when one that would change is frozen; Indicator.DoesNotExist or IndicatorPeriod.DoesNotExist out of reach.
    """
    indicator = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator_id)
    known = {one.period_id: one for one in IndicatorTarget.objects.filter(indicator=indicator)}
    for period_id, value in targets.items():
        before = known.get(period_id)
        if (before.value if before else None) == value:
            continue
        period = _open_period(period_id, indicator.project_id)
        if value is None:
            IndicatorTarget.objects.filter(indicator=indicator, period=period).delete()
        else:
            IndicatorTarget.objects.update_or_create(
                indicator=indicator,
                period=period,
                defaults={"project_id": indicator.project_id, "value": value},
            )
        audit.record(
            by, "indicator target set", indicator, period=str(period_id), value=str(value if value is not None else "")
        )  # fmt: skip
    return indicator


@transaction.atomic
def enter_value(
    indicator_id: int,
    period_id: int,
    value: Decimal,
    *,
    source: str,
    about_id: int | None = None,
    note: str = "",
    by: Seat,
    at: datetime,
) -> IndicatorLine:
    """Say by hand what was reached in an open period, and where the number is from; said again, the last counts.

    about_id  a frozen period whose value was wrong or came late: the value is then the difference, and `note` says why.

    Raises CountedByItself, PeriodFrozen (the period, or `about_id` of one that is not frozen: it takes its own value),
    Indicator.DoesNotExist or IndicatorPeriod.DoesNotExist out of reach.
    """
    indicator = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator_id)
    if indicator.counting:
        raise CountedByItself(indicator.code)
    period = _open_period(period_id, indicator.project_id)
    about = (
        period
        if about_id in (None, period_id)
        else IndicatorPeriod.objects.get(pk=about_id, project_id=indicator.project_id)
    )
    if about.pk != period.pk and about.frozen_at is None:
        raise PeriodFrozen(about.pk)
    line, _ = IndicatorLine.objects.update_or_create(
        indicator=indicator, period=period, about=about,
        defaults={
            "project_id": indicator.project_id, "value": value, "source": source.strip(), "note": note.strip(),
            "kind": LineKind.VALUE if about.pk == period.pk else LineKind.CORRECTION, "said_at": at,
        },
    )  # fmt: skip
    audit.record(by, "indicator value entered", indicator, period=str(period_id), value=str(value))
    return line


@transaction.atomic
def freeze_period(period_id: int, *, by: Seat, at: datetime) -> IndicatorPeriod:
    """State what every indicator reached in a period, and what late data changed in those before, for good (R-41, R-42).

    Counted values are counted now. A period frozen already stays as it is. Takes seconds for a large project, so
    pages ask with `ask_to_freeze_period`.

    Raises NotYet, NothingEntered; IndicatorPeriod.DoesNotExist out of reach.
    """
    period = IndicatorPeriod.objects.select_related("project").get(pk=period_id)
    _locked_project(period.project_id, by)
    period = IndicatorPeriod.objects.select_for_update(of=("self",)).get(pk=period_id)
    if period.frozen_at is not None:
        return period
    check_freezable(period, today=timezone.localdate(at))
    for indicator in Indicator.objects.filter(project_id=period.project_id, ended_at=None).order_by("code"):
        if indicator.counting in countings:
            _state(indicator, period, countings.get(indicator.counting), at)
    period.frozen_at = at
    period.save(update_fields=["frozen_at"])
    audit.record(by, "indicator period frozen", period)
    return period


def check_freezable(period: IndicatorPeriod, *, today: date) -> None:
    """Raises NotYet, NothingEntered."""
    if period.ends_on >= today:
        raise NotYet
    before = IndicatorPeriod.objects.filter(
        project_id=period.project_id, starts_on__lt=period.starts_on, frozen_at=None
    )
    if first := before.order_by("starts_on").first():
        raise NotYet(first)
    by_hand = Indicator.objects.filter(project_id=period.project_id, counting="", ended_at=None)
    entered = IndicatorLine.objects.filter(period=period, about=period).values("indicator_id")
    if codes := list(by_hand.exclude(pk__in=entered).order_by("code").values_list("code", flat=True)):
        raise NothingEntered(codes)


def ask_to_freeze_period(period_id: int, *, by: Seat, at: datetime) -> JobRun:
    """Queue the freezing of a period as a job that its author watches; asked twice, it is one job while it runs.

    Raises what `freeze_period` raises, as far as can be told by now.
    """
    period = IndicatorPeriod.objects.get(pk=period_id)
    _locked_project(period.project_id, by)  # asked twice at once waits here
    if again := jobs.running(FREEZING, at=at, period_id=period_id):
        return again
    check_freezable(period, today=timezone.localdate(at))
    label = "Zamrażanie wskaźników"
    return jobs.start(FREEZING, by=by, label=label, at=at, total=1, period_id=period_id)


@transaction.atomic
def end_indicator(indicator_id: int, *, by: Seat, at: datetime) -> Indicator:
    """Take an indicator out of use: what it said stays, nothing more is asked of it. Done twice it is once."""
    indicator = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator_id)
    if indicator.ended_at is None:
        indicator.ended_at = at
        indicator.save(update_fields=["ended_at"])
        audit.record(by, "indicator ended", indicator)
    return indicator


def _state(indicator: Indicator, period: IndicatorPeriod, counting: Counting, at: datetime) -> None:
    """The lines that a frozen period keeps of one counted indicator."""
    lines = [_line(indicator, period, period, counting, at)]
    for earlier in IndicatorPeriod.objects.filter(project_id=period.project_id, frozen_at__isnull=False):
        lines += _correction(indicator, period, earlier, counting, at)
    IndicatorLine.objects.bulk_create(lines)


def _line(
    indicator: Indicator, period: IndicatorPeriod, about: IndicatorPeriod, counting: Counting, at: datetime
) -> IndicatorLine:
    span: Span = (about.starts_on, about.ends_on)
    groups = broken_down(counting, indicator.project_id, span)
    value = sum(groups[counting.cuts[0].key].values(), Decimal(0))
    return IndicatorLine(
        project_id=indicator.project_id, indicator=indicator, period=period, about=about, kind=LineKind.VALUE,
        value=value, breakdown={cut: {name: str(n) for name, n in sums.items()} for cut, sums in groups.items()},
        counted=units(counting, indicator.project_id, span), said_at=at,
    )  # fmt: skip


def _correction(
    indicator: Indicator, period: IndicatorPeriod, about: IndicatorPeriod, counting: Counting, at: datetime
) -> list[IndicatorLine]:
    """What is known of an earlier period now and was not when it was frozen, and the other way round."""
    stated = list(
        IndicatorLine.objects.filter(indicator=indicator, about=about).order_by("period__starts_on")
    )
    if not stated:
        return []  # the indicator came after that period
    now = _line(indicator, period, about, counting, at)
    before: set[int] = set()
    for line in stated:
        before = (before | set(line.counted)) - set(line.taken)
    said = sum((line.value for line in stated), Decimal(0))
    if now.value == said and set(now.counted) == before:
        return []
    now.kind, now.note = LineKind.CORRECTION, LATE
    now.value -= said
    now.breakdown = _difference(now.breakdown, [line.breakdown for line in stated])
    now.taken = sorted(before - set(now.counted))
    now.counted = sorted(set(now.counted) - before)
    return [now]


def _difference(
    now: Mapping[str, Mapping[str, str]], stated: list[Mapping[str, Mapping[str, str]]]
) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for cut in now:
        groups = {*now[cut], *(group for one in stated for group in one.get(cut, {}))}
        changes = {
            group: Decimal(now[cut].get(group, 0))
            - sum((Decimal(one.get(cut, {}).get(group, 0)) for one in stated), Decimal(0))
            for group in groups
        }
        found[cut] = {group: str(change) for group, change in sorted(changes.items()) if change}
    return found


def _open_period(period_id: int, project_id: int) -> IndicatorPeriod:
    period = IndicatorPeriod.objects.select_for_update(of=("self",)).get(pk=period_id, project_id=project_id)
    if period.frozen_at is not None:
        raise PeriodFrozen(period_id)
    return period


def _locked_project(project_id: int, by: Seat) -> Project:
    reachable = Project.objects.all()
    if by.projects is not None:
        reachable = reachable.filter(pk__in=by.projects)
    return reachable.select_for_update(of=("self",)).get(pk=project_id)
