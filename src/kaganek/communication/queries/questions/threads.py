"""Reads of questions: one's own, those to be answered, one with everything written in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from kaganek.communication.models import (
    Question,
    QuestionFile,
    QuestionMessage,
    QuestionNote,
    ReadyAnswer,
)
from kaganek.communication.terms import Desk, QuestionState, Side
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.people.models import AdvisedOffice, Membership, Office, Person
from kaganek.people.terms import Role
from kaganek.programmes.models import Participation, Project


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who may answer a question."""

    person_id: int
    name: str
    email: str


@dataclass(slots=True)
class Thread:
    """A question with its messages, oldest first; `notes` only for those who answer."""

    question: Question
    messages: list[QuestionMessage]
    notes: list[QuestionNote] = field(default_factory=list)


def own_questions(seat: Seat) -> QuerySet[Question]:
    """What the person of this seat asked."""
    return Question.objects.filter(person=seat.person_id or 0)


def desk_questions(seat: Seat, desk: Desk) -> QuerySet[Question]:
    """What others ask at a desk, within the seat's reach: a consultant's offices, an administrator's own office, of
    technical support those passed on to the supplier."""
    rows = Question.objects.filter(desk=desk).select_related("office", "project")
    if desk is Desk.SUPPORT and is_supplier(seat):
        rows = rows.exclude(escalated_at=None)
    return rows


def is_supplier(seat: Seat) -> bool:
    """Whether what an office's administrator passes on waits for this seat."""
    return seat.offices is None and seat.projects is None


def waiting_for(seat: Seat, desk: Desk) -> QuerySet[Question]:
    """What waits for an answer of this very seat: not what its office has passed on to the supplier."""
    rows = desk_questions(seat, desk).filter(state=QuestionState.OPEN)
    return rows if is_supplier(seat) else rows.filter(escalated_at=None)


def thread_of(question_id: int, *, notes: bool) -> Thread | None:
    """A question within the seat's reach."""
    found = Question.objects.select_related("office", "project", "faq").filter(pk=question_id).first()
    if found is None:
        return None
    files = Prefetch("files", QuestionFile.objects.defer("body").order_by("pk"))
    rows = QuestionMessage.objects.filter(question=found).prefetch_related(files).order_by("at", "pk")
    said = list(QuestionNote.objects.filter(question=found).order_by("at", "pk")) if notes else []
    return Thread(found, list(rows), said)


def may_ask_in(seat: Seat) -> list[Project]:
    """Projects in which this person may ask: those the own office takes part in; a participant's own of them."""
    with seated(SYSTEM):
        person = Person.objects.filter(pk=seat.person_id or 0).first()
        if person is None or person.office_id is None:
            return []
        rows = Participation.objects.filter(office=person.office_id)
        if seat.own_rows_only:
            rows = rows.filter(project__in=person.project_ids)
        return list(
            Project.objects.filter(pk__in=list(rows.values_list("project", flat=True))).order_by(
                "name__alphabetical"
            )
        )


def helpers_of(question: Question) -> list[Helper]:
    """Everyone who may answer: consultants who advise the office, or administrators, or the supplier.

    Read as the system: whoever asks need not reach those who answer. The assigned one comes first.
    """
    with seated(SYSTEM):
        rows = _helper_rows(question)
    found = [Helper(pk, f"{first} {last}".strip(), email) for pk, first, last, email in rows]
    return sorted(found, key=lambda one: one.person_id != question.adviser_id)


def _helper_rows(question: Question) -> list[tuple[int, str, str, str]]:
    people = Person.objects.filter(deactivated_at=None)
    if question.desk == Desk.CONTENT:
        advisers = AdvisedOffice.objects.filter(
            project=question.project_id, office=question.office_id, ended_at=None
        ).order_by("assigned_at", "pk")
        order = list(dict.fromkeys(advisers.values_list("adviser", flat=True)))
        if not order:
            order = list(
                _holders(Role.COORDINATOR)
                .filter(project=question.project_id)
                .values_list("person", flat=True)
            )
    else:
        order = _support_people(question)
    known = {
        row[0]: row
        for row in people.filter(pk__in=order).values_list("pk", "first_name", "last_name", "email")
    }
    return [known[pk] for pk in order if pk in known]


def _support_people(question: Question) -> list[int]:
    own = _holders(Role.IT_ADMIN).filter(office=question.office_id).exclude(person=question.person_id)
    found = [] if question.escalated_at else list(own.values_list("person", flat=True))
    return found or list(_holders(Role.SUPPLIER).values_list("person", flat=True))


def _holders(role: Role) -> QuerySet[Membership]:
    return Membership.objects.filter(role=role, ended_at=None, person__deactivated_at=None).order_by("pk")


def role_in(question: Question, person_id: int) -> tuple[Side, str] | None:
    """On which side of a question a person writes, and in which role; None for whoever has no say in it (any more).

    Told anew for each letter, so that nobody answers by an address kept from better days.
    """
    if person_id == question.person_id:
        return Side.ASKER, Role.LEARNER
    if question.desk == Desk.CONTENT:
        with seated(SYSTEM):
            if _holders(Role.COORDINATOR).filter(project=question.project_id, person=person_id).exists():
                return Side.STAFF, Role.COORDINATOR
    if person_id in {one.person_id for one in helpers_of(question)}:
        return Side.STAFF, Role.CONSULTANT if question.desk == Desk.CONTENT else Role.IT_ADMIN
    return None


def has_office_support(office_id: int, *, besides: int) -> bool:
    """Whether the office has an administrator other than this person."""
    with seated(SYSTEM):
        return _holders(Role.IT_ADMIN).filter(office=office_id).exclude(person=besides).exists()


def orphans() -> QuerySet[Question]:
    """Open technical questions of offices with no administrator but the asker, not passed on yet; call as the system."""
    admins = _holders(Role.IT_ADMIN).filter(office=OuterRef("office")).exclude(person=OuterRef("person"))
    rows = Question.objects.filter(~Exists(admins), desk=Desk.SUPPORT, escalated_at=None)
    return rows.exclude(state=QuestionState.CLOSED)


def ready_answers(desk: str, project_id: int) -> Sequence[ReadyAnswer]:
    """Answers kept for this desk, within the seat's reach."""
    rows = ReadyAnswer.objects.filter(desk=desk, dropped_at=None).order_by("title__alphabetical", "pk")
    return list(rows if desk == Desk.SUPPORT else rows.filter(project=project_id))


def offices_with_questions() -> list[tuple[str, str]]:
    """Offices whose questions the seat reaches, as choices of a filter."""
    rows = Office.objects.filter(pk__in=Question.objects.values("office")).order_by("sort_name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "office_name")]


def waiting_since(question: Question, today: date) -> int:
    """Days since the asker's last word, while nobody has answered."""
    return (today - question.moved_at.date()).days
