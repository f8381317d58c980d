"""Who hears that a material of the library is to be looked through again, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.cast import Cast

from kaganek.core.models import Notice
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.models import Membership
from kaganek.portal.models import Material
from kaganek.portal.services import library
from kaganek.portal.services.review_days import DUE, remind_of_reviews
from kaganek.portal.tests.factories import make_material
from kaganek.portal.tests.test_telling import told

DAY = date(2026, 5, 12)


def remind(day: date, hour: int = 10) -> None:
    """Twice, as a worker that was started again."""
    for _ in range(2):
        remind_of_reviews(at=datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


@pytest.fixture
def material(cast: Cast) -> Material:
    with seated(SYSTEM):
        make_material("Później", review_on=DAY + timedelta(1))
        make_material("Szkic", shown=False, review_on=DAY)
        return make_material("Karta usługi", review_on=DAY)


@pytest.mark.rule("W-26")
def test_editors_hear_of_the_day_once(cast: Cast, material: Material, client) -> None:
    remind(DAY - timedelta(1))
    remind(DAY, hour=3)
    assert told(DUE) == []

    remind(DAY)
    assert told(DUE) == ["ewa", "grazyna"]
    assert set(told(DUE, row="title")) == {"Przejrzyj materiał „Karta usługi”: termin 12 maja 2026 r."}
    remind(DAY + timedelta(1))
    assert len(told(DUE)) == 4  # of the other one too
    for who in ("ewa", "grazyna"):
        client.force_login(cast.account(who))
        assert client.get(told(DUE, row="url")[0]).status_code == 200


@pytest.mark.rule("W-26")
def test_nobody_hears_who_is_an_editor_no_more(cast: Cast, material: Material) -> None:
    with seated(SYSTEM):
        Membership.objects.filter(person=cast.person("ewa")).update(ends_on=DAY - timedelta(1))
    remind(DAY)
    assert told(DUE) == ["grazyna"]


@pytest.mark.rule("W-26")
def test_a_material_looked_through_is_taken_back_and_told_of_anew(cast: Cast, material: Material) -> None:
    remind(DAY)
    facts = library.MaterialFacts(
        **{name: getattr(material, name) for name in library.MaterialFacts.__slots__}
    )
    ewa = cast.seat("ewa")

    with seated(ewa):
        library.change_material(material.pk, replace(facts, summary="Inaczej."), by=ewa)
    assert len(told(DUE)) == 2  # the day stays
    with seated(ewa):
        library.change_material(material.pk, replace(facts, review_on=DAY + timedelta(30)), by=ewa)
    assert told(DUE) == []
    remind(DAY)
    assert told(DUE) == []
    remind(DAY + timedelta(30))
    assert told(DUE, row="event").count(f"{DUE}:{material.pk}:2026-06-11") == 2


@pytest.mark.rule("W-26")
def test_a_material_taken_out_of_the_library_waits_for_nobody(cast: Cast, material: Material) -> None:
    remind(DAY)
    with seated(cast.seat("grazyna")):
        library.withdraw(material.pk, by=cast.seat("grazyna"))
    assert told(DUE) == []
    remind(DAY)
    assert told(DUE) == []
    with seated(SYSTEM):
        assert Notice.policed.filter(kind=DUE).exists()
