"""The written content of the demonstration: complete, accessible, and in the house's Polish.

Pure Python: the files are read as they ship, no database is needed.
"""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pikepdf
import pytest

CONTENT = Path(__file__).parents[1] / "demo" / "content"
COURSES = {"pdu": 5, "rodo": 3, "prosty-jezyk": 3, "dostepnosc": 3}
QUESTIONS = {"pdu": 10, "rodo": 5, "prosty-jezyk": 8, "dostepnosc": 5}
FULL_LESSON, SHORT_LESSON = (600, 1000), (350, 600)
BLOCKS = {
    "text": {"html"},
    "image": {"file", "alt", "caption", "licence"},
    "video": {"file", "captions", "title", "transcript"},
    "download": {"file", "title", "description"},
    "note": {"title", "html"},
    "check": {"question", "options"},
}
QUESTION_FIELDS = {
    "single": {"options"},
    "multiple": {"options"},
    "truefalse": {"answer"},
    "short": {"accepted"},
    "number": {"answer", "tolerance", "unit"},
    "matching": {"pairs"},
    "ordering": {"items"},
    "gaps": {"sentence", "gaps"},
    "matrix": {"columns", "rows"},
}
ALLOWED_TAGS = {"p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a"}
NOT_READ = {"file", "captions", "kind", "type", "code", "slug", "date", "url", "email", "id"}
GENDERED = re.compile(r"\b\w+(?:łeś|łaś|łbyś|łabyś|inieneś|innaś)\b")
MOST_BYTES = {".png": 60_000, ".pdf": 120_000, ".webm": 400_000, ".vtt": 10_000}


def load(name: str) -> dict:
    return json.loads((CONTENT / f"{name}.json").read_text(encoding="utf-8"))


def lessons(course: dict) -> list[dict]:
    return [lesson for module in course["modules"] for lesson in module["lessons"]]


def blocks(course: dict, kind: str) -> list[dict]:
    return [b for lesson in lessons(course) for b in lesson["blocks"] if b["type"] == kind]


def visible(value: object, key: str = "") -> Iterator[str]:
    """Every text a reader can meet, without its tags."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from visible(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from visible(inner, key)
    elif isinstance(value, str) and key not in NOT_READ:
        yield re.sub(r"<[^>]*>", " ", value)


def html_texts(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from html_texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from html_texts(inner, key)
    elif key == "html" and isinstance(value, str):
        yield value


class Checker(HTMLParser):
    """Refuses tags outside the list, attributes other than an address, and unclosed tags."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED_TAGS, tag
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else []), (tag, attrs)
        for _, address in attrs:
            assert re.match(r"(https://|mailto:|tel:|/)", address or ""), address
        if self.open:
            assert not (tag == "p" and self.open[-1] in {"p", "ul", "ol"}), "p in p or in a list"
        assert (tag == "li") == (bool(self.open) and self.open[-1] in {"ul", "ol"}), (tag, self.open)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        assert self.open or not data.strip(), f"text outside a paragraph: {data[:40]}"


def files() -> list[str]:
    return sorted(path.stem for path in CONTENT.glob("*.json"))


def test_every_promised_file_is_there():
    assert files() == sorted([*COURSES, "portal", "zadania"])
    assert "https://creativecommons.org/licenses/by/4.0/" in (CONTENT / "LICENSE.txt").read_text()


@pytest.mark.parametrize("name", files())
def test_polish_quotes_and_plain_words(name):
    for text in visible(load(name)):
        assert not re.search("[\"'“‟«»]", text), text
        assert text.count("„") == text.count("”"), text
        assert not re.search(r"\bPaństw|[Uu]żytkowni", text), text
        assert not GENDERED.search(text), text
        assert not re.search(r"\s-\s", text), f"a hyphen for a dash: {text}"
        assert text.strip(), f"an empty text in {name}"


@pytest.mark.parametrize("name", files())
def test_html_is_simple_and_closed(name):
    for text in html_texts(load(name)):
        checker = Checker()
        checker.feed(text)
        checker.close()
        assert checker.open == []


@pytest.mark.parametrize("name", COURSES)
def test_course_is_complete(name):
    course = load(name)

    assert re.fullmatch("[A-Z]{2,6}", course["code"])
    assert all(course[field] for field in ("title", "summary", "goal", "audience"))
    assert isinstance(course["hours"], int)
    assert course["hours"] > 0
    assert len(lessons(course)) == COURSES[name]
    assert len({lesson["title"] for lesson in lessons(course)}) == COURSES[name]
    assert all(module["title"] for module in course["modules"])


@pytest.mark.parametrize("name", COURSES)
def test_each_lesson_is_a_lesson(name):
    least, most = FULL_LESSON if name == "pdu" else SHORT_LESSON
    for lesson in lessons(load(name)):
        kinds = [block["type"] for block in lesson["blocks"]]
        count = len(" ".join(visible(lesson)).split())

        assert least <= count <= most, (lesson["title"], count)
        assert kinds[0] == "text"
        assert kinds.count("note") == 1
        assert kinds.count("check") == 1
        assert 5 <= lesson["minutes"] <= 30
        for block in lesson["blocks"]:
            assert set(block) - {"type"} == BLOCKS[block["type"]]
            assert all(block.values())


@pytest.mark.parametrize("name", COURSES)
def test_self_checks_answer_every_choice(name):
    for check in blocks(load(name), "check"):
        assert [option["correct"] for option in check["options"]].count(True) == 1
        assert all(set(option) == {"text", "correct", "feedback"} for option in check["options"])
        assert all(option["text"] and option["feedback"] for option in check["options"])


@pytest.mark.parametrize("name", COURSES)
def test_files_of_the_blocks_exist_and_are_light(name):
    course = load(name)
    named = [block["file"] for kind in ("image", "download", "video") for block in blocks(course, kind)]
    named += [block["captions"] for block in blocks(course, "video")]

    assert any(file.endswith(".png") for file in named)
    for file in named:
        path = CONTENT / file
        assert 0 < path.stat().st_size <= MOST_BYTES[path.suffix], file


@pytest.mark.parametrize("name", COURSES)
def test_pictures_have_alternative_texts(name):
    for image in blocks(load(name), "image"):
        assert 40 <= len(image["alt"]) <= 500
        assert image["alt"] != image["caption"]
        assert image["caption"].endswith(".")
        head = (CONTENT / image["file"]).read_bytes()[:24]
        assert head.startswith(b"\x89PNG")
        assert int.from_bytes(head[16:20], "big") >= 960


def test_captions_run_forward_and_cover_the_film():
    for video in blocks(load("pdu"), "video"):
        text = (CONTENT / video["captions"]).read_text(encoding="utf-8")
        times = [60 * int(m) + float(s) for m, s in re.findall(r"\d\d:(\d\d):(\d\d\.\d{3})", text)]

        assert text.startswith("WEBVTT\n\n")
        assert times == sorted(times)
        assert (times[0], times[-1]) == (0, 28)
        assert (CONTENT / video["file"]).read_bytes().startswith(b"\x1a\x45\xdf\xa3")


def test_printable_sheets_are_tagged_polish_and_one_page():
    for path in CONTENT.glob("*.pdf"):
        with pikepdf.open(path) as pdf:
            assert len(pdf.pages) == 1
            assert bool(pdf.Root.MarkInfo.Marked)
            assert str(pdf.Root.Lang) == "pl"
            assert pdf.open_metadata()["pdfuaid:part"] == "1"


@pytest.mark.parametrize("name", COURSES)
def test_quiz_has_its_questions_and_explains_them(name):
    quiz = load(name)["quiz"]

    assert set(quiz) == {"title", "pass_mark", "attempts", "time_limit_minutes", "questions"}
    assert 0 < quiz["pass_mark"] <= 100
    assert quiz["attempts"] > 0
    assert len(quiz["questions"]) == QUESTIONS[name]
    assert len({question["text"] for question in quiz["questions"]}) == QUESTIONS[name]
    for question in quiz["questions"]:
        assert set(question) == {"kind", "text", "points", "explanation"} | QUESTION_FIELDS[question["kind"]]
        assert question["points"] == (2 if question["kind"] in ("ordering", "gaps", "matrix") else 1)
        assert len(question["explanation"].split()) >= 5
        judge = JUDGES[question["kind"]]
        judge(question)


def judge_single(question: dict) -> None:
    assert [option["correct"] for option in question["options"]].count(True) == 1
    judge_options(question)


def judge_multiple(question: dict) -> None:
    right = [option["correct"] for option in question["options"]].count(True)
    assert 2 <= right < len(question["options"])
    judge_options(question)


def judge_options(question: dict) -> None:
    texts = [option["text"] for option in question["options"]]
    assert 3 <= len(texts) == len(set(texts))
    assert all(set(option) == {"text", "correct"} for option in question["options"])


def judge_truefalse(question: dict) -> None:
    assert isinstance(question["answer"], bool)
    assert question["explanation"].startswith("Prawda" if question["answer"] else "Fałsz")


def judge_short(question: dict) -> None:
    assert question["accepted"]
    assert all(word == word.strip().lower() for word in question["accepted"])


def judge_number(question: dict) -> None:
    assert re.fullmatch(r"\d+(\.\d+)?", question["answer"])
    assert re.fullmatch(r"\d+(\.\d+)?", question["tolerance"])
    assert question["unit"]


def judge_matching(question: dict) -> None:
    lefts = {pair["left"] for pair in question["pairs"]}
    rights = {pair["right"] for pair in question["pairs"]}
    assert 3 <= len(question["pairs"]) == len(lefts) == len(rights)


def judge_ordering(question: dict) -> None:
    assert 3 <= len(question["items"]) == len(set(question["items"]))
    assert question["items"] != sorted(question["items"]), "the alphabet gives the answer away"


def judge_gaps(question: dict) -> None:
    numbers = re.findall(r"\[(\d)\]", question["sentence"])
    assert numbers == [str(n) for n in range(1, len(question["gaps"]) + 1)]
    assert all(gap["accepted"] for gap in question["gaps"])
    assert {bool(gap.get("wrong")) for gap in question["gaps"]} == {True, False}


def judge_matrix(question: dict) -> None:
    rights = {row["right"] for row in question["rows"]}
    assert rights == set(range(1, len(question["columns"]) + 1))


JUDGES = {
    "single": judge_single,
    "multiple": judge_multiple,
    "truefalse": judge_truefalse,
    "short": judge_short,
    "number": judge_number,
    "matching": judge_matching,
    "ordering": judge_ordering,
    "gaps": judge_gaps,
    "matrix": judge_matrix,
}


def test_course_codes_differ():
    assert len({load(name)["code"] for name in COURSES}) == len(COURSES)


def test_the_courses_use_every_kind_of_question():
    used = {question["kind"] for name in COURSES for question in load(name)["quiz"]["questions"]}
    assert used == set(JUDGES) == set(QUESTION_FIELDS)
