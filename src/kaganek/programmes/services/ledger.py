"""The ledger: what enrolled people have earned, each thing once."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from kaganek.core.kept import ask
from kaganek.programmes.models import Achievement, Enrolment

# By hand: one statement that says whether the line is new, and no savepoint to fall back to.
_INSERT = """
INSERT INTO programmes_achievement
    (enrolment_id, project_id, office_id, person_id, source, title, hours, score, at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (enrolment_id, source) DO NOTHING
RETURNING id
"""


def record_achievement(
    enrolment: Enrolment, *, source: str, title: str, hours: Decimal, score: Decimal | None, at: datetime
) -> tuple[Achievement, bool]:
    """Write what a person has earned into the ledger; the second time changes nothing.

    source  what gave it ("learning.course:17"); once per enrolment.
    title   its name on the day it was earned.
    hours   teaching hours of 45 minutes.
    score   percent, where there was something to score.

    Returns the line and whether it is new. Runs inside the transaction of the seat around it,
    so it stands or falls with the deed that earned it.
    """
    new = Achievement(
        enrolment=enrolment,
        project_id=enrolment.project_id,
        office_id=enrolment.office_id,
        person_id=enrolment.person_id,
        source=source,
        title=title,
        hours=hours,
        score=score,
        at=at,
    )
    quad = (new.enrolment_id, new.project_id, new.office_id, new.person_id)
    rows = ask(_INSERT, [*quad, source, title, hours, score, at])
    if not rows:
        return Achievement.objects.get(enrolment=enrolment, source=source), False
    new.pk = rows[0][0]
    return new, True


def raise_score(achievement: Achievement, score: Decimal) -> None:
    """Let a line of the ledger say a better result; a worse one changes nothing.

    For lines that no certificate speaks of yet: the caller sees to that.
    """
    if achievement.score is None or score > achievement.score:
        Achievement.objects.filter(pk=achievement.pk).update(score=score)
        achievement.score = score
