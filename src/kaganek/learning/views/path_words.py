"""Paths in words: what is to be chosen, what a step still waits for, how far somebody is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kaganek.core.markup import numbered
from kaganek.learning.queries.locks import Unmet
from kaganek.learning.queries.walks import Place, Seen, Walk
from kaganek.learning.steps import COURSE, UNKNOWN
from kaganek.lib import polish

KNOWN_NO_MORE = (
    "Tej części platformy tu nie ma. Krok niczego nie wstrzymuje, a koordynator może zdjąć go ze ścieżki."
)


def waits_words(waits: Sequence[Unmet]) -> str:
    """ "Otworzy się po ukończeniu: RODO; oraz jednego z: A, B." """
    return f"Otworzy się po ukończeniu: {'; oraz '.join(_one(place) for place in waits)}." if waits else ""


def _one(place: Unmet) -> str:
    titles = [f"„{title or UNKNOWN}”" for _, _, title in place.of]
    if len(titles) == 1:
        return titles[0]
    some = "jednego z kroków" if place.left == 1 else f"{polish.number(place.left)} z kroków"
    return f"{some} {', '.join(titles)}"


def ways_on(waits: Sequence[Unmet]) -> list[tuple[str, str]]:
    """(address, title) of the courses that would open a step."""
    return [
        (numbered("learning:course", item), title)
        for place in waits
        for kind, item, title in place.of
        if kind == COURSE
    ]


def group_words(place: Place) -> str:
    """ "Do wyboru: 1 z 2 kroków" """
    return f"Do wyboru: {place.needed} z {polish.counted(len(place.steps), 'kroku', 'kroków', 'kroków')}"


def far_words(walk: Walk) -> str:
    """ "Wykonane: 1 z 3 kroków" """
    return f"Wykonane: {walk.done} z {polish.counted(walk.total, 'kroku', 'kroków', 'kroków')}"


def drawn(walk: Walk) -> dict[str, Any]:
    """A path for the page of the one who walks it."""
    return {
        "path": walk.path,
        "far": far_words(walk),
        "done": walk.done,
        "total": walk.total,
        "finished": walk.done == walk.total and walk.total > 0,
        "share": round(100 * walk.done / walk.total) if walk.total else 0,
        "next": walk.next,
        "places": [_place(number, place) for number, place in enumerate(walk.places, start=1)],
    }


def drawn_plan(walk: Walk, validities: Mapping[int, str]) -> list[dict[str, Any]]:
    """The same for those who write it: with conditions as they stand and how long each course holds."""
    places = drawn(walk)["places"]
    for place in places:
        for step in place["steps"]:
            course = step["seen"].step.course_id
            step["validity"] = validities.get(course, "ważne bezterminowo") if course else ""
    return places  # type: ignore[no-any-return]


def _place(number: int, place: Place) -> dict[str, Any]:
    return {
        "number": number,
        "group": place.group,
        "words": group_words(place) if place.group else "",
        "needed": place.needed,
        "done": place.done,
        "may_choose": place.may_choose,
        "chosen": place.chosen,
        "to_choose": max(0, min(place.needed, len(place.known)) - place.chosen),
        "steps": [_step(one) for one in place.steps],
    }


def _step(one: Seen) -> dict[str, Any]:
    return {
        "seen": one,
        "title": one.title,
        "kind": one.kind.label if one.kind else "",
        "icon": one.kind.icon if one.kind else "circle-question-mark",
        "look": one.look,
        "href": one.href,
        "due_on": one.due_on,
        "waits": waits_words(one.waits),
        "gone": "" if one.kind else KNOWN_NO_MORE,
        "position": one.step.position,
        "chosen": one.state is not None,
        "fixed": one.fixed,
    }
