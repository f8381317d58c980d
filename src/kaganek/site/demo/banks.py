"""Question banks of the demonstration: the programme's and one of an office, read from files as anybody's would be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import BankQuestion
from kaganek.learning.services.bank.files import judge_file, take_lines
from kaganek.learning.services.bank.questions import reword_question
from kaganek.learning.services.bank.wording import wording_of
from kaganek.lib.questions import Format
from kaganek.people.models import Office
from kaganek.site.demo.courses import CONTENT

REWORDED = "Czym są dane osobowe"
ASKED = "Która z tych informacji pozwala rozpoznać konkretną osobę?"


def write_banks(office: Office, author: Seat, *, at: datetime) -> None:
    """The programme's bank, where an author has made one question plainer since, and a small one of the office."""
    for name, owner in (("bank-pytan.gift", None), ("bank-zalesie.gift", office.pk)):
        judged = judge_file((CONTENT / name).read_bytes(), fmt=Format.GIFT, office_id=owner)
        take_lines(judged.lines, under=None, office_id=owner, by=SYSTEM, at=at, note=f"Z pliku {name}")
    with seated(author):
        question = BankQuestion.objects.select_related("current").get(current__name=REWORDED, office=None)
        assert question.current is not None
        plainer = replace(wording_of(question.current), text=ASKED)
        reword_question(
            question.pk, plainer, note="Prostsze pytanie: uczestnicy pytali, co to „dana”.", by=author,
            at=at + timedelta(days=20),
        )  # fmt: skip
