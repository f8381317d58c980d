"""Own courses of the first offices, one of the programme among them, with a row of everything authors leave.

Every text carries the word of its owner, so that a word in the wrong place is noticed.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_OID, uuid5

from kaganek.core.seats import SYSTEM
from kaganek.learning.models import (
    Course,
    CourseModule,
    EditionPlan,
    GateOverride,
    Lesson,
    LessonRemark,
    LessonReview,
    Question,
    Quiz,
    QuizDraft,
    ReviewAnswer,
)
from kaganek.learning.queries.drafts import digest, draft_of
from kaganek.learning.services.corrections import correct, correct_question
from kaganek.learning.services.editions import publish_edition
from kaganek.learning.services.own_courses import own_shelf
from kaganek.people.models import Person

if TYPE_CHECKING:
    from kaganek.site.dataset.build import Country

OFFICES = 12  # with a course of their own
COMMON = "wspólne"  # what the programme teaches is everyone's to read


def write_own_courses(country: Country, *, at: datetime) -> None:
    """A course for each owner; the programme's is written by its expert."""
    known = {person.login: person for person in country.persons}
    _course(COMMON, None, known["e1"], at=at)
    for n in range(min(OFFICES, country.plan.offices)):
        office = country.offices[n].pk
        own_shelf(by=replace(SYSTEM, offices=(office,)))
        _course(country.office_word(n), office, known[f"i{n:04d}"], at=at)


def _course(word: str, office_id: int | None, author: Person, *, at: datetime) -> None:
    course = Course.objects.create(
        office_id=office_id, code=f"WL-{office_id or 0}", title=f"Obieg pism {word}", summary=f"Streszczenie {word}",
        goal=f"Cel {word}", hours=Decimal(1),
    )  # fmt: skip
    module = CourseModule.objects.create(course=course, position=1, title=f"Moduł {word}")
    lessons = [_lesson(module, place, word, at=at) for place in (1, 2)]
    quiz = _quiz(course, word, at=at)
    edition = publish_edition(course.pk, note=f"Pierwsze wydanie {word}", by=SYSTEM, at=at)
    _correct(edition.pk, lessons[0], quiz, word, at=at)
    _work(lessons[0], word, author, at=at)


def _lesson(module: CourseModule, place: int, word: str, *, at: datetime) -> Lesson:
    said = f"Pismo {word} trafia na biurko."
    body = [{"type": "text", "id": str(uuid5(NAMESPACE_OID, f"{word}/{place}")), "value": f"<p>{said}</p>"}]
    return Lesson.objects.create(
        course=module.course, module=module, position=place, title=f"Lekcja {place} {word}", minutes=5,
        body=json.dumps(body), html=f"<p>{said}</p>", text=said, live=True, first_published_at=at,
    )  # fmt: skip


def _quiz(course: Course, word: str, *, at: datetime) -> Quiz:
    draft = QuizDraft.objects.create(course=course, title=f"Test {word}")
    GateOverride.objects.create(
        course=course, quiz=draft, title=draft.title, findings=[], reason=f"Zgoda {word}", by_label="Autor",
        at=at,
    )  # fmt: skip
    quiz = Quiz.objects.create(course=course, title=f"Test {word}")
    for place in (1, 2):
        Question.objects.create(quiz=quiz, position=place, **_words(f"Co robi {word}?"))
    return quiz


def _words(text: str) -> dict[str, Any]:
    options = [{"id": one, "text": f"{text} {one}", "correct": one == "a"} for one in "ab"]
    return {"kind": "single", "text": text, "payload": {"options": options}, "explanation": f"Bo {text}"}


def _correct(edition: int, lesson: Lesson, quiz: Quiz, word: str, *, at: datetime) -> None:
    """One word mended in a lesson and in a question of the edition."""
    said = f"Pismo {word} trafia na stół."
    Lesson.objects.filter(pk=lesson.pk).update(html=f"<p>{said}</p>", text=said)
    held = lesson.course.editions.get(pk=edition).held.get(lesson=lesson)
    correct(held.pk, reason=f"Sprostowanie {word}", by=SYSTEM, at=at)
    asked = quiz.questions.get(position=1)
    Question.objects.filter(pk=asked.pk).update(retired_at=at)
    Question.objects.create(key=asked.key, quiz=quiz, position=1, **_words(f"Czym jest {word}?"))
    kept = lesson.course.editions.get(pk=edition).quiz.held.get(position=1)
    correct_question(kept.pk, reason=f"Zły klucz {word}", by=SYSTEM, at=at)


def _work(lesson: Lesson, word: str, author: Person, *, at: datetime) -> None:
    """A review that is over, a remark, and a plan that was called off."""
    account = author.account_id or 0
    content = draft_of(lesson)
    review = LessonReview.objects.create(
        lesson=lesson, content=content, digest=digest(content), message=f"Proszę o opinię {word}",
        asked_by_id=account, asked_at=at, closed_at=at,
    )  # fmt: skip
    ReviewAnswer.objects.create(
        review=review, reviewer_id=account, verdict="accepted", remarks=f"Opinia {word}", answered_at=at
    )
    LessonRemark.objects.create(lesson=lesson, text=f"Uwaga {word}", author_id=account, made_at=at)
    EditionPlan.objects.create(
        course=lesson.course, publish_at=at, wanted={"note": f"Plan {word}", "move": None}, planned_by_id=account,
        author=author.pk, planned_at=at, ended_at=at, cancelled=True,
    )  # fmt: skip
