"""Opening spaces, and making exchange groups of chosen offices."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from kaganek.communication.models import Space, SpaceOffice, audiences
from kaganek.communication.services.forum.telling import take_back_from_strangers
from kaganek.communication.terms import SpaceKind
from kaganek.core import audit
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.core.turns import AGAIN, take_turn
from kaganek.programmes.models import Participation


class OfficesNotInProject(Exception):
    """These offices do not take part in the group's project."""

    def __init__(self, office_ids: Collection[int]) -> None:
        super().__init__(f"offices {sorted(office_ids)}")
        self.office_ids = tuple(sorted(office_ids))


class TitleTaken(Exception):
    """The project has a group of this name."""


def open_due_spaces(*, at: datetime) -> int:
    """Open every space that should be there and is not; returns how many were opened.

    Works as the system, safe to do twice and by two at once. Source: rule C-31.
    """
    opened = 0
    with seated(SYSTEM):
        for kind, audience in audiences:
            have = set(Space.objects.filter(kind=kind).values_list("office_id", "project_id", "source"))
            due = [one for one in audience.due() if (one.office_id, one.project_id, one.source) not in have]
            rows = [
                Space(
                    kind=kind, office_id=one.office_id, project_id=one.project_id, source=one.source,
                    title=one.title[:200], opened_at=at,
                )
                for one in due
            ]  # fmt: skip
            Space.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
            opened += len(rows)
    return opened


@transaction.atomic
def make_group(project_id: int, *, title: str, office_ids: Collection[int], by: Seat, at: datetime) -> Space:
    """An exchange group of chosen offices of a project.

    title       what people will see it under; once in a project.
    office_ids  at least two offices that take part in the project.

    Sent twice, it is made once. Raises TitleTaken, OfficesNotInProject; nothing is written then. Source: rule C-32.
    """
    take_turn("exchange group", project_id)
    held = Space.objects.filter(project=project_id, kind=SpaceKind.GROUP, title=title).first()
    if (
        held
        and not held.closed_at
        and held.opened_at > at - AGAIN
        and set(held.office_ids) == set(office_ids)
    ):
        return held
    if held:
        raise TitleTaken
    group = Space.objects.create(kind=SpaceKind.GROUP, project_id=project_id, title=title, opened_at=at)
    _let_in(group, set(office_ids), by=by, at=at)
    audit.record(by, "exchange group made", group)
    group.refresh_from_db(fields=["office_ids"])
    return group


@transaction.atomic
def set_offices(group: Space, office_ids: Collection[int], *, by: Seat, at: datetime) -> None:
    """These offices, and no others, belong to the group from now on; who is out reads nothing more of it.

    What the people of an office that leaves have written stays. Raises OfficesNotInProject. Source: rule C-32.
    """
    Space.objects.select_for_update(of=("self",)).get(pk=group.pk)
    inside = set(SpaceOffice.objects.filter(space=group).values_list("office_id", flat=True))
    wanted = set(office_ids)
    _let_in(group, wanted - inside, by=by, at=at)
    leaving = SpaceOffice.objects.filter(space=group, office__in=inside - wanted)
    audit.record_all(by, "office taken out of exchange group", list(leaving))
    leaving.delete()
    group.refresh_from_db(fields=["office_ids"])
    take_back_from_strangers(group.pk, at=at)


def _let_in(group: Space, office_ids: set[int], *, by: Seat, at: datetime) -> None:
    taking = Participation.objects.filter(project=group.project_id, office__in=office_ids)
    if strange := office_ids - set(taking.values_list("office_id", flat=True)):
        raise OfficesNotInProject(strange)
    rows = SpaceOffice.objects.bulk_create(
        SpaceOffice(space=group, project_id=group.project_id or 0, office_id=office, since=at)
        for office in sorted(office_ids)
    )
    audit.record_all(by, "office let into exchange group", rows)


def close_group(group: Space, *, by: Seat, at: datetime) -> None:
    """The group is read and no longer written; done twice it stays closed since the first time."""
    if Space.objects.filter(pk=group.pk, kind=SpaceKind.GROUP, closed_at=None).update(closed_at=at):
        audit.record(by, "exchange group closed", group)
