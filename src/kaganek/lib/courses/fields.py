"""Kinds of values in a course file: one table says what a block or a question holds, for checking and for carrying.

`check` judges a value from outside; whoever carries values between a file and the database walks the same fields.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

LONG = 100_000  # characters of the longest text
_END = re.compile(r"(?<=</p>)|(?<=</h2>)|(?<=</h3>)|(?<=</ul>)|(?<=</ol>)")
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Wrong(Exception):
    """A value that may not stand where it stands; `place` says where in its file, in Polish."""

    def __init__(self, place: str, words: str) -> None:
        super().__init__(f"{place}: {words}")
        self.place, self.words = place, words


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words. `line`: no new lines in them."""

    most: int = LONG
    least: int = 0
    line: bool = False
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Rich:
    """Words with tags of our editor, as a list of lines that are read one after another."""


@dataclass(frozen=True, slots=True)
class Flag:
    pass


@dataclass(frozen=True, slots=True)
class Whole:
    least: int
    most: int
    may_be_none: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refer:
    """The key of something else in the file: image, document, package, task, rubric, question, survey; or nothing."""

    to: str


@dataclass(frozen=True, slots=True)
class Rows:
    of: "Field"
    least: int = 0
    most: int = 100


@dataclass(frozen=True, slots=True)
class Struct:
    """Named values. Those of `may` may be left out, and are carried only where they are there."""

    must: Mapping[str, "Field"]
    may: Mapping[str, "Field"] | None = None


@dataclass(frozen=True, slots=True)
class Either:
    """A text, or something else."""

    text: Text
    other: "Field"


@dataclass(frozen=True, slots=True)
class Key:
    """A UUID as we write them."""


@dataclass(frozen=True, slots=True)
class Nullable:
    of: "Field"


@dataclass(frozen=True, slots=True)
class Open:
    """Whatever it is: another field judges it, once its kind is known."""


Field = Open | Text | Rich | Flag | Whole | Choice | Refer | Rows | Struct | Either | Key | Nullable


def rich_lines(source: str) -> list[str]:
    """Rich text cut where a reader of the file would begin a new line; joined again it is the same."""
    return [line for line in _END.split(source) if line]


def check(field: Field, value: Any, place: str) -> None:
    """Raise Wrong where the value is not what the field holds. Any: whatever JSON can hold."""
    if isinstance(field, Nullable):
        if value is not None:
            check(field.of, value, place)
    elif isinstance(field, Either):
        check(field.text if isinstance(value, str) else field.other, value, place)
    elif isinstance(field, Struct):
        _struct(field, value, place)
    elif isinstance(field, Rows):
        _rows(field, value, place)
    else:
        _single(field, value, place)


def _single(field: Field, value: Any, place: str) -> None:
    if isinstance(field, Text):
        _text(field, value, place)
    elif isinstance(field, Rich):
        _rich(value, place)
    elif isinstance(field, Whole):
        _whole(field, value, place)
    elif isinstance(field, Flag):
        _must(isinstance(value, bool), place, "ma tu być true albo false")
    elif isinstance(field, Choice):
        _must(
            isinstance(value, str) and value in field.options, place,
            f"nie ma takiej wartości: {_shown(value)}. Może być: {', '.join(one or 'puste' for one in field.options)}",
        )  # fmt: skip
    elif isinstance(field, Key):
        _must(
            isinstance(value, str) and _is_uuid(value), place, f"to nie jest identyfikator: {_shown(value)}"
        )
    elif isinstance(field, Refer):
        _must(value is None or (isinstance(value, str) and 0 < len(value) <= 300), place, "ma tu być nazwa")


def _struct(field: Struct, value: Any, place: str) -> None:
    _must(isinstance(value, dict), place, "ma tu być obiekt z polami")
    may = field.may or {}
    missing = [name for name in field.must if name not in value]
    _must(not missing, place, f"brakuje pola „{missing[0]}”" if missing else "")
    strange = [name for name in value if name not in field.must and name not in may]
    _must(not strange, place, f"nieznane pole {_shown(strange[0])}" if strange else "")
    for name, one in (*field.must.items(), *may.items()):
        if name in value:
            check(one, value[name], f"{place}, pole „{name}”" if place else f"pole „{name}”")


def _rows(field: Rows, value: Any, place: str) -> None:
    _must(isinstance(value, list), place, "ma tu być lista")
    _must(len(value) >= field.least, place, f"za mało pozycji: najmniej {field.least}")
    _must(len(value) <= field.most, place, f"za dużo pozycji: najwięcej {field.most}")
    for number, one in enumerate(value, start=1):
        check(field.of, one, f"{place}, pozycja {number}")


def _text(field: Text, value: Any, place: str) -> None:
    _must(isinstance(value, str), place, "ma tu być tekst")
    _must(len(value) <= field.most, place, f"tekst jest za długi: najwięcej {field.most} znaków")
    _must(len(value.strip()) >= field.least, place, "tekst jest pusty")
    allowed = "" if field.line else "\n\r\t"
    _must(not has_hidden(value, allowed=allowed), place, "w tekście jest znak sterujący")
    _must(not (field.line and _TURNING & set(value)), place, "w tekście jest znak, który odwraca litery")
    _must(
        not field.pattern or re.fullmatch(field.pattern, value) is not None,
        place,
        f"zły zapis: {_shown(value)}",
    )


def _rich(value: Any, place: str) -> None:
    _must(
        isinstance(value, list) and all(isinstance(one, str) for one in value),
        place,
        "ma tu być lista tekstów",
    )
    _must(sum(map(len, value)) <= LONG, place, f"tekst jest za długi: najwięcej {LONG} znaków")
    _must(not any(has_hidden(one, allowed="\n\r\t") for one in value), place, "w tekście jest znak sterujący")


def _whole(field: Whole, value: Any, place: str) -> None:
    if value is None and field.may_be_none:
        return
    fits = isinstance(value, int) and not isinstance(value, bool) and field.least <= value <= field.most
    _must(fits, place, f"ma tu być liczba od {field.least} do {field.most}")


def has_hidden(text: str, *, allowed: str) -> bool:
    """Whether a text holds control signs, or halves of letters that no database takes."""
    return any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in allowed for sign in text)


def _is_uuid(value: str) -> bool:
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False


def _must(holds: bool, place: str, words: str) -> None:
    if not holds:
        raise Wrong(place, words)


def _shown(value: Any) -> str:
    """A value from outside as it may be shown."""
    text = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in str(value)[:60])
    return f"„{text}”"


def keys_of(values: Sequence[Mapping[str, Any]], place: str) -> set[str]:
    """The keys of rows that others name; each once. Raises Wrong."""
    seen: set[str] = set()
    for one in values:
        _must(one["key"] not in seen, place, f"dwa razy ten sam klucz {_shown(one['key'])}")
        seen.add(one["key"])
    return seen
