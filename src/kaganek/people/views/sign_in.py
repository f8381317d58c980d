"""Signing in and out, and moving between one's seats."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kaganek.core.access import public
from kaganek.core.requests import address_of
from kaganek.core.seats import SeatedRequest, account_door
from kaganek.lib.polish import counted
from kaganek.people.forms.sign_in import SignInForm
from kaganek.people.models import Account
from kaganek.people.seats import SESSION_KEY
from kaganek.people.services import sign_in as door
from kaganek.people.services.limits import TooManyTries
from kaganek.people.views import visitors

WRONG = "Login albo hasło nie pasuje. Sprawdź, czy nie jest włączony Caps Lock, i spróbuj jeszcze raz."


def wait_message(seconds: int) -> str:
    how_long = (
        counted(seconds, "sekundę", "sekundy", "sekund")
        if seconds < 60
        else counted(-(-seconds // 60), "minutę", "minuty", "minut")
    )
    return f"Za dużo nieudanych prób. Poczekaj {how_long} i spróbuj jeszcze raz."


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
@public
def sign_in(request: SeatedRequest) -> HttpResponse:
    """Login and password; any failure looks the same."""
    if request.method == "GET" and not request.seat.is_anonymous:
        return redirect(visitors.onward(request))
    form = SignInForm(request.POST or None)
    status = 200
    if form.is_valid():
        login = form.cleaned_data["login"]
        try:
            account = _judge(request, login, form.cleaned_data["password"])
        except door.WrongCredentials:
            form.add_error(None, WRONG)
        except TooManyTries as fault:
            form.add_error(None, wait_message(fault.seconds))
            status = 429
        else:
            return visitors.enter(request, account, to=visitors.onward(request))
    context = {
        "form": form,
        "next": visitors.onward(request),
        "demo_logins": settings.DEMO_LOGINS if settings.DEMO else (),
    }
    return render(request, "people/sign_in.html", context, status=status)


def _judge(request: SeatedRequest, login: str, password: str) -> Account:
    """Ask the door; a failure is noted after the answer, so that no fault takes it back."""
    now, address = timezone.now(), address_of(request)
    device = visitors.known_device(request, login)
    try:
        return door.sign_in(login, password, address=address, device=device, at=now)
    except door.WrongCredentials:
        request.afterwards.append(partial(door.note_failure, login, address=address, device=device, at=now))
        raise


@require_POST
@public
def sign_out(request: SeatedRequest) -> HttpResponse:
    """The session ends here and now; pressed twice it stays ended."""
    with account_door():
        logout(request)
    messages.success(request, "Wylogowano. Do zobaczenia.")
    return redirect("people:sign_in")


@require_POST
@public
def switch_seat(request: SeatedRequest) -> HttpResponse:
    """Take another of one's own seats; the session gets a new key with its new rights. `next` is the page to go on with."""
    wanted = request.POST.get("seat", "")
    seat = next((one for one in request.seats if str(one.membership_id) == wanted), None)
    if seat is None:
        raise Http404
    with account_door():
        request.session[SESSION_KEY] = seat.membership_id
        request.session["idle"] = visitors.idle_of(seat.role)
        request.session.cycle_key()
    return redirect(visitors.onward(request))
