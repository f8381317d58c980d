"""Codes people retype from paper: strong, readable, forgiving."""

import math
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaganek.lib.codes import (
    ALPHABET,
    activation_token,
    check_code,
    grouped,
    hash_token,
    normalise,
    one_time_code,
)

plain_codes = st.text(alphabet=ALPHABET, min_size=1, max_size=20)


def test_alphabet_has_no_look_alikes():
    assert len(set(ALPHABET)) == 32
    assert set(ALPHABET) == set(string.digits + string.ascii_uppercase) - set("ILOU")


@pytest.mark.parametrize(("make", "bits"), [(one_time_code, 64), (check_code, 60)])
def test_code_is_strong_enough_and_never_repeats(make, bits):
    codes = {make() for _ in range(2000)}

    assert len(codes) == 2000
    assert {sign for code in codes for sign in code} == set(ALPHABET)
    assert all(len(code) * math.log2(len(ALPHABET)) >= bits for code in codes)


def test_activation_token_fits_in_a_link():
    tokens = {activation_token() for _ in range(500)}

    assert len(tokens) == 500
    assert all(len(token) * 6 >= 128 for token in tokens)
    assert {sign for token in tokens for sign in token} <= set(string.ascii_letters + string.digits + "-_")


@given(plain_codes)
def test_grouped_and_normalised_are_reverses(code):
    assert normalise(grouped(code)) == code
    assert all(len(part) == 4 for part in grouped(code).split("-")[:-1])


@given(plain_codes, st.sampled_from(["-", " ", "–", "\u00a0", "\t", ""]), st.booleans())
def test_normalise_forgives_what_hands_do(code, between, small):
    typed = f"  {between.join(code)}{between}\n".replace("0", "o").replace("1", "l").replace("V", "u")

    assert normalise(typed.lower() if small else typed) == code


def test_normalise_reads_look_alikes_and_keeps_foreign_signs():
    assert normalise("7k4m o2i9") == "7K4M0219"
    assert normalise("7K4M-Ł219!") == "7K4MŁ219!"
    assert normalise("") == ""


def test_hash_is_sha256_in_hex():
    assert hash_token("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert hash_token("żółw") != hash_token("zolw")
