"""The transcript: one's own achievements, the same on every medium, nobody else's."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import NAMES, Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.documents.models import Certificate
from kaganek.documents.services.certificates import revoke
from kaganek.documents.tests.factories import AT, make_achievement, make_certificate
from kaganek.lib.tests.reading_pdf import text_of

PAGE = "documents:transcript"


@pytest.fixture
def earned(cast: Cast) -> Certificate:
    """Anna: one with a certificate, an older one without hours; Cezary: one of his own."""
    with seated(cast.seat("cezary")):
        make_certificate(cast.enrolments["cezary"], title="Cudze szkolenie")
    with seated(cast.seat("anna")):
        make_achievement(
            cast.enrolments["anna"], source="learning.course:2", title="RODO w pracy", hours=Decimal("1.50"),
            score=None, at=AT - timedelta(days=400),
        )  # fmt: skip
        return make_certificate(cast.enrolments["anna"], title="Prosty język")


@pytest.fixture
def anna(client: Client, cast: Cast) -> Client:
    client.force_login(cast.account("anna"))
    client.get(reverse("documents:certificates"))  # the session now knows the frame of the page
    return client


def words(response) -> str:
    return response.content.decode().replace("\xa0", " ")


def file(client: Client, fmt: str, asked: str = ""):
    return client.get(reverse("documents:transcript_export", args=[fmt]) + asked)


def lines(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_the_page_says_all_of_it(anna: Client, earned: Certificate) -> None:
    page = words(anna.get(reverse(PAGE)))

    assert page.index("Prosty język") < page.index("RODO w pracy")
    assert "Razem 7,5 godziny dydaktycznej po 45 minut." in page
    assert reverse("documents:certificate_pdf", args=[earned.pk]) in page
    assert "90%" in page
    assert "Cudze szkolenie" not in page


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("", ["Prosty język", "RODO w pracy"]),
        ("?sort=kiedy:asc", ["RODO w pracy", "Prosty język"]),
        ("?rok=2026", ["Prosty język"]),
        ("?q=rodo", ["RODO w pracy"]),
    ],
)
def test_files_equal_the_screen(anna: Client, earned: Certificate, asked: str, titles: list[str]) -> None:
    rows = lines(file(anna, "csv", asked))

    assert rows[0] == ["Za co", "Projekt", "Kiedy", "Godziny", "Wynik, %", "Certyfikat", "Ważne do"]
    assert [row[0] for row in rows[1:]] == titles
    page = words(anna.get(reverse(PAGE) + asked))
    assert [title for title in ("Prosty język", "RODO w pracy") if f">{title}</th>" in page] == sorted(titles)
    with zipfile.ZipFile(io.BytesIO(b"".join(file(anna, "xlsx", asked).streaming_content))) as book:
        sheet = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert all(title in sheet for title in titles)


def test_the_pdf_holds_everything_whatever_the_filter(anna: Client, earned: Certificate) -> None:
    reply = file(anna, "pdf", "?q=rodo")
    text = text_of(reply.content)

    assert reply["Content-Disposition"] == (
        f'attachment; filename="wykaz-osiagniec-{timezone.localdate():%Y-%m-%d}.pdf"'
    )
    assert "no-store" in reply["Cache-Control"]
    assert all(one in text for one in ("Anna Wrona", "Prosty język", "RODO w pracy", earned.number))
    assert "Cudze" not in text


def test_every_medium_says_until_when_it_holds(anna: Client, cast: Cast, earned: Certificate) -> None:
    assert [row[6] for row in lines(file(anna, "csv"))[1:]] == ["bezterminowo", ""]
    with seated(SYSTEM):
        Certificate.objects.filter(pk=earned.pk).update(valid_until=date(2027, 3, 1))

    assert [row[6] for row in lines(file(anna, "csv"))[1:]] == ["2027-03-01", ""]
    assert "1 marca 2027 r." in words(anna.get(reverse(PAGE)))
    assert "1 marca 2027 r." in text_of(file(anna, "pdf").content)


def test_a_certificate_taken_back_is_not_named(anna: Client, cast: Cast, earned: Certificate) -> None:
    with seated(SYSTEM):
        revoke(earned.pk, reason="pomyłka", by=cast.seat("grazyna"), at=AT)

    assert [row[5] for row in lines(file(anna, "csv"))[1:]] == ["", ""]
    assert earned.number not in words(anna.get(reverse(PAGE)))


@pytest.mark.parametrize("who", NAMES)
def test_everyone_meets_their_own_or_nothing(
    client: Client, cast: Cast, earned: Certificate, who: str
) -> None:
    client.force_login(cast.account(who))
    wanted = 200 if who in ("anna", "cezary") else 403

    page = client.get(reverse(PAGE))

    assert page.status_code == wanted
    assert {file(client, fmt).status_code for fmt in ("csv", "xlsx", "pdf")} == {wanted}
    if who == "cezary":
        assert "Cudze szkolenie" in words(page)
        assert "Prosty język" not in words(page)
        assert "Prosty" not in text_of(file(client, "pdf").content)


def test_an_unknown_format_is_no_page(anna: Client, earned: Certificate) -> None:
    assert file(anna, "docx").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_many(
    anna: Client, cast: Cast, number: int, django_assert_num_queries
) -> None:
    with seated(cast.seat("anna")):
        for n in range(number):
            make_certificate(cast.enrolments["anna"], source=f"learning.course:{n}", title=f"Szkolenie {n}")

    with django_assert_num_queries(9):
        anna.get(reverse(PAGE))


def test_nothing_earned_yet(anna: Client) -> None:
    assert "Tu będą Twoje osiągnięcia" in words(anna.get(reverse(PAGE)))


@pytest.mark.parametrize("earns", [False, True])
def test_the_way_to_it_stands_without_any_certificate(anna: Client, cast: Cast, earns: bool) -> None:
    if earns:  # hours alone, as of a task
        with seated(cast.seat("anna")):
            make_achievement(cast.enrolments["anna"], source="learning.task:1", title="Zadanie", score=None)

    page = words(anna.get(reverse("documents:certificates")))

    assert f'href="{reverse(PAGE)}"' in page
    assert "Tu będą Twoje certyfikaty" in page
