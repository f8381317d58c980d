"""An expression as lists and texts, for a script in the browser that shows and hides at once.

The server judges alone what counts; a browser only saves a person a click. What the script cannot judge (functions,
dates) is None, and the page asks the server.
"""

from __future__ import annotations

from typing import Any as Anything

from kaganek.lib.expr.tree import All, Any, Compare, Expr, Filled, Has, Literal, Name, Not, OneOf


def plain(expr: Expr) -> list[Anything] | None:
    """["and", …], ["or", …], ["not", x], ["filled", name, wanted], ["cmp", name, op, value], ["has", name, value],
    ["in", name, values]; None where the expression holds anything else."""
    match expr:
        case Not():
            return _joined("not", (expr.of,))
        case All():
            return _joined("and", expr.of)
        case Any():
            return _joined("or", expr.of)
        case Filled():
            return ["filled", expr.name.name, not expr.empty]
        case Compare(left=Name() as name, right=Literal() as value) if isinstance(value.value, str | bool):
            return ["cmp", name.name, str(expr.op), _text(value)]
        case Has(whole=Name() as name):
            return ["has", name.name, _text(expr.part)]
        case OneOf(term=Name() as name):
            return ["in", name.name, [_text(one) for one in expr.values]]
        case _:
            return None


def _joined(word: str, parts: tuple[Expr, ...]) -> list[Anything] | None:
    inside = [plain(one) for one in parts]
    return None if None in inside else [word, *inside]


def _text(value: Literal) -> str:
    if isinstance(value.value, bool):
        return "tak" if value.value else "nie"
    return str(value.value)
