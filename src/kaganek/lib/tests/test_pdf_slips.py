"""Log-in slips: four to a sheet, each a whole of its own."""

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kaganek.lib.codes import activation_token, one_time_code
from kaganek.lib.pdf import Slip, slips
from kaganek.lib.tests.reading_pdf import assert_pdf_ua, kinds, opened, overprinted, qr_texts, tags, text_of

OFFICE = "Urząd Gminy Zalesie"


def slip(index: int, person: str = "Łucja Brzęczyszczykiewicz-Żak") -> Slip:
    url = f"https://kaganek.example/aktywacja/{activation_token()}"
    return Slip(person=person, login=f"l.zak{index}", code=one_time_code(), url=url)


def printed(cards: list[Slip], office: str = OFFICE) -> bytes:
    return slips(
        office,
        project="Urzędy, które się uczą",
        slips=cards,
        address="kaganek.example/start",
        valid_until="24 listopada 2026 r., godz. 12:00",
        made_at=datetime(2026, 11, 21, tzinfo=UTC),
    )


def test_slips_are_pdf_ua():
    assert_pdf_ua(printed([slip(n) for n in range(5)]), title="Kartki do logowania: Urząd Gminy Zalesie")


def test_card_says_all_it_must_in_reading_order():
    text = text_of(
        printed([Slip(person="Jan Lis", login="jlis", code="YD79M4VXP0807ZZS", url="https://k.example/a/1")])
    )

    parts = ["Jan Lis", "jlis", "YD79-M4VX-P080-7ZZS", "Co zrobić", "Ustaw własne hasło"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "kaganek.example/start" in text
    assert "Kod działa raz, do: 24 listopada 2026 r., godz. 12:00." in text
    assert OFFICE in text
    assert "Urzędy, które się uczą" in text


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (4, 1), (5, 2), (9, 3)])
def test_four_cards_to_a_sheet_each_with_name_steps_and_code(count, pages):
    cards = [slip(n) for n in range(count)]
    pdf = printed(cards)

    with opened(pdf) as file:
        assert len(file.pages) == pages
    assert qr_texts(pdf) == [card.url for card in cards]
    assert kinds(pdf).count("LI") == 3 * count
    order = [kind for kind in kinds(pdf) if kind in {"H1", "H2", "L", "Figure"}]
    assert order == ["H1", *["H2", "L", "Figure"] * count]


def test_qr_code_has_an_alternative_without_the_secret():
    card = slip(7)
    alternatives = [texts["/Alt"] for kind, texts in tags(printed([card])) if kind == "Figure"]

    assert len(alternatives) == 1
    assert card.login in alternatives[0]
    assert card.url not in alternatives[0]
    assert card.code not in alternatives[0]


@pytest.mark.parametrize("person", ["Ż" * 120, "Maria Anna " * 11, '#read("/etc/passwd") *b* $x$ \\ "'])
def test_hard_names_neither_spill_nor_run(person):
    cards = [replace(slip(n, person.strip()), login="a" * 60) for n in range(4)]
    pdf = printed(cards, office="Urząd " + "Bardzo Długiej Gminy " * 12)

    with opened(pdf) as file:
        assert len(file.pages) == 1
    assert overprinted(pdf) == []
    assert text_of(pdf).replace(" ", "").count(person.replace(" ", "")) == 4


def test_an_office_of_300_is_printed_in_seconds():
    cards = [slip(n) for n in range(300)]

    start = time.process_time()
    pdf = printed(cards)
    spent = time.process_time() - start

    with opened(pdf) as file:
        assert len(file.pages) == 75
    assert spent < 5


def test_no_slips_is_an_error():
    with pytest.raises(ValueError, match=r"\[\]"):
        printed([])
