"""Certificates as Open Badges 3.0, signed with the installation's own key; and what strangers need to check one."""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from kaganek.core.seats import SYSTEM, seated
from kaganek.documents.models import Certificate
from kaganek.documents.services.prints import check_url, lines
from kaganek.documents.terms import CertificateFacts
from kaganek.lib import badges, pdf
from kaganek.lib.pdf.words import teaching_hours
from kaganek.people.models import Office
from kaganek.programmes.models import Project


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the installation; the public half never goes, so that old badges can be checked."""

    pem: bytes
    public: dict[str, Any]


def badge_token(certificate: Certificate, *, email: str) -> str:
    """The certificate as a signed credential, for a wallet.

    email  of the person, kept in it as a hash; "" leaves it out.

    Source: rule D-08 in docs/reference/rules.md.
    """
    return _signed(badges.credential(_facts(certificate, email)))


def badge_picture(certificate: Certificate, *, email: str) -> bytes:
    """The same inside a picture (PNG) that people show, and programs read."""
    drawn = pdf.badge(title=certificate.said.title, issuer=certificate.said.organiser)
    return badges.baked(drawn, badge_token(certificate, email=email))


def status_token(organiser_id: int, number: int, *, at: datetime) -> str:
    """Which certificates of an organiser were revoked or replaced, signed.

    number  of the list; each takes `LIST_BITS` certificates by their order of issue.

    It tells places on the list and nothing else. Raises Office.DoesNotExist for who organises nothing.
    """
    first = number * badges.LIST_BITS
    organiser(organiser_id)
    with seated(SYSTEM):
        gone = Certificate.objects.filter(
            ~Q(revoked_at=None) | ~Q(replaced_at=None),
            project__operator=organiser_id,
            pk__gte=first,
            pk__lt=first + badges.LIST_BITS,
        )
        places = [pk - first for pk in gone.values_list("pk", flat=True)]
    address = _list_address(organiser_id, number)
    return _signed(badges.status_list(address, issuer=_issuer(organiser_id), revoked=places, at=at))


def issuer_profile(organiser_id: int) -> dict[str, Any]:
    """Who issues, as a document for programs. Raises Office.DoesNotExist for who organises nothing."""
    name = organiser(organiser_id).office_name
    return badges.profile(_issuer(organiser_id), name=name, url=settings.BASE_URL + "/")


def organiser(organiser_id: int) -> Office:
    """An office that organises a project. Raises Office.DoesNotExist."""
    with seated(SYSTEM):
        return Office.objects.filter(pk__in=Project.objects.values("operator")).get(pk=organiser_id)


def public_keys() -> list[dict[str, Any]]:
    """The public halves of all keys, the one that signs now first."""
    return [key.public for key in _keys()]


def _facts(certificate: Certificate, email: str) -> badges.BadgeFacts:
    said = certificate.said
    number, place = divmod(certificate.pk, badges.LIST_BITS)
    organised_by = certificate.project.operator_id
    return badges.BadgeFacts(
        address=check_url(certificate.code),
        issuer=_issuer(organised_by),
        issuer_name=said.organiser,
        issuer_url=settings.BASE_URL + "/",
        person=said.person,
        email=email,
        title=said.title,
        programme=f"{said.programme}, wersja {said.programme_version}",
        hours=Decimal(said.hours),
        score=Decimal(said.score) if said.score else None,
        criteria=_text(_earned_by(said)),
        document=f"Zaświadczenie {said.about}",
        words=_text(_whole(certificate)),
        number=certificate.number,
        began_on=date.fromisoformat(said.began_on),
        ended_on=date.fromisoformat(said.ended_on),
        issued_at=timezone.localtime(certificate.issued_at),
        valid_until=certificate.valid_until,
        status_list=_list_address(organised_by, number),
        status_place=place,
    )


def _earned_by(said: CertificateFacts) -> list[tuple[str, str]]:
    """What everybody did who earned the same; their own days and results are not in it."""
    return [
        ("Za ukończenie", said.title),
        ("Program", f"{said.programme}, wersja {said.programme_version}"),
        ("Wymiar", teaching_hours(Decimal(said.hours))),
        ("Sprawdzenie", said.verification),
    ]


def _whole(certificate: Certificate) -> list[tuple[str, str]]:
    """Every fact of the paper, whether its template has words of its own or not."""
    said = certificate.said
    return [*lines(certificate), ("Podpisuje", said.signatory), ("Znaki", ", ".join(said.strip))]


def _text(rows: Sequence[tuple[str, str]]) -> str:
    """A line for each fact, those that say nothing left out."""
    return "\n".join(f"{label}: {words}" for label, words in rows if words)


def _signed(document: dict[str, Any]) -> str:
    keys = settings.BASE_URL + reverse("documents:badge_keys")
    return badges.signed(document, _keys()[0].pem, keys=keys)


def _issuer(organiser_id: int) -> str:
    return settings.BASE_URL + reverse("documents:badge_issuer", args=[organiser_id])


def _list_address(organiser_id: int, number: int) -> str:
    return settings.BASE_URL + reverse("documents:badge_status", args=[organiser_id, number])


def _keys() -> Sequence[Key]:
    """All keys, the newest first; the first one is made when none is there."""
    folder = Path(settings.BADGE_KEYS)
    names = tuple(sorted((path.name for path in folder.glob("*.pem")), reverse=True))
    return _read(folder, names or (_first_key(folder),))


@functools.lru_cache(maxsize=4)
def _read(folder: Path, names: tuple[str, ...]) -> Sequence[Key]:
    pems = [(folder / name).read_bytes() for name in names]
    return [Key(pem, badges.public_key(pem)) for pem in pems]


def _first_key(folder: Path) -> str:
    """Of two processes that make one at once, the first wins and both use it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "0001.pem"
    draft = folder / f"draft.{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_bytes(badges.new_key())
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    return path.name
