"""Indicators: counted from data, frozen for good, corrected by what comes late; every number opens."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import NAMES

from kaganek.core.jobs import do
from kaganek.core.models import JobRun
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.tests.work import queued, work_off
from kaganek.learning.models import CourseProgress
from kaganek.learning.tests.factories import make_course, make_progress
from kaganek.people.models import Person
from kaganek.people.tests.factories import make_office, make_person
from kaganek.programmes.models import Achievement
from kaganek.programmes.tests.factories import make_enrolment, make_participation
from kaganek.reporting.models import Indicator, IndicatorLine, IndicatorPeriod
from kaganek.reporting.queries.indicators import countings
from kaganek.reporting.queries.indicators.statement import statements
from kaganek.reporting.services import indicators as deeds
from kaganek.reporting.tests.reading_tables import body, csv_rows, first_table, lines, xlsx_rows
from kaganek.reporting.tests.reading_tables import said as words
from kaganek.reporting.tests.world import learners

SEEING = ("dorota", "irena", "grazyna", "kazimierz", "daniel")
H1 = (date(2026, 1, 1), date(2026, 6, 30))
H2 = (date(2026, 7, 1), date(2026, 12, 31))
AFTER = datetime(2027, 1, 15, 12, tzinfo=UTC)


def moment(month: int, day: int = 10) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


def facts(code: str = "WP1", counting: str = "osoby-po-sciezce", **more: object) -> deeds.IndicatorFacts:
    told = {"name": f"Wskaźnik {code}", "level": "product", "unit": "osoby", "definition": "Kto ukończył."}
    return deeds.IndicatorFacts(code=code, counting=counting, **{**told, **more})


def add(cast, code="WP1", counting="osoby-po-sciezce", **more) -> Indicator:
    seat = cast.seat("dorota")
    with seated(seat):
        return deeds.add_indicator(
            cast.project.pk, facts(code, counting, **more), form_key=uuid4(), by=seat, at=timezone.now()
        )


def periods(cast) -> list[IndicatorPeriod]:
    seat = cast.seat("dorota")
    with seated(seat):
        return [
            deeds.add_period(cast.project.pk, starts_on=start, ends_on=end, by=seat, at=timezone.now())
            for start, end in (H1, H2)
        ]


def freeze(cast, period, at=AFTER) -> IndicatorPeriod:
    with seated(cast.seat("dorota")):
        return deeds.freeze_period(period.pk, by=cast.seat("dorota"), at=at)


def said(cast, one) -> list[tuple[str, Decimal | None, bool]]:
    """(which period it speaks of, value, whether frozen); corrections with a star."""
    with seated(cast.seat("dorota")):
        lines = statements(cast.project.pk, only=one.pk)[0].lines
        return [(f"{x.about.words}{'*' if x.is_correction else ''}", x.value, x.is_frozen) for x in lines]


def finish(cast, name: str, course, at: datetime | None) -> CourseProgress:
    return make_progress(cast.enrolments[name], course, started_at=at or moment(1), completed_at=at)


@pytest.fixture
def course(cast):
    with seated(SYSTEM):
        return make_course(title="Prosty język")


@pytest.mark.rule("R-40")
def test_a_person_counts_once_when_the_last_course_is_done(cast, course) -> None:
    with seated(SYSTEM):
        second = make_course(title="RODO")
        finish(cast, "anna", course, moment(2))
        finish(cast, "anna", second, moment(8))
        finish(cast, "cezary", course, moment(3))
        finish(cast, "cezary", second, None)
    people, courses = add(cast), add(cast, "WP2", "ukonczone-szkolenia")
    periods(cast)
    assert said(cast, people) == [("I półrocze 2026 r.", 0, False), ("II półrocze 2026 r.", 1, False)]
    assert said(cast, courses) == [("I półrocze 2026 r.", 2, False), ("II półrocze 2026 r.", 1, False)]


@pytest.mark.rule("R-40")
def test_every_way_of_counting_answers_what_its_rows_add_up_to(client, cast, course) -> None:
    with seated(SYSTEM):
        for name in ("anna", "cezary"):
            row = finish(cast, name, course, moment(2))
            Achievement.objects.create(
                enrolment=row.enrolment, project_id=row.project_id, office_id=row.office_id, person_id=row.person_id,
                at=moment(2), source="learning.course:1", title="Prosty język", hours=Decimal("4.5"),
            )  # fmt: skip
    first, _ = periods(cast)
    client.force_login(cast.account("dorota"))
    found = {}
    for number, (key, way) in enumerate(countings):
        one = add(cast, f"W{number}", key)
        value = said(cast, one)[0][1]
        page = client.get(reverse("reporting:indicator_rows", args=[one.pk]), {"okres": first.pk})
        rows = page.context["listing"].rows
        assert sum(row["amount"] if way.amount else 1 for row in rows) == value, key
        found[key] = value
    assert found == {
        "godziny": 9, "osoby-objete-wsparciem": 2, "osoby-po-sciezce": 2, "osoby-zapisane": 0, "ukonczone-szkolenia": 2,
        "urzedy-objete-wsparciem": 2, "urzedy-w-projekcie": found["urzedy-w-projekcie"], "zaswiadczenia": 0,
    }  # fmt: skip


@pytest.mark.rule("R-41", "R-42")
def test_a_frozen_period_stays_and_late_data_are_a_correction_of_the_next(cast, course) -> None:
    with seated(SYSTEM):
        finish(cast, "anna", course, moment(2))
    one = add(cast)
    first, second = periods(cast)
    freeze(cast, first, at=moment(7, 5))
    with seated(SYSTEM):  # entered late, of the frozen half of the year
        finish(cast, "cezary", course, moment(3))
    late = [
        ("I półrocze 2026 r.", Decimal(1), True),
        ("II półrocze 2026 r.", Decimal(0), False),
        ("I półrocze 2026 r.*", Decimal(1), False),
    ]
    assert said(cast, one) == late
    freeze(cast, second)
    frozen = [(about, value, True) for about, value, _ in late]
    assert said(cast, one) == frozen
    with seated(SYSTEM):  # and gone again: what is frozen stays, the next period will say -1
        CourseProgress.objects.filter(enrolment=cast.enrolments["anna"]).update(completed_at=None)
    assert said(cast, one) == [*frozen, ("I półrocze 2026 r.*", Decimal(-1), False)]


@pytest.mark.rule("R-42")
def test_a_correction_knows_who_came_and_who_went_though_the_number_is_the_same(client, cast, course) -> None:
    with seated(SYSTEM):
        finish(cast, "anna", course, moment(2))
    one = add(cast)
    first, second = periods(cast)
    freeze(cast, first, at=moment(7, 5))
    with seated(SYSTEM):
        CourseProgress.objects.filter(enrolment=cast.enrolments["anna"]).update(completed_at=None)
        finish(cast, "cezary", course, moment(3))
    freeze(cast, second)
    with seated(SYSTEM):
        line = IndicatorLine.objects.get(period=second, about=first)
        assert (line.value, line.counted, line.taken) == (
            0, [cast.enrolments["cezary"].pk], [cast.enrolments["anna"].pk],
        )  # fmt: skip
    client.force_login(cast.account("dorota"))
    address = reverse("reporting:indicator_rows", args=[one.pk])
    rows = csv_rows(client.get(f"{address[:-1]}.csv", {"okres": second.pk, "za": first.pk}))
    assert [(row[0], row[-1]) for row in rows[1:]] == [("Dzik, Cezary", "doszło"), ("Wrona, Anna", "ubyło")]
    frozen = client.get(address, {"okres": first.pk}).context["listing"].rows
    assert [row["person_key"] for row in frozen] == [cast.person("anna").pk]  # as it was counted


@pytest.mark.rule("R-41")
@pytest.mark.parametrize(
    "table", ["reporting_indicatorperiod", "reporting_indicatorline", "reporting_indicatortarget"]
)
def test_the_database_itself_keeps_what_is_frozen(cast, course, table) -> None:
    one = add(cast)
    first, _ = periods(cast)
    seat = cast.seat("dorota")
    with seated(seat):
        deeds.set_targets(one.pk, {first.pk: Decimal(10)}, by=seat, at=timezone.now())
    freeze(cast, first)
    column = {"reporting_indicatorperiod": "ends_on = ends_on + 1"}.get(table, "value = value + 1")
    for sql in (f"UPDATE {table} SET {column}", f"DELETE FROM {table}"):
        with (
            pytest.raises(ProgrammingError, match="never changes"),
            seated(SYSTEM),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    with pytest.raises(deeds.PeriodFrozen), seated(seat):
        deeds.set_targets(one.pk, {first.pk: Decimal(11)}, by=seat, at=timezone.now())


@pytest.mark.rule("R-41")
def test_periods_are_frozen_after_their_end_in_their_order_and_once(cast, course) -> None:
    one = add(cast, "R1", "")
    first, second = periods(cast)
    with pytest.raises(deeds.NotYet) as fault:
        freeze(cast, second)
    assert fault.value.first == first
    with pytest.raises(deeds.NotYet):
        freeze(cast, first, at=moment(6, 30))
    with pytest.raises(deeds.NothingEntered) as empty:
        freeze(cast, first)
    assert empty.value.codes == ["R1"]
    seat = cast.seat("dorota")
    with seated(seat):
        deeds.enter_value(one.pk, first.pk, Decimal(7), source="Ankieta", by=seat, at=timezone.now())
        deeds.enter_value(one.pk, first.pk, Decimal(8), source="Ankieta", by=seat, at=timezone.now())
    frozen = freeze(cast, first, at=moment(7, 5))
    assert freeze(cast, first, at=moment(8)).frozen_at == frozen.frozen_at
    with pytest.raises(deeds.PeriodFrozen), seated(seat):
        deeds.enter_value(one.pk, first.pk, Decimal(9), source="Ankieta", by=seat, at=timezone.now())
    with seated(seat):
        deeds.enter_value(
            one.pk, second.pk, Decimal(-1), source="Ankieta", about_id=first.pk, note="Pomyłka", by=seat, at=timezone.now()
        )  # fmt: skip
    assert said(cast, one) == [
        ("I półrocze 2026 r.", Decimal(8), True),
        ("II półrocze 2026 r.", None, False),
        ("I półrocze 2026 r.*", Decimal(-1), False),
    ]


@pytest.mark.rule("R-43")
def test_the_breakdown_adds_up_in_every_cut(client, cast, course) -> None:
    with seated(SYSTEM):
        finish(cast, "anna", course, moment(2))
        finish(cast, "cezary", course, moment(8))
        Person.objects.filter(pk=cast.person("anna").pk).update(sex="f")
        for number, person in enumerate(learners(cast, "borki", 3, sex="m")):
            finish(cast, person.login, course, moment(2 + 6 * (number % 2)))
    one = add(cast)
    first, _ = periods(cast)
    freeze(cast, first, at=moment(7, 5))
    client.force_login(cast.account("dorota"))
    rows = csv_rows(client.get(f"/wskazniki/{one.pk}/podzial.csv"))[1:]
    assert [row[:2] for row in rows if row[1] == "Płeć"] == [
        ["kobieta", "Płeć"],
        ["mężczyzna", "Płeć"],
        ["nie podano", "Płeć"],
    ]
    for cut in ("Płeć", "Rodzaj jednostki", "Województwo", "Rola"):
        sums = [sum(int(row[n] or 0) for row in rows if row[1] == cut) for n in (2, 3, 4)]
        assert (cut, sums) == (cut, [3, 2, 5])
    page = html.unescape(client.get(f"/wskazniki/{one.pk}/").content.decode())
    opened = re.findall(rf'href="(/wskazniki/{one.pk}/lista/\?[^"]+)">(\d+)<', page)
    assert len(opened) > 8
    for address, number in opened:
        assert (address, client.get(address).context["listing"].total) == (address, int(number))


def test_groups_stand_in_the_order_of_the_alphabet(client, cast, course) -> None:
    with seated(SYSTEM):
        for voivodeship in ("24", "12", "14", "10"):
            office = make_office(voivodeship=voivodeship)
            make_participation(cast.project, office)
            person = make_person(office)
            cast.enrolments[person.login] = make_enrolment(cast.project, person)
            finish(cast, person.login, course, moment(2))
    one = add(cast)
    periods(cast)
    client.force_login(cast.account("dorota"))
    rows = csv_rows(client.get(f"/wskazniki/{one.pk}/podzial.csv"))
    regions = [row[0] for row in rows if row[1] == "Województwo"]
    assert regions == ["łódzkie", "małopolskie", "mazowieckie", "śląskie"]


@pytest.mark.rule("R-43")
def test_the_screen_and_the_files_are_the_same(client, cast, course) -> None:
    with seated(SYSTEM):
        finish(cast, "anna", course, moment(2))
    one = add(cast)
    first, _ = periods(cast)
    with seated(cast.seat("dorota")):
        deeds.set_targets(one.pk, {first.pk: Decimal("2.5")}, by=cast.seat("dorota"), at=timezone.now())
    client.force_login(cast.account("dorota"))
    for path in ("/wskazniki", f"/wskazniki/{one.pk}", f"/wskazniki/{one.pk}/podzial"):
        csv, xlsx = csv_rows(client.get(f"{path}.csv")), xlsx_rows(client.get(f"{path}.xlsx"))
        assert len(csv) > 1
        assert [[words(cell) for cell in row] for row in csv] == xlsx
    listed = csv_rows(client.get("/wskazniki.csv"))[1]
    assert listed[0] == "WP1"
    assert listed[-4:] == ["2,5", "1", "0", "40"]
    assert "2,5" in client.get("/wskazniki/").content.decode()


def test_every_column_sorts_the_screen_and_the_files_alike_and_texts_by_the_alphabet(
    client, cast, course
) -> None:
    for code, name in (("W1", "zadowolenie"), ("W2", "Śledzone sprawy"), ("W3", "Sprawy")):
        add(cast, code, counting="", name=name)
    periods(cast)
    client.force_login(cast.account("dorota"))
    sorts = set(
        re.findall(r'\?(?:[^"]*&amp;)?sort=(\w+)(?::|%3A)', client.get("/wskazniki/").content.decode())
    )
    assert {"nazwa", "jednostka", "osiagnieto"} <= sorts
    for key in sorts:
        for order in (f"{key}:asc", f"{key}:desc"):
            shown = [
                row[0]
                for row in lines(first_table(client.get("/wskazniki/", {"sort": order}).content.decode()))
            ]
            assert shown == [row[0] for row in csv_rows(client.get("/wskazniki.csv", {"sort": order}))[1:]]
            assert len(shown) == 3
    listed = csv_rows(client.get("/wskazniki.csv", {"sort": "nazwa:desc"}))[1:]
    assert [row[1] for row in listed] == ["zadowolenie", "Śledzone sprawy", "Sprawy"]


@pytest.mark.parametrize("name", NAMES)
def test_who_sees_indicators(client, cast, course, name) -> None:
    with seated(SYSTEM):
        finish(cast, "anna", course, moment(2))
    one = add(cast)
    first, _ = periods(cast)
    client.force_login(cast.account(name))
    wanted = 200 if name in SEEING else 403
    own = 404 if name == "daniel" else wanted
    for address, status in (
        ("/wskazniki/", wanted), ("/wskazniki.csv", wanted), ("/wskazniki/okresy/", wanted), (f"/wskazniki/{one.pk}/", own),
        (f"/wskazniki/{one.pk}.csv", own), (f"/wskazniki/{one.pk}/podzial.xlsx", own),
        (f"/wskazniki/{one.pk}/lista/?okres={first.pk}", own), (f"/wskazniki/{one.pk}/lista.csv?okres={first.pk}", own),
    ):  # fmt: skip
        response = client.get(address)
        assert (address, response.status_code) == (address, status)
        assert ("Wskaźnik WP1" in body(response).decode(errors="ignore")) <= (
            name in SEEING and name != "daniel"
        )


def test_only_the_projects_coordinator_changes_anything(client, cast, course) -> None:
    one = add(cast, counting="")
    first, _ = periods(cast)
    posts = {
        f"/wskazniki/{one.pk}/cele/": {f"cel-{first.pk}": "5"},
        f"/wskazniki/{one.pk}/wartosc/": {
            "wartosc-period": first.pk,
            "wartosc-value": "3",
            "wartosc-source": "lista",
        },
        f"/wskazniki/okresy/{first.pk}/zamroz/": {"confirmed": "1"},
        f"/wskazniki/{one.pk}/zakoncz/": {},
    }
    for name, wanted in (("daniel", 404), ("kazimierz", 403), ("bogdan", 403)):
        client.force_login(cast.account(name))
        for address, data in posts.items():
            assert (name, address, client.post(address, data).status_code) == (name, address, wanted)
    client.force_login(cast.account("dorota"))
    for address, data in posts.items():
        assert client.post(address, data).status_code == 302
    with seated(SYSTEM):
        line = IndicatorLine.objects.get()
        assert (line.value, line.source, line.indicator.ended_at is None) == (3, "lista", False)


def test_bad_entries_are_answered_in_plain_words(client, cast) -> None:
    one = add(cast, counting="")
    first, second = periods(cast)
    freeze_at = {"wartosc-period": first.pk, "wartosc-value": "1", "wartosc-source": "lista"}
    client.force_login(cast.account("dorota"))
    client.post(f"/wskazniki/{one.pk}/wartosc/", freeze_at)
    freeze(cast, first, at=moment(7, 5))
    cases = (
        ("/wskazniki/okresy/nowy/", {"starts_on": "2026-06-01", "ends_on": "2026-09-30"}, "zachodzą na okres „I półrocze 2026 r.”"),
        ("/wskazniki/okresy/nowy/", {"starts_on": "2028-06-01", "ends_on": "2027-09-30"}, "przed swoim początkiem"),
        ("/wskazniki/nowy/", {"code": "WP1", "name": "x", "level": "own", "unit": "y", "definition": "z", "baseline": "0",
                              "form_key": uuid4()}, "Ten kod ma już inny wskaźnik"),
        (f"/wskazniki/{one.pk}/cele/", {f"cel-{second.pk}": "dużo"}, "na przykład 12,5"),
        (f"/wskazniki/{one.pk}/wartosc/", {"wartosc-period": f"{second.pk}:{first.pk}", "wartosc-value": "-1",
                                           "wartosc-source": "lista"}, "Napisz, dlaczego"),
    )  # fmt: skip
    for address, data, told in cases:
        response = client.post(address, data)
        assert (address, response.status_code) == (address, 422)
        assert told in response.content.decode().replace("\xa0", " ")
    with seated(SYSTEM):
        assert (
            Indicator.objects.count(),
            IndicatorPeriod.objects.count(),
            IndicatorLine.objects.count(),
        ) == (1, 2, 1)


def test_freezing_is_a_job_asked_once_and_safe_to_begin_anew(client, cast, course) -> None:
    with seated(SYSTEM):
        finish(cast, "anna", course, moment(2))
    add(cast)
    seat = cast.seat("dorota")
    ended = timezone.localdate() - timedelta(days=1)
    with seated(seat):
        period = deeds.add_period(
            cast.project.pk, starts_on=date(2026, 1, 1), ends_on=ended, by=seat, at=timezone.now()
        )
    client.force_login(cast.account("dorota"))
    address = f"/wskazniki/okresy/{period.pk}/zamroz/"
    assert "Zamrozić wskaźniki" in client.post(address).content.decode()
    pages = {client.post(address, {"confirmed": "1"}).url for _ in range(2)}
    assert len(pages) == 1
    [(_, told)] = queued()
    work_off()
    do(deeds.FREEZING, told)  # as after a worker that was killed between the period and the word of it
    with seated(seat):
        assert JobRun.objects.get(name=deeds.FREEZING).state == JobRun.State.DONE
    with seated(SYSTEM):
        assert IndicatorLine.objects.count() == 1
        assert IndicatorPeriod.objects.get().frozen_at is not None


def test_pages_ask_as_much_for_three_as_for_one(client, cast, course) -> None:
    client.force_login(cast.account("dorota"))
    counts = []
    for codes in (["A1"], ["A2", "A3"]):
        for code in codes:
            add(cast, code)
        periods(cast)
        with seated(SYSTEM):
            for person in learners(cast, "borki" if code == "A1" else "zalesie", len(codes)):
                finish(cast, person.login, course, moment(2))
        client.get("/wskazniki/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/wskazniki/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
