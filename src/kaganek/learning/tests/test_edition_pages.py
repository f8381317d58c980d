"""The pages of editions: history, publishing, who comes in."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from tests.cast import NAMES, Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseEdition
from kaganek.learning.services.lessons import finish_lesson
from kaganek.learning.tests.factories import make_course, make_progress
from kaganek.learning.tests.test_editions import AT, publish, rewrite


@pytest.fixture
def course(cast: Cast) -> Course:
    """Edition 1 of two lessons; Anna has read the first."""
    with seated(SYSTEM):
        course = make_course(lessons=2, title="Prosty język")
        publish(course)
        make_progress(cast.enrolments["anna"], course)
    with seated(cast.seat("anna")):
        finish_lesson(course.lessons.get(position=1).pk, by=cast.seat("anna"), at=AT)
    return course


@pytest.fixture
def ewa(client: Client, cast: Cast) -> Client:
    client.force_login(cast.account("ewa"))
    return client


def words(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_the_history_says_what_changed_and_how_many_read_which(ewa: Client, course: Course) -> None:
    with seated(SYSTEM):
        rewrite(course.lessons.get(position=2), "Nowa treść.", title="Nowy tytuł")
    new = reverse("learning:edition_new", args=[course.pk])
    assert 'Nowy tytuł – <span class="soft">zmieniona treść</span>' in words(ewa, new)

    assert ewa.post(new, {"note": "Krótsze przykłady."}).status_code == 302

    page = words(ewa, reverse("learning:editions", args=[course.pk]))
    second, first = page.split('id="w1"')
    assert "Publikacja: Ewa Pióro" in second
    assert "Krótsze przykłady." in second
    assert 'Nowy tytuł – <span class="soft">zmieniona treść</span>' in second
    assert "<dt>W trakcie</dt><dd>0 osób</dd>" in second
    assert "<dt>W trakcie</dt><dd>1 osoba</dd>" in first


def test_the_button_pressed_twice_makes_one_edition(ewa: Client, course: Course) -> None:
    with seated(SYSTEM):
        rewrite(course.lessons.get(position=2), "Nowa treść.")
    new = reverse("learning:edition_new", args=[course.pk])
    for _ in range(2):
        assert ewa.post(new, {"note": ""}).status_code == 302

    assert "Nie było czego publikować" in words(ewa, reverse("learning:editions", args=[course.pk]))
    with seated(SYSTEM):
        assert CourseEdition.objects.filter(course=course).count() == 2


def test_whom_a_move_touches_is_said_in_words_that_fit_the_numbers() -> None:
    moving = {"finished": 3, "reread": 1, "passed": 5}
    said = render_to_string("learning/editions/moving.html", {"moving": moving}).replace("\xa0", " ")

    assert "Ukończone lekcje mają 3 osoby." in said
    assert "Wynik testu ma 5 osób." in said


def test_an_hour_that_has_passed_is_an_error_at_its_field(ewa: Client, course: Course) -> None:
    with seated(SYSTEM):
        rewrite(course.lessons.get(position=2), "Nowa treść.")
    new = reverse("learning:edition_new", args=[course.pk])

    answer = ewa.post(new, {"note": "Krótsze przykłady.", "publish_at": "18.12.2020 08:00"})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["publish_at"]
    page = answer.content.decode()
    assert "Krótsze przykłady." in page
    assert 'value="18.12.2020 08:00"' in page


def test_a_course_without_a_ready_lesson_says_what_to_do(ewa: Client) -> None:
    with seated(SYSTEM):
        course = make_course(lessons=0, published_at=None)
    page = reverse("learning:edition_new", args=[course.pk])

    assert "Żadna lekcja nie jest jeszcze gotowa" in words(ewa, page)
    assert ewa.post(page, {"note": ""}, follow=True).status_code == 200
    with seated(SYSTEM):
        assert CourseEdition.objects.filter(course=course).count() == 0


@pytest.mark.parametrize("who", [name for name in NAMES if name not in ("ewa", "henryk")])
@pytest.mark.parametrize("page", ["editions", "edition_new"])
def test_nobody_but_the_author_comes_in(
    client: Client, cast: Cast, course: Course, who: str, page: str
) -> None:
    client.force_login(cast.account(who))
    address = reverse(f"learning:{page}", args=[course.pk])

    assert (client.get(address).status_code, client.post(address).status_code) in ((403, 403), (403, 405))


def test_a_course_that_is_not_there(ewa: Client) -> None:
    assert ewa.get(reverse("learning:editions", args=[10**9])).status_code == 404


@pytest.mark.parametrize("editions", [1, 3])
def test_the_history_costs_the_same_for_one_edition_and_for_many(
    ewa: Client, course: Course, editions: int, django_assert_num_queries
) -> None:
    with seated(SYSTEM):
        for number in range(1, editions):
            rewrite(course.lessons.get(position=2), f"Treść {number}.")
            publish(course)
    address = reverse("learning:editions", args=[course.pk])
    ewa.get(address)

    with django_assert_num_queries(STATEMENTS):
        ewa.get(address)


STATEMENTS = 18
