"""Whether an expression makes sense for the names it uses: what they are and what they can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kaganek.lib.expr.parsing import ExprFault
from kaganek.lib.expr.tree import (
    Call,
    Compare,
    Expr,
    Filled,
    Function,
    Has,
    Literal,
    Name,
    OneOf,
    Op,
    Term,
    Value,
    walk,
)


class Type(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TRUTH = "truth"
    CHOICE = "choice"  # one of `options`
    CHOICES = "choices"  # any of `options`


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name is: its type, and for choices the values there are, with their words."""

    type: Type
    options: Mapping[str, str] = field(default_factory=dict)
    label: str = ""


Names = Mapping[str, Meaning]
_CALLED = {
    Type.TEXT: "tekst", Type.NUMBER: "liczba", Type.DATE: "data", Type.TRUTH: "tak albo nie",
    Type.CHOICE: "wybór", Type.CHOICES: "wybór kilku",
}  # fmt: skip
_ORDERED = (Type.NUMBER, Type.DATE)
_WANTED = {Function.COUNT: (Type.CHOICES, 1), Function.SUM: (Type.NUMBER, 0), Function.DAYS: (Type.DATE, 2)}


def check(expr: Expr, names: Names) -> None:
    """Nothing, or ExprFault at the place that makes no sense: an unknown name or option, unlike things compared."""
    for node in walk(expr):
        match node:
            case Name() if node.name not in names:
                raise ExprFault(node.at, f"nie ma odpowiedzi „{node.name}”")
            case Call():
                _check_call(node, names)
            case Compare():
                _check_compare(node, names)
            case Has():
                _check_has(node, names)
            case OneOf():
                for one in node.values:
                    _comparable(node.term, one, names)
            case Filled() | _:
                pass


def type_of(term: Term, names: Names) -> Type:
    match term:
        case Literal():
            return _type_of_value(term.value)
        case Name():
            if term.name not in names:
                raise ExprFault(term.at, f"nie ma odpowiedzi „{term.name}”")
            return names[term.name].type
        case Call():
            return Type.NUMBER


def _type_of_value(value: Value) -> Type:
    if isinstance(value, bool):
        return Type.TRUTH
    if isinstance(value, Decimal):
        return Type.NUMBER
    return Type.DATE if isinstance(value, date) else Type.TEXT


def _check_call(call: Call, names: Names) -> None:
    wanted, count = _WANTED[call.function]
    if count and len(call.arguments) != count:
        raise ExprFault(call.at, f"działanie „{call.function}” potrzebuje tylu wartości: {count}")
    for one in call.arguments:
        if (given := type_of(one, names)) is not wanted:
            raise ExprFault(one.at, f"tu potrzebna jest {_CALLED[wanted]}, a jest {_CALLED[given]}")


def _check_compare(node: Compare, names: Names) -> None:
    left, right = type_of(node.left, names), type_of(node.right, names)
    if Type.CHOICES in (left, right):
        raise ExprFault(node.left.at or node.right.at, "o wybór kilku zapytaj słowem „zawiera”")
    _comparable(node.left, node.right, names)
    if node.op not in (Op.EQ, Op.NE) and left not in _ORDERED:
        raise ExprFault(node.left.at, f"mniejsze i większe są tylko liczby i daty, a to jest {_CALLED[left]}")


def _check_has(node: Has, names: Names) -> None:
    whole = type_of(node.whole, names)
    if whole is Type.CHOICES:
        _option_exists(node.whole, node.part, names)
    elif whole is not Type.TEXT:
        raise ExprFault(node.whole.at, f"„zawiera” pyta o tekst albo wybór kilku, a to jest {_CALLED[whole]}")
    elif type_of(node.part, names) is not Type.TEXT:
        raise ExprFault(node.part.at, "tu potrzebny jest tekst w cudzysłowie")


def _comparable(left: Term, right: Term, names: Names) -> None:
    one, other = type_of(left, names), type_of(right, names)
    if Type.CHOICE in (one, other) and {one, other} <= {Type.CHOICE, Type.TEXT}:
        chosen, value = (left, right) if one is Type.CHOICE else (right, left)
        if isinstance(value, Literal):
            _option_exists(chosen, value, names)
        return
    if one is not other:
        raise ExprFault(right.at, f"nie da się porównać: {_CALLED[one]} i {_CALLED[other]}")


def _option_exists(chosen: Term, value: Literal, names: Names) -> None:
    if isinstance(chosen, Name) and value.value not in names[chosen.name].options:
        raise ExprFault(value.at, f"pytanie „{chosen.name}” nie ma odpowiedzi „{value.value}”")
