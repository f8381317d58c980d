"""Secrets people carry: one-time codes, activation tokens, certificate check codes.

Codes are made of Crockford's 32 signs: no I, L, O or U, so nothing printed can be
misread for something else. Each sign carries 5 bits. Codes are kept and compared in
the plain form (`normalise`) and shown in groups of four (`grouped`).
"""

import hashlib
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP = 4
ONE_TIME_SIGNS = 16  # 80 bits; promise B4 asks for 64
CHECK_SIGNS = 12  # 60 bits: not guessable, short enough to retype from paper
TOKEN_BYTES = 32  # 256 bits; promise B4 asks for 128

# What a hand or an eye puts in place of a sign, and what people put between groups.
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"} | dict.fromkeys("-‐‑‒–—−_.·", None))


def one_time_code() -> str:
    """A new code for a printed slip, in the plain form: 16 signs, 80 bits."""
    return _signs(ONE_TIME_SIGNS)


def check_code() -> str:
    """A new code that finds a certificate on the public check page: 12 signs, 60 bits."""
    return _signs(CHECK_SIGNS)


def activation_token() -> str:
    """A new secret for a link in a mail: 43 signs safe in a URL, 256 bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def normalise(text: str) -> str:
    """The plain form of a code typed by hand: `7k4m o2l9` and `7K4M-0219` become `7K4M0219`.

    Spaces, dashes and letter case do not matter; O is read as 0, I and L as 1, U as V.
    Signs outside the alphabet stay, so a wrong code stays wrong. Never for activation
    tokens: those tell small letters from capitals.
    """
    return "".join(text.split()).upper().translate(_READ_AS)


def grouped(code: str) -> str:
    """The form for people: `7K4M0219` becomes `7K4M-0219`. `normalise` is its reverse."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def hash_token(token: str) -> str:
    """What the database keeps of a token or of a code in its plain form: SHA-256, 64 hex digits.

    No salt and no slow hash on purpose: the secrets above are too long to be guessed,
    and a row has to be found by its hash.
    """
    return hashlib.sha256(token.encode()).hexdigest()


def _signs(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))
