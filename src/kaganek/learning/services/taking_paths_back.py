"""A path given to the wrong people, taken back while they have not begun what it brought."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.learning.models import CourseProgress, LearningPath, PathAssignment, PathStep
from kaganek.learning.queries.assigning import ruled
from kaganek.learning.queries.paths import may_assign
from kaganek.learning.services.choices import reckon
from kaganek.learning.services.path_kinds import split_courses, take_courses_back
from kaganek.learning.services.paths import OfficesMayNotAssign
from kaganek.learning.services.telling import forget_path
from kaganek.learning.steps import COURSE, kinds, titles_of
from kaganek.programmes.models import Enrolment


@dataclass(frozen=True, slots=True)
class PathBack:
    """What becomes of a path taken back.

    people  who lose the path.
    ruled   who keep it: a rule in force would give it again at once.
    kept    (person, step) that stay with those who lose the path: begun, or somebody decided about them.
    """

    people: list[Enrolment] = field(default_factory=list)
    ruled: list[Enrolment] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)


def judged(path: LearningPath, enrolments: Collection[int]) -> PathBack:
    """What taking the path back would do now, its courses alone looked at; nothing is written."""
    found = _holders(_assignments(path, enrolments), path)
    found.kept.extend(_named(split_courses(_courses(path, found.people)).kept))
    return found


@transaction.atomic
def take_path_back(path_id: int, enrolments: Collection[int], *, by: Seat) -> PathBack:
    """Take a path back from people: the assignment, and what it brought that nobody has begun.

    enrolments  ids of rows of the path's project; those beyond the caller's open seat are passed over, as are
                those who do not have the path, so that a second time finds nothing.

    What another path of the person has stays as it is. Whom a rule in force would give the path again keeps it:
    the rule is switched off first. Raises LearningPath.DoesNotExist, OfficesMayNotAssign.

    Source: rule L-144 in docs/reference/rules.md.
    """
    path = LearningPath.objects.select_related("project").get(pk=path_id)
    if not may_assign(path.project, by):
        raise OfficesMayNotAssign(path.project)
    found = _holders(_assignments(path, enrolments).select_for_update(of=("self",)), path)
    if not found.people:
        return found
    PathAssignment.objects.filter(path=path, enrolment__in=found.people).delete()
    audit.record_all(by, "path taken back", found.people, path=str(path.pk))
    found.kept.extend(_named(take_courses_back(_courses(path, found.people), "course taken back", by).kept))
    found.kept.extend(_others_back(path, found.people, by))
    forget_path(path.pk, [one.pk for one in found.people])
    reckon({one.pk for one in found.people})
    return found


def _assignments(path: LearningPath, enrolments: Collection[int]) -> QuerySet[PathAssignment]:
    rows = PathAssignment.objects.filter(path=path, enrolment__in=enrolments)
    return rows.select_related("enrolment__person").order_by("enrolment__person__sort_name", "pk")


def _holders(rows: QuerySet[PathAssignment], path: LearningPath) -> PathBack:
    people = [row.enrolment for row in rows]
    again = ruled(path.pk, [one.person_id for one in people]) if people else set()
    return PathBack(
        [one for one in people if one.person_id not in again],
        [one for one in people if one.person_id in again],
    )


def _courses(path: LearningPath, people: Sequence[Enrolment]) -> QuerySet[CourseProgress]:
    """Progress of these people in the courses of the path that no other path of theirs has."""
    steps = PathStep.objects.filter(path=path, kind=COURSE).values("course")
    others = PathAssignment.objects.filter(
        enrolment=OuterRef("enrolment"), path__steps__course=OuterRef("course")
    ).exclude(path=path)
    rows = CourseProgress.taking.filter(~Exists(others), enrolment__in=people, course__in=steps)
    return rows.select_related("person", "course").order_by("person__sort_name", "pk")


def _named(rows: Sequence[CourseProgress]) -> list[tuple[str, str]]:
    return [(row.person.listed_name, row.course.title) for row in rows]


def _others_back(path: LearningPath, people: Sequence[Enrolment], by: Seat) -> list[tuple[str, str]]:
    """Steps that are no courses, by the means of their kind; returns what stays."""
    steps = PathStep.objects.filter(path=path).exclude(kind=COURSE)
    named = {(one.kind, one.what) for one in steps if one.kind in kinds and kinds.get(one.kind).take_back}
    if not named:
        return []
    titles, elsewhere, kept = titles_of(named), _elsewhere(path, people), []
    for person in people:
        for kind, item in sorted(named - elsewhere.get(person.pk, set())):
            back = kinds.get(kind).take_back
            if back and not back(item, person, by):
                kept.append((person.person.listed_name, titles.get((kind, item), "")))
    return kept


def _elsewhere(path: LearningPath, people: Sequence[Enrolment]) -> dict[int, set[tuple[str, int]]]:
    """Steps of the other paths of these people, by enrolment."""
    held = PathAssignment.objects.filter(enrolment__in=people).exclude(path=path)
    having = list(held.values_list("enrolment", "path"))
    steps: dict[int, set[tuple[str, int]]] = defaultdict(set)
    for one in PathStep.objects.filter(path__in={path_id for _, path_id in having}):
        steps[one.path_id].add((one.kind, one.what))
    found: dict[int, set[tuple[str, int]]] = defaultdict(set)
    for enrolment, path_id in having:
        found[enrolment] |= steps[path_id]
    return found
