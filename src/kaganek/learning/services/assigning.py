"""Rules that give paths by themselves: made, run by the worker's clock, switched off; they never take away."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kaganek.core import audit
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.core.turns import take_turn
from kaganek.learning.models import AssignmentHit, AssignmentRule, LearningPath
from kaganek.learning.queries.assigning import next_of, offices_for_rules, why
from kaganek.learning.queries.paths import may_assign, paths_in_reach
from kaganek.learning.services.paths import OfficesMayNotAssign, assign
from kaganek.learning.terms import RuleOutcome
from kaganek.people.models import Person
from kaganek.people.terms import OFFICE_ADMINS
from kaganek.programmes.models import Enrolment, Project
from kaganek.programmes.services.enrolment import enrol, lock_places, places_taken

AT_ONCE = 2000


class OfficeNotOfRule(Exception):
    """The office takes no part in the project, or is beyond the seat."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run of a rule did."""

    given: int = 0
    without_place: int = 0


def draft_rule(
    path_id: int,
    *,
    office_id: int | None,
    departments: str,
    positions: str,
    groups: str,
    by: Seat,
    at: datetime,
) -> AssignmentRule:
    """A rule as it would be, unsaved: for the preview.

    office_id  None = all offices of the project; an office's own seat always speaks for its own.

    Raises LearningPath.DoesNotExist outside reach, OfficesMayNotAssign, OfficeNotOfRule.
    """
    path: LearningPath = paths_in_reach(by).get(pk=path_id)
    if not may_assign(path.project, by):
        raise OfficesMayNotAssign(path.project)
    of_office = by.role in OFFICE_ADMINS
    if of_office and office_id is None:
        office_id = next(iter(by.offices or ()), None)
    known = {pk for pk, _ in offices_for_rules(path.project_id, by)}
    if (of_office and office_id is None) or (office_id is not None and office_id not in known):
        raise OfficeNotOfRule(office_id)
    who = Person.objects.filter(pk=by.person_id).first() if by.person_id else None
    return AssignmentRule(
        project=path.project, path=path, office_id=office_id, departments=departments.strip(),
        positions=positions.strip(), groups=groups.strip(), of_office=of_office, made_by=by.person_id,
        made_name=who.full_name if who else "", made_at=at,
    )  # fmt: skip


@transaction.atomic
def make_rule(draft: AssignmentRule, *, by: Seat, at: datetime) -> tuple[AssignmentRule, Ran]:
    """Put a drafted rule in force and run it at once; the same rule in force already is that one."""
    take_turn("rule", draft.path_id)
    same = AssignmentRule.objects.filter(
        project=draft.project_id, office=draft.office_id, path=draft.path_id, departments=draft.departments,
        positions=draft.positions, groups=draft.groups, of_office=draft.of_office, off_at=None,
    ).first()  # fmt: skip
    if same:
        return same, _done(same)
    draft.save()
    audit.record(by, "rule made", draft, path=str(draft.path_id))
    with seated(SYSTEM):
        return draft, run_rule(draft.pk, at=at)


def _done(rule: AssignmentRule) -> Ran:
    """What the rule has done since it is in force."""
    with seated(SYSTEM):
        outcomes = Counter(rule.hits.values_list("outcome", flat=True))
    return Ran(outcomes[RuleOutcome.GIVEN], outcomes[RuleOutcome.NO_PLACE])


@transaction.atomic
def switch_off(rule_id: int, *, by: Seat, at: datetime) -> AssignmentRule:
    """Take a rule out of force; what it gave stays. Raises AssignmentRule.DoesNotExist outside reach."""
    rule = AssignmentRule.objects.select_for_update(of=("self",)).get(pk=rule_id)
    if rule.off_at is None:
        rule.off_at = at
        rule.save(update_fields=["off_at"])
        audit.record(by, "rule switched off", rule)
    return rule


def run_all(*, at: datetime) -> Ran:
    """Run every rule in force, each in a transaction of its own; the worker's clock calls it."""
    with seated(SYSTEM):
        ids = list(AssignmentRule.objects.filter(off_at=None).order_by("pk").values_list("pk", flat=True))
    given = without = 0
    for rule_id in ids:
        with seated(SYSTEM):
            ran = run_rule(rule_id, at=at)
        given, without = given + ran.given, without + ran.without_place
    return Ran(given, without)


def run_rule(rule_id: int, *, at: datetime) -> Ran:
    """Give the path to everyone the rule touches now; as the system, in the caller's transaction.

    A rule runs once at a time; done again it changes nothing. An office's rule does nothing while the
    project keeps assigning to its coordinator, and brings into the project only where offices may, and
    only as many people as there are places. Each person and outcome is logged once, with the reason. At most
    AT_ONCE people in a run: those for whom it has nothing yet never keep the others from their turn.

    Source: rule L-103 (reguła przypisania).
    """
    rows = AssignmentRule.objects.select_for_update(of=("self",), skip_locked=True).filter(
        pk=rule_id, off_at=None
    )
    rule = rows.select_related("project").first()
    if rule is None or (rule.of_office and not rule.project.offices_assign_paths):
        return Ran()
    people = sorted(next_of(rule)[:AT_ONCE], key=lambda one: one.pk)
    if not people:
        return Ran()
    inside = _inside(rule.project, people)
    coming, without = _with_places(rule, [one for one in people if one.pk not in inside])
    came = enrol([one.pk for one in coming], project_id=rule.project_id, by=SYSTEM, at=at) if coming else []
    given = [*inside.values(), *came]
    assign(rule.path_id, given, by=SYSTEM, at=at)
    _log(rule, [(row.person_id, row.office_id, RuleOutcome.GIVEN) for row in given], at)
    _log(rule, [(one.pk, one.office_id or 0, RuleOutcome.NO_PLACE) for one in without], at)
    return Ran(len(given), len(without))


def _inside(project: Project, people: Sequence[Person]) -> dict[int, Enrolment]:
    rows = Enrolment.objects.filter(project=project, person__in=people, left_at=None)
    return {row.person_id: row for row in rows}


def _with_places(rule: AssignmentRule, people: list[Person]) -> tuple[list[Person], list[Person]]:
    """Those who may come into the project, and those for whom there is no place."""
    if not people or not rule.project.offices_import_people:
        return [], []
    by_office: dict[int, list[Person]] = defaultdict(list)
    for one in people:
        by_office[one.office_id or 0].append(one)
    limits = lock_places(rule.project_id, set(by_office))
    taken = places_taken(rule.project_id, set(by_office))
    coming: list[Person] = []
    without: list[Person] = []
    for office, some in by_office.items():
        free = max(limits[office] - taken.get(office, 0), 0)
        coming += some[:free]
        without += some[free:]
    return coming, without


def _log(rule: AssignmentRule, rows: Sequence[tuple[int, int, RuleOutcome]], at: datetime) -> None:
    AssignmentHit.objects.bulk_create(
        [
            AssignmentHit(
                rule=rule, project_id=rule.project_id, office_id=office, person_id=person, outcome=outcome,
                why=why(rule)[:500], at=at,
            )
            for person, office, outcome in rows
        ],
        ignore_conflicts=True,
    )  # fmt: skip
