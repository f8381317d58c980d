"""The reminders of a day."""

from __future__ import annotations

from datetime import datetime

from kaganek.learning.services.deadlines import remind_all


def remind(*, at: str) -> None:
    """Everyone whose deadline comes or has passed; done twice, nobody is told twice."""
    remind_all(at=datetime.fromisoformat(at))
