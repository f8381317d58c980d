"""The shelf of question kinds: what a form may ask. Apps add theirs in `apps.ready()`; nothing here knows any of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from kaganek.core.registry import Registry
from kaganek.lib.expr import Meaning, Type

Payload = Mapping[str, Any]
Held = str | Decimal | date | bool | frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Given:
    """What a page sent for one question: its values, and those of its parts (rows, things to put in order)."""

    values: Sequence[str] = ()
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.values[-1].strip() if self.values else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of question. A response is None (not answered) or JSON that `read` made.

    label     its Polish name: "data".
    note      one sentence for who builds the form.
    part      the builder's fields of the kind: a `forms.parts.Part`.
    template  draws the fields for an answer; gets `q` with what `fields` answers.
    read      what a page sent → the response, or None.
    fault     why a response cannot be taken, a Polish sentence for the person; "" when it can.
    said      a response as a person reads it, a line for each of its parts.
    fields    what the template draws, from payload and response.
    asks      False for words between questions.
    personal  the answer is always somebody's data: such a form needs a privacy notice.
    type      what conditions may ask of it; None: nothing.
    value     the response as conditions compare it.
    options   its answers with their words, where there is a list of them; then they are counted.
    chosen    ids of `options` in a response.
    file      the answer comes as a file.
    group     several fields under one legend.
    missing   what is said when a required answer is missing; {} is the question.
    """

    label: str
    note: str
    part: Any  # a class of forms: they stand above rules
    template: str
    read: Callable[[Payload, Given], Any]
    fault: Callable[[Payload, Any], str]
    said: Callable[[Payload, Any], list[str]]
    fields: Callable[[Payload, Any], dict[str, Any]]
    asks: bool = True
    personal: bool = False
    type: Type | None = None
    value: Callable[[Payload, Any], Held] | None = None
    options: Callable[[Payload], Mapping[str, str]] | None = None
    chosen: Callable[[Payload, Any], Sequence[str]] | None = None
    file: bool = False
    group: bool = False
    missing: str = "Odpowiedz na pytanie „{}”."

    def held(self, payload: Payload, response: Any) -> Held:
        """What a condition sees of a response."""
        if response is None or self.value is None:
            return None
        return self.value(payload, response)

    def meaning(self, payload: Payload, label: str) -> Meaning | None:
        """What a condition may ask of such a question; None where it may not."""
        if self.type is None:
            return None
        return Meaning(self.type, dict(self.options(payload)) if self.options else {}, label)


kinds: Registry[Kind] = Registry("question kinds")
