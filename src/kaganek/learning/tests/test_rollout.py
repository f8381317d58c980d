"""From a file to people who can start: one deed, all or nothing, and safe to repeat."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.models import AuditEntry, Letter
from kaganek.core.seats import SYSTEM, Seat, account_door, seated
from kaganek.learning.models import CourseProgress, LearningPath, PathAssignment
from kaganek.learning.services.rollout import OfficesMayNotImport, open_list, start_training
from kaganek.learning.tests import lists
from kaganek.people.models import Account, ImportDraft, Membership, Person
from kaganek.people.services.imports import DraftClosed, FaultsLeft, lines_of, skip_faults
from kaganek.programmes.models import Enrolment, Participation
from kaganek.programmes.services.enrolment import OfficeNotInProject, PlacesExhausted

NOW = timezone.now()


@pytest.fixture
def path(cast: Cast) -> LearningPath:
    with seated(SYSTEM):
        return lists.make_path(cast.project, *(lists.make_course(code) for code in ("a", "b", "c", "d")))


def opened(
    cast: Cast, data: bytes, *, who: str = "janina", name: str = "lista.xlsx", **changes
) -> ImportDraft:
    seat = cast.seat(who)
    facts = {"project_id": cast.project.pk, "office_id": cast.zalesie.pk} | changes
    with seated(seat):
        return open_list(data, file_name=name, by=seat, at=NOW, **facts)


def started(
    cast: Cast, draft: ImportDraft, path: LearningPath | None = None, *, who="janina", handout="later"
):
    return start_training(
        draft.pk, path_id=path.pk if path else None, handout=handout, by=cast.seat(who), at=NOW
    )


def counts() -> dict[str, int]:
    with seated(SYSTEM):
        found = {
            model.__name__: model.objects.count()
            for model in (Person, Membership, Enrolment, PathAssignment, CourseProgress, Letter)
        }
    with account_door():
        return found | {"Account": Account.objects.count()}


FILES = {
    "xlsx": lists.xlsx([lists.HEAD, *lists.PEOPLE]),
    "xlsx with a merged title": lists.xlsx([lists.HEAD, *lists.PEOPLE], title="Lista pracowników urzędu"),
    "ods": lists.ods([lists.HEAD, *lists.PEOPLE]),
    "utf-8 csv": lists.csv([lists.HEAD, *lists.PEOPLE]),
    "utf-8 csv with a mark": lists.csv([lists.HEAD, *lists.PEOPLE], encoding="utf-8-sig"),
    "windows csv": lists.csv([lists.HEAD, *lists.PEOPLE], encoding="cp1250"),
    "comma csv": lists.csv([lists.HEAD, *lists.PEOPLE], delimiter=","),
    "csv with blank lines": lists.csv([lists.HEAD, [""], *lists.PEOPLE, ["", ""], [""]]),
}


@pytest.mark.parametrize("kind", FILES)
def test_the_same_people_come_out_of_every_kind_of_file(cast, kind):
    draft = opened(cast, FILES[kind])
    started(cast, draft)

    with seated(SYSTEM):
        found = Person.objects.filter(office=cast.zalesie, activated_at=None).order_by("sort_name")
        facts = list(found.values_list("first_name", "last_name", "email", "login", "department"))
    assert facts == [
        (
            "Łucja", "Brzęczyszczykiewicz-Żak", "l.brzeczyszczykiewicz@zalesie.example",
            "l.brzeczyszczykiewicz", "Finanse",
        ),
        ("Joanna", "Ćwiklińska", "j.cwiklinska@zalesie.example", "j.cwiklinska", "Urząd Stanu Cywilnego"),
        ("Marek", "Górski", "", "m.gorski", "Drogi"),
    ]  # fmt: skip


def test_columns_in_any_order_and_wording(cast):
    rows = [
        ["MIEJSCE PRACY", "poczta elektroniczna", "Imiona", "NAZWISKO", "Telefon"],
        ["Kadry", "a@zalesie.example", "Ewa", "DOM-LIS", "1"],
    ]
    draft = opened(cast, lists.csv(rows, encoding="cp1250"))

    line = lines_of(draft)[0]
    assert (line.verdict, line.name, line.email, line.employee.department) == (
        "new", "Dom-Lis, Ewa", "a@zalesie.example", "Kadry",
    )  # fmt: skip
    assert draft.facts["columns"] == {
        "department": "MIEJSCE PRACY", "email": "poczta elektroniczna", "first_name": "Imiona", "last_name": "NAZWISKO",
    }  # fmt: skip


def test_addresses_are_known_by_their_look_and_other_columns_are_named(cast):
    rows = [
        ["Lp.", "Pracownik", "Kontakt służbowy", "Referat", "Pokój"],
        ["1", "Lis Ewa", "ewa.lis@zalesie.example", "Kadry", "12"],
        ["2", "Sowa Jan", "", "Kadry", "13"],
        ["3", "Kos Ida", "to nie adres@", "Kadry", "14"],
    ]
    draft = opened(cast, lists.csv(rows, encoding="cp1250"))

    assert draft.facts["columns"]["email"] == "Kontakt służbowy"
    assert draft.facts["left_out"] == ["Pokój"]
    assert [(line.verdict, line.email) for line in lines_of(draft)] == [
        ("new", "ewa.lis@zalesie.example"), ("new", ""), ("fix", "to nie adres@"),
    ]  # fmt: skip


def test_namesakes_among_new_people_are_pointed_out(cast, path):
    first = opened(cast, lists.csv([lists.HEAD, ["1", "Lis Ewa", "", "Kadry", ""]]))
    started(cast, first, path)
    rows = [
        lists.HEAD,
        ["1", "Lis Ewa", "e.lis@zalesie.example", "Kadry", ""],
        ["2", "Kos Ida", "ida@zalesie.example", "Kadry", ""],
        ["3", "Kos Ida", "", "Drogi", ""],
    ]

    lines = lines_of(opened(cast, lists.csv(rows)))

    assert [line.verdict for line in lines] == ["new", "new", "new"]
    assert lines[0].note.startswith("Takie imię i nazwisko ma już e.lis.")
    assert (lines[1].note, lines[2].note[:41]) == ("", "Takie imię i nazwisko ma też wiersz 3. Je")


def test_confirming_makes_accounts_enrolments_courses_and_letters(cast, path):
    draft = opened(cast, FILES["xlsx"])
    before = counts()

    result = started(cast, draft, path, handout="link")

    after = counts()
    assert {name: after[name] - before[name] for name in before} == {
        "Person": 3, "Account": 3, "Membership": 3, "Enrolment": 3, "PathAssignment": 3, "CourseProgress": 12, "Letter": 2,
    }  # fmt: skip
    assert (result.created, result.existing, result.enrolled, result.assigned) == (3, 0, 3, 3)
    assert (result.letters, result.without_email, len(result.person_ids)) == (2, 1, 3)
    with seated(SYSTEM):
        days = set(CourseProgress.objects.values_list("due_on", flat=True))
        projects = set(
            Person.objects.filter(pk__in=result.person_ids).values_list("project_ids__0", flat=True)
        )
        deeds = AuditEntry.objects.filter(deed="person added").values_list("actor", "office")
        assert days == {timezone.localdate(NOW) + timedelta(days=30)}
        assert projects == {cast.project.pk}
        assert set(deeds) == {(cast.person("janina").pk, cast.zalesie.pk)}
        draft = ImportDraft.policed.get(pk=draft.pk)
    assert (draft.state, draft.rows, draft.facts["result"]["created"]) == ("done", [], 3)
    with account_door():
        accounts = Account.objects.filter(login="m.gorski")
        assert [account.has_usable_password() for account in accounts] == [False]


def test_opening_a_list_writes_nothing_but_the_draft(cast):
    before = counts()
    opened(cast, FILES["xlsx"])
    assert counts() == before


def test_the_same_file_twice_changes_nothing(cast, path):
    started(cast, opened(cast, FILES["xlsx"]), path, handout="link")
    before = counts()

    draft = opened(cast, FILES["ods"])
    assert {line.verdict for line in lines_of(draft)} == {"exists"}
    result = started(cast, draft, path, handout="link")

    assert counts() == before
    assert (result.created, result.existing, result.assigned, result.letters) == (0, 3, 0, 0)


def test_confirming_twice_has_one_effect(cast, path):
    draft = opened(cast, FILES["xlsx"])
    started(cast, draft, path)
    before = counts()

    with pytest.raises(DraftClosed):
        started(cast, draft, path)
    assert counts() == before


def test_an_error_in_the_last_row_writes_nothing(cast, path):
    rows = [*lists.many(60), ["61", "Nowak Ewa", "ewa@zalesie", "", ""]]
    draft = opened(cast, lists.xlsx(rows))
    before = counts()

    with pytest.raises(FaultsLeft) as fault:
        started(cast, draft, path)

    assert fault.value.rows == (62,)
    assert counts() == before


def test_wrong_rows_are_skipped_only_when_the_author_agrees(cast):
    draft = opened(
        cast, lists.xlsx([lists.HEAD, *lists.PEOPLE, ["4", "Łuczak", "t@zalesie.example", "", ""]])
    )
    with seated(cast.seat("janina")):
        skip_faults(draft.pk, agreed=True)

    assert started(cast, draft).created == 3


def test_the_places_of_the_office_hold_and_a_refusal_writes_nothing(cast, path):
    with seated(SYSTEM):
        Participation.objects.filter(office=cast.zalesie).update(place_limit=3)  # one is Anna's
    draft = opened(cast, FILES["xlsx"])
    before = counts()

    with pytest.raises(PlacesExhausted) as fault:
        started(cast, draft, path)

    assert (fault.value.limit, fault.value.taken, fault.value.wanted) == (3, 1, 3)
    assert counts() == before
    with seated(cast.seat("janina")):
        assert ImportDraft.objects.get(pk=draft.pk).state == "open"


def test_a_draft_is_seen_and_confirmed_by_its_author_alone(cast):
    draft = opened(cast, FILES["xlsx"])
    for who in ("henryk", "celina", "dorota", "grazyna"):
        with pytest.raises(ImportDraft.DoesNotExist):
            started(cast, draft, who=who)


def test_a_column_of_codes_spreads_people_over_offices(cast, path):
    rows = [
        ["Kod TERYT", "Nazwisko", "Imię", "E-mail"],
        ["1411012", "Maj", "Ewa", "ewa@zalesie.example"],  # with the digit of the kind
        ["60902", "Lis", "Jan", "jan@borki.example"],  # a spreadsheet ate the leading zero
        ["146501", "Wrona", "Iza", "iza@daleko.example"],
        ["", "Sowa", "Ola", "ola@borki.example"],
    ]
    draft = opened(cast, lists.csv(rows), who="dorota", office_id=None)
    assert [(line.row, line.verdict, line.field) for line in lines_of(draft)] == [
        (2, "new", ""), (3, "new", ""), (4, "fix", "teryt"), (5, "fix", "teryt"),
    ]  # fmt: skip
    with seated(cast.seat("dorota")):
        skip_faults(draft.pk, agreed=True)

    result = started(cast, draft, path, who="dorota")

    with seated(SYSTEM):
        found = Person.objects.filter(pk__in=result.person_ids).order_by("sort_name")
        assert list(found.values_list("last_name", "office")) == [
            ("Lis", cast.borki.pk),
            ("Maj", cast.zalesie.pk),
        ]


def test_office_staff_cannot_reach_another_office_by_a_list(cast):
    with pytest.raises(OfficeNotInProject):
        opened(cast, FILES["xlsx"], office_id=cast.borki.pk)
    rows = [["TERYT", "Nazwisko", "Imię"], ["060902", "Lis", "Jan"], ["141101", "Maj", "Ewa"]]
    assert [line.verdict for line in lines_of(opened(cast, lists.csv(rows)))] == ["fix", "new"]


@pytest.mark.rule("P-02")
def test_the_same_address_in_two_offices_is_two_people(cast):
    rows = [["Nazwisko", "Imię", "E-mail"], ["Maj", "Ewa", "wspolny@gminy.example"]]
    started(cast, opened(cast, lists.csv(rows)))
    draft = opened(cast, lists.csv(rows), who="dorota", office_id=cast.borki.pk)

    assert [line.verdict for line in lines_of(draft)] == ["new"]
    assert started(cast, draft, who="dorota").created == 1
    with seated(SYSTEM):
        found = Person.objects.filter(email="wspolny@gminy.example").order_by("login")
        assert list(found.values_list("login", flat=True)) == ["e.maj", "e.maj2"]


def test_a_project_may_keep_lists_to_its_coordinator(cast):
    cast.project.offices_import_people = False
    with seated(SYSTEM):
        cast.project.save()
    with pytest.raises(OfficesMayNotImport):
        opened(cast, FILES["xlsx"])
    assert opened(cast, FILES["xlsx"], who="dorota").state == "open"


def test_someone_switched_off_is_not_switched_on_by_a_list(cast):
    started(cast, opened(cast, FILES["xlsx"]))
    with seated(SYSTEM):
        Person.objects.filter(login="m.gorski").update(deactivated_at=NOW)
        Enrolment.objects.filter(person__login="m.gorski").delete()

    result = started(cast, opened(cast, FILES["xlsx"]))

    assert (result.existing, result.enrolled) == (3, 2)


def statements(cast: Cast, path: LearningPath, seat: Seat, count: int) -> int:
    with seated(SYSTEM):
        Participation.objects.filter(office=cast.zalesie).update(place_limit=10_000)
    data = lists.csv(lists.many(count, domain=f"{count}.example"))
    with seated(seat):
        draft = open_list(
            data, file_name="x.csv", project_id=cast.project.pk, office_id=cast.zalesie.pk, by=seat, at=NOW
        )
    with CaptureQueriesContext(connection) as seen:
        assert start_training(draft.pk, path_id=path.pk, handout="link", by=seat, at=NOW).created == count
    return len(seen)


def test_a_long_list_costs_statements_by_the_thousand_and_not_by_the_row(cast, path):
    small, larger, longest = (statements(cast, path, cast.seat("janina"), count) for count in (40, 400, 1100))

    assert larger == small
    # batches of 1000 for accounts, persons, seats, enrolments, letters; paths and courses are one statement each
    assert 0 < longest - small <= 5
