"""A small mistake mended in a published edition, for those who read it too."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.learning.models import EditionCorrection, EditionLesson, Lesson, LessonText
from kaganek.learning.rules.editions import is_small
from kaganek.learning.services.editions import keep_words, signature
from kaganek.lib.wording import parts_of


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
