"""Reads about packages: those within reach, their versions, where they are used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import BooleanField, Func, QuerySet, Value

from kaganek.learning.models import Lesson, Package, PackageItem
from kaganek.learning.queries.serving import plays
from kaganek.learning.terms import PackageKind, PackageState

PLAYABLE = (PackageKind.SCORM_12, PackageKind.SCORM_2004, PackageKind.H5P)
SHOWN = 12  # titles of parts that a lesson shows
_HOLDS = (
    "jsonb_path_exists(checks, '$.* ? (@.package == $id)', jsonb_build_object('id', %(expressions)s::bigint))"
)


def packages_in_reach() -> QuerySet[Package]:
    """Every version of every package that the seat may see, without what only its own page shows."""
    return Package.objects.select_related("office").defer("verdict", "description")


def package_in_reach(package_id: int) -> Package:
    """One package. Raises Package.DoesNotExist, out of reach too."""
    return Package.objects.select_related("office").get(pk=package_id)


def versions_of(package: Package) -> list[Package]:
    """All versions of the package's line, the newest first."""
    return list(packages_in_reach().filter(line=package.line).order_by("-number"))


def parts_of(package: Package) -> list[PackageItem]:
    """The outline in order."""
    return list(PackageItem.objects.filter(package=package).order_by("position"))


def lessons_with(package: Package) -> list[Any]:  # Any: a Lesson with `held`
    """Ready lessons that hold any version of this package's line, each with `held`: the number of that version.

    A lesson keeps the version with which it was made ready (rule L-42); of several `held` is the oldest.
    """
    versions = Package.objects.filter(line=package.line).order_by("-number").values_list("pk", "number")
    found: dict[int, Any] = {}
    for one, number in versions:  # a line has few versions
        rows = Lesson.objects.annotate(
            holds=Func(Value(one), template=_HOLDS, output_field=BooleanField())
        ).filter(live=True, holds=True)
        for lesson in rows.select_related("course").only("title", "course__title"):
            lesson.held = number
            found[lesson.pk] = lesson
    return sorted(found.values(), key=lambda lesson: (lesson.course.title, lesson.title))


def ready_packages() -> QuerySet[Any]:
    """Packages that an author may put into a lesson: of each line the newest ready version."""
    rows = Package.objects.filter(state=PackageState.READY, kind__in=PLAYABLE)
    newest = rows.order_by("line", "-number").distinct("line").values("pk")
    return rows.filter(pk__in=newest).order_by("title__alphabetical", "pk")


def package_choices() -> list[tuple[str, str]]:
    """The same for the block of a lesson: (line, title); only what this installation can play."""
    rows = ready_packages().only("line", "title", "kind", "state")
    return [(str(one.line), f"{one.title} ({one.get_kind_display()})") for one in rows if plays(one)]


def package_facts(value: Any) -> dict[str, Any]:
    """What a published lesson keeps of its package; `value` is that of the block.

    {"package": id of the version that was the newest, "line", "title", "parts": first titles, "more": how many follow}.
    Raises Package.DoesNotExist where no version is ready or within reach.
    """
    found = ready_packages().get(line=value["package"])
    titles = [part.title for part in parts_of(found) if part.visible and part.opens]
    return {
        "package": found.pk, "line": str(found.line), "title": value["title"] or found.title,
        "parts": titles[:SHOWN], "more": max(0, len(titles) - SHOWN),
    }  # fmt: skip


def package_words(facts: Mapping[str, Any]) -> str:
    """What a search finds of a package in a lesson."""
    return " ".join((str(facts["title"]), *facts["parts"]))
