"""Reads about packages being played: where one stands for a person, how its parts are, whether it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    F,
    Func,
    IntegerField,
    JSONField,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from kaganek.learning.models import EditionLesson, Lesson, PackageAttempt, PackageItem, PackageRule
from kaganek.learning.queries.locks import settle
from kaganek.learning.queries.own import own_progress, to_open
from kaganek.learning.terms import DoneWhen
from kaganek.lib.scorm.completion import PartResult, Rule, judge_package

_ANY = "$.* ? (@.package == $id)"


class _JsonPath(TextField):  # type: ignore[type-arg]
    """PostgreSQL's own type of a path into JSON."""

    def db_type(self, connection: Any) -> str:
        return "jsonpath"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a package stands for a person: the progress it counts for, and the lesson it is opened from."""

    progress: Any  # a CourseProgress with the columns of own_progress
    lesson_id: int


@dataclass(frozen=True, slots=True)
class PackageResult:
    """A whole package for one person, by the rule of their project."""

    rule: Rule
    mark: int
    done: bool
    was_done: bool  # it counted as done before
    score: Decimal | None
    waiting: tuple[str, ...]  # titles of the parts still waited for


def packages_in(checks: Mapping[str, Any]) -> set[int]:
    """The packages that a lesson holds, read from the facts of its live parts."""
    return {int(facts["package"]) for facts in checks.values() if "package" in facts}


def own_place(package_id: int, *, lock: bool = False) -> Place | None:
    """Where the seat's person meets a package; of several courses the one to work on comes first."""
    rows: QuerySet[Any] = (
        to_open(own_progress())
        .annotate(at_lesson=_lesson_with(package_id))
        .filter(at_lesson__isnull=False)
        .select_related("course")
    )
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found = rows.first()
    return Place(settle([found])[0], found.at_lesson) if found else None


def _lesson_with(package_id: int) -> Combinable:
    """The first lesson that holds a package: in the edition that the row reads, or ready where there is none."""
    held = _holding(EditionLesson.objects.filter(edition=OuterRef("reads")), "words__checks", package_id)
    ready = _holding(Lesson.objects.filter(course=OuterRef("course_id"), live=True), "checks", package_id)
    return Case(
        When(reads=None, then=Subquery(ready.values("pk")[:1])),
        default=Subquery(held.values("lesson_id")[:1]),
        output_field=IntegerField(),
    )


def _holding(rows: QuerySet[Any], checks: str, package_id: int) -> QuerySet[Any]:
    asked = Func(Value("id"), Value(package_id), function="jsonb_build_object", output_field=JSONField())
    path = Cast(Value(_ANY), _JsonPath())
    holds = Func(F(checks), path, asked, function="jsonb_path_exists", output_field=BooleanField())
    holding: QuerySet[Any] = rows.annotate(holds=holds).filter(holds=True).order_by("position")
    return holding


def parts_of(package_id: int) -> list[PackageItem]:
    """The outline of a package in order."""
    return list(PackageItem.objects.filter(package=package_id).select_related("package").order_by("position"))


def attempts_at(progress_id: int, package_id: int) -> dict[int, PackageAttempt]:
    """The newest try at each part, by the part; the states themselves stay in the database."""
    rows = PackageAttempt.objects.filter(progress=progress_id, package=package_id)
    return {row.item_id: row for row in rows.defer("state", "opened").order_by("number")}


def rule_for(package_id: int, project_id: int) -> tuple[Rule, int]:
    """The rule of a package in a project and its mark in percent."""
    found = PackageRule.objects.filter(package=package_id, project=project_id).first()
    return (Rule(found.done_when), found.score or 0) if found else (Rule(DoneWhen.PACKAGE), 0)


def package_result(progress_id: int, package_id: int, project_id: int) -> PackageResult:
    """Judge a whole package for one person (rule L-48)."""
    rule, mark = rule_for(package_id, project_id)
    tries = attempts_at(progress_id, package_id)
    return result_of(rule, mark, parts_of(package_id), tries)


def result_of(
    rule: Rule, mark: int, parts: list[PackageItem], tries: Mapping[int, PackageAttempt]
) -> PackageResult:
    """The same from rows read before."""
    judged = judge_package(
        rule, [part_result(part, tries.get(part.pk)) for part in parts if part.opens], mark=mark
    )
    was_done = any(one.done_at for one in tries.values())
    return PackageResult(rule, mark, judged.done, was_done, judged.score, judged.waiting)


def part_result(part: PackageItem, tried: PackageAttempt | None) -> PartResult:
    """One part as the rules see it."""
    tells = part.tells
    if tried is None:
        return PartResult(part.title, tells)
    return PartResult(part.title, tells, True, tried.completion, tried.success, tried.score)


@dataclass(frozen=True, slots=True)
class PackageStanding:
    """A package in a lesson for one person: whether it holds the lesson back, and how it stands, in a word."""

    done: bool
    words: str

    def __str__(self) -> str:
        return self.words


def package_standings(progress: Any, parts: Mapping[str, Mapping[str, Any]]) -> dict[str, PackageStanding]:
    """How the packages of a lesson stand for a person, by the ids of their places; one statement.

    A part that was failed is said to be so until the package is done.
    """
    ids = {key: int(facts["package"]) for key, facts in parts.items()}
    rows = PackageAttempt.objects.filter(progress=progress.pk, package__in=set(ids.values()))
    done: dict[int, bool] = {}
    failed: dict[tuple[int, int], bool] = {}  # by package and part, as its newest try ended
    told = rows.order_by("number").values_list("package_id", "item_id", "done_at", "success")
    for package, item, done_at, success in told:
        done[package] = done.get(package, False) or done_at is not None
        failed[package, item] = success == "failed"
    failing = {package for (package, _), is_failed in failed.items() if is_failed}
    return {
        key: PackageStanding(bool(done.get(package)), _standing(done.get(package), package in failing))
        for key, package in ids.items()
    }


def _standing(done: bool | None, failed: bool) -> str:
    if done is None:
        return "Jeszcze nieotwarte"
    if done:
        return "Ukończone"
    return "Niezaliczone. Możesz otworzyć to jeszcze raz i spróbować ponownie." if failed else "W trakcie"


def package_lets_go(facts: Mapping[str, Any], standing: PackageStanding | None) -> bool:
    """Whether a lesson may be finished as far as this package goes (rule L-75)."""
    return standing is not None and standing.done


def package_to_do(facts: Mapping[str, Any]) -> str:
    """What holds the lesson back, in a sentence."""
    return f"Ukończ najpierw: {facts['title']}."
