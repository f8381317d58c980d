"""Forms that make something new, sent ten times at the same moment: one thing is made, and every answer is a way on.

Each becomes a race (tests/faults/races.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.utils.timezone import localdate

from tests.faults.stage import Stage

TODAY = f"{localdate():%d.%m.%Y}"


def project(stage: Stage) -> int:
    return int(stage.one("SELECT id FROM programmes_project WHERE code = 'SU-2026'"))


def office(stage: Stage) -> int:
    return int(stage.one("SELECT id FROM people_office WHERE teryt = '141101'"))


def space(stage: Stage) -> int:
    return int(
        stage.one(
            "SELECT id FROM communication_space WHERE kind = 'office' AND office_id = %s", office(stage)
        )
    )


def offices(stage: Stage) -> list[int]:
    taking_part = "SELECT office_id FROM programmes_participation WHERE project_id = %s ORDER BY 1 LIMIT 2"
    return [row[0] for row in stage.rows(taking_part, project(stage))]


@dataclass(frozen=True, slots=True)
class SentForm:
    """A form as somebody fills it in; the word in it is new each time and finds what was made."""

    name: str
    login: str
    where: Callable[[Stage], str]
    fields: Callable[[Stage, str], Any]  # a table, or pairs
    made: str  # a query of their number by the word


FORMS = (
    SentForm(
        "announcement", "dorota", lambda stage: "/ogloszenia/nowe/",
        lambda stage, word: {
            "to": f"project:{project(stage)}", "title": word, "from_on": TODAY, "until_on": TODAY, "batch": uuid4(),
            "confirmed": "1",
        },
        "SELECT count(*) FROM communication_announcement WHERE title = %s",
    ),
    SentForm(
        "question", "anna", lambda stage: "/pytania/nowe/",
        lambda stage, word: {"desk": "content", "project": project(stage), "subject": word, "text": "Jak to zrobić?"},
        "SELECT count(*) FROM communication_question WHERE subject = %s",
    ),
    SentForm(
        "topic", "anna", lambda stage: f"/forum/{space(stage)}/nowy-temat/",
        lambda stage, word: {"title": word, "text": "O co chodzi"},
        "SELECT count(*) FROM communication_topic WHERE title = %s",
    ),
    SentForm(
        "room", "bogdan", lambda stage: f"/czat/nowy/{space(stage)}/", lambda stage, word: {"title": word},
        "SELECT count(*) FROM communication_chatroom WHERE title = %s",
    ),
    SentForm(
        "group", "dorota", lambda stage: "/forum/grupy/SU-2026/nowa/",
        lambda stage, word: [("title", word), *(("offices", one) for one in offices(stage))],
        "SELECT count(*) FROM communication_space WHERE title = %s",
    ),
    SentForm(
        "contact", "filip", lambda stage: "/kontakty/nowy/",
        lambda stage, word: {
            "place": f"{project(stage)}-{office(stage)}", "kind": "call", "on": TODAY, "agreed": word, "once": uuid4(),
        },
        "SELECT count(*) FROM communication_officecontact WHERE agreed = %s",
    ),
    SentForm(
        "ready_answer", "filip", lambda stage: "/gotowe-odpowiedzi/nowa/",
        lambda stage, word: {"title": word, "text": "Dzień dobry"},
        "SELECT count(*) FROM communication_readyanswer WHERE title = %s",
    ),
    SentForm(
        "task", "dorota", lambda stage: "/projekty/SU-2026/zadania/nowe/",
        lambda stage, word: {
            "title": word, "instructions": "Zmierz czas.", "kind": "person", "wants_text": "on", "most_files": "0",
            "hours": "1",
        },
        "SELECT count(*) FROM learning_task WHERE title = %s",
    ),
    SentForm(
        "filters", "bogdan", lambda stage: "/raporty/postep/zapisz/",
        lambda stage, word: {"zapis-name": word, "zapis-share": "own", "zapis-form_key": uuid4(), "zapis-asked": ""},
        "SELECT count(*) FROM reporting_savedreport WHERE name = %s",
    ),
    SentForm(
        "schedule", "bogdan", lambda stage: "/raporty/postep/zaplanuj/",
        lambda stage, word: {
            "wysylka-name": word, "wysylka-every": "week", "wysylka-to_whom": "me", "wysylka-form_key": uuid4(),
            "wysylka-asked": "",
        },
        "SELECT count(*) FROM reporting_reportschedule WHERE name = %s",
    ),
)  # fmt: skip
