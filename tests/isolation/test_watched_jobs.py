"""A job that somebody watches reaches what the seat that asked reaches, and no more than it reaches now."""

from __future__ import annotations

from django.utils import timezone

from kaganek.core import jobs
from kaganek.core.models import JobRun
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.tests.work import watched, work_off
from kaganek.people.models import Membership, Person


def test_watched_work_is_done_in_the_seat_that_asked(cast, monkeypatch) -> None:
    seats, people = [], []

    def count(job: jobs.Watched) -> None:
        seats.append(job.seat())
        with seated(job.seat()):
            people.extend(Person.policed.order_by("login").values_list("login", flat=True))

    watched(cast.seat("dorota"), monkeypatch, count)
    work_off()

    assert seats == [cast.seat("dorota")]
    assert people == ["anna", "cezary", "dorota", "filip"]


def test_work_asked_for_in_a_role_that_has_ended_is_not_done(cast, monkeypatch) -> None:
    done = []

    def count(job: jobs.Watched) -> None:
        with seated(job.seat()):
            done.append(job)

    run = watched(cast.seat("dorota"), monkeypatch, count)
    with seated(SYSTEM):
        Membership.objects.filter(person=cast.person("dorota")).update(ended_at=timezone.now())
    work_off()

    assert done == []
    with seated(cast.seat("dorota")):
        told = JobRun.objects.get(pk=run.pk)
    assert (told.state, told.message) == (JobRun.State.FAILED, jobs.SEAT_GONE)
