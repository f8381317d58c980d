"""Paths: made, changed, given; once for each person, with deadlines as the step says."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseProgress, LearningPath, PathAssignment, PathStep
from kaganek.learning.services.paths import (
    NameTaken,
    OfficesMayNotAssign,
    PathOfAnotherProject,
    Step,
    assign,
    change_path,
    create_path,
)
from kaganek.learning.tests.lists import make_course
from kaganek.programmes.models import Enrolment, Project

NOW = timezone.now()
DAY = date(2026, 12, 18)


@pytest.fixture
def courses(cast: Cast) -> list[Course]:
    with seated(SYSTEM):
        return [make_course(code) for code in "abc"]


@pytest.fixture
def path(cast: Cast, courses: list[Course]) -> LearningPath:
    with seated(cast.seat("dorota")):
        steps = [Step(courses[0].pk, due_on=DAY), Step(courses[1].pk, due_days=14, after_previous=True)]
        return create_path(cast.project.pk, name="Podstawy", note="", steps=steps, by=cast.seat("dorota"))


def given(cast: Cast, path: LearningPath, *who: str, by: str = "dorota", at: datetime = NOW) -> int:
    with seated(cast.seat(by)):
        return assign(path.pk, [cast.enrolments[name] for name in who], by=cast.seat(by), at=at)


def progress(cast: Cast, who: str) -> list[tuple[str, date | None]]:
    with seated(SYSTEM):
        rows = CourseProgress.objects.filter(enrolment=cast.enrolments[who]).order_by("course__code")
        return list(rows.values_list("course__code", "due_on"))


@pytest.mark.rule("S-01")
def test_a_path_gives_its_courses_with_their_deadlines(cast, path):
    assert given(cast, path, "anna", "cezary") == 2

    assert progress(cast, "anna") == [("a", DAY), ("b", timezone.localdate(NOW) + timedelta(days=14))]
    with seated(SYSTEM):
        assert set(AuditEntry.objects.filter(deed="path assigned").values_list("person", flat=True)) == {
            cast.person("anna").pk, cast.person("cezary").pk,
        }  # fmt: skip


def test_days_count_from_the_day_in_poland(cast, path):
    given(cast, path, "anna", at=datetime(2026, 11, 30, 23, 30, tzinfo=ZoneInfo("UTC")))

    assert progress(cast, "anna")[1] == ("b", date(2026, 12, 15))


@pytest.mark.rule("S-01")
def test_giving_again_changes_nothing(cast, path):
    given(cast, path, "anna")

    assert given(cast, path, "anna", "cezary") == 1
    assert given(cast, path, "anna") == 0
    with seated(SYSTEM):
        assert (PathAssignment.objects.count(), CourseProgress.objects.count()) == (2, 4)


@pytest.mark.rule("S-01")
def test_a_course_held_already_keeps_its_deadline_and_progress(cast, path, courses):
    with seated(cast.seat("dorota")):
        second = create_path(
            cast.project.pk,
            name="Druga",
            note="",
            steps=[Step(courses[0].pk), Step(courses[2].pk)],
            by=cast.seat("dorota"),
        )
    given(cast, path, "anna")
    given(cast, second, "anna")

    assert [row[:2] for row in progress(cast, "anna") if row[0] != "b"] == [("a", DAY), ("c", None)]


def test_a_changed_path_reaches_those_who_walk_it(cast, path, courses):
    given(cast, path, "anna", "cezary")
    with seated(SYSTEM):
        CourseProgress.objects.filter(enrolment=cast.enrolments["cezary"]).update(completed_at=NOW)
    steps = [Step(courses[0].pk, due_days=7), Step(courses[2].pk, due_on=DAY)]

    with seated(cast.seat("dorota")):
        change_path(path.pk, name="Nowa", note="opis", steps=steps, by=cast.seat("dorota"), at=NOW)

    week, fortnight = (timezone.localdate(NOW) + timedelta(days=days) for days in (7, 14))
    assert progress(cast, "anna") == [("a", week), ("b", fortnight), ("c", DAY)]
    assert progress(cast, "cezary") == [
        ("a", DAY),
        ("b", fortnight),
        ("c", DAY),
    ]  # completed keeps everything
    with seated(SYSTEM):
        rows = PathStep.objects.filter(path=path).order_by("position").values_list("position", "course__code")
        assert list(rows) == [(1, "a"), (2, "c")]
        assert LearningPath.objects.get(pk=path.pk).name == "Nowa"


def test_names_are_unique_within_a_project(cast, path, courses):
    with seated(cast.seat("dorota")):
        with pytest.raises(NameTaken):
            create_path(cast.project.pk, name="Podstawy", note="", steps=[], by=cast.seat("dorota"))
        other = create_path(cast.project.pk, name="Inna", note="", steps=[], by=cast.seat("dorota"))
        assert create_path(cast.project.pk, name="Inna", note="", steps=[], by=cast.seat("dorota")) == other
        with pytest.raises(NameTaken):
            change_path(other.pk, name="Podstawy", note="", steps=[], by=cast.seat("dorota"), at=NOW)


def test_a_path_of_another_project_is_refused(cast, courses):
    with seated(SYSTEM):
        foreign = LearningPath.objects.create(project=cast.other_project, name="Obca")
    with pytest.raises(PathOfAnotherProject):
        given(cast, foreign, "anna")
    assert progress(cast, "anna") == []


@pytest.mark.rule("S-01")
def test_office_staff_assign_only_where_the_project_lets_them(cast, path):
    assert given(cast, path, "anna", by="janina") == 1
    cast.project.offices_assign_paths = False
    with seated(SYSTEM):
        cast.project.save()

    with pytest.raises(OfficesMayNotAssign):
        given(cast, path, "anna", by="henryk")
    assert given(cast, path, "cezary") == 1


def test_nobody_writes_into_another_office(cast, path):
    with seated(cast.seat("janina")), pytest.raises(Enrolment.DoesNotExist):
        assign(path.pk, [cast.enrolments["cezary"]], by=cast.seat("janina"), at=NOW)
    assert progress(cast, "cezary") == []
    with seated(SYSTEM):
        assert not PathAssignment.objects.exists()


def test_nobody_makes_or_changes_a_path_of_a_project_beyond_the_reach(cast):
    """Paths are rows that every coordinator's database role may write, so the deed itself asks."""
    seat = cast.seat("dorota")
    with seated(SYSTEM):
        foreign = LearningPath.objects.create(project=cast.other_project, name="Obca")
    with seated(seat):
        with pytest.raises(Project.DoesNotExist):
            create_path(cast.other_project.pk, name="Nowa", note="", steps=[], by=seat)
        with pytest.raises(LearningPath.DoesNotExist):
            change_path(foreign.pk, name="Moja", note="", steps=[], by=seat, at=NOW)
        mine = create_path(cast.project.pk, name="Nowa", note="", steps=[], by=seat)
    with seated(SYSTEM):
        assert set(LearningPath.objects.values_list("pk", "name")) == {
            (foreign.pk, "Obca"),
            (mine.pk, "Nowa"),
        }
