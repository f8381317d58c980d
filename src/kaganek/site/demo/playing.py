"""People of the demonstration at a package and a quiz, by the deeds that their browsers would ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from kaganek.core.seats import Seat, seated
from kaganek.learning.models import Attempt, AttemptAnswer, Course, Lesson, Package, PackageItem, Question
from kaganek.learning.services.grading import grade_essay
from kaganek.learning.services.lessons import finish_lesson
from kaganek.learning.services.playing import Message, begin_session, take_message
from kaganek.learning.services.quiz import Answer, answer_questions, finish_attempt, start_attempt
from kaganek.learning.terms import CommitKind
from kaganek.people.queries.account import own_seat
from kaganek.people.terms import Role
from kaganek.programmes.models import Enrolment
from kaganek.questionnaires.terms import QuestionKind
from kaganek.site.demo.answering import answer_to

READ: Mapping[str, object] = {
    "cmi.core.lesson_location": "3", "cmi.core.lesson_status": "completed", "cmi.core.session_time": "0000:04:10.00",
}  # fmt: skip
RIGHT = {"p1": "b", "p2": "c", "p3": "a"}
ESSAYS = (
    ("Tak, może Pani zapłacić podatek w ratach. Proszę złożyć wniosek do 15 dnia miesiąca w pokoju 4 albo przez "
    "ePUAP. Wzór wniosku jest w załączniku. Na odpowiedź poczeka Pani najwyżej miesiąc."),
    ("W odpowiedzi na pismo informuję, że istnieje możliwość rozłożenia płatności na raty po złożeniu stosownego "
    "wniosku w ustawowym terminie, o czym zawiadamia się zainteresowaną stronę niniejszym pismem."),
    ("Dzień dobry, raty są możliwe. Wniosek przyjmujemy do 15 dnia miesiąca w kasie urzędu. Jeśli nie może Pani "
    "przyjść, proszę zadzwonić pod numer z nagłówka, prześlemy wzór pocztą."),
)  # fmt: skip


GRADES = (
    ("333", "Wszystko, czego mieszkanka potrzebuje, jest w dwóch pierwszych zdaniach."),
    ("212", "Rozstrzygnięcie ginie w środku. Zacznij od słowa „Tak”."),
)
TRIES: tuple[tuple[str, ...], ...] = (
    ("b", "c", "a"), ("b", "a", "a"), ("b", "c", "b"), ("a", "b", "c"), (),
)  # fmt: skip


def practise(
    package: Package, course: Course, people: Sequence[Enrolment], *, by: Seat, at: datetime
) -> None:
    """The first is half way through the package; of the others each goes further or less far."""
    play(package, people[0], by, answers=(), at=at - timedelta(days=2))
    for place, (enrolment, answers) in enumerate(zip(people[1:], TRIES, strict=False)):
        play(package, enrolment, by, answers=answers, at=at - timedelta(days=12 - place, hours=place))
    for place, (enrolment, essay) in enumerate(zip(people[1:], ESSAYS, strict=False)):
        begun = at - timedelta(days=6 - place, hours=2 * place)
        attempt = take_quiz(course, enrolment, by, essay=essay, at=begun)
        if place < len(GRADES):
            _graded(attempt, *GRADES[place], by=by, at=begun + timedelta(days=1))


def _graded(attempt: Attempt, levels: str, remark: str, *, by: Seat, at: datetime) -> None:
    """The consultant's grade: a level for each criterion of the rubric, in its order."""
    with seated(by):
        answer = AttemptAnswer.objects.get(attempt=attempt, question__kind=QuestionKind.ESSAY)
        marks = {str(place): level for place, level in enumerate(levels, start=1)}
        grade_essay(answer.pk, marks=marks, remark=remark, over=0, by=by, at=at)


def play(package: Package, enrolment: Enrolment, by: Seat, *, answers: Sequence[str], at: datetime) -> None:
    """The person reads the first part of the package and answers in the second; no answers, and it stays for later."""
    seat = seat_of(enrolment, by)
    first, second = PackageItem.objects.filter(package=package, kind="sco").order_by("position")
    with seated(seat):
        _sent(package, first, READ, by=seat, at=at)
        if answers:
            _sent(package, second, _answered(answers), by=seat, at=at + timedelta(minutes=5))


def _answered(answers: Sequence[str]) -> dict[str, object]:
    """What the second part of the package sends when its button is pressed."""
    values: dict[str, object] = {}
    for number, ((name, right), given) in enumerate(zip(RIGHT.items(), answers, strict=True)):
        said = {
            "id": name,
            "type": "choice",
            "student_response": given,
            "result": "correct" if given == right else "wrong",
        }
        values |= {f"cmi.interactions.{number}.{key}": value for key, value in said.items()}
    hits = sum(right == given for right, given in zip(RIGHT.values(), answers, strict=True))
    score = round(100 * hits / len(RIGHT))
    status = "passed" if score >= 60 else "failed"
    values |= {"cmi.core.score.min": "0", "cmi.core.score.max": "100", "cmi.core.score.raw": str(score)}
    return values | {"cmi.core.lesson_status": status, "cmi.core.session_time": "0000:02:35.00"}


def _sent(
    package: Package, item: PackageItem, values: Mapping[str, object], *, by: Seat, at: datetime
) -> None:
    begun = begin_session(package.pk, item.pk, by=by, at=at)
    message = Message(begun.attempt.session, 1, CommitKind.FINISH, values)
    take_message(begun.attempt.pk, message, by=by, at=at + timedelta(minutes=4))


def take_quiz(course: Course, enrolment: Enrolment, by: Seat, *, essay: str, at: datetime) -> Attempt:
    """The person reads the lessons and hands in the quiz, with an answer that waits for a grade."""
    seat = seat_of(enrolment, by)
    with seated(seat):
        for lesson in Lesson.objects.filter(course=course).order_by("position"):
            finish_lesson(lesson.pk, by=seat, at=at)
        attempt = start_attempt(course.pk, by=seat, at=at)
        asked = Question.objects.in_bulk(attempt.question_ids)
        answers = [
            Answer(pk, _said(asked[pk], essay, lucky=place != 1), False, place + 1)
            for place, pk in enumerate(attempt.question_ids)
        ]
        answer_questions(attempt.pk, answers, by=seat, at=at + timedelta(minutes=9))
        finish_attempt(attempt.pk, by=seat, at=at + timedelta(minutes=10))
    return attempt


def _said(question: Question, essay: str, *, lucky: bool) -> Any:
    return essay if question.kind == QuestionKind.ESSAY else answer_to(question, lucky=lucky)


def seat_of(enrolment: Enrolment, by: Seat) -> Seat:
    """The person at their own desk; `by` lends what every seat has."""
    person = replace(
        by, person_id=enrolment.person_id, role=Role.LEARNER, account_id=None, membership_id=None
    )
    return replace(own_seat(person), offices=(enrolment.office_id,), label="", place="")
