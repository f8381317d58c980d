"""A small browser: cookies, forms, and the exact bytes of a request for the load generator."""

from __future__ import annotations

import base64
import gzip
import http.client
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

AGENT = "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 bench"
FORM = "application/x-www-form-urlencoded"


@dataclass
class Reply:
    status: int
    headers: http.client.HTTPMessage
    raw: bytes  # as it came over the wire

    @property
    def body(self) -> bytes:
        return gzip.decompress(self.raw) if self.headers["Content-Encoding"] == "gzip" else self.raw

    @property
    def location(self) -> str:
        return self.headers["Location"] or ""


class Browser:
    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def get(self, path: str, **headers: str) -> Reply:
        return self.send("GET", path, b"", headers)

    def post(self, path: str, data: Any, **headers: str) -> Reply:
        return self.send("POST", path, self.form(data), {"Content-Type": FORM, **headers})

    def form(self, data: Any) -> bytes:
        pairs = list(data.items()) if isinstance(data, dict) else list(data)
        return urlencode([*pairs, ("csrfmiddlewaretoken", self.cookies.get("kaganek-csrf", ""))]).encode()

    def send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Reply:
        every = {"User-Agent": AGENT, "Accept-Encoding": "gzip", "Cookie": self._cookie()} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        try:
            self.connection.request(method, path, body=body or None, headers=every)
            answer = self.connection.getresponse()
        except http.client.RemoteDisconnected:  # it had been idle too long; nothing was answered
            self.connection.close()
            self.connection.request(method, path, body=body or None, headers=every)
            answer = self.connection.getresponse()
        reply = Reply(answer.status, answer.headers, answer.read())
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return reply

    def sign_in(self, login: str, password: str) -> Browser:
        """Through the door as people come in; the session's first page is seen, too."""
        self.get("/logowanie/")
        reply = self.post("/logowanie/", {"login": login, "password": password})
        if reply.status != 302:
            raise RuntimeError(f"{login} was not let in: {reply.status} {reply.body[:300]!r}")
        return self

    def bytes_of(self, method: str, path: str, data: Any = None) -> bytes:
        """The request as it goes over the wire."""
        body = self.form(data) if data is not None else b""
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"User-Agent: {AGENT}",
            "Accept: text/html",
            "Accept-Encoding: gzip",
            f"Cookie: {self._cookie()}",
        ]
        if body:
            lines += [f"Content-Type: {FORM}", f"Content-Length: {len(body)}"]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    def step(
        self, method: str, path: str, data: Any = None, *, expect: tuple[int, ...] = (200,), take: str = ""
    ) -> dict[str, Any]:
        """One step of a flow of the load generator."""
        request = base64.b64encode(self.bytes_of(method, path, data)).decode()
        return {"request": request, "expect": list(expect), "take": take}

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


def multipart(fields: dict[str, str], file: tuple[str, str, bytes]) -> tuple[bytes, str]:
    """(body, content type) of a form with one file: (field, file name, content)."""
    mark = "----bench7d1c"
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    field, name, content = file
    head = f'--{mark}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
    parts += [head.encode(), b"Content-Type: application/octet-stream\r\n\r\n", content, b"\r\n"]
    return b"".join([*parts, f"--{mark}--\r\n".encode()]), f"multipart/form-data; boundary={mark}"
