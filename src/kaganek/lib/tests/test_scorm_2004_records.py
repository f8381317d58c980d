"""SCORM 2004: records and their identifiers, answers and patterns by the kind of question."""

from __future__ import annotations

import pytest

from kaganek.lib.scorm import (
    Session,
    Version,
)
from kaganek.lib.tests.scorm_samples import running
from kaganek.lib.tests.test_scorm_2004 import TYPES

V = Version.SCORM_2004


def test_an_objectives_id_is_its_own_and_for_good() -> None:
    session = running(V)
    assert session.set_value("cmi.objectives.0.id", "a") == "true"
    assert session.set_value("cmi.objectives.0.id", "a") == "true"

    for name, value in (("cmi.objectives.0.id", "b"), ("cmi.objectives.1.id", "a")):
        assert (session.set_value(name, value), session.get_last_error()) == ("false", "351")
    assert session.get_value("cmi.objectives._count") == "1"


def test_an_interactions_objective_is_named_once_and_may_be_changed() -> None:
    session = running(V)
    session.set_value("cmi.interactions.0.id", "q")
    names = [f"cmi.interactions.0.objectives.{number}.id" for number in range(2)]
    assert [session.set_value(names[0], "a"), session.set_value(names[1], "a")] == ["true", "false"]
    assert [session.set_value(names[0], "b"), session.set_value(names[1], "a")] == ["true", "true"]
    assert (session.set_value(names[0], "a"), session.get_last_error()) == ("false", "351")


@pytest.mark.parametrize(
    ("collection", "last", "hard"),
    [
        ("cmi.interactions", "id", 1000),
        ("cmi.objectives", "id", 1000),
        ("cmi.comments_from_learner", "comment", 1000),
        ("cmi.interactions.0.objectives", "id", 100),
    ],
)
def test_collections_keep_more_than_the_standard_asks_and_then_stop(
    collection: str, last: str, hard: int
) -> None:
    session = running(V)
    session.set_value("cmi.interactions.0.id", "r0")
    for number in range(hard):
        assert session.set_value(f"{collection}.{number}.{last}", f"r{number}") == "true"

    assert (session.set_value(f"{collection}.{hard}.{last}", "one more"), session.get_last_error()) == (
        "false",
        "351",
    )
    assert session.get_value(f"{collection}._count") == str(hard)


# -- answers

# Kind → answers taken, answers not; patterns taken, patterns not; how many patterns.
ANSWERS = {
    "true-false": (["true", "false"], ["", "t", "1", "True"], ["true"], ["", "yes"], 1),
    "choice": (
        ["", "a", "a[,]b"],
        ["a[,]a", "a[,]", "[,]a", "a b", "a,b c", "a[,b"],
        ["", "a[,]b"],
        ["a[,]a"],
        100,
    ),
    "fill-in": (
        ["", "słowo", "{lang=pl}a[,]{lang=en}b"],
        ["{lang=}a", "x" * 1001],
        ["a", "{case_matters=true}a", "{order_matters=false}{case_matters=true}{lang=pl}a[,]b"],
        [
            "{case_matters=yes}a",
            "{case_matters=true}{order_matters=true}{case_matters=true}a",
            "{order_matters=}a",
        ],
        100,
    ),
    "long-fill-in": (
        ["", "{lang=pl}" + "x" * 4000],
        ["{lang= }a", "x" * 16_001],
        ["{case_matters=false}{lang=pl}a"],
        ["{case_matters=1}a"],
        100,
    ),
    "likert": (["3", "urn:a:b"], ["", "a b", "a[,]b"], ["3"], ["", "a b"], 1),
    "matching": (
        ["", "a[.]b", "a[.]1[,]b[.]2"],
        ["a", "a[.]", "[.]b", "a[.]b[.]c", "a[.]b[,]", "a.b"],
        ["a[.]b[,]c[.]d"],
        ["", "a", "a[.]b[,]c"],
        100,
    ),
    "performance": (
        ["", "s1[.]dowolny tekst", "[.]x", "s1[.]", "s[.]1[,]t[.]2"],
        ["s1", "[.]", "a b[.]x", "s[.]x[,]"],
        ["{order_matters=false}s[.]1[:]2", "s[.][:]2", "[.]3[:]"],
        ["", "{order_matters=1}s[.]x", "s[.]5[:]2", "s[.]a[:]b", "{case_matters=true}s"],
        100,
    ),
    "sequencing": (["", "a", "b[,]a[,]b"], ["a[,]", "a b"], ["a[,]b"], ["", "a[,][,]b"], 100),
    "numeric": (
        ["3", "-2.5"],
        ["", "three", "1[:]2"],
        ["1[:]2", "[:]2", "1[:]", "[:]"],
        ["", "5", "2[:]1", "a[:]b", "1[:]2[:]3"],
        1,
    ),
    "other": (["", "anything [,] {lang=}"], ["x" * 16_001], ["anything"], ["x" * 16_001], 1),
}


def question(kind: str) -> Session:
    session = running(V)
    session.set_value("cmi.interactions.0.id", "q")
    assert session.set_value("cmi.interactions.0.type", kind) == "true"
    return session


def test_the_table_has_every_kind_of_question() -> None:
    assert set(ANSWERS) == set(TYPES[0])


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.parametrize(("which", "element"), [(0, "learner_response"), (2, "correct_responses.0.pattern")])
def test_answers_and_patterns_have_the_form_of_their_question(kind: str, which: int, element: str) -> None:
    name = f"cmi.interactions.0.{element}"
    for value in ANSWERS[kind][which]:
        session = question(kind)
        assert (value, session.set_value(name, value), session.get_value(name)) == (value, "true", value)
    for value in [*ANSWERS[kind][which + 1], "a\x00"]:
        session = question(kind)
        assert (value, session.set_value(name, value), session.get_last_error()) == (value, "false", "406")


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_question_keeps_so_many_patterns(kind: str) -> None:
    session = question(kind)
    most = ANSWERS[kind][4]
    values = {
        "true-false": ["true"] * 2,
        "numeric": ["1[:]2"] * 2,
        "matching": [f"a[.]{n}" for n in range(101)],
        "performance": [f"a[.]{n}" for n in range(101)],
    }
    for number, value in enumerate(values.get(kind, [f"p{n}" for n in range(101)])[: most + 1]):
        answer = session.set_value(f"cmi.interactions.0.correct_responses.{number}.pattern", value)
        assert (answer, session.get_last_error()) == (("true", "0") if number < most else ("false", "351"))


@pytest.mark.parametrize(
    ("kind", "first", "second", "code"),
    [
        ("choice", "a[,]b", "b[,]a", "351"),
        ("choice", "a[,]b", "a[,]c", "0"),
        ("sequencing", "a[,]b", "a[,]b", "351"),
        ("sequencing", "a[,]b", "b[,]a", "0"),
        ("fill-in", "a", "a", "0"),
    ],
)
def test_two_patterns_that_say_the_same(kind: str, first: str, second: str, code: str) -> None:
    session = question(kind)
    session.set_value("cmi.interactions.0.correct_responses.0.pattern", first)
    session.set_value("cmi.interactions.0.correct_responses.1.pattern", second)

    assert session.get_last_error() == code


def test_a_pattern_written_over_leaves_its_old_place_free() -> None:
    session = question("choice")
    for number, value in ((0, "a"), (0, "b"), (1, "a")):
        assert session.set_value(f"cmi.interactions.0.correct_responses.{number}.pattern", value) == "true"


def test_another_kind_of_question_forgets_answers_to_the_old_one() -> None:
    session = question("choice")
    session.set_value("cmi.interactions.0.correct_responses.0.pattern", "a")
    session.set_value("cmi.interactions.0.learner_response", "a")

    assert session.set_value("cmi.interactions.0.type", "numeric") == "true"

    assert session.get_value("cmi.interactions.0.correct_responses._count") == "0"
    assert (session.get_value("cmi.interactions.0.learner_response"), session.get_last_error()) == ("", "403")
    assert session.set_value("cmi.interactions.0.correct_responses.0.pattern", "1[:]2") == "true"
