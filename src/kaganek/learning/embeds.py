"""Live parts of a lesson: self-checks, packages, tasks, surveys; whatever is not words alone.

A published lesson holds a marker `<!--KIND:ID-->` where such a part stands, and under ID in `Lesson.checks` what
the part says of itself: its facts, with "kind". This module knows no kind: each is put on the shelf `embeds` in
`apps.ready()`, and its block stands in `blocks.LessonBody` under the same name. `surveys` is the shelf of
questionnaires that the block "survey" offers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from kaganek.core.registry import Registry

Facts = Mapping[str, Any]
Parts = Mapping[str, Facts]  # by the ids of their blocks

MARKER = re.compile(r"<!--([a-z]+):([0-9a-f-]+)-->")


@dataclass(frozen=True, slots=True)
class Part:
    """One live part on its way to a reader's page.

    state    what the kind's `states` says of the person; None where it says nothing, and in a preview.
    sent     the values that the reader has just sent from this very part; None otherwise.
    preview  the reader does not take the course: nothing is written, no button leads anywhere.
    """

    request: HttpRequest
    lesson_id: int
    id: str
    facts: Facts
    state: Any = None
    sent: Sequence[str] | None = None
    preview: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """One kind of live part.

    facts     the value of the author's block → what the published lesson keeps of it, as JSON.
    words     facts → the plain words that a search finds.
    draw      the part as the reader meets it, as safe HTML; asks the database nothing, for that is what `states`
              is for.
    template  the part as words to be read, with `part` = facts and id: the author's preview, comparisons, paper.
    states    (progress row, parts of this kind) → state by id, in one statement for all of them; asked only where
              a lesson has such a part, when it is read and when it is finished.
    done      (facts, state) → whether the part no longer holds the lesson back; None: it never does.
    to_do     facts → a Polish sentence that says what holds the lesson back.
    script    a static file that pages with such a part load as a module.
    """

    facts: Callable[[Any], dict[str, Any]]
    words: Callable[[Facts], str]
    draw: Callable[[Part], str]
    template: str
    states: Callable[[Any, Parts], Mapping[str, Any]] | None = None
    done: Callable[[Facts, Any], bool] | None = None
    to_do: Callable[[Facts], str] | None = None
    script: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A questionnaire that a lesson may hold (ankieta): its name for authors, and how it behaves.

    The functions are those of an `Embed`; a survey never holds a lesson back.
    """

    label: str
    draw: Callable[[Part], str]
    states: Callable[[Any, Parts], Mapping[str, Any]] | None = None


embeds: Registry[Embed] = Registry("live parts of lessons")
surveys: Registry[Survey] = Registry("surveys in lessons")


def kind_of(facts: Facts) -> str:
    """The kind of a part; a lesson published before there were others has checks alone."""
    return str(facts.get("kind", "check"))


def facts_of(asides: Mapping[str, tuple[str, Any]]) -> dict[str, Any]:
    """What a lesson keeps of its live parts: {id: {"kind": …, …}}, out of {id: (kind, value of the block)}."""
    return {key: {"kind": kind} | embeds.get(kind).facts(value) for key, (kind, value) in asides.items()}


def words_of(parts: Parts) -> str:
    """Every word of the live parts, for search."""
    return " ".join(embeds.get(kind_of(facts)).words(facts) for facts in parts.values())


def drawn(html: str, parts: Parts, part: Callable[[str, Facts], Part]) -> str:
    """A lesson's HTML with each marker replaced by its part; a marker of nothing known leaves nothing.

    part   (id, facts) → the part to draw.
    """

    def one(mark: re.Match[str]) -> str:
        facts = parts.get(mark[2])
        known = facts is not None and kind_of(facts) == mark[1] and mark[1] in embeds
        return embeds.get(mark[1]).draw(part(mark[2], facts)) if known and facts is not None else ""

    return MARKER.sub(one, html)


def pieces(html: str, parts: Parts) -> Iterator[tuple[str, Any]]:
    """A lesson cut at its markers, in reading order: ("", HTML) and (template, facts with "id") of live parts."""
    cut = MARKER.split(html)
    for place in range(0, len(cut), 3):
        if cut[place].strip():
            yield "", cut[place]
        kind, key = (*cut[place + 1 : place + 3], "", "")[:2]
        if key in parts and kind in embeds:
            yield embeds.get(kind).template, {**parts[key], "id": key}


def states_of(progress: Any, parts: Parts) -> dict[str, Any]:
    """What is known of a person's live parts, by id: one statement for each kind that has states."""
    by_kind: dict[str, dict[str, Facts]] = defaultdict(dict)
    for key, facts in parts.items():
        by_kind[kind_of(facts)][key] = facts
    found: dict[str, Any] = {}
    for kind, these in by_kind.items():
        states = embeds.get(kind).states if kind in embeds else None
        if states:
            found |= states(progress, these)
    return found


def holding(parts: Parts, states: Mapping[str, Any]) -> list[Facts]:
    """The parts that keep a lesson from being finished."""
    found = []
    for key, facts in parts.items():
        done = embeds.get(kind_of(facts)).done if kind_of(facts) in embeds else None
        if done and not done(facts, states.get(key)):
            found.append(facts)
    return found


def to_do(parts: Sequence[Facts]) -> list[str]:
    """What holds a lesson back, in words."""
    told = [(embeds.get(kind_of(facts)).to_do, facts) for facts in parts]
    return [say(facts) for say, facts in told if say]


def scripts(parts: Parts) -> list[str]:
    """The scripts that a page with these parts loads, each once."""
    kinds = dict.fromkeys(kind_of(facts) for facts in parts.values())
    named = (embeds.get(kind).script for kind in kinds if kind in embeds)
    return list(dict.fromkeys(name for name in named if name))


# -- surveys: one kind whose behaviour is that of the questionnaire an author chose


def draw_survey(part: Part) -> str:
    key = str(part.facts["survey"])
    return surveys.get(key).draw(part) if key in surveys else ""


def survey_states(progress: Any, parts: Parts) -> dict[str, Any]:
    """One statement for each questionnaire that the lesson holds; nearly always it holds one."""
    found: dict[str, Any] = {}
    for key in dict.fromkeys(str(facts["survey"]) for facts in parts.values()):
        states = surveys.get(key).states if key in surveys else None
        if states:
            found |= states(progress, {at: facts for at, facts in parts.items() if facts["survey"] == key})
    return found


def survey_choices() -> list[tuple[str, str]]:
    """What the block "survey" offers."""
    return [(key, survey.label) for key, survey in surveys]
