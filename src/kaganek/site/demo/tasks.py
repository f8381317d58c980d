"""Tasks of the demonstration: one waits for Filip, one came back to be corrected, one is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import Task, TaskWork
from kaganek.learning.services.tasks.assigning import TaskTerms, create_task, give_task, set_team
from kaganek.learning.services.tasks.handing import hand_in
from kaganek.learning.services.tasks.reviewing import review
from kaganek.learning.terms import TaskKind, Verdict
from kaganek.people.models import Office, Person
from kaganek.people.queries.account import own_seat
from kaganek.programmes.models import Project

TERMS = TaskTerms(
    title="Trzy pisma prostym językiem",
    instructions=(
        "Wybierzcie trzy pisma, które urząd wysyła najczęściej.\n\n"
        "Przepiszcie każde tak, żeby mieszkaniec po pierwszym czytaniu wiedział, co ma zrobić, do kiedy i gdzie.\n\n"
        "Oddajcie nowe wersje i po jednym zdaniu o tym, co zmieniło się najbardziej. "
        "Usuńcie z pism dane osób."
    ),
    kind=TaskKind.TEAM, wants_text=True, most_files=3, hours=Decimal(4), rubric_id=None,
)  # fmt: skip
WORDS = {
    "Zalesie": "1. Wezwanie do uzupełnienia wniosku: zaczyna się od tego, czego brakuje i do kiedy to donieść.\n\n"
    "2. Decyzja o podatku: kwota i termin stoją w pierwszym akapicie.\n\n"
    "3. Zawiadomienie o odbiorze odpadów: zamiast paragrafów jest tabela z dniami.",
    "Lipniki": "1. Wezwanie do zapłaty: krótsze o połowę.\n\n2. Zaproszenie na konsultacje: data jest w tytule.",
    "Olszany": "1. Decyzja o warunkach zabudowy: najpierw rozstrzygnięcie, potem uzasadnienie.\n\n"
    "2. Wezwanie do uzupełnienia: lista braków zamiast zdań.\n\n3. Odpowiedź na skargę: przeprosiny na początku.",
}
SAID = {
    "Lipniki": (Verdict.RETURNED, "Dobry początek. Brakuje trzeciego pisma i zdania o największej zmianie."),
    "Olszany": (Verdict.ACCEPTED, "Bardzo dobre skróty. Lista braków przyda się też innym urzędom."),
}


def write_tasks(
    project: Project, offices: Mapping[str, Office], *, first: Person, consultant: Seat, at: datetime
) -> None:
    """The team of Zalesie begins with `first`; each office hands in by the deeds of the product."""
    task = create_task(project, TERMS, by=SYSTEM)
    due_on = timezone.localdate(at) + timedelta(days=5)
    begun = at - timedelta(days=20)
    give_task(task, project, [offices[name].pk for name in WORDS], due_on=due_on, by=SYSTEM, at=begun)
    for days, name in enumerate(WORDS, start=3):
        work = _team(task, offices[name], first, begun)
        seat = own_seat(replace(consultant, person_id=work.member_ids[0]))
        with seated(replace(seat, offices=(work.office_id,))):
            version = hand_in(work.pk, WORDS[name], over=0, by=seat, at=at - timedelta(days=days))
        if name in SAID:
            verdict, remark = SAID[name]
            with seated(consultant):
                review(version.pk, verdict, marks={}, remark=remark, by=consultant, at=at - timedelta(days=1))


def _team(task: Task, office: Office, first: Person, at: datetime) -> TaskWork:
    work = TaskWork.objects.get(task=task, office=office)
    ids = [first.pk, *work.member_ids] if first.pk in work.member_ids else work.member_ids
    return set_team(work.pk, list(dict.fromkeys(ids))[:3], by=SYSTEM, at=at)
