"""A form as it stands: its sections and questions in order, with their conditions. Frozen, free of tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question, or words between questions. `code` is its name in conditions, answers and files."""

    code: str
    kind: str
    text: str
    help: str = ""
    required: bool = True
    personal: bool = False
    payload: Mapping[str, Any] = field(default_factory=dict)
    shown_if: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One page of a form."""

    code: str
    title: str = ""
    intro: str = ""
    shown_if: str = ""
    questions: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A whole form."""

    title: str
    intro: str = ""
    thanks: str = ""
    sections: tuple[Section, ...] = ()

    def questions(self) -> Iterator[Asked]:
        for section in self.sections:
            yield from section.questions

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Definition:
        sections = tuple(
            Section(**{**one, "questions": tuple(Asked(**asked) for asked in one["questions"])})
            for one in data["sections"]
        )
        return cls(**{**data, "sections": sections})
