"""What the made-up people have learnt: progress, attempts with answers, the ledger, certificates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kaganek.documents.models import Certificate
from kaganek.documents.terms import CertificateFacts
from kaganek.learning.models import (
    Attempt,
    AttemptAnswer,
    CourseProgress,
    EditionQuiz,
    Lesson,
    LessonVisit,
    PathAssignment,
    Question,
)
from kaganek.learning.services.completion import source_of
from kaganek.people.models import Person
from kaganek.programmes.models import Achievement, Enrolment, Project
from kaganek.questionnaires.rules.answers import gaps_of, right_columns, right_places
from kaganek.questionnaires.terms import QuestionKind

if TYPE_CHECKING:
    from kaganek.learning.models import Course
    from kaganek.site.dataset.build import Country

BATCH = 2000
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AT_ONCE = 10_000  # people
SOME = 3000  # at most so many certificates (promises.md)


def _of(enrolment: Enrolment) -> dict[str, Any]:
    return {
        "enrolment_id": enrolment.pk,
        "project_id": enrolment.project_id,
        "office_id": enrolment.office_id,
        "person_id": enrolment.person_id,
    }


def write_study(country: Country, *, at: datetime) -> None:
    """Progress of every enrolled person in every course; a third done, a third under way, a third untouched."""
    lessons = {
        course.pk: list(Lesson.objects.filter(course=course).order_by("position"))
        for course in country.courses
    }
    paths = {project.pk: project.paths.get() for project in country.projects}
    certificates = 0
    for start in range(0, len(country.enrolments), AT_ONCE):
        some = country.enrolments[start : start + AT_ONCE]
        PathAssignment.objects.bulk_create(
            [
                PathAssignment(path=paths[e.project_id], assigned_at=at - timedelta(days=150), **_of(e))
                for e in some
            ],
            batch_size=BATCH,
        )
        certificates += _write_some(country, some, lessons, certificates, at)


def _write_some(
    country: Country,
    enrolments: list[Enrolment],
    lessons: dict[int, list[Lesson]],
    certificates: int,
    at: datetime,
) -> int:
    """The study of some people; returns how many certificates they got. Of all at once, gigabytes."""
    rows = CourseProgress.objects.bulk_create(
        [
            _progress(country, enrolment, course, index, lessons[course.pk], at)
            for enrolment in enrolments
            for index, course in enumerate(country.courses)
        ],
        batch_size=BATCH,
    )
    done = [row for row in rows if row.completed_at]
    made = _ledger(country, done, certificates)
    if country.plan.answers:
        _visits(rows, lessons)
        _attempts(country, done, at)
    return made


def _progress(
    country: Country, enrolment: Enrolment, course: Course, index: int, lessons: list[Lesson], at: datetime
) -> CourseProgress:
    fate = country.random.random()
    row = CourseProgress(
        course=course, due_on=date(2026, 11, 1) + timedelta(days=20 * index), **_of(enrolment)
    )
    if fate < 0.66:
        row.edition_id = course.current_id
        row.started_at = at - timedelta(days=country.random.randint(20, 120))
        row.last_activity_at = at - timedelta(days=country.random.randint(0, 19))
        row.lessons_done = country.random.randint(1, len(lessons) - 1)
        row.current_lesson = lessons[row.lessons_done]
    if fate < 0.33:
        row.lessons_done, row.current_lesson = len(lessons), lessons[-1]
        row.completed_at = row.last_activity_at
        row.best_score = Decimal(country.random.randint(6, 10) * 10)
    return row


def _ledger(country: Country, done: list[CourseProgress], before: int) -> int:
    """What was earned, and certificates of it while there are fewer than SOME; returns how many."""
    courses = {course.pk: course for course in country.courses}
    Achievement.objects.bulk_create(
        [
            Achievement(
                source=source_of(row.course_id), title=courses[row.course_id].title,
                hours=courses[row.course_id].hours, score=row.best_score, at=row.completed_at or NOW,
                **row.quad,
            )
            for row in done
        ],
        batch_size=BATCH,
    )  # fmt: skip
    persons = {person.pk: person for person in country.persons}
    projects = {project.pk: project for project in country.projects}
    made = Certificate.objects.bulk_create(
        [
            _certificate(row, n, courses[row.course_id], persons[row.person_id], projects[row.project_id])
            for n, row in enumerate(done[: max(SOME - before, 0)], before + 1)
        ],
        batch_size=BATCH,
    )
    return len(made)


def _certificate(
    row: CourseProgress, n: int, course: Course, person: Person, project: Project
) -> Certificate:
    day = (row.completed_at or NOW).date().isoformat()
    facts = CertificateFacts(
        person=person.full_name, office=person.department, title=course.title, hours=str(course.hours),
        score=str(row.best_score), verification="test końcowy", began_on=day, ended_on=day,
        programme="Program danych próbnych", programme_version=1, project=project.name,
        agreement=project.agreement, organiser="Operator danych próbnych", place="Warszawa", issued_on=day,
        strip=(),
    )  # fmt: skip
    return Certificate(
        **row.quad,
        source=source_of(row.course_id), number=f"PROBA/2026/{n:06d}", code=f"PR0BA{n:07d}",
        issued_at=row.completed_at or NOW, facts=facts.as_json(),
    )  # fmt: skip


def _visits(rows: list[CourseProgress], lessons: dict[int, list[Lesson]]) -> None:
    LessonVisit.objects.bulk_create(
        [
            LessonVisit(
                progress=row, lesson=lesson, opened_at=row.started_at or NOW, finished_at=row.last_activity_at,
                **row.quad,
            )
            for row in rows
            for lesson in lessons[row.course_id][: row.lessons_done]
        ],
        batch_size=BATCH,
    )  # fmt: skip


def _attempts(country: Country, done: list[CourseProgress], at: datetime) -> None:
    questions: dict[int, list[Question]] = {
        course.pk: list(Question.objects.filter(quiz__course=course, retired_at=None).order_by("position"))
        for course in country.courses
    }
    quizzes = {course.pk: course.quiz for course in country.courses}
    rules = {one.edition_id: one for one in EditionQuiz.objects.filter(edition__course__in=country.courses)}
    attempts = Attempt.objects.bulk_create(
        [
            Attempt(
                progress=row, quiz=quizzes[row.course_id], number=1, rules=rules.get(row.edition_id or 0),
                question_ids=[q.pk for q in questions[row.course_id]], started_at=row.started_at or at,
                handed_in_at=row.completed_at or NOW, finished_at=row.completed_at or NOW, points=row.best_score, maximum=100, score=row.best_score, passed=True,
                **row.quad,
            )
            for row in done
        ],
        batch_size=BATCH,
    )  # fmt: skip
    words = {person.pk: person.last_name for person in country.persons}
    by_id = {question.pk: question for rows in questions.values() for question in rows}
    AttemptAnswer.objects.bulk_create(
        [
            AttemptAnswer(
                attempt=attempt, question_id=question_id,
                response=_response(by_id[question_id], words[attempt.person_id]),
                saved_at=attempt.finished_at or at, points=1,
                **attempt.quad,
            )
            for attempt in attempts
            for question_id in attempt.question_ids
        ],
        batch_size=BATCH,
    )  # fmt: skip


def _response(question: Question, word: str) -> Any:
    """An answer in the shape of the question's kind; the free texts carry the person's canary."""
    payload, kind = question.payload, QuestionKind(question.kind)
    if kind == QuestionKind.GAPS:
        return {gap["id"]: gap["accepted"][0] if gap["wrong"] else f"luka {word}" for gap in gaps_of(payload)}
    return f"odpowiedź {word}" if kind == QuestionKind.SHORT else _RESPONSES[kind](payload)


_RESPONSES: Mapping[QuestionKind, Callable[[Any], Any]] = {
    QuestionKind.SINGLE: lambda payload: payload["options"][0]["id"],
    QuestionKind.MULTIPLE: lambda payload: [payload["options"][0]["id"]],
    QuestionKind.TRUE_FALSE: lambda payload: True,
    QuestionKind.NUMBER: lambda payload: "12",
    QuestionKind.MATCHING: lambda payload: {pair["id"]: pair["id"] for pair in payload["pairs"]},
    QuestionKind.ORDERING: right_places,
    QuestionKind.MATRIX: right_columns,
}
