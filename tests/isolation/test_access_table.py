"""Every address × every role: a role without the cell is refused before the view does anything.

The planted holes drop the check of one address at a time; the same walk must find each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unittest import mock

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.test import Client

from kaganek.core import access
from kaganek.core.seats import Seat
from kaganek.site import menu, urls
from tests.cast import NAMES, Cast
from tests.isolation.crawl import LEAVES, patterns

REFUSED = {403, 404, 405}


def guarded() -> Iterator[tuple[str, tuple[str, str]]]:
    """Address patterns with the cell each asks for."""
    for where, item in patterns():
        cell = getattr(item.callback, "access", None)
        if isinstance(cell, tuple) and not where.startswith(LEAVES):
            yield where, cell


GUARDED = sorted(set(guarded()))


def filled(where: str) -> str:
    """The pattern with ids that exist nowhere."""
    where = re.sub(r"<int:\w+>", "987654321", where)
    where = re.sub(r"<uuid:\w+>", "00000000-0000-0000-0000-000000000000", where)
    return re.sub(
        r"<(?:\w+:)?(?:fmt|format)>", "csv", re.sub(r"<(?:\w+:)?(?!fmt|format)\w+>", "nie-ma", where)
    )


def let_in(cast: Cast, names: tuple[str, ...], cells: list[tuple[str, tuple[str, str]]]) -> Iterator[str]:
    """Addresses that answer somebody whose role lacks the cell."""
    for name in names:
        seat: Seat = cast.seat(name)
        client = Client(raise_request_exception=False)
        client.force_login(cast.account(name))
        for where, (action, obj) in cells:
            if seat.role in granted(action, obj):
                continue
            for method in ("get", "post"):
                status = getattr(client, method)(filled(where)).status_code
                if status not in REFUSED:
                    yield f"{name} {method.upper()} {where}: {status}"


def granted(action: str, obj: str) -> set[str]:
    """Roles of a cell, from the table itself and not through `may`."""
    return access.matrix().get((obj, action), set())


def bare(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A refusal whose page is not laid out: it is not read here."""
    return HttpResponseForbidden()


@pytest.fixture(autouse=True)
def _bare_refusals() -> Iterator[None]:
    with mock.patch.object(urls, "handler403", bare):
        yield


@pytest.mark.parametrize("name", NAMES)
def test_a_role_without_the_cell_is_refused(cast: Cast, name: str) -> None:
    assert list(let_in(cast, (name,), GUARDED)) == []


def test_a_stranger_is_asked_to_sign_in(cast: Cast) -> None:
    client = Client()
    for where, _ in GUARDED:
        for method in ("get", "post"):
            answer = getattr(client, method)(filled(where))
            assert answer.status_code in (302, 405), where
            if answer.status_code == 302:
                assert answer["Location"].startswith("/logowanie/"), where


# Pages that answer without a row of their own: on them a dropped check shows at once.
# Two deeds still refuse an outsider then, since without a form they find nothing to do.
DEEDS = {"/raporty/przypomnij/", "/raporty/wydania/zamroz/"}
OPEN_DOORS = sorted({where for where, _ in GUARDED if "<" not in where} - DEEDS)


@pytest.mark.parametrize("where", OPEN_DOORS)
def test_hole_a_check_that_was_dropped(cast: Cast, where: str) -> None:
    cell = dict(GUARDED)[where]
    outsiders = tuple(name for name in NAMES if cast.seat(name).role not in granted(*cell))
    if not outsiders:
        pytest.skip("every role may open it")
    real = access.may

    def forgetful(seat: Seat, action: str, obj: str) -> bool:
        return (action, obj) == cell or real(seat, action, obj)

    try:
        with mock.patch.object(access, "may", forgetful):
            assert next(let_in(cast, outsiders, [(where, cell)]))
    finally:
        menu.items.cache_clear()  # the menu keeps what a role may open
