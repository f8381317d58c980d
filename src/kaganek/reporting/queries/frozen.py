"""The content of a periodic report: counted once, small groups already left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.timezone import localdate

from kaganek.learning.models import CourseProgress
from kaganek.lib.names import sort_key
from kaganek.programmes.models import Project
from kaganek.reporting import rules
from kaganek.reporting.queries import project as report
from kaganek.reporting.queries import standing
from kaganek.reporting.queries.indicators.published import published
from kaganek.reporting.rules import ALL, Key, Leaf

Row = Any  # a dict of .values()
Shown = dict[str, Any]
VERSION = 1


@dataclass(frozen=True)
class _Counted:
    """What was counted, and which of it may not be shown."""

    offices: list[Row]
    people: dict[int, int]  # by office
    done: dict[int, int]
    no_people: Collection[Key]
    no_done: Collection[Key]


def content(project: Project, until: datetime) -> Shown:
    """Everything that the report will ever say, as plain JSON; None stands for what is kept back.

    until   completions after this moment do not count.
    """
    offices = report.places(project.pk)
    by_office = {row["office_id"]: row for row in _by_office(project.pk, until)}
    people = {one["id"]: by_office.get(one["id"], {}).get("people", 0) for one in offices}
    done = {
        one["id"]: people[one["id"]] - by_office.get(one["id"], {}).get("unfinished", 0) for one in offices
    }
    no_people = rules.hidden(_leaves(offices, people))
    rows = _by_course(project.pk, until)
    having = _having(rows, None if ALL not in no_people else sum(people.values()))
    completions = _completions(rows, people, having, no_people)
    no_done, kept = _both_hidden(_leaves(offices, done, people, no_people), completions, no_people)
    counted = _Counted(offices, people, done, no_people, no_done)
    total = _line(counted, ALL, [one["id"] for one in offices])
    courses = _courses(rows, [one for one in offices if people[one["id"]]], completions, having, kept)
    told = None not in (total["done"], courses["matrix_total"])
    return {
        "version": VERSION,
        "project": {"name": project.name, "code": project.code, "agreement": project.agreement},
        "publisher": project.operator.office_name,
        "strip": project.strip,
        "total": total,
        "kinds": _groups(counted, "column", "kind"),
        "voivodeships": _groups(counted, "row", "voivodeship"),
        "offices": [_office(counted, one) for one in offices],
        **courses,
        "indicators": published(project.pk, localdate(until), people=total["people"], whole=told),
    }


def _by_office(project_id: int, until: datetime) -> Iterable[Row]:
    return (
        CourseProgress.objects.filter(project_id=project_id, course__office=None)
        .annotate(choosing=standing.choosing("enrolment"))
        .values("office_id")
        .annotate(
            people=Count("enrolment_id", distinct=True),
            unfinished=Count("enrolment_id", distinct=True, filter=_open_at(until) | Q(choosing=True)),
        )
        .order_by()
    )


def _open_at(until: datetime) -> Q:
    return Q(completed_at=None) | Q(completed_at__gt=until)


def _leaves(
    offices: Iterable[Row],
    values: Mapping[int, int],
    wholes: Mapping[int, int] | None = None,
    unknown: Collection[Key] = (),
) -> list[Leaf]:
    """Offices as cells: voivodeship by kind, both of which everyone knows."""
    return [
        Leaf(
            one["id"], one["voivodeship"], one["kind"], values[one["id"]],
            wholes[one["id"]] if wholes is not None else None, ("cell", one["id"]) not in unknown,
        )
        for one in offices
    ]  # fmt: skip


def _line(counted: _Counted, key: Key, ids: Collection[int]) -> Shown:
    people = None if key in counted.no_people else sum(counted.people[one] for one in ids)
    done = None if key in counted.no_done else sum(counted.done[one] for one in ids)
    return {"offices": len(ids), "people": people, "done": done, "share": _share(done, people)}


def _groups(counted: _Counted, side: str, field: str) -> list[Shown]:
    members: dict[str, list[int]] = {}
    for one in counted.offices:
        members.setdefault(one[field], []).append(one["id"])
    rows = [
        {"label": report.group_name(field, code), **_line(counted, (side, code), ids)}
        for code, ids in members.items()
    ]
    return sorted(rows, key=lambda row: sort_key(row["label"]))


def _office(counted: _Counted, one: Row) -> Shown:
    return {
        "id": one["id"],
        "name": one["office_name"],
        "teryt": one["teryt"] or "",
        "voivodeship": report.voivodeship(one["voivodeship"]),
        "kind": report.kind(one["kind"]),
        **_line(counted, ("cell", one["id"]), [one["id"]]),
    }


def _by_course(project_id: int, until: datetime) -> list[Row]:
    rows = (
        CourseProgress.objects.filter(project_id=project_id, course__office=None)
        .values("office_id", "course_id", "course__title", "course__short_title")
        .annotate(people=Count("pk"), open=Count("pk", filter=_open_at(until)))
        .order_by("course_id")
    )
    return sorted(rows, key=lambda row: sort_key(row["course__title"]))


def _having(rows: list[Row], unsaid: int | None) -> dict[int, int | None]:
    """How many have each course; None is kept back: a few people, or so many that they give away a sum that is unsaid.

    unsaid  people of the project, where that is kept back; whoever has a course is one of them.
    """
    found: dict[int, int] = defaultdict(int)
    for row in rows:
        found[row["course_id"]] += row["people"]
    most = None if unsaid is None else unsaid - rules.THRESHOLD
    return {
        course: None if rules.is_small(number) or (most is not None and number > most) else number
        for course, number in found.items()
    }


def _completions(
    rows: list[Row], people: Mapping[int, int], having: Mapping[int, int | None], no_people: Collection[Key]
) -> list[Leaf]:
    """Completed courses as cells: office by course.

    How many of an office have a course is nowhere said. They are no more than the people of the office, and than all who
    have the course, where those are published.
    """
    return [
        Leaf(
            (row["office_id"], row["course_id"]), row["office_id"], row["course_id"],
            row["people"] - row["open"], row["people"], ("cell", row["office_id"]) not in no_people,
            _most(people[row["office_id"]], having[row["course_id"]]),
        )
        for row in rows
    ]  # fmt: skip


def _most(people: int, having: int | None) -> int:
    return people if having is None else min(people, having)


def _both_hidden(
    finished: list[Leaf], completions: list[Leaf], no_people: Collection[Key]
) -> tuple[frozenset[Key], frozenset[Key]]:
    """What to keep back of finished paths and of completed courses.

    Where an office has one course, or the project has one, both tables say the same number: what one
    keeps back, the other may neither show nor let anyone work out. Completions of an office whose people
    are kept back would say how many there are at least.
    """
    twins = _twins(completions)
    left = [replace(leaf, value=(leaf.whole or 0) - leaf.value, whole=None) for leaf in finished]
    unknown = [leaf for leaf in completions if not leaf.known]
    no_done = frozenset(no_people)
    kept = frozenset[Key](key for leaf in unknown for key in (("cell", leaf.key), ("row", leaf.row)))
    ours, theirs = frozenset[Key](), frozenset[Key]()
    while True:
        before = (no_done, kept)
        no_done = rules.hidden(finished, also=no_done | ours, guarded=ours)
        no_done = rules.hidden(left, also=no_done)  # known wherever both people and finished are
        kept = rules.hidden(
            completions, also=kept | theirs | _ceilings(finished, completions, no_done), guarded=theirs
        )
        same = [(one, other) for one, other in twins if one in no_done or other in kept]
        ours, theirs = frozenset(one for one, _ in same), frozenset(other for _, other in same)
        theirs |= _sum_of_twins(finished, twins, no_done)
        if (no_done, kept) == before and ours <= no_done and theirs <= kept:
            return no_done, kept


def _ceilings(finished: list[Leaf], completions: list[Leaf], no_done: Collection[Key]) -> set[Key]:
    """Completions of offices where hardly more courses than paths are finished: they say how many at most."""
    total: dict[Any, int] = {}
    for leaf in completions:
        total[leaf.row] = total.get(leaf.row, 0) + leaf.value
    near = {
        leaf.key
        for leaf in finished
        if ("cell", leaf.key) in no_done and total.get(leaf.key, 0) < leaf.value + rules.THRESHOLD
    }
    return {
        key for leaf in completions if leaf.row in near for key in (("cell", leaf.key), ("row", leaf.row))
    }


def _sum_of_twins(
    finished: list[Leaf], twins: list[tuple[Key, Key]], no_done: Collection[Key]
) -> frozenset[Key]:
    """The sum of all completions, where minus the rest it says how many finished in a region or a kind.

    That is so when every office there has one course.
    """
    same = {one for one, _ in twins}
    others = {
        key
        for leaf in finished
        if leaf.whole and ("cell", leaf.key) not in same
        for key in (("row", leaf.row), ("column", leaf.column))
    }
    sums = {key for leaf in finished for key in (("row", leaf.row), ("column", leaf.column))} - others
    return frozenset({ALL} if same and (ALL, ALL) not in twins and sums & set(no_done) else ())


def _twins(completions: list[Leaf]) -> list[tuple[Key, Key]]:
    """Keys of finished paths with those of completed courses that say the same number."""
    courses_of: dict[Any, list[Any]] = {}
    for leaf in completions:
        courses_of.setdefault(leaf.row, []).append(leaf.key)
    pairs: list[tuple[Key, Key]] = []
    for office, keys in courses_of.items():
        if len(keys) == 1:
            pairs += [(("cell", office), ("cell", keys[0])), (("cell", office), ("row", office))]
    columns = {leaf.column for leaf in completions}
    return [*pairs, (ALL, ALL), (ALL, ("column", *columns))] if len(columns) == 1 else pairs


def _courses(
    rows: list[Row],
    offices: list[Row],
    leaves: list[Leaf],
    having: Mapping[int, int | None],
    kept: Collection[Key],
) -> Shown:
    """Courses with their sums, and how many people of each office completed each of them."""
    titles = {row["course_id"]: (row["course__title"], row["course__short_title"]) for row in rows}
    return {
        "courses": [_course(one, title, leaves, having[one], kept) for one, title in titles.items()],
        "matrix": [_matrix_row(one, list(titles), leaves, kept) for one in offices],
        "matrix_total": None if ALL in kept else sum(leaf.value for leaf in leaves),
    }


def _course(
    course_id: int, title: tuple[str, str], leaves: list[Leaf], people: int | None, kept: Collection[Key]
) -> Shown:
    own = [leaf for leaf in leaves if leaf.column == course_id]
    done = None if ("column", course_id) in kept else sum(leaf.value for leaf in own)
    return {
        "title": title[0],
        "short": title[1] or title[0],
        "people": people,
        "done": done,
        "share": _share(done, people),
    }


def _matrix_row(office: Row, course_ids: list[int], leaves: list[Leaf], kept: Collection[Key]) -> Shown:
    own = {leaf.column: leaf for leaf in leaves if leaf.row == office["id"]}
    return {
        "name": office["office_name"],
        "done": [_cell(own.get(one), kept) for one in course_ids],
        "total": None if ("row", office["id"]) in kept else sum(leaf.value for leaf in own.values()),
    }


def _cell(leaf: Leaf | None, kept: Collection[Key]) -> int | None:
    if leaf is None:
        return 0  # nobody there has this course
    return None if ("cell", leaf.key) in kept else leaf.value


def _share(done: int | None, people: int | None) -> int | None:
    """Whole percent, and only where both numbers are published: a share alone would give the other away."""
    return None if done is None or not people else rules.whole_percent(done, people)
