"""Tasks of the made-up country: one given to the first offices, handed in, and returned in every second of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kaganek.learning.models import (
    HandIn,
    HandInFile,
    Review,
    ShownExample,
    ShownExampleFile,
    Task,
    TaskExample,
    TaskExampleFile,
    TaskFile,
    TaskWork,
)
from kaganek.learning.terms import TaskKind, Verdict, WorkState
from kaganek.people.models import Membership, Person
from kaganek.people.terms import Role
from kaganek.programmes.models import Enrolment

if TYPE_CHECKING:
    from kaganek.site.dataset.build import Country


def write_tasks(country: Country, learners: Sequence[Enrolment], *, at: datetime) -> None:
    """A team of one in each of these offices, with all that a task leaves behind."""
    task = Task.objects.create(
        title="Plan poprawy pism", instructions="Opisz trzy pisma.", kind=TaskKind.TEAM
    )
    numbers = {office.pk: n for n, office in enumerate(country.offices)}
    grader = Membership.objects.filter(role=Role.CONSULTANT).order_by("pk")[0].person
    people = Person.objects.in_bulk([one.person_id for one in learners])
    for n, one in enumerate(learners):
        word = country.office_word(numbers[one.office_id])
        _work(task, people[one.person_id], one, word, returned=bool(n % 2), grader=grader, at=at)


def _work(
    task: Task, person: Person, one: Enrolment, word: str, *, returned: bool, grader: Person, at: datetime
) -> None:
    work = TaskWork.objects.create(
        task=task, **task.promise, project_id=one.project_id, office_id=one.office_id, member_ids=[person.pk],
        members=person.full_name, assigned_at=at - timedelta(days=30), draft=f"Szkic {word}", draft_number=1,
        draft_by=person.full_name, draft_at=at - timedelta(days=9), handed=1 if returned else 2,
        state=WorkState.RETURNED if returned else WorkState.HANDED,
        waits_since=None if returned else at - timedelta(days=6),
    )  # fmt: skip
    place = {"work": work, "project_id": one.project_id, "office_id": one.office_id}
    file = TaskFile.objects.create(
        **place, name=f"pismo {word}.txt", kind="txt", size=len(word), body=word.encode(), added_by=person.full_name,
        added_at=at - timedelta(days=9),
    )  # fmt: skip
    made = HandIn.objects.create(
        **place, number=1, text=f"Szkic {word}", by=person, by_name=person.full_name, at=at - timedelta(days=8),
        receipt=f"Z-PR-{work.pk}",
    )  # fmt: skip
    HandInFile.objects.create(**place, hand_in=made, file=file)
    Review.objects.create(
        **place, hand_in=made, verdict=Verdict.RETURNED, points=0, remark=f"Dopisz {word}", grader=grader,
        signed="Konsultant próbny", graded_at=at - timedelta(days=7),
    )  # fmt: skip
    example = TaskExample.objects.create(
        **place, text=f"Przykład {word}", proposer=grader, proposer_name="Konsultant próbny", proposed_at=at,
    )  # fmt: skip
    TaskExampleFile.objects.create(**place, example=example, kind="txt", size=len(word), body=word.encode())
    shown = ShownExample.objects.create(task=task, project_id=one.project_id, text="Przykład bez danych")
    ShownExampleFile.objects.create(
        example=shown, project_id=one.project_id, place=1, kind="txt", size=8, body=b"Przyklad"
    )
    if not returned:
        HandIn.objects.create(
            **place, number=2, text=f"Poprawiony szkic {word}", by=person, by_name=person.full_name,
            at=at - timedelta(days=6), receipt=f"Z-PR-{work.pk}-2",
        )  # fmt: skip
