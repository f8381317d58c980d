"""What a seat may read of announcements, worked out from tables alone, without the product's rules."""

from __future__ import annotations

from typing import Any

from django.db import connection

from kaganek.core.dbroles import DbRole
from kaganek.core.seats import Seat

TABLES = ("communication_announcement", "communication_announcementreceipt")
SEES_ALL = (DbRole.GLOBAL, DbRole.READER)


def reach(seat: Seat, table: str) -> tuple[str, list[Any]]:
    """A condition on the rows of one of these tables, with its values."""
    if table == "communication_announcement":
        return "id = ANY(%s)", [announcements_of(seat)]
    offices, projects = list(seat.offices or ()), list(seat.projects or ())
    match seat.db_role:
        case DbRole.PERSON:
            return "person_id = %s", [seat.person_id]
        case DbRole.OFFICE:
            return "office_id = ANY(%s)", [offices]
        case DbRole.PROJECT:
            return "project_id = ANY(%s)", [projects]
        case DbRole.ADVISER:
            return "project_id = ANY(%s) AND office_id = ANY(%s)", [projects, offices]
    return ("true", []) if seat.db_role in SEES_ALL else ("false", [])


def announcements_of(seat: Seat) -> list[int]:
    """The announcements a seat reads; asked as whoever sees all the tables."""
    rows = _rows("SELECT id, audience, office_id, project_id, space_id FROM communication_announcement")
    return sorted(pk for pk, *row in rows if _is_read(seat, *row))


def _is_read(seat: Seat, audience: str, office: int, project: int, space: int) -> bool:
    if audience == "all":
        return True
    offices, projects = set(seat.offices or ()), set(seat.projects or ())
    match seat.db_role:
        case DbRole.GLOBAL | DbRole.READER:
            return seat.person_id is None and seat.db_role is DbRole.GLOBAL
        case DbRole.PROJECT:
            return project in projects
        case DbRole.ADVISER:
            inside = {"project": True, "group": bool(offices & _group(space)), "office": office in offices}
            return project in projects and inside[audience]
        case DbRole.OFFICE:
            taking_part = "SELECT project_id FROM programmes_participation WHERE office_id = ANY(%s)"
        case DbRole.PERSON:
            taking_part = (
                "SELECT project_id FROM programmes_enrolment WHERE left_at IS NULL AND person_id = ANY(%s)"
            )
        case _:
            return False
    if audience == "project":
        whose = list(offices) if seat.db_role is DbRole.OFFICE else [seat.person_id]
        return project in {one for (one,) in _rows(taking_part, whose)}
    return office in offices if audience == "office" else bool(offices & _group(space))


def _group(space: int) -> set[int]:
    return {
        one for (one,) in _rows("SELECT office_id FROM communication_spaceoffice WHERE space_id = %s", space)
    }


def _rows(query: str, *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchall()
