"""What a package recorded of questions and answers, as a consultant reads it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaganek.lib.scorm import Answer, Version, answers
from kaganek.lib.tests.scorm_samples import running


def write(version: Version, **told: str) -> list[Answer]:
    session = running(version)
    for name in sorted(told, key=lambda name: name != "type"):
        number = name.replace("__", ".")
        assert session.set_value(f"cmi.interactions.0.{number}", told[name]) == "true", name
    return answers(version, session.values)


def test_nothing_recorded_is_nothing_to_read() -> None:
    assert answers(Version.SCORM_12, running(Version.SCORM_12).values) == []


def test_a_question_of_1_2() -> None:
    found = write(
        Version.SCORM_12,
        id="q1",
        type="choice",
        time="12:30:00",
        student_response="{a,b}",
        correct_responses__0__pattern="a",
        correct_responses__1__pattern="b,c",
        result="wrong",
        weighting="2",
        latency="00:00:10.5",
        objectives__0__id="o1",
    )

    assert found == [
        Answer(
            0,
            "q1",
            "choice",
            "",
            ("a", "b"),
            (("a",), ("b", "c")),
            "incorrect",
            Decimal(2),
            Decimal("10.5"),
            "12:30:00",
            ("o1",),
        )
    ]


def test_a_question_that_told_little() -> None:
    assert write(Version.SCORM_12, student_response="free, text") == [
        Answer(0, "", "", "", ("free, text",), (), "", None, None, "", ())
    ]


@pytest.mark.parametrize(
    ("kind", "answer", "read"),
    [
        ("true-false", "true", ("true",)),
        ("choice", "a[,]b", ("a", "b")),
        ("choice", "", ()),
        ("fill-in", "{lang=pl}Łódź[,]{lang=en}Lodz", ("Łódź", "Lodz")),
        ("long-fill-in", "{lang=pl}a[,]b", ("a[,]b",)),
        ("matching", "a[.]1[,]b[.]2", ("a – 1", "b – 2")),
        ("performance", "krok[.]wynik[,][.]x", ("krok – wynik", "– x")),
        ("sequencing", "c[,]a", ("c", "a")),
        ("numeric", "7.5", ("7.5",)),
        ("likert", "3", ("3",)),
        ("other", "{case_matters=true}x", ("{case_matters=true}x",)),
    ],
)
def test_answers_of_2004_without_their_separators(kind: str, answer: str, read: tuple[str, ...]) -> None:
    session = running(Version.SCORM_2004)
    for name, value in (("id", "q"), ("type", kind), ("learner_response", answer)):
        assert session.set_value(f"cmi.interactions.0.{name}", value) == "true"

    assert [found.answer for found in answers(Version.SCORM_2004, session.values)] == [read]


def test_patterns_of_2004_without_their_marks_and_in_the_packages_order() -> None:
    session = running(Version.SCORM_2004)
    for number in range(11):
        session.set_value(f"cmi.interactions.{number}.id", f"q{number}")
    for name, value in (
        ("type", "fill-in"),
        ("correct_responses.0.pattern", "{order_matters=false}{case_matters=true}{lang=pl}a[,]b"),
        ("description", "{lang=pl}Stolica?"),
        ("timestamp", "2026-11-21"),
        ("latency", "PT1M"),
        ("result", "0.5"),
    ):
        assert session.set_value(f"cmi.interactions.10.{name}", value) == "true"

    found = answers(Version.SCORM_2004, session.values)

    assert [answer.identifier for answer in found] == [f"q{number}" for number in range(11)]
    assert found[10] == Answer(
        10, "q10", "fill-in", "Stolica?", (), (("a", "b"),), "0.5", None, Decimal(60), "2026-11-21", ()
    )
    session.set_value("cmi.interactions.0.type", "numeric")
    session.set_value("cmi.interactions.0.correct_responses.0.pattern", "2[:]5")
    assert answers(Version.SCORM_2004, session.values)[0].patterns == (("2 … 5",),)
