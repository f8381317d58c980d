"""Reminders that the deadline of a task comes or has passed; the same steps as for courses, until it is handed in.

The worker asks once a day, with the reminders of courses. What was told already is told once by its event.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from kaganek.core.notices import News, notify, withdraw
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import TaskWork
from kaganek.learning.rules.tasks import OPEN
from kaganek.programmes.models import Enrolment

COMING, LATE = "learning.task_coming", "learning.task_late"
AT_ONCE = 500  # pieces of work in one transaction
STEPS = ((COMING, "7", 2, 7), (COMING, "1", 0, 1), (LATE, "late", -30, -1))  # kind, mark, days from, to


def remind_of_tasks(*, at: datetime) -> None:
    """Tell the members of work not handed in a week and a day before its deadline and once after it.

    Done again on the same day or the next, or by two workers, each is told of each once. Source: rule C-20.
    """
    today = localdate(at)
    for kind, mark, first, until in STEPS:
        days = (today + timedelta(days=first), today + timedelta(days=until))
        last = 0
        while works := _remind_some(kind, mark, days, today, after=last, at=at):
            last = works[-1].pk


def forget(*work_ids: int, at: datetime | None = None) -> None:
    """Nothing more goes out about the deadline of work that is handed in, taken back or has another day."""
    withdraw(*(_about(one) for one in work_ids), at=at)


def _remind_some(
    kind: str, mark: str, days: tuple[date, date], today: date, *, after: int, at: datetime
) -> Sequence[TaskWork]:
    with seated(SYSTEM):
        rows = TaskWork.objects.filter(
            state__in=OPEN, due_on__range=days, project__ends_on__gte=today, pk__gt=after
        )
        works = list(rows.defer("draft", "instructions").order_by("pk")[:AT_ONCE])
        taking = _taking(works)
        notify(
            [
                _news(work, kind, mark, one)
                for work in works
                for one in work.member_ids
                if (work.project_id, one) in taking
            ],
            at=at,
        )
    return works


def _taking(works: Sequence[TaskWork]) -> set[tuple[int, int]]:
    """(project, person) of the members who still take part."""
    wanted = Q(project__in={work.project_id for work in works}) & Q(
        person__in={one for work in works for one in work.member_ids}
    )
    rows = Enrolment.objects.filter(wanted, left_at=None, person__deactivated_at=None)
    return set(rows.values_list("project", "person"))


def _news(work: TaskWork, kind: str, mark: str, person: int) -> News:
    said = "Termin zadania minął" if kind == LATE else "Zbliża się termin zadania"
    return News(
        kind, f"{kind}:{work.pk}:{work.due_on}:{mark}", person, office=work.office_id, project=work.project_id,
        title=f"{said}: {work.title}", url=reverse("learning:task", args=[work.pk]), about=_about(work.pk),
        facts={"work": work.pk, "due": str(work.due_on)},
    )  # fmt: skip


def _about(work_id: int) -> str:
    return f"learning.task_deadline:{work_id}"
