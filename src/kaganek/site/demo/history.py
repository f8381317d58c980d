"""What the demonstration's people have done so far: read lessons, passed quizzes, earned certificates."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import F

from kaganek.core.models import Letter, Notice, Way
from kaganek.documents.services.certificates import issue_due
from kaganek.learning.models import (
    Attempt,
    AttemptAnswer,
    Course,
    CourseProgress,
    EditionQuiz,
    Lesson,
    LessonVisit,
    Question,
    Quiz,
)
from kaganek.learning.rules import judge
from kaganek.learning.services.completion import source_of
from kaganek.people.models import Person
from kaganek.programmes.models import Enrolment
from kaganek.programmes.services.ledger import record_achievement
from kaganek.questionnaires.rules.answers import score
from kaganek.site.demo.answering import answer_to

DONE_SHARE = {"RODO": 0.86, "PJ": 0.74, "PDU": 0.55, "DOST": 0.38}  # how many finished
DOING_SHARE = {"RODO": 0.06, "PJ": 0.14, "PDU": 0.28, "DOST": 0.2}  # how many are under way
DONE_DAYS = {"RODO": (34, 58), "PJ": (20, 32), "PDU": (8, 18), "DOST": (1, 7)}  # days ago: one after another
FAILED_FIRST = 0.3  # share of those who passed the quiz only at the second attempt
ANNA: dict[str, str | int] = {"RODO": "done", "PJ": 1, "PDU": 2, "DOST": 0}  # finished, or lessons read


def write_history(
    enrolments: Sequence[Enrolment], courses: Sequence[Course], *, anna: Person, at: datetime
) -> None:
    """Move everyone's progress to where it is today; each finished course is in the ledger and certified."""
    rng = random.Random(45)  # noqa: S311  made-up data
    by_id = {enrolment.pk: enrolment for enrolment in enrolments}
    lessons = {c.pk: list(Lesson.objects.filter(course=c).order_by("position")) for c in courses}
    codes = {course.pk: course for course in courses}
    luck = {enrolment.pk: rng.random() for enrolment in enrolments}  # the diligent are ahead everywhere
    rows = list(CourseProgress.objects.filter(enrolment__in=by_id).order_by("pk"))
    for row in rows:
        course = codes[row.course_id]
        fate = (
            ANNA[course.code]
            if row.person_id == anna.pk
            else _fate(course, luck[row.enrolment_id], len(lessons[course.pk]), rng)
        )
        _move(row, fate, course, lessons[course.pk], at, rng)
    _long_ago(
        next(
            row
            for row in rows
            if codes[row.course_id].code == "RODO" and row.completed_at and row.person_id != anna.pk
        )
    )
    done = sorted((row for row in rows if row.completed_at), key=lambda row: row.completed_at or at)
    answers = attempts_of(done, courses)
    CourseProgress.objects.bulk_update(
        rows, ["started_at", "last_activity_at", "lessons_done", "current_lesson", "completed_at", "best_score", "edition"],
        batch_size=500,
    )  # fmt: skip
    CourseProgress.objects.update(given_at=None)  # given weeks ago: the assignment of the path says when
    _visits(rows, lessons, at)
    Attempt.objects.bulk_create({id(one.attempt): one.attempt for one in answers}.values(), batch_size=500)
    AttemptAnswer.objects.bulk_create(answers, batch_size=1000)
    for row in done:
        _certify(by_id[row.enrolment_id], codes[row.course_id], row)
    # letters of those weeks were sent then: the first new one should not wait behind hundreds
    Letter.objects.filter(sent_at=None).update(sent_at=F("due_at"))
    Notice.objects.filter(way="").update(way=Way.APP, read_at=F("at"))


def _fate(course: Course, luck: float, lessons: int, rng: random.Random) -> str | int:
    """ "done", or how many lessons were read."""
    place = luck + rng.uniform(-0.06, 0.06)
    if place < DONE_SHARE[course.code]:
        return "done"
    if place < DONE_SHARE[course.code] + DOING_SHARE[course.code]:
        return rng.randint(1, lessons - 1)
    return 0


def _move(
    row: CourseProgress,
    fate: str | int,
    course: Course,
    lessons: list[Lesson],
    at: datetime,
    rng: random.Random,
) -> None:
    if fate == 0:
        return
    done = fate == "done"
    row.edition_id = course.current_id
    first, last = DONE_DAYS[course.code] if done else (0, 20)
    row.last_activity_at = at - timedelta(days=rng.randint(first, last), minutes=rng.randint(1, 400))
    row.started_at = row.last_activity_at - timedelta(days=rng.randint(2, 9), minutes=rng.randint(0, 200))
    row.lessons_done = len(lessons) if done else int(fate)
    row.current_lesson = lessons[min(row.lessons_done, len(lessons) - 1)]
    if done:
        row.completed_at = row.last_activity_at
        row.best_score = Decimal(rng.choice((60, 80, 80, 100)))  # about: the answers say exactly


def _long_ago(row: CourseProgress) -> None:
    """Nearly a year earlier: what was completed then is soon to be renewed."""
    row.started_at, row.last_activity_at, row.completed_at = (
        moment - timedelta(days=300) if moment else None
        for moment in (row.started_at, row.last_activity_at, row.completed_at)
    )


def _visits(rows: Sequence[CourseProgress], lessons: dict[int, list[Lesson]], at: datetime) -> None:
    visits = []
    for row in rows:
        for n, lesson in enumerate(lessons[row.course_id][: row.lessons_done]):
            opened = (row.started_at or at) + timedelta(hours=n)
            visits.append(
                LessonVisit(
                    progress=row,
                    lesson=lesson,
                    opened_at=opened,
                    finished_at=row.last_activity_at,
                    **row.quad,
                )
            )
    LessonVisit.objects.bulk_create(visits, batch_size=1000)


@dataclass(frozen=True, slots=True)
class _Quiz:
    """A course's quiz as its people took it."""

    quiz: Quiz
    rules: EditionQuiz | None
    questions: Sequence[Question]


def _quiz(course: Course) -> _Quiz:
    questions = Question.objects.filter(quiz__course=course, retired_at=None).order_by("position")
    return _Quiz(course.quiz, EditionQuiz.objects.filter(edition=course.current_id).first(), list(questions))


def attempts_of(done: Sequence[CourseProgress], courses: Sequence[Course]) -> list[AttemptAnswer]:
    """Attempts of those who completed, not kept yet, with all their answers; some passed only at the second one."""
    dice = random.Random(7)  # noqa: S311  made-up data
    quizzes = {course.pk: _quiz(course) for course in courses}
    answers: list[AttemptAnswer] = []
    for row in done:
        assert row.completed_at is not None
        taken = quizzes[row.course_id]
        number = 1
        if dice.random() < FAILED_FIRST:
            before = row.completed_at - timedelta(hours=dice.randint(2, 20))
            answers += _attempt(row, taken, number, dice.choice((10, 20, 30)), before, dice)
            number = 2
        aim = int(row.best_score or 0)
        while not (last := _attempt(row, taken, number, aim, row.completed_at, dice))[0].attempt.passed:
            aim += 10
        row.best_score = last[0].attempt.score
        answers += last
    return answers


def _attempt(
    row: CourseProgress, taken: _Quiz, number: int, aim: int, at: datetime, dice: random.Random
) -> list[AttemptAnswer]:
    """An attempt with about `aim` percent of the questions answered rightly; first questions are easier."""
    many = len(taken.questions)
    hard = {place: place / many + dice.random() for place in range(many)}
    wrong = sorted(hard, key=lambda place: -hard[place])[: many - -(-many * aim // 100)]
    made = Attempt(
        progress=row, quiz=taken.quiz, number=number, rules=taken.rules,
        question_ids=[one.pk for one in taken.questions],
        started_at=at - timedelta(minutes=dice.randint(4, 25), seconds=dice.randint(0, 59)),
        handed_in_at=at, finished_at=at, **row.quad,
    )  # fmt: skip
    answers = [
        _answer(made, question, lucky=place not in wrong, place=place)
        for place, question in enumerate(taken.questions)
    ]
    made.points = sum((one.points or Decimal(0) for one in answers), Decimal(0))
    made.maximum = sum((one.points for one in taken.questions), Decimal(0))
    verdict = judge(made.points, made.maximum, made.terms.pass_mark)
    made.score, made.passed = verdict.score, verdict.passed
    return answers


def _answer(attempt: Attempt, question: Question, *, lucky: bool, place: int) -> AttemptAnswer:
    said = answer_to(question, lucky=lucky)
    return AttemptAnswer(
        attempt=attempt, question=question, response=said, sequence=place + 1, saved_at=attempt.started_at + timedelta(seconds=20 * place),
        points=score(question.kind, question.payload, said, question.points), **attempt.quad,
    )  # fmt: skip


def _certify(enrolment: Enrolment, course: Course, row: CourseProgress) -> None:
    assert row.completed_at is not None
    achievement, _ = record_achievement(
        enrolment, source=source_of(course.pk), title=course.title, hours=course.hours,
        score=row.best_score, at=row.completed_at,
    )  # fmt: skip
    issue_due(achievement, at=row.completed_at)
