from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from kaganek.documents.rules import (
    certificate_number,
    filled,
    is_certificate_number,
    is_due,
    place_of,
    unknown_placeholders,
)
from kaganek.documents.terms import CertificateState

AT = datetime(2026, 11, 16, tzinfo=UTC)
TODAY, DAY = date(2026, 11, 16), timedelta(days=1)


@pytest.mark.rule("D-01")
def test_hours_earn_a_certificate():
    assert (is_due(Decimal("0.5")), is_due(Decimal(0))) == (True, False)


def test_number_has_series_year_and_six_digits():
    assert certificate_number("K", 2026, 123) == "K/2026/000123"
    assert certificate_number("PDU", 2027, 1234567) == "PDU/2027/1234567"


def test_a_number_is_told_from_a_code():
    assert is_certificate_number(certificate_number("K", 2026, 123))
    assert [is_certificate_number(text) for text in ("7K4M-0219-ABCD", "K/26/1", "")] == [False] * 3


@pytest.mark.rule("D-04")
@pytest.mark.parametrize(
    ("replaced", "revoked", "until", "expected"),
    [
        (None, None, None, "valid"),
        (None, None, TODAY, "valid"),
        (None, None, TODAY - DAY, "expired"),
        (AT, None, None, "replaced"),
        (AT, None, TODAY - DAY, "replaced"),
        (None, AT, TODAY - DAY, "revoked"),
        (AT, AT, None, "revoked"),
    ],
)
def test_state(replaced, revoked, until, expected):
    state = CertificateState.of(replaced_at=replaced, revoked_at=revoked, valid_until=until, today=TODAY)
    assert state == expected


@pytest.mark.rule("D-06")
@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("", []),
        ("{osoba} i {godziny}", []),
        ("{imie}, {osoba}", ["imie"]),
        ("{ osoba }", [" osoba "]),
        ("bez pary {", ["{"]),
        ("{{osoba}}", ["{", "}"]),
        ("{}", [""]),
        ("{0.__class__}", ["0.__class__"]),
    ],
)
def test_only_listed_placeholders(text, unknown):
    assert unknown_placeholders(text) == unknown


@pytest.mark.rule("D-06")
def test_a_fact_is_never_read_as_a_template():
    assert (
        filled("{osoba} z: {urzad}  {wynik}.", {"osoba": "{urzad}", "urzad": "Zalesie"})
        == "{urzad} z: Zalesie ."
    )


@pytest.mark.parametrize(
    ("own", "parent", "place"),
    [
        (("rural", "Zalesie"), ("", ""), "Zalesie"),
        (("association", "Związek Gmin"), ("urban", "Łomża"), "Łomża"),
        (("county", "krakowski"), ("voivodeship", "małopolskie"), ""),
        (("partner", "Fundacja"), ("", ""), ""),
    ],
)
def test_place_is_a_town_or_nothing(own, parent, place):
    assert place_of(*own, *parent) == place
