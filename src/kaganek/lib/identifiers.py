"""Check digits of Polish identifiers of organisations: NIP and REGON."""

from __future__ import annotations

import re

NIP_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)
REGON_9_WEIGHTS = (8, 9, 2, 3, 4, 5, 6, 7)
REGON_14_WEIGHTS = (2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8)
SEPARATORS = re.compile(r"[\s\-‐‑–.]+")


class BadIdentifier(ValueError):
    """What was typed cannot be such a number; `words` say in Polish why and what to do."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def nip(text: str) -> str:
    """The ten digits of a tax number typed with spaces, dashes or the prefix PL; "" for nothing.

    Raises BadIdentifier. A remainder of 10 belongs to no number at all.
    """
    bare = SEPARATORS.sub("", text).upper().removeprefix("PL")
    if not bare:
        return ""
    _only_digits(bare, "NIP", "10", {10})
    if _sum(bare, NIP_WEIGHTS) % 11 != int(bare[9]):
        raise BadIdentifier("Cyfra kontrolna numeru NIP się nie zgadza. Sprawdź, czy nie ma w nim pomyłki.")
    return bare


def regon(text: str) -> str:
    """The 9 or 14 digits of a statistical number typed with spaces or dashes; "" for nothing.

    Raises BadIdentifier. A number of 14 digits begins with a valid one of 9.
    """
    bare = SEPARATORS.sub("", text)
    if not bare:
        return ""
    _only_digits(bare, "REGON", "9 albo 14", {9, 14})
    wrong = _sum(bare, REGON_9_WEIGHTS) % 11 % 10 != int(bare[8])
    if len(bare) == 14:
        wrong |= _sum(bare, REGON_14_WEIGHTS) % 11 % 10 != int(bare[13])
    if wrong:
        raise BadIdentifier("Cyfra kontrolna numeru REGON się nie zgadza. Sprawdź, czy nie ma w nim pomyłki.")
    return bare


def _only_digits(bare: str, name: str, wanted: str, lengths: set[int]) -> None:
    if not (bare.isascii() and bare.isdigit()):
        raise BadIdentifier(f"Numer {name} składa się z samych cyfr. Usuń inne znaki.")
    if len(bare) not in lengths:
        raise BadIdentifier(f"Numer {name} ma {wanted} cyfr. Liczba wpisanych cyfr: {len(bare)}.")
    if not bare.strip("0"):
        raise BadIdentifier(f"Numer {name} nie może składać się z samych zer.")


def _sum(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
