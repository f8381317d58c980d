"""Indicators of projects of the made-up country, each named with the word of its own project."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from kaganek.core.seats import Seat, seated
from kaganek.reporting.services import indicators as deeds


def settle(seat: Seat, word: str, *, at: datetime) -> None:
    """An indicator that is counted and one entered by hand, a frozen period and an open one."""
    (project,) = seat.projects or ()
    today = timezone.localdate(at)
    with seated(seat):
        past, now = (
            deeds.add_period(
                project,
                starts_on=today - timedelta(days=first),
                ends_on=today - timedelta(days=last),
                by=seat,
                at=at,
            )
            for first, last in ((700, 31), (30, -30))
        )
        for code, counting in (("A", "ukonczone-szkolenia"), ("B", "")):
            facts = deeds.IndicatorFacts(
                code=code, name=f"Wskaźnik {word}", level="own", unit="ukończenia", definition=f"Definicja {word}",
                counting=counting,
            )  # fmt: skip
            one = deeds.add_indicator(project, facts, form_key=uuid4(), by=seat, at=at)
            deeds.set_targets(one.pk, {past.pk: Decimal(10)}, by=seat, at=at)
            for period in (past, now) if not counting else ():
                deeds.enter_value(one.pk, period.pk, Decimal(3), source=f"Lista {word}", by=seat, at=at)
        deeds.freeze_period(past.pk, by=seat, at=at)
