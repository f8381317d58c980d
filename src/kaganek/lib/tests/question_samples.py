"""Question files that are broken, hostile or only half keep to their standard, each with the right answer to it.

The answer is the fault of the whole file, or what became of each question: its verdict and its troubles.
"""

from kaganek.lib.questions import Fault, Format, Trouble, Verdict

GIFT, XML = Format.GIFT, Format.MOODLE_XML
Told = tuple[Verdict, tuple[Trouble, ...]]
Sample = tuple[Format, bytes, Fault | list[Told]]

TAKEN: Told = (Verdict.TAKEN, ())
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
PNG = "iVBORw0KGgo="  # the signature alone, which is what images are known by


def simplified(*troubles: Trouble) -> Told:
    return Verdict.SIMPLIFIED, troubles


def refused(trouble: Trouble) -> Told:
    return Verdict.REFUSED, (trouble,)


def quiz(*questions: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    return f"{head}<quiz>{''.join(questions)}</quiz>".encode()


def question(kind: str, inside: str = "", *, text: str = "Ile?", files: str = "") -> str:
    return (
        f'<question type="{kind}"><name><text>Pytanie</text></name><questiontext format="html">'
        f"<text><![CDATA[{text}]]></text>{files}</questiontext>{inside}</question>"
    )


def answers(*pairs: tuple[str, str]) -> str:
    return "".join(f'<answer fraction="{weight}"><text>{words}</text></answer>' for weight, words in pairs)


CHOICE = answers(("100", "a"), ("0", "b"))


def whole_files() -> dict[str, Sample]:
    """Refused before any question of theirs is looked at."""
    return {
        "empty": (GIFT, b" \n\t ", Fault.EMPTY),
        "nothing but a mark": (GIFT, b"\xef\xbb\xbf \n", Fault.EMPTY),
        "word document": (GIFT, b"PK\x03\x04" + b"\0" * 40, Fault.NOT_TEXT),
        "backup of a course": (XML, b"\x1f\x8b\x08" + b"\0" * 40, Fault.NOT_TEXT),
        "pdf": (XML, b"%PDF-1.7\n%\xe2\xe3", Fault.NOT_TEXT),
        "zeros": (GIFT, b"Pytanie{T}\0\0\0", Fault.NOT_TEXT),
        "noise": (GIFT, bytes(range(256)) * 8, Fault.NOT_TEXT),
        "half of a letter in UTF-16": (GIFT, b"\xff\xfeP", Fault.NOT_TEXT),
        "comments only": (GIFT, b"// nic\n\n$CATEGORY: A/B\n", Fault.NO_QUESTIONS),
        "XML called GIFT": (GIFT, quiz(question("essay")), Fault.WRONG_FORMAT),
        "GIFT called XML": (XML, b"Czy tak?{T}", Fault.WRONG_FORMAT),
        "web page": (XML, b"<html><body>Pytanie</body></html>", Fault.NOT_QUIZ),
        "QTI": (XML, b'<?xml version="1.0"?><questestinterop/>', Fault.NOT_QUIZ),
        "no questions": (XML, quiz(), Fault.NO_QUESTIONS),
        "cut off": (XML, quiz(question("essay"))[:-20], Fault.BROKEN_XML),
        "unclosed tag": (XML, b"<quiz>\n<question type='essay'>\n<name></quiz>", Fault.BROKEN_XML),
        "entity of HTML": (
            XML,
            b"<quiz><question type='essay'><name>&nbsp;</name></question></quiz>",
            Fault.BROKEN_XML,
        ),
        "billion laughs": (
            XML,
            f'<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY l0 "ha">{LAUGHS}]><quiz>&l9;</quiz>'.encode(),
            Fault.FORBIDDEN_XML,
        ),
        "outer entity": (
            XML,
            b'<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY f SYSTEM "file:///etc/passwd">]><quiz>&f;</quiz>',
            Fault.FORBIDDEN_XML,
        ),
        "outer document type": (
            XML,
            b'<?xml version="1.0"?><!DOCTYPE quiz SYSTEM "http://192.0.2.1/x.dtd"><quiz/>',
            Fault.FORBIDDEN_XML,
        ),
        "unknown encoding": (
            XML,
            quiz(head='<?xml version="1.0" encoding="EBCDIC-CP-US"?>'),
            Fault.UNKNOWN_ENCODING,
        ),
        "well of elements": (XML, b"<quiz>" + b"<question>" * 1000, Fault.TOO_DEEP),
        "swarm in a question": (XML, quiz(question("essay", "<tag/>" * 5000)), Fault.TOO_MANY_PARTS),
        "swarm outside questions": (XML, quiz("<tag/>" * 5000), Fault.TOO_MANY_PARTS),
        "too many bytes": (GIFT, b"a" * (20 * 1024 * 1024 + 1), Fault.TOO_BIG),
    }


def gift_files() -> dict[str, Sample]:
    """Text of questions with mistakes that people and programs make."""
    T = Trouble  # noqa: N806 - the table below stays readable
    samples: dict[str, tuple[str, list[Told]]] = {
        "section never closed": ("Ile?{=2 ~3\n\nCzy tak?{T}", [refused(T.UNFINISHED), TAKEN]),
        "section never opened": ("Ile? =2 ~3}", [refused(T.BRACES)]),
        "braces of a formula": ("Ile?{=x^{2} ~x}", [refused(T.BRACES)]),
        "two sections": ("Wisła{=a} i Odra{=b} płyną.", [refused(T.SEVERAL_GAPS)]),
        "no text": ("::Nazwa::{=a ~b}", [refused(T.EMPTY_TEXT)]),
        "one option": ("Ile?{~%100%dwa}", [refused(T.TOO_FEW_OPTIONS)]),
        "empty option": ("Ile?{=dwa ~ ~trzy}", [refused(T.EMPTY_OPTION)]),
        "nothing right": ("Ile?{~dwa ~trzy}", [refused(T.NO_RIGHT_ANSWER)]),
        "weight beyond reason": ("Ile?{~%900%dwa ~trzy}", [refused(T.BAD_WEIGHT)]),
        "weight that is none": ("Ile?{~%1.2.3%dwa ~trzy}", [refused(T.BAD_WEIGHT)]),
        "words for a number": ("Ile?{#dwa}", [refused(T.BAD_NUMBER)]),
        "number without end": ("Ile?{#" + "9" * 200 + "}", [refused(T.BAD_NUMBER)]),
        "number with a huge exponent": ("Ile?{#1e99}", [refused(T.BAD_NUMBER)]),
        "not a number": ("Ile?{#NaN}", [refused(T.BAD_NUMBER)]),
        "range upside down": ("Ile?{#5..1}", [refused(T.BAD_NUMBER)]),
        "pair without arrow": ("Połącz.{=a -> b =c}", [refused(T.BAD_PAIR)]),
        "a single pair": ("Połącz.{=a -> b}", [refused(T.TOO_FEW_OPTIONS)]),
        "cloze in GIFT": ("Ile?{1:MULTICHOICE:=a~b}", [refused(T.UNKNOWN_TYPE)]),
        "a thousand options": ("Ile?{=a " + "~b " * 1000 + "}", [refused(T.TOO_MANY_OPTIONS)]),
        "text of a book": ("a" * 70_000 + "{T}\n\nTak?{T}", [refused(T.TEXT_TOO_LONG), TAKEN]),
        "question of a library": ("Ile?{=" + "a" * 600_000 + "}", [refused(T.TEXT_TOO_LONG)]),
        "well of categories": ("$CATEGORY: " + "a/" * 50 + "\n\nTak?{T}", [refused(T.TOO_DEEP_CATEGORY)]),
        "only wild answers": ("Jak?{=*}", [refused(T.TOO_FEW_OPTIONS)]),
        "wild answer among others": ("Jak?{=tak =t*k}", [simplified(T.WILDCARD)]),
        "script": ("[html]Ile?<script>alert(1)</script>{T}", [simplified(T.UNSAFE_HTML)]),
        "handler": ('[html]<p onclick\\="x()">Ile?</p>{T}', [simplified(T.UNSAFE_HTML)]),
        "tracker": ('[html]Ile?<img src\\="https\\://zly.pl/x.png">{T}', [simplified(T.REMOTE_IMAGE)]),
        "tower of tags": ("[html]Ile?" + "<b>" * 3000 + "{T}", [simplified(T.HTML_TOO_COMPLEX)]),
        "image that is not there": (
            '[html]Co?<img src\\="@@PLUGINFILE@@/a.png">{T}',
            [simplified(T.IMAGE_REFUSED)],
        ),
        "markdown": ("[markdown]Czy *tak*?{T}", [simplified(T.MARKDOWN)]),
        "formula": ("Ile to $$x^2$$?{T}", [simplified(T.TEX)]),
        "name of a book": ("::" + "a" * 900 + "::Tak?{T}", [simplified(T.NAME_CUT)]),
        "escape at the end": ("Tak?{T}\n\nUkośnik \\", [TAKEN, TAKEN]),
        "unknown escape": ("Ścieżka C:\\temp?{=tak ~nie}", [TAKEN]),
        "blank lines in a section": ("Ile?{\n\n=dwa\n\n~trzy\n\n}\n\nTak?{T}", [TAKEN, TAKEN]),
        "category on the line above": ("$CATEGORY: A\nTak?{T}\nnie", [TAKEN]),
        "small letters": ("Tak?{true}", [TAKEN]),
        "decimal comma": ("Ile?{#3,14:0,01}", [TAKEN]),
        "no equals sign": ("Stolica?{Warszawa}", [TAKEN]),
        "name never closed": ("::Nazwa Tak?{T}", [TAKEN]),
        "a mark of our gaps": ("Zob. [[5]]. Stolica to {=Łódź} dziś.", [simplified(T.GAP_MARK)]),
        "old Macintosh lines": ("Tak?{T}\r\rNie?{F}\r", [TAKEN, TAKEN]),
    }
    return {name: (GIFT, words.encode(), told) for name, (words, told) in samples.items()}


def moodle_files() -> dict[str, Sample]:
    """Well-formed XML whose questions are something else."""
    T = Trouble  # noqa: N806 - the table below stays readable
    image = f'<file name="a.png" encoding="base64">{PNG}</file>'
    shown = '<img src="@@PLUGINFILE@@/a.png" alt="Mapa">'
    samples: dict[str, tuple[str, list[Told]]] = {
        "calculated": (question("calculated") + question("essay"), [refused(T.UNKNOWN_TYPE), TAKEN]),
        "drag onto an image": (question("ddimageortext"), [refused(T.UNKNOWN_TYPE)]),
        "no type": ("<question><name><text>a</text></name></question>", [refused(T.UNKNOWN_TYPE)]),
        "no text": ('<question type="essay"/>', [refused(T.EMPTY_TEXT)]),
        "no answers": (question("multichoice"), [refused(T.TOO_FEW_OPTIONS)]),
        "nothing right": (
            question("multichoice", answers(("0", "a"), ("50", "b"))),
            [refused(T.NO_RIGHT_ANSWER)],
        ),
        "weight in words": (
            question("multichoice", answers(("dużo", "a"), ("0", "b"))),
            [refused(T.BAD_WEIGHT)],
        ),
        "weight without end": (
            question("multichoice", answers(("1e9", "a"), ("0", "b"))),
            [refused(T.BAD_WEIGHT)],
        ),
        "neither true nor false": (
            question("truefalse", answers(("0", "true"), ("0", "false"))),
            [refused(T.NO_RIGHT_ANSWER)],
        ),
        "points below zero": (question("essay", "<defaultgrade>-1</defaultgrade>"), [refused(T.BAD_NUMBER)]),
        "points without end": (
            question("essay", "<defaultgrade>inf</defaultgrade>"),
            [refused(T.BAD_NUMBER)],
        ),
        "gap never closed": (question("cloze", text="Ala ma {1:SA:=kota"), [refused(T.UNFINISHED)]),
        "gap of an unknown kind": (question("cloze", text="A {1:KOLOR:=x} b"), [refused(T.GAP_KIND)]),
        "gap with several answers": (question("cloze", text="A {1:MR:=x~=y} b"), [refused(T.GAP_KIND)]),
        "gap without answers": (question("cloze", text="A {1:SA:=x} b {1:SA}"), [refused(T.BAD_GAPS)]),
        "no gap": (question("cloze", text="Ala ma kota"), [refused(T.BAD_GAPS)]),
        "word that is not in the bank": (
            question("gapselect", "<selectoption><text>a</text></selectoption>", text="Ala ma [[2]]"),
            [refused(T.BAD_GAPS)],
        ),
        "matrix of odd shape": (question("matrix", "<row/><col/><col/>"), [refused(T.MATRIX_SHAPE)]),
        "unit of nothing": (
            question(
                "numerical", answers(("100", "5")) + "<units><unit><multiplier>0</multiplier></unit></units>"
            ),
            [refused(T.BAD_NUMBER)],
        ),
        "program for an image": (
            question("essay", text=shown, files='<file name="a.png">TVqQAAMAAAA=</file>'),
            [simplified(T.IMAGE_REFUSED)],
        ),
        "drawing with a script": (
            question("essay", text="Co?" + shown, files='<file name="a.svg">PHN2Zz4=</file>'),
            [simplified(T.IMAGE_REFUSED)],
        ),
        "image with a path": (
            question(
                "essay",
                text=shown.replace("a.png", "../../a.png"),
                files=image.replace("a.png", "../../a.png"),
            ),
            [TAKEN],
        ),
        "broken base64": (
            question("essay", text="Co?" + shown, files='<file name="a.png">!!!!</file>'),
            [simplified(T.IMAGE_REFUSED)],
        ),
        "frame": (question("essay", text="Co?<iframe src='x'></iframe>"), [simplified(T.UNSAFE_HTML)]),
        "film": (question("essay", text="Co?<video><source src='x'></video>"), [simplified(T.MULTIMEDIA)]),
        "colours": (question("essay", text='<p style="color:red">Co?</p>'), [simplified(T.FORMATTING)]),
        "HTML not quoted": (
            '<question type="essay"><questiontext><text><p>Co?</p></text></questiontext></question>',
            [simplified(T.NESTED_TAGS)],
        ),
        "hints": (question("multichoice", CHOICE + "<hint><text>x</text></hint>"), [simplified(T.HINTS)]),
        "hidden": (question("multichoice", CHOICE + "<hidden>1</hidden>"), [simplified(T.HIDDEN)]),
        "attachments": (question("essay", "<attachments>3</attachments>"), [simplified(T.ATTACHMENTS)]),
        "dragging": (
            question(
                "ddwtos",
                "<dragbox><text>a</text></dragbox><dragbox><text>b</text></dragbox>",
                text="Ala [[1]].",
            ),
            [simplified(T.DRAGGING)],
        ),
        "true in Polish": (question("truefalse", answers(("100", "Prawda"), ("0", "Fałsz"))), [TAKEN]),
        "Moodle's own feedback": (
            question(
                "multichoice",
                CHOICE + "<correctfeedback><text>Your answer is correct.</text></correctfeedback>",
            ),
            [TAKEN],
        ),
    }
    return {name: (XML, quiz(words), told) for name, (words, told) in samples.items()}
