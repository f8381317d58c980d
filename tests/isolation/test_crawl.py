"""As every role over the made-up country: no answer holds a word of anyone outside the role's reach.

Mails are read in test_mails.py. A seeded sample by default; the whole with `--full` (./check --full).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.core.cache import cache
from django.db import transaction

from kaganek.core.access import matrix
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.models import Person
from kaganek.programmes.models import Project
from tests.isolation import country, walls
from tests.isolation.crawl import Crawl, amount

# What experts write and what is published of a project is marked with no word.
WITHOUT_WORDS = {"expert", country.PASSER_BY}
FEW = {"links": 20, "addresses": 20}


@pytest.fixture(scope="module")
def viewers(django_db_setup, django_db_blocker) -> Iterator[dict[str, country.Viewer]]:
    with django_db_blocker.unblock(), country.opened("test_crawl"):
        yield {viewer.role: viewer for viewer in (*country.viewers(), country.passer_by())}


@pytest.fixture
def much(request) -> dict[str, Any]:
    return amount(full=request.config.getoption("--full"))


@pytest.fixture(autouse=True)
def _database(viewers, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.mark.parametrize("role", [*country.LOGINS, country.PASSER_BY])
def test_no_role_meets_a_word_of_others(viewers, role: str, much: dict[str, Any]) -> None:
    found = Crawl(viewers[role], **much).run()

    assert found.leaks == []
    assert found.strangers == []
    assert found.faults == []
    assert found.statuses[200]  # there was something to see
    assert found.own_words or role in WITHOUT_WORDS


def test_a_crawl_without_both_walls_would_have_seen_the_leak(viewers) -> None:
    """Negative control: the supervisor on the seat that sees all, with the filter gone."""
    with (
        walls.orm_wall_down(),
        mock.patch("kaganek.people.seats.DB_ROLES", dict.fromkeys(every_role(), "kaganek_global")),
    ):
        found = Crawl(viewers["supervisor"], **FEW).run()

    assert found.leaks
    with seated(SYSTEM):
        others = Person.objects.filter(memberships__role="supervisor").exclude(
            office=viewers["supervisor"].seat.offices[0]
        )
        names = {person.listed_name.lower() for person in others}
    assert {one.partition(": ")[2] for one in found.strangers} & names  # supervisors of other offices


@pytest.mark.rule("L-90")
def test_a_consultant_of_the_whole_project_would_have_been_noticed(viewers) -> None:
    """Negative control: the canary is an office of the same project, assigned to nobody."""
    with (
        walls.orm_wall_down(),
        mock.patch.dict("kaganek.people.seats.DB_ROLES", {"consultant": "kaganek_project"}),
    ):
        found = Crawl(viewers["consultant"], **FEW).run()

    assert found.leaks


def test_a_name_within_allowed_words_is_noticed_too(viewers) -> None:
    """Negative control: a coordinator's name carries the word of the project, which offices in it may read."""
    supervisor = viewers["supervisor"]
    with transaction.atomic():
        with seated(SYSTEM):
            (word,) = {one for one in supervisor.allowed if "-P" in one}
            coordinator = Person.objects.get(memberships__role="coordinator", last_name__endswith=word)
            Project.objects.filter(name__endswith=word).update(name=coordinator.full_name)
        cache.clear()  # the shell keeps a project's name for a minute
        found = Crawl(supervisor, **FEW).run()
        transaction.set_rollback(True)
    cache.clear()

    assert found.leaks == []
    assert found.strangers


def every_role() -> set[str]:
    return {role for roles in matrix().values() for role in roles}
