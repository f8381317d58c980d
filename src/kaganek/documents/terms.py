"""What a certificate says, and how it stands today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import models


class CertificateState(models.TextChoices):
    """How a certificate stands; keys of the status look (core.templatetags.ui.STATUS)."""

    VALID = "valid", "Ważny"
    REPLACED = "replaced", "Zastąpiony"
    REVOKED = "revoked", "Unieważniony"
    EXPIRED = "expired", "Po terminie ważności"

    @classmethod
    def of(
        cls,
        *,
        replaced_at: datetime | None,
        revoked_at: datetime | None,
        valid_until: date | None,
        today: date,
    ) -> CertificateState:
        """Revoked outweighs replaced: a withdrawn statement is not saved by its successor. The last day counts."""
        if revoked_at:
            return cls.REVOKED
        if replaced_at:
            return cls.REPLACED
        return cls.EXPIRED if valid_until and valid_until < today else cls.VALID


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """Every word printed on a certificate, as it was on the day of issue.

    Kept as JSON, so days are ISO text and `hours` and `score` are decimal text; "" = not said.
    """

    person: str
    office: str  # employer, as written on documents
    title: str  # of what was completed
    hours: str  # teaching hours of 45 minutes
    score: str  # percent
    verification: str  # how the result was checked
    began_on: str
    ended_on: str
    programme: str
    programme_version: int
    project: str
    agreement: str
    organiser: str
    place: str
    issued_on: str
    strip: tuple[str, ...]  # names of the signs of the project's period, in order
    # What came later; on certificates from before it is not said.
    about: str = "o ukończeniu szkolenia"
    statement: str = ""  # the template's words with the facts in their places
    signatory: str = ""
    patron: str = ""
    patron_confirmation: str = ""
    patron_mark: str = ""  # hash of the drawing (PatronMark)
    valid_until: str = ""
    strip_files: tuple[
        str, ...
    ] = ()  # hashes of the pictures of the signs (FundingSign), "" = none; in the same order

    def as_json(self) -> dict[str, Any]:
        """What is said; words that came later are left out when they say nothing of their own."""
        later = {one.name: one.default for one in fields(self) if one.default is not MISSING}
        told = {name: value for name, value in asdict(self).items() if later.get(name, MISSING) != value}
        if self.strip_files:
            told["strip_files"] = list(self.strip_files)
        return told | {"strip": list(self.strip)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> CertificateFacts:
        lists = {"strip": tuple(stored["strip"]), "strip_files": tuple(stored.get("strip_files", ()))}
        return cls(**{**stored, **lists})
