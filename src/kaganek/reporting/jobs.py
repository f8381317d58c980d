"""Work of reports that takes a while: freezing a project of a thousand offices."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from kaganek.core.jobs import Watched
from kaganek.core.seats import seated
from kaganek.reporting.services import indicators, issues, schedules
from kaganek.reporting.terms import goes_on


def freeze(
    job: Watched,
    *,
    project_id: int,
    title: str,
    period_from: str,
    period_to: str,
    corrects_id: int | None,
    correction_note: str,
    form_key: str,
) -> None:
    """Freeze a report in the seat that asked; begun anew after a kill, it finds what it had frozen."""
    seat = job.seat()
    job.tell(message="Liczymy uczestników i ukończenia.")
    try:
        with seated(seat):
            made = issues.freeze(
                project_id, title=title, period_from=date.fromisoformat(period_from),
                period_to=date.fromisoformat(period_to), corrects_id=corrects_id, correction_note=correction_note,
                form_key=UUID(form_key), by=seat, at=timezone.now(),
            )  # fmt: skip
    except issues.CannotCorrect:
        job.finish("Tego raportu nie można już skorygować: ma późniejszą korektę.", failed=True)
        return
    except issues.PeriodGoesOn:
        job.finish(goes_on(date.fromisoformat(period_to)), failed=True)
        return
    job.finish(
        f"Raport {made.shown_number} jest zamrożony. Przejrzyj go przed publikacją.",
        next_url=reverse("reporting:issue", args=[made.pk]),
    )


def freeze_indicators(job: Watched, *, period_id: int) -> None:
    """Freeze a period in the seat that asked; begun anew after a kill, it finds it open or frozen whole."""
    seat = job.seat()
    job.tell(message="Liczymy wskaźniki.")
    try:
        with seated(seat):
            made = indicators.freeze_period(period_id, by=seat, at=timezone.now())
    except (indicators.NotYet, indicators.NothingEntered):
        job.finish("Nie zamrożono: coś się zmieniło. Wróć na stronę okresów i sprawdź.", failed=True)
        return
    job.finish(
        f"Wskaźniki za okres {made.words} są zamrożone.", next_url=reverse("reporting:indicator_periods")
    )


def deliver(*, schedule_id: int) -> None:
    """Prepare what waits of a schedule; begun anew after a kill, it goes on with what still waits."""
    schedules.deliver(schedule_id, at=timezone.now())
