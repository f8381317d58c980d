"""What a seat may read of what people write to each other, worked out from tables alone, without the product's rules."""

from __future__ import annotations

from typing import Any

from django.db import connection

from kaganek.core.dbroles import DbRole
from kaganek.core.seats import Seat
from tests.isolation import announced, questions

MEMBERS = "member_ids && %s::bigint[]"


def reach(seat: Seat, table: str, columns: set[str]) -> tuple[str, list[Any]]:
    """A condition on the rows of one of communication's tables, with its values."""
    if table in questions.TABLES:
        return questions.reach(seat, table)
    if table in announced.TABLES:
        return announced.reach(seat, table)
    own = [seat.person_id or 0]
    if table == "communication_contactcard":
        return "author_id = ANY(%s)", [own]
    if table == "communication_conversation":
        return MEMBERS, [own]
    if table == "communication_message":
        return f"conversation_id IN (SELECT id FROM communication_conversation WHERE {MEMBERS})", [own]
    if table == "communication_abusereport":
        return _reports(seat)
    if table == "communication_chatvisit":  # each person's own
        return "person_id = ANY(%s)", [own]
    key = "id" if table == "communication_space" else "space_id"
    return f"{key} = ANY(%s)", [sorted(spaces_of(seat))]


def _reports(seat: Seat) -> tuple[str, list[Any]]:
    """Those that wait for the own office's staff or the own project's coordinator; jobs see all.

    Where the ORM stands alone, a participant meets those of the own office; the database lets none read the table.
    """
    match seat.db_role:
        case DbRole.OFFICE | DbRole.PERSON:
            return "office_id = ANY(%s)", [list(seat.offices or ())]
        case DbRole.PROJECT:
            return "project_id = ANY(%s)", [list(seat.projects or ())]
        case DbRole.GLOBAL if seat.person_id is None:
            return "true", []
    return "false", []


def authors_in(seat: Seat) -> set[int]:
    """People whose words stand in a space that the seat reads: it may know their names."""
    rows = _rows("SELECT by_id FROM communication_post WHERE space_id = ANY(%s)", sorted(spaces_of(seat)))
    return {one[0] for one in rows}


def words_of(seat: Seat) -> set[str]:
    """The words of the spaces that a seat reads, of its own conversations, and in the names of who writes there."""
    texts = _rows(
        "SELECT title FROM communication_space WHERE id = ANY(%s)"
        f" UNION SELECT last_words FROM communication_conversation WHERE {MEMBERS}"
        " UNION SELECT last_name FROM people_person WHERE id = ANY(%s)",
        sorted(spaces_of(seat)), [seat.person_id or 0], sorted(authors_in(seat)),
    )  # fmt: skip
    return {text.rpartition(" ")[2] for (text,) in texts if "KANAREK-" in text}


def spaces_of(seat: Seat) -> set[int]:
    """The spaces a seat reads; asked as whoever sees all the tables."""
    if seat.db_role in (DbRole.GLOBAL, DbRole.READER):
        return set() if seat.person_id else {one[0] for one in _rows("SELECT id FROM communication_space")}
    return {
        pk
        for pk, kind, project, office, source in _rows(
            "SELECT id, kind, project_id, office_id, source FROM communication_space"
        )
        if _is_read(seat, pk, kind, project, office, source)
    }


def _is_read(seat: Seat, pk: int, kind: str, project: int, office: int, source: str) -> bool:
    offices, projects = set(seat.offices or ()), set(seat.projects or ())
    match seat.db_role:
        case DbRole.PROJECT:
            return project in projects
        case DbRole.EDITOR:
            return kind == "course" and _course(source) in _ids("learning_course WHERE office_id IS NULL")
        case DbRole.ADVISER:
            return project in projects and bool(offices & group(pk) if kind == "group" else offices)
    match kind:
        case "office":
            return office in offices
        case "group":
            return bool(offices & group(pk))
        case "project":
            return project in (
                {
                    one[0]
                    for one in _rows(
                        "SELECT project_id FROM programmes_participation WHERE office_id = ANY(%s)",
                        list(offices),
                    )
                }
                if seat.db_role is DbRole.OFFICE
                else _enrolled(seat)
            )
        case "course":
            return seat.db_role is DbRole.PERSON and (project, _course(source)) in _taken(seat)
    return False


def group(space: int) -> set[int]:
    return {
        one[0] for one in _rows("SELECT office_id FROM communication_spaceoffice WHERE space_id = %s", space)
    }


def _course(source: str) -> int:
    return int(source.rpartition(":")[2])


def _enrolled(seat: Seat) -> set[int]:
    rows = _rows(
        "SELECT project_id FROM programmes_enrolment WHERE left_at IS NULL AND person_id = %s", seat.person_id
    )
    return {one[0] for one in rows}


def _taken(seat: Seat) -> set[tuple[int, int]]:
    """(project, course) of a person who has not left the project."""
    rows = _rows(
        "SELECT p.project_id, p.course_id FROM learning_courseprogress p JOIN programmes_enrolment e ON e.id = p.enrolment_id"
        " WHERE e.left_at IS NULL AND e.person_id = %s",
        seat.person_id,
    )
    return set(rows)


def _ids(what: str) -> set[int]:
    return {one[0] for one in _rows(f"SELECT id FROM {what}")}


def _rows(query: str, *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchall()
