"""SCORM 2004: calls in and out of order, both statuses, the next launch."""

from __future__ import annotations

import pytest

from kaganek.lib.scorm import (
    By,
    Facts,
    Session,
    Version,
    launch,
)
from kaganek.lib.scorm.errors import CODES_2004, TEXTS_2004
from kaganek.lib.tests.scorm_samples import FACTS, running

V = Version.SCORM_2004


@pytest.mark.parametrize(
    ("stage", "call", "answer", "code"),
    [
        ("before", "terminate", "false", "112"),
        ("before", "commit", "false", "142"),
        ("before", "get_value", "", "122"),
        ("before", "set_value", "false", "132"),
        ("running", "initialize", "false", "103"),
        ("after", "initialize", "false", "104"),
        ("after", "terminate", "false", "113"),
        ("after", "commit", "false", "143"),
        ("after", "get_value", "", "123"),
        ("after", "set_value", "false", "133"),
    ],
)
def test_calls_out_of_order(stage: str, call: str, answer: str, code: str) -> None:
    session = Session(V, FACTS[V])
    if stage != "before":
        session.initialize("")
    if stage == "after":
        assert session.terminate("") == "true"
    arguments = {"get_value": ["cmi.credit"], "set_value": ["cmi.location", "x"]}.get(call, [""])

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
    never = {101, 102, 111}  # failures of the system itself, which has none to tell a package of
    assert set(CODES_2004.values()) | {0} | never == set(TEXTS_2004)
    assert all(session.get_error_string(code) == TEXTS_2004[code] for code in TEXTS_2004)
    assert [session.get_error_string(code) for code in ("", "1", "0406", "409", "x")] == [""] * 5


# -- both statuses


@pytest.mark.parametrize(
    ("threshold", "measure", "told", "status", "by"),
    [
        ("", None, None, "unknown", By.NOBODY),
        ("", "1", None, "unknown", By.NOBODY),
        ("", None, "completed", "completed", By.PACKAGE),
        ("", "0", "completed", "completed", By.PACKAGE),
        ("0.5", None, None, "unknown", By.THRESHOLD),
        ("0.5", None, "completed", "unknown", By.THRESHOLD),
        ("0.5", "0.5", "incomplete", "completed", By.THRESHOLD),
        ("0.5", "0.49", "completed", "incomplete", By.THRESHOLD),
        ("0", "0", None, "completed", By.THRESHOLD),
    ],
)
def test_completion(threshold: str, measure: str | None, told: str | None, status: str, by: By) -> None:
    session = running(V, Facts(completion_threshold=threshold))
    for name, value in (("progress_measure", measure), ("completion_status", told)):
        if value is not None:
            session.set_value(f"cmi.{name}", value)

    assert session.get_value("cmi.completion_status") == status
    assert (session.outcome.completion, session.outcome.completion_by) == (status, by)
    session.terminate("")
    assert (session.values["cmi.completion_status"], session.outcome.completion) == (status, status)


@pytest.mark.parametrize(
    ("facts", "scaled", "told", "status", "by"),
    [
        (Facts(), None, None, "unknown", By.NOBODY),
        (Facts(), "1", None, "unknown", By.NOBODY),
        (Facts(), None, "passed", "passed", By.PACKAGE),
        (Facts(scaled_passing_score="0.8"), None, "passed", "unknown", By.PASSING_SCORE),
        (Facts(scaled_passing_score="0.8"), "0.8", "failed", "passed", By.PASSING_SCORE),
        (Facts(scaled_passing_score="0.8"), "0.79", "passed", "failed", By.PASSING_SCORE),
        (Facts(scaled_passing_score="-1"), "-1", None, "passed", By.PASSING_SCORE),
        (Facts(scaled_passing_score="0.8", credit="no-credit"), "1", None, "unknown", By.NOBODY),
        (Facts(scaled_passing_score="0.8", mode="review"), "1", "failed", "failed", By.PACKAGE),
        (Facts(scaled_passing_score="0.8", mode="browse"), "1", None, "unknown", By.NOBODY),
    ],
)
def test_success(facts: Facts, scaled: str | None, told: str | None, status: str, by: By) -> None:
    session = running(V, facts)
    for name, value in (("score.scaled", scaled), ("success_status", told)):
        if value is not None:
            session.set_value(f"cmi.{name}", value)

    assert session.get_value("cmi.success_status") == status
    assert (session.outcome.success, session.outcome.success_by) == (status, by)
    session.terminate("")
    assert (session.values["cmi.success_status"], session.outcome.success) == (status, status)


# -- the end of a session, and the next one


@pytest.mark.parametrize(
    ("way", "finished", "entry"),
    [
        ("suspend", True, "resume"),
        ("logout", True, "resume"),
        ("normal", True, ""),
        ("time-out", True, ""),
        ("", True, ""),
        (None, True, ""),
        (None, False, "resume"),
    ],
)
def test_the_next_launch_knows_how_the_last_session_ended(
    way: str | None, finished: bool, entry: str
) -> None:
    session = running(V)
    assert session.get_value("cmi.entry") == "ab-initio"
    session.set_value("cmi.suspend_data", "page=7")
    session.set_value("cmi.location", "7")
    session.set_value("cmi.session_time", "PT10M30.5S")
    session.set_value("adl.nav.request", "suspendAll")
    if way is not None:
        session.set_value("cmi.exit", way)
    if finished:
        session.terminate("")

    again = running(V, state=launch(V, FACTS[V], session.values, finished=finished))

    names = ("entry", "suspend_data", "location", "total_time")
    assert [again.get_value(f"cmi.{name}") for name in names] == [entry, "page=7", "7", "PT0H10M30.5S"]
    assert again.get_value("adl.nav.request") == "_none_"


def test_objectives_of_the_manifest_are_there_from_the_start_and_kept_after() -> None:
    facts = Facts(objectives=("urn:a:1", "urn:a:2"))
    session = running(V, facts)
    assert [session.get_value("cmi.objectives._count"), session.get_value("cmi.objectives.1.id")] == [
        "2",
        "urn:a:2",
    ]
    assert session.set_value("cmi.objectives.1.id", "other") == "false"
    session.set_value("cmi.objectives.1.success_status", "passed")
    session.set_value("cmi.objectives.2.id", "mine")

    again = running(V, facts, launch(V, facts, session.values))

    assert [again.get_value(f"cmi.objectives.{number}.id") for number in range(3)] == [
        "urn:a:1",
        "urn:a:2",
        "mine",
    ]
    assert again.get_value("cmi.objectives.1.success_status") == "passed"


def test_the_manifest_of_today_wins_over_what_stood_there_before() -> None:
    old = launch(V, Facts(scaled_passing_score="0.5", launch_data="a"))
    new = launch(V, Facts(scaled_passing_score="0.9"), {**old, "cmi.location": "3"})

    assert (new["cmi.scaled_passing_score"], new.get("cmi.launch_data"), new["cmi.location"]) == (
        "0.9",
        None,
        "3",
    )
