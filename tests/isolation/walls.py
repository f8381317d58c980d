"""Each wall alone: which rows a seat reads when the other wall has been taken down.

What a seat should read is worked out here from the columns of the tables, with none of the
product's own rules; so a hole in the rules cannot hide itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from unittest import mock

from django.db import ProgrammingError, connection, transaction
from django.db.models import Manager

from kaganek.core.dbroles import DbRole
from kaganek.core.prepared import forget
from kaganek.core.rls import seated_models
from kaganek.core.scoping import SeatedManager, SeatedModel
from kaganek.core.seats import Seat, _entered, seated
from tests.isolation import talks

OF_THE_OFFICE = (  # of nobody's person: where the ORM stands alone, a learner meets those of the own office
    "programmes_participation",
    "people_advisedoffice",
    "learning_assignmentrule",
    "learning_courserequirement",
    "learning_progresschange",
    "reporting_tally",
    "portal_officearticle",
    "reporting_savedreport",
    "reporting_reportschedule",
)
# Without a word of whose they are, for everyone of the project who has the task: where the ORM stands alone, a
# consultant meets those of the own project; the database lets neither consultants nor offices read the table.
OF_THE_PROJECT = (
    "learning_shownexample", "learning_shownexamplefile", "portal_case", "portal_joinrequest", "reporting_indicator",
    "reporting_indicatorperiod", "reporting_indicatortarget", "reporting_indicatorline",
)  # fmt: skip
COMMON = ("learning_package", "learning_packageitem")  # rows of no office are the whole programme's
LIBRARIES = (  # an office's own, or the programme's, which projects and editors read
    "learning_bankcategory",
    "learning_bankquestion",
    "learning_bankversion",
    *(
        f"questionnaires_{name}"
        for name in (
            "form",
            "formsection",
            "formquestion",
            "formversion",
            "privacynotice",
            "response",
            "answer",
            "formfile",
            "formknock",
            "disposal",
        )
    ),
)
# Made by one of its staff and then everyone's of the office, the project or the centre it was made in.
OF_A_PLACE = ("reporting_savedreport", "reporting_reportschedule")
OF_MEMBERS = "member_ids && ARRAY[%s::bigint]"  # who is in the team of a task
ADVISERS = (  # the consultants of an office are known to it by name
    "id IN (SELECT adviser_id FROM people_advisedoffice WHERE ended_at IS NULL AND office_id = ANY(%s))"
)
SEES_ALL = (DbRole.GLOBAL, DbRole.READER)
LIMITED = set(DbRole) - {DbRole.APP}
# the first that a table has
OWNERS = (
    "author_id",
    "space_id",
    "office_id",
    "project_id",
    "member_ids",
    "conversation_id",
    "message_id",
    "person_id",
)


def foreign_rows(seat: Seat, model: type[SeatedModel], *, wall: str) -> set[int]:
    """Primary keys that a seat reads through one wall alone and should not; wall is "orm" or "database"."""
    if wall == "database" and seat.db_role in SEES_ALL and not model.private:
        return set()  # all rows by their nature; the ORM and the access table keep what others wrote from it
    seen: set[int] = set()
    if wall == "orm":  # the owner of the tables sees all rows: only the ORM's filter is left
        with seated(seat), as_owner():
            seen = set(model.objects.values_list("pk", flat=True))
    else:
        with orm_wall_down(), seated(seat), suppress(ProgrammingError), transaction.atomic():
            seen = set(model.objects.values_list("pk", flat=True))  # no right at all is no leak
    return seen - expected(seat, model)


@contextmanager
def as_owner() -> Iterator[None]:
    """The role that the tables belong to: no policy stands in its way."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        before = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('role', 'none', true)")
        yield
        cursor.execute("SELECT set_config('role', %s, true)", [before])


@contextmanager
def orm_wall_down() -> Iterator[None]:
    """The manager forgets its filter: only row-level security is left."""
    with mock.patch.object(SeatedManager, "get_queryset", Manager.get_queryset):
        forget()
        yield
    forget()


@contextmanager
def both_down() -> Iterator[None]:
    """No wall stands: no filter, and every seat asks as the tables' owner; the front door and jobs go on as they are."""

    def unwalled(role: DbRole, seat: Seat) -> list[str]:
        return _entered("none" if role in LIMITED else role, seat)  # type: ignore[arg-type]

    with orm_wall_down(), mock.patch("kaganek.core.seats._entered", unwalled):
        yield


@contextmanager
def filter_dropped(model: type[SeatedModel]) -> Iterator[None]:
    """The manager forgets its filter for one table."""
    whole = SeatedManager.get_queryset

    def holed(manager: SeatedManager) -> Any:
        return (Manager.get_queryset if manager.model is model else whole)(manager)

    with mock.patch.object(SeatedManager, "get_queryset", holed):
        forget()
        yield
    forget()


def spaces(model: type[SeatedModel]) -> int:
    """Of how many authors, offices or projects the table has rows."""
    with as_owner(), connection.cursor() as cursor:
        present = columns(model._meta.db_table)
        space = next(name for name in OWNERS if name in present)
        cursor.execute(f'SELECT count(DISTINCT "{space}") FROM "{model._meta.db_table}"')
        return cursor.fetchone()[0]


def columns(table: str) -> set[str]:
    """Those that the role in use may read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public'",
            [table],
        )
        return {row[0] for row in cursor.fetchall()}


def expected(seat: Seat, model: type[SeatedModel]) -> set[int]:
    """What the seat may read, by the tables' columns: person_id, office_id, project_id, author_id."""
    table = model._meta.db_table
    with as_owner(), connection.cursor() as cursor:
        where, params = _reach(seat, table, columns(table))
        cursor.execute(f'SELECT id FROM "{table}" WHERE {where}', params)
        return {row[0] for row in cursor.fetchall()}


def _reach(seat: Seat, table: str, columns: set[str]) -> tuple[str, list[Any]]:
    if table.startswith("communication_"):
        return talks.reach(seat, table, columns)
    if seat.db_role in SEES_ALL and ("author_id" not in columns or table in OF_A_PLACE):
        return "true", []
    if "author_id" in columns and table not in OF_A_PLACE:
        return "author_id = %s", [seat.person_id or 0]
    if table in COMMON:
        own_office = seat.db_role in (DbRole.PERSON, DbRole.OFFICE, DbRole.ADVISER)
        return "office_id IS NULL OR office_id = ANY(%s)", [list(seat.offices or ()) if own_office else []]
    if table in LIBRARIES and seat.db_role in (DbRole.PROJECT, DbRole.ADVISER, DbRole.EDITOR):
        return "office_id IS NULL", []
    own = "id" if table == "people_person" else "person_id"
    project = "project_ids && %s::bigint[]" if table == "people_person" else "project_id = ANY(%s::bigint[])"
    cases = {
        DbRole.PERSON: _person_reach(seat, table, columns, own),
        DbRole.OFFICE: _office_reach(seat, table, columns),
        DbRole.PROJECT: _project_reach(seat, table, columns, project),
        DbRole.ADVISER: _adviser_reach(seat, table, columns, project),
    }
    where, params = cases.get(seat.db_role, ("false", []))
    if table == "reporting_reportissue":
        where = f"({where}) OR published_at IS NOT NULL"
    return where, params


def _project_reach(seat: Seat, table: str, columns: set[str], project: str) -> tuple[str, list[Any]]:
    if not columns & {"project_id", "project_ids"}:
        return "false", []
    if table == "people_membership":
        return f"{project} OR person_id = %s", [list(seat.projects or ()), seat.person_id]
    return project, [list(seat.projects or ())]


def _adviser_reach(seat: Seat, table: str, columns: set[str], project: str) -> tuple[str, list[Any]]:
    """The project's rows of the offices assigned, and what the consultant is."""
    within = [list(seat.projects or ()), list(seat.offices or ())]
    if table in OF_THE_PROJECT:
        return project, within[:1]
    if (
        table == "portal_officearticle"
    ):  # where the ORM stands alone; the database lets consultants read what is shown
        return "office_id = ANY(%s)", within[1:]
    if "office_id" not in columns or not columns & {"project_id", "project_ids"}:
        return "false", []
    where = f"{project} AND office_id = ANY(%s)"
    if table == "people_membership":
        return f"({where}) OR person_id = %s", [*within, seat.person_id]
    if table == "people_person":
        return f"({where}) OR id = %s OR {ADVISERS}", [*within, seat.person_id, within[1]]
    return where, within


def _person_reach(seat: Seat, table: str, columns: set[str], own: str) -> tuple[str, list[Any]]:
    offices = list(seat.offices or ())
    if table == "people_person":
        return f"id = %s OR (is_contact AND office_id = ANY(%s)) OR {ADVISERS}", [
            seat.person_id,
            offices,
            offices,
        ]
    if table == "people_membership":
        staff = "role IN ('supervisor', 'office_coordinator', 'it_admin')"
        return f"person_id = %s OR ({staff} AND office_id = ANY(%s))", [seat.person_id, offices]
    if "member_ids" in columns:
        return OF_MEMBERS, [seat.person_id]
    if "work_id" in columns:
        return f"work_id IN (SELECT id FROM learning_taskwork WHERE {OF_MEMBERS})", [seat.person_id]
    if own in columns:
        return f"{own} = %s", [seat.person_id]
    return ("office_id = ANY(%s)", [offices]) if table in OF_THE_OFFICE else ("false", [])


def _office_reach(seat: Seat, table: str, columns: set[str]) -> tuple[str, list[Any]]:
    if "office_id" not in columns:
        return "false", []
    if table == "people_person":
        return f"office_id = ANY(%s) OR {ADVISERS}", [list(seat.offices or ())] * 2
    if table == "people_membership":
        return "office_id = ANY(%s) OR person_id = %s", [list(seat.offices or ()), seat.person_id]
    return "office_id = ANY(%s)", [list(seat.offices or ())]


def leaks(
    seats: dict[str, Seat], *, wall: str, tables: Iterable[type[SeatedModel]] | None = None
) -> list[str]:
    """Every table (of `tables`, or of all) that gives some seat a row too many through one wall alone."""
    return [
        f"{role} reads {len(rows)} foreign rows of {model._meta.label}"
        for role, seat in seats.items()
        for model in (seated_models() if tables is None else tables)
        if (rows := foreign_rows(seat, model, wall=wall))
    ]
