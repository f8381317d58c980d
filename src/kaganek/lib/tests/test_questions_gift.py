from decimal import Decimal

import pytest

from kaganek.lib.questions import Format, Verdict, explain, guess_format, read_questions, write_questions
from kaganek.lib.questions.model import (
    FULL,
    Choice,
    Description,
    Essay,
    Gap,
    Gaps,
    Matching,
    MultipleChoice,
    Number,
    NumberVariant,
    Ordering,
    Pair,
    Question,
    ShortText,
    SingleChoice,
    Text,
    TrueFalse,
    Variant,
)

BANK = r"""
// To jest komentarz.
$CATEGORY: $course$/top/Prawo/Zamówienia // przetargi

// question: 5  name: Stolica
// [id:p-5] [tag:geografia] [tag:łatwe]
::Stolica::Jaka jest stolica\: Polski?{
    =Warszawa#Dobrze.
    ~Kraków#Kiedyś.
    ~%-50%Łódź
    ####Zob. mapa \#1.
}

Które to rzeki?{~%50%Wisła ~%50%Odra ~%-100%Tatry}

$CATEGORY: Matematyka

Ile to pi?{#3,14:0.01#W zaokrągleniu. =%50%3:1 ~#Nie.}
"""


def gift(words):
    return read_questions(words.encode(), format=Format.GIFT)


def asked(words):
    """The only question of a file."""
    (question,) = gift(words).questions
    return question


def answered(words):
    return asked(words).answer


def test_a_bank_is_read_with_its_categories_marks_and_tags():
    capital, rivers, pi = gift(BANK).questions

    assert capital == Question(
        text=Text("Jaka jest stolica: Polski?"),
        answer=SingleChoice(
            (
                Choice(Text("Warszawa"), FULL, Text("Dobrze.")),
                Choice(Text("Kraków"), Decimal(0), Text("Kiedyś.")),
                Choice(Text("Łódź"), Decimal(-50)),
            )
        ),
        name="Stolica",
        category=("Prawo", "Zamówienia / przetargi"),
        tags=("geografia", "łatwe"),
        external_id="p-5",
        general_feedback=Text("Zob. mapa #1."),
    )
    assert (rivers.name, rivers.category) == ("Które to rzeki?", ("Prawo", "Zamówienia / przetargi"))
    assert rivers.answer == MultipleChoice(
        (
            Choice(Text("Wisła"), Decimal(50)),
            Choice(Text("Odra"), Decimal(50)),
            Choice(Text("Tatry"), Decimal(-100)),
        )
    )
    assert pi.category == ("Matematyka",)
    assert pi.answer == Number(
        (
            NumberVariant(Decimal("3.14"), Decimal("0.01"), FULL, Text("W zaokrągleniu.")),
            NumberVariant(Decimal(3), Decimal(1), Decimal(50)),
        ),
        wrong_feedback=Text("Nie."),
    )


def test_every_finding_has_its_place_and_name():
    findings = gift(BANK + "\n::Zepsute::Ile?{=a ~b").findings

    assert [(found.number, found.line, found.name, found.type) for found in findings] == [
        (1, 7, "Stolica", "single"),
        (2, 14, "Które to rzeki?", "multiple"),
        (3, 18, "Ile to pi?", "number"),
        (4, 20, "Zepsute", ""),
    ]
    assert [explain(found.verdict) for found in findings] == ["przyjęte", "przyjęte", "przyjęte", "odrzucone"]
    assert [explain(note) for note in findings[3].notes] == [
        "Część z odpowiedziami nie jest zamknięta nawiasem }. Dopisz go."
    ]


@pytest.mark.parametrize(
    ("section", "answer"),
    [
        ("{T}", TrueFalse(True)),
        ("{FALSE#źle#dobrze}", TrueFalse(False, Text("źle"), Text("dobrze"))),
        ("{TRUE#źle#dobrze}", TrueFalse(True, Text("dobrze"), Text("źle"))),
        ("{=a =%50%b#prawie}", ShortText((Variant("a"), Variant("b", Decimal(50), Text("prawie"))))),
        ("{=a =%0%*#inaczej}", ShortText((Variant("a"),), wrong_feedback=Text("inaczej"))),
        (r"{=5 \* 4}", ShortText((Variant("5 * 4"),))),
        ("{#1..5}", Number((NumberVariant(Decimal(3), Decimal(2)),))),
        ("{#-2.5}", Number((NumberVariant(Decimal("-2.5")),))),
        ("{#10 000:0}", Number((NumberVariant(Decimal(10000)),))),
        ("{=a -> b =c -> d = -> e}", Matching((Pair(Text("a"), "b"), Pair(Text("c"), "d")), ("e",))),
        ("{>2 ALL VERTICAL\nraz\ndwa\n}", Ordering((Text("raz"), Text("dwa")))),
        ("{}", Essay()),
        ("", Description()),
        ("{=a =b ~c}", SingleChoice((Choice(Text("a"), FULL), Choice(Text("b"), FULL), Choice(Text("c"))))),
        (
            "{~[html]<b>a</b> =5%}",
            SingleChoice((Choice(Text("<strong>a</strong>", True)), Choice(Text("5%"), FULL))),
        ),
    ],
)
def test_each_kind_of_section(section, answer):
    assert answered(f"Pytanie?{section}") == answer


def test_a_missing_word_is_a_gap():
    question = asked("Stolicą {=Polski ~Czech} jest Warszawa.")

    assert question.text == Text("Stolicą [[1]] jest Warszawa.")
    assert question.name == "Stolicą _____ jest Warszawa."
    assert question.answer == Gaps(
        (Gap(SingleChoice((Choice(Text("Polski"), FULL), Choice(Text("Czech"))))),)
    )
    assert asked("Rok {#1918} był ważny.").answer == Gaps((Gap(Number((NumberVariant(Decimal(1918)),))),))


def test_a_statement_around_its_section_gets_a_line_where_no_gap_can_be():
    assert asked("Ziemia {T} jest okrągła.").text == Text("Ziemia _____ jest okrągła.")


def test_closing_tags_after_the_section_make_no_gap():
    question = asked("[html]<p>Czy <b>tak</b>?{T}</p>")

    assert question.text == Text("<p>Czy <strong>tak</strong>?</p>", is_html=True)
    assert question.answer == TrueFalse(True)


@pytest.mark.parametrize(
    ("prefix", "text"),
    [
        ("", Text("a\nb")),
        ("[plain]", Text("a\nb")),
        ("[html]", Text("a b")),
        ("[moodle]", Text("a\nb")),
        ("[inne]", Text("[inne]a\nb")),
    ],
)
def test_the_format_before_the_words(prefix, text):
    assert asked(f"{prefix}a\\nb{{T}}").text == text


def test_without_a_format_words_with_tags_are_html():
    assert asked("Czy <em>tak</em>?\\nNa pewno?{T}").text == Text(
        "Czy <em>tak</em>?<br>Na pewno?", is_html=True
    )
    assert asked("Czy 2 < 3?{T}").text == Text("Czy 2 < 3?")


def test_a_file_reads_well_to_a_person():
    question = asked("::Stolica::Jaka jest stolica?{=Warszawa ~Kraków#Kiedyś.}")

    assert write_questions([question], format=Format.GIFT).data.decode() == (
        "::Stolica::Jaka jest stolica?{\n\t=Warszawa\n\t~Kraków#Kiedyś.\n}\n"
    )


@pytest.mark.parametrize(
    ("encoding", "spoken"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("cp1250", "windows-1250"),
        ("iso-8859-2", "iso-8859-2"),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_polish_letters_in_every_encoding(encoding, spoken, ending):
    words = "Gdzie rośnie żółta śliwka?{\n=w Łańcucie ~w mieście Łódź ~nad źródłem}\n\nTak?{T}\n"

    reading = read_questions(words.replace("\n", ending).encode(encoding), format=Format.GIFT)

    assert reading.encoding == spoken
    assert reading.questions == gift(words).questions
    assert [found.verdict for found in reading.findings] == [Verdict.TAKEN, Verdict.TAKEN]
    guessed = spoken in ("windows-1250", "iso-8859-2")
    assert [explain(note) for note in reading.notes] == (
        [f"Plik nie jest w UTF-8; po literach rozpoznano {spoken}. Sprawdź polskie litery."]
        if guessed
        else []
    )


def test_western_letters_are_known_by_themselves():
    words = "Où est la crème brûlée à Zürich? Å bo på øya.{T}"

    reading = read_questions(words.encode("cp1252"), format=Format.GIFT)

    assert (reading.encoding, reading.questions) == ("windows-1252", gift(words).questions)


def test_format_is_guessed_by_the_first_sign():
    assert guess_format(b"\xef\xbb\xbf  <?xml") is Format.MOODLE_XML
    assert guess_format("<quiz>".encode("utf-16")) is Format.MOODLE_XML
    assert guess_format(b"::Nazwa::Tak?{T}") is Format.GIFT


def test_control_characters_are_taken_out_and_named():
    reading = gift("Tak\x0b?{T}")

    assert reading.questions[0].text == Text("Tak?")
    assert [explain(note) for note in reading.notes] == [
        "Z pliku usunięto znaki sterujące, których nie widać. Sprawdź teksty po wczytaniu."
    ]
