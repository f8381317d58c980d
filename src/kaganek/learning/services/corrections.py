"""A small mistake mended in a published edition, in its lessons or its quiz, for those who take it too."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.learning.models import (
    EditionCorrection,
    EditionLesson,
    EditionQuestion,
    Lesson,
    LessonText,
    Question,
    QuestionCorrection,
)
from kaganek.learning.queries.wordings import lines_of
from kaganek.learning.rules.editions import is_small, is_small_in_question
from kaganek.learning.services.editions import keep_words
from kaganek.lib.wording import parts_of
from kaganek.people.services.signatures import signature


class NotSmall(Exception):
    """The change is more than a small correction: it needs an edition of its own."""


class NothingToCorrect(Exception):
    """The edition already says what the lesson says."""


@transaction.atomic
def correct(held_id: int, *, reason: str, by: Seat, at: datetime) -> EditionCorrection:
    """Put the ready words of a lesson into the newest edition as a marked correction.

    held_id   a lesson of the newest edition; else EditionLesson.DoesNotExist. Locked until commit.
    reason    why; readers see the day, authors the reason and both texts.

    Raises NotSmall when the change is more than rule L-83 lets through, NothingToCorrect when there is none;
    then nothing is written. The database itself lets no other change of a published lesson through.
    """
    held = (
        EditionLesson.objects.select_for_update(of=("self",))
        .select_related("words", "lesson", "edition__course")
        .get(pk=held_id)
    )
    if held.edition.course.current_id != held.edition_id:
        raise EditionLesson.DoesNotExist
    after = LessonText.objects.get(pk=keep_words([held.lesson])[held.lesson_id])
    if after.pk == held.words_id:
        raise NothingToCorrect
    if not small(held.words, held.lesson):
        raise NotSmall
    made = EditionCorrection.objects.create(
        held=held, before=held.words, after=after, reason=reason, made_at=at, made_by=signature(by)
    )
    held.words, held.corrected_at = after, at
    held.save(update_fields=["words", "corrected_at"])
    audit.record(by, "edition corrected", held.edition, lesson=str(held.lesson_id), reason=reason)
    return made


@transaction.atomic
def correct_question(held_id: int, *, reason: str, by: Seat, at: datetime) -> QuestionCorrection:
    """Put the ready wording of a question into the newest edition's quiz; attempts begun keep what they were asked.

    held_id   a question of the newest edition's quiz; else EditionQuestion.DoesNotExist. Locked until commit.
    reason    why; authors see it with both wordings.

    The right answer may change too: a wrong key is what such a correction is for. Raises NotSmall when the change
    is more than rule L-161 lets through, NothingToCorrect when there is none; then nothing is written. The
    database itself lets no other change of an edition's quiz through.
    """
    held = (
        EditionQuestion.objects.select_for_update(of=("self",))
        .select_related("question", "quiz__edition__course")
        .get(pk=held_id)
    )
    edition = held.quiz.edition
    if edition.course.current_id != edition.pk:
        raise EditionQuestion.DoesNotExist
    after = ready_wording(held.question)
    if after is None or after.pk == held.question_id:
        raise NothingToCorrect
    if not small_in_question(held.question, after):
        raise NotSmall
    made = QuestionCorrection.objects.create(
        held=held, before=held.question, after=after, reason=reason, made_at=at, made_by=signature(by)
    )
    held.question, held.corrected_at = after, at
    held.save(update_fields=["question", "corrected_at"])
    audit.record(by, "quiz corrected", edition, question=str(after.pk), reason=reason)
    return made


def ready_wording(question: Question) -> Question | None:
    """What stands ready for the next edition in place of a question; None when it is taken out."""
    return Question.objects.filter(quiz=question.quiz_id, key=question.key, retired_at=None).first()


def small_in_question(before: Question, after: Question) -> bool:
    """Whether a ready wording differs from the published one by no more than a correction."""
    same = (before.kind, before.points, before.pool) == (after.kind, after.points, after.pool)
    return is_small_in_question(lines_of(before), lines_of(after), same_place=same)


def small(before: LessonText, lesson: Lesson) -> bool:
    """Whether what a lesson says now differs from published words by a small correction."""
    parts = len(parts_of(before.html)), len(parts_of(lesson.html))
    same = _answers(before.checks) == _answers(lesson.checks)
    return is_small(before.text, lesson.text, parts=parts, answers_same=same)


def _answers(checks: Any) -> dict[str, Any]:
    """Of each live part what must not change: its kind and which choices are right."""
    return {
        key: (facts.get("kind", "check"), [one.get("correct") for one in facts.get("options", [])])
        for key, facts in checks.items()
    }
