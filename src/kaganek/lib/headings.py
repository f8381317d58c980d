"""Finding the heading row of a table and what each of its columns holds, in any order and wording."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kaganek.lib.names import fold
from kaganek.lib.sheets import Row

SEARCHED_ROWS = 60
EXACT, PARTIAL = 3, 1
LONGEST_PARTIAL_WORDS = 8
NOT_WORDS = re.compile(r"[^\w]+|_+")


@dataclass(frozen=True, slots=True)
class Headings:
    """The heading row and the meaning of its columns.

    `columns` has the index of each column understood; `texts` what stands over it; `unknown` the other
    headings under their index; `ambiguous` the keys that several columns answer equally well, which are
    left out of `columns` until a person chooses.
    """

    row_number: int
    columns: Mapping[str, int]
    texts: Mapping[str, str]
    unknown: Mapping[int, str]
    ambiguous: Mapping[str, list[int]]
    cells: tuple[str, ...]

    def value(self, row: Row, key: str) -> str:
        """The text of a row under a key; empty when the table has no such column."""
        return row.cell(self.columns.get(key))

    def repeats(self, row: Row) -> bool:
        """Whether a later row is the heading again, as printed lists have it on every page."""
        return tuple(map(normalise, row.cells)) == self.cells


def normalise(heading: str) -> str:
    """ "Adres  E-mail:*" → "adres e mail": small letters without accents, punctuation as single spaces."""
    return " ".join(NOT_WORDS.sub(" ", fold(heading)).split())


def match_headings(rows: Sequence[Row], wanted: Mapping[str, Sequence[str]]) -> Headings | None:
    """The row, among the first ones, that answers to the most wanted columns; None when none does.

    wanted   for each key the headings it goes by, in any case and with or without accents and
             punctuation; a heading that merely contains one of them matches too, but yields to a column
             that has it exactly, and the longer wording wins ("nazwisko i imię" over "nazwisko").

    Titles above the heading and blank lines are passed over. A row with an e-mail address or nothing but
    numbers is data, and one word found inside a longer title is not yet a heading.
    """
    vocabulary = _Vocabulary(wanted)
    best: tuple[int, Row, dict[int, _Match]] | None = None
    for row in rows[:SEARCHED_ROWS]:
        matches = vocabulary.read(row)
        score = _score(row, matches)
        if score and (best is None or score > best[0]):
            best = score, row, matches
    return _headings(best[1], best[2]) if best else None


@dataclass(frozen=True, slots=True)
class _Match:
    key: str
    strength: tuple[int, int]  # exact or partial, then words of the wording that matched


class _Vocabulary:
    def __init__(self, wanted: Mapping[str, Sequence[str]]) -> None:
        self.exact = {
            normalise(wording).replace(" ", ""): key
            for key, wordings in wanted.items()
            for wording in wordings
        }
        self.partial = sorted(
            ((normalise(wording).split(), key) for key, wordings in wanted.items() for wording in wordings),
            key=lambda item: len(item[0]),
            reverse=True,
        )

    def read(self, row: Row) -> dict[int, _Match]:
        found = {index: self._match(text) for index, text in enumerate(row.cells) if text}
        return {index: match for index, match in found.items() if match}

    def _match(self, text: str) -> _Match | None:
        words = normalise(text).split()
        key = self.exact.get("".join(words))
        if key:
            return _Match(key, (EXACT, len(words)))
        if len(words) > LONGEST_PARTIAL_WORDS:
            return None
        for wording, key in self.partial:
            if _contains(words, wording):
                return _Match(key, (PARTIAL, len(wording)))
        return None


def _contains(words: list[str], wording: list[str]) -> bool:
    size = len(wording)
    return any(words[start : start + size] == wording for start in range(len(words) - size + 1))


def _score(row: Row, matches: Mapping[int, _Match]) -> int:
    filled = [text for text in row.cells if text]
    if any("@" in text for text in filled) or all(text.isdecimal() for text in filled):
        return 0
    strengths: dict[str, int] = {}
    for match in matches.values():
        strengths[match.key] = max(strengths.get(match.key, 0), match.strength[0])
    total = sum(strengths.values())
    return total if total > PARTIAL else 0


def _headings(row: Row, matches: Mapping[int, _Match]) -> Headings:
    answering: defaultdict[str, list[int]] = defaultdict(list)
    for index, match in matches.items():
        answering[match.key].append(index)
    columns: dict[str, int] = {}
    ambiguous: dict[str, list[int]] = {}
    for key, indexes in answering.items():
        strongest = max(matches[index].strength for index in indexes)
        winners = [index for index in indexes if matches[index].strength == strongest]
        if len(winners) == 1:
            columns[key] = winners[0]
        else:
            ambiguous[key] = winners
    taken = {*columns.values(), *(index for indexes in ambiguous.values() for index in indexes)}
    return Headings(
        row_number=row.number,
        columns=columns,
        texts={key: row.cells[index] for key, index in columns.items()},
        unknown={index: text for index, text in enumerate(row.cells) if text and index not in taken},
        ambiguous=ambiguous,
        cells=tuple(map(normalise, row.cells)),
    )
