"""The crawl with the filter of the ORM gone: what the database alone lets a role read.

A file of its own, so that it runs beside test_crawl.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kaganek.core.seats import SYSTEM, seated
from kaganek.programmes.models import Project
from kaganek.reporting.models import ReportIssue
from tests.isolation import country, walls
from tests.isolation.crawl import Crawl, amount


@pytest.fixture(scope="module")
def viewers(django_db_setup, django_db_blocker) -> Iterator[dict[str, country.Viewer]]:
    with django_db_blocker.unblock(), country.opened("test_crawl_one_wall"):
        yield {viewer.role: viewer for viewer in country.viewers()}


@pytest.fixture
def much(request) -> dict[str, Any]:
    return amount(full=request.config.getoption("--full"))


@pytest.fixture(autouse=True)
def _database(viewers, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.mark.parametrize(
    "role", ["learner", "supervisor", "it_admin", "consultant", "coordinator of a small project"]
)
def test_without_the_orm_filter_the_database_still_shows_none(
    viewers, role: str, much: dict[str, Any]
) -> None:
    with walls.orm_wall_down():
        found = Crawl(viewers[role], **much, seed=2).run()

    assert [one for one in found.leaks if not _published(one)] == []
    assert found.strangers == []


def _published(leak: str) -> bool:
    """Whether it is the name of a project with a published report, read where reports are listed.

    The database shows everyone's published reports to everyone; only the ORM keeps that list to one's own.
    """
    with seated(SYSTEM):
        names = set(
            Project.objects.filter(
                pk__in=ReportIssue.objects.filter(published_at__isnull=False).values("project")
            ).values_list("name", flat=True)
        )
    where, _, word = leak.rpartition(": ")
    listed = where.startswith(
        ("GET /raporty/wydania/", "POST /raporty/wydania/zamroz/")
    )  # a refused form, too
    return listed and any(name.lower().endswith(word) for name in names)
