"""A busy programme for the tests of reports: people of two offices at every stage, drawn anew for each seed.

Call inside `seated(SYSTEM)`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone
from tests.cast import Cast

from kaganek.communication.models import Question
from kaganek.communication.terms import Desk
from kaganek.core.models import Letter
from kaganek.core.outbox import MAX_ATTEMPTS
from kaganek.learning.models import Attempt, Course, CourseProgress, Quiz
from kaganek.learning.tests.factories import make_course, make_progress, make_quiz
from kaganek.lib.names import fold
from kaganek.people.models import Person
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role, make_office, make_person
from kaganek.programmes.models import Achievement, Enrolment
from kaganek.programmes.tests.factories import make_enrolment, make_participation

LAST_NAMES = ("Żak", "Lis", "=Wzór", "Ćwik-Dąbrowska", "O’Neil", "<b>Kot</b>", "Zięba; Nowak", "Łoś")
GROUPS = ("", "kadry", "podatki")
KINDS = ("reporting.reminder", "people.activation", "obcy.rodzaj")


def fill(cast: Cast, random: Random) -> None:
    """People, their progress, attempts, achievements and letters; nothing is the same twice."""
    courses = [make_course(title=title) for title in ("Prosty język", "RODO", "Dostępność")]
    quizzes = {course.pk: make_quiz(course, []) for course in courses[:2]}
    county = make_office(name="Wierzbówka", kind="county", voivodeship="06")
    make_participation(cast.project, county)
    for office in (cast.zalesie, cast.borki, county):
        for number in range(random.randint(1, 4)):
            person = make_person(
                office, first_name=f"Osoba{number}", last_name=random.choice(LAST_NAMES),
                group_name=random.choice(GROUPS),
                activated_at=random.choice((None, _moment(random))),
            )  # fmt: skip
            give_role(person, Role.LEARNER)
            _study(person, make_enrolment(cast.project, person), courses, quizzes, random)
    long_ago = timezone.now() - timedelta(days=90)  # so that past days have something to show
    Enrolment.objects.update(enrolled_at=long_ago)
    CourseProgress.rounds.update(given_at=long_ago)


def _moment(random: Random) -> datetime:
    return timezone.now() - timedelta(minutes=random.randint(0, 90 * 24 * 60))


def _study(
    person: Person, enrolment: Enrolment, courses: list[Course], quizzes: dict[int, Quiz], random: Random
) -> None:
    for course in random.sample(courses, random.randint(0, len(courses))):
        begun = random.choice((None, _moment(random)))
        done = random.choice((None, timezone.now())) if begun else None
        row = make_progress(
            enrolment, course, started_at=begun, completed_at=done, last_activity_at=done or begun,
            due_on=random.choice((None, timezone.localdate() + timedelta(days=random.randint(-60, 30)))),
            best_score=Decimal(random.randint(0, 10000)) / 100 if done else None,
        )  # fmt: skip
        if course.pk in quizzes and begun:
            _attempts(row, quizzes[course.pk], random)
        if done:
            Achievement.objects.create(
                enrolment=enrolment, project_id=row.project_id, office_id=row.office_id, person=person, at=done,
                source=f"learning.course:{course.pk}", title=course.title, hours=course.hours, score=row.best_score,
            )  # fmt: skip
    if random.random() < 0.7:
        _ask(person, enrolment, random)
    for number in range(random.randint(0, 2)):
        sent = random.choice((None, timezone.now()))
        Letter.objects.create(
            kind=random.choice(KINDS), event=f"proba:{person.pk}:{number}", to=person.email, person=person.pk,
            office=person.office_id, project=enrolment.project_id, queued_at=_moment(random),
            due_at=timezone.now(), sent_at=sent, attempts=random.choice((0, MAX_ATTEMPTS)) if not sent else 1,
        )  # fmt: skip


def _ask(person: Person, enrolment: Enrolment, random: Random) -> None:
    asked = _moment(random)
    answered = random.choice((None, asked + timedelta(minutes=random.randint(1, 9000))))
    Question.objects.create(
        desk=Desk.CONTENT, project_id=enrolment.project_id, office_id=person.office_id, person=person,
        asker_name=person.full_name, subject=random.choice(("Terminy", "=Pytanie", "Czy to działa?")),
        about_title=random.choice(("", "RODO")), adviser_name=random.choice(("", "Filip Górski")), asked_at=asked,
        state=random.choice(("answered", "waiting", "closed")) if answered else "open", first_answer_at=answered,
        promised_on=timezone.localdate(asked) + timedelta(days=random.randint(1, 5)), moved_at=answered or asked,
        folded=fold(f"{person.full_name} pytanie"),
    )  # fmt: skip


def _attempts(row: CourseProgress, quiz: Quiz, random: Random) -> None:
    for number in range(1, random.randint(1, 3) + 1):
        ended = random.choice((None, _moment(random))) if number == 1 else _moment(random)
        score = Decimal(random.randint(0, 10000)) / 100 if ended else None
        Attempt.objects.create(
            **row.quad, progress=row, quiz=quiz, number=number, started_at=_moment(random),
            handed_in_at=ended, finished_at=ended, points=score, maximum=Decimal(100) if ended else None,
            score=score, passed=score >= 60 if score is not None else None,
        )  # fmt: skip
