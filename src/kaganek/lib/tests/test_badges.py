"""Badges as an independent library reads them."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives import serialization
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier, check_credential_status, decode_encoded_list

from kaganek.lib import badges

AT = datetime(2026, 11, 16, 12, tzinfo=UTC)
FACTS = badges.BadgeFacts(
    address="https://kaganek.example/sprawdz/7K4M-0219-ABCD/",
    issuer="https://kaganek.example/odznaki/wystawca.json",
    issuer_name="Wyższa Szkoła w Zalesiu",
    issuer_url="https://kaganek.example/",
    person="Anna Żółć",
    email="Anna@zalesie.example",
    title="Prosty język w urzędzie",
    programme="Sprawny urząd, wersja 2",
    hours=Decimal("6.5"),
    score=Decimal("66.67"),
    criteria="Wszystkie lekcje i test końcowy.",
    document="Zaświadczenie o ukończeniu szkolenia",
    words="Otrzymuje: Anna Żółć\nNumer umowy: U/7/2026",
    number="K/2026/000123",
    began_on=date(2026, 11, 3),
    ended_on=date(2026, 11, 16),
    issued_at=AT,
    valid_until=None,
    status_list="https://kaganek.example/odznaki/stan/0.jwt",
    status_place=123,
)
KEYS = "https://kaganek.example/odznaki/klucze/"


@pytest.fixture(scope="module")
def key() -> bytes:
    return badges.new_key()


def _public(pem: bytes) -> bytes:
    return (
        serialization.load_pem_private_key(pem, password=None)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def _verified(token: str, pem: bytes):
    return OB3Verifier(_public(pem)).verify(token)


def test_another_library_reads_every_fact(key):
    read = _verified(badges.signed(badges.credential(FACTS), key, keys=KEYS), key)

    assert (read.id, read.name, read.issuer.name) == (FACTS.address, FACTS.title, FACTS.issuer_name)
    assert read.achievement.achievement_type == "Certificate"
    assert (read.credits_earned, read.achievement.credits_available) == (6.5, 6.5)
    assert [(one.value, one.result_description) for one in read.results] == [
        ("66.67", read.achievement.result_descriptions[0].id)
    ]
    assert read.achievement.criteria_narrative == FACTS.criteria
    (paper,) = read.evidence
    assert (paper.id, paper.name, paper.narrative) == (FACTS.address, FACTS.document, FACTS.words)
    subject = read.raw["credentialSubject"]
    assert subject["licenseNumber"] == FACTS.number
    assert (subject["activityStartDate"][:10], subject["activityEndDate"][:10]) == (
        "2026-11-03",
        "2026-11-16",
    )
    name, address = read.identifiers
    assert (name.identity_hash, name.hashed) == ("Anna Żółć", False)
    assert address.hashed
    assert "anna@" not in json.dumps(read.raw).lower()
    assert address == type(address).create("anna@zalesie.example", salt=FACTS.number)


def test_a_changed_word_is_found_out(key):
    header, payload, sign = badges.signed(badges.credential(FACTS), key, keys=KEYS).split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    claims["credentialSubject"]["result"][0]["value"] = "100"
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()

    with pytest.raises(OB3VerificationError):
        _verified(f"{header}.{forged}.{sign}", key)


def test_another_issuers_key_does_not_fit(key):
    token = badges.signed(badges.credential(FACTS), badges.new_key(), keys=KEYS)

    with pytest.raises(OB3VerificationError):
        _verified(token, key)


def test_what_is_not_said_is_left_out(key):
    bare = replace(FACTS, score=None, email="")
    read = _verified(badges.signed(badges.credential(bare), key, keys=KEYS), key)

    assert (read.results, read.achievement.result_descriptions, len(read.identifiers)) == ([], [], 1)
    assert "validUntil" not in read.raw


def test_after_its_last_day_it_holds_no_more(key):
    over = badges.credential(replace(FACTS, valid_until=date(2020, 1, 1)))
    assert over["validUntil"] == "2020-01-01T23:59:59+00:00"

    with pytest.raises(OB3VerificationError):
        _verified(badges.signed(over, key, keys=KEYS), key)


def test_everybody_earns_the_same_achievement_and_their_own_credential():
    annas = badges.credential(FACTS)
    other = badges.credential(replace(FACTS, person="Jan Kos", number="K/2026/000124", address="https://x/2"))

    assert annas["credentialSubject"]["achievement"] == other["credentialSubject"]["achievement"]
    assert annas["id"] != other["id"]


@pytest.mark.parametrize(("revoked", "standing"), [((), True), ((122, 124), True), ((123,), False)])
def test_the_list_tells_what_was_revoked(key, revoked, standing):
    made = badges.status_list(FACTS.status_list, issuer=FACTS.issuer, revoked=revoked, at=AT)
    signed_list = badges.signed(made, key, keys=KEYS)
    read = _verified(badges.signed(badges.credential(FACTS), key, keys=KEYS), key)

    def check() -> None:
        check_credential_status(
            read,
            download=lambda url: signed_list.encode(),
            verify_list=True,
            list_pubkey_pem=_public(key),
        )

    if standing:
        check()
    else:
        with pytest.raises(OB3VerificationError, match=r"(?i)revo"):
            check()


def test_first_and_last_place_of_the_list():
    made = badges.status_list("https://x/", issuer="https://i/", revoked=[0, badges.LIST_BITS - 1], at=AT)
    bits = decode_encoded_list(made["credentialSubject"]["encodedList"])

    assert len(bits) == badges.LIST_BITS // 8
    assert (bits[0], bits[-1], sum(bits)) == (0x80, 0x01, 0x81)


def test_the_badge_travels_inside_a_picture(key):
    png = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
    )
    token = badges.signed(badges.credential(FACTS), key, keys=KEYS)

    assert OB3Verifier.extract_token_from_png(badges.baked(png, token)) == token
    with pytest.raises(ValueError, match="PNG"):
        badges.baked(b"GIF89a", token)


def test_a_key_is_named_by_its_thumbprint(key):
    shown = badges.public_key(key)

    assert shown["kid"] == badges.public_key(key)["kid"] != badges.public_key(badges.new_key())["kid"]
    assert "d" not in shown
    with pytest.raises(ValueError, match=r"(?i)pem|key"):
        badges.public_key(b"no key")
