"""What an expression comes to: yes, no, or not known yet.

Three values, as in a questionnaire half filled in: what was not answered is unknown, and stays unknown through
comparisons and negation. "And" is no as soon as one part is no; "or" is yes as soon as one part is yes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any as Anything

from kaganek.lib.expr.tree import (
    All,
    Any,
    Call,
    Compare,
    Expr,
    Filled,
    Function,
    Has,
    Literal,
    Not,
    OneOf,
    Op,
    Term,
)
from kaganek.lib.names import fold

Held = str | Decimal | date | bool | frozenset[str] | None
Values = Mapping[str, Held]


def judge(expr: Expr, values: Values) -> bool | None:
    """True, False, or None for "not known yet".

    values  what each name holds; a name that is missing or None was not answered.
    """
    match expr:
        case Not():
            inside = judge(expr.of, values)
            return None if inside is None else not inside
        case All():
            return _joined([judge(one, values) for one in expr.of], decisive=False)
        case Any():
            return _joined([judge(one, values) for one in expr.of], decisive=True)
        case Filled():
            return _is_empty(values.get(expr.name.name)) is expr.empty
        case Compare():
            return _compared(_value(expr.left, values), expr.op, _value(expr.right, values))
        case Has():
            return _has(_value(expr.whole, values), expr.part.value)
        case OneOf():
            held = _value(expr.term, values)
            return None if held is None else held in {one.value for one in expr.values}


def _joined(parts: list[bool | None], *, decisive: bool) -> bool | None:
    if decisive in parts:
        return decisive
    return None if None in parts else not decisive


def _is_empty(held: Held) -> bool:
    return held is None or held == "" or held == frozenset()


def _value(term: Term, values: Values) -> Held:
    if isinstance(term, Literal):
        return term.value
    return _called(term, values) if isinstance(term, Call) else values.get(term.name)


def _called(call: Call, values: Values) -> Held:
    given: list[Anything] = [_value(one, values) for one in call.arguments]
    if call.function is Function.COUNT:
        return Decimal(len(given[0] or ()))
    if any(one is None for one in given):
        return None
    if call.function is Function.SUM:
        return sum(given, Decimal(0))
    return Decimal((given[1] - given[0]).days)


def _compared(left: Held, op: Op, right: Held) -> bool | None:
    if left is None or right is None:
        return None
    if op is Op.EQ:
        return left == right
    if op is Op.NE:
        return left != right
    return _before(left, op, right)


def _before(left: Anything, op: Op, right: Anything) -> bool:
    match op:
        case Op.LT:
            return bool(left < right)
        case Op.LE:
            return bool(left <= right)
        case Op.GT:
            return bool(left > right)
        case _:
            return bool(left >= right)


def _has(whole: Held, part: object) -> bool | None:
    if whole is None:
        return None
    if isinstance(whole, frozenset):
        return part in whole
    return fold(str(part)) in fold(str(whole))
