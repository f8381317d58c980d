"""Every table that holds personal data stands behind row-level security, and the database says so itself."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from kaganek.core import access
from kaganek.core.dbroles import DbRole
from kaganek.core.rls import seated_models, secure, tables
from kaganek.core.seats import SYSTEM, seated

PERSONAL = sorted(access.personal_columns())
SEATED = {m._meta.label_lower: m for m in seated_models()}
BEHIND_THE_DOOR = {  # reached by the signing-in role alone; no seat has any right on them
    "people.account", "people.session", "people.onetimecode", "people.signinattempt", "core.shownmail",
}  # fmt: skip

# Work of authors on content, signed by their accounts: walled with their course (test_owned), and nobody's but authors' to write.
SIGNED = {
    "learning.courseedition", "learning.editioncorrection", "learning.editionplan", "learning.lessonremark",
    "learning.lessonreview", "learning.questioncorrection", "learning.reviewanswer",
}  # fmt: skip
PUBLISHED = {  # read with the course
    "learning.courseedition", "learning.editioncorrection", "learning.questioncorrection",
}  # fmt: skip

SHOWN_WHILE_OPEN = {
    "questionnaires.form",
    "questionnaires.formversion",
    "questionnaires.privacynotice",
}
BY_A_SECRET = {"documents.certificate", "learning.deadlinefeed"}  # one row, to whoever knows its code


def rows(query: str, *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchall()


def protection(table: str) -> tuple[bool, bool]:
    return rows("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", table)[0]


def granted(table: str, verb: str = "%") -> set[str]:
    found = rows(
        "SELECT DISTINCT r.rolname FROM pg_class c, aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee"
        " WHERE c.oid = %s::regclass AND r.rolname LIKE 'kaganek%%' AND a.privilege_type LIKE %s",
        table,
        verb,
    )
    return {name for (name,) in found}


def test_the_personal_data_map_names_only_real_columns() -> None:
    for label, columns in access.personal_columns().items():
        model = apps.get_model(label)
        assert set(columns) <= {f.name for f in model._meta.get_fields()}, label


def test_every_seated_table_with_a_person_is_in_the_personal_data_map() -> None:
    with_person = {
        label for label, model in SEATED.items() if "person" in model.reach or "author" in model.reach
    }
    assert with_person - set(PERSONAL) - {"core.jobrun"} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("label", PERSONAL)
def test_a_table_with_personal_data_is_covered(label: str) -> None:
    table = apps.get_model(label)._meta.db_table
    if label in BEHIND_THE_DOOR:
        assert granted(table) <= {DbRole.APP, DbRole.EDITOR, DbRole.OFFICE}
        assert DbRole.OFFICE not in granted(table) or protection(table) == (True, True)
        return
    if label in SIGNED:
        readers = set(DbRole) - {DbRole.PUBLIC, DbRole.APP}
        assert granted(table) <= (
            readers
            if label in PUBLISHED
            else {
                DbRole.EDITOR,
                DbRole.GLOBAL,
                DbRole.READER,
                DbRole.OFFICE,
            }  # an office those of its own courses
        )
        assert protection(table) == (True, True)
        return
    assert label in SEATED
    assert protection(table) == (True, True)
    assert DbRole.PUBLIC not in granted(table, "SELECT") or label in BY_A_SECRET | SHOWN_WHILE_OPEN


@pytest.mark.django_db
def test_a_table_that_lost_its_policies_is_noticed_and_mended() -> None:
    """Negative control: switch the protection off as the owner; the check above sees it."""
    with transaction.atomic():
        rows("SELECT set_config('role', 'none', true)")
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE learning_attempt DISABLE ROW LEVEL SECURITY")
        assert protection("learning_attempt") == (False, True)
        secure()
        assert protection("learning_attempt") == (True, True)
        rows("SELECT set_config('role', %s, true)", DbRole.APP)


@pytest.mark.django_db
def test_every_table_of_the_database_is_known_or_closed() -> None:
    """A table that no model speaks of has no rights for any seat."""
    known = {m._meta.db_table for m in tables()}
    present = set(connection.introspection.table_names())
    for table in sorted(present - known):
        assert granted(table) <= {DbRole.APP}, table


def test_the_log_cannot_be_changed(cast) -> None:
    for who in ("bogdan", "dorota", "grazyna", "irena"):
        with (
            seated(cast.seat(who)),
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
        ):
            rows("UPDATE core_auditentry SET deed = 'x' RETURNING id")
    with seated(SYSTEM), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        rows("DELETE FROM core_auditentry RETURNING id")


COURSES = {"course", "coursemodule", "lesson", "quiz", "quizdraft", "question"}


@pytest.mark.django_db
def test_editors_write_content_and_nothing_else() -> None:
    """Of our own tables; the log and the watched jobs are everybody's to add to."""
    writable = {
        model._meta.label_lower
        for model in tables()
        if model.__module__.startswith("kaganek.")
        and any(
            DbRole.EDITOR in granted(model._meta.db_table, verb) for verb in ("INSERT", "UPDATE", "DELETE")
        )
    }
    bank = {"bankcategory", "bankquestion", "bankversion", "bankimport", "bankimportline"}
    bank |= {"courseexport", "courseimport"}  # files of their own, seen by nobody else
    talk = {
        "communication.chatroom",
        "communication.chatline",
        "communication.chatvisit",
    }  # in spaces of courses
    talk |= {f"communication.{name}" for name in ("topic", "post", "postfile", "spacefollow", "topicfollow")}
    talk |= {  # their own
        f"communication.{name}" for name in ("conversation", "message", "contactcard", "announcementreceipt")
    }
    forms = {
        f"questionnaires.{name}"
        for name in ("form", "formsection", "formquestion", "formversion", "privacynotice")
    }
    assert writable == {f"learning.{name}" for name in {*COURSES, *bank}} | SIGNED | talk | forms | {
        "learning.editionlesson", "learning.editionquestion", "learning.editionquiz", "learning.lessonindex", "learning.lessontext",
        "core.notice", "core.noticechoice", "core.noticecount",
        "learning.gateoverride", "learning.package", "learning.packageitem", "learning.rubric", "learning.task", "portal.article", "portal.material", "portal.materialversion",
        "portal.materialfile", "portal.materialcount", "portal.portalevent", "core.auditentry", "core.jobrun",
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(COURSES))
def test_courses_are_written_by_editors_and_unknown_to_strangers(name: str) -> None:
    table = f"learning_{name}"
    writers = granted(table, "INSERT") | granted(table, "UPDATE") | granted(table, "DELETE")
    assert writers & set(DbRole) == {
        DbRole.GLOBAL,
        DbRole.EDITOR,
        DbRole.OFFICE,
    }  # an office its own: policies
    assert protection(table) == (True, True)
    assert granted(table) & {DbRole.PUBLIC, DbRole.APP} == set()
