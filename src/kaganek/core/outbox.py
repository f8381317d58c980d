"""Letters: posted as rows with the deed that causes them, written and sent later by the worker.

A letter's words come from its kind at the moment of sending; so a one-time link exists only in
the mail itself. A letter is marked sent one by one, each in its own transaction, and its
Message-ID is fixed: a crash repeats at most the one letter under way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from kaganek.core.models import Letter, ShownMail
from kaganek.core.registry import Registry
from kaganek.core.seats import SYSTEM, account_door, seated

MAX_ATTEMPTS = 12


@dataclass(frozen=True, slots=True)
class Words:
    subject: str
    body: str  # plain text


@dataclass(frozen=True, slots=True)
class Post:
    """A letter to be: kind, what happened (unique with the address), to whom, about whom."""

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
    """Queue letters within the caller's transaction; one already posted for the same event and address stays one."""
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


def deliver() -> int:
    """Send every waiting letter; returns how many went out. The worker's clock calls it every few seconds."""
    sent = 0
    last = 0
    while (letter_id := _next_waiting(last)) is not None:
        last = letter_id
        sent += _deliver_one(letter_id)
    return sent


def _next_waiting(after: int) -> int | None:
    with seated(SYSTEM):
        return (
            Letter.objects.filter(sent_at=None, attempts__lt=MAX_ATTEMPTS, pk__gt=after, due_at__lte=timezone.now())
            .order_by("pk").values_list("pk", flat=True).first()
        )  # fmt: skip


def _deliver_one(letter_id: int) -> int:
    """Lock, write, send and mark one letter; a failure is counted and tried again later."""
    with seated(SYSTEM):
        letter = (
            Letter.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(pk=letter_id, sent_at=None).first()
        )  # fmt: skip
        if letter is None:
            return 0
        now = timezone.now()
        try:
            with transaction.atomic():
                words = letter_kinds.get(letter.kind)(letter)
                if words is not None:
                    _send(letter, words)
        except Exception as fault:  # any mail fault: the letter waits and the log says why
            Letter.objects.filter(pk=letter.pk).update(
                attempts=F("attempts") + 1,
                due_at=now + _pause(letter.attempts),
                error=f"{type(fault).__name__}: {fault}"[:300],
            )
            return 0
        Letter.objects.filter(pk=letter.pk).update(sent_at=now, attempts=F("attempts") + 1, error="")
        return int(words is not None)


def _pause(attempts: int) -> timedelta:
    """After one failure a minute, then twice as long each time, six hours at most."""
    return min(timedelta(minutes=2**attempts), timedelta(hours=6))


def _send(letter: Letter, words: Words) -> None:
    if settings.DEMO:
        with account_door():
            ShownMail.objects.create(to=letter.to, subject=words.subject, body=words.body)
        return
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ")
    EmailMessage(
        words.subject, words.body, to=[letter.to], headers={"Message-ID": f"<letter-{letter.pk}@{host}>"}
    ).send()
