"""Streams that are cut, restarted and overheard (promises.md E4): nobody loses, doubles or reorders a line.

`--full` lets more people listen through more restarts. Whoever comes back without saying where it stopped loses lines:
that is the negative control.
"""

from __future__ import annotations

import asyncio
import http.client
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from kaganek.communication.models.chat import ChatLine, ChatRoom
from kaganek.communication.queries.chat import lines_after
from kaganek.communication.services.spaces import set_offices
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.streams import CHANNEL, tell, ticket_for
from kaganek.people.queries.sittings import sitting_mark
from tests import databases
from tests.faults.talk import Hall, Writers, hall, sign_in
from tests.listeners import Listener, during, faults, opened, until
from tests.live import Live, free_port, inside, stream_server

SHOWN_OUT_WITHIN = 30  # seconds; the figure


@pytest.fixture(scope="module")
def talk(django_db_blocker: Any) -> Iterator[Hall]:
    # so many that nobody says more than thirty lines a minute in a room (rule C-70), in the whole tests too
    with django_db_blocker.unblock(), hall("faults_talk", rooms=3, people=72) as made:
        yield made


@pytest.fixture(scope="module")
def live(talk: Hall) -> Iterator[Live]:
    with stream_server(talk.database) as made:
        yield made


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full"))


def heard_all(talk: Hall, people: list[Listener]) -> bool:
    last = [talk.last(room) for room in range(len(talk.rooms))]
    return all(one.last >= last[talk.room_of(place)] for place, one in enumerate(people))


def started(talk: Hall, people: list[Listener]) -> list[int]:
    """Everybody listens from now on; the number before each one's first line."""
    for place, one in enumerate(people):
        one.last = talk.last(talk.room_of(place))
    return [one.last for one in people]


def missed(talk: Hall, people: list[Listener], before: list[int]) -> list[str]:
    found = []
    for place, one in enumerate(people):
        found += faults([one], before[place] + 1, talk.last(talk.room_of(place)))
    return found


def conversation(
    talk: Hall,
    people: list[Listener],
    lines: int,
    *,
    meanwhile: Any = None,
    seed: int = 1,
    patience: float = 30,
) -> list[str]:
    """People listen while lines are written; what any of them missed."""
    before = started(talk, people)
    writers = Writers(talk, per_second=40, hands=4, seed=seed)

    async def work() -> None:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(2) as pool:
            writing = loop.run_in_executor(pool, writers.write, lines)
            if meanwhile is not None:
                await loop.run_in_executor(pool, meanwhile)
            await writing

    asyncio.run(during(people, work, lambda: heard_all(talk, people), patience))
    return missed(talk, people, before)


@pytest.mark.turns(2, "cut")
@pytest.mark.rule("C-60")
def test_readers_whose_lines_are_cut_hear_everything_once_and_in_order(
    talk: Hall, live: Live, full: bool
) -> None:
    for seed in range(5 if full else 1):
        people = talk.listeners(live.port, 24, seed=seed, cuts=0.6)

        assert (seed, conversation(talk, people, 240 if full else 120, seed=seed)) == (seed, [])
        assert sum(one.comings for one in people) > 2 * len(people)  # they were cut


@pytest.mark.turns(2, "cut")
def test_readers_who_do_not_say_where_they_stopped_lose_lines(talk: Hall, live: Live) -> None:
    people = talk.listeners(live.port, 24, cuts=0.4, careless=True)

    assert any("lost" in one and " 0 lost" not in one for one in conversation(talk, people, 120, patience=3))


class Restarted:
    """A stream process that is killed and started again at its address."""

    def __init__(self, talk: Hall) -> None:
        self.database, self.port = talk.database, free_port()
        self.start()

    def start(self) -> None:
        self.serving = stream_server(self.database, port=self.port)
        self.live = self.serving.__enter__()

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.live.pid, signal.SIGKILL)
        self.serving.__exit__(None, None, None)


@pytest.mark.turns(2, "restarted")
def test_a_stream_server_restarted_under_load_loses_and_doubles_nothing(talk: Hall, full: bool) -> None:
    server, moment = Restarted(talk), Random(1)

    def restart() -> None:
        for _ in range(6 if full else 1):
            time.sleep(moment.uniform(0.3, 1.0))
            server.stop()
            server.start()

    people = talk.listeners(server.port, 24)
    try:
        found = conversation(talk, people, 600 if full else 160, meanwhile=restart)
    finally:
        server.stop()

    assert found == []
    assert all(one.comings > 1 for one in people)


@pytest.mark.turns(2, "ear")
def test_a_lost_connection_of_the_ear_costs_no_line(talk: Hall, live: Live) -> None:
    url = databases.cluster().url(talk.database)

    def deafen() -> None:
        for _ in range(3):
            time.sleep(0.4)
            with psycopg.connect(url, autocommit=True) as owner:
                owner.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = 'kaganek-stream' AND datname = current_database()"
                )

    assert conversation(talk, talk.listeners(live.port, 12), 120, meanwhile=deafen) == []


# -- who may listen


def status_of(port: int, ticket: str) -> int:
    one = Listener(port, lambda: ticket)

    async def ask() -> None:
        task = asyncio.create_task(one.listen())
        await until(lambda: one.open or bool(one.statuses), 10)
        one.stop = True
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(ask())
    return 200 if one.comings and not one.statuses else one.statuses[0]


@pytest.fixture
def anna(talk: Hall) -> tuple[Any, str]:
    with inside(talk.database):
        seat = talk.cast.seat("anna")
        return seat, sign_in(seat)


@pytest.mark.rule("C-62")
@pytest.mark.rule("C-63")
def test_a_stream_of_another_group_cannot_be_subscribed(
    talk: Hall, live: Live, anna: tuple[Any, str]
) -> None:
    now, room = timezone.now(), talk.rooms[0]
    daniel, kazimierz = talk.cast.seat("daniel"), talk.cast.seat("kazimierz")
    with inside(talk.database):
        keys = {"daniel": sign_in(daniel), "kazimierz": sign_in(kazimierz)}
        with seated(SYSTEM):
            own = ChatRoom.objects.get(pk=room)
            set_offices(own.space, {talk.cast.borki.pk}, by=SYSTEM, at=now)
    mark = sitting_mark(anna[1])
    good = ticket_for("chat", room, seat=anna[0], sitting=mark, at=now)
    tries = {
        "an office that was taken out": good,
        "another project": ticket_for(
            "chat", room, seat=daniel, sitting=sitting_mark(keys["daniel"]), at=now
        ),
        "whoever runs the programme": ticket_for(
            "chat", room, seat=kazimierz, sitting=sitting_mark(keys["kazimierz"]), at=now
        ),
        "no such room": ticket_for("chat", 999_999, seat=anna[0], sitting=mark, at=now),
        "somebody else's session": ticket_for(
            "chat", room, seat=anna[0], sitting=sitting_mark(keys["daniel"]), at=now
        ),
        "an old ticket": ticket_for("chat", room, seat=anna[0], sitting=mark, at=now - timedelta(minutes=2)),
        "a changed ticket": good[:-1] + ("A" if good[-1] != "A" else "B"),
        "no ticket": "cokolwiek",
    }
    try:
        assert {words: status_of(live.port, ticket) for words, ticket in tries.items()} == dict.fromkeys(
            tries, 404
        )
    finally:
        with inside(talk.database), seated(SYSTEM):
            set_offices(own.space, {talk.cast.borki.pk, talk.cast.zalesie.pk}, by=SYSTEM, at=now)
    assert status_of(live.port, good) == 200


WAYS = {  # how access is lost, for one person each
    "the role ended": "UPDATE people_membership SET ended_at = now() WHERE id = %(membership)s",
    "signed out": "DELETE FROM people_session WHERE account_id = %(account)s",
    "idle": "UPDATE people_session SET seen_at = now() - interval '2 hours' WHERE account_id = %(account)s",
    "switched off": "UPDATE people_account SET is_active = false WHERE id = %(account)s",
}


@pytest.mark.rule("C-63")
def test_whoever_loses_access_is_shown_out_and_the_others_stay(talk: Hall, live: Live) -> None:
    people = talk.listeners(live.port, 12)
    started(talk, people)

    async def watch() -> float:
        tasks = [asyncio.create_task(one.listen()) for one in people]
        await opened(people)
        began = time.monotonic()
        with psycopg.connect(databases.cluster().url(talk.database), autocommit=True) as owner:
            for (seat, _), way in zip(talk.people, WAYS.values(), strict=False):
                owner.execute(way, {"membership": seat.membership_id, "account": seat.account_id})
        await until(lambda: all(404 in one.statuses for one in people[: len(WAYS)]), SHOWN_OUT_WITHIN)
        took = time.monotonic() - began
        assert [404 in one.statuses for one in people] == [True] * len(WAYS) + [False] * (12 - len(WAYS))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return took

    assert asyncio.run(watch()) < SHOWN_OUT_WITHIN
    del talk.people[: len(WAYS)]


@pytest.mark.rule("C-64")
def test_one_account_has_few_streams(talk: Hall, live: Live) -> None:
    people = [Listener(live.port, lambda: talk.ticket(8, 0)) for _ in range(6)]

    async def watch() -> list[int]:
        tasks = [asyncio.create_task(one.listen()) for one in people]
        await until(
            lambda: sum(one.open for one in people) == 4 and sum(map(len, (o.statuses for o in people))) == 2,
            15,
        )
        found = sorted(one.statuses[0] for one in people if one.statuses)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return found

    assert asyncio.run(watch()) == [429, 429]


def test_pages_of_other_addresses_may_not_read_the_stream(talk: Hall, live: Live) -> None:
    def asked(origin: str) -> tuple[int, str | None]:
        wire = http.client.HTTPConnection("127.0.0.1", live.port, timeout=10)
        wire.request("GET", f"/strumien/{talk.ticket(9, 0)}", headers={"Origin": origin})
        answer = wire.getresponse()
        found = answer.status, answer.headers.get("Access-Control-Allow-Origin")
        wire.close()
        return found

    assert asked("http://127.0.0.1:8000") == (200, "http://127.0.0.1:8000")
    assert asked("https://zly.example.pl") == (403, None)
    assert asked("null") == (403, None)


# -- the order of numbers


def followed(database: str, room: int, over: Any) -> list[int]:
    """Numbers as somebody sees them who asks again and again for what comes after the last one."""
    seen: list[int] = []
    with inside(database):
        while True:
            ended = over()
            with seated(SYSTEM):
                found = [line.number for line in lines_after(room, seen[-1] if seen else 0, 50)]
            seen += found
            if ended and not found:
                return seen


@pytest.mark.turns(2, "numbers")
@pytest.mark.rule("C-61")
def test_numbers_of_a_room_become_visible_in_their_order(talk: Hall) -> None:
    with inside(talk.database), seated(SYSTEM):
        space = ChatRoom.objects.get(pk=talk.rooms[0]).space
        room = ChatRoom.objects.create(space=space, title="Kolejność", opened_at=timezone.now()).pk
    crowd = Hall(talk.database, talk.cast, [room], talk.people)
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(Writers(crowd, per_second=400, hands=6).write, 120)
        seen = followed(talk.database, room, writing.done)
        writing.result()

    assert seen == list(range(1, 121))


@pytest.mark.turns(2, "numbers")
def test_numbers_given_without_the_lock_would_be_lost(talk: Hall) -> None:
    """The negative control: a number is taken, a later one commits first, and whoever follows passes the earlier by."""
    with inside(talk.database), seated(SYSTEM):
        space = ChatRoom.objects.get(pk=talk.rooms[0]).space
        room = ChatRoom.objects.create(space=space, title="Bez blokady", opened_at=timezone.now()).pk
        author = talk.people[0][0].person_id
    url = databases.cluster().url(talk.database)
    insert = (
        "INSERT INTO communication_chatline (room_id, space_id, number, kind, author_id, signed, place, text, said_at,"
        " key, by_moderator) VALUES (%s, %s, %s, 'said', %s, '', '', 'a', now(), gen_random_uuid(), false)"
    )
    with psycopg.connect(url) as slow, psycopg.connect(url) as quick:
        slow.execute(insert, [room, space.pk, 1, author])
        quick.execute(insert, [room, space.pk, 2, author])
        quick.commit()
        early = followed(talk.database, room, lambda: True)
        slow.commit()
    late = [*early]
    with inside(talk.database), seated(SYSTEM):
        late += [line.number for line in lines_after(room, early[-1], 50)]
        stored = list(ChatLine.objects.filter(room=room).order_by("number").values_list("number", flat=True))

    assert (late, stored) == ([2], [1, 2])


@pytest.mark.rule("C-60")
def test_what_is_rolled_back_is_not_told(talk: Hall) -> None:
    url = databases.cluster().url(talk.database)
    with psycopg.connect(url, autocommit=True) as ear, inside(talk.database):
        ear.execute(f"LISTEN {CHANNEL}")
        with transaction.atomic():
            tell("chat", 1)
            transaction.set_rollback(True)
        with transaction.atomic():
            tell("chat", 2)
        heard = [note.payload for note in ear.notifies(timeout=2, stop_after=1)]
        connection.close()

    assert heard == ["chat:2"]
