"""Time given to people of the made-up country, and answers of theirs that somebody graded by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kaganek.learning.models import AttemptAnswer, CourseProgress, EssayGrade, QuizAllowance
from kaganek.people.models import Person
from kaganek.programmes.models import Enrolment


def write_grading(
    learners: Sequence[Enrolment], words: Mapping[int, str], *, grader: Person, at: datetime
) -> None:
    """More time for each, and a grade of the first answer of those who have answered.

    words  the word of each office, by its id; it stands in every text.
    """
    for one in learners:
        word = words[one.office_id]
        progress = CourseProgress.objects.filter(enrolment=one).order_by("pk")[0]
        QuizAllowance.objects.create(
            progress=progress, extra_minutes=10, reason=f"Wniosek {word}", signed=f"Opiekun {word}", made_at=at,
            **progress.quad,
        )  # fmt: skip
    offices = {one.office_id for one in learners}
    for office in sorted(offices):
        answer = AttemptAnswer.objects.filter(office=office).order_by("pk").first()
        if answer:
            EssayGrade.objects.create(
                attempt_id=answer.attempt_id, answer=answer, points=1, remark=f"Uwagi {words[office]}", grader=grader,
                signed=f"Konsultant {words[office]}", graded_at=at, **answer.quad,
            )  # fmt: skip
