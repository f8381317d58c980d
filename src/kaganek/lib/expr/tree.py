"""What an expression is made of, and how it is written.

    p1 = "tak"                       equal; also != < <= > >=
    p4 zawiera "rower"               a choice of several holds it, a text has it within
    p1 należy do ("a", "b")          one of these
    p2 jest puste · p2 jest wypełnione
    liczba(p4) >= 2                  how many were chosen
    suma(p5, p6) > 10                numbers added up
    dni(p7, p8) > 30                 days from one date to another
    nie … · … i … · … lub … · ( … )

Values: texts in double quotes, numbers (12,5 is written 12.5), dates 2026-12-18, tak, nie.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

Value = str | Decimal | date | bool


class Op(StrEnum):
    EQ = "="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="


class Function(StrEnum):
    COUNT = "liczba"
    SUM = "suma"
    DAYS = "dni"


@dataclass(frozen=True, slots=True)
class Literal:
    value: Value
    at: int = 0


@dataclass(frozen=True, slots=True)
class Name:
    """An answer, a fact: whatever the caller gives by this name. `at` is its place in the text, from 1."""

    name: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    function: Function
    arguments: tuple[Term, ...]
    at: int = 0


Term = Literal | Name | Call


@dataclass(frozen=True, slots=True)
class Compare:
    left: Term
    op: Op
    right: Term


@dataclass(frozen=True, slots=True)
class Has:
    whole: Term
    part: Literal


@dataclass(frozen=True, slots=True)
class OneOf:
    term: Term
    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """Whether there is an answer at all; `empty` asks for the contrary. Never unknown."""

    name: Name
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    of: Expr


@dataclass(frozen=True, slots=True)
class All:
    of: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Any:
    of: tuple[Expr, ...]


Expr = Compare | Has | OneOf | Filled | Not | All | Any
Node = Expr | Term


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Literal() | Name():
            return ()
        case Call():
            return node.arguments
        case Compare():
            return (node.left, node.right)
        case Has():
            return (node.whole, node.part)
        case OneOf():
            return (node.term, *node.values)
        case Filled(name=inside) | Not(of=inside):
            return (inside,)
        case All() | Any():
            return node.of


def walk(node: Node) -> Iterator[Node]:
    """The node and everything under it."""
    yield node
    for child in children(node):
        yield from walk(child)


def names_in(node: Node) -> set[str]:
    """Every name an expression asks about."""
    return {one.name for one in walk(node) if isinstance(one, Name)}


def spelled(node: Node) -> str:
    """The expression as text; parsing it gives the same tree."""
    match node:
        case Literal() | Name() | Call():
            return _term(node)
        case Compare():
            return f"{spelled(node.left)} {node.op} {spelled(node.right)}"
        case Has():
            return f"{spelled(node.whole)} zawiera {spelled(node.part)}"
        case OneOf():
            return f"{spelled(node.term)} należy do ({', '.join(map(spelled, node.values))})"
        case Filled():
            return f"{spelled(node.name)} jest {'puste' if node.empty else 'wypełnione'}"
        case Not():
            return f"nie ({spelled(node.of)})"
        case All() | Any():
            word = " i " if isinstance(node, All) else " lub "
            return word.join(_within(one) for one in node.of)


def _term(term: Term) -> str:
    match term:
        case Literal():
            return _value(term.value)
        case Name():
            return term.name
        case Call():
            return f"{term.function}({', '.join(map(_term, term.arguments))})"


def _within(node: Expr) -> str:
    return f"({spelled(node)})" if isinstance(node, All | Any) else spelled(node)


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "tak" if value else "nie"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return value.isoformat() if isinstance(value, date) else f"{value:f}"
