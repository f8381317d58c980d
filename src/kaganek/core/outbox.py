"""Letters: posted as rows with the deed that causes them, written and sent later by the worker.

A letter's words come from its kind at the moment of sending; so a one-time link exists only in
the mail itself. A letter is marked sent one by one, each in its own transaction, and its
Message-ID is fixed: a crash repeats at most the one letter under way. While the mail server takes
nothing, no letter is held to blame: they wait in their order until it is back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from kaganek.core.models import Letter, ShownMail
from kaganek.core.registry import Registry
from kaganek.core.seats import SYSTEM, account_door, seated
from kaganek.core.written import Mail, Refusal, Words, refusal, written

__all__ = ["MAX_ATTEMPTS", "Post", "Postman", "Words", "deliver", "letter_kinds", "post"]

MAX_ATTEMPTS = 12
LONGEST_REST = timedelta(minutes=15)  # between two knocks at a server that does not answer
PATIENCE = 3  # how often in a row one letter may break the connection before another gets its turn


@dataclass(frozen=True, slots=True)
class Post:
    """A letter to be: kind, what happened (unique with the recipient), to whom, about whom."""

    kind: str
    event: str
    to: str
    person: int | None
    office: int | None = None
    project: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    not_before: datetime | None = None  # when it is to go out later


letter_kinds: Registry[Callable[[Letter], Words | None]] = Registry("letter kinds")  # None = no longer due


def post(letters: Sequence[Post], *, at: datetime) -> None:
    """Queue letters within the caller's transaction; one already posted for the same event and recipient stays one.

    For mail that nobody may switch off (activation, passwords) and for what the notices themselves send;
    all other news goes through `core.notices.notify`. Source: rule C-01.
    """
    if not letters:
        return
    Letter.objects.bulk_create(
        [
            Letter(
                kind=one.kind, event=one.event, to=one.to, facts=one.facts, office=one.office,
                project=one.project, person=one.person, queued_at=one.not_before or at, due_at=one.not_before or at,
            )
            for one in letters
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )  # fmt: skip


class _End(Enum):
    """What became of one letter."""

    SENT = auto()
    NOT_SENT = auto()  # taken by another worker, no longer due, or refused
    SERVER_GONE = auto()


class Postman:
    """Sends what waits. Remembers a server that does not answer, and knocks again less and less often.

    clock  the hour, asked for each letter.
    """

    def __init__(self, clock: Callable[[], datetime] = timezone.now) -> None:
        self.clock = clock
        self.closed_until: datetime | None = None
        self._rest = timedelta(0)
        self._line: Any = None  # the open connection of a round
        self._broke: tuple[int, int] = (
            0,
            0,
        )  # the letter whose sending broke the connection, how often in a row

    def deliver(self) -> int:
        """Send every waiting letter in the order of posting; returns how many went out.

        The round ends when the server is gone; the next one begins with the same letter.
        Source: rules C-05 and C-06.
        """
        if self.closed_until and self.clock() < self.closed_until:
            return 0
        sent = last = 0
        try:
            while (letter_id := self._next_waiting(last)) is not None:
                last = letter_id
                end = self._deliver_one(letter_id)
                if end is _End.SERVER_GONE:
                    self._rest = min(self._rest * 2 or timedelta(minutes=1), LONGEST_REST)
                    self.closed_until = self.clock() + self._rest
                    return sent
                self._rest, self.closed_until = timedelta(0), None
                sent += end is _End.SENT
        finally:
            self._hang_up()
        return sent

    def _next_waiting(self, after: int) -> int | None:
        with seated(SYSTEM):
            waiting = Letter.objects.filter(sent_at=None, attempts__lt=MAX_ATTEMPTS, pk__gt=after)
            due = waiting.filter(due_at__lte=self.clock())
            return due.order_by("pk").values_list("pk", flat=True).first()

    def _deliver_one(self, letter_id: int) -> _End:
        """Lock, write, send and mark one letter; a failure is counted and tried again later."""
        with seated(SYSTEM):
            letter = (
                Letter.objects.select_for_update(of=("self",), skip_locked=True)
                .filter(pk=letter_id, sent_at=None).first()
            )  # fmt: skip
            if letter is None:
                return _End.NOT_SENT
            try:
                with transaction.atomic():
                    mail = written(letter, letter_kinds)
            except Exception as fault:  # words that cannot be written hold up no other letter
                self._later(letter, fault)
                return _End.NOT_SENT
            if mail is None:
                self._mark(letter, sent_at=self.clock(), dropped=True, error="")
                return _End.NOT_SENT
            return self._hand_over(letter, mail)

    def _hand_over(self, letter: Letter, mail: Mail) -> _End:
        try:
            self._pick_up()
        except Exception as fault:  # nobody answers: not this letter's fault, so not counted against it
            Letter.objects.filter(pk=letter.pk).update(error=_said(fault))
            return _End.SERVER_GONE
        try:
            self._send(letter, mail)
        except Exception as fault:  # any mail fault: the letter waits and the log says why
            self._hang_up()
            kind = refusal(fault)
            if kind is Refusal.FOR_GOOD:
                self._bounced(letter, fault)
                return _End.NOT_SENT
            if kind is Refusal.SERVER:
                self._broken(letter, fault)
                return _End.SERVER_GONE
            self._later(letter, fault)
            return _End.NOT_SENT
        self._mark(letter, sent_at=self.clock(), attempts=F("attempts") + 1, error="")
        return _End.SENT

    def _later(self, letter: Letter, fault: Exception) -> None:
        """After one failure a minute, then twice as long each time, six hours at most."""
        rest = min(timedelta(minutes=2**letter.attempts), timedelta(hours=6))
        self._mark(letter, attempts=F("attempts") + 1, due_at=self.clock() + rest, error=_said(fault))

    def _broken(self, letter: Letter, fault: Exception) -> None:
        """Not counted against the letter, which keeps its place; one that breaks it again and again lets others by."""
        before, times = self._broke
        self._broke = (letter.pk, times + 1 if before == letter.pk else 1)
        aside = {"due_at": self.clock() + 2 * LONGEST_REST} if self._broke[1] >= PATIENCE else {}
        self._mark(letter, error=_said(fault), **aside)

    def _bounced(self, letter: Letter, fault: Exception) -> None:
        """The server knows no such mailbox: trying again would only spoil our name."""
        said = _said(fault)
        self._mark(
            letter,
            attempts=MAX_ATTEMPTS,
            error=said,
            bounced_at=self.clock(),
            bounce=said,
            bounce_stands=True,
        )

    @staticmethod
    def _mark(letter: Letter, **changes: Any) -> None:
        Letter.objects.filter(pk=letter.pk).update(**changes)

    def _pick_up(self) -> None:
        if self._line is None and not settings.DEMO:
            line = get_connection()
            line.open()
            self._line = line

    def _hang_up(self) -> None:
        if self._line is not None:
            with suppress(Exception):
                self._line.close()
            self._line = None

    def _send(self, letter: Letter, mail: Mail) -> None:
        if settings.DEMO:
            with account_door():
                ShownMail.objects.create(to=letter.to, subject=mail.subject, body=mail.text)
            return
        self._line.send_messages([mail.message()])


def _said(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"[:300]


def deliver() -> int:
    """Send every waiting letter once through; returns how many went out."""
    return Postman().deliver()
