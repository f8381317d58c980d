"""A lesson or a quiz as its author last kept it becomes what stands for publishing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kaganek.learning.models import Lesson, QuizDraft
from kaganek.learning.services.content import publish_lesson
from kaganek.learning.services.gate import check_gate
from kaganek.learning.services.questions import publish_quiz


def newest(subject: Lesson | QuizDraft) -> Lesson | QuizDraft:
    """The lesson or quiz with the words of its newest version, kept or published."""
    found: Lesson | QuizDraft = subject.get_latest_revision_as_object()
    return found


@transaction.atomic
def publish_newest(subject: Lesson | QuizDraft, *, at: datetime) -> None:
    """Publish the newest version of a lesson or a quiz; raises gate.Blocked while something stands in the way."""
    check_gate(newest(subject))
    revision = subject.get_latest_revision() or subject.save_revision()
    revision.publish(skip_permission_checks=True)
    subject.refresh_from_db()
    if isinstance(subject, Lesson):
        publish_lesson(subject, at=at)
    else:
        publish_quiz(subject, at=at)
