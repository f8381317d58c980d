"""An expression in Polish, for the one who builds and the one who reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

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
    Name,
    Not,
    OneOf,
    Op,
    Term,
)
from kaganek.lib.expr.typing import Meaning, Type
from kaganek.lib.polish import number

_OPS = {
    Op.EQ: "to", Op.NE: "jest inna niż", Op.LT: "jest mniejsza niż", Op.LE: "to najwyżej", Op.GT: "jest większa niż",
    Op.GE: "to co najmniej",
}  # fmt: skip
_DAYS = {
    Op.EQ: "to", Op.NE: "jest inna niż", Op.LT: "to dzień przed", Op.LE: "to najpóźniej", Op.GT: "to dzień po",
    Op.GE: "to najwcześniej",
}  # fmt: skip
_CALLED = {Function.COUNT: "liczba wybranych", Function.SUM: "suma", Function.DAYS: "liczba dni"}


def in_words(expr: Expr, names: Mapping[str, Meaning]) -> str:
    """One sentence without a full stop, to stand after "gdy": na pytanie „Czy masz psa?” odpowiedź to „tak”."""
    match expr:
        case Not():
            return _not(expr, names)
        case All():
            return " i ".join(_bracketed(one, names) for one in expr.of)
        case Any():
            return " lub ".join(_bracketed(one, names) for one in expr.of)
        case Filled():
            return f"{_asked(expr.name, names)} {'nie ma odpowiedzi' if expr.empty else 'jest odpowiedź'}"
        case Compare():
            days = isinstance(expr.right, Literal) and isinstance(expr.right.value, date)
            word = (_DAYS if days else _OPS)[expr.op]
            return f"{_answer(expr.left, names)} {word} {_term(expr.right, names, about=expr.left)}"
        case Has():
            return _has(expr, names, no=False)
        case OneOf():
            values = ", ".join(_term(one, names, about=expr.term) for one in expr.values)
            return f"{_answer(expr.term, names)} to jedna z: {values}"


def _not(expr: Not, names: Mapping[str, Meaning]) -> str:
    if isinstance(expr.of, Has):
        return _has(expr.of, names, no=True)
    return f"nieprawda, że {_bracketed(expr.of, names)}"


def _has(expr: Has, names: Mapping[str, Meaning], *, no: bool) -> str:
    part = _term(expr.part, names, about=expr.whole)
    known = names.get(expr.whole.name) if isinstance(expr.whole, Name) else None
    if known and known.type is Type.CHOICES:
        return f"{_asked(expr.whole, names)} wśród odpowiedzi {'nie ma' if no else 'jest'} {part}"
    return f"{_answer(expr.whole, names)} {'nie zawiera' if no else 'zawiera'} {part}"


def _asked(term: Term, names: Mapping[str, Meaning]) -> str:
    return f"na pytanie {_term(term, names)}"


def _answer(term: Term, names: Mapping[str, Meaning]) -> str:
    """What is compared: the answer to a question, or what is counted from answers."""
    return f"{_asked(term, names)} odpowiedź" if isinstance(term, Name) else _term(term, names)


def _bracketed(expr: Expr, names: Mapping[str, Meaning]) -> str:
    text = in_words(expr, names)
    return f"({text})" if isinstance(expr, All | Any) else text


def _term(term: Term, names: Mapping[str, Meaning], *, about: Term | None = None) -> str:
    match term:
        case Name():
            known = names.get(term.name)
            return f"„{known.label or term.name}”" if known else f"„{term.name}”"
        case Call():
            return f"{_CALLED[term.function]} ({', '.join(_term(one, names) for one in term.arguments)})"
        case Literal():
            options = names[about.name].options if isinstance(about, Name) and about.name in names else {}
            return _value(term.value, options)


def _value(value: object, options: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "„tak”" if value else "„nie”"
    if isinstance(value, Decimal):
        places = -int(value.normalize().as_tuple().exponent)
        return number(value, max(places, 0))
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return f"„{options.get(str(value), value)}”"
