"""Templates, patrons and conditions: what certificates say beside the facts, and when they wait."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, seated
from kaganek.documents.models import Certificate, CertificateTemplate, Patron, PatronMark
from kaganek.documents.services.certificates import issue_due, replace
from kaganek.documents.services.prints import certificate_pdf
from kaganek.documents.services.templates import (
    PatronNamed,
    UnknownPlaceholder,
    Wording,
    save_patron,
    set_template,
)
from kaganek.documents.services.waiting import issue_waiting
from kaganek.documents.tests.factories import AT, make_achievement, make_certificate
from kaganek.lib.tests.reading_pdf import assert_pdf_ua, text_of

WORDS = "{osoba} ({urzad}): {godziny}, {termin}, {wynik}, {organizator}, {patron}, {wazny_do}."
LATER = AT + timedelta(days=9)


def png(colour: str = "teal", size: tuple[int, int] = (300, 150)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def wording(**changes) -> Wording:
    told = {
        "about": "o udziale w szkoleniu",
        "statement": "",
        "signatory": "",
        "patron_id": None,
        "conditions": {},
    }
    return Wording(**told | changes)


@pytest.fixture
def programme(cast):
    return cast.project.version.programme


@pytest.fixture
def patron(cast) -> Patron:
    with seated(SYSTEM):
        return save_patron(
            None,
            name="Związek Gmin Zaleskich",
            confirmation="pismo nr 12/2026",
            ends_on=AT.date(),
            png=png(),
            by=SYSTEM,
        )


@pytest.mark.rule("D-06")
def test_the_template_fills_in_the_facts_of_the_day(cast, programme, patron):
    with seated(SYSTEM):
        set_template(
            programme, wording(statement=WORDS, signatory="dr E. Pióro", patron_id=patron.pk), by=SYSTEM
        )
    with seated(cast.seat("anna")):
        achievement = make_achievement(cast.enrolments["anna"])
        issued = issue_due(achievement, at=AT, valid_until=AT.date() + timedelta(days=365))
    said = issued.said

    assert said.statement == (
        f"Anna Wrona (Urząd Gminy Zalesie): 6 godzin dydaktycznych, 16 listopada 2026 r., 90%, {said.organiser}, "
        "Związek Gmin Zaleskich, 16 listopada 2027 r.."
    )
    assert (said.about, said.signatory) == ("o udziale w szkoleniu", "dr E. Pióro")
    assert (said.patron, said.patron_confirmation, len(said.patron_mark)) == (
        patron.name,
        patron.confirmation,
        64,
    )
    with seated(SYSTEM):
        paper = certificate_pdf(issued)
    assert_pdf_ua(paper, title="Zaświadczenie nr K/2026/000001: Anna Wrona")
    words = text_of(paper)
    for word in (
        "o udziale w szkoleniu",
        "Związek Gmin Zaleskich",
        "pismo nr 12/2026",
        "dr E. Pióro",
        "Ważne do",
    ):
        assert word.casefold() in words.casefold()


@pytest.mark.rule("D-03")
def test_a_changed_template_and_sign_do_not_touch_what_was_issued(cast, programme, patron):
    with seated(SYSTEM):
        set_template(programme, wording(statement="Słowa {osoba}", patron_id=patron.pk), by=SYSTEM)
    with seated(cast.seat("anna")):
        issued = make_certificate(cast.enrolments["anna"])
    with seated(SYSTEM):
        before = certificate_pdf(issued)
        set_template(programme, wording(statement="Inne"), by=SYSTEM)
        save_patron(patron, name="Nowa nazwa", confirmation="inne", ends_on=None, png=png("red"), by=SYSTEM)
        assert certificate_pdf(Certificate.objects.get(pk=issued.pk)) == before
        new = replace(issued.pk, reason="nazwisko", by=SYSTEM, at=LATER)
        assert (new.said.statement, new.said.patron) == ("Inne", "")
        assert PatronMark.objects.count() == 2


@pytest.mark.rule("D-06")
@pytest.mark.parametrize(("days", "named"), [(0, True), (-1, False)])
def test_a_patron_stands_up_to_the_last_day_of_its_consent(cast, programme, patron, days, named):
    with seated(SYSTEM):
        Patron.objects.update(ends_on=timezone.localdate(AT) + timedelta(days=days))
        set_template(programme, wording(patron_id=patron.pk), by=SYSTEM)
    with seated(cast.seat("anna")):
        issued = make_certificate(cast.enrolments["anna"])

    assert bool(issued.said.patron) is named
    assert bool(issued.said.patron_mark) is named


@pytest.mark.rule("D-06")
def test_an_unknown_placeholder_changes_nothing(programme):
    with seated(SYSTEM), pytest.raises(UnknownPlaceholder) as refused:
        set_template(programme, wording(statement="{imie} i {osoba}"), by=SYSTEM)
    with seated(SYSTEM):
        assert (refused.value.names, CertificateTemplate.objects.count()) == (["imie"], 0)


def test_two_patrons_of_one_name_are_refused_and_one_sent_twice_is_one(patron):
    same = {"name": patron.name, "confirmation": patron.confirmation, "ends_on": patron.ends_on, "png": png()}
    with seated(SYSTEM):
        assert save_patron(None, **same, by=SYSTEM) == patron
        for other in ({"confirmation": "x"}, {"ends_on": None}, {"png": None}, {"png": png("red")}):
            with pytest.raises(PatronNamed):
                save_patron(None, **same | other, by=SYSTEM)


@pytest.mark.rule("D-05")
def test_a_condition_holds_the_certificate_back_until_it_is_met(cast, programme):
    with seated(SYSTEM):
        set_template(programme, wording(conditions={"learning.quiz": 95}), by=SYSTEM)
    with seated(cast.seat("anna")):
        achievement = make_achievement(cast.enrolments["anna"])
        assert issue_due(achievement, at=AT) is None
        assert Certificate.objects.count() == 0
    with seated(cast.seat("dorota")):
        assert issue_waiting(by=cast.seat("dorota"), at=LATER) == 0
    with seated(SYSTEM):
        set_template(programme, wording(conditions={"learning.quiz": 90}), by=SYSTEM)
    with seated(cast.seat("dorota")):
        assert issue_waiting(by=cast.seat("dorota"), at=LATER) == 1
        assert issue_waiting(by=cast.seat("dorota"), at=LATER) == 0
        assert Certificate.objects.get().issued_at == LATER


@pytest.mark.rule("D-05")
def test_a_condition_nobody_knows_any_more_is_not_met(cast, programme):
    with seated(SYSTEM):
        CertificateTemplate.objects.create(
            programme=programme, conditions=[{"kind": "gone.away", "value": 1}]
        )
    with seated(cast.seat("anna")):
        assert issue_due(make_achievement(cast.enrolments["anna"]), at=AT) is None


@pytest.fixture
def waiting(cast, programme):
    """Anna and Cezary wait for 95%."""
    with seated(SYSTEM):
        set_template(programme, wording(conditions={"learning.quiz": 95}), by=SYSTEM)
    for name in ("anna", "cezary"):
        with seated(cast.seat(name)):
            achievement = make_achievement(cast.enrolments[name], score=Decimal("72.50"))
            assert issue_due(achievement, at=AT) is None


def test_the_person_reads_what_is_missing(client, cast, waiting):
    client.force_login(cast.account("anna"))
    page = unescape(client.get(reverse("documents:certificates")).content.decode()).replace("\u00a0", " ")

    assert "Czekają na warunek" in page
    assert "Do certyfikatu potrzeba co najmniej 95% z testu, najlepszy wynik to 72,5%." in page


@pytest.mark.parametrize(
    ("who", "status"), [("dorota", 200), ("grazyna", 200), ("bogdan", 403), ("anna", 403)]
)
def test_who_sees_the_waiting(client, cast, waiting, who, status):
    client.force_login(cast.account(who))
    page = client.get(reverse("documents:waiting"))

    assert page.status_code == status
    if status == 200:
        assert "Anna Wrona" in page.content.decode()
        sheet = b"".join(
            client.get(reverse("documents:waiting_export", args=["csv"])).streaming_content
        ).decode()
        assert "Cezary Dzik" in sheet
        assert "najlepszy wynik to 72,5%" in sheet


def test_another_projects_coordinator_sees_nobody_waiting(client, cast, waiting):
    client.force_login(cast.account("daniel"))
    assert "Anna" not in client.get(reverse("documents:waiting")).content.decode()


def test_the_list_of_the_waiting_asks_the_same_for_one_and_for_two(client, cast, waiting):
    client.force_login(cast.account("dorota"))
    client.get(reverse("documents:waiting"))
    counts = []
    for name in ("?q=wrona", ""):
        with CaptureQueriesContext(connection) as number:
            client.get(reverse("documents:waiting") + name)
        counts.append(len(number))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("who", "reads", "changes"),
    [
        ("kazimierz", 200, 200),
        ("grazyna", 200, 200),
        ("dorota", 200, 403),
        ("irena", 200, 403),
        ("bogdan", 403, 403),
        ("anna", 403, 403),
        ("ewa", 403, 403),
    ],
)
def test_who_reads_and_changes_templates(client, cast, programme, who, reads, changes):
    client.force_login(cast.account(who))

    assert client.get(reverse("documents:templates")).status_code == reads
    assert client.get(reverse("documents:template_preview", args=[programme.pk])).status_code == reads
    assert client.get(reverse("documents:template", args=[programme.pk])).status_code == changes
    assert client.get(reverse("documents:patron_add")).status_code == changes


def test_a_template_is_set_on_its_page(client, cast, programme, patron):
    client.force_login(cast.account("kazimierz"))
    address = reverse("documents:template", args=[programme.pk])
    typed = {
        "pod_naglowkiem": "o ukończeniu",
        "tresc": "Dla {osoba}",
        "patron": patron.pk,
        "warunek_learning_quiz": "80",
    }

    wrong = client.post(address, typed | {"tresc": "{kto}"})
    far = client.post(address, typed | {"warunek_learning_quiz": "101"})
    right = client.post(address, typed)

    assert (wrong.status_code, far.status_code, right.status_code) == (422, 422, 302)
    assert "Nie ma takiej nazwy w nawiasach: kto." in unescape(wrong.content.decode()).replace("\u00a0", " ")
    with seated(SYSTEM):
        held = CertificateTemplate.objects.get()
        assert (held.statement, held.patron_id, held.conditions) == (
            "Dla {osoba}", patron.pk, [{"kind": "learning.quiz", "value": 80}],
        )  # fmt: skip
        assert AuditEntry.objects.filter(deed="certificate template set").count() == 1
    again = client.get(address).content.decode()
    assert 'value="80"' in again
    assert "Dla {osoba}" in again


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<svg/>", "Nie udało się odczytać obrazu"),
        (b"GIF89a" + bytes(100), "Nie udało się odczytać obrazu"),
        (png(size=(20, 20)), "za mały"),
        (b"\x89PNG\r\n\x1a\n" + bytes(2 * 1024 * 1024), "za duży"),
    ],
)
def test_a_sign_that_is_no_picture_is_refused(client, cast, data, sentence):
    client.force_login(cast.account("grazyna"))
    file = SimpleUploadedFile("znak.png", data, content_type="image/png")
    answer = client.post(
        reverse("documents:patron_add"), {"nazwa": "Patron", "potwierdzenie": "pismo", "znak": file}
    )

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    with seated(SYSTEM):
        assert Patron.objects.count() == 0


def test_a_patron_is_added_and_changed_on_its_page(client, cast):
    client.force_login(cast.account("grazyna"))
    file = SimpleUploadedFile("znak.png", png(size=(2000, 1000)), content_type="image/png")
    typed = {"nazwa": "Patron", "potwierdzenie": "pismo nr 1", "do_dnia": "31.12.2027"}

    assert client.post(reverse("documents:patron_add"), typed | {"znak": file}).status_code == 302
    with seated(SYSTEM):
        made = Patron.objects.get()
        assert Image.open(io.BytesIO(bytes(made.mark.png))).size == (900, 450)
    again = client.post(reverse("documents:patron", args=[made.pk]), typed | {"nazwa": "Patron drugi"})
    with seated(SYSTEM):
        kept = Patron.objects.get()
    assert again.status_code == 302
    assert (kept.name, kept.mark_id) == ("Patron drugi", made.mark_id)
    assert "Patron drugi" in client.get(reverse("documents:templates")).content.decode()


def test_the_preview_is_a_sample_and_writes_nothing(client, cast, programme):
    client.force_login(cast.account("dorota"))
    answer = client.get(reverse("documents:template_preview", args=[programme.pk]))

    assert "WZÓR" in text_of(answer.content)
    assert_pdf_ua(answer.content, title="Zaświadczenie nr WZÓR/0000/000000: Imię i Nazwisko")
    with seated(SYSTEM):
        assert Certificate.objects.count() == 0
