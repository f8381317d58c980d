"""Two small middlewares of the site: the health answer and the content security policy."""

from __future__ import annotations

from collections.abc import Callable

from csp.utils import build_policy
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

View = Callable[[HttpRequest], HttpResponse]


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
