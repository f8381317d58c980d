"""Passwords people can live with: long, their own, nothing else asked (promises.md B1)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from django.contrib.auth.hashers import make_password, verify_password
from django.contrib.auth.password_validation import CommonPasswordValidator

from kaganek.core.seats import account_door
from kaganek.lib.names import fold
from kaganek.people.models import Account

SHORTEST = 15
LONGEST = 128
OWN_SIGNS = 8  # what must be left when the obvious words are taken out
DIFFERENT_SIGNS = 5
OBVIOUS = ("urzad", "urzed", "gmina", "gminy", "projekt", "kaganek", "kagank", "powiat", "miasto", "miasta")
POLISH_COMMON = (
    "haslo", "hasło", "mojehaslo", "tajnehaslo", "trudnehaslo", "dobrehaslo", "nowehaslo", "haslomaslo",
    "polska", "warszawa", "krakow", "bialystok", "kochamcie", "kochanie", "misiek", "myszka", "zaqwsx",
    "zaqxsw", "zaqwsxcde", "qazwsx", "qazwsxedc", "qwertyuiop", "asdfghjkl", "zxcvbnm", "lubieplacki",
    "jebacpis", "dupadupa", "administrator", "uzytkownik", "witaj", "zmienmnie", "samorzad", "szkolenie",
)  # fmt: skip
ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm")

TOO_SHORT = "Hasło ma za mało znaków. Wpisz co najmniej 15, na przykład trzy lub cztery zwykłe słowa."
TOO_LONG = "Hasło ma za dużo znaków. Wpisz najwyżej 128."
TOO_COMMON = "To hasło jest na liście najczęściej używanych. Wymyśl inne, na przykład trzy niezwiązane słowa."
TOO_PLAIN = (
    "To hasło to powtórzenie albo ciąg kolejnych znaków. Wymyśl inne, na przykład trzy niezwiązane słowa."
)
TOO_CLOSE = (
    "To hasło składa się głównie z loginu, nazwiska, nazwy urzędu albo słów takich jak „urząd” czy „projekt”. "
    "Dodaj słowa, które z nimi się nie kojarzą."
)


def tidy(raw: str) -> str:
    """One form of the same letters: "ż" typed as one sign or as two gives the same password."""
    return unicodedata.normalize("NFC", raw)


def fault_of(raw: str, *, about: Iterable[str] = ()) -> str:
    """What is wrong with a new password as a sentence, or "" when it may be set.

    about  words that everybody knows of this person: login, names, e-mail, office.

    Length and guessability only: no rules about digits, capitals or signs. Source: promises.md B1.
    """
    password = tidy(raw)
    if len(password) < SHORTEST:
        return TOO_SHORT
    if len(password) > LONGEST:
        return TOO_LONG
    plain = fold(password).replace(" ", "")
    letters = re.sub(r"[\W\d_]+", "", plain)
    if fold(password) in common() or letters in common():
        return TOO_COMMON
    if _is_plain(plain, letters):
        return TOO_PLAIN
    left = _without(letters, about)
    return "" if len(left) >= OWN_SIGNS or len(left) == len(letters) else TOO_CLOSE


def _is_plain(plain: str, letters: str) -> bool:
    """Few different signs, a piece repeated, or a run along the keyboard, the alphabet or the digits."""
    if len(set(plain)) < DIFFERENT_SIGNS or _repeats(plain) or (letters and _repeats(letters)):
        return True
    if not letters:
        steps = [ord(after) - ord(before) for before, after in pairwise(plain)]
        return sum(step in (-9, -1, 0, 1, 9) for step in steps) > len(steps) * 0.7
    return any(letters in row * 2 or letters in row[::-1] * 2 for row in ROWS) and len(letters) > 4


def _repeats(text: str) -> bool:
    """One piece over and over: "haslohaslohaslo", also with the last one cut short."""
    return any(
        text == (text[:size] * (len(text) // size + 1))[: len(text)] for size in range(1, len(text) // 2 + 1)
    )


def _without(letters: str, about: Iterable[str]) -> str:
    words = {part for text in about for part in re.split(r"[\W\d_]+", fold(text)) if len(part) > 2}
    for word in sorted(words | set(OBVIOUS), key=len, reverse=True):
        letters = letters.replace(word, "")
    return letters


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    """Twenty thousand passwords that leaked most often, and the Polish ones that list lacks."""
    return frozenset(CommonPasswordValidator().passwords) | frozenset(map(fold, POLISH_COMMON))


def matches(account: Account | None, raw: str) -> bool:
    """Whether the password is the account's; costs one hash whatever the answer, account or none.

    A password kept with older parameters is hashed anew. Source: promises.md B1, B6.
    """
    password = tidy(raw[: LONGEST * 2])
    if account is None or not account.is_active or not account.has_usable_password():
        make_password(password)  # the work of a comparison
        return False
    right, outdated = verify_password(password, account.password)
    if right and outdated:
        keep(account, password)
    return right


def keep(account: Account, raw: str) -> None:
    """Write a password's hash; the caller has judged it with `fault_of`."""
    account.password = make_password(tidy(raw))
    with account_door():
        account.save(update_fields=["password"])
