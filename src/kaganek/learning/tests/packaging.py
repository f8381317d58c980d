"""Packages in tests: taken in through the deed, judged and unpacked by the job."""

from __future__ import annotations

import io
from uuid import uuid4

from django.utils import timezone

from kaganek.core.models import JobRun
from kaganek.core.seats import Seat, seated
from kaganek.core.tests.work import work_off
from kaganek.learning.models import Package
from kaganek.learning.services.packages import Uploaded, upload_package


def taken_in(
    data: bytes, seat: Seat, *, name: str = "kurs.zip", title: str = "", replaces: int | None = None
) -> Uploaded:
    """Uploaded; the job waits."""
    with seated(seat):
        return upload_package(
            io.BytesIO(data), filename=name, title=title, replaces=replaces, form_key=uuid4(), by=seat,
            at=timezone.now(),
        )  # fmt: skip


def unpacked(data: bytes, seat: Seat, **facts: object) -> tuple[Package, JobRun]:
    """Uploaded, and its job done: the package and what the job says."""
    made = taken_in(data, seat, **facts)
    work_off()
    return seen(made.package.pk, seat), job_of(made, seat)


def seen(package_id: int, seat: Seat) -> Package:
    with seated(seat):
        return Package.objects.get(pk=package_id)


def job_of(made: Uploaded, seat: Seat) -> JobRun:
    with seated(seat):
        return JobRun.objects.get(pk=made.job.pk)
