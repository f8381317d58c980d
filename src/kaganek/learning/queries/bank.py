"""What others ask of the bank: its categories with their paths, and the questions that a quiz may take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Func, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kaganek.learning.models import BankCategory, BankQuestion, Course, Question
from kaganek.lib.names import sort_key

BETWEEN = " › "
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """One category as lists and choosers show it. `inside`: it and all below it."""

    category: BankCategory
    path: Path
    inside: frozenset[int]

    @property
    def label(self) -> str:
        return BETWEEN.join(self.path)


def shelves(office_id: int | None) -> list[Shelf]:
    """Every category of one bank in the order of the alphabet, those within another after it."""
    return _shelves(list(BankCategory.objects.filter(office=office_id)))


def shelves_in_reach() -> list[Shelf]:
    """The same for every bank within the seat's reach."""
    return _shelves(list(BankCategory.objects.all()))


def _shelves(bank: Sequence[BankCategory]) -> list[Shelf]:
    paths = paths_of(bank)
    found = [Shelf(one, paths[one.pk], frozenset(within(one.pk, bank))) for one in bank]
    return sorted(found, key=lambda shelf: [sort_key(name) for name in shelf.path])


def paths_of(bank: Iterable[BankCategory]) -> dict[int, Path]:
    """Each category's names from the widest to its own; whole banks must be given."""
    known = {one.pk: one for one in bank}
    found: dict[int, Path] = {}
    for one in known.values():
        line = [one]
        while (parent := line[-1].parent_id) and parent in known:
            line.append(known[parent])
        found[one.pk] = tuple(part.name for part in reversed(line))
    return found


def within(category_id: int, bank: Iterable[BankCategory]) -> set[int]:
    """The category and all below it; whole banks must be given."""
    below: dict[int | None, list[int]] = {}
    for one in bank:
        below.setdefault(one.parent_id, []).append(one.pk)
    found, waiting = {category_id}, [category_id]
    while waiting:
        waiting = [pk for here in waiting for pk in below.get(here, ()) if pk not in found]
        found |= set(waiting)
    return found


def questions_to_draw(category_ids: Iterable[int], *, office_id: int | None) -> QuerySet[BankQuestion]:
    """What a quiz may take from these categories: not retired, with its newest version (`current`).

    Name a category and all below it (`Shelf.inside`); with office_id the bank that is meant.
    """
    return (
        BankQuestion.objects.filter(category__in=list(category_ids), office=office_id, retired_at=None)
        .select_related("current")
        .order_by("pk")
    )


def tags_in_reach() -> list[tuple[str, str]]:
    """Every tag of the banks within reach, for a filter."""
    found = BankQuestion.objects.annotate(tag=Func(F("tags"), function="unnest")).values_list(
        "tag", flat=True
    )
    return [(tag, tag) for tag in sorted(set(found.distinct()), key=sort_key)]


def counted_categories(office_id: int | None) -> dict[int, int]:
    """How many questions lie in each category itself."""
    rows = BankQuestion.objects.filter(office=office_id, category__isnull=False)
    return dict(rows.values_list("category").annotate(number=Count("pk")))


_ASKED = Question.objects.filter(retired_at=None, bank_version__isnull=False)


def with_use(rows: QuerySet[BankQuestion]) -> QuerySet[BankQuestion]:
    """The same rows with `used`: in how many quizzes a version of the question is asked now."""
    here = _ASKED.filter(bank_version__question=OuterRef("pk")).values("bank_version__question")
    return rows.annotate(
        used=Coalesce(Subquery(here.annotate(n=Count("quiz", distinct=True)).values("n")), 0)
    )


def quizzes_with(question_id: int) -> QuerySet[Question]:
    """Where a bank question is asked: questions of quizzes, with their course and the version they took."""
    rows = _ASKED.filter(bank_version__question=question_id).select_related("quiz__course", "bank_version")
    return rows.order_by("quiz__course__title__alphabetical", "pk")


def every_wording_asked(question_id: int) -> QuerySet[Question]:
    """The same with the wordings that were asked once and are no more: whoever counts answers counts theirs too."""
    rows = Question.objects.filter(bank_version__question=question_id).select_related("quiz__course")
    return rows.order_by("quiz__course__title__alphabetical", "pk")


def courses_with_questions() -> list[tuple[str, str]]:
    """Courses whose quizzes ask questions of the bank, for a filter."""
    rows = Course.objects.filter(quiz__questions__in=_ASKED).distinct().order_by("title__alphabetical")
    return [(str(pk), title) for pk, title in rows.values_list("pk", "title")]


def used_in_course(rows: QuerySet[BankQuestion], course_id: str) -> QuerySet[BankQuestion]:
    """Those asked in the quiz of one course."""
    asked = _ASKED.filter(quiz__course=int(course_id)).values("bank_version__question")
    return rows.filter(pk__in=asked)
