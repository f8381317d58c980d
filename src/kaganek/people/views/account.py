"""One's own account: data, password, look, sessions, and who else sees the data."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from kaganek.core.access import needs
from kaganek.core.requests import LIGHT, saves_data
from kaganek.core.seats import SeatedRequest, account_door
from kaganek.lib.polish import counted
from kaganek.people.forms.sign_in import ChangePasswordForm, LightForm, SchemeForm
from kaganek.people.queries import account as queries
from kaganek.people.services import sessions
from kaganek.people.services import sign_in as door
from kaganek.people.services.limits import TooManyTries
from kaganek.people.terms import OFFICE_STAFF
from kaganek.people.views.sign_in import wait_message

LIGHT_AGE = 365 * 24 * 3600  # seconds that a device remembers


@never_cache
@require_GET
@needs("view", "people.account")
def account(request: SeatedRequest) -> HttpResponse:
    """Own data, password, look and sessions."""
    return _page(request, ChangePasswordForm())


def _page(request: SeatedRequest, form: ChangePasswordForm, status: int = 200) -> HttpResponse:
    account_id, here = request.seat.account_id or 0, request.session.session_key or ""
    found = queries.own_account(account_id)
    context = {
        "form": form,
        "scheme_form": SchemeForm(initial={"scheme": found.scheme}),
        "light_form": LightForm(initial={"light": saves_data(request)}),
        "person": queries.own_person(request.seat),
        "sessions": [
            {"row": one, "handle": sessions.handle_of(one.key), "here": one.key == here}
            for one in queries.own_sessions(account_id, at=timezone.now())
        ],
    }
    return render(request, "people/account.html", context, status=status)


@sensitive_post_parameters("old", "password", "again")
@require_POST
@needs("change", "people.account")
def change_password(request: SeatedRequest) -> HttpResponse:
    """A new password; every other session of the account ends."""
    form = ChangePasswordForm(request.POST)
    if form.is_valid() and _changed(request, form):
        messages.success(request, "Hasło zmienione. Pozostałe sesje zostały zakończone.")
        return redirect("people:account")
    return _page(request, form, status=422)


def _changed(request: SeatedRequest, form: ChangePasswordForm) -> bool:
    now, account_id = timezone.now(), request.seat.account_id or 0
    try:
        changed = door.change_password(
            account_id, form.cleaned_data["old"], form.cleaned_data["password"], by=request.seat, at=now
        )
    except door.WrongCredentials:
        request.afterwards.append(lambda: door.note_wrong_old_password(account_id, at=now))
        form.add_error("old", "To nie jest Twoje dotychczasowe hasło. Wpisz je jeszcze raz.")
    except door.PasswordRefused as fault:
        form.add_error("password", fault.reason)
    except TooManyTries as fault:
        form.add_error(None, wait_message(fault.seconds))
    else:
        with account_door():
            update_session_auth_hash(request, changed)
        sessions.end_all([account_id], keep=request.session.session_key or "")
    return not form.errors


@require_POST
@needs("change", "people.account")
def change_scheme(request: SeatedRequest) -> HttpResponse:
    """Light, dark, or as the system says."""
    form = SchemeForm(request.POST)
    if form.is_valid():
        door.change_scheme(request.seat.account_id or 0, form.cleaned_data["scheme"])
        messages.success(request, "Wygląd zapisany.")
    return redirect("people:account")


@require_POST
@needs("change", "people.account")
def change_light(request: SeatedRequest) -> HttpResponse:
    """Light pages or full ones, on this device alone: an office computer and a phone differ."""
    form = LightForm(request.POST)
    light = form.is_valid() and form.cleaned_data["light"]
    messages.success(request, "Strony są teraz lekkie." if light else "Strony pokazują wszystko.")
    response = redirect("people:account")
    response.set_cookie(
        LIGHT, "1" if light else "0", max_age=LIGHT_AGE, secure=settings.SESSION_COOKIE_SECURE, httponly=True,
        samesite="Lax",
    )  # fmt: skip
    return response


@require_POST
@needs("end", "people.session")
def end_session(request: SeatedRequest) -> HttpResponse:
    """End one session by its handle, or all but the one at hand."""
    account_id, handle = request.seat.account_id or 0, request.POST.get("session", "")
    if handle == "others":
        ended = sessions.end_all([account_id], keep=request.session.session_key or "")
        messages.success(request, f"Zakończono {counted(ended, 'sesję', 'sesje', 'sesji')}.")
    else:
        sessions.end_one(account_id, handle)
        messages.success(request, "Sesja zakończona.")
    return redirect("people:account")


@require_GET
@needs("view", "people.account")
def who_sees(request: SeatedRequest) -> HttpResponse:
    """Who sees what is kept about me, by name where it is the own office, by role elsewhere."""
    person = queries.own_person(request.seat)
    context = {
        "person": person,
        "watchers": queries.watchers(person, request.seat),
        "advisers": queries.advisers(person, request.seat),
        "contacts": queries.contacts(person),
        "outside": queries.outside_watchers(),
        "stored": queries.stored_about_me(),
        "is_staff": request.seat.role in OFFICE_STAFF,
    }
    return render(request, "people/who_sees.html", context)
