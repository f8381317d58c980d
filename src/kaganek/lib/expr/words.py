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
from kaganek.lib.expr.typing import Meaning
from kaganek.lib.polish import number

_OPS = {
    Op.EQ: "to", Op.NE: "to nie", Op.LT: "mniej niż", Op.LE: "najwyżej", Op.GT: "więcej niż", Op.GE: "co najmniej",
}  # fmt: skip
_DAYS = {
    Op.EQ: "to", Op.NE: "to nie", Op.LT: "przed", Op.LE: "najpóźniej", Op.GT: "po", Op.GE: "najwcześniej",
}  # fmt: skip
_CALLED = {Function.COUNT: "liczba wybranych", Function.SUM: "suma", Function.DAYS: "liczba dni"}


def in_words(expr: Expr, names: Mapping[str, Meaning]) -> str:
    """One sentence without a full stop: „Czy masz psa?” to „tak” i „Ile lat ma pies?” co najmniej 2."""
    match expr:
        case Not():
            return f"nieprawda, że {_bracketed(expr.of, names)}"
        case All():
            return " i ".join(_bracketed(one, names) for one in expr.of)
        case Any():
            return " lub ".join(_bracketed(one, names) for one in expr.of)
        case Filled():
            return f"{_term(expr.name, names)} – {'bez odpowiedzi' if expr.empty else 'z odpowiedzią'}"
        case Compare():
            days = isinstance(expr.right, Literal) and isinstance(expr.right.value, date)
            word = (_DAYS if days else _OPS)[expr.op]
            return f"{_term(expr.left, names)} {word} {_term(expr.right, names, about=expr.left)}"
        case Has():
            return f"{_term(expr.whole, names)} zawiera {_term(expr.part, names, about=expr.whole)}"
        case OneOf():
            values = ", ".join(_term(one, names, about=expr.term) for one in expr.values)
            return f"{_term(expr.term, names)} to jedno z: {values}"


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
