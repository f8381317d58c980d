"""People without browsers: sessions, forms and files over plain HTTP, never a request sent twice.

Each request has a connection of its own and is sent once; a server that dies in the middle shows as
`Lost`, and then nothing was acknowledged.
"""

from __future__ import annotations

import html
import http.client
import re
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, TypeVar
from urllib.parse import urlencode

from kaganek.people.tests.factories import PASSWORD
from tests.bench.client import FORM, multipart

PATIENCE = 90  # seconds for one answer
T = TypeVar("T")


class Lost(Exception):
    """No answer came: the server was not there, or went away."""


@dataclass(frozen=True)
class Reply:
    status: int
    location: str
    kind: str
    body: bytes

    @property
    def words(self) -> str:
        """What a person reads on the page."""
        text = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>|<[^>]+>", " ", self.body.decode(errors="replace"))
        return " ".join(html.unescape(text).split())


@dataclass
class Visitor:
    """One browser's cookies at one server."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def again(self) -> Visitor:
        """The same session in another tab: what one tab is told does not reach the other."""
        return Visitor(self.port, dict(self.cookies))

    def get(self, path: str) -> Reply:
        return self.send("GET", path, b"", {})

    def post(self, path: str, data: Any = (), **headers: str) -> Reply:
        pairs = list(data.items()) if isinstance(data, dict) else list(data)
        body = urlencode([*pairs, ("csrfmiddlewaretoken", self.cookies.get("kaganek-csrf", ""))])
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send("POST", path, body.encode(), {"Content-Type": FORM, **named})

    def upload(self, path: str, name: str, content: bytes, **fields: str) -> Reply:
        token = {"csrfmiddlewaretoken": self.cookies.get("kaganek-csrf", "")}
        body, kind = multipart({**fields, **token}, ("file", name, content))
        return self.send("POST", path, body, {"Content-Type": kind})

    def send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(
                method, path, body or None, {"Cookie": cookies, "Connection": "close", **headers}
            )
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as fault:
            raise Lost(f"{method} {path}: {fault!r}") from fault
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        head = answer.headers
        return Reply(answer.status, head["Location"] or "", head["Content-Type"] or "", content)

    def sign_in(self, login: str) -> Visitor:
        self.get("/logowanie/")
        reply = self.post("/logowanie/", {"login": login, "password": PASSWORD})
        if reply.status != 302:
            raise RuntimeError(f"{login} was not let in: {reply.status} {reply.words[:300]}")
        return self


def together(deeds: Iterable[Callable[[], T]]) -> list[T]:
    """Do all of it at the same moment; the answers in order."""
    waiting = list(deeds)
    gate = threading.Barrier(len(waiting))

    def through(deed: Callable[[], T]) -> T:
        gate.wait()
        return deed()

    with ThreadPoolExecutor(len(waiting)) as hands:
        return list(hands.map(through, waiting))
