"""What each block of a lesson, each question and each other thing of a course holds; see fields."""

from collections.abc import Mapping

from kaganek.lib.courses.fields import (
    Choice,
    Either,
    Field,
    Flag,
    Key,
    Nullable,
    Open,
    Refer,
    Rich,
    Rows,
    Struct,
    Text,
    Whole,
)
from kaganek.lib.courses.model import MOST_BLOCKS, MOST_LESSONS, MOST_MODULES

LICENCES = ("", "own", "permission", "official", "public", "cc0", "by", "by-sa")
NUMBER = r"\s*[+-]?\d{1,12}(?:[.,]\d{1,6})?\s*"
DECIMAL = r"\d{1,6}(?:\.\d{1,2})?"
REFERENCE = r"[a-z]\d{1,6}"


def _line(most: int, least: int = 0) -> Text:
    return Text(most=most, least=least)


_FILE: Mapping[str, Field] = {"title": _line(200), "description": _line(300), "file": Refer("document")}
_TERMS: Mapping[str, Field] = {"licence": Choice(LICENCES), "author": _line(200)}
_TITLED: Mapping[str, Field] = {"title": _line(160), "text": Rich()}

# The names of fields are those of the blocks (core.blocks, learning.blocks); rich text alone is the whole block "text".
BLOCKS: Mapping[str, Struct | Rich] = {
    "text": Rich(),
    "image": Struct({"image": Refer("image"), "alt": _line(600), "caption": _line(300), **_TERMS}),
    "video": Struct(
        {"title": _line(200), "file": Refer("document"), "captions": Refer("document"), "transcript": Text()}
    ),
    "note": Struct({"title": _line(120), "text": Rich()}),
    "steps": Struct({"title": _line(160), "steps": Rows(Struct(_TITLED), most=20)}),
    "table": Struct({
        "table": Nullable(Struct({
            "caption": _line(1000),
            "heads": Rows(_line(1000), most=30),
            "rows": Rows(Rows(Text(most=10_000), most=30), most=500),
        })),
        "row_heads": Flag(),
    }),
    "comparison": Struct({"title": _line(160), "columns": Rows(
        Struct({"title": _line(60), "tone": Choice(("plain", "bad", "good")), "text": Rich()}), most=3,
    )}),
    "expandable": Struct(_TITLED),
    "quote": Struct({"text": Text(most=1500), "source": _line(300), "href": Text(most=2000, line=True, pattern=r"(?:https?://\S+)?")}),
    "download": Struct(_FILE),
    "attachment": Struct({**_FILE, **_TERMS}),
    "check": Struct({"question": _line(400), "options": Rows(
        Struct({"text": _line(300), "correct": Flag(), "feedback": _line(500)}), most=6,
    )}),
    "package": Struct({"title": _line(200), "package": Refer("package")}),
    "task": Struct({"task": Refer("task"), "required": Flag()}),
    "survey": Struct({"title": _line(200), "survey": Refer("survey")}),
}  # fmt: skip

_ASKED: Mapping[str, Field] = {
    "text": Text(most=1000),
    "explanation": Text(most=1500),
    "points": Whole(1, 20, may_be_none=True),
}
_OPTION = Struct({"text": _line(300), "correct": Flag(), "feedback": _line(500)})
_WORDS = Rows(_line(200), most=20)
_CHOICES = Struct({**_ASKED, "options": Rows(_OPTION, most=8), "shuffle": Flag()})

# Questions written on the sheet of a quiz, and what the sheet takes from the bank.
QUESTIONS: Mapping[str, Struct] = {
    "single": _CHOICES,
    "multiple": _CHOICES,
    "truefalse": Struct({**_ASKED, "answer": Choice(("", "true", "false"))}),
    "short": Struct({**_ASKED, "accepted": _WORDS, "case": Flag(), "diacritics": Flag()}),
    "number": Struct({
        **_ASKED, "answer": Text(most=40, pattern=f"(?:{NUMBER})?"), "tolerance": Text(most=40, pattern=f"(?:{NUMBER})?"),
        "unit": _line(30), "ask_unit": Flag(), "units": Rows(_line(30), most=8),
    }),
    "matching": Struct({**_ASKED, "pairs": Rows(Struct({"left": _line(300), "right": _line(300)}), most=10)}),
    "ordering": Struct({**_ASKED, "items": Rows(_line(300), most=10)}),
    "gaps": Struct({
        **_ASKED, "sentence": Text(most=3000),
        "gaps": Rows(Struct({"accepted": _WORDS, "wrong": Rows(_line(200), most=8)}), most=12),
    }),
    "matrix": Struct({
        **_ASKED, "columns": Rows(_line(80), most=6),
        "rows": Rows(Struct({"text": _line(300), "right": Whole(1, 6, may_be_none=True)}), most=12),
    }),
    "essay": Struct({**_ASKED, "rubric": Refer("rubric"), "fewest": Whole(0, 3000, may_be_none=True), "most": Whole(0, 3000, may_be_none=True)}),
    "bank": Struct({"question": Refer("question")}),
    "draw": Struct({
        "category": Rows(_line(200, least=1), least=1, most=10), "number": Whole(1, 100),
        "questions": Rows(Text(most=20, pattern=REFERENCE), most=3000),
    }),
}  # fmt: skip

_ID = Text(most=8, least=1, pattern=r"[a-z]{1,2}|\d{1,4}")
_LONG = Text(most=20_000)
_SAID = Struct({"id": _ID, "text": _LONG})
_MADE_CHOICES = Struct(
    {
        "options": Rows(
            Struct({"id": _ID, "text": _LONG, "correct": Flag()}, {"feedback": _LONG}), least=2, most=26
        )
    },
    {"shuffle": Flag()},
)
# Questions of the bank, as the rules of questionnaires judge them.
PAYLOADS: Mapping[str, Struct] = {
    "single": _MADE_CHOICES,
    "multiple": _MADE_CHOICES,
    "truefalse": Struct({"answer": Flag()}, {"feedback": Struct({"true": _LONG, "false": _LONG})}),
    "short": Struct({"accepted": Rows(_LONG, least=1)}, {"case": Flag(), "diacritics": Flag()}),
    "number": Struct(
        {"answer": Text(most=40, pattern=r"-?\d{1,20}(?:\.\d{1,15})?"), "tolerance": Text(most=40, pattern=r"\d{1,20}(?:\.\d{1,15})?"), "unit": _LONG},
        {"units": Rows(_LONG), "ask_unit": Flag()},
    ),
    "matching": Struct({"pairs": Rows(Struct({"id": _ID, "left": _LONG, "right": _LONG}), least=2)}),
    "ordering": Struct({"items": Rows(_SAID, least=2)}),
    "gaps": Struct({"pieces": Rows(
        Either(_LONG, Struct({"id": _ID, "accepted": Rows(_LONG, least=1), "wrong": Rows(_LONG)})), least=3, most=201,
    )}),
    "matrix": Struct({
        "columns": Rows(_SAID, least=2, most=26), "rows": Rows(Struct({"id": _ID, "text": _LONG, "right": _ID}), least=1),
    }),
    "essay": Struct({}, {"criteria": _LONG, "template": _LONG, "fewest": Whole(0, 100_000), "most": Whole(0, 100_000)}),
}  # fmt: skip

BANKED = Struct({
    "key": Text(most=20, pattern=REFERENCE), "category": Rows(_line(200, least=1), most=10),
    "tags": Rows(_line(100, least=1), most=20), "external_id": _line(100), "name": _line(200),
    "kind": Choice(tuple(PAYLOADS)), "text": _LONG, "payload": Open(), "explanation": _LONG,
    "points": Text(most=8, pattern=r"\d{1,3}(?:\.\d{1,2})?"),
})  # fmt: skip

RUBRIC = Struct({
    "key": Text(most=20, pattern=REFERENCE), "title": Text(most=160, least=1, line=True), "note": _line(300),
    "criteria": Rows(Struct({
        "title": _line(160, least=1), "note": Text(most=600),
        "levels": Rows(Struct({"points": Whole(0, 100), "title": _line(80, least=1), "description": Text(most=600)}), least=2, most=8),
    }), least=1, most=12),
})  # fmt: skip

TASK = Struct({
    "key": Text(most=20, pattern=REFERENCE), "title": Text(most=200, least=1, line=True), "instructions": Text(least=1),
    "kind": Choice(("person", "team")), "wants_text": Flag(), "most_files": Whole(0, 10),
    "hours": Text(most=8, pattern=r"\d{1,3}(?:\.\d{1,2})?"), "rubric": Refer("rubric"),
})  # fmt: skip

VALIDITY = Struct({
    "kind": Choice(("months", "yearly")), "months": Whole(1, 120, may_be_none=True), "month": Whole(1, 12, may_be_none=True),
    "day": Whole(1, 31, may_be_none=True), "opens_days": Whole(1, 180), "renewal": Choice(("whole", "quiz")),
})  # fmt: skip

COURSE = Struct({
    "title": Text(most=200, least=1, line=True), "short_title": Text(most=40, line=True), "summary": _line(300),
    "goal": Text(), "hours": Text(most=8, pattern=r"\d{1,4}(?:\.\d)?"), "review_required": Flag(),
    "validity": Nullable(VALIDITY),
    "modules": Rows(Struct({
        "title": Text(most=200, least=1, line=True), "lessons": Rows(Text(most=200, line=True), most=MOST_LESSONS),
    }), most=MOST_MODULES),
})  # fmt: skip

LESSON = Struct({
    "title": Text(most=200, least=1, line=True), "minutes": Whole(0, 32_767),
    "blocks": Rows(Struct({"kind": Text(most=40, line=True), "id": Key(), "value": Open()}), most=MOST_BLOCKS),
})  # fmt: skip

QUIZ = Struct({
    "title": Text(most=200, least=1, line=True), "pass_mark": Whole(0, 100), "attempts": Whole(1, 32_767),
    "time_limit": Whole(0, 32_767, may_be_none=True), "feedback": Choice(("end", "now")),
    "review": Choice(("answers", "last", "verdict")), "shuffle": Flag(),
    "questions": Rows(Struct({"kind": Text(most=40, line=True), "id": Key(), "value": Open()}), most=MOST_BLOCKS),
})  # fmt: skip

_PATH = Text(most=200, least=1, line=True)
FILE = {
    "image": Struct(
        {"path": _PATH, "kind": Choice(("image",)), "title": _line(255), "description": _line(255)}
    ),
    "document": Struct({"path": _PATH, "kind": Choice(("document",)), "title": _line(255)}),
    "package": Struct({"path": _PATH, "kind": Choice(("package",)), "title": _line(200)}),
}
MADE = Struct({
    "at": Text(most=40, line=True), "program": Text(most=80, line=True), "code": Text(most=40, line=True),
    "source": Text(most=40, line=True),
})  # fmt: skip
MANIFEST = Struct({
    "format": Text(most=40, line=True), "version": Whole(1, 1000), "made": MADE, "language": Choice(("pl",)),
    "title": Text(most=200, least=1, line=True),
    "files": Rows(Struct({"path": _PATH, "bytes": Whole(0, 2**31), "sha256": Text(most=64, pattern=r"[0-9a-f]{64}")}), most=2000),
})  # fmt: skip
