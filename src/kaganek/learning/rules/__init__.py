"""What passes, and how a person stands with a course; what an answer is worth is in questionnaires.rules.answers.

Pure: values in, verdict out, no database. Rules L-01 and L-07 … L-09 of docs/reference/rules.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from kaganek.learning.terms import ProgressState
from kaganek.questionnaires.rules.answers import half_up

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Verdict:
    score: Decimal  # percent, 0-100, two decimals
    passed: bool


def percent(points: Decimal, maximum: Decimal) -> Decimal:
    """Points as percent of the maximum, half up, two decimals; nothing of nothing is 0 (L-01)."""
    return half_up(points * 100 / maximum) if maximum else Decimal("0.00")


def judge(points: Decimal, maximum: Decimal, pass_mark: int) -> Verdict:
    """The verdict on an attempt (L-07).

    The rounded percent decides, since it is what the page shows; the mark itself passes: 60 at 60.00.
    """
    result = percent(points, maximum)
    return Verdict(score=result, passed=bool(maximum) and result >= pass_mark)


def state(
    *,
    completed_at: datetime | bool | None,
    started_at: datetime | bool | None,
    due_on: date | None,
    today: date,
) -> ProgressState:
    """How a person stands with a course (L-08): done, else late, else soon (7 days or less), doing, todo.

    "After the deadline" is a state and never a lock: the course stays open.
    """
    if completed_at:
        return ProgressState.DONE
    if due_on and due_on < today:
        return ProgressState.LATE
    if due_on and due_on <= today + SOON:
        return ProgressState.SOON
    return ProgressState.DOING if started_at else ProgressState.TODO


def is_complete(
    *, lessons: int, lessons_done: int, has_quiz: bool, quiz_passed: bool, quiz_only: bool = False
) -> bool:
    """A course is completed when every lesson is finished and its quiz, if it has one, is passed (L-09).

    quiz_only  a renewal for which the quiz suffices (L-101); without a quiz the lessons are asked for after all.

    A course with neither lessons nor a quiz is never completed.
    """
    if not lessons and not has_quiz:
        return False
    read = lessons_done >= lessons or (quiz_only and has_quiz)
    return read and (quiz_passed or not has_quiz)


@dataclass(frozen=True, slots=True)
class Written:
    """A note as one page has it. `sequence` counts that page's saves, `writer` names the page, "" for none."""

    text: str
    sequence: int
    writer: str


BETWEEN = "\n\n— — —\n\n"  # two notes of one lesson that were written without knowing of each other


def kept_text(held: Written, said: Written, *, over: int) -> str | None:
    """What a note becomes when `said` arrives, written over the note number `over`; None: it stays as it is.

    A page's newer save replaces its older ones, whatever order they arrive in. What another page or
    device wrote and this one has not seen is never lost: both texts stay, one under the other.

    Source: rule L-31 (notatki).
    """
    if said.writer and said.writer == held.writer:
        return said.text if said.sequence > held.sequence else None
    if said.text == held.text:
        return None
    if over == held.sequence or held.text in said.text:
        return said.text
    return None if said.text in held.text else f"{held.text}{BETWEEN}{said.text}"


DAY = timedelta(days=1)
MOST_PAGES = 40  # of one lesson open within a day; nobody reads so
Told = Mapping[str, Sequence[int]]


def counted_time(
    told: Told, page: str, *, opened_at: datetime, seconds: int, at: datetime
) -> tuple[dict[str, Sequence[int]], int]:
    """What pages have told of their time after `page` says it was read for `seconds` in all, and how much is new.

    told  {page: (second it was opened at, seconds counted)}; pages older than a day are forgotten and refused.

    A report that comes twice or late adds nothing; no page counts more than the time since it was made.

    Source: rule L-32 (czas nauki).
    """
    now, opened = int(at.timestamp()), int(opened_at.timestamp())
    fresh = {name: one for name, one in told.items() if now - one[0] <= DAY.total_seconds()}
    age = now - opened
    if not 0 <= age <= DAY.total_seconds() or (page not in fresh and len(fresh) >= MOST_PAGES):
        return fresh, 0
    known = fresh[page][1] if page in fresh else 0
    whole = max(known, min(seconds, age))
    fresh[page] = (opened, whole)
    return fresh, whole - known
