"""The mail server of `kaganek mail-in`: LMTP or SMTP, for our own addresses alone.

A letter is answered 250 only after it is stored and committed; when it cannot be, the answer is "try again later".
Answers are in Polish without accents, as the protocol speaks ASCII.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import close_old_connections, connection
from django.utils import timezone

from kaganek.communication.services.inbound import receive
from kaganek.communication.services.questions.posting import is_ours
from kaganek.lib.mail_in import Limits
from kaganek.site.server import ServeRefused

MOST_BYTES = Limits().message_bytes
MOST_RECIPIENTS = 20
TOO_BIG = f"552 5.3.4 Wiadomosc jest za duza. Najwiecej {MOST_BYTES // 2**20} MB razem z zalacznikami."
NOBODY = "550 5.1.1 Nie ma takiego adresu. Odpowiedz na e-mail, ktory od nas przyszedl."
TOO_MANY = "452 4.5.3 Za duzo adresatow."
LATER = "451 4.3.0 Nie udalo sie zapisac wiadomosci. Sprobuj pozniej."
TAKEN = "250 2.0.0 Przyjeta"

log = logging.getLogger(__name__)


def place(listen: str) -> tuple[str, int]:
    """Address and port of "127.0.0.1:8024". Raises ServeRefused."""
    address, _, port = listen.rpartition(":")
    if not address or not port.isdigit() or not 0 <= int(port) < 65536:
        raise ServeRefused(f"Podaj adres i port, na przykład 127.0.0.1:8024, a nie: {listen}")
    return address.strip("[]"), int(port)


class _Polish:
    """Says in Polish that a letter is too big, wherever the server notices it."""

    async def push(self, status: Any) -> None:
        said = status.decode() if isinstance(status, bytes) else status
        await super().push(TOO_BIG if said.startswith("552") else said)  # type: ignore[misc]


class _Lmtp(_Polish, LMTP):
    """LMTP with our words."""


class _Smtp(_Polish, SMTP):
    """SMTP with our words."""


class Handler:
    """What the server asks us."""

    def __init__(self, *, smtp: bool) -> None:
        self.smtp = smtp

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Only our own addresses: nothing is passed on to anybody."""
        if not is_ours(address):
            return NOBODY
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Store the letter for each address; LMTP asks for an answer for each, SMTP for one for all."""
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        sender = envelope.mail_from or ""
        said = [await asyncio.to_thread(_stored, raw, sender, to) for to in envelope.rcpt_tos]
        if self.smtp:
            return LATER if LATER in said else TAKEN  # all again: what is stored already is stored once
        return "\r\n".join(said)


def _stored(raw: bytes, sender: str, to: str) -> str:
    try:
        close_old_connections()
        receive(raw, envelope_from=sender, envelope_to=to, at=timezone.now())
    except Exception:  # whatever went wrong, the sender keeps the letter and tries again
        log.exception("a letter could not be stored")
        return LATER
    finally:
        connection.close()
    return TAKEN


class Door(Controller):
    """The server in a thread of its own. `port` 0 takes a free one."""

    def __init__(self, address: str, port: int, *, smtp: bool) -> None:
        self.smtp = smtp
        super().__init__(Handler(smtp=smtp), hostname=address, port=port, ready_timeout=20.0)

    def factory(self) -> SMTP:
        made = _Smtp if self.smtp else _Lmtp
        return made(
            self.handler, data_size_limit=MOST_BYTES, ident="Kaganek", enable_SMTPUTF8=True, timeout=120
        )

    def _trigger_server(self) -> None:
        """The library knocks to see that the door is open; with port 0 it has to be told which one."""
        if self.port == 0:
            listening: Any = self.server
            self.port = listening.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]
