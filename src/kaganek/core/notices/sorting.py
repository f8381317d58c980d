"""The worker's part: each new notice gets its way, and its letter when it goes at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from kaganek.core.models import Letter, Notice, Way
from kaganek.core.notices.catalogue import notice_kinds, ways_of
from kaganek.core.notices.counting import recount
from kaganek.core.outbox import Post, post
from kaganek.core.seats import SYSTEM, seated

AT_ONCE = 500  # notices in one transaction


def sort_new(*, at: datetime) -> int:
    """Give every notice whose time has come its way; returns how many. The worker's clock calls it.

    Goes in the order in which they were written. Two workers at once share the notices; one killed in
    the middle leaves a whole batch for the next.
    """
    sorted_now = 0
    while number := _sort_some(at=at):
        sorted_now += number
    return sorted_now


def _sort_some(*, at: datetime) -> int:
    with seated(SYSTEM):
        rows = list(
            Notice.policed.filter(way="", at__lte=at)
            .select_for_update(of=("self",), skip_locked=True)
            .order_by("pk")[:AT_ONCE]
        )
        if not rows:
            return 0
        people = {row.person for row in rows}
        way_of = ways_of(people)
        for row in rows:
            known = row.kind in notice_kinds and row.withdrawn_at is None
            row.way = way_of(row.person, row.kind) if known else Way.APP
        _give_letters([row for row in rows if row.way == Way.NOW], at=at)
        Notice.policed.bulk_update(rows, ["way", "letter"])
        recount(people, at=at)
        return len(rows)


def _give_letters(rows: Sequence[Notice], *, at: datetime) -> None:
    """A letter for each that has an address; who has none reads it in the application."""
    to = mailable({row.person for row in rows})
    told = [row for row in rows if row.person in to]
    post(
        [
            Post(row.kind, row.event, to[row.person], row.person, office=row.office, project=row.project, facts=row.facts)
            for row in told
        ],
        at=at,
    )  # fmt: skip
    made = Letter.objects.filter(event__in={row.event for row in told}, sent_at=None)
    letters = {(event, person): pk for pk, event, person in made.values_list("pk", "event", "person")}
    for row in told:
        row.letter_id = letters.get((row.event, row.person))


def mailable(people: Collection[int]) -> dict[int, str]:
    """{person: address} of those who may be written to: a live account and an address that takes mail.

    Call as the system.
    """
    if not people:
        return {}
    found: dict[int, str] = import_string(settings.ADDRESSES_OF)(people)
    refusing = set(
        Letter.objects.filter(to__in=found.values(), bounce_stands=True).values_list("to", flat=True)
    )
    return {person: address for person, address in found.items() if address not in refusing}
