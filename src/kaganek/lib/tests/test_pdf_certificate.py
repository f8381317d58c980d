"""The certificate: tagged, checkable, one page, and deaf to markup."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kaganek.lib.pdf import CertificateFacts, certificate
from kaganek.lib.tests.reading_pdf import assert_pdf_ua, kinds, opened, overprinted, qr_texts, tags, text_of

MADE_AT = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
MARKS = ("Fundusze Europejskie", "Rzeczpospolita Polska", "Unia Europejska", "Organizator")
FACTS = CertificateFacts(
    number="214/2026",
    person="Łucja Brzęczyszczykiewicz-Żak",
    title="Program doskonalenia usług (PDU)",
    hours=Decimal(6),
    started_on=date(2026, 11, 3),
    ended_on=date(2026, 11, 14),
    organiser="Związek Gmin Doliny Wierzbówki",
    project_title="Urzędy, które się uczą",
    project_number="FERS.01.04-IP.05-0012/26",
    place="Zalesie",
    issued_on=date(2026, 11, 16),
    check_url="https://kaganek.example/certyfikat/7K4M-0219-ABCD",
    check_code="7K4M0219ABCD",
    result="90% (9 z 10 punktów)",
    verification="test końcowy",
    marks=MARKS,
    made_at=MADE_AT,
)
LONG = "Maksymiliana Eleonora Brzęczyszczykiewicz-Gżegżółkiewicz herbu Zażółć Gęślą Jaźń "


def test_certificate_is_pdf_ua():
    assert_pdf_ua(certificate(FACTS), title="Zaświadczenie nr 214/2026: Łucja Brzęczyszczykiewicz-Żak")


def test_every_fact_can_be_read():
    text = text_of(
        certificate(replace(FACTS, programme="Sprawny urząd, edycja 3", signatory="kierownik projektu"))
    )

    for fact in (
        "Zaświadczenie o ukończeniu szkolenia nr 214/2026 otrzymuje Łucja Brzęczyszczykiewicz-Żak",
        "„Program doskonalenia usług (PDU)”",
        "6 godzin dydaktycznych",
        "3–14 listopada 2026 r.",
        "90% (9 z 10 punktów)",
        "test końcowy",
        "Związek Gmin Doliny Wierzbówki",
        "Urzędy, które się uczą",
        "nr FERS.01.04-IP.05-0012/26",
        "Zalesie, 16 listopada 2026 r.",
        "kaganek.example/certyfikat/7K4M-0219-ABCD",
        "kod: 7K4M-0219-ABCD",
        "Sprawny urząd, edycja 3",
        "kierownik projektu",
        "strona 1 z 1",
    ):
        assert fact in text


def test_places_for_signs_are_named_and_said_to_be_places():
    text = text_of(certificate(FACTS))

    assert all(mark in text for mark in MARKS)
    assert text.count("miejsce na znak (atrapa)") == 4
    assert "atrapa" not in text_of(certificate(replace(FACTS, marks=())))


def test_qr_code_opens_the_check_page_and_says_so():
    pdf = certificate(FACTS)

    assert qr_texts(pdf) == [FACTS.check_url]
    alternatives = [texts["/Alt"] for kind, texts in tags(pdf) if kind == "Figure"]
    assert len(alternatives) == 1
    assert FACTS.check_url in alternatives[0]


def test_replaced_print_says_it_first():
    note = "Ten wydruk jest nieaktualny. Zastępuje go zaświadczenie nr 301/2026."

    assert text_of(certificate(replace(FACTS, status_note=note))).startswith(note)
    assert "nieaktualny" not in text_of(certificate(FACTS))


@pytest.mark.parametrize("person", [(LONG * 2)[:120], "Ż" * 120, "Jan Lis"])
def test_long_names_and_titles_stay_on_one_page_and_lose_nothing(person):
    facts = replace(
        FACTS,
        person=person,
        title="Zarządzanie jakością usług publicznych w jednostkach samorządu terytorialnego " * 4,
        project_title="Kompleksowe wsparcie jednostek samorządu terytorialnego " * 4,
        organiser="Stowarzyszenie Gmin i Powiatów Doliny Środkowej Wierzbówki i Pogórza Zachodniego",
        status_note="Ten wydruk jest nieaktualny. Zastępuje go zaświadczenie nr 301/2026.",
        programme="Doskonalenie usług w urzędach " * 3,
        signatory="kierownik projektu",
    )
    pdf = certificate(facts)

    with opened(pdf) as file:
        assert len(file.pages) == 1
    assert overprinted(pdf) == []
    squeezed = text_of(pdf).replace(" ", "").replace("-", "")
    assert person.replace(" ", "").replace("-", "") in squeezed
    assert squeezed.count("Zarządzaniejakością") == 4


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        "*gruby* _kursywa_ `kod`",
        "$x^2$ <etykieta> @odnośnik",
        'cudzysłów " i ukośnik \\ i \\u{41}',
        "= Nagłówek",
        "#{1 + 1} #sys.inputs",
        "a -- b --- c ... 'd'",
        "// komentarz /* i drugi */",
    ],
)
def test_markup_in_names_is_only_text(text):
    pdf = certificate(
        replace(FACTS, person=text, title=text, organiser=text, number=text, check_code="A-" + text)
    )

    assert text_of(pdf).count(text) >= 5
    assert kinds(pdf) == kinds(certificate(FACTS))


def test_signs_without_a_drawing_do_not_stop_the_print():
    text = text_of(
        certificate(replace(FACTS, person="Олена Шевченко\u0000\u202e 李 😀 Zo\u0301\u0142w\tNowak"))
    )

    assert "Олена Шевченко ? ? Zółw Nowak" in text


def test_same_facts_give_same_bytes():
    assert certificate(FACTS) == certificate(FACTS)
    assert certificate(FACTS) != certificate(replace(FACTS, person="Jan Lis"))
    with opened(certificate(FACTS)) as file:
        assert str(file.docinfo.CreationDate) == "D:20261116120000Z"


def test_naive_time_is_refused():
    with pytest.raises(ValueError, match="2026"):
        certificate(replace(FACTS, made_at=datetime(2026, 11, 16)))  # noqa: DTZ001
