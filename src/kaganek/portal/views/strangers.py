"""What pages of strangers share: the token instead of a cookie, the trap, the words of refusals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone

from kaganek.core.requests import address_of
from kaganek.portal.services.strangers import TRAP, Stale, TooFast, TooOften, begin, knock, read_token

OLD = "Ta strona była otwarta ponad dobę. To, co masz wpisane, zostało. Sprawdź i wyślij jeszcze raz."
FAST = "Formularz wrócił do nas szybciej, niż da się go przeczytać. Sprawdź dane i wyślij jeszcze raz."
TRAPPED = "Wyczyść pole „Strona WWW”. Ma zostać puste: po nim poznajemy roboty."
OFTEN = (
    "Przyszło zbyt wiele zgłoszeń naraz. Spróbuj za godzinę albo napisz na adres z deklaracji dostępności."
)


def key_of(request: HttpRequest, purpose: str, form: Form) -> UUID | None:
    """The key of what was sent, or None after telling in the form what is wrong."""
    if request.POST.get(TRAP):
        form.add_error(None, TRAPPED)
        return None
    try:
        knock(address_of(request), purpose)
        return read_token(request.POST.get("znacznik", ""), purpose, at=timezone.now())
    except Stale:
        form.add_error(None, OLD)
    except TooFast:
        form.add_error(None, FAST)
    except TooOften:
        form.add_error(None, OFTEN)
    return None


def token_of(request: HttpRequest, purpose: str, form: Form) -> dict[str, Any]:
    """What the template needs: the token of a page opened now, or the one that was sent while it still holds."""
    kept = request.POST.get("znacznik", "")
    if not kept or OLD in form.non_field_errors():
        kept = begin(purpose, at=timezone.now())
    return {"token": kept, "trap": TRAP}
