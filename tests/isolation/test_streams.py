"""Every role of the made-up country asks to listen to every room: it may exactly where it reads the space."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone

from kaganek.communication.models import ChatRoom
from kaganek.communication.queries.chat import CHAT
from kaganek.core.dbroles import DbRole
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.streams import read_ticket, ticket_for
from kaganek.people.queries.sittings import sitting_mark
from kaganek.site.stream.asking import allowed
from tests.faults.talk import sign_in
from tests.isolation import country, walls
from tests.isolation.talks import spaces_of
from tests.isolation.test_walls import as_owner


@pytest.fixture(scope="module")
def viewers(django_db_setup, django_db_blocker) -> Iterator[list[country.Viewer]]:
    with django_db_blocker.unblock(), country.opened("test_streams"):
        yield country.viewers()


@pytest.fixture(autouse=True)
def _database(viewers, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def rooms() -> list[tuple[int, int]]:
    with seated(SYSTEM):
        return list(ChatRoom.objects.order_by("pk").values_list("pk", "space_id"))


def listening(viewers: list[country.Viewer]) -> tuple[list[bool], list[bool]]:
    """For every role and room: whether it is let in, and whether it reads the space by the tables alone."""
    now, every = timezone.now(), rooms()
    tickets, wanted = [], []
    for viewer in viewers:
        mark = sitting_mark(sign_in(viewer.seat))
        with walls.as_owner():
            read = spaces_of(viewer.seat)
        for room, space in every:
            ticket = ticket_for(CHAT, room, seat=viewer.seat, sitting=mark, at=now)
            tickets.append(read_ticket(ticket, at=now))
            wanted.append(space in read)
    assert len(every) > 15
    return allowed(tickets), wanted


@pytest.mark.rule("C-63")
def test_no_role_listens_where_it_may_not_read(viewers) -> None:
    found, wanted = listening(viewers)

    assert found == wanted
    assert any(wanted)
    assert not all(wanted)


@pytest.mark.parametrize("role", [DbRole.PERSON, DbRole.OFFICE, DbRole.PROJECT, DbRole.ADVISER])
def test_hole_rooms_whose_policy_was_opened(viewers, role: DbRole) -> None:
    """Negative control: each role alone that is let in everywhere is seen."""
    with transaction.atomic():
        as_owner(f"CREATE POLICY hole ON communication_chatroom FOR SELECT TO {role} USING (true)")
        found, wanted = listening(viewers)
        transaction.set_rollback(True)

    assert found != wanted


def test_a_ticket_of_one_role_is_worth_nothing_with_another_s_session(viewers) -> None:
    now, every = timezone.now(), rooms()
    supervisor, learner = (
        next(one for one in viewers if one.role == role) for role in ("supervisor", "learner")
    )
    mark = sitting_mark(sign_in(learner.seat))

    tickets = [
        read_ticket(ticket_for(CHAT, room, seat=supervisor.seat, sitting=mark, at=now), at=now)
        for room, _ in every
    ]

    assert allowed(tickets) == [False] * len(every)
