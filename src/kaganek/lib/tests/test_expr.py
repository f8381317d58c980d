"""The expression language: what it reads, what it refuses and where, what it comes to, how it sounds."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaganek.lib import expr
from kaganek.lib.expr import ExprFault, Meaning, Type, check, in_words, judge, names_in, parse, plain, spelled
from kaganek.lib.expr.tree import Call, Compare, Filled, Function, Has, Literal, Name, Not, OneOf, Op

NAMES = {
    "p1": Meaning(Type.CHOICE, {"a": "tak", "b": "nie mam"}, "Czy masz psa?"),
    "p2": Meaning(Type.NUMBER, label="Ile ma lat?"),
    "p3": Meaning(Type.CHOICES, {"a": "kot", "b": "chomik"}, "Jakie masz zwierzęta?"),
    "p4": Meaning(Type.TEXT, label="Imię"),
    "p5": Meaning(Type.DATE, label="Od kiedy"),
    "p6": Meaning(Type.DATE, label="Do kiedy"),
    "p7": Meaning(Type.TRUTH, label="Szczepiony"),
}
HELD = {
    "p1": "a", "p2": Decimal(7), "p3": frozenset({"a"}), "p4": "Łatek", "p5": date(2026, 1, 1),
    "p6": date(2026, 2, 1), "p7": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ('p1 = "a"', True),
        ('p1 != "a"', False),
        ("p2 >= 7", True),
        ("p2 < 7", False),
        ("p2 ≤ 7.5", True),
        ('p3 zawiera "a"', True),
        ('p3 zawiera "b"', False),
        ('p4 zawiera "latek"', True),
        ('p1 należy do ("b", "a")', True),
        ("p5 < 2026-06-01", True),
        ("p7 = tak", True),
        ("p7 = nie", False),
        ("nie p7 = tak", False),
        ("liczba(p3) = 1", True),
        ("suma(p2, 3) = 10", True),
        ("dni(p5, p6) > 30", True),
        ("p4 jest puste", False),
        ("p4 jest wypełnione", True),
        ('p1 = "b" lub p2 > 5 i p7 = tak', True),
        ('(p1 = "b" lub p2 > 5) i p7 = nie', False),
    ],
)
@pytest.mark.rule("Q-02")
def test_what_expressions_come_to(text: str, verdict: bool) -> None:
    found = parse(text)
    check(found, NAMES)

    assert judge(found, HELD) is verdict
    assert parse(spelled(found)) == found or spelled(parse(spelled(found))) == spelled(found)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ('p1 = "a"', None),
        ('p1 != "a"', None),  # not answered is not "anything else"
        ('nie p1 = "a"', None),
        ('p1 = "a" i p2 = 1', None),
        ('p1 = "a" lub p1 jest puste', True),
        ('p1 = "a" i p1 jest wypełnione', False),
        ("liczba(p3) = 0", True),
        ("dni(p5, p6) > 1", None),
    ],
)
@pytest.mark.rule("Q-02")
def test_what_is_not_answered_is_not_known(text: str, verdict: bool | None) -> None:
    assert judge(parse(text), {}) is verdict


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("", 1, "nazwa odpowiedzi"),
        ("p1", 3, "porównanie"),
        ('p1 = "a', 6, "cudzysłowu"),
        ('p1 = "a" p2', 10, "„i” albo „lub”"),
        ('p1 = "a" i', 11, "nazwa odpowiedzi"),
        ("p1 ; p2", 4, "znaku"),
        ("__import__(p1) = 1", 1, "nie znamy działania"),
        ("eval(p1) = 1", 1, "nie znamy działania"),
        ('(p1 = "a"', 10, "„)”"),
        ("p2 = 2026-02-30", 6, "nie ma takiego dnia"),
        ("p2 = 1e5", 6, "znaku"),
        ("p1 jest", 8, "wypełnione"),
        ("i = 1", 1, "słowo „i”"),
        ("(" * 30 + "p2 = 1" + ")" * 30, 22, "nawiasów"),
        ("p2 = 1 i " * 600 + "p2 = 1", 4001, "za długi"),
    ],
)
@pytest.mark.rule("Q-01")
def test_what_is_no_expression_is_refused_at_its_place(text: str, at: int, words: str) -> None:
    with pytest.raises(ExprFault, match=re.escape(words)) as fault:
        parse(text)

    assert fault.value.at == at


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("p9 = 1", 1, "nie ma odpowiedzi „p9”"),
        ('p1 = "c"', 6, "nie ma odpowiedzi „c”"),
        ('p3 zawiera "x"', 12, "nie ma odpowiedzi „x”"),
        ('p3 = "a"', 1, "zawiera"),
        ('p2 = "siedem"', 6, "nie da się porównać"),
        ('p1 > "a"', 1, "mniejsze i większe"),
        ("p2 zawiera 7", 1, "pyta o tekst"),
        ("liczba(p2) = 1", 8, "potrzebna jest wybór kilku"),
        ("dni(p5) = 1", 1, "tylu wartości: 2"),
        ("p7 = 1", 6, "nie da się porównać"),
    ],
)
@pytest.mark.rule("Q-01")
def test_what_makes_no_sense_is_refused_at_its_place(text: str, at: int, words: str) -> None:
    found = parse(text)
    with pytest.raises(ExprFault, match=re.escape(words)) as fault:
        check(found, NAMES)

    assert fault.value.at == at


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('p1 = "a"', "na pytanie „Czy masz psa?” odpowiedź to „tak”"),
        ('p1 != "a"', "na pytanie „Czy masz psa?” odpowiedź jest inna niż „tak”"),
        (
            "p2 >= 2 i p7 = nie",
            "na pytanie „Ile ma lat?” odpowiedź to co najmniej 2 i na pytanie „Szczepiony” odpowiedź to „nie”",
        ),
        ('nie p3 zawiera "b"', "na pytanie „Jakie masz zwierzęta?” wśród odpowiedzi nie ma „chomik”"),
        ('p3 zawiera "b"', "na pytanie „Jakie masz zwierzęta?” wśród odpowiedzi jest „chomik”"),
        ('p4 zawiera "b"', "na pytanie „Imię” odpowiedź zawiera „b”"),
        ("nie p7 = tak", "nieprawda, że na pytanie „Szczepiony” odpowiedź to „tak”"),
        ("liczba(p3) > 1", "liczba wybranych („Jakie masz zwierzęta?”) jest większa niż 1"),
        ("p5 < 2026-03-01", "na pytanie „Od kiedy” odpowiedź to dzień przed 01.03.2026"),
        ("p4 jest puste", "na pytanie „Imię” nie ma odpowiedzi"),
        (
            'p1 = "a" i (p2 = 1 lub p2 = 2.5)',
            "na pytanie „Czy masz psa?” odpowiedź to „tak” i (na pytanie „Ile ma lat?” odpowiedź to 1 lub na pytanie „Ile ma lat?” odpowiedź to 2,5)",
        ),
        ('p1 należy do ("a", "b")', "na pytanie „Czy masz psa?” odpowiedź to jedna z: „tak”, „nie mam”"),
    ],
)
def test_expressions_are_said_in_polish(text: str, sentence: str) -> None:
    assert in_words(parse(text), NAMES) == sentence


def test_the_browser_gets_what_it_can_judge() -> None:
    assert plain(parse('p1 = "a" i (p7 = tak lub p4 jest puste)')) == [
        "and", ["cmp", "p1", "=", "a"], ["or", ["cmp", "p7", "=", "tak"], ["filled", "p4", False]],
    ]  # fmt: skip
    assert plain(parse('p1 = "a" i liczba(p3) > 1')) is None


def test_names_are_told() -> None:
    assert names_in(parse('suma(p1, p2) > 3 lub nie p4 zawiera "x"')) == {"p1", "p2", "p4"}


_names = st.sampled_from(["p1", "odp_2", "s1.p3", "żółw"]).map(Name)
_values = st.one_of(
    st.text('ab żŁ"\\,()=.', max_size=12),
    st.booleans(),
    st.dates(),
    st.decimals(min_value=-999, max_value=999, places=2, allow_nan=False),
).map(Literal)
_terms = st.one_of(_names, st.builds(Call, st.just(Function.SUM), st.tuples(_names, _names)))
_atoms = st.one_of(
    st.builds(Compare, _terms, st.sampled_from(Op), _values),
    st.builds(Has, _names, _values),
    st.builds(OneOf, _names, st.lists(_values, min_size=1, max_size=3).map(tuple)),
    st.builds(Filled, _names, st.booleans()),
)


def _joined(of: st.SearchStrategy) -> st.SearchStrategy:
    several = st.lists(of, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, of), st.builds(expr.All, several), st.builds(expr.Any, several))


@given(st.recursive(_atoms, _joined, max_leaves=8))
@pytest.mark.rule("Q-01")
def test_writing_and_reading_an_expression_gives_it_back(tree: expr.Expr) -> None:
    assert spelled(parse(spelled(tree))) == spelled(tree)


@given(st.text(max_size=80))
@pytest.mark.rule("Q-01")
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    with suppress(ExprFault):
        found = parse(text)
        assert parse(spelled(found)) is not None
