"""A short course with everything a lesson and a quiz can hold, and the people who are at it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from kaganek.core.seats import Seat, seated
from kaganek.learning.models import BankCategory, Course, Lesson, Package, QuizDraft, Rubric, Task
from kaganek.learning.services.content import install_course
from kaganek.learning.services.gate import override
from kaganek.learning.services.publishing import newest, publish_newest
from kaganek.learning.services.releases import publish
from kaganek.learning.terms import Feedback, TaskKind
from kaganek.site.demo.courses import CONTENT

RUBRIC = "Odpowiedź dla mieszkańca"
CRITERIA = (
    ("Rozstrzygnięcie", ("nie ma go", "jest, ale dalej", "jest w pierwszym zdaniu")),
    ("Język", ("trudny", "częściowo prosty", "zrozumiały od razu")),
    ("Co dalej", ("brak", "jest bez terminu", "jest z terminem i miejscem")),
)
ESSAY = (
    "Mieszkanka pyta, czy może zapłacić podatek w ratach. Może, jeśli do 15 dnia miesiąca złoży wniosek. "
    "Napisz do niej odpowiedź."
)
MORE = (
    "<p>O terminach załatwiania spraw przeczytasz w ustawie. "
    '<a href="https://isap.sejm.gov.pl/">Więcej</a></p>'
)
REASON = "Adres ustawy zmieni się z nowym tekstem jednolitym. Odnośnik nazwiemy, gdy będzie znany."
NOTE = "Doszły: ćwiczenie w lekcji drugiej, zadanie dla zespołu i test z pytaniami losowanymi z banku."


def write_practice(author: Seat, package: Package, *, at: datetime) -> Course:
    """The course in two editions: first words alone, then with a package, a task and a fuller quiz."""
    data = json.loads((CONTENT / "krotkie" / "pismo.json").read_text())
    course = install_course(data, files=CONTENT, at=at - timedelta(days=30))
    moment = at - timedelta(days=25)
    with seated(author):
        _live_parts(Lesson.objects.get(course=course, position=2), package, _task(), by=author, at=moment)
        _fuller_quiz(QuizDraft.objects.get(course=course), at=moment)
        publish(course.pk, note=NOTE, move=None, by=author, at=moment)
        _mended(Lesson.objects.get(course=course, position=1), at=at - timedelta(days=1))
        _mended_question(QuizDraft.objects.get(course=course), at=at - timedelta(days=1))
    course.refresh_from_db()
    return course


def _mended(lesson: Lesson, *, at: datetime) -> None:
    """A word put right since the edition: its author may correct the edition itself."""
    blocks = lesson.body.get_prep_value()
    blocks[0]["value"] = blocks[0]["value"].replace("ma w urzędzie swoją drogę", "ma w urzędzie własną drogę")
    lesson.body = json.dumps(blocks)
    lesson.save_revision()
    publish_newest(lesson, at=at)


def _mended_question(draft: QuizDraft, *, at: datetime) -> None:
    """The same with a word of the first question's explanation."""
    blocks = draft.questions.get_prep_value()
    words = blocks[0]["value"]["explanation"]
    blocks[0]["value"]["explanation"] = words.replace("na końcu, co można", "na koniec, co można")
    draft.questions = json.dumps(blocks)
    draft.save_revision()
    publish_newest(draft, at=at)


def _task() -> Task:
    """A task of the whole programme, which anybody who reads the lesson may begin."""
    return Task.objects.create(
        project=None, title="Jedno moje pismo", kind=TaskKind.PERSON, wants_text=True, most_files=2, hours=Decimal(1),
        instructions="Wybierz pismo, które wysyłasz najczęściej. Napisz je od nowa i oddaj obie wersje bez danych osób.",
    )  # fmt: skip


def _live_parts(lesson: Lesson, package: Package, task: Task, *, by: Seat, at: datetime) -> None:
    """The parts, and a link that the gate stops: its author lets it through for a reason."""
    added = [
        _block("text", MORE),
        _block("package", {"title": "Ćwiczenie: droga pisma", "package": str(package.line)}),
        _block("task", {"task": str(task.pk), "required": False}),
    ]
    lesson.body = json.dumps([*lesson.body.get_prep_value(), *added])
    lesson.save_revision()
    override(newest(lesson), reason=REASON, by=by, at=at)
    publish_newest(lesson, at=at)


def _fuller_quiz(draft: QuizDraft, *, at: datetime) -> None:
    """Two questions drawn from the bank, explained at once, and one answered at length."""
    category = BankCategory.objects.get(name="Obsługa mieszkańców", office=None)
    essay = {
        "text": ESSAY, "rubric": _rubric().pk, "fewest": 20, "most": 120, "points": 3,
        "explanation": "Dobra odpowiedź zaczyna się od „Tak, może Pani zapłacić w ratach”, a kończy terminem i miejscem.",
    }  # fmt: skip
    added = [_block("draw", {"category": str(category.pk), "number": 2}), _block("essay", essay)]
    draft.questions = json.dumps([*draft.questions.get_prep_value(), *added])
    draft.feedback = Feedback.NOW
    draft.save_revision()
    publish_newest(draft, at=at)


def _rubric() -> Rubric:
    criteria = [
        _block("criterion", {"title": title, "note": "", "levels": [
            {"type": "item", "id": _key(f"{title}/{points}"),
             "value": {"points": points, "title": level, "description": ""}}
            for points, level in enumerate(levels)
        ]})
        for title, levels in CRITERIA
    ]  # fmt: skip
    return Rubric.objects.create(
        title=RUBRIC, note="Krótkie odpowiedzi w testach", criteria=json.dumps(criteria)
    )


def _block(kind: str, value: Any) -> dict[str, Any]:
    name = value.get("title", "") if isinstance(value, dict) else ""
    return {"type": kind, "id": _key(f"PISMO/{kind}/{name}"), "value": value}


def _key(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"kaganek:{name}"))
