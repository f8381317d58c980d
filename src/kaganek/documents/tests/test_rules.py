from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from kaganek.documents.rules import certificate_number, is_certificate_number, is_due, place_of
from kaganek.documents.terms import CertificateState

AT = datetime(2026, 11, 16, tzinfo=UTC)


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
    ("replaced", "revoked", "expected"),
    [(None, None, "valid"), (AT, None, "replaced"), (None, AT, "revoked"), (AT, AT, "revoked")],
)
def test_state(replaced, revoked, expected):
    assert CertificateState.of(replaced_at=replaced, revoked_at=revoked) == expected


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
