"""What is known before a package says a word: from its manifest, of the learner, of the launch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from kaganek.lib.scorm import model12, model2004
from kaganek.lib.scorm.errors import Version
from kaganek.lib.scorm.model import Access, Element, Model, place_of
from kaganek.lib.scorm.times import LONGEST, seconds_12, seconds_2004, span_12, span_2004

MODELS: Mapping[Version, Model] = MappingProxyType(
    {Version.SCORM_12: model12.MODEL, Version.SCORM_2004: model2004.MODEL}
)
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Facts:
    """One launch of one package by one person. What is "" is not given.

    `credit` is "credit" or "no-credit", `mode` "normal", "browse" or "review". Numbers and spans are written as the
    version writes them. `objectives` and `shared` are identifiers from the manifest, `preferences` what the learner
    set before, by the last part of the element's name.
    """

    learner_id: str = ""
    learner_name: str = ""
    credit: str = "credit"
    mode: str = "normal"
    launch_data: str = ""
    mastery_score: str = ""  # 1.2
    scaled_passing_score: str = ""  # 2004
    completion_threshold: str = ""  # 2004
    max_time_allowed: str = ""
    time_limit_action: str = ""
    comments: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    preferences: Mapping[str, str] = field(default_factory=dict, hash=False)


class BadFact(ValueError):
    """A fact that the model has no such value for; the manifest was read wrong, or is wrong."""


@dataclass(frozen=True, slots=True)
class Names:
    """Where both versions keep the same thing."""

    status: str
    success: str
    score: str
    exit: str
    entry: str
    session_time: str
    total_time: str
    preferences: str
    zero: str


NAMES: Mapping[Version, Names] = MappingProxyType(
    {
        Version.SCORM_12: Names(
            "cmi.core.lesson_status",
            "cmi.core.lesson_status",
            "cmi.core.score",
            "cmi.core.exit",
            "cmi.core.entry",
            "cmi.core.session_time",
            "cmi.core.total_time",
            "cmi.student_preference",
            model12.ZERO,
        ),
        Version.SCORM_2004: Names(
            "cmi.completion_status",
            "cmi.success_status",
            "cmi.score",
            "cmi.exit",
            "cmi.entry",
            "cmi.session_time",
            "cmi.total_time",
            "cmi.learner_preference",
            model2004.ZERO,
        ),
    }
)


def launch(
    version: Version,
    facts: Facts,
    stored: Mapping[str, str] = NOTHING,
    *,
    finished: bool = True,
    new_attempt: bool = False,
) -> dict[str, str]:
    """The state a session starts from: every value the package may find, by the element's name.

    stored       what the last session left, {} on the first launch; `finished` says whether it ended by the
                 package's own call. One that did not is resumed, and the time it told is counted.
    new_attempt  starts anew, as 2004 does after an exit that is no suspension; we do so only when asked, since
                 nobody's progress is to be lost by opening a package once more. The old state is the caller's.

    Raises BadFact for a fact outside its element's type.
    """
    names = NAMES[version]
    state = dict(given(version, facts))
    if not stored or new_attempt:
        return {**state, names.entry: "ab-initio"}
    # What the manifest and the learner's card say today wins over what stood there at the last launch.
    kept = {name: value for name, value in stored.items() if _is_kept(version, name)}
    if any(name.startswith("cmi.objectives.") for name in kept):
        state = {name: value for name, value in state.items() if not name.startswith("cmi.objectives.")}
    state |= kept
    state[names.total_time] = total_time(version, stored)
    resumed = not finished or stored.get(names.exit) in _suspensions(version)
    state[names.entry] = "resume" if resumed else ""
    return state


def total_time(version: Version, state: Mapping[str, str]) -> str:
    """Total time with the session's time added, as the version writes it."""
    seconds = total_seconds(version, state)
    return span_12(seconds) if version is Version.SCORM_12 else span_2004(seconds)


def total_seconds(version: Version, state: Mapping[str, str]) -> Decimal:
    """Seconds of all sessions, this one included."""
    names = NAMES[version]
    read = seconds_12 if version is Version.SCORM_12 else seconds_2004
    before = read(state.get(names.total_time, "")) or Decimal(0)
    return min(before + (read(state.get(names.session_time, "")) or Decimal(0)), LONGEST)


def _suspensions(version: Version) -> tuple[str, ...]:
    """Exits after which the next launch is a resumption; leaving by logout suspends in 2004 only."""
    return ("suspend",) if version is Version.SCORM_12 else ("suspend", "logout")


def _is_kept(version: Version, name: str) -> bool:
    """Whether a value outlives its session: what the package wrote, but not how it left and where it went."""
    names = NAMES[version]
    element = MODELS[version].elements.get(place_of(name).pattern)
    passing = (names.exit, names.session_time, "adl.nav.request")
    return element is not None and element.access is not Access.READ and name not in passing


def given(version: Version, facts: Facts) -> Iterator[tuple[str, str]]:
    """The values that come from outside the package, each checked against its element."""
    for name, value in _from_facts(version, facts):
        if not value:
            continue
        element: Element = MODELS[version].elements[place_of(name).pattern]
        if element.kind.trouble(value):
            raise BadFact(name)
        yield name, value


def _from_facts(version: Version, facts: Facts) -> Iterator[tuple[str, str]]:
    yield from _of_12(facts) if version is Version.SCORM_12 else _of_2004(facts)
    start = NAMES[version].preferences
    for name, value in facts.preferences.items():
        if f"{start}.{name}" not in MODELS[version].elements:
            raise BadFact(name)
        yield f"{start}.{name}", value


def _of_12(facts: Facts) -> Iterator[tuple[str, str]]:
    yield "cmi.core.student_id", facts.learner_id
    yield "cmi.core.student_name", facts.learner_name
    yield "cmi.core.credit", facts.credit
    yield "cmi.core.lesson_mode", facts.mode
    yield "cmi.core.lesson_status", model12.NEVER
    yield "cmi.core.total_time", model12.ZERO
    yield "cmi.launch_data", facts.launch_data
    yield "cmi.comments_from_lms", "\n".join(facts.comments)
    yield "cmi.student_data.mastery_score", facts.mastery_score
    yield "cmi.student_data.max_time_allowed", facts.max_time_allowed
    yield "cmi.student_data.time_limit_action", facts.time_limit_action


def _of_2004(facts: Facts) -> Iterator[tuple[str, str]]:
    yield "cmi.learner_id", facts.learner_id
    yield "cmi.learner_name", facts.learner_name
    yield "cmi.credit", facts.credit
    yield "cmi.mode", facts.mode
    yield "cmi.total_time", model2004.ZERO
    yield "cmi.launch_data", facts.launch_data
    yield "cmi.scaled_passing_score", facts.scaled_passing_score
    yield "cmi.completion_threshold", facts.completion_threshold
    yield "cmi.max_time_allowed", facts.max_time_allowed
    yield "cmi.time_limit_action", facts.time_limit_action
    for number, text in enumerate(facts.comments):
        yield f"cmi.comments_from_lms.{number}.comment", text
    for number, identifier in enumerate(facts.objectives):
        yield f"cmi.objectives.{number}.id", identifier
    for number, identifier in enumerate(facts.shared):
        yield f"adl.data.{number}.id", identifier
