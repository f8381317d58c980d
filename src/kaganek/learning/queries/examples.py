"""Reads of good examples: what others may read at a task, and what stands between an office and its consultant."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import (
    ShownExample,
    ShownExampleFile,
    TaskExample,
    TaskExampleFile,
    TaskWork,
)
from kaganek.learning.terms import ExampleState
from kaganek.lib.traces import Known
from kaganek.people.models import Person


@dataclass(frozen=True, slots=True)
class Shown:
    """An example as it is read: its words and its files, without what is in them."""

    text: str
    files: list[ShownExampleFile]


def shown_examples(task_id: int, project_id: int) -> list[Shown]:
    """Examples of a task in a project; by their keys, which are drawn.

    For those who reach some work on the task in that project; nobody else learns that there are any. Read as
    the system: what is shown says of no row whose it is.
    """
    if not TaskWork.objects.filter(task=task_id, project=project_id).exists():
        return []
    with seated(SYSTEM):
        rows = list(ShownExample.objects.filter(task=task_id, project=project_id).order_by("pk"))
        files = ShownExampleFile.objects.filter(example__in=rows).defer("body").order_by("place")
        held: dict[uuid.UUID, list[ShownExampleFile]] = {}
        for one in files:
            held.setdefault(one.example_id, []).append(one)
    return [Shown(row.text, held.get(row.pk, [])) for row in rows]


def shown_file(file_id: uuid.UUID) -> ShownExampleFile | None:
    """A file of an example at a task that the seat reaches some work on."""
    with seated(SYSTEM):
        found = ShownExampleFile.objects.select_related("example").filter(pk=file_id).first()
    if found is None:
        return None
    own = TaskWork.objects.filter(task=found.example.task_id, project=found.project_id)
    return found if own.exists() else None


def example_of(work_id: int) -> TaskExample | None:
    """What is proposed of a piece of work within the seat's reach."""
    return TaskExample.objects.filter(work=work_id).first()


def example_files(work_id: int) -> Sequence[TaskExampleFile]:
    """Files of a proposal, without what is in them."""
    return list(TaskExampleFile.objects.filter(work=work_id).defer("body").order_by("pk"))


def asked_examples() -> Sequence[TaskExample]:
    """Proposals within the seat's reach that an office has not answered, the oldest first."""
    rows = TaskExample.objects.filter(state=ExampleState.PROPOSED).select_related("work", "office")
    return list(rows.order_by("proposed_at", "pk"))


def known_of(work: TaskWork) -> Known:
    """The office's names and its people's, to be looked for in a copy of its work.

    Read as the system: a consultant need not reach everyone of the office, and is told only what stands
    in the text that is before them.
    """
    with seated(SYSTEM):
        people = list(
            Person.objects.filter(office=work.office_id).values_list("pk", "first_name", "last_name")
        )
    members = set(work.member_ids)
    office = work.office
    return Known(
        surnames=frozenset(last for _, _, last in people),
        first_names=frozenset(first for pk, first, _ in people if pk in members),
        places=tuple(filter(None, (office.name, office.office_name))),
        codes=tuple(filter(None, (office.teryt,))),
    )
