"""What a request says of the visitor: browser, device, where to; and the way in."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import login as begin
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from kaganek.core.seats import account_door
from kaganek.people.models import Account
from kaganek.people.seats import SESSION_KEY, seats_of_account
from kaganek.people.services.limits import key_of
from kaganek.people.terms import Role

DEVICE_COOKIE = "__Host-kaganek-urzadzenie" if settings.HTTPS else "kaganek-urzadzenie"
DEVICE_SALT = "people.device"
DEVICE_LIFE = 180 * 24 * 3600
PEOPLE_A_DEVICE = 10  # colleagues share computers
BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_of(request: HttpRequest) -> str:
    """Browser and system in two words, for the person's own list of sessions."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for sign, name in BROWSERS if sign in agent), "Inna przeglądarka")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return f"{browser}, {system}" if system else browser


def _device(request: HttpRequest) -> dict[str, Any]:
    try:
        found: dict[str, Any] = signing.loads(
            request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_SALT, max_age=DEVICE_LIFE
        )
    except signing.BadSignature:
        return {"id": "", "logins": []}
    return found


def known_device(request: HttpRequest, login: str) -> str:
    """The id of this browser if the login's owner has signed in here before, else ""."""
    device = _device(request)
    return str(device["id"]) if key_of(login) in device["logins"] else ""


def enter(request: HttpRequest, account: Account, *, to: str) -> HttpResponse:
    """Begin the session of somebody who has proved who they are, and lead them on."""
    _begin_session(request, account)
    response = redirect(to)
    _remember_device(request, response, account.login)
    return response


def _begin_session(request: HttpRequest, account: Account) -> None:
    """A new session with a new key, in the first of the account's seats."""
    with account_door():
        seat = seats_of_account(account)[0]
        request.session.flush()
        begin(request, account)
        request.session["browser"] = browser_of(request)
        request.session[SESSION_KEY] = seat.membership_id
        request.session["idle"] = idle_of(seat.role)


def _remember_device(request: HttpRequest, response: HttpResponse, login: str) -> None:
    """Note in a signed cookie that this login's owner signed in at this browser."""
    device, mine = _device(request), key_of(login)
    others = [key for key in device["logins"] if key != mine]
    value = {"id": device["id"] or secrets.token_hex(8), "logins": [mine, *others][:PEOPLE_A_DEVICE]}
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps(value, salt=DEVICE_SALT),
        max_age=DEVICE_LIFE,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def idle_of(role: str) -> int:
    """Seconds without a click after which a session ends (promises.md B5)."""
    return settings.SESSION_IDLE_PARTICIPANT if role == Role.LEARNER else settings.SESSION_IDLE_STAFF


def onward(request: HttpRequest) -> str:
    """Where to go after signing in: `next` when it leads within this site, else the first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if own and not re.match(r"[\s\\]", wanted) else "/"
