"""News that people of several offices have in their lists, with the word of their office in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from kaganek.core.models import DigestRun, Notice, NoticeChoice, NoticeCount, Way
from kaganek.people.models import Person
from kaganek.programmes.models import Enrolment

if TYPE_CHECKING:
    from kaganek.site.dataset.build import Country


def write_notices(country: Country, learners: Sequence[Enrolment], *, at: datetime) -> None:
    """One notice for a learner and for the supervisor of each of the first offices, and what they chose."""
    numbers = {office.pk: n for n, office in enumerate(country.offices)}
    supervisors = {f"o{numbers[one.office_id]:04}" for one in learners}
    people = [
        *Person.objects.filter(pk__in=[one.person_id for one in learners]),
        *(one for one in country.persons if one.login in supervisors),
    ]
    Notice.objects.bulk_create(
        Notice(
            kind="documents.issued", event=f"dataset:{one.pk}", person=one.pk, office=one.office_id, way=Way.APP,
            title=f"Certyfikat {country.office_word(numbers[one.office_id or 0])}", url="/certyfikaty/", at=at,
        )
        for one in people
    )  # fmt: skip
    NoticeChoice.objects.bulk_create(
        NoticeChoice(person=one.pk, key="group:study", way=Way.DIGEST) for one in people
    )
    NoticeCount.objects.bulk_create(NoticeCount(person=one.pk, unread=1) for one in people)
    DigestRun.objects.create(
        day=at.date(), total=len(people), done=len(people), started_at=at, finished_at=at
    )
