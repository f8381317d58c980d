"""The one expression language: conditions of forms, eligibility, assignment and certificate rules.

A text such as `p1 = "tak" i (p3 > 12 lub p4 zawiera "rower")` is parsed into a small tree, checked against the types
of the names it uses, judged with three values (yes, no, not known yet), and said in Polish. Nothing is ever executed:
the parser knows its own few words and no others. See tree.py for what there is.
"""

from kaganek.lib.expr.judging import judge
from kaganek.lib.expr.parsing import MOST_CHARS, ExprFault, parse
from kaganek.lib.expr.plain import plain
from kaganek.lib.expr.tree import (
    All,
    Any,
    Compare,
    Expr,
    Filled,
    Has,
    Literal,
    Name,
    Not,
    OneOf,
    Op,
    names_in,
    spelled,
)
from kaganek.lib.expr.typing import Meaning, Type, check
from kaganek.lib.expr.words import in_words

__all__ = [
    "MOST_CHARS",
    "All",
    "Any",
    "Compare",
    "Expr",
    "ExprFault",
    "Filled",
    "Has",
    "Literal",
    "Meaning",
    "Name",
    "Not",
    "OneOf",
    "Op",
    "Type",
    "check",
    "in_words",
    "judge",
    "names_in",
    "parse",
    "plain",
    "spelled",
]
