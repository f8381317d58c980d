"""Judgements on questions: by when we answer, which state a message leaves. Pure; rules C-80 to C-84."""

from __future__ import annotations

from datetime import date, datetime

from kaganek.communication.terms import Desk, QuestionState, Side
from kaganek.lib.dates import working_day_after

ANSWER_WITHIN = {Desk.CONTENT: 2, Desk.SUPPORT: 1}  # working days
MOST_MAILS_AN_HOUR = 20  # from one address; beyond them somebody's programs talk to each other
MOST_FILES = 5  # of one message


def promised_on(asked_on: date, desk: str) -> date:
    """The day by which the asker is told to expect an answer (C-82)."""
    return working_day_after(asked_on, ANSWER_WITHIN[Desk(desk)])


def state_after(side: str, *, wants_more: bool = False) -> QuestionState:
    """The state that a message leaves: the asker's opens the question, also a closed one (C-83)."""
    if side == Side.ASKER:
        return QuestionState.OPEN
    return QuestionState.WAITING if wants_more else QuestionState.ANSWERED


def is_late(promised: date, first_answer_at: datetime | None, state: str, today: date) -> bool:
    """Whether the promised day has passed without any answer."""
    return first_answer_at is None and state == QuestionState.OPEN and promised < today
