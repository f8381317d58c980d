"""What the page of a package sends: a ticket that we made, a counter, and the values in JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.core import signing

from kaganek.learning.services.playing import Message
from kaganek.learning.terms import CommitKind
from kaganek.lib.scorm import storable

LASTS = timedelta(hours=12)  # as long as anybody stays signed in
MOST_FAULTS = 50
LONGEST_TICKET = 1_000
LONGEST_SAID = 4_000_000  # characters
LAST_SEQUENCE = 2**53  # the last whole number of a browser
SEQUENCE = re.compile(r"[1-9]\d{0,15}", re.ASCII)
KINDS = {kind.value: kind for kind in CommitKind}
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


def read_said(data: Mapping[str, Any]) -> tuple[Ticket, Message]:
    """The ticket and the message of a post. Raises Unreadable, whatever comes.

    By hand: no person reads what is wrong here, and a form of Django's was a fifth of the time of a message.
    """
    ticket, sequence = data.get("ticket", ""), data.get("sequence", "")
    kind, text = data.get("kind", ""), data.get("said", "")
    if len(ticket) > LONGEST_TICKET or len(text) > LONGEST_SAID or kind not in KINDS:
        raise Unreadable
    if not SEQUENCE.fullmatch(sequence) or int(sequence) > LAST_SEQUENCE:
        raise Unreadable
    found = read_ticket(ticket)
    values, faults = _read_values(text)
    return found, Message(found.session, int(sequence), KINDS[kind], values, faults)


def _read_values(text: str) -> tuple[dict[str, str], list[dict[str, Any]]]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable from None
    values = said.get("values") if isinstance(said, dict) else None
    if not isinstance(values, dict) or not all(isinstance(one, str) for one in values.values()):
        raise Unreadable
    return values, _faults(said.get("faults"))


def _kept(line: Mapping[str, Any], name: str, most: int) -> str:
    return storable(str(line.get(name, "")))[:most]


def _faults(told: object) -> list[dict[str, Any]]:
    """Calls that the browser answered with an error, cut to what the log keeps; what is no such list is none."""
    lines = told if isinstance(told, list) else []
    return [
        {
            "call": _kept(one, "call", 40),
            "element": _kept(one, "element", 255),
            "value": _kept(one, "value", 100),
            "code": one["code"],
        }
        for one in lines[:MOST_FAULTS]
        if isinstance(one, dict) and isinstance(one.get("code"), int) and 0 < one["code"] < 1000
    ]
