"""Search of the register, and organisations beside the official one."""

import pytest
from django.utils import timezone
from tests.replay import Replay

from kaganek.core.seats import SYSTEM
from kaganek.people.models import Office
from kaganek.people.queries.offices import UnitAmbiguous, UnitNotFound, find_unit, search_offices
from kaganek.people.services.offices import (
    AlreadyThere,
    Organisation,
    ParentNeeded,
    change_organisation,
    change_unit,
    register_organisation,
)
from kaganek.people.services.register import apply_register
from kaganek.people.terms import OfficeKind
from kaganek.people.tests.test_register import terc

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture(scope="module")
def read_register():
    return Replay(lambda: apply_register(terc(2025), file_name="TERC.csv", by=SYSTEM, at=timezone.now()))


@pytest.fixture
def register(read_register):
    read_register()


def add(**values):
    given = {"kind": OfficeKind.SCHOOL, "name": "Szkoła Podstawowa nr 3"} | values
    return register_organisation(Organisation(**given), by=SYSTEM, at=timezone.now())


def found(text):
    return search_offices(Office.objects.all(), text)


def test_a_name_is_found_without_accents_and_in_any_case(register):
    names = set(found("boleslawiec").values_list("name", "kind"))
    assert ("Bolesławiec", "urban") in names
    assert ("Bolesławiec", "rural") in names
    assert set(found("BOLESŁAWIEC").values_list("name", "kind")) == names


def test_a_code_is_found_by_its_beginning(register):
    codes = list(found("1411").values_list("teryt", flat=True))
    assert codes
    assert all(code.startswith("1411") for code in codes)
    assert found("0201011").get().name == "Bolesławiec"
    assert not found("0201012").exists()


def test_a_kind_is_found_by_its_whole_label(register):
    assert found("gmina wiejska").count() == 1459
    assert found("Gmina miejsko-wiejska").count() == 718
    assert found("miasto na prawach powiatu").count() == 66
    assert found("gmina wiejska bolesławiec 020102").get().teryt == "020102"


def test_nothing_is_found_for_nonsense(register):
    assert not found("zzzz' OR 1=1 --").exists()
    assert found("").count() == 2809


def test_a_unit_is_named_by_code_or_by_a_name_only_it_has(register):
    assert find_unit("020102").kind == "rural"
    assert find_unit(" 0201 01 1 ").kind == "urban"
    assert find_unit("Wieliczka").teryt == "121905"
    with pytest.raises(UnitAmbiguous) as two:
        find_unit("Bolesławiec")
    assert "020101" in [unit.teryt for unit in two.value.units]
    with pytest.raises(UnitNotFound):
        find_unit("999999")
    with pytest.raises(UnitNotFound):
        find_unit("Atlantyda")


def test_a_school_stands_under_its_unit(register):
    school = add(parent="020102", regon="000331501")

    assert school.parent.teryt == "020102"
    assert school.voivodeship == "02"
    assert school.teryt is None
    assert found("szkoła podstawowa 3").get() == school


def test_a_school_without_a_unit_is_refused(register):
    with pytest.raises(ParentNeeded):
        add()


def test_an_organisation_is_there_once(register):
    first = add(parent="020102", regon="000331501")

    with pytest.raises(AlreadyThere) as again:
        add(parent="020102")
    assert again.value.office == first
    with pytest.raises(AlreadyThere):
        add(name="Inna szkoła", parent="020101", regon="000331501")
    assert add(parent="020101").pk != first.pk  # the same name under another unit


def test_other_organisations_need_no_unit(register):
    kinds = (OfficeKind.ASSOCIATION, OfficeKind.PARTNER, OfficeKind.CERTIFIER)
    made = [add(kind=kind, name="Związek Gmin", voivodeship="14") for kind in kinds]
    assert [office.office_name for office in made] == ["Związek Gmin"] * 3
    assert found("jednostka certyfikująca").get() == made[2]


def test_an_organisation_is_corrected(register):
    school = add(parent="020102")
    given = Organisation(kind=OfficeKind.SCHOOL, name="Szkoła im. Żwirki", parent="020101")
    change_organisation(school.pk, given, by=SYSTEM, at=timezone.now())

    school.refresh_from_db()
    assert (school.name, school.parent.teryt) == ("Szkoła im. Żwirki", "020101")
    assert found("zwirki").get() == school


def test_a_unit_of_the_register_is_no_organisation_to_rename(register):
    unit = Office.objects.get(teryt="020102")
    with pytest.raises(Office.DoesNotExist):
        change_organisation(
            unit.pk, Organisation(kind=OfficeKind.PARTNER, name="X"), by=SYSTEM, at=timezone.now()
        )
    school = add(parent="020102")
    with pytest.raises(Office.DoesNotExist):
        change_unit(school.pk, office_name="X", nip="", regon="", by=SYSTEM, at=timezone.now())


def test_the_urzad_of_a_unit_gets_its_official_name_and_numbers(register):
    unit = Office.objects.get(teryt="121905")
    change_unit(
        unit.pk,
        office_name="Urząd Miejski w Wieliczce",
        nip="5260250274",
        regon="",
        by=SYSTEM,
        at=timezone.now(),
    )

    assert found("urząd miejski w wieliczce").get().nip == "5260250274"
