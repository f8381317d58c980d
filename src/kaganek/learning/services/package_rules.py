"""When a package counts as done in a project: set by its coordinator."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from kaganek.core import audit, jobs
from kaganek.core.dbroles import DbRole
from kaganek.core.models import JobRun
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import Package, PackageAttempt, PackageRule
from kaganek.learning.queries.playing import own_place, parts_of, result_of, rule_for
from kaganek.learning.services.completion import CourseLocked
from kaganek.learning.services.lessons import LessonHeld
from kaganek.learning.services.package_outcome import pass_on
from kaganek.learning.services.packages import office_of
from kaganek.learning.terms import DoneWhen
from kaganek.people.terms import Role
from kaganek.programmes.models import Project

COMPLETING = "learning.package_rule"  # the job


def may_rule(package: Package, by: Seat) -> bool:
    """An office's administrator rules the packages of the own office alone; others those they reach."""
    return by.db_role is not DbRole.OFFICE or package.office_id == office_of(by)


def set_rule(
    package: Package, project: Project, done_when: DoneWhen, *, score: int | None, by: Seat, at: datetime
) -> bool:
    """Say when a package counts as done for the people of one project; False when it was so before.

    package  one that `may_rule` lets the seat rule.
    score    the mark in percent for DoneWhen.SCORE; None for the others.

    Who has finished the package stays finished. Who meets the new rule already finishes it at their next message or
    when they open it again, or at once by `apply_rule`. The log keeps both rules. Source: rule L-48 (ukończenie paczki).
    """
    with seated(SYSTEM):  # an office writes no table of the programme's but through here
        return _set(package, project, done_when, score, by=by, at=at)


def _set(
    package: Package, project: Project, done_when: DoneWhen, score: int | None, *, by: Seat, at: datetime
) -> bool:
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


def meeting(package_id: int, project_id: int) -> list[PackageAttempt]:
    """Whoever meets the rule of a project now and has not completed the package: one attempt of each row of progress.

    Within the seat's reach, of rounds that one may still work on, in a constant number of statements.
    """
    rule, mark = rule_for(package_id, project_id)
    parts = parts_of(package_id)
    rows = PackageAttempt.objects.filter(package=package_id, project=project_id, progress__past=False)
    tries: dict[int, dict[int, PackageAttempt]] = defaultdict(dict)
    for row in rows.defer("state", "opened").order_by("progress", "number"):
        tries[row.progress_id][row.item_id] = row
    judged = ((held, result_of(rule, mark, parts, held)) for held in tries.values())
    return [next(iter(held.values())) for held, found in judged if found.done and not found.was_done]


def ask_to_complete(package: Package, project: Project, *, by: Seat, at: datetime) -> JobRun | None:
    """Let the worker complete the package for everyone within reach who meets its rule; None when there is nobody.

    Asked for again while it runs, it is the same work. Source: rule L-48.
    """
    about = {"package_id": package.pk, "project_id": project.pk}
    if under_way := jobs.running(COMPLETING, at=at, **about):
        return under_way
    people = len(meeting(package.pk, project.pk))
    if not people:
        return None
    audit.record(by, "package rule applied", package, project=str(project.pk), people=str(people))
    label = f"Ukończenie paczki „{package.title}” u osób, które spełniają regułę"
    return jobs.start(COMPLETING, by=by, label=label, at=at, total=people, **about)


def complete_for(attempt: PackageAttempt, *, by: Seat, at: datetime) -> bool:
    """What opening the package would do for the person of one attempt of `meeting`; False where it would do nothing.

    In the person's own seat, as when they open it, in a transaction of its own; `by` is who asked for it. A course
    that waits for another one, and a course that the person goes on with in another project, stay as they are.
    """
    person = Seat(
        attempt.person_id, Role.LEARNER, DbRole.PERSON, offices=(attempt.office_id,), projects=None, own_rows_only=True
    )  # fmt: skip
    try:
        with seated(person):
            place = own_place(attempt.package_id, lock=True)
            if place is None or place.progress.pk != attempt.progress_id or place.progress.blocked_by:
                return False
            locked = PackageAttempt.objects.select_for_update(of=("self",), no_key=True).get(pk=attempt.pk)
            return pass_on(locked, by=by, at=at).done
    except (CourseLocked, LessonHeld):
        return False
