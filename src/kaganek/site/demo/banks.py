"""Question banks of the demonstration: the programme's and one of an office, read from files as anybody's would be."""

from __future__ import annotations

from datetime import datetime

from kaganek.core.seats import SYSTEM
from kaganek.learning.services.bank.files import judge_file, take_lines
from kaganek.lib.questions import Format
from kaganek.people.models import Office
from kaganek.site.demo.courses import CONTENT


def write_banks(office: Office, *, at: datetime) -> None:
    """The programme's bank, and a small one of the office."""
    for name, owner in (("bank-pytan.gift", None), ("bank-zalesie.gift", office.pk)):
        judged = judge_file((CONTENT / name).read_bytes(), fmt=Format.GIFT, office_id=owner)
        take_lines(judged.lines, under=None, office_id=owner, by=SYSTEM, at=at, note=f"Z pliku {name}")
