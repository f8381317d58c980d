"""What a seat may read of questions, letters and contacts, worked out from tables alone, without the product's rules."""

from __future__ import annotations

from typing import Any

from django.db import connection

from kaganek.core.dbroles import DbRole
from kaganek.core.seats import Seat
from kaganek.site.dataset import canary

ASKED = {
    "communication_question": "id = ANY(%s)",
    "communication_questionmessage": "question_id = ANY(%s)",
    "communication_questionfile": (
        "message_id IN (SELECT id FROM communication_questionmessage WHERE question_id = ANY(%s))"
    ),
}
# Technical questions that the platform's supplier answers (rule C-86): whoever reads one may know by whom.
OF_SUPPLIERS = """
SELECT 1 FROM communication_question q WHERE q.id = ANY(%s) AND q.desk = 'support' AND (
    q.escalated_at IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM people_membership m
        WHERE m.office_id = q.office_id AND m.role = 'it_admin' AND m.ended_at IS NULL AND m.person_id <> q.person_id
    )
)
"""
SEES_ALL = (DbRole.GLOBAL, DbRole.READER)
OF_PROJECTS = ("communication_subjectadviser", "communication_incomingmail")
TABLES = (
    *ASKED, *OF_PROJECTS, "communication_questionnote", "communication_readyanswer", "communication_readyansweruse",
    "communication_faqentry", "communication_officecontact",
)  # fmt: skip


def reach(seat: Seat, table: str) -> tuple[str, list[Any]]:
    """A condition on the rows of one of these tables, with its values."""
    if table in ASKED:
        return ASKED[table], [questions_of(seat)]
    if table == "communication_questionnote":
        answers = seat.db_role in (DbRole.ADVISER, DbRole.PROJECT, *SEES_ALL)
        return "question_id = ANY(%s)", [questions_of(seat) if answers else []]
    if table == "communication_readyanswer":
        return "id = ANY(%s)", [_ready(seat)]
    if table == "communication_readyansweruse":
        return "ready_id = ANY(%s)", [_ready(seat)]
    if seat.db_role in SEES_ALL:
        return "true", []
    if table == "communication_faqentry":  # taken back, it is its project's alone
        return "withdrawn_at IS NULL OR project_id = ANY(%s)", [list(seat.projects or ())]
    return _of_projects(seat, table)


def _of_projects(seat: Seat, table: str) -> tuple[str, list[Any]]:
    offices, projects = list(seat.offices or ()), list(seat.projects or ())
    if seat.db_role is DbRole.PROJECT:
        return "project_id = ANY(%s)", [projects]
    if seat.db_role is DbRole.ADVISER and table == "communication_officecontact":
        return "project_id = ANY(%s) AND office_id = ANY(%s)", [projects, offices]
    return "false", []


def questions_of(seat: Seat) -> list[int]:
    """The questions a seat reads; asked as whoever sees all the tables."""
    rows = _rows(
        "SELECT id, desk, project_id, office_id, person_id, escalated_at FROM communication_question"
    )
    return sorted(pk for pk, *row in rows if _is_read(seat, *row))


def _is_read(seat: Seat, desk: str, project: int, office: int, person: int, passed_on: object) -> bool:
    own = person == seat.person_id
    match seat.db_role:
        case DbRole.PERSON:
            return own
        case DbRole.OFFICE:
            return own or (
                desk == "support" and office in (seat.offices or ()) and _administers(seat.person_id, office)
            )
        case DbRole.ADVISER:
            return desk == "content" and project in (seat.projects or ()) and office in (seat.offices or ())
        case DbRole.PROJECT:
            return project in (seat.projects or ())
        case DbRole.GLOBAL | DbRole.READER:
            return seat.person_id is None or (desk == "support" and passed_on is not None)
    return False


def _administers(person: int | None, office: int) -> bool:
    query = "SELECT 1 FROM people_membership WHERE person_id = %s AND office_id = %s AND role = 'it_admin' AND ended_at IS NULL"
    return bool(_rows(query, person, office))


def _ready(seat: Seat) -> list[int]:
    rows = _rows("SELECT id, desk, project_id FROM communication_readyanswer")
    support = seat.db_role in (DbRole.OFFICE, *SEES_ALL)
    inside = seat.db_role is DbRole.PROJECT or (seat.db_role is DbRole.ADVISER and bool(seat.offices))
    return [
        pk
        for pk, desk, project in rows
        if seat.person_id is None
        or (support and desk == "support")
        or (inside and project in (seat.projects or ()))
    ]


def words(seat: Seat, seed: int) -> set[str]:
    """The canaries of questions, notes, letters and contacts that a seat may meet."""
    found = {canary(seed, f"Q{pk:05d}") for pk in questions_of(seat)}
    if _rows(OF_SUPPLIERS, questions_of(seat)):
        found.add(canary(seed, "DOSTAWCA"))
    for letter, table in (
        ("N", "communication_questionnote"),
        ("L", "communication_incomingmail"),
        ("K", "communication_officecontact"),
    ):
        where, params = reach(seat, table)
        name = "question_id" if letter == "N" else "id"
        found |= {
            canary(seed, f"{letter}{pk:05d}")
            for (pk,) in _rows(f"SELECT {name} FROM {table} WHERE {where}", *params)
        }
    return found


def _rows(query: str, *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchall()
