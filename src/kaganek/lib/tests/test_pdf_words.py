"""Polish words, numbers and dates on paper."""

from datetime import date
from decimal import Decimal

import pytest

from kaganek.lib.pdf.typesetting import printable
from kaganek.lib.pdf.words import exact, period, teaching_hours
from kaganek.lib.polish import NBSP


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("1", "1 godzina dydaktyczna"),
        ("2", "2 godziny dydaktyczne"),
        ("5", "5 godzin dydaktycznych"),
        ("6.0", "6 godzin dydaktycznych"),
        ("12", "12 godzin dydaktycznych"),
        ("22", "22 godziny dydaktyczne"),
        ("21", "21 godzin dydaktycznych"),
        ("112", "112 godzin dydaktycznych"),
        ("100", "100 godzin dydaktycznych"),
        ("1.50", "1,5 godziny dydaktycznej"),
        ("0.75", "0,75 godziny dydaktycznej"),
    ],
)
def test_teaching_hours(hours, words):
    assert teaching_hours(Decimal(hours)).replace(NBSP, " ") == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (100, "100"),
        (9999, "9999"),
        (12345, "12 345"),
        (-12345.5, "−12 345,5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("2.50"), "2,5"),
        (1234567, "1 234 567"),
    ],
)
def test_exact(value, words):
    assert exact(value).replace(NBSP, " ") == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 11, 14), date(2026, 11, 14), "14 listopada 2026 r."),
        (date(2026, 11, 3), date(2026, 11, 14), "3–14 listopada 2026 r."),
        (date(2026, 9, 30), date(2026, 10, 2), "30 września – 2 października 2026 r."),
        (date(2026, 12, 30), date(2027, 1, 2), "30 grudnia 2026 r. – 2 stycznia 2027 r."),
    ],
)
def test_period(first, last, words):
    assert period(first, last).replace(NBSP, " ") == words


def test_printable_keeps_what_the_type_draws():
    assert printable("Zażółć gęślą jaźń „A” – 5% · Ё ґ Ω ǫ €") == "Zażółć gęślą jaźń „A” – 5% · Ё ґ Ω ǫ €"
    assert printable("a\nb\tc\u2028d\u200be\x07f") == "a b c def"
    assert printable("e\u0328") == "ę"
    assert printable("漢") == "?"
    assert printable(" Jan Lis \r\n") == "Jan Lis"
