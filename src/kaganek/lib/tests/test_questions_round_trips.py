"""What is written and read again is the same, whatever signs stand in it; what is not the same was named."""

from dataclasses import replace

import pytest

from kaganek.lib.questions import (
    Format,
    Trouble,
    Verdict,
    read_questions,
    tidy_text,
    write_questions,
)
from kaganek.lib.questions.model import (
    FULL,
    Choice,
    Essay,
    Gap,
    Gaps,
    Kind,
    Number,
    NumberVariant,
    Question,
    ShortText,
    SingleChoice,
    Text,
    Unit,
    Variant,
)
from kaganek.lib.tests.making_questions import PNG, Maker

SEEDS = range(25)
GIFT_KINDS = range(10)
MOODLE_KINDS = range(12)


def again(questions, kind):
    """The questions of a file that was just written from them."""
    return read_questions(write_questions(questions, format=kind).data, format=kind)


def losses(question, kind):
    found = write_questions([question], format=kind).findings[0]
    return found.verdict, [note.trouble for note in found.notes]


@pytest.mark.parametrize("seed", SEEDS)
def test_gift_gives_back_what_was_written(seed):
    maker = Maker(seed)
    questions = tuple(maker.question(kind) for kind in GIFT_KINDS)
    written = write_questions(questions, format=Format.GIFT)

    reading = read_questions(written.data, format=Format.GIFT)

    named = [found.question for found in written.findings if found.verdict is Verdict.SIMPLIFIED]
    assert all(note.trouble is Trouble.ARROW for found in written.findings for note in found.notes)
    pairs = list(zip(reading.questions, questions, strict=True))
    assert [read for read, meant in pairs if meant not in named] == [
        meant for _, meant in pairs if meant not in named
    ]
    assert again(reading.questions, Format.GIFT).questions == reading.questions
    assert all(found.verdict is Verdict.TAKEN for found in reading.findings)


@pytest.mark.parametrize("seed", SEEDS)
def test_moodle_xml_gives_back_what_was_written(seed):
    maker = Maker(seed)
    questions = tuple(maker.moodle_question(kind) for kind in MOODLE_KINDS)

    reading = again(questions, Format.MOODLE_XML)

    assert reading.questions == questions


@pytest.mark.parametrize("seed", SEEDS)
def test_what_gift_carries_goes_through_moodle_xml_and_back(seed):
    maker = Maker(seed)
    first = again([maker.question(kind) for kind in GIFT_KINDS], Format.GIFT).questions

    through = again(first, Format.MOODLE_XML).questions

    assert through == first
    assert again(through, Format.GIFT).questions == first


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_gift_changes_of_moodles_questions_is_named(seed):
    maker = Maker(seed)
    questions = [maker.moodle_question(kind) for kind in MOODLE_KINDS]
    written = write_questions(questions, format=Format.GIFT)
    read = set(read_questions(written.data, format=Format.GIFT).questions)

    for found in written.findings:
        assert (found.question in read) == (found.verdict is Verdict.TAKEN), found
    carried = [found for found in written.findings if found.verdict is not Verdict.REFUSED]
    assert len(read) == len(carried)


def made(answer, **kept):
    return Question(text=Text("Ile?"), answer=answer, name="Nazwa", **kept)


CHOICES = (Choice(Text("a"), FULL), Choice(Text("b")))
SHORT = ShortText((Variant("a"),))
NUMBER = Number((NumberVariant(FULL),))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (made(SingleChoice(CHOICES)), []),
        (made(SingleChoice(CHOICES, shuffle=False)), [Trouble.SHUFFLE]),
        (made(SHORT, points=FULL), [Trouble.POINTS]),
        (made(replace(SHORT, case_sensitive=True)), [Trouble.CASE]),
        (made(replace(SHORT, forgives_diacritics=True)), [Trouble.DIACRITICS]),
        (made(ShortText((Variant("a -> b"),))), [Trouble.ARROW]),
        (made(replace(NUMBER, units=(Unit("km"),))), [Trouble.UNITS]),
        (made(Essay(rubric=Text("Dwa argumenty"))), [Trouble.ESSAY_DETAILS]),
        (made(SHORT, tags=("a [b]",)), [Trouble.LABEL]),
    ],
)
def test_gift_names_its_losses(question, expected):
    verdict = Verdict.SIMPLIFIED if expected else Verdict.TAKEN
    assert losses(question, Format.GIFT) == (verdict, expected)


def test_gift_leaves_out_what_it_has_no_words_for():
    gap = Gap(SHORT)
    two = replace(made(Gaps((gap, gap))), text=Text("Ala [[1]] ma [[2]] kota"))

    assert losses(Maker(1).moodle_question(10), Format.GIFT) == (Verdict.REFUSED, [Trouble.NOT_IN_FORMAT])
    assert losses(two, Format.GIFT) == (Verdict.REFUSED, [Trouble.SEVERAL_GAPS])
    assert write_questions([two], format=Format.GIFT).data == b""


def test_a_gap_that_ends_the_text_becomes_a_plain_question_in_gift():
    question = replace(made(Gaps((Gap(SHORT),))), text=Text("Stolica to [[1]]"))

    assert losses(question, Format.GIFT) == (Verdict.SIMPLIFIED, [Trouble.GAP_AT_END])
    assert again([question], Format.GIFT).questions[0].kind is Kind.SHORT_TEXT


def test_gift_puts_the_description_in_place_of_an_image():
    question = Maker(3).moodle_question(11)

    verdict, troubles = losses(question, Format.GIFT)

    assert verdict is Verdict.SIMPLIFIED
    assert Trouble.IMAGES in troubles
    read = again([question], Format.GIFT).questions[0]
    assert "[Plan & „mapa”]" in read.text.plain
    assert read.media == ()
    assert question.media[0].data.startswith(PNG)


def test_moodle_xml_names_its_losses():
    diacritics = made(replace(SHORT, forgives_diacritics=True))
    in_gap = replace(
        made(Gaps((Gap(replace(NUMBER, units=(Unit("km"),))),)), points=FULL), text=Text("Ile [[1]]?")
    )

    assert losses(diacritics, Format.MOODLE_XML) == (Verdict.SIMPLIFIED, [Trouble.DIACRITICS])
    assert losses(in_gap, Format.MOODLE_XML) == (Verdict.SIMPLIFIED, [Trouble.UNITS, Trouble.POINTS])
    assert losses(Maker(1).moodle_question(10), Format.MOODLE_XML) == (Verdict.TAKEN, [Trouble.NEEDS_PLUGIN])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_text_once_tidied_stays_as_it_is(seed):
    maker = Maker(seed)
    for text in [maker.text() for _ in range(20)]:
        assert tidy_text(text.source, is_html=text.is_html) == text
        assert tidy_text(text.html, is_html=True).plain.split() == text.plain.split()
