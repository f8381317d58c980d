"""Whom a rule of assignment touches: one question for the preview and for the run."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import AssignmentHit, AssignmentRule, PathAssignment
from kaganek.learning.terms import RuleOutcome
from kaganek.people.models import Office, Person
from kaganek.programmes.models import Enrolment, Participation


def alternatives(text: str) -> list[str]:
    """What stands between semicolons, without spaces around."""
    return [word.strip() for word in text.split(";") if word.strip()]


def touching(rule: AssignmentRule) -> QuerySet[Person]:
    """People whom the rule would give the path now, in the order of their numbers; the rule may be unsaved.

    Case does not matter. Nobody who has the path, whose account is off, or who left the project. A rule
    of the project touches only those who take part in it; a rule of an office also its other people.

    Source: rule L-103 (reguła przypisania).
    """
    having = PathAssignment.objects.filter(path=rule.path_id, person=OuterRef("pk"))
    people = _matching(rule).filter(~Exists(having))
    return people.order_by("pk")


def ruled(path_id: int, people: Collection[int]) -> set[int]:
    """Those of these people to whom a rule in force would give the path again. As the system: of all rules."""
    with seated(SYSTEM):
        rules = AssignmentRule.objects.filter(path=path_id, off_at=None).select_related("project")
        found = [_matching(rule).filter(pk__in=people).values_list("pk", flat=True) for rule in rules]
        return {pk for ids in found for pk in ids}


def _matching(rule: AssignmentRule) -> QuerySet[Person]:
    """People of whom the rule speaks, whether they have the path or not."""
    part = Enrolment.objects.filter(project=rule.project_id, person=OuterRef("pk"))
    people = Person.objects.filter(
        _work(rule), ~Exists(part.filter(left_at__isnull=False)), deactivated_at=None
    )
    if not rule.of_office:
        people = people.filter(Exists(part))
    offices = Participation.objects.filter(project=rule.project_id).values("office")
    return people.filter(office=rule.office_id) if rule.office_id else people.filter(office__in=offices)


def next_of(rule: AssignmentRule) -> QuerySet[Person]:
    """The same people in the order in which runs take them: who takes part, the new ones, who is known to wait for a place."""
    part = Enrolment.objects.filter(project=rule.project_id, person=OuterRef("pk"), left_at=None)
    waited = AssignmentHit.objects.filter(rule=rule, person=OuterRef("pk"), outcome=RuleOutcome.NO_PLACE)
    return (
        touching(rule).annotate(inside=Exists(part), waits=Exists(waited)).order_by("-inside", "waits", "pk")
    )


def _work(rule: AssignmentRule) -> Q:
    said = {"department": rule.departments, "position": rule.positions, "group_name": rule.groups}
    all_of = Q()
    for field, text in said.items():
        any_of = Q()
        for word in alternatives(text):
            any_of |= Q(**{f"{field}__iexact": word})
        all_of &= any_of
    return all_of


def why(rule: AssignmentRule) -> str:
    """The conditions in words."""
    said = (("komórka", rule.departments), ("stanowisko", rule.positions), ("grupa", rule.groups))
    words = [f"{label}: {' albo '.join(alternatives(text))}" for label, text in said if alternatives(text)]
    return "; ".join(words) or "każda osoba"


def rules_in_reach() -> QuerySet[Any]:  # Any: rows carry the number
    """Rules that the seat sees, each with how many people it gave the path."""
    given = Count("hits", filter=Q(hits__outcome=RuleOutcome.GIVEN))
    return AssignmentRule.objects.select_related("path", "office", "project").annotate(given=given)


def hits_of(rule: AssignmentRule) -> QuerySet[AssignmentHit]:
    """What a rule did, for whom."""
    return AssignmentHit.objects.filter(rule=rule).select_related("person", "office")


def offices_for_rules(project_id: int, seat: Seat) -> list[tuple[int, str]]:
    """Offices of the project within reach, to choose one of."""
    part = Participation.objects.filter(project=project_id).values("office")
    found = Office.objects.filter(pk__in=part)
    if seat.offices is not None:
        found = found.filter(pk__in=seat.offices)
    return [(one.pk, one.office_name) for one in found.order_by("sort_name", "pk")]
