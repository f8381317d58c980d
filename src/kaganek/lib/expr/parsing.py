"""From text to tree. Every fault says where it is and what would be right there."""

from __future__ import annotations

import re
from dataclasses import dataclass
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

MOST_CHARS = 4000
MOST_DEPTH = 20  # parentheses and negations in one another
_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<date>\d{4}-\d{2}-\d{2}(?!\d))
    |(?P<number>-?\d{1,15}(?:\.\d{1,10})?(?![\w.]))
    |(?P<text>"(?:[^"\\]|\\["\\])*")
    |(?P<op>!=|<=|>=|[=<>≠≤≥])
    |(?P<mark>[(),])
    |(?P<word>[^\W\d]\w*(?:\.\w+)*)""",
    re.VERBOSE,
)
_SAME = {"≠": "!=", "≤": "<=", "≥": ">="}
_WORDS = {"i", "lub", "nie", "tak", "jest", "puste", "wypełnione", "zawiera", "należy", "do"}
_TRUTH = {"tak": True, "nie": False}


class ExprFault(Exception):
    """The text is no condition of ours. `at` is the place of the fault, from 1; `words` say it in Polish."""

    def __init__(self, at: int, words: str) -> None:
        super().__init__(f"W miejscu {at}: {words}")
        self.at = at
        self.words = words


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def parse(text: str) -> Expr:
    """The tree of an expression. Raises ExprFault for anything that is not one, at its place."""
    if len(text) > MOST_CHARS:
        raise ExprFault(MOST_CHARS + 1, f"warunek jest za długi, może mieć najwyżej {MOST_CHARS} znaków")
    parser = _Parser(_tokens(text), len(text) + 1)
    found = parser.any_of(0)
    if (rest := parser.now).kind != "end":
        raise ExprFault(
            rest.at, f"nie wiadomo, co znaczy „{rest.text}”; między warunkami wpisz „i” albo „lub”"
        )
    return found


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            if text[at] == '"':
                raise ExprFault(at + 1, "brakuje końcowego cudzysłowu")
            raise ExprFault(at + 1, f"nie znamy znaku „{text[at]}”")
        kind = str(match.lastgroup)
        if kind != "space":
            found.append(_Token(kind, _SAME.get(match[0], match[0]), at + 1))
        at = match.end()
    return found


class _Parser:
    def __init__(self, tokens: list[_Token], end: int) -> None:
        self.tokens = tokens
        self.place = 0
        self.end = _Token("end", "", end)

    @property
    def now(self) -> _Token:
        return self.tokens[self.place] if self.place < len(self.tokens) else self.end

    def take(self) -> _Token:
        token = self.now
        self.place += 1
        return token

    def taken(self, text: str) -> bool:
        """Whether the next word or sign is this one; then it is passed."""
        found = self.now.kind in ("word", "mark") and self.now.text == text
        self.place += found
        return found

    def expect(self, text: str) -> None:
        if not self.taken(text):
            raise ExprFault(self.now.at, f"tu potrzebne jest „{text}”")

    def any_of(self, depth: int) -> Expr:
        parts = [self.all_of(depth)]
        while self.taken("lub"):
            parts.append(self.all_of(depth))
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def all_of(self, depth: int) -> Expr:
        parts = [self.one(depth)]
        while self.taken("i"):
            parts.append(self.one(depth))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def one(self, depth: int) -> Expr:
        if depth > MOST_DEPTH:
            raise ExprFault(self.now.at, "za dużo nawiasów jeden w drugim")
        if self.taken("nie"):
            return Not(self.one(depth + 1))
        if self.taken("("):
            inside = self.any_of(depth + 1)
            self.expect(")")
            return inside
        return self.comparison(depth)

    def comparison(self, depth: int) -> Expr:
        left = self.term(depth)
        if self.now.kind == "op":
            return Compare(left, Op(self.take().text), self.term(depth))
        if self.taken("zawiera"):
            return Has(left, self.literal())
        if self.taken("należy"):
            self.expect("do")
            return OneOf(left, self.values())
        if self.taken("jest"):
            return self.filled(left)
        raise ExprFault(
            self.now.at, "tu potrzebne jest porównanie: =, !=, <, >, „zawiera”, „należy do” albo „jest puste”"
        )

    def filled(self, left: Term) -> Filled:
        if not isinstance(left, Name):
            raise ExprFault(left.at, "„jest puste” i „jest wypełnione” pytają o jedną odpowiedź")
        empty = self.taken("puste")
        if not empty:
            self.expect("wypełnione")
        return Filled(left, empty)

    def values(self) -> tuple[Literal, ...]:
        self.expect("(")
        found = [self.literal()]
        while self.taken(","):
            found.append(self.literal())
        self.expect(")")
        return tuple(found)

    def literal(self) -> Literal:
        found = self.term(0)
        if not isinstance(found, Literal):
            raise ExprFault(found.at, 'tu potrzebna jest wartość, na przykład "tak" albo 12')
        return found

    def term(self, depth: int) -> Term:
        token = self.take()
        match token.kind:
            case "text":
                return Literal(re.sub(r'\\(["\\])', r"\1", token.text[1:-1]), token.at)
            case "number":
                return Literal(Decimal(token.text), token.at)
            case "date":
                return Literal(_day(token), token.at)
            case "word":
                return self.word(token, depth)
        raise ExprFault(token.at, "tu potrzebna jest nazwa odpowiedzi albo wartość")

    def word(self, token: _Token, depth: int) -> Term:
        if token.text in _TRUTH:
            return Literal(_TRUTH[token.text], token.at)
        if token.text in _WORDS:
            raise ExprFault(
                token.at, f"słowo „{token.text}” nie może tu stać; potrzebna jest nazwa albo wartość"
            )
        if not self.taken("("):
            return Name(token.text, token.at)
        if token.text not in tuple(Function):
            raise ExprFault(token.at, f"nie znamy działania „{token.text}”; są: liczba, suma, dni")
        if depth > MOST_DEPTH:
            raise ExprFault(token.at, "za dużo nawiasów jeden w drugim")
        arguments = [self.term(depth + 1)]
        while self.taken(","):
            arguments.append(self.term(depth + 1))
        self.expect(")")
        return Call(Function(token.text), tuple(arguments), token.at)


def _day(token: _Token) -> date:
    try:
        return date.fromisoformat(token.text)
    except ValueError:
        raise ExprFault(token.at, f"nie ma takiego dnia: {token.text}") from None
