"""The row of funding signs: which ones a programme period asks for, in what order, how large each is drawn.

The texts are what the signs say, so they are also their alternative texts. The drawings themselves are never made
by us: they come with the programme's package and are put in by the operator; until then a labelled box stands there.

Source: domain.md 8, information and promotion (the list of a period is general knowledge: keep it dated, not timeless).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HEIGHT = 56  # of the signs of a period, in pixels of the page
BOX = 172  # width of a box that stands for a sign without a file
WIDEST, NARROWEST = 8.0, 0.4  # width : height of any sign
WIDE = 1.2  # the signs of a period lie on their longer side
MOST = 8


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign that a period asks for. One that exists in full colour only is left out of a one-colour row."""

    key: str
    name: str
    colour_only: bool = False


_RP = Sign("rp", "Rzeczpospolita Polska", colour_only=True)
_EFS = Sign("ue", "Unia Europejska Europejski Fundusz Społeczny")
PERIODS: Mapping[str, tuple[Sign, ...]] = {
    "2021": (
        Sign("fe", "Fundusze Europejskie dla Rozwoju Społecznego"),
        _RP,
        Sign("ue", "Dofinansowane przez Unię Europejską"),
    ),
    "2014": (Sign("fe", "Fundusze Europejskie Wiedza Edukacja Rozwój"), _RP, _EFS),
    "2007": (Sign("kl", "Kapitał Ludzki Narodowa Strategia Spójności"), _EFS),
}
EUROPE = "ue"  # nothing in the row is higher or wider than this sign


@dataclass(frozen=True, slots=True)
class Drawn:
    """One sign as the page draws it; `file` is the hash of its picture, "" for a labelled box."""

    name: str
    width: int
    height: int
    file: str
    mono: str
    own: bool  # after the line: a sign of the region, the operator, a partner


def row_of(period: str, own: Sequence[str]) -> list[dict[str, Any]]:
    """The row as a project keeps it: the period's signs in their order, then its own, none of them twice.

    Source: rule W-22 (ciąg znaków).
    """
    signs = PERIODS.get(period, ())
    named = {sign.name for sign in signs}
    rest = [name for name in dict.fromkeys(own) if name not in named]
    return [{"name": sign.name, "key": sign.key} for sign in signs] + [{"name": name} for name in rest][:MOST]


def own_names(row: Sequence[Mapping[str, Any]]) -> list[str]:
    """What a project added to the signs of its period."""
    return [str(one["name"]) for one in row if not one.get("key")]


def known(name: str) -> Sign | None:
    """The sign of a period with this text."""
    return next((sign for signs in PERIODS.values() for sign in signs if sign.name == name), None)


def in_proportion(name: str, width: int, height: int) -> bool:
    """Whether a picture can be this sign: those of a period lie on their longer side, none is a thin line."""
    lowest = WIDE if known(name) else NARROWEST
    return lowest <= width / height <= WIDEST


def laid_out(row: Sequence[Mapping[str, Any]], *, mono: bool = False) -> list[Drawn]:
    """The row with sizes: pictures keep their proportions, the period's signs are equally high, and the project's
    own are not higher or wider than the European one. In one colour those that exist in colour only are left out.

    Source: rule W-22 (ciąg znaków).
    """
    left = [one for one in row if not (mono and _colour_only(str(one["name"])))]
    europe = next((one for one in left if one.get("key") == EUROPE), None)
    most = HEIGHT * WIDEST if europe is None else HEIGHT * _ratio(europe, mono=mono)
    dated = any(one.get("key") for one in row)
    return [_drawn(one, most, dated=dated, mono=mono) for one in left]


def _drawn(one: Mapping[str, Any], most: float, *, dated: bool, mono: bool) -> Drawn:
    ratio, own = _ratio(one, mono=mono), dated and not one.get("key")
    height = min(HEIGHT, most / ratio) if own else HEIGHT
    file, other = str(one.get("file") or ""), str(one.get("mono") or "")
    return Drawn(str(one["name"]), round(height * ratio), round(height), other if mono else file, other, own)


def _ratio(one: Mapping[str, Any], *, mono: bool) -> float:
    return float(one.get("mono_ratio" if mono else "ratio") or int(one.get("w") or BOX) / HEIGHT)


def _colour_only(name: str) -> bool:
    sign = known(name)
    return sign is not None and sign.colour_only


def png_size(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG that we drew ourselves."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height
