"""The official register: what a file would change, and the change itself, with the real files."""

import datetime as dt
from collections import Counter
from functools import cache

import pytest
from django.db import connection
from django.utils import timezone

from kaganek.core.seats import SYSTEM
from kaganek.lib.teryt import Register, Unit, read_terc
from kaganek.lib.teryt.model import Kind
from kaganek.lib.tests.shared import shared_data
from kaganek.people.models import Office, OfficeState, RegisterImport
from kaganek.people.services.office_names import office_name_of
from kaganek.people.services.offices import change_unit
from kaganek.people.services.register import (
    OlderState,
    apply_register,
    confirm_draft,
    keep_draft,
    plan_changes,
    told,
)
from kaganek.people.terms import OfficeKind

pytestmark = pytest.mark.usefixtures("world")

FILES = {2024: "TERC_Urzedowy_2025-03-20.csv", 2025: "TERC_Urzedowy_2025-11-18.csv"}


@cache
def terc(year) -> Register:
    return read_terc(shared_data("teryt", FILES[year]).read_bytes())


def load(register, name="TERC.csv"):
    return apply_register(register, file_name=name, by=SYSTEM, at=timezone.now())


def changed(register, *, without=(), units=(), days=365):
    """The register a year later, some units gone, others added or replaced."""
    new = {unit.code: unit for unit in units}
    kept = [new.pop(unit.code, unit) for unit in register.units if unit.code not in without]
    ordered = sorted([*kept, *new.values()], key=lambda unit: unit.code)
    return Register(register.state_on + dt.timedelta(days=days), ordered)


@pytest.mark.rule("O-02")
def test_the_first_load_brings_every_unit_once_by_kind():
    loaded = load(terc(2025))

    assert loaded.new
    assert loaded.record.units == 2809
    assert Counter(Office.objects.values_list("kind", flat=True)) == {
        "rural": 1459, "mixed": 718, "urban": 236, "city_county": 66, "county": 314, "voivodeship": 16,
    }  # fmt: skip
    assert OfficeState.objects.filter(valid_from=dt.date(2025, 1, 1), valid_to=None).count() == 2809
    assert Office.objects.filter(parent=None).count() == 16


def test_the_first_load_leaves_units_no_register_knew_and_lists_what_it_alters():
    made_up = Office.objects.create(name="Borki", office_name="Urząd Gminy Borki", kind="rural", teryt="065001",
                                    voivodeship="06", sort_name="borki", folded="borki")  # fmt: skip
    by_hand = Office.objects.create(name="Szczawa", office_name="Urząd Gminy Szczawa", kind="mixed", teryt="120713",
                                    voivodeship="12", sort_name="szczawa", folded="szczawa")  # fmt: skip

    shown = plan_changes(terc(2025))
    record = load(terc(2025)).record

    made_up.refresh_from_db()
    by_hand.refresh_from_db()
    assert (made_up.teryt, made_up.closed_on) == ("065001", None)
    assert by_hand.kind == "rural"
    assert [(change.code, change.kind) for change in told(shown, first=True)] == [("120713", "kind_changed")]
    assert [(change["code"], change["change"]) for change in record.changes] == [("120713", "kind_changed")]


def test_a_load_takes_a_constant_number_of_statements(django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        load(terc(2025))


@pytest.mark.rule("O-04")
def test_from_2024_to_2025_nine_changes_are_shown_and_then_applied():
    load(terc(2024))
    ids = dict(Office.objects.values_list("teryt", "pk"))

    planned = plan_changes(terc(2025))
    before = Office.objects.count()
    loaded = load(terc(2025))

    assert Counter(change.kind.value for change in planned) == {"kind_changed": 7, "created": 2}
    assert before == 2807
    assert Office.objects.count() == 2809
    assert [row["code"] for row in loaded.record.changes] == [change.code for change in planned]
    after = dict(Office.objects.values_list("teryt", "pk"))
    assert {code: after[code] for code in ids} == ids


@pytest.mark.rule("O-03")
def test_the_history_keeps_the_old_kind_until_the_day_before():
    load(terc(2024))
    changed_one = next(change for change in plan_changes(terc(2025)) if change.kind == "kind_changed")
    load(terc(2025))

    office = Office.objects.get(teryt=changed_one.code)
    states = list(
        office.states.order_by("valid_from").values_list("kind", "teryt_kind", "valid_from", "valid_to")
    )
    assert states == [
        ("rural", "2", dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
        ("mixed", "3", dt.date(2025, 1, 1), None),
    ]
    assert office.kind == "mixed"
    assert office.office_name == f"Urząd Miasta i Gminy {office.name}"
    assert "gmina miejsko-wiejska" in office.folded


@pytest.mark.rule("O-04")
def test_the_same_file_twice_changes_nothing_and_says_so():
    first = load(terc(2025))
    rows = list(Office.objects.order_by("pk").values()), list(OfficeState.objects.order_by("pk").values())

    second = load(terc(2025))

    assert not second.new
    assert second.record == first.record
    assert RegisterImport.objects.count() == 1
    assert rows == (
        list(Office.objects.order_by("pk").values()), list(OfficeState.objects.order_by("pk").values()),
    )  # fmt: skip


@pytest.mark.rule("O-04")
def test_an_older_state_is_refused_and_nothing_is_written():
    load(terc(2025))

    with pytest.raises(OlderState) as refusal:
        load(terc(2024))

    assert (refusal.value.given, refusal.value.loaded) == (dt.date(2024, 1, 1), dt.date(2025, 1, 1))
    assert RegisterImport.objects.count() == 1


@pytest.mark.rule("O-03")
def test_a_unit_that_is_gone_is_closed_and_comes_back_the_same():
    load(terc(2025))
    code = "020101"
    office = Office.objects.get(teryt=code)

    load(changed(terc(2025), without={code}))
    office.refresh_from_db()
    assert office.closed_on == dt.date(2026, 1, 1)
    assert office.states.get().valid_to == dt.date(2025, 12, 31)

    load(changed(terc(2025), days=730))
    office.refresh_from_db()
    assert office.closed_on is None
    assert office.states.count() == 2


@pytest.mark.rule("O-03")
def test_a_renamed_unit_keeps_its_id_and_a_name_written_by_hand():
    load(terc(2025))
    office = Office.objects.get(teryt="020102")
    change_unit(
        office.pk, office_name="Urząd z nazwą od ręki", nip="", regon="", by=SYSTEM, at=timezone.now()
    )
    unit = terc(2025).by_code["020102"]

    load(changed(terc(2025), units=[Unit(unit.code, unit.kind, "Nowa Nazwa", unit.teryt)]))

    office.refresh_from_db()
    assert (office.name, office.office_name) == ("Nowa Nazwa", "Urząd z nazwą od ręki")
    assert "nowa nazwa" in office.folded


def test_a_unit_whose_code_changes_keeps_its_id():
    load(terc(2025))
    unit = next(u for u in terc(2025).units if u.kind is Kind.RURAL and u.name == "Zgorzelec")
    office = Office.objects.get(teryt=unit.code)
    moved = Unit("022599", Kind.RURAL, "Zgorzelec", "0225992")
    load(changed(terc(2025), without={unit.code}, units=[moved]))

    assert Office.objects.filter(name="Zgorzelec", kind="rural").count() == 1
    office.refresh_from_db()
    assert office.teryt == "022599"


def test_a_code_given_to_another_unit_leaves_the_closed_one():
    load(terc(2025))
    old = Office.objects.get(teryt="020102")
    load(changed(terc(2025), without={"020102"}))
    load(changed(terc(2025), units=[Unit("020102", Kind.RURAL, "Zupełnie Inna", "0201022")], days=730))

    old.refresh_from_db()
    assert old.teryt is None
    assert old.closed_on is not None
    assert Office.objects.get(teryt="020102").name == "Zupełnie Inna"


def test_a_correction_of_the_same_day_corrects_the_state():
    load(terc(2025))
    unit = terc(2025).by_code["020102"]

    loaded = load(changed(terc(2025), units=[Unit(unit.code, unit.kind, "Poprawiona", unit.teryt)], days=0))

    assert loaded.new
    states = Office.objects.get(teryt="020102").states
    assert [(s.name, s.valid_from) for s in states.all()] == [("Poprawiona", dt.date(2025, 1, 1))]


def test_a_draft_confirmed_twice_loads_once():
    draft = keep_draft(terc(2025), file_name="TERC.zip", by=SYSTEM, at=timezone.now())

    first = confirm_draft(draft.pk, by=SYSTEM, at=timezone.now())
    second = confirm_draft(draft.pk, by=SYSTEM, at=timezone.now())

    assert (first.new, second.new) == (True, False)
    assert first.record == second.record
    assert RegisterImport.objects.get().file_name == "TERC.zip"


@pytest.mark.parametrize(
    ("kind", "name", "office_name"),
    [
        ("rural", "Zalesie", "Urząd Gminy Zalesie"),
        ("mixed", "Wieliczka", "Urząd Miasta i Gminy Wieliczka"),
        ("urban", "Bolesławiec", "Urząd Miasta Bolesławiec"),
        ("city_county", "Łódź", "Urząd Miasta Łódź"),
        ("county", "powiat bolesławiecki", "Starostwo Powiatowe – powiat bolesławiecki"),
        ("voivodeship", "kujawsko-pomorskie", "Urząd Marszałkowski Województwa Kujawsko-Pomorskiego"),
        ("voivodeship", "śląskie", "Urząd Marszałkowski Województwa Śląskiego"),
        ("school", "Szkoła Podstawowa nr 1", "Szkoła Podstawowa nr 1"),
    ],
)
def test_the_urzad_is_named_without_declining_the_unit(kind, name, office_name):
    assert office_name_of(OfficeKind(kind), name) == office_name


def test_lists_stand_in_polish_order():
    load(terc(2025))
    towns = ["Łódź", "Lublin", "Żory", "Zabrze", "Świdnica"]
    found = Office.objects.filter(name__in=towns, kind__in=["city_county", "urban"]).order_by("sort_name")
    assert [office.name for office in found] == ["Lublin", "Łódź", "Świdnica", "Zabrze", "Żory"]
    assert connection.vendor == "postgresql"
