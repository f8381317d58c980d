"""What a package says, whatever language it speaks: SCORM 1.2, SCORM 2004 or the statements of H5P.

`version` is that of an attempt: a version of SCORM's data model, or H5P. Each answers in the same shapes.
"""

from __future__ import annotations

from collections.abc import Mapping

from kaganek.lib.h5p import h5p_answers, resumed
from kaganek.lib.h5p import judge_said as judge_h5p
from kaganek.lib.h5p.words import h5p_element_words, h5p_is_private, h5p_meaning, h5p_value_words
from kaganek.lib.scorm import Accepted, Answer, Facts, Refused, Version, answers, judge_commit, launch
from kaganek.lib.scorm.facts import NAMES
from kaganek.lib.scorm.words import element_words, meaning, value_words

H5P = "h5p"


def start_state(version: str, facts: Facts, held: Mapping[str, str], *, finished: bool) -> dict[str, str]:
    """The state that a session begins with, judged from then on."""
    return dict(held) if version == H5P else launch(Version(version), facts, held, finished=finished)


def handed_over(version: str, state: Mapping[str, str]) -> dict[str, str]:
    """What of that state the browser is given."""
    return resumed(state) if version == H5P else dict(state)


def judge_said(
    version: str, before: Mapping[str, str], values: Mapping[str, object], *, finished: bool
) -> Accepted | Refused:
    """Judge a message: values that are wrong by themselves are put aside. Source: rules L-46 and L-152."""
    if version == H5P:
        return judge_h5p(before, values)
    model = Version(version)
    told = NAMES[model].status in values
    return judge_commit(model, Facts(), before, values, finished=finished, status_told=told, put_aside=True)


def answers_in(version: str, state: Mapping[str, str]) -> list[Answer]:
    """Questions and answers that the package has told."""
    return h5p_answers(state) if version == H5P else answers(Version(version), state)


def named(version: str, name: str) -> str:
    """A value as a person calls it."""
    return h5p_element_words(name) if version == H5P else element_words(name)


def worded(version: str, name: str, value: str) -> str:
    """What a value says to a person."""
    return h5p_value_words(name, value) if version == H5P else value_words(Version(version), name, value)


def fault_words(version: str, code: int) -> str:
    """What a fault's number means."""
    return h5p_meaning(code) if version == H5P else meaning(Version(version), code)


def is_private(version: str, name: str) -> bool:
    """What a person answered or wrote, and what the package remembers of it; an office does not need it."""
    if version == H5P:
        return h5p_is_private(name)
    return name.startswith(("cmi.interactions.", "cmi.comments", "cmi.suspend_data", "adl.data."))
