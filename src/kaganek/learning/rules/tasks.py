"""Judgements on tasks: whether work is late. Pure; rule L-91. Which files may be added: lib.sent_files (L-92)."""

from __future__ import annotations

from datetime import date

from kaganek.learning.terms import WorkState

OPEN = (WorkState.TODO, WorkState.RETURNED)  # somebody still has to hand it in
FIXED_ONCE_GIVEN = (
    "kind",
    "wants_text",
    "most_files",
)  # of a task that somebody has: drafts and teams hang on them


def is_late(due_on: date | None, today: date, *, open_: bool) -> bool:
    """Whether work that is still to be handed in is past its deadline; a state and never a lock (L-91)."""
    return open_ and due_on is not None and due_on < today
