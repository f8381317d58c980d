"""Tasks written by coordinators, given to offices, with their teams and deadlines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from kaganek.core import audit
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.core.turns import take_turn
from kaganek.learning.models import Task, TaskWork
from kaganek.learning.queries.tasks import is_given
from kaganek.learning.rules.tasks import FIXED_ONCE_GIVEN
from kaganek.learning.services.tasks.telling import tell_of_day, tell_of_work, tell_team
from kaganek.learning.terms import TaskKind, WorkState
from kaganek.programmes.models import Enrolment, Project


class NobodyInTeam(Exception):
    """A team has at least one person of its office."""


class AcceptedAlready(Exception):
    """The work is accepted; nothing about it changes any more."""


class DayPassed(Exception):
    """A deadline that is set may not be over already."""


class GivenAlready(Exception):
    """Somebody has the task: who does it and what is handed in stay as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTerms:
    """What a coordinator says of a task."""

    title: str
    instructions: str
    kind: str
    wants_text: bool
    most_files: int
    hours: Decimal
    rubric_id: int | None


@transaction.atomic
def create_task(project: Project, terms: TaskTerms, *, by: Seat) -> Task:
    """Write a task of a project within the seat's reach; the same terms sent twice are one task until it is given.

    Raises Project.DoesNotExist beyond the reach.
    """
    if by.projects is not None and project.pk not in by.projects:
        raise Project.DoesNotExist
    take_turn("task", project.pk, terms.title)
    given = TaskWork.objects.filter(task=OuterRef("pk"))
    if same := Task.objects.filter(~Exists(given), project=project, **asdict(terms)).first():
        return same
    made = Task.objects.create(project=project, **asdict(terms))
    audit.record(by, "task written", made)
    return made


@transaction.atomic
def change_task(task_id: int, project: Project, terms: TaskTerms, *, by: Seat) -> Task:
    """Change a task of a project for those who are given it from now on; the same terms again change nothing.

    Work under way keeps its title, words and hours (`TaskWork`). Raises Task.DoesNotExist for what is no task
    of the project, GivenAlready when somebody has it and its kind or what is handed in would change.

    Source: rule L-96 in docs/reference/rules.md.
    """
    task = Task.objects.select_for_update(of=("self",)).get(pk=task_id, project=project)
    said = asdict(terms)
    changed = [name for name, value in said.items() if getattr(task, name) != value]
    if is_given(task.pk) and {*FIXED_ONCE_GIVEN} & {*changed}:
        raise GivenAlready
    if changed:
        # not `save`: the editor's index of references follows it, which a coordinator may not write
        Task.objects.filter(pk=task.pk).update(**{name: said[name] for name in changed})
        task.refresh_from_db()
        audit.record(by, "task changed", task, what=" ".join(changed))
    return task


@transaction.atomic
def give_task(
    task: Task, project: Project, office_ids: Collection[int], *, due_on: date | None, by: Seat, at: datetime
) -> int:
    """Give a task to offices of a project; returns how many pieces of work are new.

    A team's task makes one piece of work for an office, whose team are all who take part now; another
    one for each of them. An office where nobody takes part is passed over; what was given stays. Raises
    DayPassed for a day before that of `at`.

    Source: rule L-91 in docs/reference/rules.md.
    """
    _check_day(due_on, at)
    task = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)  # not while it is being changed
    people: dict[int, list[Enrolment]] = defaultdict(list)
    rows = Enrolment.objects.filter(project=project, office__in=office_ids, left_at=None)
    for row in rows.select_related("person").order_by("person__sort_name", "pk"):
        people[row.office_id].append(row)
    held = set(
        TaskWork.objects.filter(task=task, project=project, office__in=people).values_list("office", "person")
    )
    made = TaskWork.objects.bulk_create(
        _work(task, members, due_on, at)
        for all_ in people.values()
        for members in ([all_] if task.kind == TaskKind.TEAM else [[one] for one in all_])
        if (members[0].office_id, _person_of(task, members)) not in held
    )
    if made:
        audit.record_all(by, "task given", made, task=str(task.pk))
        tell_of_work(made, at=at)
    return len(made)


def _check_day(due_on: date | None, at: datetime) -> None:
    if due_on and due_on < timezone.localdate(at):
        raise DayPassed


def _person_of(task: Task, members: Sequence[Enrolment]) -> int | None:
    return None if task.kind == TaskKind.TEAM else members[0].person_id


def _work(task: Task, members: Sequence[Enrolment], due_on: date | None, at: datetime) -> TaskWork:
    return TaskWork(
        task=task,
        **task.promise,
        project_id=members[0].project_id,
        office_id=members[0].office_id,
        person_id=_person_of(task, members),
        member_ids=[one.person_id for one in members],
        members=", ".join(one.person.full_name for one in members)[:2000],
        assigned_at=at,
        due_on=due_on,
    )


@transaction.atomic
def set_team(work_id: int, person_ids: Collection[int], *, by: Seat, at: datetime) -> TaskWork:
    """Say who of the office makes up a team; they see all that was done before, those left out no more.

    Raises TaskWork.DoesNotExist beyond the seat's reach and for a single person's work, NobodyInTeam,
    AcceptedAlready.

    Source: rule L-91 in docs/reference/rules.md.
    """
    work = TaskWork.objects.select_for_update(of=("self",)).get(pk=work_id, person=None)
    if work.state == WorkState.ACCEPTED:
        raise AcceptedAlready
    rows = Enrolment.objects.filter(
        project=work.project_id, office=work.office_id, person__in=person_ids, left_at=None
    )
    team = list(rows.select_related("person").order_by("person__sort_name", "pk"))
    if not team:
        raise NobodyInTeam
    former, work.member_ids = work.member_ids, [one.person_id for one in team]
    work.members = ", ".join(one.person.full_name for one in team)[:2000]
    work.save(update_fields=["member_ids", "members"])
    audit.record(by, "team changed", work, people=str(len(team)))
    tell_team(work, former, at=at)
    return work


@transaction.atomic
def move_deadline(work_id: int, due_on: date, *, reason: str, by: Seat, at: datetime) -> TaskWork:
    """Give a person or a team another deadline, with the reason, which they read.

    Raises TaskWork.DoesNotExist beyond the seat's reach, AcceptedAlready, DayPassed for a day before that of `at`.

    Source: rule L-91 in docs/reference/rules.md.
    """
    _check_day(due_on, at)
    work = TaskWork.objects.select_for_update(of=("self",)).get(pk=work_id)
    if work.state == WorkState.ACCEPTED:
        raise AcceptedAlready
    before = str(work.due_on or "")
    if (work.due_on, work.due_reason) != (due_on, reason):
        work.due_on, work.due_reason = due_on, reason
        work.save(update_fields=["due_on", "due_reason"])
        audit.record(by, "task deadline moved", work, before=before, after=str(due_on))
        tell_of_day(work, at=at)
    return work


@transaction.atomic
def begin_task(task_id: int, project_id: int, *, by: Seat, at: datetime) -> TaskWork:
    """Begin a task met in a lesson, alone or in the team of one's office; begun already, it stays one.

    Raises Task.DoesNotExist for a task of another project or a project where the person takes no part,
    AcceptedAlready when the office's team has finished.

    Source: rule L-91 in docs/reference/rules.md.
    """
    task = Task.objects.filter(Q(project=None) | Q(project=project_id)).get(pk=task_id)
    rows = Enrolment.objects.filter(project=project_id, person=by.person_id, left_at=None)
    own = rows.select_related("person").first()
    if own is None:
        raise Task.DoesNotExist
    with seated(SYSTEM):  # a person sees no team before joining it
        fresh = _work(task, [own], None, at)
        place = {"task": task, "project": own.project_id, "office": own.office_id, "person": fresh.person_id}
        TaskWork.objects.bulk_create([fresh], ignore_conflicts=True)
        work = TaskWork.objects.select_for_update(of=("self",)).get(**place)
        if own.person_id not in work.member_ids:
            if work.state == WorkState.ACCEPTED:
                raise AcceptedAlready
            work.member_ids = [*work.member_ids, own.person_id]
            work.members = f"{work.members}, {own.person.full_name}"[:2000]
            work.save(update_fields=["member_ids", "members"])
    audit.record(by, "task begun", work)
    return work
