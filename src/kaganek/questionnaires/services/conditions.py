"""When a question or a section is shown: conditions made one by one, kept as one expression. Rule Q-03."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kaganek.core.seats import Seat
from kaganek.lib import expr
from kaganek.lib.expr import Expr
from kaganek.questionnaires.models import Form, FormQuestion, FormSection
from kaganek.questionnaires.queries.drafts import draft_of
from kaganek.questionnaires.rules.walking import meanings
from kaganek.questionnaires.services.building import draft, touch

MOST_ATOMS = 12
Target = FormQuestion | FormSection


class TooMany(Exception):
    """One part holds no more conditions."""


def atoms(text: str) -> tuple[list[Expr], bool]:
    """The conditions of an expression and whether any one of them suffices."""
    if not text:
        return [], False
    found = expr.parse(text)
    if isinstance(found, expr.Any):
        return list(found.of), True
    return (list(found.of) if isinstance(found, expr.All) else [found]), False


@transaction.atomic
def add_condition(target: Target, one: Expr, *, by: Seat, at: datetime) -> None:
    """One more condition. Raises ExprFault where it makes no sense there, TooMany, FormWaits."""
    form = draft(target.form_id)
    expr.check(one, meanings(draft_of(form), before=target.code))
    held, is_any = atoms(target.shown_if)
    if one in held:
        return
    if len(held) >= MOST_ATOMS:
        raise TooMany
    _write(target, [*held, one], is_any, form, at)


@transaction.atomic
def drop_condition(target: Target, place: int, *, by: Seat, at: datetime) -> None:
    """Take one away, counted from 0; a place with none changes nothing. Raises FormWaits."""
    form = draft(target.form_id)
    held, is_any = atoms(target.shown_if)
    _write(target, held[:place] + held[place + 1 :], is_any, form, at)


@transaction.atomic
def join_conditions(target: Target, *, any_of: bool, by: Seat, at: datetime) -> None:
    """Whether all conditions must hold or any one of them. Raises FormWaits."""
    form = draft(target.form_id)
    _write(target, atoms(target.shown_if)[0], any_of, form, at)


def _write(target: Target, held: list[Expr], is_any: bool, form: Form, at: datetime) -> None:
    if not held:
        target.shown_if = ""
    elif len(held) == 1:
        target.shown_if = expr.spelled(held[0])
    else:
        target.shown_if = expr.spelled((expr.Any if is_any else expr.All)(tuple(held)))
    target.save(update_fields=["shown_if"])
    touch(form, at)
