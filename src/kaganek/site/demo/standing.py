"""What stands in the demonstration: a course that is renewed, a rule for new people, how many each office has to train."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kaganek.core.seats import Seat, seated
from kaganek.learning.models import Course, LearningPath
from kaganek.learning.rules.validity import Validity
from kaganek.learning.services.assigning import draft_rule, make_rule
from kaganek.learning.services.renewals import begin_due, set_validity
from kaganek.learning.services.requirements import set_required
from kaganek.learning.terms import Renewal
from kaganek.people.models import Office
from kaganek.programmes.models import Project
from kaganek.site.demo.people import OFFICES


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


def set_numbers(
    project: Project, courses: Sequence[Course], offices: Mapping[str, Office], *, by: Seat, at: datetime
) -> None:
    """Four people of five finish the first courses; the smallest offices are asked for no number."""
    with seated(by):
        for name, *_, people in OFFICES:
            if number := people * 4 // 5 // 5 * 5:
                numbers = {one.pk: number for one in courses if one.code in ("RODO", "PJ")}
                set_required(project, offices[name], numbers, by=by, at=at)
