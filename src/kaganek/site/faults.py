"""Pages for what went wrong; none of them needs the database."""

from __future__ import annotations

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

from kaganek.core.access import NotOfRole, may

log = logging.getLogger(__name__)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Refused; a page that another role of the person opens is offered in that role."""
    others = []
    if request.method == "GET" and isinstance(exception, NotOfRole):
        others = [one for one in getattr(request, "seats", ()) if may(one, *exception.cell)]
    return render(request, "ui/403.html", {"others": others, "here": request.get_full_path()}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "ui/404.html", status=404)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from before somebody else signed in, or from another site: nothing was done."""
    return HttpResponse(get_template("ui/stale_form.html").render(), status=403)


def server_fault(request: HttpRequest) -> HttpResponse:
    """Made without the request: whatever broke must not break this page too. The case number is in the log."""
    case = secrets.token_hex(4).upper()
    log.error("case %s at %s", case, request.path)
    return HttpResponse(get_template("ui/500.html").render({"case": case}), status=500)
