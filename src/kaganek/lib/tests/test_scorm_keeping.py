"""What is stored stays, is counted once, and changes only as the standard lets it change."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaganek.lib.scorm import Refused, Version, judge_commit, launch
from kaganek.lib.tests.scorm_samples import FACTS
from kaganek.lib.tests.test_scorm_judge import POSTED, POSTED_2004

S12, S2004 = Version.SCORM_12, Version.SCORM_2004


@pytest.mark.parametrize(
    ("total", "session", "taken"),
    [
        ("PT10M", None, True),
        ("PT10M", "PT5M", True),
        ("PT15M", "PT5M", True),
        ("PT15M0.01S", "PT5M", True),
        ("PT0H10M0S", None, True),
        ("", "PT5M", True),
        ("PT9M", None, False),
        ("PT5M", "PT5M", False),
        ("PT16M", "PT5M", False),
        ("PT11M", None, False),
    ],
)
def test_total_time_is_ours_to_add_up(total: str, session: str | None, taken: bool) -> None:
    before = launch(S2004, FACTS[S2004]) | {"cmi.total_time": "PT0H10M0S"}
    posted = {"cmi.total_time": total} | ({} if session is None else {"cmi.session_time": session})

    found = judge_commit(S2004, FACTS[S2004], before, posted)

    if taken:
        assert found.values["cmi.total_time"] == "PT0H10M0S"
        assert found.outcome.total_seconds == 600 + (300 if session else 0)
    else:
        assert found == Refused(found.fault)
        assert (found.fault.element, found.fault.code) == ("cmi.total_time", 404)


def test_time_told_again_and_again_is_counted_once() -> None:
    state = launch(S12, FACTS[S12])
    for told in ("00:00:10", "00:00:20", "00:00:30"):
        state = judge_commit(S12, FACTS[S12], state, {"cmi.core.session_time": told}).values
    found = judge_commit(S12, FACTS[S12], state, {"cmi.core.session_time": "00:00:40"}, finished=True)

    assert (found.values["cmi.core.total_time"], found.outcome.total_seconds) == (
        "0000:00:40.00",
        Decimal(40),
    )


def test_the_same_commit_twice_changes_nothing_more() -> None:
    for version in (S12, S2004):
        once = judge_commit(version, FACTS[version], {}, POSTED[version])
        assert judge_commit(version, FACTS[version], once.values, POSTED[version]) == once


def test_what_a_commit_leaves_out_stays() -> None:
    first = judge_commit(S2004, FACTS[S2004], {}, POSTED_2004).values
    second = judge_commit(S2004, FACTS[S2004], first, {"cmi": {"location": "p2", "interactions": {}}}).values

    assert second == first | {"cmi.location": "p2"}


def test_an_empty_value_is_taken_where_it_is_one() -> None:
    first = judge_commit(
        S2004, FACTS[S2004], {}, {"cmi.suspend_data": "x", "cmi.score.raw": "5", "cmi.location": ""}
    ).values
    second = judge_commit(S2004, FACTS[S2004], first, {"cmi.suspend_data": "", "cmi.score.raw": ""}).values

    assert "cmi.location" not in first
    assert (second["cmi.suspend_data"], second["cmi.score.raw"]) == ("", "5")


@pytest.mark.parametrize(("kind", "answer", "kept"), [("true-false", "true", "true"), ("choice", "a", "")])
def test_an_answer_is_not_wiped_out_by_what_is_no_answer(kind: str, answer: str, kept: str) -> None:
    start = "cmi.interactions.0"
    posted = {f"{start}.id": "q", f"{start}.type": kind, f"{start}.learner_response": answer}
    first = judge_commit(S2004, FACTS[S2004], {}, posted).values

    second = judge_commit(S2004, FACTS[S2004], first, posted | {f"{start}.learner_response": ""}).values

    assert second == first | {f"{start}.learner_response": kept}


def test_an_answer_of_1_2_may_change_together_with_its_question() -> None:
    start = "cmi.interactions.0"
    first = judge_commit(S12, FACTS[S12], {}, {f"{start}.student_response": "free text"}).values

    for answer in ("7", ""):
        posted = {f"{start}.type": "numeric", f"{start}.student_response": answer}
        found = judge_commit(S12, FACTS[S12], first, posted)
        assert (found.values.get(f"{start}.student_response", ""), found.values[f"{start}.type"]) == (
            answer,
            "numeric",
        )


def test_facts_fill_in_what_the_stored_state_lacks() -> None:
    found = judge_commit(S2004, FACTS[S2004], {"cmi.location": "3"}, {"cmi.score.scaled": "0.9"})

    assert (found.outcome.success, found.values["cmi.location"]) == ("passed", "3")


def test_identifiers_that_change_places_do_not_meet() -> None:
    def posted(*identifiers: str) -> dict[str, object]:
        records = {str(n): {"id": i} for n, i in enumerate(identifiers)}
        patterns = {str(n): {"pattern": i} for n, i in enumerate(identifiers)}
        return {
            "cmi": {
                "interactions": {
                    "0": {"id": "q", "type": "choice", "objectives": records, "correct_responses": patterns}
                }
            }
        }

    first = judge_commit(S2004, FACTS[S2004], {}, posted("a", "b", "c")).values
    second = judge_commit(S2004, FACTS[S2004], first, posted("b", "c", "a"))

    assert second.values["cmi.interactions.0.objectives.0.id"] == "b"
    assert judge_commit(S2004, FACTS[S2004], first, posted("b", "b", "c")).fault.code == 351
    aside = judge_commit(S2004, FACTS[S2004], first, posted("a", "b", "no id"), put_aside=True)
    assert (aside.values, len(aside.aside)) == (first, 2)


def test_an_objectives_id_cannot_change_under_what_is_stored() -> None:
    first = judge_commit(S2004, FACTS[S2004], {}, POSTED_2004).values
    found = judge_commit(S2004, FACTS[S2004], first, {"cmi.objectives.0.id": "o2"})

    assert (found.fault.element, found.fault.code) == ("cmi.objectives.0.id", 351)
