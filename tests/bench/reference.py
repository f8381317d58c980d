"""The page every figure is judged against: sign-in check, template, two queries.

Plain Django with its own session and sign-in middleware, twenty rows in a template, and nothing of
the product's around it: no seat, no row-level security, no frame. It answers from the same
processes, so the machine's mood of the moment is in it as in the page measured beside it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.template import engines

ADDRESS = "/bench/reference/"
ROWS = [{"number": n, "name": f"Wiersz {n}", "state": "w toku"} for n in range(20)]
TEMPLATE = """<!doctype html><html lang="pl"><head><title>{{ user.login }}</title></head><body>
<h1>{{ user.login }}</h1><table>{% for row in rows %}
<tr><th>{{ row.number }}</th><td>{{ row.name }}</td><td>{{ row.state }}</td></tr>{% endfor %}
</table></body></html>"""


class Reference:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.template = engines["django"].from_string(TEMPLATE)
        self.page = SessionMiddleware(AuthenticationMiddleware(self._page))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.page(request) if request.path_info == ADDRESS else self.get_response(request)

    def _page(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:  # the two queries: session and account
            return HttpResponse(status=403)
        return HttpResponse(self.template.render({"user": request.user, "rows": ROWS}))
