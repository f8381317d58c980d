"""What became of mail, said once: the log of deliveries, the reports and every list of what was sent ask here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils.safestring import SafeString

from kaganek.core.models import Letter, Notice, Way
from kaganek.core.notices.sorting import mailable
from kaganek.core.outbox import MAX_ATTEMPTS
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.templatetags.ui import status


class Fate(models.TextChoices):
    """The last two are of news that no letter was made for."""

    SENT = "sent", "Wysłano"
    QUEUED = "queued", "Czeka na wysłanie"
    AGAIN = "again", "Ponowimy próbę"
    DROPPED = "dropped", "Niepotrzebny"
    RETURNED = "returned", "Wrócił"
    FAILED = "failed", "Nie udało się"
    APP = "app", "Tylko w aplikacji"
    REFUSED = "refused", "Adres odrzuca pocztę"


FATES: dict[str, str] = dict(Fate.choices)
ASTRAY = (Fate.RETURNED, Fate.FAILED)  # of no use to anybody
UNLETTERED = (Fate.APP, Fate.REFUSED)
OF_LETTERS = {key: label for key, label in FATES.items() if key not in UNLETTERED}
LOOKS = {"again": "soon", "dropped": "off", "returned": "bounced", "app": "off", "refused": "bounced"}


def tag(fate: str, words: str = "") -> SafeString:
    """A fate as icon and word; `words` replaces the word."""
    return status(LOOKS.get(fate, fate), words or FATES[fate])


def fate(letter: str = "") -> Case:
    """A letter's fate as an expression. `letter`: the way to it from other rows, "letter__"."""

    def when(then: Fate, **conditions: Any) -> When:
        found = {f"{letter}{column}": value for column, value in conditions.items()}
        return When(**found, then=Value(then.value))

    return Case(
        when(Fate.RETURNED, bounced_at__isnull=False),
        when(Fate.DROPPED, dropped=True),
        when(Fate.SENT, sent_at__isnull=False),
        when(Fate.FAILED, attempts__gte=MAX_ATTEMPTS),
        when(Fate.AGAIN, attempts__gt=0),
        default=Value(Fate.QUEUED.value),
        output_field=models.CharField(),
    )


def left_at(letter: str = "") -> Case:
    """When a letter left us; NULL of one that did not, dropped ones among them."""
    return Case(When(**{f"{letter}dropped": False}, then=F(f"{letter}sent_at")))


class _Said(Func):
    """What a JSON table says of a key; NULL of a key that is not in it."""

    template, arg_joiner = "(%(expressions)s)", " ->> "


def with_fates(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Rows that name their news (`event`, one person's; "" = none), with its `fate` and `sent_at`, when it left.

    Its own letter tells; where none was made, its notice: the digest it went in, the application alone, an
    address that refuses mail. Notices are read as the system, of nothing but the events of these rows.
    """
    own = Letter.objects.filter(event=OuterRef("event")).annotate(fate=fate(), left_at=left_at())
    told = _of_notices(list(rows.filter(~Exists(own)).exclude(event="").values_list("event", flat=True)))
    fates = Value({one.event: _without_own(one) for one in told}, models.JSONField())
    moments = Value({one.event: one.left_at.isoformat() for one in told if one.left_at}, models.JSONField())
    found: QuerySet[Any, Any] = rows.annotate(
        fate=Coalesce(
            Subquery(own.values("fate")[:1]),
            _Said(fates, F("event"), output_field=models.CharField()),
            Value(Fate.QUEUED.value),
        ),
        sent_at=Coalesce(
            Subquery(own.values("left_at")[:1]),
            Cast(_Said(moments, F("event"), output_field=models.CharField()), models.DateTimeField()),
        ),
    )
    return found


def _of_notices(events: Sequence[str]) -> list[Any]:
    """Notices with the `fate` and `left_at` of the letter they went in, and whether their reader is `mailable`."""
    if not events:
        return []
    with seated(SYSTEM):
        rows = Notice.policed.filter(event__in=events)
        told: list[Any] = list(rows.annotate(fate=fate("letter__"), left_at=left_at("letter__")))
        to = mailable({one.person for one in told if one.way == Way.DIGEST and one.letter_id is None})
    for one in told:
        one.mailable = one.person in to
    return told


def _without_own(notice: Any) -> str:
    if notice.letter_id or not notice.way:
        return str(notice.fate)
    if notice.withdrawn_at:
        return Fate.DROPPED.value
    if notice.way == Way.APP or (notice.way == Way.DIGEST and notice.read_at):
        return Fate.APP.value
    waits = notice.way == Way.DIGEST and notice.mailable
    return Fate.QUEUED.value if waits else Fate.REFUSED.value
