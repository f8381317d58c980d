"""Pages for what went wrong; none of them needs the database."""

from __future__ import annotations

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

log = logging.getLogger(__name__)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "ui/403.html", status=403)


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
