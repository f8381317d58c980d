"""SCORM 2004: every element with its limits, read and write rules and error codes; the calls; both statuses."""

from __future__ import annotations

import pytest

from kaganek.lib.scorm import MODELS, Facts, Version, launch
from kaganek.lib.tests.scorm_samples import (
    COMPLETIONS,
    LONG_IDS,
    POINTS,
    REALS,
    SPANS_2004,
    SUCCESSES,
    localized,
    name_at,
    read_only,
    ready,
    running,
    texts,
    within,
    writable,
    write_only,
)

V = Version.SCORM_2004
MODEL = MODELS[V]
SCALED = within("-1", "1", ["-1.0001", "1.0001", "85"])
SHARE = within("0", "1", ["-0.0001", "1.0001", "50"])
LEVEL = within("0", "9999999999", ["-0.1"])
TYPES = (
    [
        "true-false",
        "choice",
        "fill-in",
        "long-fill-in",
        "likert",
        "matching",
        "performance",
        "sequencing",
        "numeric",
        "other",
    ],
    ["", "Choice", "essay"],
)
# Element → values that are taken, values answered with 406 (or with the code beside).
VALUES = {
    "cmi.comments_from_learner.n.comment": localized(16_000),
    "cmi.comments_from_learner.n.location": texts(1000),
    "cmi.comments_from_learner.n.timestamp": POINTS,
    "cmi.completion_status": COMPLETIONS,
    "cmi.exit": (["", "time-out", "suspend", "logout", "normal"], ["Suspend", "quit"]),
    "cmi.interactions.n.id": LONG_IDS,
    "cmi.interactions.n.type": TYPES,
    "cmi.interactions.n.objectives.n.id": LONG_IDS,
    "cmi.interactions.n.timestamp": POINTS,
    "cmi.interactions.n.correct_responses.n.pattern": texts(16_000),
    "cmi.interactions.n.weighting": REALS,
    "cmi.interactions.n.learner_response": texts(16_000),
    "cmi.interactions.n.result": (
        ["correct", "incorrect", "unanticipated", "neutral", "-2.5"],
        ["", "wrong", "1,5"],
    ),
    "cmi.interactions.n.latency": SPANS_2004,
    "cmi.interactions.n.description": localized(1000),
    "cmi.learner_preference.audio_level": LEVEL,
    "cmi.learner_preference.language": (
        ["", "pl", "en-GB", "x-klingon"],
        ["polski język", "p_l", "toolongname", "pl-"],
    ),
    "cmi.learner_preference.delivery_speed": LEVEL,
    "cmi.learner_preference.audio_captioning": (["-1", "0", "1"], ["", "2", "on"]),
    "cmi.location": texts(4000),
    "cmi.objectives.n.id": LONG_IDS,
    "cmi.objectives.n.score.scaled": SCALED,
    "cmi.objectives.n.score.raw": REALS,
    "cmi.objectives.n.score.min": REALS,
    "cmi.objectives.n.score.max": REALS,
    "cmi.objectives.n.success_status": SUCCESSES,
    "cmi.objectives.n.completion_status": COMPLETIONS,
    "cmi.objectives.n.progress_measure": SHARE,
    "cmi.objectives.n.description": localized(1000),
    "cmi.progress_measure": SHARE,
    "cmi.score.scaled": SCALED,
    "cmi.score.raw": REALS,
    "cmi.score.min": REALS,
    "cmi.score.max": REALS,
    "cmi.session_time": SPANS_2004,
    "cmi.success_status": SUCCESSES,
    "cmi.suspend_data": texts(256_000),
    "adl.nav.request": (
        [
            "continue",
            "previous",
            "exit",
            "exitAll",
            "abandon",
            "abandonAll",
            "suspendAll",
            "_none_",
            "{target=a.b}choice",
            "{target=x}jump",
        ],
        ["", "choice", "jump", "{target=}choice", "{target=a b}choice", "next", "{target=x}continue"],
    ),
    "adl.data.n.store": texts(256_000),
}
BAD = [(p, *(v if isinstance(v, tuple) else (v, 406))) for p, (_, bad) in VALUES.items() for v in bad]


def test_the_table_has_every_element_that_can_be_written() -> None:
    assert set(VALUES) == set(writable(V))


@pytest.mark.parametrize(("pattern", "value"), [(p, v) for p, (good, _) in VALUES.items() for v in good])
def test_a_value_of_the_type_is_taken_and_read_back(pattern: str, value: str) -> None:
    session, name = ready(V, pattern), name_at(pattern)

    assert (session.set_value(name, value), session.get_last_error()) == ("true", "0")

    read = session.get_value(name)
    assert (read, session.get_last_error()) == (("", "405") if pattern in write_only(V) else (value, "0"))
    assert session.values[name] == value


@pytest.mark.parametrize(("pattern", "value", "code"), BAD)
def test_a_value_of_no_type_changes_nothing(pattern: str, value: str, code: int) -> None:
    session = ready(V, pattern)
    before = session.values

    assert (session.set_value(name_at(pattern), value), session.get_last_error()) == ("false", str(code))
    assert session.values == before


@pytest.mark.parametrize("pattern", [e.name for e in MODEL.elements.values() if e.kind.spm])
def test_what_the_standard_wants_kept_is_kept(pattern: str) -> None:
    element = MODEL.elements[pattern]
    assert element.kind.hard >= element.kind.spm
    assert element.kind.trouble("pl" if "language" in pattern else "x" * element.kind.spm) is None


@pytest.mark.parametrize("pattern", read_only(V))
def test_read_only_elements_are_read_and_never_written(pattern: str) -> None:
    session, name = running(V), name_at(pattern)
    before = session.values
    expected = before.get(name, MODEL.elements[pattern].default)

    assert (session.set_value(name, "1"), session.get_last_error()) == ("false", "404")
    assert session.values == before
    assert session.get_value(name) == (expected or "")
    assert session.get_last_error() == ("403" if expected is None else "0")


@pytest.mark.parametrize("pattern", read_only(V))
def test_what_the_manifest_does_not_give_has_no_value(pattern: str) -> None:
    session, name = running(V, Facts()), name_at(pattern)
    known = launch(V, Facts()).get(name, MODEL.elements[pattern].default)
    code = "0" if known is not None else "301" if ".n." in pattern else "403"

    assert (session.get_value(name), session.get_last_error()) == (known or "", code)


@pytest.mark.parametrize("pattern", write_only(V))
def test_write_only_elements_cannot_be_read(pattern: str) -> None:
    session = running(V)
    assert (session.get_value(name_at(pattern)), session.get_last_error()) == ("", "405")


@pytest.mark.parametrize("pattern", [p for p in MODEL.elements if MODEL.elements[p].access == "rw"])
def test_what_was_never_written_has_its_default_or_none(pattern: str) -> None:
    session, name = ready(V, pattern), name_at(pattern)
    default = MODEL.elements[pattern].default
    beyond = pattern.endswith(".n.id") or "comments" in pattern or ".n.pattern" in pattern
    code = "0" if default is not None else "301" if beyond else "403"

    assert (session.get_value(name), session.get_last_error()) == (default or "", code)


@pytest.mark.parametrize("pattern", [e.name for e in MODEL.elements.values() if e.needs and e.access == "rw"])
def test_what_depends_on_another_element_waits_for_it(pattern: str) -> None:
    session = running(V, Facts())
    needs = MODEL.elements[pattern].needs
    collection = pattern.split(".n.")[0]
    value = {"adl.data": "x"}.get(collection, VALUES[pattern][0][0])

    assert (session.set_value(name_at(pattern), value), session.get_last_error()) == ("false", "408")
    if needs == "type":
        session.set_value(f"{collection}.0.id", "r")
        assert (session.set_value(name_at(pattern), value), session.get_last_error()) == ("false", "408")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cmi._version", "1.0"),
        ("cmi.comments_from_learner._children", "comment,location,timestamp"),
        ("cmi.comments_from_learner._count", "0"),
        ("cmi.comments_from_lms._children", "comment,location,timestamp"),
        ("cmi.comments_from_lms._count", "2"),
        (
            "cmi.interactions._children",
            "id,type,objectives,timestamp,correct_responses,weighting,learner_response,result,latency,description",
        ),
        ("cmi.interactions._count", "1"),
        ("cmi.interactions.0.objectives._count", "1"),
        ("cmi.interactions.0.correct_responses._count", "0"),
        ("cmi.learner_preference._children", "audio_level,language,delivery_speed,audio_captioning"),
        (
            "cmi.objectives._children",
            "id,score,success_status,completion_status,progress_measure,description",
        ),
        ("cmi.objectives._count", "1"),
        ("cmi.objectives.0.score._children", "scaled,raw,min,max"),
        ("cmi.score._children", "scaled,raw,min,max"),
        ("adl.data._children", "id,store"),
        ("adl.data._count", "1"),
    ],
)
def test_keywords_are_answered_and_never_written(name: str, value: str) -> None:
    session = running(V)
    session.set_value("cmi.objectives.0.id", "o")
    session.set_value("cmi.interactions.0.id", "q")
    session.set_value("cmi.interactions.0.objectives.0.id", "o")

    assert (session.get_value(name), session.get_last_error()) == (value, "0")
    assert (session.set_value(name, value), session.get_last_error()) == ("false", "404")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "301"),
        ("cmi", "401"),
        ("cmi.score", "401"),
        ("cmi.interactions.0", "401"),
        ("cmi.core.lesson_status", "401"),
        ("cmi.objectives.x.id", "401"),
        ("cmi.objectives.00.id", "401"),
        ("cmi.objectives.0.id", "301"),
        ("cmi.objectives.0.score._children", "301"),
        ("cmi.location._children", "301"),
        ("cmi.interactions.0.objectives._children", "301"),
        ("cmi.score._count", "301"),
        ("cmi.location._count", "301"),
        ("cmi.score._version", "301"),
        ("cmi.nothing._count", "401"),
        ("adl.nav.request_valid.choice", "401"),
        ("adl.nav.request_valid.choice.{target=}", "401"),
        ("adl.nav.request_valid.choice.{target=a b}", "401"),
        ("ssp._count", "402"),
        ("x" * 10_000, "401"),
        ("adl.nav.request_valid.choice.{target=" + "x" * 500 + "}", "401"),
    ],
)
def test_reading_what_is_not_there(name: str, code: str) -> None:
    session = running(V)
    assert (session.get_value(name), session.get_last_error()) == ("", code)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "351"),
        ("cmi.score", "401"),
        ("cmi.nothing", "401"),
        ("cmi.nothing._count", "401"),
        ("cmi.location._children", "404"),
        ("cmi.objectives.1.id", "351"),
        ("cmi.objectives.999999999.id", "351"),
        ("cmi.objectives.9999999999.id", "401"),
        ("cmi.interactions.1.type", "351"),
        ("cmi.interactions.0.objectives.0.id", "408"),
        ("cmi.comments_from_lms.9.comment", "404"),
        ("adl.nav.request_valid.continue", "404"),
        ("adl.nav.request_valid.jump.{target=x.y}", "404"),
        ("ssp.0.data", "402"),
    ],
)
def test_writing_where_nothing_can_stand(name: str, code: str) -> None:
    session = running(V)
    before = session.values

    assert (session.set_value(name, "a"), session.get_last_error()) == ("false", code)
    assert session.values == before


def test_navigation_is_asked_and_answered_without_sequencing() -> None:
    session = running(V)
    asked = ("continue", "previous", "choice.{target=a.b}", "jump.{target=x}")

    assert [session.get_value(f"adl.nav.request_valid.{name}") for name in asked] == [
        "unknown",
        "unknown",
        "false",
        "false",
    ]
