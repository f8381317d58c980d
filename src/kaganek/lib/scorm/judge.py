"""The server's own word on a commit: would the standard's interface have taken each of these values?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kaganek.lib.scorm.commit import BadCommit, Commit, read_commit
from kaganek.lib.scorm.errors import Fault, Trouble, Version, fault
from kaganek.lib.scorm.facts import MODELS, NAMES, Facts, given, launch
from kaganek.lib.scorm.kinds import REAL
from kaganek.lib.scorm.model import Access, AnswerPart, place_of
from kaganek.lib.scorm.outcome import Outcome
from kaganek.lib.scorm.session import Session
from kaganek.lib.scorm.store import in_order
from kaganek.lib.scorm.times import seconds_12, seconds_2004

SECOND = Decimal(1)  # the browser adds spans up in binary fractions
# What the standard's interface answers "false" to while all else it was told stands.
VALUE_TROUBLES = frozenset(
    {
        Trouble.TYPE,
        Trouble.RANGE,
        Trouble.NEEDS,
        Trouble.NOT_UNIQUE,
        Trouble.ONCE,
        Trouble.SET_BEYOND,
        Trouble.TOO_MANY,
    }
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The state after the commit, what it says of the learner, and values put aside (only when asked for)."""

    values: dict[str, str]
    outcome: Outcome
    aside: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing of the commit is taken; the first fault in the order of writing says why."""

    fault: Fault


def judge_commit(
    version: Version,
    facts: Facts,
    before: Mapping[str, str],
    commit: Commit,
    *,
    finished: bool = False,
    status_told: bool = True,
    put_aside: bool = False,
) -> Accepted | Refused:
    """Judge a commit of a running session, as scorm-again posts it, against the state stored before it.

    before     the values of the last accepted commit of this session, or what `launch` gave for it; {} is a first
               launch. An element that the commit leaves out keeps its value.
    finished   whether the package ended its session with this commit: its time joins the total, the status is
               settled. A session that has finished takes no more commits; the caller sees to it, as to commits
               that come twice or too late.
    status_told  1.2: whether the package itself wrote its status. Where it did not, the browser fills one in at the
               end; that one is left out, and the standard's rule decides.
    put_aside  False: one wrong value refuses all. True: a value the interface would have refused keeps what stood
               there before and is reported, and the rest counts, as it would for a package that goes on after
               "false". Read-only elements, unknown ones and limits refuse all the same.

    Never raises but for facts outside their types (BadFact), and takes time linear in the commit's size, sorting aside.
    """
    try:
        told = read_commit(commit)
    except BadCommit as bad:
        return Refused(fault(version, bad.trouble, bad.element))
    if version is Version.SCORM_12 and not status_told:
        told.pop(NAMES[version].status, None)
    state = {**dict(given(version, facts)), **before} if before else launch(version, facts)
    found = _session_after(version, state, told, put_aside=put_aside)
    if isinstance(found, Fault):
        return Refused(found)
    session, aside = found
    if finished:
        session.terminate()
    return Accepted(session.values, session.outcome, aside)


def _session_after(
    version: Version, state: Mapping[str, str], told: Mapping[str, str], *, put_aside: bool
) -> tuple[Session, tuple[Fault, ...]] | Fault:
    """A session in which all was written, with what was put aside; or the fault that refuses everything."""
    leaving = _changing_places(version, state, told)
    session = Session(version, state={name: value for name, value in state.items() if name not in leaving})
    session.initialize()
    aside = []
    for name in in_order(told):
        found = _written(session, name, told)
        if found is None:
            continue
        if not (put_aside and found.trouble in VALUE_TROUBLES):
            return found
        aside.append(found)
        if name in leaving:
            session.set_value(name, state[name])
    return session, tuple(aside)


def _changing_places(version: Version, state: Mapping[str, str], told: Mapping[str, str]) -> set[str]:
    """Values that change and must not meet others on the way: identifiers that swap, answers of another kind.

    In 2004 "" is rarely a value; one that is none must not wipe out what stands there.
    """
    changing = (
        n for n, v in state.items() if told.get(n, v) != v and (told[n] or version is Version.SCORM_12)
    )
    return {name for name in changing if _meets_others(version, name)}


def _meets_others(version: Version, name: str) -> bool:
    element = MODELS[version].elements.get(place_of(name).pattern)
    if element is None:
        return False
    return (element.unique and not element.once) or element.answer is not AnswerPart.NONE


def _written(session: Session, name: str, told: Mapping[str, str]) -> Fault | None:
    """Write one value; what already stands so is not written again. None when all is well."""
    value, element = told[name], session.model.elements.get(place_of(name).pattern)
    begun = element is not None and session.has_record(name)
    if begun and session.standing(name) == value:
        return None
    if element and element.access is Access.READ and (not value or _is_own(session, name, told)):
        return None
    # The browser writes "" for all that was never set; in a record not yet begun it may be what begins it.
    if begun and not value and session.standing(name) is None:
        return None
    session.set_value(name, value)
    found = session.last_fault
    return None if found and not value and found.trouble in VALUE_TROUBLES else found


def _is_own(session: Session, name: str, told: Mapping[str, str]) -> bool:
    """Whether a read-only value is ours in other signs: the browser writes 02:00:00 for 0002:00:00.

    Total time may also be the sum that the browser makes at the end; we do not take it, but check it.
    """
    own, value = session.standing(name) or "", told[name]
    if REAL.fullmatch(own) and REAL.fullmatch(value):
        return Decimal(own) == Decimal(value)
    names = NAMES[session.version]
    read = seconds_12 if session.version is Version.SCORM_12 else seconds_2004
    before, there = read(own), read(value)
    if before is None or there is None:
        return False
    here = read(told.get(names.session_time, "")) or Decimal(0)
    return there == before or (name == names.total_time and abs(there - before - here) <= SECOND)
