"""One door to Typst: a template of ours, data as values, out comes a PDF/UA-1 file.

People's words never become Typst markup. They travel as one JSON text in `sys.inputs`
and the template prints them as strings; a template can open files of `templates/` only.
The same data and the same `made_at` give the same bytes.
"""

import functools
import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeAlias

import typst

FONTS = Path(__file__).parent / "fonts"
TEMPLATES = Path(__file__).parent / "templates"
STANDARD: Final = "ua-1"
UNKNOWN = "?"

Value: TypeAlias = "str | int | float | bool | Sequence[Value] | Mapping[str, Value] | None"


def typeset(template: str, data: Mapping[str, Value], *, made_at: datetime) -> bytes:
    """Set `templates/<template>.typ` with `data` into a tagged PDF/UA-1 file.

    data     what the template reads as `data`; every text is printed as it is.
    made_at  aware; the creation time inside the file.

    Raises ValueError when `made_at` has no time zone.
    """
    if made_at.tzinfo is None:
        raise ValueError(made_at)
    return typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_printable(data), ensure_ascii=False)},
        pdf_standards=STANDARD,
        timestamp=made_at.astimezone(UTC).replace(microsecond=0),
    )


def drawn(template: str, data: Mapping[str, Value], *, ppi: float) -> bytes:
    """The one page of `templates/<template>.typ` as a PNG picture."""
    made = typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        format="png",
        ppi=ppi,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_printable(data), ensure_ascii=False)},
    )
    assert isinstance(made, bytes)
    return made


def printable(text: str) -> str:
    """`text` with only signs our type can draw: PDF/UA-1 forbids a sign without a drawing.

    Accents are joined with their letters first; line ends become spaces, controls go, a sign
    the type lacks (emoji, Chinese) becomes "?". Spaces at both ends go too.
    """
    joined = unicodedata.normalize("NFC", text)
    return "".join(sign if sign in _drawable() else _replacement(sign) for sign in joined).strip()


def _replacement(sign: str) -> str:
    if sign in "\n\t" or unicodedata.category(sign) in {"Zs", "Zl", "Zp"}:
        return " "
    return "" if unicodedata.category(sign) in {"Cc", "Cf", "Mn"} else UNKNOWN


def _printable(value: Value) -> Value:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: _printable(inner) for key, inner in value.items()}
    if isinstance(value, Sequence):
        return [_printable(inner) for inner in value]
    return value


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@functools.cache
def _drawable() -> frozenset[str]:
    """The signs of `fonts/coverage.txt`, which `tools/pdf_fonts.py` wrote beside the type."""
    runs = (line.split("-") for line in (FONTS / "coverage.txt").read_text().split())
    return frozenset(chr(sign) for first, last in runs for sign in range(int(first, 16), int(last, 16) + 1))
