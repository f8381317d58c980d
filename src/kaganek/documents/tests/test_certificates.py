"""Issuing, replacing and revoking certificates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from kaganek.core.models import AuditEntry, Notice
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.tests.letters import letters as letters_now
from kaganek.documents.models import Certificate, NumberSeries
from kaganek.documents.services.certificates import CertificateNotValid, issue_due, replace, revoke
from kaganek.documents.services.letters import issued, replaced, revoked
from kaganek.documents.services.prints import certificate_pdf
from kaganek.documents.tests.factories import AT, make_achievement, make_certificate
from kaganek.lib.tests.reading_pdf import assert_pdf_ua, qr_texts, text_of
from kaganek.people.models import Person
from kaganek.programmes.models import Project
from kaganek.programmes.tests.factories import make_enrolment

LATER = AT + timedelta(days=9)


@pytest.fixture
def annas(cast) -> Certificate:
    with seated(SYSTEM):
        Project.objects.filter(pk=cast.project.pk).update(
            agreement="FERS.01.04-0012/26", strip=[{"name": "Fundusze Europejskie", "w": 172}]
        )
    with seated(cast.seat("anna")):
        return make_certificate(cast.enrolments["anna"])


@pytest.mark.rule("D-01")
def test_the_learners_own_seat_issues_it_in_six_statements(cast, django_assert_num_queries):
    with seated(cast.seat("anna")):
        achievement = make_achievement(cast.enrolments["anna"])

        with django_assert_num_queries(6):
            certificate = issue_due(achievement, at=AT)
        with django_assert_num_queries(1):
            again = issue_due(achievement, at=LATER)

    assert certificate == again
    assert certificate.number == "K/2026/000001"
    assert len(certificate.code) == 12


def test_facts_are_the_words_of_the_day(cast, annas):
    assert annas.facts == {
        "person": "Anna Wrona",
        "office": "Urząd Gminy Zalesie",
        "title": "Program doskonalenia usług (PDU)",
        "hours": "6",
        "score": "90",
        "verification": "test końcowy",
        "began_on": "2026-11-03",
        "ended_on": "2026-11-16",
        "programme": cast.project.version.programme.title,
        "programme_version": 1,
        "project": "Sprawny urząd 2026",
        "agreement": "FERS.01.04-0012/26",
        "organiser": cast.project.operator.office_name,
        "place": "",
        "issued_on": "2026-11-16",
        "strip": ["Fundusze Europejskie"],
    }


@pytest.mark.rule("D-03")
def test_later_names_change_nothing_on_paper(cast, annas):
    with seated(SYSTEM):
        paper = certificate_pdf(annas)
        Person.objects.filter(pk=annas.person_id).update(last_name="Nowakowska")
        Project.objects.filter(pk=cast.project.pk).update(name="Nowa nazwa", agreement="X", strip=[])
        kept = Certificate.objects.get(pk=annas.pk)

    assert kept.facts == annas.facts
    assert certificate_pdf(kept) == paper


def test_the_print_is_tagged_and_says_the_facts(annas):
    paper = certificate_pdf(annas)

    assert_pdf_ua(paper, title="Zaświadczenie nr K/2026/000001: Anna Wrona")
    text = text_of(paper)
    for words in (
        "6 godzin dydaktycznych",
        "3–16 listopada 2026 r.",
        "90%",
        "Sprawny urząd 2026",
        "wersja 1",
    ):
        assert words in text
    code = annas.code
    assert qr_texts(paper)[0].endswith(f"/sprawdz/{code[:4]}-{code[4:8]}-{code[8:]}/")


@pytest.mark.rule("D-02")
def test_an_issue_at_any_instant_can_be_printed(cast):
    with seated(cast.seat("anna")):
        certificate = issue_due(make_achievement(cast.enrolments["anna"]), at=AT.replace(microsecond=50211))

    assert certificate_pdf(certificate).startswith(b"%PDF")


def test_numbers_count_up_by_project_and_year_without_gaps(cast):
    with seated(SYSTEM):
        other = make_enrolment(cast.project, cast.person("bogdan"))
        first = make_certificate(cast.enrolments["anna"])
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            make_certificate(other)
            raise ZeroDivisionError
        second = make_certificate(other)
        next_year = issue_due(
            make_achievement(cast.enrolments["cezary"]), at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
        )

        assert [first.number, second.number, next_year.number] == [
            "K/2026/000001", "K/2026/000002", "K/2027/000001",
        ]  # fmt: skip  # half past midnight in Warsaw is already the new year
        assert sorted(NumberSeries.objects.values_list("year", "last")) == [(2026, 2), (2027, 1)]


def test_no_hours_no_certificate(cast):
    with seated(cast.seat("anna")):
        achievement = make_achievement(cast.enrolments["anna"], hours=Decimal(0))

        assert issue_due(achievement, at=AT) is None
        assert not Certificate.objects.exists()


def test_the_person_is_told_once_and_not_of_a_revoked_one(cast, annas):
    with seated(SYSTEM):
        letter = letters_now().get(kind="documents.issued")

        assert (letter.to, letter.person) == ("anna@urzad.example", annas.person_id)
        assert annas.number in issued(letter).body
        revoke(annas.pk, reason="pomyłka", by=SYSTEM, at=LATER)
        assert issued(letter) is None


@pytest.mark.rule("D-09")
def test_the_holder_alone_learns_that_it_was_replaced_and_taken_back_and_why(cast, annas):
    dorota = cast.seat("dorota")
    with seated(dorota):
        new = replace(annas.pk, reason="Zmiana nazwiska", by=dorota, at=LATER)
    with seated(SYSTEM):
        letter = letters_now().get(kind="documents.replaced")
        body = replaced(letter).body
        assert letter.person == annas.person_id
        assert (new.number in body, annas.number in body, "Powód: Zmiana nazwiska" in body) == (
            True,
            True,
            True,
        )
    with seated(dorota):
        revoke(new.pk, reason="Pomyłka", by=dorota, at=LATER)
        with pytest.raises(CertificateNotValid):
            revoke(new.pk, reason="Pomyłka", by=dorota, at=LATER)
    with seated(SYSTEM):
        assert replaced(letter) is None  # not of one that is no longer valid when it leaves
        letter = letters_now().get(kind="documents.revoked")
        assert letter.person == annas.person_id
        assert "Powód: Pomyłka" in revoked(letter).body
        standing = Notice.policed.filter(withdrawn_at=None).values_list("kind", flat=True)
        assert list(standing) == ["documents.revoked"]


@pytest.mark.rule("D-03")
def test_replacing_gives_a_new_number_and_todays_words(cast, annas):
    with seated(SYSTEM):
        Person.objects.filter(pk=annas.person_id).update(last_name="Nowakowska")
    dorota = cast.seat("dorota")
    with seated(dorota):
        new = replace(annas.pk, reason="Zmiana nazwiska", by=dorota, at=LATER)
        old = Certificate.objects.get(pk=annas.pk)

        assert (new.number, new.said.person, new.said.issued_on) == (
            "K/2026/000002", "Anna Nowakowska", "2026-11-25",
        )  # fmt: skip
        assert (new.said.began_on, new.said.ended_on) == ("2026-11-03", "2026-11-16")
        assert (old.state, old.replaced_by, old.replaced_number) == ("replaced", new, "K/2026/000002")
        assert old.said.person == "Anna Wrona"
        assert new.code != old.code
        with pytest.raises(CertificateNotValid):
            replace(annas.pk, reason="drugi raz", by=dorota, at=LATER)
        assert Certificate.objects.count() == 2
    assert text_of(certificate_pdf(old)).startswith(
        "Ten wydruk jest nieaktualny. Zastępuje go zaświadczenie nr K/2026/000002."
    )
    with seated(SYSTEM):
        assert AuditEntry.objects.filter(deed="certificate replaced").values_list("facts", flat=True)[0] == {
            "reason": "Zmiana nazwiska", "number": "K/2026/000002",
        }  # fmt: skip


@pytest.mark.rule("D-01")
def test_finishing_again_gives_the_newest_form(cast, annas):
    with seated(SYSTEM):
        new = replace(annas.pk, reason="r", by=SYSTEM, at=LATER)
        achievement = type(annas.enrolment)._meta.apps.get_model("programmes.Achievement").objects.get()

        assert issue_due(achievement, at=LATER) == new
        revoke(new.pk, reason="r", by=SYSTEM, at=LATER)
        assert issue_due(achievement, at=LATER) is None
        assert Certificate.objects.count() == 2


@pytest.mark.rule("D-01")
def test_a_revoked_one_stays_revoked(cast, annas):
    dorota = cast.seat("dorota")
    with seated(dorota):
        revoke(annas.pk, reason="Test zdał ktoś inny", by=dorota, at=LATER)

        for deed in (replace, revoke):
            with pytest.raises(CertificateNotValid):
                deed(annas.pk, reason="znowu", by=dorota, at=LATER)
        kept = Certificate.objects.get(pk=annas.pk)
    assert (kept.state, kept.revoked_reason) == ("revoked", "Test zdał ktoś inny")
    text = text_of(certificate_pdf(kept))
    assert text.startswith("To zaświadczenie unieważniono 25 listopada 2026 r.")
    assert "ktoś inny" not in text


def test_another_project_cannot_touch_it(cast, annas):
    with seated(cast.seat("daniel")):
        for deed in (replace, revoke):
            with pytest.raises(Certificate.DoesNotExist):
                deed(annas.pk, reason="x", by=cast.seat("daniel"), at=LATER)


@pytest.mark.parametrize("who", ["anna", "bogdan"])
def test_the_database_lets_no_office_seat_change_one(cast, annas, who):
    with seated(cast.seat(who)):
        assert Certificate.objects.count() == 1
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Certificate.objects.update(facts={})


def test_the_database_keeps_one_valid_certificate_for_one_achievement(cast, annas):
    with seated(SYSTEM), pytest.raises(IntegrityError, match="certificate_one_valid"), transaction.atomic():
        annas.pk, annas.number, annas.code = None, "K/2026/000009", "000000000000"
        annas.save(force_insert=True)
