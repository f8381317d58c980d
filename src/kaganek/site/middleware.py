"""Small middlewares of the site: the health answer, the content security policy, the limit of uploads, texts without NUL,
addresses that only take what is sent."""

from __future__ import annotations

import gzip
import secrets
import zlib
from collections.abc import Callable
from typing import Any

from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.cache import patch_vary_headers

View = Callable[[HttpRequest], HttpResponse]

FORM_AROUND_FILE = 2**20  # bytes of the other fields and of the wrapping
PIECE = 2**16
SHORT = 1000  # bytes of a page that Django's own may judge
EFFORT, GZIP = 4, 31  # as zlib counts them
NUL = "\x00"
UTF_8 = ("utf-8", "utf8")
HEARD_OUT = 10  # times the limit; whoever sends more is not listened to


class Health:
    """`/zdrowie/zywy` answers without the database, `/zdrowie/gotowy` with it; before sessions and seats."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/zdrowie/zywy":
            return HttpResponse("ok", content_type="text/plain")
        if request.path_info == "/zdrowie/gotowy":
            return self._ready()
        return self.get_response(request)

    def _ready(self) -> HttpResponse:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except Exception:  # any fault means: not ready
            return HttpResponse("brak bazy danych", status=503, content_type="text/plain; charset=utf-8")
        return HttpResponse("ok", content_type="text/plain")


class ContentPolicy:
    """The strict policy everywhere; Wagtail's screens under /redakcja/ get the looser one they need."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response
        self.strict = build_policy()
        self.editorial = build_policy(replace=settings.EDITORIAL_SECURITY_POLICY["DIRECTIVES"])

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        editorial = request.path_info.startswith("/redakcja/")
        response.headers["Content-Security-Policy"] = self.editorial if editorial else self.strict
        return response


class Readable:
    """NUL, the one character that the database keeps in no text: out of what was typed, and no part of an address.

    Browsers send UTF-8; what calls itself anything else could hold signs that no text keeps, and is not read at all.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path_info:
            raise Http404
        if request.encoding and request.encoding.lower() not in UTF_8:
            raise BadRequest
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _without_nul(request.GET)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """After the check of the form's token, which reads the form."""
        if request.method != "POST":
            return
        try:
            sent = request.POST
        except UnreadablePostError:
            return  # the sender has gone; the view finds it out
        if any(NUL in value for _, values in sent.lists() for value in values):
            request.POST = _without_nul(sent)


def _without_nul(sent: QueryDict) -> Any:
    clean = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        clean.setlist(name, [value.replace(NUL, "") for value in values])
    return clean


class Gzip(GZipMiddleware):
    """Django's own, with less effort on whole pages: a twentieth more on the wire, a third less time."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        plain = response.streaming or len(response.content) < SHORT or response.has_header("Content-Encoding")
        if plain or not re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            return super().process_response(request, response)
        packed = _packed(response.content, secrets.randbelow(self.max_random_bytes))
        if len(packed) >= len(response.content):
            return super().process_response(request, response)
        patch_vary_headers(response, ("Accept-Encoding",))
        response.content = packed
        response.headers["Content-Length"] = str(len(packed))
        response.headers["Content-Encoding"] = "gzip"
        if (etag := response.headers.get("ETag", "")).startswith('"'):
            response.headers["ETag"] = f"W/{etag}"
        return response


def _packed(content: bytes, padding: int) -> bytes:
    """Gzip with a file name of any length in its head, so that a page's size tells nothing of what is in it."""
    whole = zlib.compress(content, EFFORT, wbits=GZIP)
    head = bytearray(whole[:10])
    head[3] = gzip.FNAME
    return bytes(head) + b"a" * padding + b"\x00" + whole[10:]


class OnlySent:
    """An address that only takes what a form sends, opened by itself: a page that says so instead of a white one.

    A form with faults is shown at such an address, and whoever comes back to it or loads it again asks for it anew.
    Stands within the seat, since the page has its menu.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        asked = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if response.status_code != 405 or not asked or request.path_info.startswith("/redakcja/"):
            return response
        page = render(request, "ui/405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page


class UploadLimit:
    """A body that is larger than any file we take is thrown away as it comes: never kept, parsed or stored.

    It is still heard out, since a browser whose sending is cut off shows an error of the connection and
    not our answer. Films come in under /redakcja/, packages under /paczki/; they have limits of their own.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit = _limit(request.path_info)
        claimed = request.META.get("CONTENT_LENGTH") or ""
        size = int(claimed) if claimed.isascii() and claimed.isdigit() else 0
        if size <= limit + FORM_AROUND_FILE:
            return self.get_response(request)
        if size <= HEARD_OUT * limit:
            _hear_out(request)
        return HttpResponse(get_template("ui/413.html").render({"limit": limit // 2**20}), status=413)


def _limit(path: str) -> int:
    """Bytes of the largest file that is taken at this address."""
    if path.startswith("/redakcja/"):
        return int(settings.EDITORIAL_UPLOAD_LIMIT)
    return int(settings.PACKAGE_UPLOAD_LIMIT if path.startswith("/paczki/") else settings.UPLOAD_LIMIT)


def _hear_out(request: HttpRequest) -> None:
    try:
        while request.read(PIECE):
            pass
    except UnreadablePostError:
        return  # the sender has gone; nobody reads the answer
