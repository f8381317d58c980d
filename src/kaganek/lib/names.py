"""Names of people: splitting, tidying, comparing, ordering, and the login made from them."""

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

# Letters that are one sign in Unicode and so do not fall apart into a base letter and an accent.
WHOLE_LETTERS = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ħ": "h"}
)
DASHES = re.compile(r"\s*[-‐‑‒–—]\s*")
APOSTROPHES = re.compile(r"[’ʼ`´]")
REMARKS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
WORD_PART = re.compile(r"[^\W\d_]+")
PREFIXES = frozenset("von van der den de da di del della dos du la le af av ter zu".split())  # noqa: SIM905
TITLES = frozenset("mgr inż inz dr hab prof lic pan pani".split())  # noqa: SIM905
POLISH_ALPHABET = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
ORDER = {letter: chr(0x100 + place) for place, letter in enumerate(POLISH_ALPHABET)}
LOGIN_LENGTH = 30
NAMELESS_LOGIN = "osoba"

LOCAL_PART = r"[a-z0-9](?:[a-z0-9_%+'-]|\.(?!\.))*(?<!\.)"
DOMAIN_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
EMAIL = re.compile(rf"{LOCAL_PART}@(?:{DOMAIN_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])", re.IGNORECASE)


class NameOrder(StrEnum):
    """How a column writes a full name."""

    LAST_FIRST = "last_first"  # Nazwisko i imię
    FIRST_LAST = "first_last"  # Imię i nazwisko


class PersonName(NamedTuple):
    """A name in two parts; `sure` is False where the split had to choose between readings."""

    first: str
    last: str
    sure: bool


def tidy_spaces(text: str) -> str:
    """Single spaces, none around hyphens, one kind of hyphen and apostrophe."""
    text = unicodedata.normalize("NFC", text).replace("\N{SOFT HYPHEN}", "")
    return " ".join(APOSTROPHES.sub("'", DASHES.sub("-", text)).split())


def tidy_name(text: str) -> str:
    """A name as people write it: "BRZĘCZYSZCZYKIEWICZ-ŻAK" → "Brzęczyszczykiewicz-Żak".

    Only words all in capitals or all in small letters are touched, so "McDonald" stays. Prefixes of
    nobility ("von", "de") become small unless they are the whole name.
    """
    words = tidy_spaces(text).split(" ")
    if len(words) == 1:
        return _capitals(words[0])
    return " ".join(word.lower() if _is_prefix(word) else _capitals(word) for word in words)


def _capitals(word: str) -> str:
    letters = [char for char in word if char.isalpha()]
    one_case = all(map(str.isupper, letters)) or all(map(str.islower, letters))
    if not one_case:
        return word
    return WORD_PART.sub(lambda part: part[0][0].upper() + part[0][1:].lower(), word)


def _is_prefix(word: str) -> bool:
    # "De" with a capital may be a surname of its own; people who write prefixes write them small or all large.
    return word.lower() in PREFIXES and (word.islower() or word.isupper())


def split_full_name(text: str, order: NameOrder) -> PersonName:
    """First name and surname out of one cell, tidied.

    A comma decides ("Nowak, Jan"), then a surname written in capitals beside a name that is not
    ("NOWAK Jan"), then the order the heading states. Academic titles and remarks in brackets are dropped,
    prefixes stay with the surname. More than two words without any of these signs may be two first names or two surnames:
    then the surname is taken to be one word and `sure` is False.
    """
    text = _without_remarks(tidy_spaces(text))
    if text.count(",") == 1:
        last, first = (_without_titles(part.split()) for part in text.split(","))
        return _person(first, last, sure=bool(first and last))
    words = _without_titles(text.replace(",", " ").split())
    if len(words) < 2:
        return _person([], words, sure=False)
    loud = [word for word in words if word.isupper() and len(word) > 1]
    if loud and len(loud) < len(words):
        quiet = [word for word in words if word not in loud and not _is_prefix(word)]
        if quiet:
            return _person(quiet, [word for word in words if word not in quiet], sure=True)
    first, last = _by_order(words, order)
    return _person(first, last, sure=len(first) == 1)


def _by_order(words: list[str], order: NameOrder) -> tuple[list[str], list[str]]:
    if order is NameOrder.LAST_FIRST:
        end = 0
        while end < len(words) - 2 and _is_prefix(words[end]):
            end += 1
        return words[end + 1 :], words[: end + 1]
    start = len(words) - 1
    while start > 1 and _is_prefix(words[start - 1]):
        start -= 1
    return words[:start], words[start:]


def _without_remarks(text: str) -> str:
    """Without brackets ("Nowak Jan (kierownik)") and without a degree behind a comma ("Jan Nowak, prof. AB")."""
    text = " ".join(REMARKS.sub(" ", text).split())
    name, _, tail = text.partition(",")
    behind = tail.split()
    return name if behind and _is_title(behind[0]) and " " in name.strip() else text


def _is_title(word: str) -> bool:
    return word.lower().rstrip(".") in TITLES


def _without_titles(words: list[str]) -> list[str]:
    return [word for word in words if not _is_title(word)]


def _person(first: list[str], last: list[str], *, sure: bool) -> PersonName:
    return PersonName(tidy_name(" ".join(first)), tidy_name(" ".join(last)), sure)


def fold(text: str) -> str:
    """A key for comparing: small letters without accents, tidy spaces. "Żak  Łucja" → "zak lucja".

    Letters of other scripts stay themselves, so that two names in Cyrillic do not become equal.
    """
    lowered = tidy_spaces(text).lower().translate(WHOLE_LETTERS)
    return "".join(char for char in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(char))


def login_base(first: str, last: str) -> str:
    """A login by the stated rule, before any number that makes it unique.

    The rule: the first letter of the first name, a dot, the first part of the surname (up to a hyphen or
    space; prefixes such as "von" are written together with it), all in small letters without Polish
    signs, at most 30 characters of a-z, 0-9, dot and hyphen. Łucja Brzęczyszczykiewicz-Żak →
    l.brzeczyszczykiewicz. Where one of the two has no such letters, the other stands alone; where
    neither has, "osoba".
    """
    initial = _login_letters(first)[:1]
    surname = _login_letters(_first_part(last))
    return ".".join(filter(None, (initial, surname)))[:LOGIN_LENGTH] or NAMELESS_LOGIN


def _first_part(last: str) -> str:
    words = re.split(r"[-\s]+", tidy_name(last))
    end = 0
    while end < len(words) - 1 and words[end] in PREFIXES:
        end += 1
    return "".join(words[: end + 1])


def _login_letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text))


def sort_key(text: str) -> str:
    """A key that puts texts in the order of the Polish alphabet: a ą b c ć … z ź ż.

    Case does not matter, accents of other languages are ignored, spaces and hyphens come before digits
    and digits before letters, so that "Nowak-Żak" stands before "Nowakowski".
    """
    lowered = tidy_spaces(text).lower()
    return "".join(ORDER.get(char) or _place(char) for char in lowered)


def _place(char: str) -> str:
    if char.isalpha():
        folded = fold(char)
        return "".join(ORDER.get(letter, chr(0x200 + ord(letter))) for letter in folded)
    return char if ord(char) < 0x100 else ""


def is_email(text: str) -> bool:
    """Whether a text can be an address mail is sent to: Latin letters without accents, one @, a domain."""
    local, _, _ = text.partition("@")
    return len(text) <= 254 and len(local) <= 64 and EMAIL.fullmatch(text) is not None
