"""The consultant's side of a task: taking a piece of work, returning it, accepting it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from kaganek.core import audit
from kaganek.core.notices import News, notify, withdraw
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import HandIn, Review, TaskWork
from kaganek.learning.queries.rubrics import words_of
from kaganek.learning.rules.rubrics import is_marked, marked_points, most_points
from kaganek.learning.services.tasks.telling import WAITS, about
from kaganek.learning.terms import Verdict, WorkState
from kaganek.people.models import Person
from kaganek.people.queries.account import own_person
from kaganek.programmes.models import Enrolment
from kaganek.programmes.services.ledger import record_achievement

REVIEWED = "learning.task_review"  # kind of letter


class NotWaiting(Exception):
    """This version waits for no review: it was reviewed already, or another one came."""


class RemarkNeeded(Exception):
    """Work returned for correction says what to correct."""


class NotMarked(Exception):
    """A criterion of the rubric has no level."""


class TakenByOther(Exception):
    """Another consultant has the work on the desk; `name` says who."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@transaction.atomic
def take(work_id: int, *, over_other: bool = False, by: Seat, at: datetime) -> TaskWork:
    """Note that this consultant has the work on the desk, so that two do not review it at once.

    over_other  take it over from another consultant.

    Raises TaskWork.DoesNotExist beyond the seat's reach, TakenByOther.
    """
    work = TaskWork.objects.select_for_update(of=("self",)).get(pk=work_id)
    if work.taker_id not in (None, by.person_id) and not over_other:
        raise TakenByOther(work.taker_name)
    if work.taker_id != by.person_id:
        work.taker_id, work.taker_name = by.person_id, own_person(by).full_name
        work.save(update_fields=["taker", "taker_name"])
        audit.record(by, "work taken", work)
    return work


@transaction.atomic
def review(
    hand_in_id: int, verdict: Verdict, *, marks: Mapping[str, str], remark: str, by: Seat, at: datetime
) -> Review:
    """Accept a handed-in version or return it for correction; its members learn it by letter.

    marks   a level for each criterion where the task has a rubric; nothing otherwise.
    remark  what is good and what to correct; needed when work is returned.

    Acceptance writes `learning.task:ID` into the ledger of every member, with the task's hours.

    Raises HandIn.DoesNotExist beyond the seat's reach, NotWaiting (also on a second click),
    RemarkNeeded, NotMarked; then nothing is written.

    Source: rules L-94 and L-95 in docs/reference/rules.md.
    """
    version = HandIn.objects.get(pk=hand_in_id)
    rows = TaskWork.objects.select_for_update(of=("self",)).select_related("task__rubric")
    work = rows.get(pk=version.work_id)
    if work.state != WorkState.HANDED or version.number != work.handed:
        raise NotWaiting
    if verdict == Verdict.RETURNED and not remark.strip():
        raise RemarkNeeded
    made = _reviewed(version, work, verdict, dict(marks), remark, own_person(by), at)
    work.state, work.waits_since = WorkState(verdict.value), None
    work.accepted_at = at if verdict == Verdict.ACCEPTED else None
    work.taker_id, work.taker_name = made.grader_id, made.signed
    work.save(update_fields=["state", "waits_since", "accepted_at", "taker", "taker_name"])
    audit.record(by, "work reviewed", work, verdict=verdict.value)
    withdraw(about(WAITS, work.pk), at=at)
    _follow(work, made, at)
    return made


def _reviewed(
    version: HandIn,
    work: TaskWork,
    verdict: Verdict,
    marks: dict[str, str],
    remark: str,
    who: Person,
    at: datetime,
) -> Review:
    rubric = words_of(work.task.rubric) if work.task.rubric else {}
    if rubric and not is_marked(rubric, marks):
        raise NotMarked
    return Review.objects.create(
        work=work, project_id=work.project_id, office_id=work.office_id, hand_in=version, verdict=verdict,
        rubric=rubric, marks=marks if rubric else {}, points=marked_points(rubric, marks) if rubric else Decimal(0),
        remark=remark.strip(), grader=who, signed=who.full_name, graded_at=at,
    )  # fmt: skip


def _follow(work: TaskWork, made: Review, at: datetime) -> None:
    """Ledger and letters of the members. As the system: a consultant's seat writes no ledger of its own."""
    with seated(SYSTEM):
        rows = Enrolment.objects.filter(project=work.project_id, person__in=work.member_ids, left_at=None)
        members = list(rows.select_related("person"))
        if made.verdict == Verdict.ACCEPTED:
            score = _score(made)
            for one in members:
                record_achievement(
                    one, source=f"learning.task:{work.task_id}", title=work.title, hours=work.hours,
                    score=score, at=at,
                )  # fmt: skip
        notify([_news(work, made, one) for one in members], at=at)


def _score(made: Review) -> Decimal | None:
    most = most_points(made.rubric) if made.rubric else Decimal(0)
    return (made.points * 100 / most).quantize(Decimal("0.01")) if most else None


def _news(work: TaskWork, made: Review, to: Enrolment) -> News:
    said = "Zadanie przyjęte" if made.verdict == Verdict.ACCEPTED else "Zadanie do poprawy"
    return News(
        REVIEWED, f"{REVIEWED}:{made.pk}", to.person_id, office=to.office_id, project=to.project_id,
        title=f"{said}: {work.title}", url=reverse("learning:task", args=[work.pk]), facts={"review": made.pk},
    )  # fmt: skip
