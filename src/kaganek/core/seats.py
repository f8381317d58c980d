"""A seat: who is acting, in which role, and how far they reach.

`seated(seat)` is the one door to tenant data. It sets two walls at once: the ORM scope (a read
outside a seat raises ScopeError) and the database role with its settings (a forgotten filter
still meets row-level security).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django_scopes import scope

from kaganek.core.dbroles import DbRole
from kaganek.core.kept import ask
from kaganek.core.scoping import PROGRAMME


@dataclass(frozen=True, slots=True)
class Seat:
    """One role held by one person; `None` in a reach means "all", a tuple means "only these".

    person_id       whose deeds these are; None for the system and for strangers.
    role            a key of the access table ("supervisor"), "" for strangers, "system" for jobs.
    db_role         the database role that row-level security judges.
    membership_id   the row that grants this seat; None when no row does.
    code            the one certificate code a stranger asks about (public check page).
    """

    person_id: int | None
    role: str
    db_role: DbRole
    offices: tuple[int, ...] | None = ()
    projects: tuple[int, ...] | None = ()
    own_rows_only: bool = False
    account_id: int | None = None
    membership_id: int | None = None
    label: str = ""
    place: str = ""
    code: str = ""

    @property
    def persons(self) -> tuple[int, ...] | None:
        return (self.person_id or 0,) if self.own_rows_only else None

    @property
    def owners(self) -> tuple[int, ...] | None:
        """Whose libraries are within reach; `PROGRAMME` is the one that no office owns."""
        if self.db_role in (DbRole.GLOBAL, DbRole.READER):
            return None
        if self.db_role is DbRole.OFFICE:
            return self.offices
        return PROGRAMME if self.db_role in (DbRole.PROJECT, DbRole.ADVISER, DbRole.EDITOR) else ()

    @property
    def is_anonymous(self) -> bool:
        return self.role == ""


ANONYMOUS = Seat(person_id=None, role="", db_role=DbRole.PUBLIC, own_rows_only=True)
SYSTEM = Seat(person_id=None, role="system", db_role=DbRole.GLOBAL, offices=None, projects=None)

_now: ContextVar[tuple[DbRole, Seat] | None] = ContextVar("kaganek_seat", default=None)


class SeatedRequest(HttpRequest):
    seat: Seat
    seats: tuple[Seat, ...]
    afterwards: list[Callable[[], None]]  # done in its own transaction, even when the answer is a fault


def _array(ids: tuple[int, ...] | None) -> str:
    return "{" + ",".join(map(str, ids or ())) + "}"


_ENTER = (
    "SELECT set_config('role', %s, true), set_config('app.person', %s, true),"
    " set_config('app.offices', %s, true), set_config('app.projects', %s, true),"
    " set_config('app.code', %s, true)"
)


def _enter(role: DbRole, seat: Seat) -> None:
    ask(_ENTER, _entered(role, seat))


def _entered(role: DbRole, seat: Seat) -> list[str]:
    return [role, str(seat.person_id or 0), _array(seat.offices), _array(seat.projects), seat.code]


@contextmanager
def _as(role: DbRole, seat: Seat) -> Iterator[None]:
    """Take on a database role until the block ends; an exception rolls role and writes back alike."""
    nested = connection.in_atomic_block
    before = _now.get()
    with transaction.atomic():
        _enter(role, seat)
        token = _now.set((role, seat))
        try:
            yield
        finally:
            _now.reset(token)
        # SET LOCAL outlives RELEASE SAVEPOINT, so an outer block gets its own role back by hand.
        if nested and not connection.needs_rollback:
            _enter(*(before or (DbRole.APP, ANONYMOUS)))


@contextmanager
def seated(seat: Seat) -> Iterator[None]:
    """Every query inside reads and writes only rows within the seat's reach, in one transaction."""
    with (
        _as(seat.db_role, seat),
        scope(
            office=seat.offices,
            project=seat.projects,
            person=seat.persons,
            author=(seat.person_id or 0,),
            owner=seat.owners,
        ),
    ):
        yield


def seat_in_use() -> Seat | None:
    """The seat around this code, if there is one."""
    now = _now.get()
    return now[1] if now else None


@contextmanager
def account_door() -> Iterator[None]:
    """Step to the role that reaches accounts, sessions, codes and the job queue, and nothing of an office.

    Stays inside the transaction of the seat around it; a door within the door is the same door.
    Used only by services that create accounts, sign people in or queue jobs.
    """
    before = _now.get()
    if before and before[0] is DbRole.APP:
        yield
        return
    with _as(DbRole.APP, before[1] if before else ANONYMOUS):
        yield


def rows_in_reach(asked: Sequence[tuple[Seat, str, int]]) -> list[bool]:
    """For each seat whether it reads the row of the table with this id, judged by row-level security alone.

    All in one conversation with the database, however many seats there are. They are asked about role by role,
    since the database makes its plan anew at each change of role.
    """
    order = sorted(range(len(asked)), key=lambda place: (asked[place][1], asked[place][0].db_role))
    found = [False] * len(asked)
    with _as(DbRole.APP, ANONYMOUS):
        driver: Any = connection.connection
        with driver.pipeline():
            answers = [(place, _looked_up(driver, *asked[place])) for place in order]
        for place, answer in answers:
            found[place] = answer.fetchone() is not None
        _enter(DbRole.APP, ANONYMOUS)
    return found


def _looked_up(driver: Any, seat: Seat, table: str, row: int) -> Any:
    driver.execute(_ENTER, _entered(seat.db_role, seat), prepare=True)
    name = connection.ops.quote_name(table)
    return driver.execute(f"SELECT 1 FROM {name} WHERE id = %s", [row], prepare=True)  # noqa: S608 - our own table


class SeatMiddleware:
    """The only place where a web request gets its seat, its database role and its transaction.

    An answer of 500 and above takes the whole request back; any other answer commits before it
    leaves, so what the page says is saved, is saved.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.seats_of: Callable[[HttpRequest], tuple[Seat, tuple[Seat, ...]]] = import_string(
            settings.SEAT_PROVIDER
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seat, seats = self.seats_of(request)
        afterwards: list[Callable[[], None]] = []
        request.seat, request.seats, request.afterwards = seat, seats, afterwards  # type: ignore[attr-defined]
        with seated(seat):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        for deed in afterwards:
            deed()
        return response
