"""A task given by mistake, taken back from offices that have not begun it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.learning.models import PathAssignment, Task, TaskFile, TaskWork
from kaganek.learning.services.tasks.telling import forget_works
from kaganek.learning.steps import TASK
from kaganek.learning.terms import WorkState
from kaganek.programmes.models import Project


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What is taken back, and what stays: work that was begun, and work that a path of its people gives."""

    free: list[TaskWork] = field(default_factory=list)
    begun: list[TaskWork] = field(default_factory=list)
    of_path: list[TaskWork] = field(default_factory=list)


def judged(task: Task, project: Project, office_ids: Collection[int]) -> TakenBack:
    """What would be taken back from these offices now; nothing is written."""
    return _judged(_works(task, project, office_ids), task, project)


@transaction.atomic
def take_back(task: Task, project: Project, office_ids: Collection[int], *, by: Seat) -> TakenBack:
    """Take a task back from offices of a project; work in which anything was saved or handed in stays.

    Nothing is left of what was taken back, so a second time finds nothing. Work that a path gave stays: the
    path is taken back instead (`services.taking_paths_back`).

    Source: rule L-97 in docs/reference/rules.md.
    """
    found = _judged(_works(task, project, office_ids).select_for_update(of=("self",)), task, project)
    audit.record_all(by, "task taken back", found.free, task=str(task.pk))
    forget_works([one.pk for one in found.free])
    TaskWork.objects.filter(pk__in=[one.pk for one in found.free]).delete()
    return found


def _works(task: Task, project: Project, office_ids: Collection[int]) -> QuerySet[TaskWork]:
    rows = TaskWork.objects.filter(task=task, project=project, office__in=office_ids).select_related("office")
    added = Exists(TaskFile.objects.filter(work=OuterRef("pk")))
    return rows.defer("draft", "instructions").annotate(has_files=added).order_by("office__sort_name", "pk")


def _judged(rows: QuerySet[TaskWork], task: Task, project: Project) -> TakenBack:
    walking = PathAssignment.objects.filter(
        project=project, path__steps__kind=TASK, path__steps__item=task.pk
    )
    walkers = set(walking.values_list("person", flat=True))
    found = TakenBack()
    for work in rows:
        touched = work.draft_number or work.handed or work.state != WorkState.TODO
        if touched or work.has_files:  # type: ignore[attr-defined]  # annotated
            found.begun.append(work)
        elif walkers & {*work.member_ids}:
            found.of_path.append(work)
        else:
            found.free.append(work)
    return found
