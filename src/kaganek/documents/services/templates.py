"""What certificates of a programme say around the facts: templates and patrons, kept by the operator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.db import transaction

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.core.turns import take_turn
from kaganek.documents.models import CertificateTemplate, Patron, PatronMark
from kaganek.documents.rules import filled, unknown_placeholders
from kaganek.documents.terms import CertificateFacts
from kaganek.lib.pdf.words import period, teaching_hours
from kaganek.lib.polish import exact_percent, long_date
from kaganek.programmes.models import Programme, Project


class UnknownPlaceholder(Exception):
    """The text names something that is not on the list of placeholders."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(*names)
        self.names = names


class PatronNamed(Exception):
    """Another patron has this name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What the author of a template sets; see models.CertificateTemplate."""

    about: str
    statement: str
    signatory: str
    patron_id: int | None
    conditions: dict[str, int]  # kind of the registry -> its number


def template_of(project: Project) -> CertificateTemplate | None:
    """The template of the programme that the project carries out; None = plain certificates, no conditions.

    Costs no statement where the project was read together with it.
    """
    return getattr(project.version.programme, "certificate_template", None)


def worded(facts: CertificateFacts, template: CertificateTemplate, *, on: date) -> CertificateFacts:
    """The facts with the template's words, placeholders filled; the patron only while its consent holds (D-06)."""
    patron = template.patron if template.patron and template.patron.holds(on) else None
    return replace(
        facts,
        about=template.about,
        statement=filled(template.statement, _words(facts, patron)),
        signatory=template.signatory,
        patron=patron.name if patron else "",
        patron_confirmation=patron.confirmation if patron else "",
        patron_mark=patron.mark.sha256 if patron and patron.mark else "",
    )


def _words(facts: CertificateFacts, patron: Patron | None) -> dict[str, str]:
    """Every placeholder of rules.PLACEHOLDERS, as it is printed."""
    began, ended = date.fromisoformat(facts.began_on), date.fromisoformat(facts.ended_on)
    return {
        "osoba": facts.person,
        "urzad": facts.office,
        "tytul": facts.title,
        "godziny": teaching_hours(Decimal(facts.hours)),
        "termin": period(began, ended),
        "wynik": exact_percent(Decimal(facts.score)) if facts.score else "",
        "program": facts.programme,
        "projekt": facts.project,
        "organizator": facts.organiser,
        "patron": patron.name if patron else "",
        "wazny_do": long_date(date.fromisoformat(facts.valid_until)) if facts.valid_until else "",
    }


@transaction.atomic
def set_template(programme: Programme, wording: Wording, *, by: Seat) -> CertificateTemplate:
    """Say what certificates of a programme carry from now on; those issued keep their words.

    Raises UnknownPlaceholder; nothing is written then.

    Source: rule D-06 in docs/reference/rules.md.
    """
    if unknown := unknown_placeholders(wording.statement):
        raise UnknownPlaceholder(unknown)
    template, _ = CertificateTemplate.objects.update_or_create(
        programme=programme,
        defaults={
            "about": wording.about,
            "statement": wording.statement,
            "signatory": wording.signatory,
            "patron_id": wording.patron_id,
            "conditions": [{"kind": kind, "value": value} for kind, value in wording.conditions.items()],
        },
    )
    audit.record(by, "certificate template set", template)
    return template


@transaction.atomic
def save_patron(
    patron: Patron | None,
    *,
    name: str,
    confirmation: str,
    ends_on: date | None,
    png: bytes | None,
    by: Seat,
) -> Patron:
    """Add a patron, once when sent twice, or change one; a new sign does not touch certificates that carry the old one.

    png  the sign, drawn anew by lib.marks; None = keep what is there.

    Raises PatronNamed; nothing is written then.
    """
    take_turn("patron", name)
    held = (
        Patron.objects.select_related("mark").filter(name=name).exclude(pk=patron.pk if patron else 0).first()
    )
    if (
        held
        and patron is None
        and (held.confirmation, held.ends_on, _sign(held)) == (confirmation, ends_on, _digest(png))
    ):
        return held
    if held:
        raise PatronNamed(name)
    patron = patron or Patron()
    patron.name, patron.confirmation, patron.ends_on = name, confirmation, ends_on
    if png is not None:
        patron.mark, _ = PatronMark.objects.get_or_create(sha256=_digest(png), defaults={"png": png})
    patron.save()
    audit.record(by, "patron saved", patron)
    return patron


def _sign(patron: Patron) -> str:
    return patron.mark.sha256 if patron.mark else ""


def _digest(png: bytes | None) -> str:
    return sha256(png).hexdigest() if png is not None else ""
