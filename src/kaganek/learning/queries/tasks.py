"""Reads of tasks: one's own work, its history, what waits for a consultant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.embeds import Facts, Parts
from kaganek.learning.models import HandIn, HandInFile, Review, Task, TaskFile, TaskWork
from kaganek.learning.terms import TaskKind, WorkState


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task of the participant that is not accepted yet, as the home page and the deadlines name it."""

    id: int
    title: str
    kind: str
    state: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Version:
    """One handed-in version with its files and what was said of it."""

    hand_in: HandIn
    files: list[TaskFile]
    review: Review | None


def works() -> QuerySet[TaskWork]:
    """Every piece of work within the seat's reach, with what a line of a list says."""
    return TaskWork.objects.select_related("task", "office", "project").defer(
        "draft", "instructions", "task__instructions"
    )


def own_works() -> list[TaskWork]:
    """The participant's tasks: those to do first, by deadline; accepted ones last."""
    last = Q(state=WorkState.ACCEPTED)
    rows = works().annotate(last=last).order_by("last", F("due_on").asc(nulls_last=True), "pk")
    return list(rows)


def open_tasks(home_rows: Sequence[Any]) -> list[OpenTask]:
    """Tasks of the participant that are not accepted, the nearest deadline first.

    home_rows  of `queries.own.home_rows`, which bring them along; whoever has no course costs a statement.
    """
    if home_rows:
        found = home_rows[0].tasks
        return [OpenTask(**one | {"due_on": _day(one["due_on"])}) for one in found]
    rows = TaskWork.objects.exclude(state=WorkState.ACCEPTED).order_by(F("due_on").asc(nulls_last=True), "pk")
    columns = ("pk", "title", "task__kind", "state", "due_on")
    return [OpenTask(*row) for row in rows.values_list(*columns)]


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def work_row(work_id: int) -> TaskWork | None:
    """One piece of work within the seat's reach."""
    rows = TaskWork.objects.select_related("task__rubric", "office", "project")
    return rows.filter(pk=work_id).first()


def versions_of(work_id: int) -> list[Version]:
    """Everything that was handed in, the newest first, with files (without what is in them) and reviews."""
    files = HandInFile.objects.filter(work=work_id).select_related("file").defer("file__body")
    rows = HandIn.objects.filter(work=work_id).order_by("-number")
    reviews = {one.hand_in_id: one for one in Review.objects.filter(work=work_id)}
    found = rows.prefetch_related(
        Prefetch("files", files.order_by("file__name__alphabetical"), to_attr="held")
    )
    return [Version(one, [held.file for held in one.held], reviews.get(one.pk)) for one in found]


def tasks_of(project_id: int) -> QuerySet[Any]:  # Any: the annotated numbers
    """Tasks given in a project or written for it, each with how its pieces of work stand within the seat's reach."""
    of_project = Q(works__project=project_id)
    numbers = {
        state.value: Count("works", filter=of_project & Q(works__state=state), distinct=True)
        for state in WorkState
    }
    rows = Task.objects.filter(Q(project=project_id) | Q(project=None))
    return rows.annotate(given=Count("works", filter=of_project, distinct=True), **numbers)


def is_given(task_id: int) -> bool:
    """Whether anybody has the task, in any office. As the system: an author of tasks sees no work on them."""
    with seated(SYSTEM):
        return TaskWork.objects.filter(task=task_id).exists()


def task_choices() -> list[tuple[str, str]]:
    """Tasks of the whole programme, for the block of a lesson: (id, title)."""
    rows = Task.objects.filter(project=None).order_by("title__alphabetical").values_list("pk", "title")
    return [(str(pk), title) for pk, title in rows]


def task_facts(value: Any) -> dict[str, Any]:
    """What a published lesson keeps of its task: {"task": id, "title", "team", "required"}. Task.DoesNotExist."""
    found = Task.objects.get(pk=value["task"], project=None)
    return {
        "task": found.pk, "title": found.title, "team": found.kind == TaskKind.TEAM,
        "required": bool(value["required"]),
    }  # fmt: skip


def task_states(progress: Any, parts: Parts) -> dict[str, dict[str, Any]]:
    """How the person stands with the tasks of a lesson, by the ids of their blocks; one statement."""
    ids = {facts["task"] for facts in parts.values()}
    rows = TaskWork.objects.filter(project=progress.project_id, task__in=ids)
    held = {task: (pk, state) for task, pk, state in rows.values_list("task", "pk", "state")}
    found = {}
    for key, facts in parts.items():
        work, state = held.get(facts["task"], (None, WorkState.TODO.value))
        found[key] = {"work": work, "state": state, "project": progress.project_id}
    return found


def task_done(facts: Facts, state: Any) -> bool:
    """Whether the task no longer holds the lesson back."""
    return not facts["required"] or (bool(state) and state["state"] == WorkState.ACCEPTED)
