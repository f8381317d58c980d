"""The transcript: tagged, whole on as many pages as it takes, and deaf to markup."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from kaganek.lib.pdf import Earned, Transcript, transcript
from kaganek.lib.tests.reading_pdf import assert_pdf_ua, opened, text_of

LINE = Earned(
    title="Program doskonalenia usług (PDU)",
    project="Urzędy, które się uczą",
    earned_on=date(2026, 11, 14),
    hours=Decimal("6.50"),
    result="90%",
    certificate="K/2026/000214",
    valid_until=date(2027, 11, 13),
)
DOC = Transcript(
    person="Łucja Brzęczyszczykiewicz-Żak",
    office="Urząd Gminy Zalesie",
    lines=[LINE, replace(LINE, title="#strong[RODO] $x$ <p>", hours=Decimal(4), result="", certificate="")],
    as_of=date(2026, 11, 21),
    check_url="https://kaganek.example/sprawdz/",
    made_at=datetime(2026, 11, 21, 12, 0, tzinfo=UTC),
    marks=("Fundusze Europejskie",),
)


def test_a_transcript_is_pdf_ua() -> None:
    assert_pdf_ua(transcript(DOC), title="Wykaz osiągnięć: Łucja Brzęczyszczykiewicz-Żak")


def test_every_fact_can_be_read() -> None:
    text = text_of(transcript(DOC))

    for fact in (
        "Urząd Gminy Zalesie",
        "Razem: 2 osiągnięcia, 10,5 godziny dydaktycznej po 45 minut.",
        "14 listopada 2026 r.",
        "90%",
        "K/2026/000214",
        "13 listopada 2027 r.",
        "#strong[RODO] $x$ <p>",
        "kaganek.example/sprawdz/",
        "strona 1 z 1",
    ):
        assert fact in text


def test_a_long_one_goes_on_to_other_pages_with_its_heads() -> None:
    lines = [replace(LINE, title=f"Szkolenie {n}") for n in range(1, 91)]
    pdf = transcript(replace(DOC, lines=lines))

    text, pages = text_of(pdf), len(opened(pdf).pages)
    assert pages > 1
    assert all(f"Szkolenie {n} " in text for n in range(1, 91))
    assert text.count("Certyfikat nr") == pages
    assert text.count(" 585 ") == 2  # above the table and under it, once each


def test_an_empty_one_says_so() -> None:
    assert "Razem: 0 osiągnięć" in text_of(transcript(replace(DOC, lines=[], office="", marks=())))
