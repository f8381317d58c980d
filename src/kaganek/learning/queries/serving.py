"""Where a package's files are read from, and by whom: addresses that hold for one seat and for some hours.

The address itself is the right to read: its token is signed, says which folder, for whom and until when, and
no cookie is looked at. What the files may do once they are open is decided by `kaganek.site.packages`.
See docs/decisions/0015-packages-isolated.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.signing import BadSignature, Signer

from kaganek.core.seats import Seat
from kaganek.learning.models import Package
from kaganek.learning.models.packages import OURS
from kaganek.learning.terms import PackageKind
from kaganek.lib.h5p import core_in

PLACE = "/tresc/"  # every package file lies under it: PLACE + token + "/" + path
MESSAGES = "/nauka/paczki/"  # the only place on the main host that a package's pages may send something to
OPEN_FOR = timedelta(hours=8)  # a working day; a page left open longer is opened anew from the lesson

# Put before a package's own scripts into each of its pages, by its kind; files of learning/static.
SCRIPTS: Mapping[str, tuple[str, ...]] = {
    PackageKind.SCORM_12: ("scorm-again/scorm12.js", "learning/player/frame.js"),
    PackageKind.SCORM_2004: ("scorm-again/scorm2004.js", "learning/player/frame.js"),
}
H5P_SCRIPT = "learning/player/h5p.js"  # in the page of ours in which an H5P runs, and in none of its own
H5P_CORE = f"{OURS}h5p/"  # under a token: files of the core, which is fetched apart
ALLOWED = ("allow-scripts", "allow-forms", "allow-popups", "allow-modals", "allow-downloads")
_SIGNER_SALT = "kaganek.learning.package"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token says: whose files, of which kind, for which person and role, until when."""

    folder: str
    kind: str
    person_id: int
    membership_id: int
    until: int  # seconds since 1970


@dataclass(frozen=True, slots=True)
class Opened:
    """A package opened for one seat.

    base     the address of its folder, with "/" at the end.
    origin   where messages of its pages say they come from ("null" without a second host name).
    sandbox  what the frame around it allows.
    """

    base: str
    origin: str
    sandbox: str

    def address(self, launch: str) -> str:
        """The address of one of its files; `launch` is relative and encoded, as PackageItem keeps it."""
        return self.base + launch


def opened_for(package: Package, *, seat: Seat, at: datetime) -> Opened:
    """Open a ready package for this seat; whoever calls has judged that the seat may see it.

    Source: rule L-41 (paczka w odosobnieniu).
    """
    grant = [
        package.folder,
        package.kind,
        seat.person_id or 0,
        seat.membership_id or 0,
        _seconds(at + OPEN_FOR),
    ]
    token = _signer().sign_object(grant)
    return Opened(f"{settings.CONTENT_URL}{PLACE}{token}/", settings.CONTENT_URL or "null", sandbox())


def h5p_core() -> Path | None:
    """The folder of the core of H5P where it is fetched and turned on, else None. Source: rule L-150."""
    return core_in(Path(settings.H5P_ROOT)) if settings.H5P else None


def plays(package: Package) -> bool:
    """Whether this installation can play a package: any ready SCORM, H5P only where its core is here."""
    return package.is_ready and (package.is_scorm or (package.is_h5p and h5p_core() is not None))


def read_token(token: str, *, at: datetime) -> Grant | None:
    """What a token grants; None for one that is not ours or has run out."""
    try:
        grant = Grant(*_signer().unsign_object(token))
    except (BadSignature, ValueError, TypeError):
        return None
    return grant if grant.until > _seconds(at) else None


def sandbox() -> str:
    """What a package may do: never an origin of ours, and one of its own only where there is a second host."""
    return " ".join((*ALLOWED, "allow-same-origin") if settings.CONTENT_URL else ALLOWED)


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _signer() -> Signer:
    return Signer(salt=_SIGNER_SALT, sep=".")
