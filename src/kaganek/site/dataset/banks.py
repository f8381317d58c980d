"""Question banks of the made-up country: the programme's, and one of each of the first offices.

Every text carries the word of its owner, so that a word in the wrong place is noticed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import BankImport, BankImportLine
from kaganek.learning.services.bank.categories import make_category
from kaganek.learning.services.bank.questions import add_questions
from kaganek.learning.services.bank.wording import Placed, Wording
from kaganek.learning.terms import LineVerdict
from kaganek.people.models import Person
from kaganek.site.dataset.plan import canary

if TYPE_CHECKING:
    from kaganek.site.dataset.build import Country

OFFICES = 12  # with a bank of their own
PROGRAMME = "BANK"  # the word of the programme's own bank


def write_banks(country: Country, *, at: datetime) -> None:
    """A category with a question for each owner, and a file that waits to be confirmed."""
    known = {person.login: person for person in country.persons}
    word = canary(country.seed, PROGRAMME)
    _bank(word, None, at=at)
    _file(word, known["e1"], at=at)
    for n in range(min(OFFICES, country.plan.offices)):
        word = country.office_word(n)
        _bank(word, country.offices[n].pk, at=at)
        _file(word, known[f"i{n:04d}"], at=at)


def _bank(word: str, office_id: int | None, *, at: datetime) -> None:
    category = make_category(f"Kategoria {word}", parent=None, office_id=office_id, by=SYSTEM)
    wording = Wording("short", f"Jak brzmi hasło {word}?", {"accepted": [word]}, f"Wyjaśnienie {word}")
    placed = Placed(wording, category_id=category.pk, tags=(f"etykieta {word}",))
    add_questions([placed], office_id=office_id, by=SYSTEM, at=at)


def _file(word: str, author: Person, *, at: datetime) -> None:
    """Written in the author's own name: nobody else may even add one."""
    with seated(replace(SYSTEM, person_id=author.pk)):
        draft = BankImport.objects.create(
            author=author, office_id=author.office_id, file_name=f"pytania {word}.gift", format="gift",
            state=BankImport.State.OPEN, made_at=at,
            facts={"encoding": "utf-8", "notes": [], "counts": {**dict.fromkeys(LineVerdict.values, 0), LineVerdict.REFUSED: 1}},
        )  # fmt: skip
        BankImportLine.objects.create(
            author=author, draft=draft, number=1, line=1, name=f"Pytanie {word}", kind="short",
            verdict=LineVerdict.REFUSED, reasons=[f"Powód {word}"],
        )  # fmt: skip
