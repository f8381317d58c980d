"""Projects, the offices in them and their terms."""

from datetime import date

import pytest
from django.utils import timezone

from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.tests.factories import make_office
from kaganek.programmes.models import Participation, Project
from kaganek.programmes.services.participation import LimitBelowTaken, add_offices, change_terms
from kaganek.programmes.services.projects import (
    CodeTaken,
    DatesReversed,
    ProjectTerms,
    change_project,
    create_project,
)


def terms(operator, **values):
    return ProjectTerms(
        **{
            "name": "Nowy projekt",
            "operator_id": operator.pk,
            "agreement": "FERS.01.02",
            "starts_on": date(2026, 1, 1),
            "ends_on": date(2027, 12, 31),
            "strip": ("Fundusze Europejskie", "Unia Europejska"),
            "contact_name": "Biuro projektu",
            "contact_email": "biuro@projekt.example",
            "contact_phone": "",
            "offices_assign_paths": True,
            "offices_import_people": False,
        }
        | values
    )


def opened(cast, **values):
    project = cast.project
    return create_project(
        terms(cast.zalesie, **values),
        code="NOWY",
        version_id=project.version_id,
        certificate_series="N",
        by=SYSTEM,
        at=timezone.now(),
    )


def test_a_project_is_opened_with_its_signs(cast, world):
    project = opened(cast)

    project.refresh_from_db()
    assert project.strip == [{"name": "Fundusze Europejskie"}, {"name": "Unia Europejska"}]
    assert (project.offices_assign_paths, project.offices_import_people) == (True, False)


def test_a_code_is_given_once(cast, world):
    opened(cast)

    with pytest.raises(CodeTaken):
        opened(cast)

    assert Project.objects.filter(code="NOWY").count() == 1


def test_a_project_cannot_end_before_it_begins(cast, world):
    with pytest.raises(DatesReversed):
        opened(cast, ends_on=date(2025, 12, 31))


def test_a_coordinator_changes_the_own_project_alone(cast):
    given = terms(cast.zalesie, name="Zmieniona nazwa")
    dorota = cast.seat("dorota")
    with seated(dorota):
        change_project(cast.project.pk, given, by=dorota, at=timezone.now())
        with pytest.raises(Project.DoesNotExist):
            change_project(cast.other_project.pk, given, by=dorota, at=timezone.now())

    names = dict(Project.objects.values_list("code", "name"))
    assert names == {"SU-2026": "Zmieniona nazwa", "INNY": "Inny projekt"}


def test_saying_the_same_again_leaves_no_second_line_in_the_log(cast, world):
    for _ in range(2):
        change_project(cast.project.pk, terms(cast.zalesie), by=SYSTEM, at=timezone.now())

    assert AuditEntry.objects.filter(deed="project changed").count() == 1


@pytest.mark.rule("U-01")
def test_offices_join_once_and_keep_their_terms(cast):
    dorota = cast.seat("dorota")
    with seated(SYSTEM):
        fresh, closed = make_office(), make_office(closed_on=date(2025, 1, 1))
    ids = [cast.zalesie.pk, fresh.pk, closed.pk]
    with seated(dorota):
        made = add_offices(cast.project, ids, place_limit=12, by=dorota, at=timezone.now())
        again = add_offices(cast.project, ids, place_limit=99, by=dorota, at=timezone.now())

        assert [(row.office_id, row.place_limit) for row in made] == [(fresh.pk, 12)]
        assert again == []
        assert Participation.objects.get(office=cast.zalesie).place_limit == 50


def test_offices_are_added_to_the_own_project_alone(cast):
    daniel = cast.seat("daniel")
    with seated(daniel), pytest.raises(Project.DoesNotExist):
        add_offices(cast.project, [cast.zalesie.pk], place_limit=1, by=daniel, at=timezone.now())


@pytest.mark.rule("U-02")
def test_the_limit_goes_down_to_the_taken_places_and_no_further(cast):
    dorota = cast.seat("dorota")
    with seated(dorota):
        row = Participation.objects.get(office=cast.zalesie)
        changed = change_terms(row.pk, place_limit=1, agreement_ref="12/2026", by=dorota, at=timezone.now())
        assert (changed.place_limit, changed.agreement_ref) == (1, "12/2026")
        with pytest.raises(LimitBelowTaken) as refusal:
            change_terms(row.pk, place_limit=0, agreement_ref="", by=dorota, at=timezone.now())

        assert refusal.value.taken == 1
        row.refresh_from_db()
        assert (row.place_limit, row.agreement_ref) == (1, "12/2026")


def test_another_projects_coordinator_does_not_reach_the_terms(cast):
    with seated(SYSTEM):
        row = Participation.objects.get(office=cast.zalesie)
    daniel = cast.seat("daniel")
    with seated(daniel), pytest.raises(Participation.DoesNotExist):
        change_terms(row.pk, place_limit=1, agreement_ref="", by=daniel, at=timezone.now())
