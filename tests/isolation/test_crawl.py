"""As every role over the made-up country: no answer holds a word of anyone outside the role's reach.

A seeded sample by default; the whole with `--full` (./check --full).
"""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

import pytest
from django.core import mail
from django.test import override_settings
from django.utils import timezone

from kaganek.core import outbox
from kaganek.core.access import matrix
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.models import Person
from kaganek.people.services.codes import send_links
from tests.isolation import country, walls
from tests.isolation.crawl import CANARY, Crawl

QUIET = 160  # answers per role in the sample
WHOLE = 4500


@pytest.fixture(scope="module")
def viewers(django_db_setup, django_db_blocker) -> Iterator[dict[str, country.Viewer]]:
    with django_db_blocker.unblock(), country.opened("test_crawl"):
        yield {viewer.role: viewer for viewer in country.viewers()}


@pytest.fixture
def answers(request) -> int:
    return WHOLE if request.config.getoption("--full") else QUIET


@pytest.fixture(autouse=True)
def _database(viewers, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.mark.parametrize("role", country.LOGINS)
def test_no_role_meets_a_word_of_others(viewers, role: str, answers: int) -> None:
    found = Crawl(viewers[role], limit=answers).run()

    assert found.leaks == []
    assert found.faults == []
    assert found.own_words or role in ("expert", "consultant")  # there was something to see


@pytest.mark.parametrize("role", ["learner", "supervisor", "it_admin", "coordinator of a small project"])
def test_without_the_orm_filter_the_database_still_shows_none(viewers, role: str, answers: int) -> None:
    with walls.orm_wall_down():
        found = Crawl(viewers[role], limit=answers, seed=2).run()

    assert found.leaks == []


def test_a_crawl_without_both_walls_would_have_seen_the_leak(viewers) -> None:
    """Negative control: the supervisor on the seat that sees all, with the filter gone."""
    with (
        walls.orm_wall_down(),
        mock.patch("kaganek.people.seats.DB_ROLES", dict.fromkeys(ROLES(), "kaganek_global")),
    ):
        found = Crawl(viewers["supervisor"], limit=40).run()

    assert found.leaks


def ROLES() -> set[str]:  # noqa: N802
    return {role for roles in matrix().values() for role in roles}


def test_no_mail_holds_a_word_of_another_office(viewers) -> None:
    """Activation links for the people of an office: each mail is to one of them and carries no other office."""
    seat = viewers["office_coordinator"].seat
    with seated(seat):
        send_links(list(Person.objects.values_list("pk", flat=True)), by=seat, at=timezone.now())
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend", DEMO=False):
        sent = outbox.deliver()
    with seated(SYSTEM):
        words = {p.email: set(map(str.lower, CANARY.findall(p.last_name))) for p in Person.objects.all()}
    assert sent == len(mail.outbox) > 0
    for letter in mail.outbox:
        met = {word.lower() for word in CANARY.findall(f"{letter.subject} {letter.body}")}
        assert met <= words[letter.to[0]], letter.to
