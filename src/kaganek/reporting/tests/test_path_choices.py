"""A path of which something is still to be chosen is finished in no report; numbers of courses stay as they are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseProgress, ProgressChange
from kaganek.learning.services.choices import choose
from kaganek.learning.services.paths import Group, Step, assign, create_path
from kaganek.learning.tests.factories import make_course
from kaganek.reporting.queries import frozen
from kaganek.reporting.queries.office import courses, persons, summary
from kaganek.reporting.queries.tallies import of_courses, of_paths

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def done(cast: Cast, course: Course) -> None:
    with seated(SYSTEM):
        rows = CourseProgress.objects.filter(enrolment=cast.enrolments["anna"], course=course)
        assert rows.update(started_at=NOW, completed_at=NOW) == 1


def told(cast: Cast) -> dict[str, object]:
    """What every report says of Anna's whole path, and how many courses it counts."""
    with seated(cast.seat("bogdan")):
        office = summary(cast.zalesie.pk, today=TODAY, month_ago=NOW + timedelta(days=1))
        state = persons(cast.zalesie.pk, TODAY).get()["state"]
        counted = len(courses(cast.zalesie.pk, TODAY))
    with seated(SYSTEM):
        [tally] = of_paths(cast.project.pk, [cast.zalesie.pk], TODAY)
        [row] = frozen._by_office(cast.project.pk, NOW + timedelta(days=1))
        assert len(list(of_courses(cast.project.pk, [cast.zalesie.pk], TODAY))) == counted
    finished = {office.finished, office.finished_before, tally["done"], row["people"] - row["unfinished"]}
    return {"finished": finished, "state": state, "courses": counted}


@pytest.mark.rule("L-143")
def test_nobody_has_finished_a_path_while_a_choice_waits(cast):
    with seated(SYSTEM):
        first, one, other = (make_course() for _ in range(3))
    with seated(seat := cast.seat("dorota")):
        steps = [Step(first.pk), Step(one.pk, group=1), Step(other.pk, group=1)]
        path = create_path(cast.project.pk, name="Pełna", note="", steps=steps, groups=[Group(1)], by=seat)
        assign(path.pk, [cast.enrolments["anna"]], by=seat, at=NOW)
    done(cast, first)
    assert told(cast) == {"finished": {0}, "state": "doing", "courses": 1}

    with seated(SYSTEM):
        ProgressChange.objects.all().delete()
    with seated(anna := cast.seat("anna")):
        choose(path.pk, 1, [2], by=anna, at=NOW)
    with seated(SYSTEM):
        assert ProgressChange.objects.filter(office=cast.zalesie).exists()
    assert told(cast) == {"finished": {0}, "state": "doing", "courses": 2}
    done(cast, one)
    assert told(cast) == {"finished": {1}, "state": "done", "courses": 2}
