"""Rooms full of people who write and listen, and what can be done to them."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from uuid import uuid4

import psycopg
from django.db import connection
from django.utils import timezone

from kaganek.communication.models.chat import ChatRoom
from kaganek.communication.queries.chat import CHAT
from kaganek.communication.services.chat import say
from kaganek.communication.tests.factories import make_exchange
from kaganek.core.seats import SYSTEM, Seat, account_door, seated
from kaganek.core.streams import ticket_for
from kaganek.people.models import Membership, Session
from kaganek.people.queries.sittings import sitting_mark
from kaganek.people.seats import seat_from, with_offices
from kaganek.people.sessions import SessionStore
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role, make_person
from tests import databases
from tests.cast import Cast, assemble
from tests.listeners import Listener
from tests.live import inside


@dataclass
class Hall:
    """Rooms of one exchange group, and people of its two offices who are signed in."""

    database: str
    cast: Cast
    rooms: list[int]
    people: list[tuple[Seat, str]] = field(default_factory=list)  # seat, session key

    def ticket(self, person: int, room: int) -> str:
        seat, key = self.people[person]
        return ticket_for(CHAT, self.rooms[room], seat=seat, sitting=sitting_mark(key), at=timezone.now())

    def listeners(self, port: int, count: int, *, seed: int = 1, **how: object) -> list[Listener]:
        """So many, spread over people and rooms; each person has one place in a room."""
        made = []
        for place in range(count):
            person, room = place % len(self.people), place % len(self.rooms)
            made.append(
                Listener(
                    port,
                    lambda person=person, room=room: self.ticket(person, room),
                    random=Random(f"{seed}:{place}"),
                    **how,
                )
            )
        return made

    def room_of(self, listener: int) -> int:
        return listener % len(self.rooms)

    def last(self, room: int) -> int:
        with psycopg.connect(databases.cluster().url(self.database), autocommit=True) as owner:
            query = "SELECT last_number FROM communication_chatroom WHERE id = %s"
            return owner.execute(query, [self.rooms[room]]).fetchone()[0]

    def say(self, person: int, room: int, text: str) -> int:
        """One line, as the page's button writes it; in whatever thread asks."""
        seat = self.people[person][0]
        with seated(seat):
            return say(self.rooms[room], text, key=uuid4(), by=seat, at=timezone.now()).number


@contextmanager
def hall(name: str, *, rooms: int, people: int) -> Iterator[Hall]:
    """A database of its own with rooms and people in it, until the block ends."""
    with databases.clone(f"{name}_{os.getpid()}") as database:
        with inside(database):
            with seated(SYSTEM):
                cast = assemble()
                group = make_exchange(cast.project, cast.zalesie, cast.borki)
                made = [
                    ChatRoom.objects.create(space=group, title=f"Pokój {n}", opened_at=timezone.now()).pk
                    for n in range(rooms)
                ]
                seats = [_seat(cast, number) for number in range(people)]
            found = Hall(database, cast, made, [(seat, sign_in(seat)) for seat in seats])
        yield found


def _seat(cast: Cast, number: int) -> Seat:
    office = (cast.zalesie, cast.borki)[number % 2]
    membership = give_role(make_person(office, login=f"rozmowca{number}"), Role.SUPERVISOR)
    return seat_from(with_offices(Membership.objects.all()).get(pk=membership.pk))


def sign_in(seat: Seat) -> str:
    """A session of the account, as signing in leaves it; its key."""
    with account_door():
        store = SessionStore()
        store["_auth_user_id"] = str(seat.account_id)
        store.create()
        Session.objects.filter(pk=store.session_key).update(account_id=seat.account_id)
        return str(store.session_key)


class Writers:
    """People who write lines at a steady pace, each in a thread with a connection of its own."""

    def __init__(self, hall: Hall, *, per_second: float, hands: int, seed: int = 1) -> None:
        self.hall, self.pause, self.hands = hall, hands / per_second, hands
        self.random = Random(seed)
        self.count = [0] * len(hall.rooms)
        self.guard = threading.Lock()

    def write(self, lines: int) -> None:
        """So many lines in all; returns when the last one is stored."""
        work = [(hand, lines // self.hands + (hand < lines % self.hands)) for hand in range(self.hands)]
        with inside(self.hall.database), ThreadPoolExecutor(self.hands) as pool:
            list(pool.map(lambda one: self._hand(*one), work))

    def _hand(self, hand: int, lines: int) -> None:
        moment = Random(f"{self.random.random()}:{hand}")
        due = time.monotonic() + moment.random() * self.pause
        try:
            for number in range(lines):
                room = (hand + number) % len(self.hall.rooms)
                person = moment.randrange(len(self.hall.people))
                time.sleep(max(0.0, due - time.monotonic()))
                due += self.pause
                self.hall.say(person, room, f"Wypowiedź {hand}/{number} o {time.time()}")
                with self.guard:
                    self.count[room] += 1
        finally:
            connection.close()


def numbers_of(listeners: Sequence[Listener]) -> list[list[int]]:
    return [one.numbers for one in listeners]
