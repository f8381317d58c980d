"""When a package counts as done in a project: set by its coordinator."""

from __future__ import annotations

from datetime import datetime

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.learning.models import Package, PackageRule
from kaganek.learning.terms import DoneWhen
from kaganek.programmes.models import Project


def set_rule(
    package: Package, project: Project, done_when: DoneWhen, *, score: int | None, by: Seat, at: datetime
) -> bool:
    """Say when a package counts as done for the people of one project; False when it was so before.

    score  the mark in percent for DoneWhen.SCORE; None for the others.

    Who has finished the package stays finished. Who meets the new rule already finishes it at their next message or
    when they open it again. The log keeps both rules. Source: rule L-48 (ukończenie paczki).
    """
    before = PackageRule.objects.select_for_update().filter(package=package, project=project).first()
    held = (before.done_when, before.score) if before else (DoneWhen.PACKAGE, None)
    if held == (done_when, score):
        return False
    rule, _ = PackageRule.objects.update_or_create(
        package=package, project=project, defaults={"done_when": done_when, "score": score}
    )
    told = {"before": f"{held[0]} {held[1] or ''}".strip(), "after": f"{done_when} {score or ''}".strip()}
    audit.record(by, "package rule set", rule, at=at.isoformat(), **told)
    return True
