"""A real mail server on loopback that keeps what it took, and can refuse, stumble and die."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from django.test import override_settings


@dataclass
class Office:
    """What a mail server does with what comes.

    answers  {address: the answer to RCPT}; every other address is taken.
    after    take so many messages, then break the connection of each next one; None = never.
    breaks   the subject of a message that breaks the connection each time.
    silent   take the last message before breaking, but do not say so: the sender cannot know.
    """

    answers: dict[str, str] = field(default_factory=dict)
    after: int | None = None
    breaks: str = ""
    silent: bool = False
    taken: list[EmailMessage] = field(default_factory=list)
    broken: bool = False

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        poison = self.breaks and self.breaks.encode() in envelope.content
        if poison or (self.after is not None and len(self.taken) >= self.after):
            if self.silent and not self.broken:
                self._take(envelope)
            self.broken = True
            server.transport.abort()
            return "421 Gone"
        self._take(envelope)
        return "250 OK"

    def _take(self, envelope: Any) -> None:
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]

    @property
    def numbers(self) -> list[str]:
        return [str(one["Message-ID"]) for one in self.taken]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def listening(office: Office, port: int) -> Iterator[Office]:
    """The server answers at this port until the block ends."""
    running = Controller(office, hostname="127.0.0.1", port=port, data_size_limit=2**25)
    running.start()
    try:
        yield office
    finally:
        running.stop()


@contextmanager
def writing_to(port: int) -> Iterator[None]:
    """Our outbox sends by SMTP to this port."""
    backend = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, DEMO=False):
        yield
