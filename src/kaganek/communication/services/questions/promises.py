"""Telling that the day promised to the asker has come, or has passed, without any answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from django.urls import reverse
from django.utils.timezone import localtime

from kaganek.communication.models import Question
from kaganek.communication.queries.acquaintance import coordinators_of
from kaganek.communication.queries.questions.threads import helpers_of
from kaganek.communication.terms import Desk, QuestionState
from kaganek.core.models import Way
from kaganek.core.notices import Group, News, NoticeKind, notify, withdraw
from kaganek.core.seats import SYSTEM, seated
from kaganek.lib.polish import long_date
from kaganek.people.terms import Role

DUE, LATE = "communication.question_due", "communication.question_late"
NOTICES = (
    NoticeKind(
        DUE, "Dziś mija obiecany dzień odpowiedzi na pytanie", Group.QUESTIONS,
        roles=(Role.CONSULTANT.value, Role.COORDINATOR.value),
    ),
    NoticeKind(
        LATE, "Minął obiecany dzień odpowiedzi na pytanie", Group.QUESTIONS, Way.DIGEST, roles=(Role.COORDINATOR.value,)
    ),
)  # fmt: skip
HOUR = time(6)  # in Poland; before the digests of the day


def remind_of_promises(*, at: datetime) -> int:
    """Tell of questions to consultants without an answer: on the promised day whoever has the question, when it has
    passed the project's coordinators; each once. Returns of how many questions.

    The worker's clock calls it every hour, it begins at HOUR. A question answered at this very moment is left alone.

    Source: rule C-100.
    """
    here = localtime(at)
    if here.time() < HOUR:
        return 0
    today = here.date()
    with seated(SYSTEM):
        due = Question.objects.filter(
            desk=Desk.CONTENT, state=QuestionState.OPEN, first_answer_at=None, promised_on__lte=today
        )
        rows = list(due.select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("pk"))
        late = {row.project_id for row in rows if row.promised_on < today}
        coordinators = {one: coordinators_of(one, today) for one in late}
        for row in rows:
            if row.promised_on < today:
                withdraw(_about(DUE, row), at=at)
                notify(_news(row, LATE, coordinators[row.project_id]), at=at)
            else:
                notify(_news(row, DUE, _answering(row)), at=at)
    return len(rows)


def _answering(question: Question) -> list[int]:
    """The assigned one, or all of them while it is nobody's."""
    people = [one.person_id for one in helpers_of(question)]
    return [question.adviser_id] if question.adviser_id in people else people


def _news(question: Question, kind: str, people: Iterable[int]) -> list[News]:
    words = "Dziś mija obiecany dzień odpowiedzi" if kind == DUE else "Minął obiecany dzień odpowiedzi"
    # No office: the log of deliveries that the office reads says nothing of who asks whom.
    return [
        News(
            kind, f"{_about(kind, question)}:{question.promised_on}", one, project=question.project_id,
            title=f"{words}: {question.subject}", url=reverse("communication:question", args=[question.pk]),
            facts={"text": f"Odpowiedź obiecana do: {long_date(question.promised_on)}"}, about=_about(kind, question),
        )
        for one in people
    ]  # fmt: skip


def take_back_promise(question: Question, *, at: datetime) -> None:
    """Nothing more goes out about the day of a question that was answered or closed, or is somebody else's now."""
    withdraw(_about(DUE, question), _about(LATE, question), at=at)


def _about(kind: str, question: Question) -> str:
    return f"{kind}:{question.pk}"
