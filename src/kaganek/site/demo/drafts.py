"""Two experts of the demonstration at work: one draft waits for a review, a lesson has remarks beside its text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from kaganek.core.seats import Seat, seated
from kaganek.learning.models import Course, Lesson
from kaganek.learning.services.reviews import ask_for_review, leave_remark

PARAGRAPH = (
    "<p>Zanim wyślesz pismo, przeczytaj je na głos. Zdanie, na którym brakuje tchu, podziel na dwa. "
    "Potem poproś kogoś spoza referatu, żeby powiedział własnymi słowami, co ma zrobić adresat.</p>"
)


def write_drafts(courses: Sequence[Course], author: Seat, reviewer: Seat, *, at: datetime) -> None:
    """A lesson of plain language has a new last paragraph; its author asks for a review."""
    course = next(one for one in courses if one.code == "PJ")
    with seated(author):
        lesson = Lesson.objects.get(course=course, position=2)
        blocks = lesson.body.get_prep_value()
        added = {"type": "text", "id": str(uuid5(NAMESPACE_URL, "kaganek:PJ/draft")), "value": PARAGRAPH}
        lesson.body = json.dumps([*blocks, added])
        lesson.save_revision()
        ask_for_review(
            lesson.pk, reviewers=[reviewer.account_id or 0], by=author, at=at - timedelta(days=1),
            message="Ostatni akapit jest nowy. Czy przykład jest dość konkretny?",
        )  # fmt: skip
    with seated(reviewer):
        leave_remark(
            lesson.pk, block=added["id"], quote="Zanim wyślesz pismo, przeczytaj je na głos.",
            text="Może dopisać, ile słów ma najwyżej mieć zdanie?", by=reviewer, at=at - timedelta(hours=3),
        )  # fmt: skip
