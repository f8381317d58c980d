"""Log-in slips (kartki do logowania): one card a person, four on an A4 sheet, to cut out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kaganek.lib.codes import grouped
from kaganek.lib.pdf import qr
from kaganek.lib.pdf.typesetting import Value, typeset


@dataclass(frozen=True, kw_only=True)
class Slip:
    """What one person gets on paper: a login, a code that works once, the same as a QR code."""

    person: str
    login: str
    code: str  # one-time code, plain or grouped
    url: str  # opens the activation page with the code filled in


def slips(
    office: str, *, project: str, slips: Sequence[Slip], address: str, valid_until: str, made_at: datetime
) -> bytes:
    """All slips of one office as PDF/UA-1; each card is read whole before the next one.

    address      where people type the login and the code: "kaganek.example/start".
    valid_until  in words: "24 listopada 2026 r., godz. 12:00".
    made_at      aware; creation time of the file.

    Raises ValueError when there is no slip.
    """
    if not slips:
        raise ValueError(slips)
    data: dict[str, Value] = {
        "office": office,
        "project": project,
        "address": address,
        "valid_until": valid_until,
        "slips": [
            {"name": slip.person, "login": slip.login, "code": _shown(slip.code), "qr": qr.svg(slip.url)}
            for slip in slips
        ],
    }
    return typeset("slips", data, made_at=made_at)


def _shown(code: str) -> str:
    return code if "-" in code else grouped(code)
