"""What is no commit, or too much of one, is refused as such and in time."""

from __future__ import annotations

import json
import time

import pytest

from kaganek.lib.scorm import (
    Accepted,
    BadCommit,
    Refused,
    Trouble,
    Version,
    judge_commit,
    read_commit,
)
from kaganek.lib.scorm.commit import LONGEST, MOST_VALUES
from kaganek.lib.tests.scorm_samples import FACTS

S12, S2004 = Version.SCORM_12, Version.SCORM_2004


def nested(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


@pytest.mark.parametrize(
    "commit",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"7",
        b'"cmi.location=x"',
        b"cmi.location=x&cmi.suspend_data=",
        b"{",
        b'{"cmi": {"location": NaN}}',
        b'{"cmi": {"location": "a"}, "cmi": {"location": "b"}}',
        b'{"cmi.location": "a", "cmi": {"location": "b"}}',
        b'{"runtimeData": 5}',
        b"[7]",
        b'["cmi.location"]',
        b"[[1]]",
        nested(50),
        nested(100_000),
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
        json.dumps({"cmi": {"suspend_data": "x" * LONGEST}}),
        {"cmi": {"suspend_data": "x" * (LONGEST + 1)}},
        {"x" * 501: "1"},
        {f"cmi.objectives.{n}.id": "x" for n in range(MOST_VALUES + 1)},
        {"cmi": {"objectives": {str(n): {"id": "x"} for n in range(MOST_VALUES + 1)}}},
    ],
)
def test_what_is_no_commit_is_refused_as_such(commit: object) -> None:
    for version, code in ((S12, 101), (S2004, 391)):
        found = judge_commit(version, FACTS[version], {}, commit)
        assert isinstance(found, Refused)
        assert (found.fault.trouble, found.fault.code, len(found.fault.element) <= 200) == (
            Trouble.COMMIT,
            code,
            True,
        )


def test_numbers_stay_as_they_were_written() -> None:
    text = '{"cmi": {"a": 0.10, "b": 12345678901234567890123, "c": true, "d": null, "e": [1, {"f": 2}]}}'

    assert read_commit(text) == {
        "cmi.a": "0.10",
        "cmi.b": "12345678901234567890123",
        "cmi.c": "true",
        "cmi.d": "",
        "cmi.e.0": "1",
        "cmi.e.1.f": "2",
    }
    with pytest.raises(BadCommit):
        read_commit("9" * 5000)


def test_twice_as_many_records_take_about_twice_as_long() -> None:
    def seconds(records: int) -> float:
        tree = {"id": "q", "type": "choice", "learner_response": "[,]".join(f"a{n}" for n in range(20))}
        body = json.dumps({"cmi": {"interactions": {str(n): tree for n in range(records)}}})
        began = time.process_time()
        assert isinstance(judge_commit(S2004, FACTS[S2004], {}, body), Accepted)
        return time.process_time() - began

    least = [min(seconds(records) for _ in range(3)) for records in (250, 1000)]
    assert least[1] < 12 * least[0]  # four times the records: a square would be sixteen
