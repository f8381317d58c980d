"""A data model: its elements by name, its collections, and how a name asked for is found in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache

from kaganek.lib.scorm.errors import Version
from kaganek.lib.scorm.kinds import Kind

LONGEST_NAME = 500
KEYWORDS = ("_children", "_count", "_version")
INDEX = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)
# The only element whose name carries an identifier, which may itself hold full stops.
TARGET = re.compile(r"(adl\.nav\.request_valid\.(?:choice|jump))\.\{target=[^\s{}]+\}")


class Access(StrEnum):
    """What a package may do with an element."""

    READ = "r"
    WRITE = "w"
    BOTH = "rw"


class AnswerPart(StrEnum):
    """Elements whose form depends on the kind of question."""

    NONE = ""
    RESPONSE = "response"
    PATTERN = "pattern"


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a model; `n` in the name stands for the number of a record."""

    name: str
    kind: Kind
    access: Access = Access.BOTH
    default: str | None = None  # what is read before anybody wrote
    given: str = ""  # where the first value comes from: the manifest, the learner, us
    mandatory: bool = True
    needs: str = ""  # the sibling that must be written first
    unique: bool = False  # among the records of its collection
    once: bool = False  # never changed after it was written
    answer: AnswerPart = AnswerPart.NONE


@dataclass(frozen=True, slots=True)
class Group:
    """A node with elements beneath it; `hard` more than 0 makes it a collection of records."""

    name: str
    spm: int | None = None  # records the standard wants kept at least
    hard: int = 0  # records we keep at most
    children: bool = True  # whether _children is answered


@dataclass(frozen=True, slots=True)
class Place:
    """A name taken apart: the same with `n` for numbers, and each collection on the way with its number."""

    name: str
    pattern: str
    records: tuple[tuple[str, int], ...] = ()

    @property
    def record(self) -> str:
        """The outermost record the element belongs to, "" outside collections."""
        return f"{self.records[0][0]}.{self.records[0][1]}" if self.records else ""


def place_of(name: str) -> Place:
    """Take a name apart, in time linear in its length; a name too long is a name of nothing."""
    return Place(name, "") if len(name) > LONGEST_NAME else _taken_apart(name)


@lru_cache(maxsize=8192)  # the names of a large package; every commit brings the same ones
def _taken_apart(name: str) -> Place:
    target = TARGET.fullmatch(name)
    if target:
        return Place(name, f"{target[1]}.{{target=…}}")
    parts = name.split(".")
    numbers = [place for place, part in enumerate(parts) if INDEX.fullmatch(part)]
    records = tuple((".".join(parts[:place]), int(parts[place])) for place in numbers)
    for place in numbers:
        parts[place] = "n"
    return Place(name, ".".join(parts), records)


@dataclass(frozen=True)
class Model:
    """All elements and groups of one version."""

    version: Version
    elements: Mapping[str, Element]
    groups: Mapping[str, Group]
    spoken: str  # what cmi._version answers
    elsewhere: tuple[str, ...] = field(default=())  # names of other models: known, not kept

    @cached_property
    def children(self) -> dict[str, str]:
        """Group → what its _children answers: the names beneath it, in the order of the table."""
        return {name: ",".join(self._beneath(name)) for name, group in self.groups.items() if group.children}

    def _beneath(self, name: str) -> Iterable[str]:
        start = f"{name}.n." if self.groups[name].hard else f"{name}."
        return dict.fromkeys(e[len(start) :].split(".")[0] for e in self.elements if e.startswith(start))

    def is_elsewhere(self, name: str) -> bool:
        """Whether the name belongs to a model that the standard names and we do not keep."""
        return any(name == start or name.startswith(f"{start}.") for start in self.elsewhere)


def by_name(elements: Iterable[Element]) -> dict[str, Element]:
    """Elements by their names; a name written twice in a table is a mistake in the table."""
    found: dict[str, Element] = {}
    for element in elements:
        if element.name in found:
            raise ValueError(element.name)
        found[element.name] = element
    return found
