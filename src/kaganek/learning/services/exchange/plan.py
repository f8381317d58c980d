"""What will become of a course file here: what is there already, what comes new, what has to stay behind.

Nothing is written. Whoever takes the course in follows the plan, made anew then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kaganek.learning.embeds import survey_choices
from kaganek.learning.models import BankQuestion, Rubric, Task
from kaganek.learning.queries.bank import Path, questions_to_draw, shelves
from kaganek.learning.services.bank.wording import Wording, wording_of
from kaganek.learning.services.exchange.leaving import rubric_said
from kaganek.lib.courses import CourseData
from kaganek.lib.courses.kinds import BLOCKS, QUESTIONS
from kaganek.lib.courses.meaning import refers
from kaganek.lib.courses.model import BANK, QUIZ, RUBRICS, Json

OF_PROGRAMME = "Zakładają je eksperci programu, a tu takich nie ma."


@dataclass
class BankPlan:
    """Where the questions of the file are or go.

    reuse   key in the file → question that is here.
    add     rows of the file that come new, in its order.
    paths   category in the file → category here.
    """

    reuse: dict[str, int] = field(default_factory=dict)
    add: list[Json] = field(default_factory=list)
    paths: dict[Path, Path] = field(default_factory=dict)


@dataclass
class Plan:
    """Values None of `rubrics` and `tasks`: to be made; keys in `missing` cannot come at all."""

    rubrics: dict[str, int | None] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)  # rubrics under another title here
    tasks: dict[str, int | None] = field(default_factory=dict)
    bank: BankPlan = field(default_factory=BankPlan)
    missing: dict[tuple[str, str], str] = field(default_factory=dict)  # (kind, key) → why
    remarks: list[dict[str, str]] = field(default_factory=list)

    def remark(self, file: str, message: str) -> None:
        said = {"file": file, "message": message}
        if said not in self.remarks:
            self.remarks.append(said)


def plan_of(data: CourseData, *, office_id: int | None) -> Plan:
    """What becomes of the file as a course of that office, or of the programme.

    Source: rules L-121 (nowy szkic, nigdy na miejsce innego) and L-122 (rzeczy wspólne).
    """
    plan = Plan()
    _plan_rubrics(data, plan, office_id)
    _plan_tasks(data, plan, office_id)
    _plan_surveys(data, plan)
    _plan_bank(data.bank, list(_draws(data)), plan, office_id)
    _tell_missing(data, plan)
    return plan


def _plan_rubrics(data: CourseData, plan: Plan, office_id: int | None) -> None:
    held = {one.title: one for one in Rubric.objects.all()}
    for row in data.rubrics:
        said = {name: value for name, value in row.items() if name != "key"}
        same = next((one for one in held.values() if _alike(rubric_said(one), said)), None)
        if same is not None:
            plan.rubrics[row["key"]] = same.pk
        elif office_id is not None:
            plan.missing["rubric", row["key"]] = f"Kryteria oceny „{row['title']}”. {OF_PROGRAMME}"
        else:
            plan.rubrics[row["key"]] = None
            title = _free(row["title"], {*held, *plan.renamed.values()}, most=160)
            if title != row["title"]:
                plan.renamed[row["key"]] = title
                plan.remark(RUBRICS, f"Kryteria „{row['title']}” brzmią tu inaczej. Nowe nazwiemy „{title}”.")


def _alike(ours: Json, theirs: Json) -> bool:
    """The same rubric; what our own second copy of a title is called makes no other one."""
    base = theirs["title"]
    titles = {base, *(f"{base} ({number})" for number in range(2, 10))}
    return ours["title"] in titles and {**ours, "title": ""} == {**theirs, "title": ""}


def _free(title: str, taken: set[str], *, most: int) -> str:
    number, found = 1, title
    while found in taken:
        number += 1
        end = f" ({number})"
        found = title[: most - len(end)] + end
    return found


def _plan_tasks(data: CourseData, plan: Plan, office_id: int | None) -> None:
    held = list(Task.objects.filter(project=None, title__in=[row["title"] for row in data.tasks]))
    for row in data.tasks:
        same = next((one for one in held if _same_task(one, row, plan)), None)
        if same is not None:
            plan.tasks[row["key"]] = same.pk
        elif office_id is not None:
            plan.missing["task", row["key"]] = f"Zadanie „{row['title']}”. {OF_PROGRAMME}"
        else:
            plan.tasks[row["key"]] = None


def _same_task(one: Task, row: Json, plan: Plan) -> bool:
    rubric = plan.rubrics.get(row["rubric"]) if row["rubric"] else None
    if row["rubric"] and rubric is None:
        return False
    return (
        one.title, one.instructions, one.kind, one.wants_text, one.most_files, one.hours, one.rubric_id
    ) == (
        row["title"], row["instructions"], row["kind"], row["wants_text"], row["most_files"],
        Decimal(row["hours"]), rubric,
    )  # fmt: skip


def _plan_surveys(data: CourseData, plan: Plan) -> None:
    known = {key for key, _ in survey_choices()}
    for _, _, to, key in _named(data):
        if to == "survey" and key not in known:
            plan.missing["survey", key] = "Takiej ankiety nie ma na tej platformie."


def _named(data: CourseData) -> Iterator[tuple[str, str, str, str]]:
    """(file, place, kind, key) of everything that blocks and questions name."""
    for path, lesson in data.lessons.items():
        for number, block in enumerate(lesson["blocks"], start=1):
            for to, key in refers(BLOCKS[block["kind"]], block["value"]):
                yield path, f"Blok {number}", to, key
    for number, one in enumerate(data.quiz["questions"] if data.quiz else (), start=1):
        for to, key in refers(QUESTIONS[one["kind"]], one["value"]):
            yield QUIZ, f"Pozycja {number}", to, key


def _tell_missing(data: CourseData, plan: Plan) -> None:
    for file, place, to, key in _named(data):
        if (to, key) in plan.missing:
            plan.remark(file, f"{place} pominiemy. {plan.missing[to, key]}")


# -- the bank: what a test draws must be there whole, and alone in its category


def _draws(data: CourseData) -> Iterator[Path]:
    for one in data.quiz["questions"] if data.quiz else ():
        if one["kind"] == "draw":
            yield tuple(one["value"]["category"])


def _plan_bank(rows: Sequence[Json], draws: Sequence[Path], plan: Plan, office_id: int | None) -> None:
    here = {shelf.path: shelf for shelf in shelves(office_id)}
    reused: dict[Path, dict[Any, int]] = {}
    clash: set[str] = set()
    for draw in dict.fromkeys(draws):
        if draw not in here:
            continue
        found = _pool_here(here[draw].inside, office_id, {pk: path for path, pk in _ids(here).items()})
        wanted = [_mark(row) for row in rows if _inside(row, draw)]
        if sorted(map(repr, found)) == sorted(map(repr, wanted)):
            reused[draw] = found
        else:
            clash.add(draw[0])
    tops = {path[0] for path in here}
    names = {top: _free(top, tops, most=200) for top in sorted(clash)}
    for old, new in names.items():
        plan.remark(BANK, f"Kategoria „{old}” ma tu inne pytania. Nowe trafią do kategorii „{new}”.")
    plan.bank.paths = {path: (names.get(path[0], path[0]), *path[1:]) for path in _paths(rows, draws)}
    kept = {draw: found for draw, found in reused.items() if draw[0] not in names}
    _place(rows, draws, kept, plan, office_id)


def _ids(here: Mapping[Path, Any]) -> dict[Path, int]:
    return {path: shelf.category.pk for path, shelf in here.items()}


def _paths(rows: Sequence[Json], draws: Sequence[Path]) -> list[Path]:
    found = [tuple(row["category"]) for row in rows if row["category"]]
    return list(dict.fromkeys([*found, *draws]))


def _inside(row: Json, draw: Path) -> bool:
    return tuple(row["category"][: len(draw)]) == draw


def _mark(row: Json) -> tuple[Any, ...]:
    """What makes a question of the file the same as one that is here."""
    return (
        wording_in(row).digest, tuple(row["category"]), row["name"], tuple(row["tags"]), row["external_id"],
    )  # fmt: skip


def _pool_here(inside: frozenset[int], office_id: int | None, paths: Mapping[int, Path]) -> dict[Any, int]:
    """What a draw would take here, each by the same mark as the rows of the file."""
    found: dict[Any, int] = {}
    for one in questions_to_draw(inside, office_id=office_id).exclude(current=None):
        said: Any = one.current
        path = paths[one.category_id or 0]
        found[wording_of(said).digest, path, said.name, tuple(one.tags), one.external_id] = one.pk
    return found


def _place(
    rows: Sequence[Json],
    draws: Sequence[Path],
    kept: Mapping[Path, Mapping[Any, int]],
    plan: Plan,
    office_id: int | None,
) -> None:
    known = _known(rows, office_id)
    copies = 0
    for row in rows:
        held = next((found for draw, found in kept.items() if _inside(row, draw)), None)
        digest = wording_in(row).digest
        if held is not None:
            plan.bank.reuse[row["key"]] = held[_mark(row)]
        elif digest in known and not any(_inside(row, draw) for draw in draws):
            plan.bank.reuse[row["key"]] = known[digest]
        else:
            plan.bank.add.append(row)
            copies += digest in known
    if copies:
        plan.remark(
            BANK,
            f"Losowanie potrzebuje pytań, które są już w banku gdzie indziej. Powstaną ich kopie: {copies}.",
        )


def _known(rows: Sequence[Json], office_id: int | None) -> dict[str, int]:
    """Questions of the bank that say the very words of the file's, by their digest; the oldest of equals."""
    digests = {wording_in(row).digest for row in rows}
    found = BankQuestion.objects.filter(office=office_id, retired_at=None, current__digest__in=digests)
    return dict(found.order_by("-pk").values_list("current__digest", "pk"))


def wording_in(row: Json) -> Wording:
    """A question of the file as the bank words it."""
    return Wording(
        row["kind"], row["text"], row["payload"], row["explanation"], Decimal(row["points"]), row["name"]
    )


def counts(data: CourseData, plan: Plan) -> dict[str, Any]:
    """What will come, in numbers, with the lessons by name; for the page that asks for a yes."""
    kinds: dict[str, int] = defaultdict(int)
    for one in data.files.values():
        kinds[one["kind"]] += 1
    return {
        "title": data.course["title"], "code": data.made["code"], "made_at": data.made["at"],
        "source": data.made["source"], "summary": data.course["summary"],
        "modules": [
            {"title": one["title"], "lessons": [data.lessons[path]["title"] for path in one["lessons"]]}
            for one in data.course["modules"]
        ],
        "lessons": len(data.lessons), "questions": len(data.quiz["questions"]) if data.quiz else 0,
        "quiz": data.quiz["title"] if data.quiz else "",
        "bank_new": len(plan.bank.add), "bank_here": len(plan.bank.reuse),
        "images": kinds["image"], "documents": kinds["document"], "packages": kinds["package"],
        "rubrics": sum(one is None for one in plan.rubrics.values()),
        "tasks": sum(one is None for one in plan.tasks.values()),
        "remarks": plan.remarks,
    }  # fmt: skip
