"""The parent's side: a letter nobody trusts is read by a fenced child, and its answer taken apart here."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from typing import Any

from kaganek.lib.fenced import ask_child
from kaganek.lib.mail_in.model import Attached, Bounce, Incoming, Kind, Limits, Unreadable

MEMORY_BYTES = 768 * 2**20
CPU_SECONDS = 20
WALL_SECONDS = 40.0
ANSWER_BYTES = 60 * 2**20


def read_mail(raw: bytes, *, envelope_from: str, mark: str, limits: Limits = Limits()) -> Incoming:  # noqa: B008 - frozen
    """A letter as we use it. Raises Unreadable for one that is not to be read; nothing of it runs in this process.

    envelope_from  the sender that the mail server was told.
    mark           this installation's value of the header X-Kaganek; a letter that has it is our own come back.
    """
    if len(raw) > limits.message_bytes:
        raise Unreadable("big")
    bounds: list[Any] = [MEMORY_BYTES, CPU_SECONDS, envelope_from[:400], mark, asdict(limits)]
    told = ask_child(
        "kaganek.lib.mail_in.child", bounds, raw,
        needs="email", wall_seconds=WALL_SECONDS, answer_bytes=ANSWER_BYTES,
    )  # fmt: skip
    if told.status or told.late or told.long:
        raise Unreadable("broken")
    said = json.loads(told.answer)
    if "unreadable" in said:
        raise Unreadable(said["unreadable"])
    return _incoming(said)


def _incoming(said: dict[str, Any]) -> Incoming:
    files = tuple(Attached(one["name"], one["kind"], base64.b64decode(one["body"])) for one in said["files"])
    bounce = Bounce(**said["bounce"]) if said["bounce"] else None
    rest = said | {
        "kind": Kind(said["kind"]),
        "answers": tuple(said["answers"]),
        "results": tuple(said["results"]),
        "files": files,
        "bounce": bounce,
    }
    return Incoming(**rest)
