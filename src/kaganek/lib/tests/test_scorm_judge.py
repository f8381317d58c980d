"""A commit is believed only as far as the standard's own interface would have taken it."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from kaganek.lib.scorm import (
    Accepted,
    By,
    Facts,
    Refused,
    Version,
    judge_commit,
    launch,
)
from kaganek.lib.tests.scorm_samples import FACTS

S12, S2004 = Version.SCORM_12, Version.SCORM_2004

# What scorm-again 3.4.3 posts, shortened: everything never set is "", read-only elements come along, the highest
# score of 1.2 is 100 unless told.
POSTED_12 = {
    "cmi": {
        "suspend_data": "x=1;ż",
        "launch_data": "start=2",
        "comments": "",
        "comments_from_lms": "Uwaga",
        "core": {
            "student_id": "os-7",
            "student_name": "Kowalska, Anna",
            "lesson_location": "p1",
            "credit": "credit",
            "lesson_status": "incomplete",
            "entry": "ab-initio",
            "lesson_mode": "normal",
            "exit": "suspend",
            "session_time": "00:01:00",
            "score": {"raw": "85", "min": "", "max": "100"},
            "total_time": "00:01:00",
        },
        "objectives": {"0": {"id": "o1", "status": "passed", "score": {"raw": "", "min": "", "max": "100"}}},
        "student_data": {"mastery_score": "", "max_time_allowed": "", "time_limit_action": ""},
        "student_preference": {"audio": "", "language": "", "speed": "", "text": ""},
        "interactions": {
            "0": {
                "id": "q1",
                "time": "",
                "type": "choice",
                "weighting": "",
                "student_response": "a",
                "result": "correct",
                "latency": "",
                "objectives": {"0": {"id": "o1"}},
                "correct_responses": {"0": {"pattern": "a"}},
            }
        },
    }
}
POSTED_2004 = {
    "cmi": {
        "comments_from_learner": {"0": {"comment": "hej", "location": "", "timestamp": ""}},
        "comments_from_lms": {},
        "completion_status": "unknown",
        "completion_threshold": "",
        "credit": "credit",
        "entry": "",
        "exit": "suspend",
        "interactions": {
            "0": {
                "id": "q1",
                "type": "choice",
                "objectives": {},
                "timestamp": "",
                "weighting": "",
                "learner_response": "a",
                "result": "",
                "latency": "",
                "description": "",
                "correct_responses": {"0": {"pattern": "a[,]b"}},
            }
        },
        "launch_data": "",
        "learner_id": "",
        "learner_name": "",
        "learner_preference": {
            "audio_level": "1",
            "language": "",
            "delivery_speed": "1",
            "audio_captioning": "0",
        },
        "location": "p1",
        "max_time_allowed": "",
        "mode": "normal",
        "objectives": {"0": {"id": "o1", "success_status": "unknown", "score": {"scaled": "0.5", "raw": ""}}},
        "progress_measure": "0.75",
        "scaled_passing_score": "",
        "score": {"scaled": "0.85", "raw": "", "min": "", "max": ""},
        "session_time": "PT1M",
        "success_status": "unknown",
        "suspend_data": "",
        "time_limit_action": "continue,message",
        "total_time": "PT1M",
    }
}
POSTED = {S12: POSTED_12, S2004: POSTED_2004}


def flat(tree: object, start: str = "") -> dict[str, object]:
    if not isinstance(tree, dict) or not tree:
        return {start: tree}
    return {
        k: v for name, below in tree.items() for k, v in flat(below, f"{start}.{name}".strip(".")).items()
    }


def forms(tree: dict) -> dict[str, object]:
    """The same commit in every form and both wrappings."""
    flattened = flat(tree)
    params = [f"{name}={'[object Object]' if value == {} else value}" for name, value in flattened.items()]
    bodies = {"json": tree, "flattened": flattened, "params": params}
    wrapped = {
        name: {
            "successStatus": "passed",
            "completionStatus": "completed",
            "runtimeData": body,
            "totalTimeSeconds": 9e9,
            "score": {"raw": 100},
        }
        for name, body in bodies.items()
    }
    return {**bodies, **{f"{name}, wrapped": body for name, body in wrapped.items()}}


@pytest.mark.parametrize("version", [S12, S2004])
@pytest.mark.parametrize("form", forms({}))
def test_every_form_of_a_commit_says_the_same(version: Version, form: str) -> None:
    plain = judge_commit(version, FACTS[version], {}, POSTED[version])
    body = forms(POSTED[version])[form]

    assert isinstance(plain, Accepted)
    assert judge_commit(version, FACTS[version], {}, body) == plain
    assert judge_commit(version, FACTS[version], {}, json.dumps(body).encode()) == plain


def test_a_commit_of_1_2_becomes_state_and_facts() -> None:
    found = judge_commit(S12, FACTS[S12], {}, POSTED_12, finished=True)

    assert found.values == launch(S12, FACTS[S12]) | {
        "cmi.suspend_data": "x=1;ż",
        "cmi.core.lesson_location": "p1",
        "cmi.core.lesson_status": "incomplete",
        "cmi.core.exit": "suspend",
        "cmi.core.score.raw": "85",
        "cmi.core.score.max": "100",
        "cmi.core.total_time": "0000:01:00.00",
        "cmi.objectives.0.id": "o1",
        "cmi.objectives.0.status": "passed",
        "cmi.objectives.0.score.max": "100",
        "cmi.interactions.0.id": "q1",
        "cmi.interactions.0.type": "choice",
        "cmi.interactions.0.student_response": "a",
        "cmi.interactions.0.result": "correct",
        "cmi.interactions.0.objectives.0.id": "o1",
        "cmi.interactions.0.correct_responses.0.pattern": "a",
    }
    facts = found.outcome
    assert (facts.completion, facts.success, facts.completion_by, facts.score_scaled, facts.suspended) == (
        *("incomplete", "unknown", By.PACKAGE, Decimal("0.8500"), True),
    )


def test_a_commit_of_2004_becomes_state_and_facts() -> None:
    facts = judge_commit(S2004, FACTS[S2004], {}, POSTED_2004).outcome

    assert (facts.completion, facts.completion_by, facts.success, facts.success_by) == (
        *("completed", By.THRESHOLD, "passed", By.PASSING_SCORE),
    )
    assert (facts.score_scaled, facts.score_raw, facts.progress, facts.total_seconds) == (
        *(Decimal("0.85"), None, Decimal("0.75"), Decimal(60)),
    )


@pytest.mark.parametrize(
    ("version", "name", "value", "code"),
    [
        (S12, "cmi.core.student_id", "os-8", 403),
        (S12, "cmi.core.credit", "no-credit", 403),
        (S12, "cmi.student_data.mastery_score", "1", 403),
        (S12, "cmi.core.total_time", "99:00:00", 403),
        (S12, "cmi.core.total_time", "soon", 403),
        (S12, "cmi.core.entry", "resume", 403),
        (S12, "cmi.core._children", "x", 402),
        (S12, "cmi.core.lesson_status", "Passed", 405),
        (S12, "cmi.core.score.raw", "101", 405),
        (S12, "cmi.suspend_data", "x" * 64_001, 405),
        (S12, "cmi.objectives.1.id", "gap", 201),
        (S12, "cmi.core.nothing", "", 201),
        (S12, "cmi.evaluation.comments.0.content", "x", 401),
        (S12, "somebody.else", "x", 201),
        (S2004, "cmi.learner_id", "os-8", 404),
        (S2004, "cmi.scaled_passing_score", "-1", 404),
        (S2004, "cmi.completion_threshold", "0", 404),
        (S2004, "cmi.total_time", "PT99H", 404),
        (S2004, "cmi.comments_from_lms.0.comment", "mine", 404),
        (S2004, "cmi.interactions._count", "7", 404),
        (S2004, "cmi.success_status", "Passed", 406),
        (S2004, "cmi.score.scaled", "1.01", 407),
        (S2004, "cmi.suspend_data", "a\u0000b", 406),
        (S2004, "cmi.interactions.0.type", "choice", 408),
        (S2004, "cmi.objectives.2.id", "gap", 351),
        (S2004, "cmi.nothing", "x", 401),
        (S2004, "ssp.0.data", "x", 402),
    ],
)
def test_one_wrong_value_refuses_all_of_it(version: Version, name: str, value: str, code: int) -> None:
    before = launch(version, FACTS[version])
    location = "cmi.core.lesson_location" if version is S12 else "cmi.location"

    found = judge_commit(version, FACTS[version], before, {location: "p9", name: value})

    assert isinstance(found, Refused)
    assert (found.fault.element, found.fault.code) == (name, code)
    assert isinstance(judge_commit(version, FACTS[version], before, {location: "p9"}), Accepted)


@pytest.mark.parametrize(
    ("version", "name", "value"),
    [
        (S12, "cmi.student_data.max_time_allowed", "02:00:00"),
        (S12, "cmi.student_data.mastery_score", "80.0"),
        (S12, "cmi.core.total_time", "00:00:00"),
        (S2004, "cmi.max_time_allowed", "PT120M"),
        (S2004, "cmi.scaled_passing_score", "0.80"),
        (S2004, "cmi.learner_name", ""),
    ],
)
def test_what_is_read_only_may_come_back_in_other_signs(version: Version, name: str, value: str) -> None:
    before = launch(version, FACTS[version])

    assert judge_commit(version, FACTS[version], before, {name: value}).values == before


def test_a_wrong_value_can_be_put_aside_and_the_rest_counts() -> None:
    posted = flat(POSTED_2004) | {
        "cmi.interactions.0.timestamp": "2026-11-21T16:05:59.123Z",
        "cmi.interactions.1.id": "has a space",
        "cmi.score.raw": "ten",
    }
    before = launch(S2004, FACTS[S2004]) | {"cmi.score.raw": "5"}

    found = judge_commit(S2004, FACTS[S2004], before, posted, put_aside=True)

    assert [(fault.element, fault.code) for fault in found.aside] == [
        ("cmi.interactions.0.timestamp", 406),
        ("cmi.interactions.1.id", 406),
        ("cmi.score.raw", 406),
    ]
    assert found.values == judge_commit(S2004, FACTS[S2004], before, POSTED_2004).values | {
        "cmi.score.raw": "5"
    }


@pytest.mark.parametrize("name", ["cmi.learner_id", "cmi.total_time", "cmi.nothing", "cmi.score._children"])
def test_what_no_package_may_write_is_never_put_aside(name: str) -> None:
    found = judge_commit(S2004, FACTS[S2004], {}, {name: "PT99H"}, put_aside=True)
    assert isinstance(found, Refused)


@pytest.mark.parametrize("finished", [False, True])
def test_nobody_passes_by_what_the_browser_derived(finished: bool) -> None:
    """The fields beside the data are the browser's: a package that said nothing has passed nothing."""
    posted = {
        "successStatus": "passed",
        "completionStatus": "completed",
        "score": {"scaled": 1},
        "runtimeData": {"cmi": {"location": "1"}},
    }

    found = judge_commit(S2004, Facts(), {}, posted, finished=finished)

    assert (found.outcome.success, found.outcome.completion, found.outcome.score_scaled) == (
        "unknown",
        "unknown",
        None,
    )


@pytest.mark.parametrize(
    ("way", "raw", "told", "status", "by"),
    [
        ("", "", False, "completed", By.FINISH),
        ("suspend", "", False, "incomplete", By.FINISH),
        ("", "80", False, "passed", By.MASTERY),
        ("", "79", False, "failed", By.MASTERY),
        ("", "80", True, "incomplete", By.PACKAGE),
    ],
)
def test_a_status_the_browser_filled_in_is_not_the_packages(
    way: str, raw: str, told: bool, status: str, by: By
) -> None:
    core = {"exit": way, "score": {"raw": raw}, "lesson_status": "incomplete"}

    found = judge_commit(S12, FACTS[S12], {}, {"cmi": {"core": core}}, finished=True, status_told=told)

    assert (found.values["cmi.core.lesson_status"], found.outcome.completion_by) == (status, by)
