"""From a one-time code to a password: the link of a letter, the slip, the forgotten password."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kaganek.core.access import public
from kaganek.core.requests import address_of
from kaganek.core.seats import SeatedRequest
from kaganek.lib.codes import normalise
from kaganek.people.forms.sign_in import CodeForm, NewPasswordForm, ResetForm
from kaganek.people.services import sign_in as door
from kaganek.people.services.codes import usable
from kaganek.people.services.limits import TooManyTries
from kaganek.people.terms import CodeKind
from kaganek.people.views import visitors
from kaganek.people.views.sign_in import wait_message

NOT_USABLE = (
    "Ten login i kod nie pasują do siebie albo kod już nie działa. Kod działa raz i przez 72 godziny. "
    "Sprawdź kartkę albo poproś koordynatora swojego urzędu o nową."
)


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
@public
def activate_code(request: SeatedRequest) -> HttpResponse:
    """Login and code from a slip; typing them uses nothing up."""
    form = CodeForm(request.POST or None)
    status = 200
    if form.is_valid():
        try:
            _find(request, form.cleaned_data["login"], form.cleaned_data["code"])
        except door.CodeNotUsable:
            form.add_error(None, NOT_USABLE)
        except TooManyTries as fault:
            form.add_error(None, wait_message(fault.seconds))
            status = 429
        else:
            return redirect("people:activate", normalise(form.cleaned_data["code"]))
    return render(request, "people/activate_code.html", {"form": form}, status=status)


def _find(request: SeatedRequest, login: str, code: str) -> None:
    now, address = timezone.now(), address_of(request)
    try:
        door.find_code(login, code, address=address, at=now)
    except door.CodeNotUsable:
        request.afterwards.append(partial(door.note_failure, login, address=address, device="code", at=now))
        raise


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "POST"])
@public
def activate(request: SeatedRequest, token: str) -> HttpResponse:
    """The first password. Opening the page uses nothing up: a mail scanner may look."""
    return _new_password(request, token, door.ACTIVATING, "people/activate.html")


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "POST"])
@public
def reset(request: SeatedRequest, token: str) -> HttpResponse:
    """A new password in place of a forgotten one."""
    return _new_password(request, token, (CodeKind.RESET,), "people/reset.html")


def _new_password(
    request: SeatedRequest, token: str, kinds: Collection[CodeKind], template: str
) -> HttpResponse:
    now = timezone.now()
    found = usable(token, kinds, at=now)
    if found is None:
        return _dead(request, kinds)
    form = NewPasswordForm(request.POST or None)
    if form.is_valid():
        try:
            account = door.set_password_by_code(
                token, form.cleaned_data["password"],
                kinds=kinds, address=address_of(request), at=now,
            )  # fmt: skip
        except door.PasswordRefused as fault:
            form.add_error("password", fault.reason)
        except door.CodeNotUsable:  # somebody else was a moment quicker
            return _dead(request, kinds)
        else:
            return visitors.enter(request, account, to="home")
    return render(request, template, {"form": form, "login": found.account.login})


def _dead(request: SeatedRequest, kinds: Collection[CodeKind]) -> HttpResponse:
    return render(request, "people/code_dead.html", {"reset": CodeKind.RESET in kinds}, status=404)


@never_cache
@require_http_methods(["GET", "POST"])
@public
def reset_request(request: SeatedRequest) -> HttpResponse:
    """Ask for a link to a new password; the answer is the same for every address."""
    form = ResetForm(request.POST or None)
    if form.is_valid():
        door.ask_for_new_password(form.cleaned_data["email"], address=address_of(request), at=timezone.now())
        return render(request, "people/reset_sent.html")
    return render(request, "people/reset_request.html", {"form": form})
