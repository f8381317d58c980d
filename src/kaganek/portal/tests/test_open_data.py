"""Published reports for machines: without sign-in, only what is published, every column explained, no small group."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.tests.factories import make_course, make_progress
from kaganek.lib.tests.reading_pdf import table_rows
from kaganek.portal.services.publications import publish
from kaganek.reporting.queries.open_data import OF_INDICATORS, OF_REPORT
from kaganek.reporting.queries.shown import FILE_COLUMNS, HIDDEN
from kaganek.reporting.services import indicators as deeds
from kaganek.reporting.services import issues
from kaganek.reporting.tests.world import learners

AT = datetime(2026, 10, 5, 9, tzinfo=UTC)
Q1, Q2, Q3 = ((date(2026, a, 1), date(2026, b, c)) for a, b, c in ((1, 3, 31), (4, 6, 30), (7, 9, 30)))


def finished(cast, office: str, many: int, day: datetime) -> None:
    for person in learners(cast, office, many):
        row = cast.enrolments[person.login]
        make_progress(row, cast.course, started_at=day, completed_at=day)


@pytest.fixture
def published(cast):
    """A project of forty people, three frozen quarters of three indicators, and a report of it, published."""
    with seated(SYSTEM):
        cast.course = make_course(title="Prosty język")
        for office in ("zalesie", "borki"):
            finished(cast, office, 10, datetime(2026, 2, 10, tzinfo=UTC))
            finished(cast, office, 6, datetime(2026, 8, 10, tzinfo=UTC))
        for person in learners(cast, "zalesie", 8):
            make_progress(cast.enrolments[person.login], cast.course)
    seat = cast.seat("dorota")
    with seated(seat):
        for code, counting, unit in (
            ("L1", "osoby-po-sciezce", "osoby"), ("R1", "", "dokumenty"), ("R2", "", "osoby z niepełnosprawnościami"),
        ):  # fmt: skip
            facts = deeds.IndicatorFacts(
                code=code,
                name=f"Wskaźnik {code}",
                level="product",
                unit=unit,
                definition="D",
                counting=counting,
            )
            one = deeds.add_indicator(cast.project.pk, facts, form_key=uuid4(), by=seat, at=AT)
            for start, end in (Q1, Q2, Q3):
                period = deeds.add_period(cast.project.pk, starts_on=start, ends_on=end, by=seat, at=AT)
                deeds.set_targets(one.pk, {period.pk: Decimal(20)}, by=seat, at=AT)
                if not counting:
                    deeds.enter_value(one.pk, period.pk, Decimal(3), source="Wykaz", by=seat, at=AT)
        for period in deeds.IndicatorPeriod.objects.order_by("starts_on"):
            deeds.freeze_period(period.pk, by=seat, at=AT)
        issue = issues.freeze(
            cast.project.pk, title="Trzy kwartały", period_from=Q1[0], period_to=Q3[1], by=seat, at=AT
        )
        issues.review(issue.pk, by=seat, at=AT)
        return publish(issue.pk, by=seat, at=AT)


def rows_of(client, address: str) -> list[list[str]]:
    text = client.get(address).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


@pytest.mark.rule("R-44")
def test_json_and_csv_say_the_same_and_every_column_is_explained(client, published) -> None:
    base = f"/program-w-urzedach/{published.slug}"
    told = client.get(f"{base}.json").json()
    head, *rows = rows_of(client, f"{base}.csv")
    assert head == [one.title for one in OF_REPORT] == [one.title for one in FILE_COLUMNS]
    assert [["" if v is None else str(v) for v in row.values()] for row in told["rows"]] == [
        ["" if cell == HIDDEN else cell for cell in row] for row in rows
    ]
    assert [one["title"] for one in told["columns"]] == head
    assert all(one["description"].endswith(".") for one in [*told["columns"], *told["indicator_columns"]])
    described = client.get(f"{base}.csv-metadata.json")
    assert described["Content-Type"] == "application/csvm+json"
    meta = json.loads(described.content)
    assert [one["titles"] for one in meta["tableSchema"]["columns"]] == head
    assert client.get(meta["url"]).status_code == 200
    of_indicators = client.get(f"{base}-wskazniki.csv-metadata.json").json()
    assert of_indicators["url"].endswith(f"{published.slug}-wskazniki.csv")
    assert [one["titles"] for one in of_indicators["tableSchema"]["columns"]] == [
        one.title for one in OF_INDICATORS
    ]


@pytest.mark.rule("R-44")
def test_indicators_say_frozen_periods_and_nothing_small_of_people(client, published) -> None:
    rows = rows_of(client, f"/program-w-urzedach/{published.slug}-wskazniki.csv")[1:]
    told = {code: [row[9] for row in rows if row[0] == code] for code in ("L1", "R1", "R2")}
    assert told == {
        "L1": ["20", "0", "12", "32"],
        "R1": ["3", "3", "3", "9"],  # documents are nobody
        "R2": [HIDDEN, HIDDEN, HIDDEN, "9"],  # three people in a quarter would be pointed at
    }
    page = client.get(f"/program-w-urzedach/{published.slug}/").content.decode()
    assert "Wskaźnik L1" in page
    assert "Opis kolumn pliku CSV" in page
    paper = table_rows(client.get(f"/program-w-urzedach/{published.slug}.pdf").content)
    assert [row[3] for row in paper if row[0].startswith("L1: ")] == told["L1"]


@pytest.mark.rule("R-44")
def test_a_number_of_people_is_not_told_where_the_report_hides_its_sums(client, cast) -> None:
    with seated(SYSTEM):
        cast.course = make_course(title="RODO")
        finished(cast, "zalesie", 9, datetime(2026, 2, 10, tzinfo=UTC))
        for person in learners(cast, "borki", 2):  # two left over: how many finished is kept back
            make_progress(cast.enrolments[person.login], cast.course)
    seat = cast.seat("dorota")
    with seated(seat):
        facts = deeds.IndicatorFacts(
            code="L1",
            name="Ukończenia",
            level="product",
            unit="osoby",
            definition="D",
            counting="osoby-po-sciezce",
        )
        deeds.add_indicator(cast.project.pk, facts, form_key=uuid4(), by=seat, at=AT)
        period = deeds.add_period(cast.project.pk, starts_on=Q1[0], ends_on=Q1[1], by=seat, at=AT)
        deeds.freeze_period(period.pk, by=seat, at=AT)
        issue = issues.freeze(cast.project.pk, title="I", period_from=Q1[0], period_to=Q1[1], by=seat, at=AT)
    assert issue.content["total"]["done"] is None
    (one,) = issue.content["indicators"]
    assert (one["reached"], [line["value"] for line in one["lines"]]) == (None, [None])


def test_sets_are_listed_for_everyone_and_only_the_published_ones(client, cast, published) -> None:
    listed = client.get("/program-w-urzedach/dane.json").json()["sets"]
    assert [one["number"] for one in listed] == ["1/2026"]
    for address in (listed[0]["page"], listed[0]["json"], *listed[0]["csv"]):
        assert client.get(address).status_code == 200
    seat = cast.seat("dorota")
    with seated(seat):
        kept = issues.freeze(
            cast.project.pk, title="Jeszcze nie", period_from=Q1[0], period_to=Q3[1], by=seat,
            at=timezone.now() + timedelta(minutes=1),
        )  # fmt: skip
    hidden = f"/program-w-urzedach/su-2026-raport-{kept.number}-2026"
    for end in (".json", "-wskazniki.csv", ".csv-metadata.json", "-wskazniki.csv-metadata.json"):
        assert client.get(hidden + end).status_code == 404
    assert "Jeszcze nie" not in client.get("/program-w-urzedach/dane.json").content.decode()


def test_nobody_is_named_in_the_sets(client, published, cast) -> None:
    base = f"/program-w-urzedach/{published.slug}"
    text = "".join(client.get(base + end).content.decode() for end in (".json", "-wskazniki.csv", ".csv"))
    with seated(SYSTEM):
        names = {person.last_name for person in cast.people.values()} | {"Zalesie0", "Borki3"}
    assert "Zalesie" in text  # of an office there are numbers
    assert {name for name in names if name in text} == set()
