"""The library as everyone reads it, and as its editors do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from kaganek.portal.models import Material, MaterialCount, MaterialFile, MaterialVersion

RECENT = timedelta(days=30)  # of downloads that the editors' list counts


def files() -> QuerySet[MaterialFile]:
    """Files without their bytes, in the order of their endings."""
    return MaterialFile.objects.defer("body").order_by("kind", "pk")


def materials() -> QuerySet[Material]:
    """What the library shows, each with the files of its newest version."""
    return (
        Material.objects.filter(published_at__isnull=False)
        .select_related("current")
        .prefetch_related(Prefetch("current__files", files()))
    )


def topics() -> list[tuple[str, str]]:
    """Topics of the materials shown, for the filter."""
    found = (
        Material.objects.filter(published_at__isnull=False)
        .order_by("topic__alphabetical")
        .values_list("topic", flat=True)
    )
    return [(topic, topic) for topic in found.distinct()]


def versions(material: Material) -> list[MaterialVersion]:
    """All versions with their files, the newest first. Two statements."""
    return list(material.versions.prefetch_related(Prefetch("files", files())).order_by("-number"))


def file_to_give(file_id: int) -> MaterialFile | None:
    """A file of a material that is shown, of any of its versions."""
    shown = MaterialFile.objects.filter(version__material__published_at__isnull=False)
    return shown.filter(pk=file_id).first()


def kept_materials(today: date) -> QuerySet[Any, Any]:
    """All materials for their editors, with downloads in all and of the last thirty days."""
    counts = MaterialCount.objects.filter(file__version__material=OuterRef("pk")).order_by()
    return Material.objects.select_related("current").annotate(
        taken=_sum(counts),
        lately=_sum(counts.filter(day__gt=today - RECENT)),
        version=F("current__number"),
    )


def taken(material: Material) -> Sequence[Mapping[str, Any]]:
    """Downloads of each file of a material, by day, the newest first."""
    rows = MaterialCount.objects.filter(file__version__material=material)
    return list(rows.order_by("-day", "file__name__alphabetical").values("day", "number", "file__name")[:200])


def _sum(counts: QuerySet[MaterialCount]) -> Coalesce:
    by = counts.values("file__version__material").annotate(sum=Sum("number")).values("sum")
    return Coalesce(Subquery(by), 0)
