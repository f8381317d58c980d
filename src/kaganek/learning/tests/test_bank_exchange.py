"""Wordings go out as GIFT and Moodle XML and come back the same; what is not the same was named."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaganek.learning.services.bank import incoming
from kaganek.learning.services.bank.incoming import CannotTake, taken
from kaganek.learning.services.bank.outgoing import sent
from kaganek.learning.services.bank.wording import Wording
from kaganek.learning.tests.factories import IN_PARTS, KINDS
from kaganek.lib.questions import Format, Verdict, read_questions, tidy_text, write_questions
from kaganek.lib.questions.model import (
    FULL,
    Choice,
    Kind,
    Media,
    Question,
    ShortText,
    SingleChoice,
    Text,
    Variant,
)
from kaganek.lib.tests.making_questions import Maker

PARTLY = Decimal(50)
OURS = [
    *KINDS, *IN_PARTS,
    ("single", {"options": [{"id": "a", "text": "tak", "correct": True, "feedback": "Dobrze."}, {"id": "b", "text": "nie", "correct": False, "feedback": "Źle."}]}),
    ("truefalse", {"answer": True, "feedback": {"true": "Tak jest.", "false": "Nieprawda."}}),
    ("short", {"accepted": ["BIP", "Biuletyn"], "case": True, "diacritics": True}),
    ("number", {"answer": "-12.5", "tolerance": "0.5", "unit": "dni", "units": ["dób"], "ask_unit": True}),
    ("essay", {"criteria": "Liczy się jasność.", "template": "Szanowna Pani,", "fewest": 20, "most": 200}),
    ("essay", {}),
]  # fmt: skip


def read(questions, fmt: Format) -> list[Wording]:
    reading = read_questions(write_questions(questions, format=fmt).data, format=fmt)
    return [taken(one)[0] for one in reading.questions]


def took(question: Question) -> Wording | None:
    try:
        return taken(question)[0]
    except CannotTake:
        return None


@pytest.mark.rule("L-64")
@pytest.mark.parametrize(("kind", "payload"), OURS)
def test_every_kind_goes_to_moodle_and_back(kind: str, payload: dict) -> None:
    points = Decimal(2) if kind == "gaps" else Decimal("1.5")
    ours = Wording(kind, "Treść pytania: żółć & <b>?", payload, "Wyjaśnienie.", points, "Nazwa")
    (back,) = read([sent(ours)], Format.MOODLE_XML)
    if kind == "short" and "diacritics" not in payload:  # the format says so, and cannot say more
        back.payload.pop("diacritics")
    assert back == ours


@pytest.mark.rule("L-64")
@pytest.mark.parametrize("fmt", list(Format))
@pytest.mark.parametrize("seed", range(40))
def test_import_export_import_is_equal(fmt: Format, seed: int) -> None:
    """Whatever was taken from a file is written and taken again the same."""
    maker = Maker(seed)
    made = [
        maker.question(n) if fmt is Format.GIFT else maker.moodle_question(n)
        for n in range(12 if fmt is Format.MOODLE_XML else 10)
    ]
    file = read_questions(write_questions(made, format=fmt).data, format=fmt).questions
    pairs = [(one, wording) for one in file if (wording := took(one))]
    assert len(pairs) > len(made) // 2

    out = [
        sent(wording, category=one.category, tags=one.tags, external_id=one.external_id)
        for one, wording in pairs
    ]
    written = write_questions(out, format=fmt)
    again = read_questions(written.data, format=fmt).questions
    kept = [
        (*pair, found.verdict)
        for pair, found in zip(pairs, written.findings, strict=True)
        if found.verdict is not Verdict.REFUSED
    ]
    assert len(again) == len(kept)
    assert sum(verdict is Verdict.TAKEN for *_, verdict in kept) > len(kept) // 2
    for (one, wording, verdict), back in zip(kept, again, strict=True):
        assert (back.category, back.tags, back.external_id) == (one.category, one.tags, one.external_id)
        if verdict is Verdict.TAKEN:
            assert taken(back)[0] == wording


def choice(*fractions: Decimal, **values: object) -> Question:
    options = tuple(Choice(Text(f"odp. {n}"), one) for n, one in enumerate(fractions))
    return Question(**{"text": Text("Które?"), "answer": SingleChoice(options), "name": "N"} | values)


def test_what_is_lost_is_said() -> None:
    rich = tidy_text("<p><strong>Uwaga</strong> na to</p>", is_html=True)
    said = taken(choice(FULL, PARTLY, text=rich, points=Decimal("0.333333")))[1]
    assert sorted(said) == sorted([incoming.FORMATTING, incoming.PARTIAL, incoming.POINTS])
    assert taken(choice(FULL, Decimal(0)))[1] == []


def test_an_image_stands_as_its_description_and_without_one_refuses_the_question() -> None:
    media = (Media("plan.png", b"x", "image/png"),)
    shown = choice(
        FULL,
        Decimal(0),
        text=Text('<p>Na <img src="media:plan.png" alt="plan gminy"></p>', True),
        media=media,
    )
    wording, said = taken(shown)
    assert (wording.text, said) == ("Na [plan gminy]", [incoming.IMAGES])
    blind = choice(
        FULL, Decimal(0), text=Text('<p>Na <img src="media:plan.png" alt=""></p>', True), media=media
    )
    with pytest.raises(CannotTake, match="nie ma opisu"):
        taken(blind)


def test_descriptions_and_rows_with_two_right_fields_are_refused() -> None:
    assert took(next(q for s in range(9) if (q := Maker(s).question(8)).kind is Kind.DESCRIPTION)) is None


def test_variants_that_bring_less_do_not_become_right() -> None:
    answer = ShortText((Variant("BIP"), Variant("biuletyn", PARTLY)))
    wording, said = taken(Question(text=Text("Co?"), answer=answer, name="N"))
    assert (wording.payload, said) == ({"accepted": ["BIP"], "diacritics": True}, [incoming.VARIANTS])
