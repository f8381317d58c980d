import base64
from decimal import Decimal

import pytest

from kaganek.lib.questions import Format, Trouble, Verdict, explain, kind_name, read_questions
from kaganek.lib.questions.model import (
    FULL,
    Choice,
    Description,
    Essay,
    Gap,
    Gaps,
    Kind,
    Matching,
    Matrix,
    MatrixRow,
    MultipleChoice,
    Number,
    NumberVariant,
    Ordering,
    Pair,
    ShortText,
    SingleChoice,
    Text,
    TrueFalse,
    Unit,
    Variant,
)
from kaganek.lib.questions.report import Fault
from kaganek.lib.questions.sentences import FAULTS, KINDS, TROUBLES
from kaganek.lib.tests.question_samples import answers, question, quiz

PNG = b"\x89PNG\r\n\x1a\n" + b"obraz"
HEADS = """<name><text>Nazwa</text></name>
<questiontext format="html"><text><![CDATA[<p dir="ltr" style="text-align: left;">Ile?</p>]]></text></questiontext>
<generalfeedback format="html"><text><![CDATA[<p>Raz</p><p>Dwa</p>]]></text></generalfeedback>
<defaultgrade>2.5000000</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden><idnumber>p-1</idnumber>"""


def moodle(*questions, **kept):
    return read_questions(quiz(*questions, **kept), format=Format.MOODLE_XML)


def asked(kind, inside="", **kept):
    """The only question of a file."""
    (found,) = moodle(question(kind, inside, **kept)).findings
    assert found.question is not None, found.notes
    return found.question


def test_what_all_questions_share():
    category = (
        '<question type="category"><category><text>$course$/top/A &amp; B/C // D</text></category></question>'
    )
    tags = "<tags><tag><text>rodo</text></tag><tag><text>rodo</text></tag><tag><text>x</text></tag></tags>"

    (found,) = moodle(category, f'\n<question type="essay">{HEADS}{tags}</question>').findings

    read = found.question
    assert (found.number, found.line, found.name, found.type) == (1, 2, "Nazwa", "essay")
    assert (read.text, read.points, read.external_id) == (Text("Ile?"), Decimal("2.5"), "p-1")
    assert read.general_feedback == Text("<p>Raz</p><p>Dwa</p>", is_html=True)
    assert (read.category, read.tags) == (("A & B", "C / D"), ("rodo", "x"))


def feedback(words):
    return f"<feedback><text>{words}</text></feedback>"


@pytest.mark.parametrize(
    ("kind", "inside", "answer"),
    [
        (
            "multichoice",
            "<single>true</single><shuffleanswers>0</shuffleanswers>"
            + answers(("100", "a"), ("-33.33333", "b")),
            SingleChoice((Choice(Text("a"), FULL), Choice(Text("b"), Decimal("-33.33333"))), shuffle=False),
        ),
        (
            "multichoice",
            "<single>false</single><shuffleanswers>1</shuffleanswers>" + answers(("50", "a"), ("50", "b")),
            MultipleChoice((Choice(Text("a"), Decimal(50)), Choice(Text("b"), Decimal(50)))),
        ),
        (
            "truefalse",
            (
                f'<answer fraction="0"><text>true</text>{feedback("nie")}</answer>'
                f'<answer fraction="100"><text>false</text>{feedback("tak")}</answer>'
            ),
            TrueFalse(False, Text("nie"), Text("tak")),
        ),
        (
            "shortanswer",
            "<usecase>1</usecase>" + answers(("100", "Łódź"), ("50", "a \\* b"), ("0", "*")),
            ShortText((Variant("Łódź"), Variant("a * b", Decimal(50))), case_sensitive=True),
        ),
        (
            "numerical",
            (
                '<answer fraction="100"><text>3.14</text><tolerance>0.01</tolerance></answer>'
                f'<answer fraction="0"><text>*</text>{feedback("nie")}</answer>'
                "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit>"
                "<unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit></units>"
                "<unitgradingtype>1</unitgradingtype><unitpenalty>1</unitpenalty>"
            ),
            Number(
                (NumberVariant(Decimal("3.14"), Decimal("0.01")),),
                (Unit("m"), Unit("cm", FULL)),
                unit_required=True,
                wrong_feedback=Text("nie"),
            ),
        ),
        (
            "matching",
            (
                "<subquestion><text>a</text><answer><text>1</text></answer></subquestion>"
                "<subquestion><text>b</text><answer><text>2</text></answer></subquestion>"
                "<subquestion><text></text><answer><text>3</text></answer></subquestion>"
            ),
            Matching((Pair(Text("a"), "1"), Pair(Text("b"), "2")), ("3",)),
        ),
        ("ordering", answers(("1", "raz"), ("2", "dwa")), Ordering((Text("raz"), Text("dwa")))),
        (
            "essay",
            (
                "<graderinfo><text>Dwa argumenty</text></graderinfo><minwordlimit>5</minwordlimit>"
                "<maxwordlimit></maxwordlimit><responsetemplate><text>Szanowni</text></responsetemplate>"
            ),
            Essay(Text("Dwa argumenty"), Text("Szanowni"), min_words=5),
        ),
        ("description", "", Description()),
        (
            "matrix",
            (
                "<multiple>false</multiple><row><shorttext>r</shorttext></row>"
                "<weights-of-row><weight-of-col>0</weight-of-col><weight-of-col>1</weight-of-col></weights-of-row>"
                "<col><shorttext>a</shorttext></col><col><shorttext>b</shorttext></col>"
            ),
            Matrix(("a", "b"), (MatrixRow("r", (1,)),)),
        ),
    ],
)
def test_each_type(kind, inside, answer):
    assert asked(kind, inside).answer == answer


def test_gaps_of_cloze():
    text = (
        "<p>Stolica {2:MULTICHOICE_S:=Warszawa#Tak.~Krak\\}w &amp;amp; Wawel#Nie.} ma {:NM:%50%1,8:0.1~*#Nie}"
        " mln, rzeka {1:SHORTANSWER_C:=Wisła~%50%Wisla}.</p>"
    )

    read = asked("cloze", text=text)

    assert read.text == Text("Stolica [[1]] ma [[2]] mln, rzeka [[3]].")
    assert read.name == "Pytanie"
    assert read.points == 4
    assert read.answer == Gaps(
        (
            Gap(
                SingleChoice(
                    (
                        Choice(Text("Warszawa"), FULL, Text("Tak.")),
                        Choice(Text("Krak}w & Wawel"), Decimal(0), Text("Nie.")),
                    )
                ),
                weight=2,
            ),
            Gap(
                Number(
                    (NumberVariant(Decimal("1.8"), Decimal("0.1"), Decimal(50)),), wrong_feedback=Text("Nie")
                )
            ),
            Gap(ShortText((Variant("Wisła"), Variant("Wisla", Decimal(50))), case_sensitive=True)),
        )
    )


def test_words_from_a_bank_are_chosen_within_their_group():
    bank = "".join(
        f"<selectoption><text>{word}</text><group>{group}</group></selectoption>"
        for word, group in [("Ala", 1), ("kota", 2), ("Ola", 1), ("psa", 2)]
    )

    read = asked("gapselect", bank + "<shuffleanswers>0</shuffleanswers>", text="[[3]] ma [[2]] i [[2]].")

    person = SingleChoice((Choice(Text("Ala")), Choice(Text("Ola"), FULL)), shuffle=False)
    animal = SingleChoice((Choice(Text("kota"), FULL), Choice(Text("psa"))), shuffle=False)
    assert read.text == Text("[[1]] ma [[2]] i [[3]].")
    assert read.answer == Gaps((Gap(person), Gap(animal), Gap(animal)))


def test_images_are_kept_under_safe_names():
    encoded = base64.b64encode(PNG).decode()
    files = f'<file name="Mapa gminy ŁĘ.PNG" path="/" encoding="base64">{encoded}</file>'
    text = (
        'Gdzie? <img src="@@PLUGINFILE@@/Mapa%20gminy%20%C5%81%C4%98.PNG" alt="Mapa" width="600">'
        f'<img src="data:image/png;base64,{encoded}" alt="">'
    )

    read = asked("essay", text=text, files=files)

    assert read.text == Text(
        'Gdzie? <img src="media:mapa-gminy-le.png" alt="Mapa"><img src="media:obraz.png" alt="">',
        is_html=True,
    )
    assert [(item.name, item.data, item.mime) for item in read.media] == [
        ("mapa-gminy-le.png", PNG, "image/png"),
        ("obraz.png", PNG, "image/png"),
    ]


def test_the_image_of_old_files_is_put_after_the_text():
    encoded = base64.b64encode(PNG).decode()

    read = asked("essay", f"<image>pliki/a.gif</image><image_base64>{encoded}</image_base64>")

    assert read.text == Text('Ile? <img src="media:pliki_a.png" alt="">', is_html=True)
    assert read.media[0].data == PNG


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("<div>a</div><div>b</div>", "<p>a</p><p>b</p>"),
        ("<h3>a</h3><p>b</p>", "<p><strong>a</strong></p><p>b</p>"),
        ('<p class="x" id="y">a <i>b</i></p>', "<p>a <em>b</em></p>"),
        ('<a href="javascript:alert(1)">a</a><br>', "<a>a</a>"),
        ('<a href="/wyloguj">a</a>', "<a>a</a>"),
        ('<a href="https://gmina.pl" target="_blank">a</a>', '<a href="https://gmina.pl">a</a>'),
        ("<table><tr><td>a</td></tr></table>", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
        ("<b>a</b><img src='media:obcy.png' onerror=x>", "<strong>a</strong>"),
        ('<b>a</b><img src="x" alt=">"><script>b</script>', '<strong>a</strong>"&gt;'),
    ],
)
def test_only_the_safe_subset_of_html_is_left(source, kept):
    assert asked("essay", text=source).text == Text(kept, is_html=True)


@pytest.mark.parametrize("encoding", ["windows-1250", "windows-1252", "iso-8859-2", "utf-16", "utf-8"])
def test_the_declared_encoding_is_honoured(encoding):
    words = "Señor à Zürich" if encoding == "windows-1252" else "Zażółć gęślą"
    words = words.replace("à", "a") if encoding == "iso-8859-2" else words
    data = quiz(question("essay", text=words), head=f'<?xml version="1.0" encoding="{encoding}"?>')

    reading = read_questions(data.decode().encode(encoding), format=Format.MOODLE_XML)

    assert (reading.encoding, reading.questions[0].text) == (encoding, Text(words))
    assert reading.notes == ()


def test_a_wrong_declaration_is_mended_and_named():
    data = quiz(question("essay", text="Zażółć gęślą jaźń")).decode().encode("cp1250")

    reading = read_questions(data, format=Format.MOODLE_XML)

    assert reading.questions[0].text == Text("Zażółć gęślą jaźń")
    assert [note.trouble for note in reading.notes] == [Trouble.ENCODING_MISDECLARED]


def test_a_refused_type_is_named():
    (found,) = moodle(question("calculated")).findings

    assert (found.verdict, found.name, found.type) == (Verdict.REFUSED, "Pytanie", "calculated")
    assert [explain(note) for note in found.notes] == [
        (
            "Nie wczytujemy tego typu: pytanie obliczeniowe (calculated). "
            "Zmień typ pytania w systemie źródłowym albo napisz je w edytorze."
        )
    ]
    assert kind_name("nowy") == "„nowy”"


def test_there_is_a_sentence_for_everything():
    assert set(TROUBLES) == set(Trouble)
    assert set(FAULTS) == set(Fault)
    assert set(KINDS) == set(Kind)
