"""A quiz from the first question to the end of the attempt.

Every deed runs in the transaction of the seat around it: what raises has written nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from kaganek.core import audit
from kaganek.core.prepared import prepared
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import Attempt, AttemptAnswer, CourseProgress, EditionQuiz, Question, Quiz
from kaganek.learning.queries.locks import settle
from kaganek.learning.queries.own import own_progress, to_open
from kaganek.learning.queries.quiz import (
    allowance_of,
    asked,
    counted_attempts,
    newest_allowance,
    sheet,
    used_attempts,
)
from kaganek.learning.queries.reads import QUIZ_OF, drawn_questions, quiz_of
from kaganek.learning.rules.attempts import end_of
from kaganek.learning.services.completion import CourseLocked
from kaganek.learning.services.judging import (
    Result,
    give_points,
    judge_attempt,
    locked_attempt,
    waits_for_grade,
)
from kaganek.learning.services.tasks.telling import tell_of_essay
from kaganek.learning.terms import Feedback
from kaganek.questionnaires.rules.answers import is_shaped
from kaganek.questionnaires.terms import QuestionKind

GRACE = timedelta(seconds=5)  # after the end of time, for an answer already on its way (L-10)

# By hand: the newest save wins in one statement, whatever order the saves arrive in. `rows` is the
# attempt, locked while it takes answers; all the questions are its own, or nothing is written.
_SAVE = """
INSERT INTO learning_attemptanswer AS held
    (attempt_id, enrolment_id, project_id, office_id, person_id, saved_at,
     question_id, response, flagged, sequence)
SELECT rows.id, rows.enrolment_id, rows.project_id, rows.office_id, rows.person_id, %s,
    line.question, line.response, line.flagged, line.sequence
FROM rows, jsonb_to_recordset(%s::jsonb) AS line(question bigint, response jsonb, flagged boolean, sequence bigint)
WHERE rows.question_ids @> %s::jsonb
ON CONFLICT (attempt_id, question_id) DO UPDATE
SET response = EXCLUDED.response, flagged = EXCLUDED.flagged,
    sequence = EXCLUDED.sequence, saved_at = EXCLUDED.saved_at
WHERE held.sequence < EXCLUDED.sequence AND held.checked_at IS NULL
RETURNING question_id
"""


class NoAttemptsLeft(Exception):
    """Every attempt the quiz allows has been used."""


class AttemptClosed(Exception):
    """The attempt is finished, or its time is over: nothing changes any more."""

    def __init__(self, attempt: Attempt) -> None:
        super().__init__(attempt.pk)
        self.attempt = attempt


class WrongShape(Exception):
    """The response could not have come from the question's form."""

    def __init__(self, question_id: int) -> None:
        super().__init__(question_id)
        self.question_id = question_id


@dataclass(frozen=True, slots=True)
class Answer:
    """One saved change: what the person answered, and the browser's counter of changes."""

    question_id: int
    response: Any
    flagged: bool
    sequence: int


def start_attempt(course_id: int, *, by: Seat, at: datetime) -> Attempt:
    """Begin an attempt at the quiz of a course, or return the one already open or waiting for a grade.

    course_id   a course that the seat takes; else CourseProgress.DoesNotExist.

    The questions and their order are drawn and fixed here: later changes of the quiz do not touch the attempt.
    The rules are those of the edition that the person reads.
    Progress is locked until commit, so two starts at once give one attempt.

    Raises CourseLocked while the path keeps the course closed, Quiz.DoesNotExist when there is
    nothing to ask, NoAttemptsLeft after the last allowed attempt.

    Source: rules L-10 (podejścia do testu), L-160 (test wydania), L-67 (losowanie), L-68 (ułatwienia).
    """
    progress = _startable.first(course=course_id)
    if progress is None:
        raise CourseProgress.DoesNotExist
    settle([progress])
    if progress.blocked_by:
        raise CourseLocked(course_id, progress.blocked_by)
    if not progress.question_ids:
        raise Quiz.DoesNotExist
    quiz = quiz_of(progress)
    assert quiz is not None
    before: list[Attempt] = used_attempts(progress_id=progress.pk)  # after the lock: fresh
    if before and before[-1].finished_at is None:  # open, or waiting for a grade
        return before[-1]
    allowed = allowance_of(progress.allowed)
    if len(counted_attempts(before, progress.quiz_after)) >= quiz.attempts + allowed.attempts:
        raise NoAttemptsLeft
    attempt = Attempt.objects.create(
        progress=progress,
        quiz=progress.course.quiz,
        rules=quiz if isinstance(quiz, EditionQuiz) else None,
        number=len(before) + 1,
        question_ids=progress.question_ids,
        started_at=at,
        closes_at=end_of(at, quiz.time_limit, allowed),
        **progress.quad,
    )
    CourseProgress.taking.filter(pk=progress.pk).update(
        started_at=progress.started_at or at, last_activity_at=at, edition=progress.reads
    )
    audit.record(by, "attempt started", attempt, number=str(attempt.number))
    return attempt


@prepared
def _startable(course: int) -> QuerySet[Any]:
    """The progress to begin from, locked, with the questions in use."""
    rows: QuerySet[Any] = (
        to_open(own_progress())
        .filter(course=course)
        .select_related(*QUIZ_OF)
        .annotate(question_ids=drawn_questions(), allowed=newest_allowance("pk"))
        .select_for_update(of=("self",), no_key=True)
    )
    return rows[:1]


def answer_questions(
    attempt_id: int, answers: Sequence[Answer], *, by: Seat, at: datetime
) -> Mapping[int, int]:
    """Save changes of an open attempt; return for each question the counter now held.

    attempt_id  an attempt within the seat's reach; its row is locked until commit, so no answer
                slips in while the attempt is being closed.
    answers     at least one. A change with an older counter than the held one changes nothing, and
                neither does the same change sent again; the returned counter tells which it was.
    at          the time shown to the person as "Zapisano o …".

    Raises Attempt.DoesNotExist outside the seat's reach or for a question that the attempt does not
    ask, AttemptClosed after its end (and 5 s of grace after the end of time), WrongShape for a
    response that the question's form cannot give. In all cases nothing is written.
    """
    newest = {answer.question_id: answer for answer in sorted(answers, key=lambda one: one.sequence)}
    written = _save(attempt_id, newest, at=at) if _all_shaped(newest) else set()
    held = {question: newest[question].sequence for question in written}
    if late := newest.keys() - written:  # or the attempt takes none of them: the check says why
        attempt = _check(attempt_id, newest, at=at)
        rows = AttemptAnswer.objects.filter(attempt=attempt, question__in=late)
        held |= dict(rows.values_list("question_id", "sequence"))
    return held


def _all_shaped(newest: Mapping[int, Answer]) -> bool:
    try:
        return all(is_shaped(*asked(pk), answer.response) for pk, answer in newest.items())
    except Question.DoesNotExist:
        return False


def _save(attempt_id: int, newest: Mapping[int, Answer], *, at: datetime) -> set[int]:
    """Write what is newer than the held; the questions written. Nothing unless the attempt takes all."""
    lines = [
        {
            "question": answer.question_id,
            "response": answer.response,
            "flagged": answer.flagged,
            "sequence": answer.sequence,
        }
        for answer in newest.values()
    ]
    said = [at, json.dumps(lines), json.dumps(list(newest))]
    return {row[0] for row in _taking.into(_SAVE, said, attempt=attempt_id, latest=at - GRACE)}


@prepared
def _taking(attempt: int, latest: datetime) -> QuerySet[Any]:
    """The attempt, locked, if it is open and its time is not over."""
    rows = Attempt.objects.select_for_update(no_key=True).filter(pk=attempt, handed_in_at=None)
    return rows.filter(Q(closes_at=None) | Q(closes_at__gte=latest))


def _check(attempt_id: int, newest: Mapping[int, Answer], *, at: datetime) -> Attempt:
    """The attempt, locked, once every answer fits its question; all in one statement."""
    rows = _with_questions(attempt=attempt_id, questions=tuple(newest))
    found = {row.asked: row for row in rows if row.asked in row.question_ids}
    if found.keys() != newest.keys():
        raise Attempt.DoesNotExist
    attempt: Attempt = next(iter(found.values()))
    if not attempt.is_open or (attempt.closes_at and at > attempt.closes_at + GRACE):
        raise AttemptClosed(attempt)
    for question_id, row in found.items():
        if not is_shaped(row.kind, row.payload, newest[question_id].response):
            raise WrongShape(question_id)
    return attempt


@prepared
def _with_questions(attempt: int, questions: tuple[int, ...]) -> QuerySet[Any]:
    """The attempt, locked, once for each of the questions; rows carry the question's columns."""
    rows: QuerySet[Any] = (
        Attempt.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=attempt, quiz__questions__in=questions)
        .annotate(
            asked=F("quiz__questions"), kind=F("quiz__questions__kind"), payload=F("quiz__questions__payload")
        )
    )
    return rows


def check_question(attempt_id: int, question_id: int, *, by: Seat, at: datetime) -> bool:
    """Let the person see at once what was right in one question; its answer is fixed from now on.

    Only where the quiz explains answers at once; elsewhere, and for a question without an answer, nothing happens.

    Returns whether an answer was fixed now. Raises Attempt.DoesNotExist outside the seat's reach, AttemptClosed
    after the end.

    Source: rule L-70 (informacja zwrotna).
    """
    attempt = (
        Attempt.objects.select_for_update(of=("self",), no_key=True)
        .select_related("quiz", "rules")
        .get(pk=attempt_id)
    )
    if not attempt.is_open:
        raise AttemptClosed(attempt)
    if attempt.terms.feedback != Feedback.NOW:
        return False
    rows = AttemptAnswer.objects.filter(attempt=attempt, question=question_id, checked_at=None)
    return bool(rows.exclude(response=None).exclude(question__kind=QuestionKind.ESSAY).update(checked_at=at))


def finish_attempt(attempt_id: int, *, by: Seat, at: datetime) -> Result:
    """Close a quiz attempt and pass its consequences down: score, completion, achievement, certificate.

    attempt_id  an attempt within the seat's reach; it and its progress are locked until commit.
    by          the seat that pressed "Zakończ"; written to the audit log.
    at          aware time of finishing; the same instant goes on every record. After the end of time
                the attempt ends at that end.

    Returns the score in percent (0-100, half up, two decimals), the verdict, and what followed. A
    failed attempt is closed and scored, and earns nothing. An attempt with something written waits
    for its grade: it is closed, and its verdict comes with the last grade.

    Raises Attempt.DoesNotExist outside the seat's reach, AttemptClosed on a second call (double
    click, two tabs); in both cases nothing is written.

    Source: rules L-07 (próg zaliczenia), L-09 (ukończenie szkolenia), L-69 (ocena ręczna).
    """
    attempt = locked_attempt.first(attempt=attempt_id)
    if attempt is None:
        raise Attempt.DoesNotExist
    if not attempt.is_open:
        raise AttemptClosed(attempt)
    end = min(at, attempt.closes_at) if attempt.closes_at else at
    answered = sheet(attempt)
    attempt.handed_in_at = end
    give_points(attempt, answered)
    if not waits_for_grade(answered):
        return judge_attempt(attempt, answered, by=by, at=end)
    attempt.save(update_fields=["handed_in_at"])
    audit.record(by, "attempt handed in", attempt)
    tell_of_essay(attempt, attempt.progress.course.title, at=at)
    return Result(attempt, None, course_completed=False, certificate=None, sheet=answered)


def close_expired(*, at: datetime, most: int = 200) -> int:
    """Finish the attempts whose time is over and whose owners did not: by the answers saved in time, with the
    instant of their end. Called by the worker's clock, each attempt in a transaction of its own.

    An attempt finished at the same moment by its owner, or given more time, is left alone; whoever comes
    second finds it closed. Returns how many were finished.

    Source: rule L-68 (czas testu).
    """
    with seated(SYSTEM):
        over = Attempt.objects.filter(handed_in_at=None, closes_at__lt=at - GRACE).order_by("closes_at")
        waiting = list(over.values_list("pk", flat=True)[:most])
    return sum(_close(pk, at=at) for pk in waiting)


def _close(attempt_id: int, *, at: datetime) -> bool:
    with seated(SYSTEM):
        rows = Attempt.objects.select_for_update(no_key=True)
        if rows.filter(pk=attempt_id, handed_in_at=None, closes_at__lt=at - GRACE).first() is None:
            return False
        finish_attempt(attempt_id, by=SYSTEM, at=at)
    return True
