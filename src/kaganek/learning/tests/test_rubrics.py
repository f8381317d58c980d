"""Rubrics: what the chosen levels give, the form that asks for them, the page where they are written."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.forms.rubrics import GradeForm, ReviewForm, initial_marks
from kaganek.learning.models import Rubric
from kaganek.learning.queries.rubrics import rubric_choices, words_of
from kaganek.learning.rules.rubrics import is_marked, marked_points, most_points
from kaganek.learning.tests.factories import CRITERIA, make_rubric

WORDS: dict[str, Any] = {
    "title": "Pismo",
    "criteria": [
        {
            "id": str(place),
            "title": one["title"],
            "note": "",
            "levels": [
                {"id": str(n), "points": points, "title": title, "description": ""}
                for n, (points, title) in enumerate(one["levels"], start=1)
            ],
        }
        for place, one in enumerate(CRITERIA, start=1)
    ],
}


@pytest.mark.rule("L-65")
@pytest.mark.parametrize(
    ("marks", "points", "of_ten"),
    [
        ({"1": "3", "2": "2"}, "6.00", "10.00"),
        ({"1": "2", "2": "2"}, "4.00", "6.67"),
        ({"1": "1", "2": "1"}, "0.00", "0.00"),
    ],
)
def test_levels_give_their_points_and_their_share(marks: dict[str, str], points: str, of_ten: str) -> None:
    assert most_points(WORDS) == 6
    assert marked_points(WORDS, marks) == Decimal(points)
    assert marked_points(WORDS, marks, of=Decimal(10)) == Decimal(of_ten)


@pytest.mark.rule("L-65")
@pytest.mark.parametrize("marks", [{}, {"1": "3"}, {"1": "3", "2": "9"}, {"1": "1", "2": "1", "3": "1"}])
def test_a_criterion_without_its_level_makes_no_grade(marks: dict[str, str]) -> None:
    assert not is_marked(WORDS, marks)
    assert is_marked(WORDS, {"1": "1", "2": "2"})


def test_the_form_asks_for_every_criterion_by_name() -> None:
    form = GradeForm({"c1": "2"}, rubric=WORDS)

    assert form.errors == {"c2": ["Wybierz poziom w kryterium „Język”."]}
    assert [field.label for field in form.criteria] == ["Treść", "Język"]


def test_a_return_says_at_once_all_that_is_missing() -> None:
    form = ReviewForm({}, rubric=WORDS, returns=True, team=True)

    assert list(form.errors) == ["c1", "c2", "remark"]
    assert form.errors["remark"] == ["Napisz, co poprawić: bez tego nie wiadomo, co zmienić."]
    assert "remark" not in ReviewForm({}, rubric=WORDS, returns=False, team=True).errors


@pytest.mark.parametrize(
    ("team", "said", "unsaid"),
    [(True, "Uwagi dla zespołu", "osoba, która"), (False, "Uwagi dla osoby", "zespoł")],
)
def test_a_remark_says_who_reads_it_and_when_it_is_needed(team: bool, said: str, unsaid: str) -> None:
    field = ReviewForm(rubric=WORDS, returns=False, team=team)["remark"].as_field_group()

    assert said in field
    assert "(potrzebne, gdy zwracasz)" in field
    assert "nieobowiązkowe" not in field
    assert unsaid not in field
    assert "(nieobowiązkowe)" in GradeForm(rubric=WORDS)["remark"].as_field_group()


def test_a_full_form_gives_the_marks_and_a_grade_gives_the_form() -> None:
    form = GradeForm({"c1": "2", "c2": "1", "remark": "Dobrze."}, rubric=WORDS)

    assert form.is_valid()
    assert form.marks == {"1": "2", "2": "1"}
    assert initial_marks(form.marks, "Dobrze.") == {"c1": "2", "c2": "1", "remark": "Dobrze."}


def test_words_of_a_rubric_are_those_that_were_written(cast: Cast) -> None:
    with seated(SYSTEM):
        made = make_rubric("Pismo")

        assert words_of(made) == WORDS
        assert rubric_choices() == [(made.pk, "Pismo")]


def test_an_author_writes_a_rubric_in_the_editor(client: Client, cast: Cast) -> None:
    client.force_login(cast.account("ewa"))
    address = reverse("wagtailsnippets_learning_rubric:add")
    assert client.get(address).status_code == 200
    level = {"type": "item", "deleted": "", "order": "0"}
    post = {"title": "Pismo do mieszkańca", "note": "", "criteria-count": "1"}
    post |= {
        f"criteria-0-{key}": value
        for key, value in {"type": "criterion", "deleted": "", "order": "0", "id": ""}.items()
    }
    post |= {
        "criteria-0-value-title": "Treść",
        "criteria-0-value-note": "",
        "criteria-0-value-levels-count": "2",
    }
    for place, (points, title) in enumerate([(0, "słabo"), (2, "dobrze")]):
        at = f"criteria-0-value-levels-{place}"
        post |= {f"{at}-{key}": value for key, value in level.items()} | {
            f"{at}-order": str(place),
            f"{at}-id": "",
        }
        post |= {f"{at}-value-points": str(points), f"{at}-value-title": title, f"{at}-value-description": ""}

    response = client.post(address, post)

    assert response.status_code == 302, json.dumps(post)
    with seated(SYSTEM):
        assert words_of(Rubric.objects.get())["criteria"][0]["levels"][1]["points"] == 2
