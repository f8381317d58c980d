"""Queries compiled once: the same rows as unprepared ones, the walls included."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from django_scopes.exceptions import ScopeError

from kaganek.core.prepared import Unpreparable, _groups_by_values, prepared
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.models import Membership, Office, Person

pytestmark = pytest.mark.django_db


@prepared
def of_office(office: int | None):
    return Person.objects.filter(office=office).order_by("pk")


@prepared
def named(login: str, before: datetime):
    return Person.objects.filter(login=login, created_at__lt=before).select_related("office")


@prepared
def ending(day: date):
    return Membership.objects.filter(ends_on__lte=day + timedelta(days=7)).values("pk", "role")


def test_gives_what_the_queryset_gives(cast):
    with seated(SYSTEM):
        for person in Person.objects.exclude(office=None):
            expected = list(Person.objects.filter(office=person.office_id).order_by("pk"))
            assert of_office(office=person.office_id) == expected


def test_related_rows_come_along(cast, django_assert_num_queries):
    later = timezone.now() + timedelta(days=1)
    with seated(SYSTEM):
        named.first(login="anna", before=later)
        with django_assert_num_queries(1):
            found = named.first(login="bogdan", before=later)
            assert found.office.office_name


def test_a_seat_sees_its_own_rows_whoever_asked_before(cast):
    with seated(SYSTEM):
        offices = set(Person.objects.exclude(office=None).values_list("office", flat=True))
    seen = []
    for who in ("bogdan", "celina", "dorota", "irena", "bogdan"):
        with seated(cast.seat(who)):
            rows = [row for office in sorted(offices) for row in of_office(office=office)]
            assert rows == list(Person.objects.filter(office__in=offices).order_by("office", "pk"))
            seen.append({row.office_id for row in rows})
    assert seen[0] == seen[4] != seen[1]


def test_the_filter_of_the_seat_stands_without_row_level_security(cast):
    """The first wall alone: the database is asked as the system, the scope is Bogdan's."""
    from django_scopes import scope

    bogdan = cast.seat("bogdan")
    with seated(SYSTEM):
        foreign = Person.objects.exclude(office=None).exclude(office__in=bogdan.offices).first()
        with scope(office=bogdan.offices, project=bogdan.projects, person=bogdan.persons, author=(0,)):
            assert of_office(office=foreign.office_id) == []
            assert of_office(office=bogdan.offices[0])


def test_outside_a_seat_it_raises(cast):
    with pytest.raises(ScopeError):
        of_office(office=1)


def test_a_day_reckoned_from_a_value_moves_with_it(cast):
    with seated(SYSTEM):
        Membership.objects.filter(account=cast.account("anna")).update(ends_on=date(2026, 5, 8))
        assert [row["role"] for row in ending(day=date(2026, 5, 1))] == ["learner"]
        assert ending(day=date(2026, 4, 30)) == []


def test_none_is_a_shape_of_its_own(cast):
    with seated(SYSTEM):
        assert of_office(office=None) == list(Person.objects.filter(office=None).order_by("pk"))


def test_a_number_beyond_all_ids_finds_nothing(cast):
    with seated(SYSTEM):
        assert of_office(office=10**30) == []


def test_a_list_pages_through_it(cast):
    with seated(cast.seat("bogdan")):
        office = cast.seat("bogdan").offices[0]
        rows = of_office.bound(office=office)
        everyone = list(rows.queryset())
        assert rows.count() == len(everyone)
        assert rows.page(("-pk",), limit=2, offset=1) == everyone[::-1][1:3]


def test_a_value_that_is_changed_on_the_way_is_refused(cast):
    @prepared
    def like(word: str):
        return Office.objects.filter(name__icontains=word)

    @prepared
    def lost(number: int):
        return Office.objects.all()

    with pytest.raises(Unpreparable):
        like(word="a")
    with pytest.raises(Unpreparable):
        lost(number=1)


def test_a_day_beside_thousands_of_ids_is_told_from_them() -> None:
    @prepared
    def made_between(offices: tuple[int, ...], since: datetime, until: datetime):
        rows = Person.objects.filter(office__in=offices, created_at__gte=since, created_at__lt=until)
        return rows.order_by("pk")

    now = timezone.now()
    with seated(SYSTEM):
        assert made_between(offices=tuple(range(1, 3001)), since=now, until=now) == []


@pytest.mark.parametrize(
    ("sql", "with_values"),
    [
        ("SELECT a, count(*) FROM t WHERE b = %s GROUP BY 1 ORDER BY 1", False),
        ("SELECT a, count(*) FROM t GROUP BY a HAVING count(*) > %s", False),
        ("SELECT a, (SELECT sum(n) FROM u GROUP BY u.c, CASE WHEN d THEN e END) FROM t WHERE b = %s", False),
        ("SELECT coalesce(a, %s), count(*) FROM t GROUP BY coalesce(a, %s) ORDER BY 1", True),
        ("SELECT a FROM (SELECT 1 FROM u GROUP BY f(g(c), %s)) AS x GROUP BY a", True),
    ],
)
def test_a_plan_is_kept_unless_rows_are_grouped_by_a_value(sql: str, with_values: bool) -> None:
    assert _groups_by_values(sql) is with_values
