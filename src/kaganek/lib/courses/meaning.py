"""What the shapes cannot say: whether the things of a course fit together."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kaganek.lib.courses import kinds
from kaganek.lib.courses.fields import Field, Refer, Rows, Struct, Wrong, check, keys_of
from kaganek.lib.courses.model import (
    BANK,
    COURSE,
    MEND,
    QUIZ,
    RUBRICS,
    TASKS,
    CourseData,
    Fault,
    Json,
)
from kaganek.lib.packages.names import printable

_MISSING = {
    "image": "nie ma takiego obrazu w pliki.json",
    "document": "nie ma takiego dokumentu w pliki.json",
    "package": "nie ma takiej paczki w pliki.json",
    "task": "nie ma takiego zadania w zadania.json",
    "rubric": "nie ma takich kryteriów w kryteria.json",
    "question": "nie ma takiego pytania w bank.json",
}


def quiz_faults(quiz: Json) -> Iterator[Fault]:
    """Questions of the sheet, each of its own shape."""
    seen: set[str] = set()
    for number, one in enumerate(quiz["questions"], start=1):
        field = kinds.QUESTIONS.get(one["kind"])
        if field is None:
            yield Fault(QUIZ, f"Pozycja {number} jest nieznanego rodzaju: „{printable(one['kind'])}”.", MEND)
            continue
        if one["id"] in seen:
            yield Fault(QUIZ, f"Pozycja {number} ma ten sam identyfikator co wcześniejsza.", MEND)
        seen.add(one["id"])
        try:
            check(field, one["value"], f"pozycja {number}")
        except Wrong as wrong:
            yield Fault(QUIZ, f"{wrong.place}: {wrong.words}.", MEND)


def bank_faults(questions: Sequence[Json]) -> Iterator[Fault]:
    """Questions of the bank: answers of their kind's shape, which also make sense."""
    for number, one in enumerate(questions, start=1):
        place = f"pytanie {number}"
        try:
            check(kinds.PAYLOADS[one["kind"]], one["payload"], place)
        except Wrong as wrong:
            yield Fault(BANK, f"{wrong.place}: {wrong.words}.", MEND)
            continue
        if words := _nonsense(one["kind"], one["payload"]):
            yield Fault(BANK, f"{place}: {words}.", MEND)


def _nonsense(kind: str, payload: Json) -> str:
    """Why nobody could answer such a question; "" where somebody could."""
    options = payload.get("options", [])
    right = sum(one["correct"] for one in options)
    if (kind == "single" and right != 1) or (kind == "multiple" and not right):
        return "zła liczba poprawnych odpowiedzi"
    if not all(_apart(payload.get(name, [])) for name in ("options", "pairs", "items", "columns", "rows")):
        return "dwie odpowiedzi mają ten sam identyfikator"
    if kind == "matrix" and not {row["right"] for row in payload["rows"]} <= {
        one["id"] for one in payload["columns"]
    }:
        return "wiersz wskazuje kolumnę, której nie ma"
    if kind == "gaps":
        pieces = payload["pieces"]
        turns = all(isinstance(piece, str) is (place % 2 == 0) for place, piece in enumerate(pieces))
        if not turns or len(pieces) % 2 == 0 or not _apart(pieces[1::2]):
            return "tekst i luki nie idą na zmianę"
    return ""


def _apart(rows: Sequence[Json]) -> bool:
    return len({one["id"] for one in rows}) == len(rows)


def sense(data: CourseData) -> Iterator[Fault]:
    """Whatever names something else names what is there; whatever is there is named."""
    known: dict[str, set[str]] = {
        kind: {path for path, one in data.files.items() if one["kind"] == kind} for kind in kinds.FILE
    }
    try:
        known["question"] = keys_of(data.bank, BANK)
        known["rubric"] = keys_of(data.rubrics, RUBRICS)
        known["task"] = keys_of(data.tasks, TASKS)
    except Wrong as wrong:
        yield Fault(wrong.place, f"{wrong.words}.", MEND)
        return
    named: dict[str, set[str]] = {kind: set() for kind in known}
    for file, place, to, key in _references(data):
        if to not in known:  # a survey: the platform that takes the course knows whether it has one
            continue
        if key not in known[to]:
            yield Fault(file, f"{place}: {_MISSING[to]}: „{printable(key)}”.", MEND)
        named[to].add(key)
    for kind, keys in known.items():
        for key in sorted(keys - named[kind]):
            yield Fault(printable(key), "Nic w szkoleniu z tego nie korzysta.", MEND)
    yield from _rules(data)


def _references(data: CourseData) -> Iterator[tuple[str, str, str, str]]:
    """(file, place, kind of thing, its key) of everything that is named."""
    for path, lesson in data.lessons.items():
        for number, block in enumerate(lesson["blocks"], start=1):
            for to, key in refers(kinds.BLOCKS[block["kind"]], block["value"]):
                yield path, f"Blok {number}", to, key
    for number, one in enumerate(data.quiz["questions"] if data.quiz else (), start=1):
        yield from ((QUIZ, f"Pozycja {number}", to, key) for to, key in _asked(one))
    for number, task in enumerate(data.tasks, start=1):
        if task["rubric"] is not None:
            yield TASKS, f"Zadanie {number}", "rubric", task["rubric"]


def _asked(one: Json) -> Iterator[tuple[str, str]]:
    yield from refers(kinds.QUESTIONS[one["kind"]], one["value"])
    if one["kind"] == "draw":
        yield from (("question", key) for key in one["value"]["questions"])


def refers(field: Field, value: Any) -> Iterator[tuple[str, str]]:
    """(kind of thing, its key) of everything that a value names."""
    if isinstance(field, Refer) and value is not None:
        yield field.to, value
    elif isinstance(field, Struct):
        for name, one in field.must.items():
            yield from refers(one, value[name])
    elif isinstance(field, Rows):
        for one in value:
            yield from refers(field.of, one)


def _rules(data: CourseData) -> Iterator[Fault]:
    for number, task in enumerate(data.tasks, start=1):
        if not task["wants_text"] and not task["most_files"]:
            yield Fault(TASKS, f"Zadanie {number} nie mówi, co się oddaje: tekst czy pliki.", MEND)
    if (held := data.course["validity"]) and not _is_validity(held):
        yield Fault(COURSE, "Ważność podaje albo liczbę miesięcy, albo dzień i miesiąc.", MEND)
    for number, one in enumerate(data.quiz["questions"] if data.quiz else (), start=1):
        if one["kind"] == "draw" and (words := _draw_fault(one["value"], data.bank)):
            yield Fault(QUIZ, f"Pozycja {number}: {words}.", MEND)


def _is_validity(held: Mapping[str, Any]) -> bool:
    if held["kind"] == "months":
        return held["months"] is not None and held["month"] is None and held["day"] is None
    return held["months"] is None and held["month"] is not None and held["day"] is not None


def _draw_fault(draw: Json, bank: Sequence[Json]) -> str:
    """A draw takes exactly the questions of its category and of those in it."""
    path = draw["category"]
    inside = {one["key"] for one in bank if one["category"][: len(path)] == path}
    if len(set(draw["questions"])) != len(draw["questions"]):
        return "to samo pytanie jest w losowaniu dwa razy"
    if set(draw["questions"]) != inside:
        return "losuje inne pytania niż te, które leżą w jego kategorii w bank.json"
    return ""
