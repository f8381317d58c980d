"""How a question of the bank works in the courses that ask it: for those who may count quizzes (rule L-71)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kaganek.core.access import may
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.queries.bank import every_wording_asked
from kaganek.learning.queries.figures import figures_of
from kaganek.learning.rules.figures import FEWEST, SMALL, Asked, difficulty, discrimination
from kaganek.lib.polish import number

FEW = "za mało podejść"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: a course, or all of them where `course` is None."""

    course: int | None
    title: str
    times: str
    share: str = FEW
    power: str = FEW


def numbers_of(question_id: int, seat: Seat) -> list[Line] | None:
    """A line for each course within the seat's reach that asked the question, and one for all.

    None for a seat that may not count quizzes. An author is told of no group of fewer than SMALL people, and
    the sum leaves those out too, since it would give them away.
    """
    if not may(seat, "count", "learning.quiz"):
        return None
    asked = list(every_wording_asked(question_id))
    courses = {one.quiz_id: one.quiz.course for one in asked}
    seen = may(seat, "view", "learning.courseprogress")
    ids = [one.pk for one in asked]
    if seen:
        found = figures_of(ids, list(courses))
    else:  # an author reads no table of attempts
        with seated(SYSTEM):
            found = figures_of(ids, list(courses))
    told = [one for quiz in courses if (one := found.get(quiz)) and (seen or one.people >= SMALL)]
    known = {one.quiz for one in told}
    lines = [
        _line(course.pk, course.title, [found[quiz]]) if quiz in known else Line(course.pk, course.title, FEW)
        for quiz, course in courses.items()
        if quiz in found
    ]
    return [*lines, _line(None, "Razem", told)] if len(told) > 1 else lines


def _line(course: int | None, title: str, rows: Sequence[Asked]) -> Line:
    times = sum(one.times for one in rows)
    share, power = difficulty(rows), discrimination(rows)
    return Line(
        course,
        title,
        number(times),
        "–" if share is None else number(share, 2),
        FEW if times < FEWEST else "–" if power is None else number(power, 2),
    )
