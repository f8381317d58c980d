"""Words that would say whose a text is: names, addresses, numbers, the office. Pure; rules L-131 and C-89.

It errs towards finding: Polish forms of one word meet in a stem, so an innocent word may be named; whoever
edits the copy puts another in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kaganek.lib.stems import WORD, stem

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
NUMBER = re.compile(r"(?<![\d.,])\+?\(?\d(?:[ \-()]{0,2}\d){8,}(?![\d.,]*\d)(?!\s*(?:zł|PLN|tys|mln))")
AROUND = 40  # characters of the text shown on either side
SHORT = 4  # letters of a first name whose forms the stem does not join
ENDINGS = {"a", "y", "i", "e", "o", "u", "ie", "ą", "ę"}
# Words of an office's name that say nothing of which office it is.
COMMON = {stem(word) for word in (
    "urząd", "gmina", "miasto", "miejski", "gminny", "starostwo", "powiat", "powiatowy", "województwo",
    "marszałkowski", "miejsko", "oraz",
)}  # fmt: skip
# … and those that mean something only beside the next one: "Nowe Jeziory".
ADJECTIVES = {stem(word) for word in (
    "nowy", "stary", "górny", "dolny", "wielki", "mały", "duży", "biały", "czarny", "czerwony", "zielony", "średni",
    "wola", "góra", "święty",
)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trace:
    """A word that tells: what it is, the words themselves, and where they stand."""

    what: str
    said: str
    where: str
    around: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the words are held against: the office and its people.

    surnames    of everyone of the office; first_names of those who did the work.
    places      the office's name and its place; codes: its official numbers.
    """

    surnames: frozenset[str]
    first_names: frozenset[str]
    places: tuple[str, ...]
    codes: tuple[str, ...] = ()


def traces(text: str, known: Known, *, file: str = "") -> list[Trace]:
    """Everything in a text that would say whose it is, in the order of the text (L-131).

    file  the name of the file the text is from; "" for the text of the example itself.
    """
    found: list[Trace] = []
    checks = _Checks(known)
    for number, line in enumerate(text.splitlines(), start=1):
        where = f"plik „{file}”" if file else f"wiersz {number}"
        seen: set[tuple[int, int]] = set()
        for what, start, end in sorted(checks.of(line), key=lambda one: one[1]):
            if not any(start < last and first < end for first, last in seen):
                seen.add((start, end))
                found.append(Trace(what, line[start:end], where, _around(line, start, end)))
    return found


def _around(line: str, start: int, end: int) -> str:
    first, last = max(0, start - AROUND), min(len(line), end + AROUND)
    return f"{'…' if first else ''}{line[first:last].strip()}{'…' if last < len(line) else ''}"


class _Checks:
    """What is looked for, brought to stems once for a whole text."""

    def __init__(self, known: Known) -> None:
        self.surnames = {stem(part) for name in known.surnames for part in WORD.findall(name)}
        self.first_names = known.first_names
        self.first_stems = {stem(name) for name in known.first_names}
        self.codes = known.codes
        places = [[stem(word) for word in WORD.findall(place)] for place in known.places]
        self.places = [[one for one in place if one not in COMMON and len(one) > 1] for place in places]
        self.alone = {one for place in self.places for one in place if one not in ADJECTIVES and len(one) > 2}

    def of(self, line: str) -> Iterator[tuple[str, int, int]]:
        """(what, start, end) of every trace in a line; a later one may stand within an earlier one."""
        yield from (("adres e-mail", *one.span()) for one in EMAIL.finditer(line))
        yield from (("numer telefonu albo inny długi numer", *one.span()) for one in NUMBER.finditer(line))
        for code in self.codes:
            yield from (("kod urzędu", *one.span()) for one in re.finditer(rf"\b{re.escape(code)}\b", line))
        words = list(WORD.finditer(line))
        own = [stem(word[0]) for word in words]
        for place, word in enumerate(words):
            if what := self._what(word[0], own, place):
                yield what, *word.span()

    def _what(self, word: str, own: list[str], place: int) -> str:
        if any(len(name) > 1 and own[place : place + len(name)] == name for name in self.places):
            return "nazwa urzędu albo miejscowości"
        if own[place] in self.alone:
            return "nazwa urzędu albo miejscowości"
        if not word[0].isupper():
            return ""
        if own[place] in self.surnames:
            return "nazwisko osoby z urzędu"
        if own[place] in self.first_stems or any(_short_form(word, name) for name in self.first_names):
            return "imię osoby, której to dotyczy"
        return ""


def _short_form(word: str, name: str) -> bool:
    """Whether a word is a form of a short first name, as "Ewy" of "Ewa"."""
    core = name[:-1]
    return len(name) <= SHORT and word.startswith(core) and word[len(core) :] in ENDINGS


def told(found: Iterable[Trace]) -> list[str]:
    """Each trace as a line for the person who edits the copy."""
    return [f"{one.where}: {one.what} „{one.said}” ({one.around})" for one in found]
