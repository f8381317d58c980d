"""How long a course holds, said in one line."""

from __future__ import annotations

from kaganek.learning.models import CourseValidity
from kaganek.learning.terms import Renewal
from kaganek.lib.polish import MONTHS, counted


def in_words(held: CourseValidity) -> str:
    """ "ważne 12 miesięcy, odnowienie od 30 dni przed końcem: sam test" """
    if held.months:
        long = f"ważne {counted(held.months, 'miesiąc', 'miesiące', 'miesięcy')}"
    else:
        long = f"ważne do {held.day} {MONTHS[(held.month or 1) - 1]} każdego roku"
    window = counted(held.opens_days, "dzień", "dni", "dni")
    how = "sam test" if held.renewal == Renewal.QUIZ else "całe szkolenie"
    return f"{long}, odnowienie od {window} przed końcem ({how})"
