"""Work of certificates that takes a while: a ZIP of a whole office's or project's."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from kaganek.core.jobs import Watched
from kaganek.documents.services import bundles
from kaganek.lib.polish import counted


def bundle(job: Watched, *, certificate_ids: list[int]) -> None:
    """Make a ZIP in the seat that asked."""
    seat = job.seat()
    try:
        made = bundles.make_bundle(
            certificate_ids,
            job_id=job.job_id,
            tell=lambda done: job.tell(done=done),
            by=seat,
            at=timezone.now(),
        )
    except bundles.NothingToBundle:
        job.finish("Tych certyfikatów już nie ma w Twoim zasięgu. Nie powstała żadna paczka.", failed=True)
        return
    ready = counted(made.number, "certyfikat", "certyfikaty", "certyfikatów")
    job.finish(f"Paczka jest gotowa: {ready}.", next_url=reverse("documents:bundle", args=[made.pk]))
