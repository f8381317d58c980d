"""Calls with the answers expected of them, as the makers of the browser's side took them from ADL's conformance suite.

Read at test time from the shared data (MIT licence), never copied. Where a file says something else than the
standard, the standard holds and the difference is listed in DIFFERENCES and in docs/reference/scorm.md.
"""

from __future__ import annotations

import json

import pytest

from kaganek.lib.scorm import Facts, Session, Version
from kaganek.lib.tests.shared import shared_data

FILES = (
    *("API", "CM-01", "CM-02a", "CM-02b", "CM-03a", "CM-03b", "CM-04a", "CM-04b", "CM-05", "CM-06"),
    *("CM-07a", "CM-07b", "CM-08", "CM-09aa", "CM-09ba"),
    *("api", "cm-01-launch-seeded", "cm-data-model-errors", "scorm12-roundtrip"),
)
# What these cases are about is which activity comes next. The files hold only their run-time calls, which must pass;
# the verdict itself needs sequencing, which we refuse in words.
ABOUT_SEQUENCING = frozenset(name for name in FILES if name.startswith("CM-0") and name != "CM-01")
DIFFERENCES: dict[tuple[str, str, int], str] = {}
METHODS = {
    "Initialize": "initialize",
    "Terminate": "terminate",
    "GetValue": "get_value",
    "SetValue": "set_value",
    "Commit": "commit",
    "GetLastError": "get_last_error",
    "GetErrorString": "get_error_string",
    "GetDiagnostic": "get_diagnostic",
}


def read(name: str) -> dict:
    return json.loads(shared_data("scorm", "scorm-again-fixtures", f"{name}.json").read_text())


def arguments(step: dict) -> list[str]:
    if step["method"] == "SetValue":
        return [step["element"], step["value"]]
    if step["method"] == "GetValue":
        return [step["element"]]
    return [] if step["method"] == "GetLastError" else [step.get("value", "")]


def answered_as(expected: object, answer: str) -> bool:
    if expected == {"match": "nonEmptyMax255"}:
        return 0 < len(answer) <= 255
    assert isinstance(expected, str), expected
    return answer == expected


def faults(version: Version, facts: Facts, steps: list[dict]) -> list[int]:
    """Numbers of the steps answered otherwise than the file says."""
    session = Session(version, facts)
    found = []
    for number, step in enumerate(steps):
        answer = getattr(session, METHODS[step["method"]])(*arguments(step))
        if (
            not answered_as(step["expectedReturn"], answer)
            or session.get_last_error() != step["expectedErrorCode"]
        ):
            found.append(number)
    return found


@pytest.mark.parametrize("name", FILES)
def test_every_call_is_answered_as_the_file_says(name: str) -> None:
    case = read(name)
    assert case["activities"]
    for activity in case["activities"]:
        facts = Facts(learner_id="os-1", **activity.get("initialState", {}).get("cmi", {}))
        found = faults(Version(case["scormVersion"]), facts, activity["steps"])
        assert [(name, activity["id"], number) for number in found] == [
            key for key in DIFFERENCES if key[:2] == (name, activity["id"])
        ]


def test_no_file_is_left_out_and_the_cases_about_sequencing_are_counted() -> None:
    there = {path.stem for path in shared_data("scorm", "scorm-again-fixtures").glob("*.json")}

    assert there == set(FILES)
    assert len(FILES) == 19
    assert len(ABOUT_SEQUENCING) == 13


def test_a_wrong_expectation_is_seen() -> None:
    steps = read("api")["activities"][1]["steps"]
    steps[5]["expectedErrorCode"] = "143"

    assert faults(Version.SCORM_2004, Facts(), steps) == [5]
