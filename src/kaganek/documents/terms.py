"""What a certificate says, and how it stands today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import models


class CertificateState(models.TextChoices):
    """How a certificate stands; keys of the status look (core.templatetags.ui.STATUS)."""

    VALID = "valid", "Ważny"
    REPLACED = "replaced", "Zastąpiony"
    REVOKED = "revoked", "Unieważniony"

    @classmethod
    def of(cls, *, replaced_at: datetime | None, revoked_at: datetime | None) -> CertificateState:
        """Revoked outweighs replaced: a withdrawn statement is not saved by its successor."""
        if revoked_at:
            return cls.REVOKED
        return cls.REPLACED if replaced_at else cls.VALID


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

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"strip": list(self.strip)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> CertificateFacts:
        return cls(**{**stored, "strip": tuple(stored["strip"])})
