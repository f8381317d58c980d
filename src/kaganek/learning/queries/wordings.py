"""What a question says, line by line, its right answers among them; and two wordings side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from kaganek.learning.models import BankVersion, Question
from kaganek.lib import polish


class Line(NamedTuple):
    """One line of both versions; `changed` where they differ, "" where one has none."""

    old: str
    new: str
    changed: bool


def differences(old: BankVersion, new: BankVersion) -> list[Line]:
    """Everything both versions say, line by line, with those that differ marked."""
    before, after = [_named(old), *lines_of(old)], [_named(new), *lines_of(new)]
    out: list[Line] = []
    for verb, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left, right = before[a:b], after[c:d]
        most = max(len(left), len(right))
        out += [Line(_at(left, place), _at(right, place), verb != "equal") for place in range(most)]
    return out


def _at(lines: Sequence[str], place: int) -> str:
    return lines[place] if place < len(lines) else ""


def _named(version: BankVersion) -> str:
    return f"Nazwa: {version.name}"


def lines_of(said: BankVersion | Question) -> list[str]:
    """Everything a wording says to those who write and judge it."""
    return [
        *(f"Pytanie: {line}" for line in said.text.splitlines()),
        *PARTS[said.kind](said.payload),
        *(f"Wyjaśnienie: {line}" for line in said.explanation.splitlines()),
        f"Punkty: {polish.number(said.points, 2 if said.points % 1 else 0)}",
    ]


Payload = Mapping[str, Any]


def _options(payload: Payload) -> Iterator[str]:
    for one in payload["options"]:
        said = f" (komentarz: {one['feedback']})" if one.get("feedback") else ""
        yield f"{'Poprawna' if one['correct'] else 'Błędna'}: {one['text']}{said}"
    if payload.get("shuffle"):
        yield "Odpowiedzi w losowej kolejności"


def _truth(payload: Payload) -> Iterator[str]:
    yield f"To zdanie to: {'prawda' if payload['answer'] else 'fałsz'}"
    for name, said in payload.get("feedback", {}).items():
        yield f"Komentarz ({'prawda' if name == 'true' else 'fałsz'}): {said}"


def _short(payload: Payload) -> Iterator[str]:
    yield from (f"Uznajemy: {text}" for text in payload["accepted"])
    if payload.get("case"):
        yield "Wielkość liter ma znaczenie"
    if payload.get("diacritics"):
        yield "Polskie znaki mają znaczenie"


def _number(payload: Payload) -> Iterator[str]:
    yield f"Liczba: {payload['answer']} {payload.get('unit', '')}".replace(".", ",").strip()
    yield f"Dopuszczalna różnica: {payload.get('tolerance') or 0}".replace(".", ",")
    yield from (f"Inna nazwa jednostki: {name}" for name in payload.get("units", ()))
    if payload.get("ask_unit"):
        yield "Pytamy też o jednostkę"


def _pairs(payload: Payload) -> Iterator[str]:
    return (f"{one['left']} – {one['right']}" for one in payload["pairs"])


def _items(payload: Payload) -> Iterator[str]:
    return (f"{place}. {one['text']}" for place, one in enumerate(payload["items"], start=1))


def _gaps(payload: Payload) -> Iterator[str]:
    text = "".join(one if isinstance(one, str) else f"[{one['id']}]" for one in payload["pieces"])
    yield from text.splitlines()
    for gap in (one for one in payload["pieces"] if not isinstance(one, str)):
        wrong = f"; błędne: {', '.join(gap['wrong'])}" if gap["wrong"] else ""
        yield f"Luka {gap['id']}: {', '.join(gap['accepted'])}{wrong}"


def _matrix(payload: Payload) -> Iterator[str]:
    columns = {one["id"]: one["text"] for one in payload["columns"]}
    yield f"Kolumny: {', '.join(columns.values())}"
    yield from (f"{row['text']} – {columns[row['right']]}" for row in payload["rows"])


def _essay(payload: Payload) -> Iterator[str]:
    if payload.get("criteria"):
        yield f"Na co zwracać uwagę: {payload['criteria']}"
    for name, label in (("fewest", "Najmniej słów"), ("most", "Najwięcej słów")):
        if payload.get(name):
            yield f"{label}: {payload[name]}"


PARTS: Mapping[str, Callable[[Payload], Iterator[str]]] = {
    "single": _options,
    "multiple": _options,
    "truefalse": _truth,
    "short": _short,
    "number": _number,
    "matching": _pairs,
    "ordering": _items,
    "gaps": _gaps,
    "matrix": _matrix,
    "essay": _essay,
}
