"""What a state says of the learner: complete or not, passed or not, how far, how long, and who said so.

Nothing is complete or passed unless the package said so, or one of the standard's own rules derives it from what
the package said:

- 2004: a completion threshold in the manifest and a progress measure from the package decide completion;
- 2004: a passing score in the manifest and a scaled score from the package decide success;
- 1.2: a package that ends without ever telling its status is complete, and with a mastery score in the manifest
  and a raw score from the package passed or failed.

The rules hold only where results count: for credit, in normal mode.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from kaganek.lib.scorm.errors import Version
from kaganek.lib.scorm.facts import NAMES, total_seconds
from kaganek.lib.scorm.model12 import NEVER

UNKNOWN = "unknown"
# 1.2 tells both in one word.
MEANING = {
    "passed": ("completed", "passed"),
    "failed": ("completed", "failed"),
    "completed": ("completed", UNKNOWN),
    "incomplete": ("incomplete", UNKNOWN),
    "browsed": ("incomplete", UNKNOWN),
}


class By(StrEnum):
    """Who or what decided."""

    NOBODY = "nobody"
    PACKAGE = "package"
    THRESHOLD = "completion threshold"
    PASSING_SCORE = "passing score"
    FINISH = "finish"  # 1.2: ended without a status
    MASTERY = "mastery score"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Facts derived from a state. Numbers are None when the package gave none."""

    completion: str  # completed, incomplete, not attempted, unknown
    success: str  # passed, failed, unknown
    completion_by: By
    success_by: By
    score_scaled: Decimal | None
    score_raw: Decimal | None
    score_min: Decimal | None
    score_max: Decimal | None
    progress: Decimal | None  # 0 to 1
    total_seconds: Decimal
    suspended: bool

    def decided(self, completion: By, success: By) -> Outcome:
        """The same outcome with who decided it, where only the moment of the end knew."""
        return replace(self, completion_by=completion, success_by=success)


def counts(version: Version, state: Mapping[str, str]) -> bool:
    """Whether results count: for credit, in normal mode."""
    one, two = (
        ("cmi.core.credit", "cmi.core.lesson_mode")
        if version is Version.SCORM_12
        else ("cmi.credit", "cmi.mode")
    )
    return state.get(one, "credit") == "credit" and state.get(two, "normal") == "normal"


def outcome(version: Version, state: Mapping[str, str]) -> Outcome:
    """Judge a state; the same state always gives the same outcome."""
    names = NAMES[version]
    if version is Version.SCORM_12:
        completion, success, by = _status_12(state)
        completed = (completion, by)
        succeeded = (success, by if success != UNKNOWN else By.NOBODY)
    else:
        completed, succeeded = completion_2004(state), success_2004(state)
    raw, low, high = (_number(state, f"{names.score}.{part}") for part in ("raw", "min", "max"))
    scaled = (
        _scaled_12(raw, low, high) if version is Version.SCORM_12 else _number(state, f"{names.score}.scaled")
    )
    return Outcome(
        *(completed[0], succeeded[0], completed[1], succeeded[1]),
        *(scaled, raw, low, high),
        progress=_number(state, "cmi.progress_measure"),
        total_seconds=total_seconds(version, state),
        suspended=state.get(names.exit)
        in (("suspend",) if version is Version.SCORM_12 else ("suspend", "logout")),
    )


def completion_2004(state: Mapping[str, str]) -> tuple[str, By]:
    """Completion and who decided. A threshold without a measure leaves it unknown, whatever the package said."""
    threshold, measure = _number(state, "cmi.completion_threshold"), _number(state, "cmi.progress_measure")
    if threshold is None or not counts(Version.SCORM_2004, state):
        return _told(state, "cmi.completion_status")
    if measure is None:
        return UNKNOWN, By.THRESHOLD
    return ("completed" if measure >= threshold else "incomplete"), By.THRESHOLD


def success_2004(state: Mapping[str, str]) -> tuple[str, By]:
    """Success and who decided. A passing score without a scaled score leaves it unknown."""
    passing, scaled = _number(state, "cmi.scaled_passing_score"), _number(state, "cmi.score.scaled")
    if passing is None or not counts(Version.SCORM_2004, state):
        return _told(state, "cmi.success_status")
    if scaled is None:
        return UNKNOWN, By.PASSING_SCORE
    return ("passed" if scaled >= passing else "failed"), By.PASSING_SCORE


def status_at_finish(state: Mapping[str, str]) -> tuple[str, By]:
    """The lesson_status of 1.2 when the package ends; a status the package told stays as it is.

    Without one: browsed in browse mode; incomplete when the package suspends, since it means to go on; otherwise
    completed, and with a mastery score and a raw score passed or failed.
    """
    told = state.get("cmi.core.lesson_status") or NEVER
    if told != NEVER:
        return told, By.PACKAGE
    if state.get("cmi.core.lesson_mode") == "browse":
        return "browsed", By.FINISH
    if state.get("cmi.core.exit") == "suspend":
        return "incomplete", By.FINISH
    mastery, raw = _number(state, "cmi.student_data.mastery_score"), _number(state, "cmi.core.score.raw")
    if mastery is None or raw is None or not counts(Version.SCORM_12, state):
        return "completed", By.FINISH
    return ("passed" if raw >= mastery else "failed"), By.MASTERY


def _status_12(state: Mapping[str, str]) -> tuple[str, str, By]:
    told = state.get("cmi.core.lesson_status") or NEVER
    if told == NEVER:
        return NEVER, UNKNOWN, By.NOBODY
    return *MEANING[told], By.PACKAGE


def _told(state: Mapping[str, str], name: str) -> tuple[str, By]:
    told = state.get(name) or UNKNOWN
    return told, By.NOBODY if told == UNKNOWN else By.PACKAGE


def _number(state: Mapping[str, str], name: str) -> Decimal | None:
    value = state.get(name, "")
    return Decimal(value) if value else None


def _scaled_12(raw: Decimal | None, low: Decimal | None, high: Decimal | None) -> Decimal | None:
    """1.2 has no scaled score: raw stands between the ends given, or 0 and 100."""
    bottom, top = low or Decimal(0), Decimal(100) if high is None else high
    if raw is None or top <= bottom:
        return None
    return min(max((raw - bottom) / (top - bottom), Decimal(0)), Decimal(1)).quantize(Decimal("0.0001"))
