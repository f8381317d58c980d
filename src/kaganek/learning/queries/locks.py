"""What keeps a course of a path closed: asked beside the row of progress, settled for steps that are no courses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Func, JSONField

from kaganek.learning.rules.paths import is_place_done
from kaganek.learning.steps import COURSE, states_of, titles_of
from kaganek.programmes.models import Enrolment

# The places of its paths that a course waits for (rule L-141), as far as courses tell: those of which too few
# courses are completed, each {"needed", "done", "of": [[kind, item, title], …]}; NULL = it is open. A course
# that was begun is never closed again (L-11), and neither a renewal nor what waited for a course closes when
# that course is to be renewed. Row-level security judges the tables inside as everywhere.
BLOCKED_BY = Func(
    template="(SELECT jsonb_agg(place.facts ORDER BY place.first) FROM learning_pathassignment given"
    " JOIN learning_pathstep step ON step.path_id = given.path_id"
    " AND step.course_id = learning_courseprogress.course_id AND (step.after_previous OR step.needs <> '{}')"
    " CROSS JOIN LATERAL (SELECT min(one.position) AS first, jsonb_build_object('needed', min(asked.needed),"
    "  'done', count(held.id), 'of', jsonb_agg(jsonb_build_array(one.kind, COALESCE(one.course_id, one.item),"
    "  named.title) ORDER BY one.position)) AS facts"
    "  FROM (SELECT DISTINCT other.group_id, CASE WHEN other.group_id IS NULL THEN other.id END AS alone,"
    "   COALESCE(grouped.needed, 1) AS needed FROM learning_pathstep other"
    "   LEFT JOIN learning_pathgroup grouped ON grouped.id = other.group_id"
    "   WHERE other.path_id = step.path_id AND (other.position = ANY(step.needs) OR step.after_previous"
    "    AND other.id = (SELECT before.id FROM learning_pathstep before WHERE before.path_id = step.path_id"
    "     AND before.position < step.position AND (step.group_id IS NULL OR before.group_id IS DISTINCT FROM"
    "     step.group_id) ORDER BY before.position DESC LIMIT 1))) asked"
    "  JOIN learning_pathstep one ON one.path_id = step.path_id AND (one.id = asked.alone OR one.group_id = asked.group_id)"
    "  LEFT JOIN learning_course named ON named.id = one.course_id"
    "  LEFT JOIN learning_courseprogress held ON held.enrolment_id = given.enrolment_id"
    "  AND held.course_id = one.course_id AND NOT held.past AND (held.completed_at IS NOT NULL OR held.round > 1)"
    "  GROUP BY asked.group_id, asked.alone HAVING count(held.id) < min(asked.needed)) place"
    " WHERE given.enrolment_id = learning_courseprogress.enrolment_id AND learning_courseprogress.started_at IS NULL"
    " AND learning_courseprogress.completed_at IS NULL AND learning_courseprogress.round = 1)",
    output_field=JSONField(),
)


@dataclass(frozen=True, slots=True)
class Unmet:
    """One place that a step waits for: so many more of these steps, as (kind, item, title)."""

    left: int
    of: tuple[tuple[str, int, str], ...]


def settle(rows: Sequence[Any]) -> Sequence[Any]:
    """Let `blocked_by` of each row be the list of what its course waits for, empty when it is open.

    rows   of `own_progress`, of any number of people.

    Nothing is asked unless a path waits for a step that is no course; then one statement for the titles and
    one for the states of each such kind. Source: rule L-141.
    """
    asked = {(kind, item) for row in rows for place in row.blocked_by or () for kind, item, _ in place["of"]}
    others = {one for one in asked if one[0] != COURSE}
    titles = titles_of(others) if others else {}
    waiting = [row for row in rows if row.blocked_by] if others else []
    states = states_of([_person(row) for row in waiting], others) if others else {}
    done = {key for key, state in states.items() if state.done}
    for row in rows:
        row.blocked_by = [
            found
            for place in row.blocked_by or ()
            if (found := _unmet(row.enrolment_id, place, done, titles))
        ]
    return rows


def _unmet(
    enrolment: int, place: Any, done: set[tuple[int, str, int]], titles: dict[tuple[str, int], str]
) -> Unmet | None:
    known = [one for one in place["of"] if one[0] == COURSE or (one[0], one[1]) in titles]
    needed = min(place["needed"], len(known))
    so_far = place["done"] + sum((enrolment, kind, item) in done for kind, item, _ in known)
    if is_place_done(so_far, needed):
        return None
    of = tuple((kind, item, title or titles.get((kind, item), "")) for kind, item, title in known)
    return Unmet(needed - so_far, of)


def _person(row: Any) -> Enrolment:
    return Enrolment(
        pk=row.enrolment_id, project_id=row.project_id, office_id=row.office_id, person_id=row.person_id
    )
