"""SCORM 1.2: calls in and out of order, the status at the end, the next launch."""

from __future__ import annotations

import pytest

from kaganek.lib.scorm import (
    By,
    Facts,
    Session,
    Version,
    launch,
)
from kaganek.lib.scorm.errors import CODES_12, TEXTS_12
from kaganek.lib.tests.scorm_samples import FACTS, running

V = Version.SCORM_12


@pytest.mark.parametrize(
    ("stage", "call", "answer", "code"),
    [
        ("before", "terminate", "false", "301"),
        ("before", "commit", "false", "301"),
        ("before", "get_value", "", "301"),
        ("before", "set_value", "false", "301"),
        ("running", "initialize", "false", "101"),
        ("after", "initialize", "false", "101"),
        ("after", "terminate", "false", "301"),
        ("after", "commit", "false", "301"),
        ("after", "get_value", "", "301"),
        ("after", "set_value", "false", "301"),
    ],
)
def test_calls_out_of_order(stage: str, call: str, answer: str, code: str) -> None:
    session = Session(V, FACTS[V])
    if stage != "before":
        session.initialize("")
    if stage == "after":
        assert session.terminate("") == "true"
    arguments = {"get_value": ["cmi.core.credit"], "set_value": ["cmi.comments", "x"]}.get(call, [""])

    assert (getattr(session, call)(*arguments), session.get_last_error()) == (answer, code)


@pytest.mark.parametrize("call", ["initialize", "commit", "terminate"])
def test_calls_that_take_nothing_refuse_something(call: str) -> None:
    session = Session(V, FACTS[V])
    if call != "initialize":
        session.initialize("")

    assert (getattr(session, call)("something"), session.get_last_error()) == ("false", "201")
    assert getattr(session, call)(None) == "true"


def test_every_code_has_its_words_and_no_other_has_any() -> None:
    session = running(V)
    assert set(CODES_12.values()) | {0} == set(TEXTS_12)
    assert all(session.get_error_string(code) == TEXTS_12[code] for code in TEXTS_12)
    assert [session.get_error_string(code) for code in ("", "1", "0405", "406", "x")] == [""] * 5


def test_the_last_error_stays_until_the_next_call_that_can_fail() -> None:
    session = running(V)
    session.set_value("cmi.core.student_id", "x")

    assert [session.get_last_error(), session.get_error_string("0"), session.get_last_error()] == [
        "403",
        "No error",
        "403",
    ]
    assert session.get_diagnostic("") == "Element is read only: cmi.core.student_id: the element is read only"
    session.get_value("cmi.core.credit")
    assert session.get_last_error() == "0"


# -- the end of a session, and the next one


@pytest.mark.parametrize(
    ("facts", "written", "status", "by"),
    [
        (Facts(), {}, "completed", By.FINISH),
        (Facts(), {"exit": "suspend"}, "incomplete", By.FINISH),
        (Facts(), {"exit": "logout"}, "completed", By.FINISH),
        (Facts(), {"lesson_status": "incomplete"}, "incomplete", By.PACKAGE),
        (Facts(), {"lesson_status": "passed"}, "passed", By.PACKAGE),
        (Facts(), {"score.raw": "100"}, "completed", By.FINISH),
        (Facts(mastery_score="80"), {}, "completed", By.FINISH),
        (Facts(mastery_score="80"), {"score.raw": "80"}, "passed", By.MASTERY),
        (Facts(mastery_score="80"), {"score.raw": "79.99"}, "failed", By.MASTERY),
        (Facts(mastery_score="80"), {"score.raw": ""}, "completed", By.FINISH),
        (
            Facts(mastery_score="80"),
            {"score.raw": "100", "lesson_status": "incomplete"},
            "incomplete",
            By.PACKAGE,
        ),
        (Facts(mastery_score="80"), {"score.raw": "100", "lesson_status": "failed"}, "failed", By.PACKAGE),
        (Facts(mastery_score="80", credit="no-credit"), {"score.raw": "100"}, "completed", By.FINISH),
        (Facts(mastery_score="80", mode="review"), {"score.raw": "100"}, "completed", By.FINISH),
        (Facts(mastery_score="80", mode="browse"), {"score.raw": "100"}, "browsed", By.FINISH),
        (Facts(mode="browse"), {"lesson_status": "completed"}, "completed", By.PACKAGE),
    ],
)
def test_the_status_when_the_package_ends(facts: Facts, written: dict, status: str, by: By) -> None:
    session = running(V, facts)
    for name, value in written.items():
        assert session.set_value(f"cmi.core.{name}", value) == "true"

    session.terminate("")

    assert (session.values["cmi.core.lesson_status"], session.outcome.completion_by) == (status, by)


@pytest.mark.parametrize(
    ("status", "completion", "success"),
    [
        ("not attempted", "not attempted", "unknown"),
        ("incomplete", "incomplete", "unknown"),
        ("browsed", "incomplete", "unknown"),
        ("completed", "completed", "unknown"),
        ("passed", "completed", "passed"),
        ("failed", "completed", "failed"),
    ],
)
def test_one_word_tells_completion_and_success(status: str, completion: str, success: str) -> None:
    session = running(V)
    session.set_value("cmi.core.lesson_status", status)

    assert (session.outcome.completion, session.outcome.success) == (completion, success)


@pytest.mark.parametrize(
    ("raw", "low", "high", "scaled"),
    [
        ("", "", "", None),
        ("85", "", "", "0.8500"),
        ("8", "0", "10", "0.8000"),
        ("15", "10", "20", "0.5000"),
        ("30", "0", "20", "1.0000"),
        ("5", "10", "10", None),
    ],
)
def test_the_score_between_its_ends(raw: str, low: str, high: str, scaled: str | None) -> None:
    session = running(V)
    for part, value in (("raw", raw), ("min", low), ("max", high)):
        session.set_value(f"cmi.core.score.{part}", value)

    found = session.outcome.score_scaled
    assert (None if found is None else str(found)) == scaled


@pytest.mark.parametrize(
    ("way", "finished", "entry"),
    [
        ("suspend", True, "resume"),
        ("logout", True, ""),
        ("time-out", True, ""),
        ("", True, ""),
        (None, True, ""),
        (None, False, "resume"),
        ("suspend", False, "resume"),
    ],
)
def test_the_next_launch_knows_how_the_last_session_ended(
    way: str | None, finished: bool, entry: str
) -> None:
    session = running(V)
    assert session.get_value("cmi.core.entry") == "ab-initio"
    session.set_value("cmi.suspend_data", "page=7")
    session.set_value("cmi.core.lesson_location", "7")
    session.set_value("cmi.core.session_time", "00:10:30.5")
    if way is not None:
        session.set_value("cmi.core.exit", way)
    if finished:
        session.terminate("")

    state = launch(V, FACTS[V], session.values, finished=finished)

    again = running(V, state=state)
    assert [
        again.get_value(f"cmi.{name}")
        for name in ("core.entry", "suspend_data", "core.lesson_location", "core.total_time")
    ] == [entry, "page=7", "7", "0000:10:30.50"]
    assert {"cmi.core.exit", "cmi.core.session_time"} & set(state) == set()


def test_time_adds_up_over_sessions_and_stops_at_the_longest() -> None:
    state = None
    for told in ("00:30:00", "01:45:00.25", "9999:00:00"):
        session = running(V, state=state)
        session.set_value("cmi.core.session_time", "00:00:01")  # told anew, not added
        session.set_value("cmi.core.session_time", told)
        session.terminate("")
        state = launch(V, FACTS[V], session.values)

    assert state["cmi.core.total_time"] == "9999:59:59.99"


def test_a_new_attempt_starts_from_nothing() -> None:
    session = running(V)
    session.set_value("cmi.core.lesson_status", "passed")
    session.terminate("")

    assert launch(V, FACTS[V], session.values, new_attempt=True) == launch(V, FACTS[V])
