"""What stands in the demonstration and acts by itself: a course that is renewed, a rule for new people."""

from __future__ import annotations

from datetime import datetime

from kaganek.core.seats import Seat, seated
from kaganek.learning.models import Course, LearningPath
from kaganek.learning.rules.validity import Validity
from kaganek.learning.services.assigning import draft_rule, make_rule
from kaganek.learning.services.renewals import begin_due, set_validity
from kaganek.learning.terms import Renewal


def set_standing(path: LearningPath, course: Course, *, by: Seat, at: datetime) -> None:
    """The course holds for a year and one person's year is nearly over; new clerks get the path."""
    with seated(by):
        set_validity(
            path.project_id, course.pk, Validity(months=12, opens_days=30), renewal=Renewal.QUIZ, also_done=True,
            by=by, at=at,
        )  # fmt: skip
        rule = draft_rule(
            path.pk,
            office_id=None,
            departments="",
            positions="referent; podinspektor",
            groups="",
            by=by,
            at=at,
        )
        make_rule(rule, by=by, at=at)
    begin_due(at=at)
