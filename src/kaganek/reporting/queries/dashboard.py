"""What a dashboard shows, from the sums kept beside progress: as many statements for a thousand offices as for one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import TruncMonth

from kaganek.communication.models import Question
from kaganek.communication.terms import QuestionState
from kaganek.core.fates import ASTRAY, fate
from kaganek.core.models import Letter
from kaganek.lib.dates import add_months
from kaganek.lib.names import sort_key
from kaganek.programmes.models import Achievement
from kaganek.reporting.models import IndicatorPeriod, ReportIssue, Tally
from kaganek.reporting.queries import project as report
from kaganek.reporting.queries.definitions.parts import start_of

Row = dict[str, Any]
MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What waits for a coordinator in the own projects."""

    questions: int
    late_questions: int
    failed_letters: int
    unreviewed: int
    unpublished: int
    periods: int  # of indicators that ended and are not frozen


def places(projects: Collection[int]) -> list[Row]:
    """Sums of people for each project and voivodeship; a person belongs to one office."""
    rows: Any = Tally.objects.filter(project_id__in=projects, course_id__isnull=True)
    return list(
        rows.values("project_id", voivodeship=F("office__voivodeship"))
        .annotate(
            offices=Count("pk"), people=Sum("people"), done=Sum("done"), late=Sum("late"), last=Max("last_on")
        )
        .order_by()
    )


def folded(rows: Iterable[Row], by: str) -> dict[Any, Row]:
    """The same added up by project or voivodeship."""
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[by], []).append(row)
    return {key: report.total(members) for key, members in groups.items()}


def regions(rows: Iterable[Row]) -> list[tuple[str, Row]]:
    """Voivodeships where somebody learns, by name."""
    found = folded(rows, "voivodeship")
    named = [(report.group_name("voivodeship", code), row) for code, row in found.items() if row["people"]]
    return sorted(named, key=lambda one: sort_key(one[0]))


def months(projects: Collection[int], today: date) -> list[tuple[date, int]]:
    """How many courses were completed in each of the last twelve months, oldest first; empty ones before all are left out."""
    first = add_months(today.replace(day=1), 1 - MONTHS)
    rows = Achievement.objects.filter(project_id__in=projects, at__gte=start_of(first)).order_by()
    counted = dict(rows.annotate(month=TruncMonth("at")).values_list("month").annotate(n=Count("pk")))
    by_day = {moment.date(): n for moment, n in counted.items()}
    found = [(day, by_day.get(day, 0)) for day in (add_months(first, n) for n in range(MONTHS))]
    begun = next((nth for nth, (_, n) in enumerate(found) if n), MONTHS)
    return found[max(0, min(begun - 1, MONTHS - 3)) :]


def waiting(projects: Collection[int], today: date, *, questions: bool) -> Waiting:
    """What waits in these projects. `questions`: whether the seat reads them; an auditor may not even count them."""
    asked = Question.objects.filter(project_id__in=projects, first_answer_at=None).exclude(
        state=QuestionState.CLOSED
    )
    late = Count("pk", filter=Q(promised_on__lt=today))
    counted = asked.aggregate(all=Count("pk"), late=late) if questions else {"all": 0, "late": 0}
    issues = ReportIssue.objects.filter(project_id__in=projects, published_at=None, rejected_at=None)
    ended = IndicatorPeriod.objects.filter(project_id__in=projects, frozen_at=None, ends_on__lt=today)
    failed = Letter.objects.annotate(fate=fate()).filter(project__in=projects, fate__in=ASTRAY)
    return Waiting(
        questions=counted["all"],
        late_questions=counted["late"],
        failed_letters=failed.count(),
        **issues.aggregate(
            unreviewed=Count("pk", filter=Q(reviewed_at=None)),
            unpublished=Count("pk", filter=Q(reviewed_at__isnull=False)),
        ),
        periods=ended.count(),
    )
