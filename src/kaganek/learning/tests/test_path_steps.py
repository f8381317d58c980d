"""Steps of every kind: groups to choose from, conditions, locks in words, and kinds that other apps add."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import NAMES, Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import (
    Course,
    CourseProgress,
    DeadlineExtension,
    LearningPath,
    PathAssignment,
    PathStep,
    Task,
    TaskWork,
)
from kaganek.learning.queries.own import course_row, home_rows
from kaganek.learning.queries.walks import own_assignments, walks
from kaganek.learning.rules.paths import Fault, Spot, Wrong, awaited, circle, faults, place_of
from kaganek.learning.services.choices import ChoiceStands, WrongNumber, choose
from kaganek.learning.services.completion import CourseLocked
from kaganek.learning.services.lessons import finish_lesson
from kaganek.learning.services.paths import (
    Group,
    NotOfProject,
    PathFaulty,
    Step,
    assign,
    change_path,
    create_path,
)
from kaganek.learning.services.tasks.assigning import TaskTerms, create_task
from kaganek.learning.steps import StepKind, StepState, kinds
from kaganek.learning.terms import TaskKind, WorkState
from kaganek.learning.tests.factories import make_course
from kaganek.people.tests.factories import make_person
from kaganek.programmes.tests.factories import make_enrolment

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


# -- rules


@pytest.mark.rule("L-141")
def test_what_waits_for_what():
    spots = [
        Spot(1), Spot(2, group=7), Spot(3, group=7, after_previous=True), Spot(4, after_previous=True),
        Spot(5, needs=(1, 3)), Spot(6, after_previous=True, needs=(5,)),
    ]  # fmt: skip
    assert [place_of(one, spots) for one in spots] == [1, 2, 2, 4, 5, 6]
    assert [awaited(one, spots) for one in spots] == [[], [], [1], [2], [1, 2], [5]]


@pytest.mark.rule("L-141")
@pytest.mark.parametrize(
    ("spots", "numbers"),
    [
        ([Spot(1), Spot(2, needs=(1,))], ()),
        ([Spot(1, needs=(1,))], (1,)),
        ([Spot(1, needs=(3,)), Spot(2, after_previous=True), Spot(3, after_previous=True), Spot(4, needs=(1,))], (1, 2, 3)),
        ([Spot(1, group=1), Spot(2, needs=(1,)), Spot(3, group=1, needs=(2,))], (1, 2, 3)),  # round a group
    ],
)  # fmt: skip
def test_a_circle_is_found_and_only_those_in_it_are_named(spots, numbers):
    assert circle(spots) == numbers


@pytest.mark.rule("L-140")
def test_faults_of_a_plan():
    spots = [Spot(1, group=1), Spot(2, group=1, needs=(9,))]
    assert faults(spots, {1: 1}) == [Fault(Wrong.NOWHERE, (2, 9))]
    assert faults(spots[:1], {1: 1}) == [Fault(Wrong.FEW, (1,))]
    assert faults([Spot(1, group=1), Spot(2, group=1)], {1: 2}) == [Fault(Wrong.FEW, (1,))]


# -- deeds


@pytest.fixture
def courses(cast: Cast) -> list[Course]:
    with seated(SYSTEM):
        return [make_course(title=f"Szkolenie {letter}") for letter in "ABCD"]


@pytest.fixture
def task(cast: Cast) -> Task:
    return made_task(cast, TaskKind.TEAM)


def made_task(cast: Cast, kind: str, title: str = "Trzy pisma") -> Task:
    terms = TaskTerms(
        title=title, instructions="Wybierz.", kind=kind, wants_text=True, most_files=0, hours=Decimal(0),
        rubric_id=None,
    )  # fmt: skip
    with seated(seat := cast.seat("dorota")):
        return create_task(cast.project, terms, by=seat)


@pytest.fixture
def path(cast: Cast, courses: list[Course], task: Task) -> LearningPath:
    """A first; then B or C; then a team task after the choice; D after A and the task."""
    a, b, c, d = courses
    steps = [
        Step(a.pk, due_days=10), Step(b.pk, due_days=20, group=1), Step(c.pk, due_days=20, group=1),
        Step(task.pk, due_days=30, kind="task", after_previous=True), Step(d.pk, needs=(1, 4)),
    ]  # fmt: skip
    with seated(seat := cast.seat("dorota")):
        return create_path(
            cast.project.pk, name="Pełna", note="", steps=steps, groups=[Group(1, 1, "Do wyboru")], by=seat
        )


@pytest.fixture
def anna(cast: Cast, path: LearningPath) -> Any:
    """Anna's seat; she walks the path, and so does Cezary of another office."""
    with seated(seat := cast.seat("dorota")):
        assign(path.pk, [cast.enrolments["anna"], cast.enrolments["cezary"]], by=seat, at=NOW)
    return cast.seat("anna")


def done(cast: Cast, course: Course, who: str = "anna") -> None:
    with seated(SYSTEM):
        rows = CourseProgress.objects.filter(enrolment=cast.enrolments[who], course=course)
        assert rows.update(started_at=NOW, completed_at=NOW) == 1


def accepted(cast: Cast, task: Task) -> None:
    with seated(SYSTEM):
        works = TaskWork.objects.filter(task=task, office=cast.zalesie)
        assert works.update(state=WorkState.ACCEPTED, accepted_at=NOW)


def walk(seat: Any) -> Any:
    with seated(seat):
        return walks(own_assignments())[0]


def locks(seat: Any) -> dict[str, list[list[str]]]:
    """What keeps each course closed, as its own page has it."""
    with seated(seat):
        return {
            row.course.title: [[title for _, _, title in place.of] for place in row.blocked_by]
            for row in home_rows()
        }


@pytest.mark.rule("L-143")
def test_a_path_gives_what_needs_no_choice(cast, anna, courses, task):
    with seated(SYSTEM):
        held = CourseProgress.objects.filter(enrolment=cast.enrolments["anna"])
        assert set(held.values_list("course", flat=True)) == {courses[0].pk, courses[3].pk}
        works = TaskWork.objects.filter(task=task).order_by("office")
        assert {(one.office_id, tuple(one.member_ids), one.due_on) for one in works} == {
            (cast.enrolments[who].office_id, (cast.person(who).pk,), TODAY + timedelta(days=30))
            for who in ("anna", "cezary")
        }
        assert set(PathAssignment.objects.values_list("choices_left", flat=True)) == {1}


@pytest.mark.rule("L-143")
def test_a_choice_is_given_and_may_change_until_it_is_begun(cast, anna, path, courses):
    _, b, c, _ = courses
    for position, chosen in ((2, b), (3, c), (3, c)):
        with seated(anna):
            choose(path.pk, 1, [position], by=anna, at=NOW)
        with seated(SYSTEM):
            rows = CourseProgress.objects.filter(enrolment=cast.enrolments["anna"], course__in=[b, c])
            assert list(rows.values_list("course", "due_on")) == [(chosen.pk, TODAY + timedelta(days=20))]
            assert PathAssignment.objects.get(enrolment=cast.enrolments["anna"]).choices_left == 0
            assert PathAssignment.objects.get(enrolment=cast.enrolments["cezary"]).choices_left == 1
    with seated(SYSTEM):
        rows.update(started_at=NOW)
    with seated(anna), pytest.raises(ChoiceStands) as refused:
        choose(path.pk, 1, [2], by=anna, at=NOW)
    assert refused.value.title == "Szkolenie C"
    with seated(SYSTEM):
        assert rows.get().course_id == c.pk


@pytest.mark.rule("L-143")
def test_a_choice_whose_deadline_somebody_moved_stands(cast, anna, path, courses):
    with seated(anna):
        choose(path.pk, 1, [2], by=anna, at=NOW)
    with seated(SYSTEM):
        row = CourseProgress.objects.get(enrolment=cast.enrolments["anna"], course=courses[1])
        DeadlineExtension.objects.create(
            progress=row, from_on=TODAY, until_on=TODAY + timedelta(days=1), reason="urlop", given_at=NOW, **row.quad
        )  # fmt: skip
    with seated(anna), pytest.raises(ChoiceStands):
        choose(path.pk, 1, [3], by=anna, at=NOW)


@pytest.mark.rule("L-143")
@pytest.mark.parametrize("positions", [[], [2, 3], [1], [2, 2, 9]])
def test_as_many_are_chosen_as_the_group_asks_for(anna, path, positions):
    with seated(anna), pytest.raises(WrongNumber) as refused:
        choose(path.pk, 1, positions, by=anna, at=NOW)
    assert refused.value.needed == 1


@pytest.mark.rule("L-143")
def test_what_another_path_gave_is_never_taken_back(cast, anna, path, courses):
    _, b, c, _ = courses
    with seated(seat := cast.seat("dorota")):
        other = create_path(cast.project.pk, name="Druga", note="", steps=[Step(b.pk)], by=seat)
        assign(other.pk, [cast.enrolments["anna"]], by=seat, at=NOW)
    with seated(SYSTEM):
        assert PathAssignment.objects.get(path=path, enrolment=cast.enrolments["anna"]).choices_left == 0
    with seated(anna):
        choose(path.pk, 1, [3], by=anna, at=NOW)
        assert CourseProgress.objects.filter(course__in=[b, c]).count() == 2


@pytest.mark.rule("L-141")
def test_locks_of_the_page_of_a_path_and_of_its_courses_agree(cast, anna, path, courses, task):
    """The rule is asked both ways: in Python by the path's page, in SQL by every page of a course."""
    a = courses[0]
    with seated(anna):
        choose(path.pk, 1, [2], by=anna, at=NOW)
    seen = []
    for first, last in product((False, True), repeat=2):
        with seated(SYSTEM):
            rows = CourseProgress.objects.filter(enrolment=cast.enrolments["anna"], course=a)
            rows.update(started_at=NOW if first else None, completed_at=NOW if first else None)
            TaskWork.objects.filter(task=task, office=cast.zalesie).update(
                state=WorkState.ACCEPTED if last else WorkState.TODO, accepted_at=NOW if last else None
            )
        waits = {
            one.title: [[title for _, _, title in place.of] for place in one.waits]
            for place in walk(anna).places
            for one in place.steps
        }
        found = locks(anna)
        assert {title: waits[title] for title in found} == found
        seen.append(found["Szkolenie D"])
    assert seen == [[["Szkolenie A"], ["Trzy pisma"]], [["Szkolenie A"]], [["Trzy pisma"]], []]


@pytest.mark.rule("L-11")
@pytest.mark.rule("L-141")
def test_a_course_waiting_for_a_task_is_closed_and_opens_when_the_work_is_accepted(cast, anna, courses, task):
    a, _, _, d = courses
    done(cast, a)
    with seated(SYSTEM):
        lesson = d.lessons.order_by("position")[0]
    with seated(anna), pytest.raises(CourseLocked) as locked:
        finish_lesson(lesson.pk, by=anna, at=NOW)
    assert [one[:2] for place in locked.value.waits for one in place.of] == [("task", task.pk)]
    accepted(cast, task)
    with seated(anna):
        finish_lesson(lesson.pk, by=anna, at=NOW)
        assert course_row(d.pk).blocked_by == []


@pytest.mark.rule("L-140")
def test_progress_counts_a_group_once(cast, anna, path, courses, task):
    a, b, _, d = courses
    assert (walk(anna).done, walk(anna).total) == (0, 4)
    with seated(anna):
        choose(path.pk, 1, [2], by=anna, at=NOW)
    done(cast, a)
    assert (walk(anna).done, walk(anna).total) == (1, 4)
    done(cast, b)
    assert (walk(anna).done, [place.done for place in walk(anna).places]) == (2, [True, True, False, False])
    accepted(cast, task)
    done(cast, d)
    assert (walk(anna).done, walk(anna).total) == (4, 4)
    assert walk(cast.seat("cezary")).done == 0


@pytest.mark.rule("L-142")
def test_who_comes_after_the_team_has_finished_need_not_do_it_again(cast, anna, path, task):
    accepted(cast, task)
    with seated(SYSTEM):
        late = make_enrolment(cast.project, make_person(cast.zalesie, created_at=NOW))
        assign(path.pk, [late], by=SYSTEM, at=NOW)
        assert TaskWork.objects.get(task=task, office=cast.zalesie).member_ids == [cast.person("anna").pk]
        found = walks(list(PathAssignment.objects.filter(enrolment=late).select_related("path", "enrolment")))
    step = found[0].places[2].steps[0]
    assert (step.look, step.href) == ("done", "")


@pytest.mark.rule("L-142")
def test_an_individual_task_is_chosen_left_and_kept_once_begun(cast, courses):
    one, other = (made_task(cast, TaskKind.PERSON, title) for title in ("Pierwsze", "Drugie"))
    with seated(seat := cast.seat("dorota")):
        steps = [Step(one.pk, kind="task", group=1), Step(other.pk, kind="task", group=1)]
        path = create_path(cast.project.pk, name="Zadania", note="", steps=steps, groups=[Group(1)], by=seat)
        assign(path.pk, [cast.enrolments["anna"]], by=seat, at=NOW)
    anna = cast.seat("anna")
    for position in (1, 2):
        with seated(anna):
            choose(path.pk, 1, [position], by=anna, at=NOW)
            assert [row.task.title for row in TaskWork.objects.all()] == [
                ("Pierwsze", "Drugie")[position - 1]
            ]
    with seated(SYSTEM):
        TaskWork.objects.update(draft="x", draft_number=1)
    with seated(anna), pytest.raises(ChoiceStands):
        choose(path.pk, 1, [1], by=anna, at=NOW)


def test_a_changed_path_brings_new_steps_and_deadlines_to_those_who_walk_it(cast, anna, path, courses, task):
    a, b, c, _ = courses
    day = TODAY + timedelta(days=50)
    with seated(anna):
        choose(path.pk, 1, [2], by=anna, at=NOW)
    with seated(seat := cast.seat("dorota")):
        steps = [
            Step(task.pk, due_on=day, kind="task"),
            Step(a.pk, group=1),
            Step(b.pk, due_on=day, group=1),
            Step(c.pk, group=1),
        ]
        change_path(path.pk, name="Inna", note="", steps=steps, groups=[Group(1, 2)], by=seat, at=NOW)
    with seated(SYSTEM):
        assert set(TaskWork.objects.filter(task=task).values_list("due_on", flat=True)) == {day}
        held = CourseProgress.objects.filter(enrolment=cast.enrolments["anna"])
        assert set(held.values_list("course__title", "due_on")) == {
            ("Szkolenie A", None), ("Szkolenie B", day), ("Szkolenie D", None),
        }  # fmt: skip
        left = dict(PathAssignment.objects.values_list("person__login", "choices_left"))
    assert left == {"anna": 0, "cezary": 1}  # Cezary holds A alone


@pytest.mark.rule("L-141")
def test_a_faulty_plan_writes_nothing(cast, courses, task):
    a, b, *_ = courses
    wrong: list[tuple[type[Exception], list[Step], list[Group]]] = [
        (PathFaulty, [Step(a.pk, needs=(2,)), Step(b.pk, needs=(1,))], []),
        (PathFaulty, [Step(a.pk, group=1), Step(b.pk)], [Group(1)]),
        (NotOfProject, [Step(a.pk), Step(10**6)], []),
        (NotOfProject, [Step(task.pk, kind="nothing.like")], []),
    ]
    with seated(SYSTEM):
        own = make_course(office=cast.zalesie)
    wrong.append((NotOfProject, [Step(own.pk)], []))  # an office's own course is given within the office
    with seated(seat := cast.seat("dorota")):
        for fault, steps, groups in wrong:
            with pytest.raises(fault):
                create_path(cast.project.pk, name="Zła", note="", steps=steps, groups=groups, by=seat)
        assert not LearningPath.objects.filter(name="Zła").exists()


# -- a kind that another app adds


@pytest.fixture
def survey() -> Iterator[dict[int, set[int]]]:
    """What an app of surveys would put on the shelf in its `apps.ready()`; nothing in learning knows of it."""
    filled: dict[int, set[int]] = {}

    def states(people, items):
        return {
            (one.pk, item): StepState(state="done", done=True, begun=True)
            for one in people
            for item in items
            if item in filled.get(one.person_id, ())
        }

    kind = StepKind(
        label="ankieta", icon="clipboard-pen", choices=lambda project: [(1, "Ankieta początkowa")],
        titles=lambda items: {1: "Ankieta początkowa"} if 1 in items else {}, states=states,
        href=lambda item, state: f"/ankiety/{item}/",
    )  # fmt: skip
    kinds.add("test.survey", kind)
    yield filled
    kinds._items.pop("test.survey", None)


@pytest.mark.rule("L-140")
def test_another_app_adds_a_kind_without_changing_learning(client, cast, courses, survey):
    a = courses[0]
    client.force_login(cast.account("dorota"))
    typed = {
        "steps": 2, "name": "Z ankietą", "note": "", "project": cast.project.pk,
        "krok0-what": "test.survey:1", "krok1-what": f"course:{a.pk}", "krok1-after_previous": "on",
    }  # fmt: skip
    assert client.post(reverse("learning:path_add"), typed).status_code == 302
    with seated(seat := cast.seat("dorota")):
        path = LearningPath.objects.get(name="Z ankietą")
        assign(path.pk, [cast.enrolments["anna"]], by=seat, at=NOW)
    anna = cast.seat("anna")
    assert locks(anna) == {a.title: [["Ankieta początkowa"]]}
    client.force_login(cast.account("anna"))
    page = words(client.get(reverse("learning:own_path", args=[path.pk])))
    assert 'href="/ankiety/1/"' in page
    assert "Otworzy się po ukończeniu: „Ankieta początkowa”." in page
    survey[cast.person("anna").pk] = {1}
    assert locks(anna) == {a.title: []}
    assert "Wykonane: 1 z 2 kroków" in words(client.get(reverse("learning:own_path", args=[path.pk])))


@pytest.mark.rule("L-140")
def test_a_kind_that_is_gone_is_shown_calmly_and_holds_nobody_back(client, cast, courses, survey):
    with seated(seat := cast.seat("dorota")):
        steps = [Step(1, kind="test.survey"), Step(courses[0].pk, after_previous=True)]
        path = create_path(cast.project.pk, name="Po ankiecie", note="", steps=steps, by=seat)
        assign(path.pk, [cast.enrolments["anna"]], by=seat, at=NOW)
    kinds._items.pop("test.survey")
    assert locks(cast.seat("anna")) == {courses[0].title: []}
    client.force_login(cast.account("anna"))
    for address in (reverse("learning:home"), reverse("learning:own_path", args=[path.pk])):
        page = words(client.get(address))
        assert "Krok niczego nie wstrzymuje" in page or "Tej części platformy tu nie ma" in page
        assert "Wykonane: 0 z 1 kroku" in page
    client.force_login(cast.account("dorota"))
    change = reverse("learning:path_change", args=[path.pk])
    assert "Krok, którego tu już nie ma" in words(client.get(change))
    typed = {
        "steps": 2, "name": "Po ankiecie", "note": "", "project": cast.project.pk,
        "krok0-what": "test.survey:1", "krok1-what": f"course:{courses[0].pk}",
    }  # fmt: skip
    assert client.post(change, typed).status_code == 302  # it may stay, and it may go
    assert client.post(change, typed | {"krok0-what": ""}).status_code == 302
    with seated(SYSTEM):
        assert list(PathStep.objects.filter(path=path).values_list("kind", flat=True)) == ["course"]


# -- pages


def words(answer: Any) -> str:
    return answer.content.decode().replace("\xa0", " ")


@pytest.mark.parametrize("who", NAMES)
def test_only_those_who_walk_a_path_meet_it_as_their_own(client, cast, anna, path, who):
    client.force_login(cast.account(who))
    page = client.get(reverse("learning:own_path", args=[path.pk]))
    chosen = client.post(reverse("learning:path_choose", args=[path.pk, 1]), {"krok": "2"})

    assert page.status_code == (200 if who in ("anna", "cezary") else 403)
    assert chosen.status_code == (302 if who in ("anna", "cezary") else 403)
    with seated(SYSTEM):
        held = CourseProgress.objects.filter(course__title="Szkolenie B").values_list(
            "person__login", flat=True
        )
        assert list(held) == ([who] if who in ("anna", "cezary") else [])


def test_a_path_that_one_does_not_walk_is_no_page(client, cast, path):
    client.force_login(cast.account("anna"))
    assert client.get(reverse("learning:own_path", args=[path.pk])).status_code == 404
    assert client.post(reverse("learning:path_choose", args=[path.pk, 1]), {"krok": "2"}).status_code == 404


def test_the_page_of_a_path_says_what_to_choose_and_what_is_closed(client, cast, anna, path, courses):
    client.force_login(cast.account("anna"))
    own = reverse("learning:own_path", args=[path.pk])
    page = words(client.get(own))
    for said in (
        "Wykonane: 0 z 4 kroków", "Do wyboru: 1 z 2 kroków.", "Czeka na Twój wybór.", "Co wybierasz?",
        "Otworzy się po ukończeniu: jednego z kroków „Szkolenie B”, „Szkolenie C”.",
        "Otworzy się po ukończeniu: „Szkolenie A”; oraz „Trzy pisma”.",
    ):  # fmt: skip
        assert said in page
    choose_ = reverse("learning:path_choose", args=[path.pk, 1])
    assert "Wybierz dokładnie 1 krok." in words(client.post(choose_, {}, follow=True))
    assert "Wybór zapisany." in words(client.post(choose_, {"krok": "3"}, follow=True))
    home = words(client.get(reverse("learning:home")))
    assert own in home
    assert "Otworzy się po ukończeniu: „Szkolenie A”; oraz „Trzy pisma”." in home
    course = words(client.get(reverse("learning:course", args=[courses[3].pk])))
    assert "To szkolenie jest jeszcze zamknięte" in course
    assert f'href="{reverse("learning:course", args=[courses[0].pk])}"' in course


def test_the_preview_is_the_page_of_someone_who_has_done_nothing(client, cast, path):
    client.force_login(cast.account("dorota"))
    page = words(client.get(reverse("learning:path_preview", args=[path.pk])))
    assert "Tak zobaczy tę ścieżkę uczestnik" in page
    assert "Otworzy się po ukończeniu: „Szkolenie A”; oraz „Trzy pisma”." in page
    assert "Uczestnik wybiera sam." in page
    assert "Wybieram" not in page
    client.force_login(cast.account("daniel"))
    assert client.get(reverse("learning:path_preview", args=[path.pk])).status_code == 404


def test_an_author_orders_groups_and_conditions(client, cast, courses, task):
    a, b, c, _ = courses
    client.force_login(cast.account("dorota"))
    add = reverse("learning:path_add")
    typed = {
        "steps": 4, "name": "Nowa", "note": "", "project": cast.project.pk,
        "krok0-what": f"course:{a.pk}", "krok1-what": f"course:{b.pk}", "krok1-group": "A",
        "krok2-what": f"course:{c.pk}", "krok2-group": "A", "krok3-what": f"task:{task.pk}", "krok3-needs": "1, 2",
        "grupaA-needed": "1", "grupaA-name": "Jedno z dwóch",
    }  # fmt: skip
    page = words(client.post(add, typed | {"przesun": "1:down"}))
    assert 'name="krok3-needs" value="2, 1"' in page  # the condition follows its step
    assert page.index(f'value="course:{b.pk}" selected') < page.index(f'value="course:{a.pk}" selected')
    assert 'value="2:down" autofocus' in page
    with seated(SYSTEM):
        assert not LearningPath.objects.exists()
    assert 'name="steps" value="5"' in words(client.post(add, typed | {"przesun": "more"}))

    circle_ = words(client.post(add, typed | {"krok0-needs": "4"}))
    assert "Kroki 1 i 4 czekają na siebie nawzajem" in circle_
    assert "Na ścieżce nie ma kroku 9." in words(client.post(add, typed | {"krok0-needs": "9"}))
    assert "Grupa A: wybiera się mniej kroków" in words(client.post(add, typed | {"grupaA-needed": "2"}))
    assert client.post(add, typed).status_code == 302
    with seated(SYSTEM):
        rows = PathStep.objects.filter(path__name="Nowa").select_related("group").order_by("position")
        assert [(row.kind, row.what, row.group and row.group.name, row.needs) for row in rows] == [
            ("course", a.pk, None, []), ("course", b.pk, "Jedno z dwóch", []),
            ("course", c.pk, "Jedno z dwóch", []), ("task", task.pk, None, [1, 2]),
        ]  # fmt: skip


@pytest.mark.parametrize("name", ["home", "own_path"])
def test_pages_cost_the_same_for_one_path_and_for_three(
    client, cast, anna, path, courses, task, name, django_assert_num_queries
):
    client.force_login(cast.account("anna"))
    address = reverse(f"learning:{name}", args=[path.pk] if name == "own_path" else [])
    client.get(address)
    number = statements(client, address)
    with seated(seat := cast.seat("dorota")):
        for n in range(2):
            steps = [
                Step(task.pk, kind="task"),
                *(Step(one.pk, group=1, due_on=date(2027, 1, n + 1)) for one in courses),
            ]
            more = create_path(
                cast.project.pk, name=f"Ścieżka {n}", note="", steps=steps, groups=[Group(1, 2)], by=seat
            )
            assign(more.pk, [cast.enrolments["anna"]], by=seat, at=NOW)
    client.get(address)
    with django_assert_num_queries(number):
        client.get(address)


def statements(client: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as said:
        client.get(address)
    return len(said)


def test_giving_costs_the_same_for_one_person_and_for_three(cast, path):
    seat = cast.seat("dorota")
    with seated(SYSTEM):
        people = [make_enrolment(cast.project, make_person(cast.borki, created_at=NOW)) for _ in range(4)]
    with seated(seat), CaptureQueriesContext(connection) as first:
        assign(path.pk, people[:1], by=seat, at=NOW)
    with seated(seat), CaptureQueriesContext(connection) as second:
        assign(path.pk, people[1:], by=seat, at=NOW)
    assert abs(len(second) - len(first)) <= 1  # the office's team takes the others in: one statement more
