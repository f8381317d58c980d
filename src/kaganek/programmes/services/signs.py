"""Drawings of funding signs: put in once, drawn wherever the sign is named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.lib.strips import PERIODS, in_proportion, known, own_names, png_size, row_of
from kaganek.programmes.models import FundingSign, Project
from kaganek.programmes.terms import Variant


class OddProportions(Exception):
    """The picture cannot be that sign: it stands where the sign lies, or is a thin line."""


class ColourOnly(Exception):
    """The sign exists in full colour alone."""


def known_names() -> list[str]:
    """Signs of all periods and of all projects, as they are named in strips."""
    names = [sign.name for signs in PERIODS.values() for sign in signs]
    for strip in Project.objects.order_by("pk").values_list("strip", flat=True):
        names += own_names(strip)
    return list(dict.fromkeys(names))


def row_with_files(period: str, own: Sequence[str]) -> list[dict[str, Any]]:
    """A project's row of signs, each with the picture that it has now."""
    row = row_of(period, own)
    names = [str(one["name"]) for one in row]
    for sign in FundingSign.objects.filter(name__in=names, current=True).defer("png"):
        for one in row:
            if one["name"] == sign.name:
                _give(one, sign)
    return row


def _give(one: dict[str, Any], sign: FundingSign) -> None:
    file, ratio = ("mono", "mono_ratio") if sign.variant == Variant.MONO else ("file", "ratio")
    one[file], one[ratio] = sign.sha256, round(sign.width / sign.height, 4)


@transaction.atomic
def register_sign(name: str, variant: str, png: bytes, *, by: Seat, at: datetime) -> FundingSign:
    """Put in a drawing of a sign; strips that name it draw it from now on. The same drawing again changes nothing.

    png  drawn anew by lib.marks.

    Raises OddProportions, ColourOnly; nothing is written then. Documents issued before keep what they carry.

    Source: rule W-22 (ciąg znaków).
    """
    width, height = png_size(png)
    sign = known(name)
    if variant == Variant.MONO and sign and sign.colour_only:
        raise ColourOnly(name)
    if not in_proportion(name, width, height):
        raise OddProportions(name)
    digest = sha256(png).hexdigest()
    now = FundingSign.objects.select_for_update().filter(name=name, variant=variant, current=True).first()
    if now and now.sha256 == digest:
        return now
    FundingSign.objects.filter(name=name, variant=variant, current=True).update(current=False)
    made = FundingSign.objects.create(
        name=name, variant=variant, sha256=digest, png=png, width=width, height=height, added_at=at
    )
    for project in Project.objects.select_for_update().filter(strip__contains=[{"name": name}]):
        project.strip = row_with_files(project.period, own_names(project.strip))
        project.save(update_fields=["strip"])
    audit.record(by, "funding sign registered", made, name=name, variant=variant)
    return made
