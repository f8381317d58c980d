"""Who reads which space: in words, through each wall, and at once when somebody leaves."""

from __future__ import annotations

from datetime import UTC, datetime
from unittest import mock

import pytest
from django.db import Error, connection, transaction
from django_scopes import get_scope

from kaganek.communication.models import Audience, Space, SpaceOffice, audiences
from kaganek.communication.models.audiences import readers
from kaganek.communication.queries.spaces import NOBODY_ELSE, audience_words, moderates, open_spaces
from kaganek.communication.services.spaces import (
    OfficesNotInProject,
    TitleTaken,
    close_group,
    make_group,
    open_due_spaces,
    set_offices,
)
from kaganek.communication.terms import SpaceKind
from kaganek.communication.tests import factories
from kaganek.core import rls
from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import role_of
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.tests.factories import make_office
from kaganek.programmes.models import Enrolment

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ZALESIE, BORKI = "Urząd Gminy Zalesie", "Urząd Gminy Borki"
MAIN, OTHER = "Sprawny urząd 2026", "Inny projekt"
GROUP = "Wymiana doświadczeń"

SEEN = {  # of the two offices' spaces, the two projects', and a group of Zalesie and a third office
    "anna": {ZALESIE, MAIN, GROUP},
    "bogdan": {ZALESIE, MAIN, GROUP},
    "henryk": {ZALESIE, MAIN, GROUP},
    "janina": {ZALESIE, MAIN, GROUP},
    "celina": {BORKI, MAIN},
    "cezary": {BORKI, MAIN},
    "dorota": {MAIN, GROUP},
    "daniel": {OTHER},
    "filip": {MAIN, GROUP},
    "ewa": set(),
    "irena": set(),
    "grazyna": set(),
    "kazimierz": set(),
}


@pytest.fixture
def spaces(cast, third) -> dict[str, Space]:
    factories.make_exchange(cast.project, cast.zalesie, third, title=GROUP)
    found = factories.open_spaces()
    del found["Urząd Gminy Dąbie"]
    return found


def titles(rows) -> set[str]:
    return set(rows.values_list("title", flat=True)) - {"Urząd Gminy Dąbie"}


def names_of(cast) -> dict[str, str]:
    """What the register calls the cast's places."""
    return {cast.zalesie.office_name: ZALESIE, cast.borki.office_name: BORKI}


@pytest.mark.rule("C-30")
@pytest.mark.parametrize("who", SEEN)
@pytest.mark.parametrize("wall", ["objects", "policed"])
def test_each_wall_alone_shows_the_spaces_that_the_words_say(cast, spaces, who: str, wall: str) -> None:
    known = names_of(cast)
    with seated(cast.seat(who)):
        if wall == "objects":
            with connection.cursor() as cursor:  # the owner of the tables: only the ORM's filter is left
                cursor.execute("SELECT set_config('role', 'none', true)")
        seen = titles(getattr(Space, wall))
        if wall == "objects":
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('role', %s, true)", [cast.seat(who).db_role])
    assert {known.get(one, one) for one in seen} == SEEN[who]


@pytest.mark.rule("C-30")
def test_a_courses_space_is_for_those_told_by_the_floor_above(cast, spaces) -> None:
    """Learning's rule: nobody here has a course; experts and the project's people read, superiors do not."""
    factories.make_course_space(cast.project, source="learning.course:999999")
    for who, seen in {"anna": False, "bogdan": False, "dorota": True, "filip": True, "daniel": False}.items():
        with seated(cast.seat(who)):
            assert Space.objects.filter(kind=SpaceKind.COURSE).exists() is seen, who
            assert Space.policed.filter(kind=SpaceKind.COURSE).exists() is seen, who


@pytest.mark.rule("C-30")
def test_who_left_the_project_reads_nothing_of_it_from_the_next_moment(cast, spaces) -> None:
    with seated(SYSTEM):
        Enrolment.objects.filter(pk=cast.enrolments["anna"].pk).update(left_at=AT)
    with seated(cast.seat("anna")):
        assert not Space.objects.filter(pk=spaces[MAIN].pk).exists()
        assert not Space.policed.filter(pk=spaces[MAIN].pk).exists()
        assert Space.objects.filter(pk=spaces[GROUP].pk).exists()  # of the office


@pytest.mark.rule("C-32")
def test_an_office_taken_out_of_a_group_reads_nothing_more(cast, spaces, third) -> None:
    dorota = cast.seat("dorota")
    with seated(dorota):
        set_offices(spaces[GROUP], [cast.borki.pk, third.pk], by=dorota, at=AT)
    for who, seen in {"anna": False, "bogdan": False, "filip": False, "cezary": True, "celina": True}.items():
        with seated(cast.seat(who)):
            assert Space.policed.filter(pk=spaces[GROUP].pk).exists() is seen, who
            assert Space.objects.filter(pk=spaces[GROUP].pk).exists() is seen, who


@pytest.mark.rule("C-32")
def test_members_of_a_group_know_its_offices_and_nobody_else_does(cast, spaces, third) -> None:
    for who, seen in {"anna": 2, "bogdan": 2, "dorota": 2, "filip": 2, "celina": 0, "daniel": 0}.items():
        with seated(cast.seat(who)):
            assert SpaceOffice.objects.count() == seen, who
            assert SpaceOffice.policed.count() == seen, who


@pytest.mark.rule("C-32")
def test_a_group_holds_only_offices_of_its_project(cast, spaces) -> None:
    with seated(SYSTEM):
        stranger = make_office(name="Obca", teryt="101010")
    dorota = cast.seat("dorota")
    with seated(dorota), pytest.raises(OfficesNotInProject) as refused:
        make_group(cast.project.pk, title="Z obcym", office_ids=[stranger.pk], by=dorota, at=AT)
    assert refused.value.office_ids == (stranger.pk,)
    with seated(dorota), pytest.raises(Error, match="project_office_belongs"), transaction.atomic():
        SpaceOffice.objects.create(space=spaces[GROUP], project=cast.project, office=stranger, since=AT)
        connection.check_constraints()
    with seated(SYSTEM), pytest.raises(Error, match="space_project_belongs"), transaction.atomic():
        SpaceOffice.objects.create(
            space=spaces[GROUP], project=cast.other_project, office=cast.borki, since=AT
        )
        connection.check_constraints()


@pytest.mark.rule("C-32")
def test_nobody_writes_the_list_of_a_groups_offices_by_hand(cast, spaces, third) -> None:
    with seated(cast.seat("dorota")):
        Space.objects.filter(pk=spaces[GROUP].pk).update(office_ids=[cast.borki.pk])
        spaces[GROUP].refresh_from_db()
    assert sorted(spaces[GROUP].office_ids) == sorted([cast.zalesie.pk, third.pk])


@pytest.mark.rule("C-32")
def test_a_group_is_made_once_and_closed_once(cast, spaces) -> None:
    dorota = cast.seat("dorota")
    with seated(dorota):
        with pytest.raises(TitleTaken):
            make_group(cast.project.pk, title=GROUP, office_ids=[cast.zalesie.pk], by=dorota, at=AT)
        close_group(spaces[GROUP], by=dorota, at=AT)
        close_group(spaces[GROUP], by=dorota, at=datetime(2027, 1, 1, tzinfo=UTC))
        spaces[GROUP].refresh_from_db()
    assert spaces[GROUP].closed_at == AT


def test_a_coordinator_makes_no_group_in_another_project(cast) -> None:
    daniel = cast.seat("daniel")
    with seated(daniel), pytest.raises((OfficesNotInProject, Error)), transaction.atomic():
        make_group(cast.project.pk, title="Cudza", office_ids=[cast.zalesie.pk], by=daniel, at=AT)


@pytest.mark.rule("C-31")
def test_spaces_that_are_due_are_opened_once(cast) -> None:
    assert open_due_spaces(at=AT) == 4  # two offices, two projects
    assert open_due_spaces(at=AT) == 0
    with seated(SYSTEM):
        assert Space.objects.count() == 4


@pytest.mark.rule("C-30")
def test_the_words_name_everyone_who_reads(cast, spaces, third) -> None:
    zalesie = cast.zalesie.office_name
    with seated(cast.seat("anna")):
        words = {space.kind: audience_words(space) for space in open_spaces()}
    assert words == {
        "office": f"Czytają i piszą: wszyscy, którzy mają rolę w urzędzie ({zalesie}). Nikt spoza urzędu, także"
        f" konsultant i koordynator projektu. {NOBODY_ELSE}",
        "group": f"Czytają i piszą: wszyscy z urzędów ({third.office_name}, {zalesie}), konsultanci tych urzędów"
        f" i koordynatorzy projektu „{MAIN}”. {NOBODY_ELSE}",
        "project": f"Czytają i piszą: uczestnicy projektu „{MAIN}” ze wszystkich urzędów, opiekunowie, koordynatorzy"
        f" i administratorzy IT tych urzędów, konsultanci i koordynatorzy projektu. {NOBODY_ELSE}",
    }


@pytest.mark.rule("C-33")
def test_an_office_keeps_order_at_home_and_a_coordinator_in_the_project(cast, spaces) -> None:
    wanted = {
        "anna": set(), "bogdan": {ZALESIE}, "henryk": {ZALESIE}, "janina": {ZALESIE}, "celina": {BORKI},
        "dorota": {MAIN, GROUP}, "daniel": {OTHER}, "filip": set(), "grazyna": set(),
    }  # fmt: skip
    known = names_of(cast)
    found = {
        who: {known.get(title, title) for title, space in spaces.items() if moderates(cast.seat(who), space)}
        for who in wanted
    }
    assert found == wanted


def test_the_orm_tells_the_role_of_every_seat(cast) -> None:
    for who, seat in cast.seats.items():
        with seated(seat):
            told = role_of(get_scope())
        assert told == (DbRole.GLOBAL if seat.db_role is DbRole.READER else seat.db_role), who


def test_a_rule_that_let_in_too_many_is_seen(cast, spaces) -> None:
    """Negative control of the matrix above: the audience of a group loses its offices."""
    whole = audiences.get("group")
    holed = Audience(rows={**whole.rows, DbRole.OFFICE: "true"}, words=whole.words, due=whole.due)
    with mock.patch.dict(audiences._items, {"group": holed}):
        assert "kind = 'group' AND (true)" in readers(DbRole.OFFICE)
        with seated(cast.seat("celina")):
            assert not Space.objects.filter(pk=spaces[GROUP].pk).exists()  # the database still keeps it
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('role', 'none', true)")
                for statement in rls.policies(Space):
                    if f"{DbRole.OFFICE}_reach" in statement:
                        cursor.execute(f"DROP POLICY {DbRole.OFFICE}_reach ON communication_space")
                        cursor.execute(statement)
                cursor.execute("SELECT set_config('role', %s, true)", [DbRole.APP])
            with seated(cast.seat("celina")):
                assert Space.objects.filter(pk=spaces[GROUP].pk).exists()
            transaction.set_rollback(True)
