"""The access table: role x object x action, declared once, read by views, templates, menu, tests and docs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase

from kaganek.core.seats import Seat, SeatedRequest

View = Callable[..., HttpResponseBase]  # files are streamed

_GRANTS: dict[tuple[str, str], set[str]] = defaultdict(set)
_PERSONAL: dict[str, dict[str, str]] = {}


def table(obj: str, rows: Mapping[Any, str]) -> None:
    """Declare who may do what with `obj` ("app.model"): `{role: "action action"}`.

    A table that no role handles directly is declared with no rows, so that silence means a
    forgotten table.
    """
    _GRANTS[obj, ""] = set()
    for role, actions in rows.items():
        for action in actions.split():
            _GRANTS[obj, action].add(str(role))


def personal(obj: str, columns: Mapping[str, str]) -> None:
    """Say which columns of a table hold data about a person: `{column: class}`.

    Classes: identifying, contact, work, learning, secret, log. Source: promises.md F1.
    """
    _PERSONAL[obj] = dict(columns)


def may(seat: Seat, action: str, obj: str) -> bool:
    return seat.role in _GRANTS.get((obj, action), ())


def objects() -> set[str]:
    return {obj for obj, _ in _GRANTS}


def matrix() -> dict[tuple[str, str], set[str]]:
    """The whole table, for docs/reference/access.md and the permission tests."""
    return {key: set(roles) for key, roles in sorted(_GRANTS.items()) if key[1]}


def personal_columns() -> dict[str, dict[str, str]]:
    return dict(sorted(_PERSONAL.items()))


class NotOfRole(PermissionDenied):
    """The role in use has not got this cell of the table; another one of the person's may."""

    def __init__(self, action: str, obj: str) -> None:
        super().__init__(action, obj)
        self.cell = (action, obj)


def needs(action: str, obj: str) -> Callable[[View], View]:
    """Guard a view by one cell of the table; a stranger is asked to sign in, others are refused with 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: SeatedRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.seat.is_anonymous:
                return redirect_to_login(request.get_full_path())
            if not may(request.seat, action, obj):
                raise NotOfRole(action, obj)
            return view(request, *args, **kwargs)

        guarded.access = (action, obj)  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: View) -> View:
    """Mark a view as open to everyone; said aloud, so that silence means a failing test."""
    view.access = "public"  # type: ignore[attr-defined]
    return view
