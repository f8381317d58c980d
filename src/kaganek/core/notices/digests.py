"""One mail a day with what a person wants to know daily."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils.timezone import localtime, now

from kaganek.core import jobs
from kaganek.core.kept import ask
from kaganek.core.models import DigestRun, Letter, Notice, Way
from kaganek.core.notices.catalogue import Group, notice_kinds
from kaganek.core.notices.sorting import mailable
from kaganek.core.outbox import Post, Words, letter_kinds, post
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.written import has_left
from kaganek.lib.polish import counted

PREPARING, DIGEST = "core.digests", "core.digest"  # the job; the kind of letter
HOUR = time(7, 0)  # in Poland
AT_ONCE = 500  # people in one transaction
MOST = 60  # lines of one digest
LIST = "/powiadomienia/"

# What waits for a digest of a person goes into that person's letter of the day.
_PUT_IN = """
WITH l AS (SELECT id, person_id FROM core_letter
           WHERE event = %s AND person_id = ANY(%s) AND sent_at IS NULL FOR UPDATE)
UPDATE core_notice n SET letter_id = l.id FROM l
WHERE n.author_id = l.person_id AND n.way = 'digest' AND n.letter_id IS NULL AND n.read_at IS NULL AND n.withdrawn_at IS NULL AND n.at <= %s
"""


def begin_day(*, at: datetime) -> bool:
    """Ask for the digests of today once the hour has come; True the first time. The worker's clock calls it.

    Source: rule C-04.
    """
    here = localtime(at)
    if here.time() < HOUR:
        return False
    with seated(SYSTEM):
        if DigestRun.objects.filter(day=here.date()).exists():
            return False
        try:
            with transaction.atomic():
                DigestRun.objects.create(day=here.date(), started_at=at, total=_waiting(at).count())
        except IntegrityError:  # another worker was first
            return False
        jobs.enqueue(PREPARING, day=here.date().isoformat(), at=at.isoformat())
    return True


def prepare(*, day: str, at: str) -> None:
    """The job: a letter for everyone with something to be told, AT_ONCE people in a transaction.

    Killed in the middle, it goes on with those who are left: a person's notices are put into the
    letter of the day in the transaction that posts it. `DigestRun.done` says how far it is.
    """
    moment, on = datetime.fromisoformat(at), date.fromisoformat(day)
    last = 0
    while last := _prepare_some(on, moment, after=last):
        pass
    with seated(SYSTEM):
        DigestRun.objects.filter(day=on, finished_at=None).update(finished_at=now())


def _prepare_some(day: date, at: datetime, *, after: int) -> int:
    """The last person of the next AT_ONCE, 0 when nobody is left."""
    with seated(SYSTEM):
        rows = _waiting(at).filter(person__gt=after).order_by("person")
        people = list(rows.annotate(office=Max("office"), project=Max("project"))[:AT_ONCE])
        if not people:
            return 0
        to = mailable([one["person"] for one in people])
        event = f"{DIGEST}:{day}"
        post([Post(DIGEST, event, to[one["person"]], **one) for one in people if one["person"] in to], at=at)
        ask(_PUT_IN, [event, list(to), at])
        DigestRun.objects.filter(day=day).update(done=_counted(day))
        last: int = people[-1]["person"]
        return last


def _counted(day: date) -> int:
    return Letter.objects.filter(kind=DIGEST, event=f"{DIGEST}:{day}").count()


def _waiting(at: datetime) -> QuerySet[Any, Any]:
    """People with something for a digest, each once."""
    rows = Notice.policed.filter(way=Way.DIGEST, letter=None, withdrawn_at=None, read_at=None, at__lte=at)
    return rows.values("person").distinct()


def words(letter: Letter) -> Words | None:
    """A day's news by group, each line judged now; None when it was all read, withdrawn or done meanwhile."""
    if has_left(letter):
        return None
    rows = Notice.policed.filter(letter=letter.pk, withdrawn_at=None, read_at=None).order_by("pk")
    due = [row for row in rows if row.kind in notice_kinds and _still_due(row, letter)]
    if not due:
        return None
    number = counted(len(due), "nowe powiadomienie", "nowe powiadomienia", "nowych powiadomień")
    blocks = [block for group in Group if (block := _block(group, due[:MOST]))]
    if len(due) > MOST:
        blocks.append(f"Wszystkie powiadomienia: {settings.BASE_URL}{LIST}")
    return Words(f"Kaganek: {number}", "\n\n".join(["Dzień dobry,", f"masz {number}.", *blocks]))


def _block(group: Group, rows: Sequence[Notice]) -> str:
    told = [row for row in rows if notice_kinds.get(row.kind).group == group]
    lines = [f"- {row.title}: {settings.BASE_URL}{row.url}" if row.url else f"- {row.title}" for row in told]
    return "\n".join([group.label, *lines]) if lines else ""


def _still_due(row: Notice, digest: Letter) -> bool:
    """The words of the kind judge, as they would in a letter of its own."""
    if row.kind not in letter_kinds:
        return True
    alone = Letter(
        kind=row.kind, event=row.event, to=digest.to, facts=row.facts, person=row.person, office=row.office,
        project=row.project,
    )  # fmt: skip
    return letter_kinds.get(row.kind)(alone) is not None
