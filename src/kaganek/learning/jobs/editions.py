"""People taken to another edition, some hundreds in a transaction, watched by the author who asked."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from kaganek.core.jobs import Watched
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import CourseEdition
from kaganek.learning.services.moves import Wanted, move_some
from kaganek.lib.polish import counted


def move(job: Watched, *, edition_id: int, carry: str, keep_result: bool) -> None:
    """An author sees no person, so the system moves them; begun anew after a kill, it goes on with the rest."""
    job.seat()  # raises SeatGone when the author's role has ended meanwhile
    moved = 0
    while some := _some(edition_id, Wanted(carry, keep_result), job.person_id):
        moved += some
        job.tell(done=F("done") + some, message=f"Przeniesiono {counted(moved, 'osobę', 'osoby', 'osób')}.")
    with seated(SYSTEM):
        course = CourseEdition.objects.get(pk=edition_id).course_id
    job.finish(
        f"Przeniesiono {counted(moved, 'osobę', 'osoby', 'osób')}. Kto ma adres e-mail, dostanie list.",
        next_url=reverse("learning:editions", args=[course]),
    )


def _some(edition_id: int, wanted: Wanted, person_id: int) -> int:
    with seated(replace(SYSTEM, person_id=person_id)):
        return move_some(edition_id, wanted, at=timezone.now())
