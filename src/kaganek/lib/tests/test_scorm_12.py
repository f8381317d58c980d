"""SCORM 1.2: every element with its limits, read and write rules and error codes; the calls; the status at the end."""

from __future__ import annotations

import pytest

from kaganek.lib.scorm import MODELS, Version
from kaganek.lib.tests.scorm_samples import (
    IDS_12,
    SCORES_12,
    SPANS_12,
    STATUS_12,
    name_at,
    read_only,
    ready,
    running,
    texts,
    writable,
    write_only,
)

V = Version.SCORM_12
MODEL = MODELS[V]
DECIMALS = (["0", "-1.5", "100", "85.25"], ["", "abc", "1,5", "1e2"])
# Element → values that are taken, values that are answered with 405.
VALUES = {
    "cmi.core.lesson_location": texts(255),
    "cmi.core.lesson_status": STATUS_12,
    "cmi.core.score.raw": SCORES_12,
    "cmi.core.score.max": SCORES_12,
    "cmi.core.score.min": SCORES_12,
    "cmi.core.exit": (["", "time-out", "suspend", "logout"], ["normal", "Suspend", "quit"]),
    "cmi.core.session_time": SPANS_12,
    "cmi.suspend_data": texts(64_000),
    "cmi.comments": texts(4096),
    "cmi.objectives.n.id": IDS_12,
    "cmi.objectives.n.score.raw": SCORES_12,
    "cmi.objectives.n.score.max": SCORES_12,
    "cmi.objectives.n.score.min": SCORES_12,
    "cmi.objectives.n.status": STATUS_12,
    "cmi.student_preference.audio": (["-1", "0", "100"], ["-2", "101", "1.5", "loud", ""]),
    "cmi.student_preference.language": texts(255),
    "cmi.student_preference.speed": (["-100", "0", "100"], ["-101", "101", "x", ""]),
    "cmi.student_preference.text": (["-1", "0", "1"], ["-2", "2", "yes", ""]),
    "cmi.interactions.n.id": IDS_12,
    "cmi.interactions.n.objectives.n.id": IDS_12,
    "cmi.interactions.n.time": (
        ["00:00:00", "23:59:59.99"],
        ["24:00:00", "12:60:00", "12:00", "12:00:00.123", ""],
    ),
    "cmi.interactions.n.type": (
        ["true-false", "choice", "fill-in", "matching", "performance", "sequencing", "likert", "numeric"],
        ["", "long-fill-in", "other", "Choice"],
    ),
    "cmi.interactions.n.correct_responses.n.pattern": texts(4096),
    "cmi.interactions.n.weighting": DECIMALS,
    "cmi.interactions.n.student_response": texts(4096),
    "cmi.interactions.n.result": (
        ["correct", "wrong", "unanticipated", "neutral", "0", "3.5"],
        ["", "incorrect", "ok"],
    ),
    "cmi.interactions.n.latency": SPANS_12,
}
# Kind of question → answers that are taken, answers that are not.
ANSWERS = {
    "true-false": (["t", "f", "0", "1", "true", "FALSE", ""], ["yes", "2", "tf"]),
    "choice": (["a", "a,b", "{a,b}", "Wybór_1,Wybór 2", ""], ["a,,b", ",", "{a,}"]),
    "fill-in": (["anything, at all", ""], []),
    "matching": (["1.a,2.b", "{1.a}", ""], ["1", "1.a,2", "1.", ".a", "1.a.b"]),
    "performance": (["steps", ""], []),
    "sequencing": (["a,b,c", ""], ["a,,b"]),
    "likert": (["3", "agree", ""], []),
    "numeric": (["3", "-2.5", ".5", ""], ["three", "1,5"]),
}


def test_the_table_has_every_element_that_can_be_written() -> None:
    assert set(VALUES) == set(writable(V))


@pytest.mark.parametrize(("pattern", "value"), [(p, v) for p, (good, _) in VALUES.items() for v in good])
def test_a_value_of_the_type_is_taken_and_read_back(pattern: str, value: str) -> None:
    session, name = ready(V, pattern), name_at(pattern)

    assert (session.set_value(name, value), session.get_last_error()) == ("true", "0")

    read = session.get_value(name)
    assert (read, session.get_last_error()) == (("", "404") if pattern in write_only(V) else (value, "0"))
    assert session.values[name] == value


@pytest.mark.parametrize(("pattern", "value"), [(p, v) for p, (_, bad) in VALUES.items() for v in bad])
def test_a_value_of_no_type_changes_nothing(pattern: str, value: str) -> None:
    session = ready(V, pattern)
    before = session.values

    assert (session.set_value(name_at(pattern), value), session.get_last_error()) == ("false", "405")
    assert session.values == before


@pytest.mark.parametrize("pattern", read_only(V))
def test_read_only_elements_are_read_and_never_written(pattern: str) -> None:
    session = running(V)
    before = session.values

    assert (session.set_value(pattern, "1"), session.get_last_error()) == ("false", "403")
    assert session.values == before
    assert session.get_value(pattern) == before.get(pattern, MODEL.elements[pattern].default)
    assert session.get_last_error() == "0"


@pytest.mark.parametrize("pattern", write_only(V))
def test_write_only_elements_cannot_be_read(pattern: str) -> None:
    session = running(V)
    assert (session.get_value(name_at(pattern)), session.get_last_error()) == ("", "404")


@pytest.mark.parametrize("pattern", [p for p in MODEL.elements if MODEL.elements[p].access == "rw"])
def test_what_was_never_written_reads_as_its_default(pattern: str) -> None:
    session, name = running(V), name_at(pattern)
    if ".n." in pattern:
        assert (session.get_value(name), session.get_last_error()) == ("", "201")
        other = "cmi.objectives.0.score.raw" if pattern.endswith(".id") else "cmi.objectives.0.id"
        session.set_value(other, "1")
    if name == "cmi.objectives.0.score.raw":
        assert session.get_value("cmi.objectives.0.status") == ""

    assert (session.get_value(name), session.get_last_error()) == (MODEL.elements[pattern].default, "0")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cmi._version", "3.4"),
        (
            "cmi.core._children",
            "student_id,student_name,lesson_location,credit,lesson_status,entry,score,total_time,lesson_mode,exit,session_time",
        ),
        ("cmi.core.score._children", "raw,max,min"),
        ("cmi.objectives._children", "id,score,status"),
        ("cmi.objectives._count", "1"),
        ("cmi.objectives.0.score._children", "raw,max,min"),
        ("cmi.student_data._children", "mastery_score,max_time_allowed,time_limit_action"),
        ("cmi.student_preference._children", "audio,language,speed,text"),
        (
            "cmi.interactions._children",
            "id,objectives,time,type,correct_responses,weighting,student_response,result,latency",
        ),
        ("cmi.interactions._count", "1"),
        ("cmi.interactions.0.objectives._count", "1"),
        ("cmi.interactions.0.correct_responses._count", "0"),
    ],
)
def test_keywords_are_answered_and_never_written(name: str, value: str) -> None:
    session = running(V)
    session.set_value("cmi.objectives.0.id", "o")
    session.set_value("cmi.interactions.0.objectives.0.id", "o")

    assert (session.get_value(name), session.get_last_error()) == (value, "0")
    assert (session.set_value(name, value), session.get_last_error()) == ("false", "402")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "201"),
        ("cmi", "201"),
        ("cmi.core", "201"),
        ("cmi.core.nothing", "201"),
        ("cmi.objectives", "201"),
        ("cmi.objectives.x.id", "201"),
        ("cmi.objectives.00.id", "201"),
        ("cmi.objectives.-1.id", "201"),
        ("cmi.objectives.0.id", "201"),
        ("cmi.objectives.5.score._children", "201"),
        ("cmi.location", "201"),
        ("x" * 10_000, "201"),
        ("cmi.core.lesson_location._children", "202"),
        ("cmi.interactions.0.objectives._children", "201"),
        ("cmi.core._count", "203"),
        ("cmi.core.credit._count", "203"),
        ("cmi.core._version", "201"),
        ("cmi.nothing._children", "201"),
        ("cmi.evaluation.comments._count", "401"),
        ("cmi.paths.0.location_id", "401"),
        ("nav.event", "401"),
    ],
)
def test_reading_what_is_not_there(name: str, code: str) -> None:
    session = running(V)
    assert (session.get_value(name), session.get_last_error()) == ("", code)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "201"),
        ("cmi.core", "201"),
        ("cmi.core.nothing", "201"),
        ("cmi.objectives.1.id", "201"),
        ("cmi.objectives.999999999.id", "201"),
        ("cmi.objectives.9999999999.id", "201"),
        ("cmi.interactions.0.objectives.1.id", "201"),
        ("cmi.nothing._children", "201"),
        ("cmi.core.credit._children", "402"),
        ("cmi.evaluation.comments.0.content", "401"),
    ],
)
def test_writing_where_nothing_can_stand(name: str, code: str) -> None:
    session = running(V)
    before = session.values

    assert (session.set_value(name, "a"), session.get_last_error()) == ("false", code)
    assert session.values == before


def test_records_come_in_order_and_the_thousandth_is_the_last() -> None:
    session = running(V)
    for number in range(1000):
        assert session.set_value(f"cmi.objectives.{number}.id", "same id may stand twice") == "false"
        assert session.set_value(f"cmi.objectives.{number}.id", "same") == "true"

    assert (session.set_value("cmi.objectives.1000.id", "one"), session.get_last_error()) == ("false", "101")
    assert session.get_value("cmi.objectives._count") == "1000"


@pytest.mark.parametrize(("kind", "answer"), [(k, a) for k, (good, _) in ANSWERS.items() for a in good])
@pytest.mark.parametrize("element", ["student_response", "correct_responses.0.pattern"])
def test_an_answer_of_the_questions_kind_is_taken_whichever_comes_first(
    kind: str, answer: str, element: str
) -> None:
    for order in ((0, 1), (1, 0)):
        session = running(V)
        writes = [("cmi.interactions.0.type", kind), (f"cmi.interactions.0.{element}", answer)]
        assert [session.set_value(*writes[number]) for number in order] == ["true", "true"]


@pytest.mark.parametrize(("kind", "answer"), [(k, a) for k, (_, bad) in ANSWERS.items() for a in bad])
@pytest.mark.parametrize("element", ["student_response", "correct_responses.0.pattern"])
def test_an_answer_of_another_kind_is_not_taken_whichever_comes_first(
    kind: str, answer: str, element: str
) -> None:
    for order in ((0, 1), (1, 0)):
        session = running(V)
        writes = [("cmi.interactions.0.type", kind), (f"cmi.interactions.0.{element}", answer)]
        assert [session.set_value(*writes[number]) for number in order] == ["true", "false"]
        assert session.get_last_error() == "405"
