"""A path of the demonstration with more than courses: a choice of two tasks, a team's task, and steps that wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from kaganek.core.seats import SYSTEM
from kaganek.learning.models import Course, Task
from kaganek.learning.services.paths import Group, Step, assign, create_path
from kaganek.learning.services.tasks.assigning import create_task
from kaganek.learning.terms import TaskKind
from kaganek.programmes.models import Enrolment, Project
from kaganek.site.demo.tasks import TERMS, TITLE

NAME = "Pisma, które każdy rozumie"
ALONE = {  # tasks that each person does for themselves
    "Jedna sprawa oczami mieszkańca": (
        "Wybierz sprawę, którą często załatwiasz.\n\n"
        "Przejdź ją tak, jak mieszkaniec: od strony internetowej do odpowiedzi. Zapisz każdy krok i każde pytanie, które "
        "po drodze się pojawia.\n\nOddaj listę kroków i jedno zdanie: co najłatwiej uprościć?"
    ),
    "Przegląd jednego formularza": (
        "Wybierz formularz, w którym mieszkańcy często się mylą.\n\n"
        "Przy każdym polu zapisz, do czego jest potrzebne. Zaznacz pola, których urząd już nie używa.\n\n"
        "Oddaj listę pól z krótką uwagą przy każdym."
    ),
    "Plan zmian w pismach zespołu": (
        "Na podstawie szkolenia i zadań zaproponuj trzy zmiany w pismach swojego zespołu.\n\n"
        "Przy każdej napisz, kto ją wprowadzi i po czym poznacie, że pomogła."
    ),
}


def write_mixed_path(project: Project, course: Course, learner: Enrolment, *, at: datetime) -> None:
    """The course first; one of two tasks; the office's task after the course; a plan after both. One person has it."""
    together = Task.objects.get(project=project, title=TITLE)
    sprawa, formularz, plan = (
        create_task(
            project,
            replace(
                TERMS, title=title, instructions=words, kind=TaskKind.PERSON, most_files=1, hours=Decimal(1)
            ),
            by=SYSTEM,
        )
        for title, words in ALONE.items()
    )
    steps = [
        Step(course.pk, due_days=30),
        Step(sprawa.pk, due_days=45, kind="task", group=1),
        Step(formularz.pk, due_days=45, kind="task", group=1),
        Step(together.pk, due_days=60, kind="task", needs=(1,)),
        Step(plan.pk, due_days=75, kind="task", after_previous=True, needs=(2,)),
    ]
    path = create_path(
        project.pk, name=NAME, note="Szkolenie, zadanie do wyboru i praca zespołu", steps=steps,
        groups=[Group(1, 1, "Zadanie do wyboru")], by=SYSTEM,
    )  # fmt: skip
    assign(path.pk, [learner], by=SYSTEM, at=at)
