"""One slip in two hands: the real server with several workers lets one of them in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

from django.utils import timezone
from tests import databases
from tests.cast import assemble
from tests.live import inside, live_server

from kaganek.core.seats import SYSTEM, account_door, seated
from kaganek.people.models import Account, OneTimeCode
from kaganek.people.services.codes import make_slips

HANDS = 6


class Stay(HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


def use(url: str, password: str) -> int:
    """Open the page of the slip and set a password; the status of the answer."""
    jar = CookieJar()
    opener = build_opener(HTTPCookieProcessor(jar), Stay())
    with opener.open(url) as page:
        token = page.read().decode().split('name="csrfmiddlewaretoken" value="')[1][:64]
    form = urlencode({"csrfmiddlewaretoken": token, "password": password, "again": password})
    try:
        with opener.open(Request(url, form.encode(), {"Referer": url})) as answer:
            return answer.status
    except HTTPError as answer:
        with answer:
            return answer.code


def test_one_slip_lets_one_in_however_many_press_at_once(django_db_blocker) -> None:
    with (
        django_db_blocker.unblock(),
        databases.clone("one_slip") as name,
        live_server(name) as server,
    ):
        with inside(name), seated(SYSTEM):
            (slip,) = make_slips([assemble().person("anna").pk], by=SYSTEM, at=timezone.now())
        url = f"{server.url}/aktywacja/{slip.code}/"
        wanted = [f"trzy zielone parasole {n}" for n in range(HANDS)]
        with ThreadPoolExecutor(HANDS) as hands:
            statuses = list(hands.map(lambda password: use(url, password), wanted))

        assert sorted(statuses) == [302] + [404] * (HANDS - 1)
        with inside(name), account_door():
            account = Account.objects.get(login="anna")
            assert account.check_password(wanted[statuses.index(302)])
            assert OneTimeCode.objects.exclude(used_at=None).count() == 1
