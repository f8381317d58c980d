"""One slip in two hands: the real server with several workers lets one of them in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, OpenerDirector, Request, build_opener

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


@dataclass
class Hand:
    """One browser with the page of the slip open in it."""

    url: str
    opener: OpenerDirector = field(
        default_factory=lambda: build_opener(HTTPCookieProcessor(CookieJar()), Stay())
    )
    token: str = ""

    def open(self) -> Hand:
        with self.opener.open(self.url) as page:
            self.token = page.read().decode().split('name="csrfmiddlewaretoken" value="')[1][:64]
        return self

    def press(self, password: str) -> int:
        """Set a password; the status of the answer."""
        form = urlencode({"csrfmiddlewaretoken": self.token, "password": password, "again": password})
        try:
            with self.opener.open(Request(self.url, form.encode(), {"Referer": self.url})) as answer:
                return answer.status
        except HTTPError as answer:
            with answer:
                return answer.code


def test_one_slip_lets_one_in_however_many_press_at_once(django_db_blocker) -> None:
    with (
        django_db_blocker.unblock(),
        databases.clone("one_slip") as name,
        live_server(name, workers=2) as server,
    ):
        with inside(name), seated(SYSTEM):
            (slip,) = make_slips([assemble().person("anna").pk], by=SYSTEM, at=timezone.now())
        url = f"{server.url}/aktywacja/{slip.code}/"
        wanted = [f"trzy zielone parasole {n}" for n in range(HANDS)]
        opened = [Hand(url).open() for _ in wanted]  # all before the first presses: a used slip has no page
        with ThreadPoolExecutor(HANDS) as pressing:
            statuses = list(pressing.map(Hand.press, opened, wanted))

        assert sorted(statuses) == [302] + [404] * (HANDS - 1)
        with inside(name), account_door():
            account = Account.objects.get(login="anna")
            assert account.check_password(wanted[statuses.index(302)])
            assert OneTimeCode.objects.exclude(used_at=None).count() == 1
