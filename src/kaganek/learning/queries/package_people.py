"""Reads for those who look after packages: who plays one, what it sent, what it asked and was answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Max, Min, QuerySet

from kaganek.learning.models import PackageAttempt, PackageCommit
from kaganek.learning.rules.said import answers_in
from kaganek.lib.scorm import Answer

LAST_SESSIONS = 20  # shown of one attempt; the log keeps them all
LAST_MESSAGES = 100  # of one session


@dataclass(frozen=True, slots=True)
class Sent:
    """One session of an attempt with its messages, in the order they came."""

    session: str
    is_newest: bool
    messages: list[PackageCommit]
    again: Counter[int]  # by the message's own number: how often it came again
    hidden: int  # messages of this session that are not shown


def people_of(package_id: int) -> QuerySet[PackageAttempt]:
    """Everyone within reach who opened a part of a package; the states themselves stay in the database."""
    rows = PackageAttempt.objects.filter(package=package_id).defer("state", "opened")
    return rows.select_related("person", "office", "project", "item", "progress__course")


def attempt_of(package_id: int, attempt_id: int) -> PackageAttempt | None:
    """One attempt with its state, when the seat reaches it."""
    rows = PackageAttempt.objects.filter(package=package_id, pk=attempt_id)
    return rows.select_related("person", "office", "project", "item", "package", "progress__course").first()


def sessions_of(attempt: PackageAttempt) -> list[Sent]:
    """The newest sessions of an attempt with what they sent, the newest first: two statements."""
    rows = PackageCommit.objects.filter(attempt=attempt)
    spans = rows.values("session").annotate(began=Min("received_at"), last=Max("received_at"))
    named = [row["session"] for row in spans.order_by("-began", "session")[:LAST_SESSIONS]]
    by_session: dict[str, list[PackageCommit]] = {name: [] for name in named}
    again: dict[str, Counter[int]] = {name: Counter() for name in named}
    for one in rows.filter(session__in=named).order_by("received_at", "pk"):
        if one.is_only_again:
            again[one.session][one.sequence] += 1
        else:
            by_session[one.session].append(one)
    return [
        Sent(
            name,
            name == attempt.session,
            said[-LAST_MESSAGES:],
            again[name],
            max(0, len(said) - LAST_MESSAGES),
        )
        for name, said in by_session.items()
    ]


def answers_of(attempt: PackageAttempt) -> list[Answer]:
    """The questions that the package has on record of this person, with the answers."""
    return answers_in(attempt.version, attempt.state) if attempt.version else []


def answer_lines(rows: QuerySet[PackageAttempt]) -> Iterator[tuple[PackageAttempt, Answer]]:
    """Every answer of everyone, for a file."""
    told = rows.defer(None).select_related("person", "office", "item").order_by("person__sort_name", "pk")
    for attempt in told.iterator(chunk_size=200):
        yield from ((attempt, one) for one in answers_of(attempt))
