"""Small middlewares of the site: the health answer, the content security policy, the limit of uploads."""

from __future__ import annotations

from collections.abc import Callable

from csp.utils import build_policy
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import get_template

View = Callable[[HttpRequest], HttpResponse]

FORM_AROUND_FILE = 2**20  # bytes of the other fields and of the wrapping
PIECE = 2**16
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


class UploadLimit:
    """A body that is larger than any file we take is thrown away as it comes: never kept, parsed or stored.

    It is still heard out, since a browser whose sending is cut off shows an error of the connection and
    not our answer. Films come in under /redakcja/ and have a limit of their own.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        editorial = request.path_info.startswith("/redakcja/")
        limit = settings.EDITORIAL_UPLOAD_LIMIT if editorial else settings.UPLOAD_LIMIT
        claimed = request.META.get("CONTENT_LENGTH") or ""
        size = int(claimed) if claimed.isascii() and claimed.isdigit() else 0
        if size <= limit + FORM_AROUND_FILE:
            return self.get_response(request)
        if size <= HEARD_OUT * limit:
            _hear_out(request)
        return HttpResponse(get_template("ui/413.html").render({"limit": limit // 2**20}), status=413)


def _hear_out(request: HttpRequest) -> None:
    try:
        while request.read(PIECE):
            pass
    except UnreadablePostError:
        return  # the sender has gone; nobody reads the answer
