"""What the page of a package sends: a ticket that we made, a counter, and the values in JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.core import signing

from kaganek.core.forms import Form
from kaganek.learning.services.playing import Message
from kaganek.learning.terms import CommitKind

LASTS = timedelta(hours=12)  # as long as anybody stays signed in
MOST_FAULTS = 50
_SALT = "learning.package"


class Unreadable(Exception):
    """Not what our page sends."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Which session of which attempt, and in which role and session of the browser it was begun."""

    attempt: int
    session: str
    membership: int
    mark: str  # people.queries.sittings

    def seal(self) -> str:
        return signing.dumps(asdict(self), salt=_SALT)


def read_ticket(text: str) -> Ticket:
    """Raises Unreadable for one that we did not make, or that is too old."""
    try:
        return Ticket(**signing.loads(text, salt=_SALT, max_age=LASTS))
    except (signing.BadSignature, TypeError):
        raise Unreadable from None


class SaidForm(Form):
    ticket = forms.CharField(max_length=1000)
    sequence = forms.IntegerField(min_value=1, max_value=2**53)
    kind = forms.ChoiceField(choices=CommitKind.choices)
    said = forms.CharField(max_length=4_000_000, strip=False)


def read_said(data: Mapping[str, Any]) -> tuple[Ticket, Message]:
    """The ticket and the message of a post. Raises Unreadable, whatever comes."""
    form = SaidForm(data)
    if not form.is_valid():
        raise Unreadable
    told = form.cleaned_data
    ticket = read_ticket(told["ticket"])
    try:
        said = json.loads(told["said"])
    except (ValueError, RecursionError):
        raise Unreadable from None
    values = said.get("values") if isinstance(said, dict) else None
    if not isinstance(values, dict) or not all(isinstance(one, str) for one in values.values()):
        raise Unreadable
    message = Message(
        ticket.session, told["sequence"], CommitKind(told["kind"]), values, _faults(said.get("faults"))
    )
    return ticket, message


def _faults(told: object) -> list[dict[str, Any]]:
    """Calls that the browser answered with an error, cut to what the log keeps; what is no such list is none."""
    lines = told if isinstance(told, list) else []
    return [
        {
            "call": str(one.get("call", ""))[:40],
            "element": str(one.get("element", ""))[:255],
            "value": str(one.get("value", ""))[:100],
            "code": one["code"],
        }
        for one in lines[:MOST_FAULTS]
        if isinstance(one, dict) and isinstance(one.get("code"), int) and 0 < one["code"] < 1000
    ]
