"""The row of funding signs at the foot of a document."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from kaganek.lib.pdf.typesetting import Value
from kaganek.lib.strips import BOX, HEIGHT, known, laid_out, png_size


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign with its picture; `scale` is its height beside the signs of the period."""

    name: str
    png: bytes
    scale: float = 1.0


def marks_of(row: Sequence[Mapping[str, Any]], pictures: Mapping[str, bytes]) -> list[str | Mark]:
    """A project's row (lib.strips) as documents take it; `pictures` by the hashes that the row holds."""
    return [
        Mark(one.name, pictures[one.file], one.height / HEIGHT) if pictures.get(one.file) else one.name
        for one in laid_out(row)
    ]


def marks_by_hash(
    names: Sequence[str], files: Sequence[str], pictures: Mapping[str, bytes]
) -> list[str | Mark]:
    """The same from what an issued document keeps: texts of the signs, and hashes of their pictures beside them."""
    row: list[dict[str, Any]] = []
    for name, file in zip_longest(names, files[: len(names)], fillvalue=""):
        sign, png = known(name), pictures.get(file, b"")
        width, height = png_size(png) if png else (BOX, HEIGHT)
        row.append({"name": name, "key": sign.key if sign else "", "file": file, "ratio": width / height})
    return marks_of(row, pictures)


def printed(marks: Sequence[str | Mark]) -> list[Value]:
    """What the template draws: a picture in its proportions, or a box with the sign's text."""
    return [_printed(one if isinstance(one, Mark) else Mark(one, b"")) for one in marks]


def _printed(mark: Mark) -> dict[str, Value]:
    width, height = png_size(mark.png) if mark.png else (0, 0)
    return {
        "name": mark.name, "png": base64.b64encode(mark.png).decode(),
        "width": width, "height": height, "scale": mark.scale,
    }  # fmt: skip
