"""What a question of the bank says: the values of one version, before it is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kaganek.learning.models import BankVersion
from kaganek.lib.names import fold

NAME_CHARS = 200
BEGINNING_CHARS = 60


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of a question; `kind` and `payload` as questionnaires.rules.answers judges them."""

    kind: str
    text: str
    payload: Mapping[str, Any]
    explanation: str = ""
    points: Decimal = Decimal(1)
    name: str = ""  # for lists; without one, the beginning of the text

    @property
    def title(self) -> str:
        return self.name[:NAME_CHARS] or beginning(self.text)

    @property
    def digest(self) -> str:
        """The same for the same words, whatever they are called and wherever they came from."""
        said = [self.kind, self.text, self.payload, self.explanation, str(self.points.normalize())]
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    @property
    def folded(self) -> str:
        return fold(f"{self.title} {self.text}")


@dataclass(frozen=True, slots=True)
class Placed:
    """A wording and where in the bank it goes."""

    wording: Wording
    category_id: int | None = None
    tags: tuple[str, ...] = field(default=())
    external_id: str = ""


def beginning(text: str) -> str:
    """The first words of a text, as the name of a question that has none."""
    line = " ".join(text.split())
    if len(line) <= BEGINNING_CHARS:
        return line
    return (line[:BEGINNING_CHARS].rpartition(" ")[0] or line[:BEGINNING_CHARS]) + "…"


def wording_of(version: BankVersion) -> Wording:
    return Wording(
        version.kind, version.text, version.payload, version.explanation, version.points, version.name
    )
