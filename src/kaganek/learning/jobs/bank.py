"""Work of the question bank that takes a while, watched by the person who asked: a file read, a file taken."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from kaganek.core.jobs import Watched
from kaganek.core.seats import seated
from kaganek.learning.models import BankImport
from kaganek.learning.services.bank import imports
from kaganek.learning.services.bank.categories import TooDeep
from kaganek.lib.polish import counted

QUESTIONS = ("pytanie", "pytania", "pytań")


def read(job: Watched, *, draft_id: int) -> None:
    """Judge an uploaded file; begun anew after a kill, it finds the file judged or waiting."""
    seat = job.seat()
    job.tell(message="Czytamy plik i sprawdzamy każde pytanie.")
    with seated(seat):
        draft = imports.judge_import(draft_id, by=seat)
    page = reverse("learning:bank_import", args=[draft_id])
    if draft.state == BankImport.State.REFUSED:
        job.finish(draft.facts["reason"], next_url=page, failed=True)
        return
    found = sum(draft.facts["counts"].values())
    job.finish(f"W pliku: {counted(found, *QUESTIONS)}. Sprawdź, co się z nimi stanie.", next_url=page)


def take(job: Watched, *, draft_id: int) -> None:
    """Put the good questions into the bank; begun anew after a kill, it adds nothing twice."""
    seat = job.seat()
    page = reverse("learning:bank_import", args=[draft_id])
    job.tell(message="Zapisujemy pytania w banku.")
    try:
        with seated(seat):
            saved = imports.take_import(draft_id, by=seat, at=timezone.now())
    except imports.NotOpen:
        job.finish("Ten plik jest już zamknięty. Nic nie zapisano.", next_url=page, failed=True)
        return
    except TooDeep:
        job.finish(
            "Kategorie z pliku leżą razem zbyt głęboko: najwięcej może być 10 poziomów. Wczytaj plik do innej"
            " kategorii. Nic nie zapisano.", next_url=page, failed=True,
        )  # fmt: skip
        return
    job.finish(f"Zapisano w banku: {counted(saved, *QUESTIONS)}.", next_url=page)
