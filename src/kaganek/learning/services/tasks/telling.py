"""Telling people of tasks: given, with another deadline, handed in, to be graded, to be shown as an example."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils.timezone import localdate

from kaganek.core.notices import News, notify, withdraw
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Attempt, HandIn, TaskExample, TaskWork
from kaganek.learning.rules.tasks import OPEN
from kaganek.learning.services.tasks.reminders import forget
from kaganek.people.models import AdvisedOffice
from kaganek.people.queries.holders import holders
from kaganek.people.terms import Role

GIVEN, MOVED = "learning.task_given", "learning.task_moved"
WAITS, HANDED, ASKED = "learning.work_waits", "learning.team_handed", "learning.example_asked"

People = set[tuple[int, int | None]]  # each with the own office


def tell_of_work(works: Sequence[TaskWork], *, at: datetime) -> None:
    """Every member learns of the task, once for each piece of work. Source: rule C-15."""
    notify([_of_work(GIVEN, work, one) for work in works for one in work.member_ids], at=at)


def tell_team(work: TaskWork, former: Collection[int], *, at: datetime) -> None:
    """Who comes into a team learns of its task; who is left out hears no more of it. Source: rule C-15."""
    if left := set(former) - set(work.member_ids):
        withdraw(about(GIVEN, work.pk), about(MOVED, work.pk), at=at, people=left)
    new = [one for one in work.member_ids if one not in former]
    notify([_of_work(GIVEN, work, one) for one in new], at=at)


def tell_of_day(work: TaskWork, *, at: datetime) -> None:
    """The members of work still to be handed in learn of another deadline; of the newest alone. Source: rule C-15."""
    forget(work.pk, at=at)
    withdraw(about(MOVED, work.pk), at=at)
    if work.state in OPEN:
        notify([_of_work(MOVED, work, one, mark=f":{at.isoformat()}") for one in work.member_ids], at=at)


def forget_works(ids: Collection[int]) -> None:
    """Nothing more is said of work that is taken back. Source: rule L-97 in docs/reference/rules.md."""
    forget(*ids)
    withdraw(*(about(kind, one) for kind in (GIVEN, MOVED) for one in ids))


def tell_of_hand_in(made: HandIn, work: TaskWork, *, at: datetime) -> None:
    """Those who review learn that a version waits, the rest of the team that it was handed in. Source: rule C-16."""
    facts = {"hand_in": made.pk}
    team = [
        News(
            HANDED, f"{HANDED}:{made.pk}", one, office=made.office_id, project=made.project_id,
            title=f"Zespół oddał pracę: {work.title}", url=reverse("learning:task", args=[work.pk]), facts=facts,
        )
        for one in work.member_ids
        if one != made.by_id
    ]  # fmt: skip
    reviewers = [
        News(
            WAITS, f"{WAITS}:{made.pk}", person, office=office, project=made.project_id,
            title=f"Praca do oceny: {work.title}", url=reverse("learning:work", args=[work.pk]), facts=facts,
            about=about(WAITS, work.pk),
        )
        for person, office in sorted(graders_of(made.office_id, made.project_id, localdate(at)))
    ]  # fmt: skip
    notify([*team, *reviewers], at=at)


def tell_of_essay(attempt: Attempt, title: str, *, at: datetime) -> None:
    """Those who grade learn that something written in a quiz waits for them. Source: rule C-16."""
    mark = about_essay(attempt.pk)
    notify(
        [
            News(
                WAITS, mark, person, office=office, project=attempt.project_id,
                title=f"Wypowiedź w teście do oceny: {title}", url=reverse("learning:grading"), about=mark,
                facts={"attempt": attempt.pk},
            )
            for person, office in sorted(graders_of(attempt.office_id, attempt.project_id, localdate(at)))
        ],
        at=at,
    )  # fmt: skip


def tell_of_proposal(example: TaskExample, work: TaskWork, *, at: datetime) -> None:
    """Those who may agree for the office learn what is proposed; of an older proposal nothing more. Source: rule C-17."""
    withdraw(about(ASKED, work.pk), at=at)
    notify(
        [
            News(
                ASKED, f"{ASKED}:{example.pk}:{example.number}", one, office=work.office_id, project=work.project_id,
                title=f"Pytanie o zgodę na przykład: {work.title}", url=reverse("learning:work", args=[work.pk]),
                facts={"work": work.pk, "number": example.number}, about=about(ASKED, work.pk),
            )
            for one in _keepers(work.office_id, localdate(at))
        ],
        at=at,
    )  # fmt: skip


def about(kind: str, work_id: int) -> str:
    """What notices of a piece of work speak of."""
    return f"{kind}:{work_id}"


def about_essay(attempt_id: int) -> str:
    """What notices of something written in a quiz speak of, and their event."""
    return f"{WAITS}:attempt:{attempt_id}"


def graders_of(office_id: int, project_id: int, today: date) -> People:
    """The consultants who advise the office in the project; where it has none, the project's coordinators."""
    with seated(SYSTEM):
        given = AdvisedOffice.objects.filter(
            office=office_id, project=project_id, ended_at=None, membership__ended_at=None,
            adviser__deactivated_at=None,
        ).exclude(membership__ends_on__lt=today)  # fmt: skip
        found: People = set(given.values_list("adviser_id", "adviser__office_id"))
        if found:
            return found
        rows = holders(today, role=Role.COORDINATOR, project=project_id)
        return set(rows.values_list("person_id", "person__office_id"))


def _keepers(office_id: int, today: date) -> list[int]:
    with seated(SYSTEM):
        rows = holders(today, role__in=(Role.SUPERVISOR, Role.OFFICE_COORDINATOR), office=office_id)
        return sorted(set(rows.values_list("person_id", flat=True)))


def _of_work(kind: str, work: TaskWork, person: int, *, mark: str = "") -> News:
    said = "Nowe zadanie" if kind == GIVEN else "Termin zmieniony"
    return News(
        kind, f"{about(kind, work.pk)}{mark}", person, office=work.office_id, project=work.project_id,
        title=f"{said}: {work.title}", url=reverse("learning:task", args=[work.pk]), about=about(kind, work.pk),
        facts={"work": work.pk} | ({"due": str(work.due_on)} if kind == MOVED else {}),
    )  # fmt: skip
