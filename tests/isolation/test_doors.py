"""Each address of communication, forms, reports and the portal, opened by everyone whose role has it.

The crawl of test_crawl draws its addresses; here none is left out. A row of somebody else is answered exactly as a row
that is nowhere, so that not even its being there is told. Lists, files, feeds and searches hold no word of others. For
every address a planted hole shows that this would be seen.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from kaganek.core.seats import SYSTEM, seated
from kaganek.portal.models import Article, Material, MaterialFile, Offer, OfficeArticle
from kaganek.portal.queries.offices import code_of
from kaganek.portal.terms import ArticleState
from kaganek.questionnaires.models import Form
from kaganek.questionnaires.queries.public import owner_segment
from kaganek.questionnaires.terms import FormState
from tests.isolation import country, walls
from tests.isolation.crawl import Crawl
from tests.isolation.doors import (
    NOWHERE,
    OF_ALL,
    Door,
    Visitor,
    doors,
    list_addresses,
    of_everybody,
    of_lists,
    of_rows,
    strange,
)

OF_ROWS = {door.name: door for door in of_rows()}
OF_LISTS = {door.name: door for door in of_lists()}
SEARCHES = ("q=KANAREK", "szukaj=KANAREK")


@pytest.fixture(scope="module")
def viewers(django_db_setup, django_db_blocker) -> Iterator[list[country.Viewer]]:
    with django_db_blocker.unblock(), country.opened("test_doors"):
        yield [*country.viewers(), country.passer_by()]


@pytest.fixture(autouse=True)
def _database(viewers, django_db_blocker) -> Iterator[None]:
    """Whatever a test breaks is whole again after it."""
    cache.clear()
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()


def test_every_address_is_one_of_these() -> None:
    """A new address whose number means nothing here fails: say in `doors.ROWS` which rows it opens."""
    known = {*OF_ROWS, *OF_LISTS, *(door.name for door in of_everybody())}
    numbered = {
        door.name
        for door in of_everybody()
        if any(hole.endswith("_id") and f"{door.name.partition(':')[0]}.{hole}" not in OF_ALL for hole in door.holes)
    }  # fmt: skip
    assert {door.name for door in doors()} == known
    assert len(OF_ROWS) > 70
    assert numbered == {"portal:download"}


def told_apart(door: Door, viewers: list[country.Viewer]) -> list[str]:
    """Who is answered about a row of others in another way than about a row that is nowhere."""
    found = []
    for viewer in viewers:
        if not door.let_in(viewer) or not (keys := strange(viewer.seat, door.row[1])):
            continue
        visitor = Visitor(viewer)
        missing = visitor.answers(door, NOWHERE)
        for key in keys:
            if (answer := visitor.answers(door, key)) != missing:
                found.append(f"{viewer.role} opens {door.name} of {key}: {answer}, not {missing}")
    return found


@pytest.mark.parametrize("name", OF_ROWS)
def test_a_row_of_others_is_answered_as_one_that_is_nowhere(viewers, name: str) -> None:
    door = OF_ROWS[name]

    assert any(door.let_in(one) and strange(one.seat, door.row[1]) for one in viewers)
    assert told_apart(door, viewers) == []


@pytest.mark.parametrize("name", OF_ROWS)
def test_hole_a_door_without_walls(viewers, name: str) -> None:
    """Negative control of the test above."""
    with walls.both_down():
        assert told_apart(OF_ROWS[name], viewers)


def words_met(door: Door, viewers: list[country.Viewer], *, enough: bool = False) -> list[str]:
    """Words and names of others that anybody meets at an address; with `enough` the first alone."""
    met: list[str] = []
    for viewer in viewers:
        if not door.let_in(viewer):
            continue
        crawl = Crawl(viewer, links=0, addresses=0)
        for address in list_addresses(door):
            for asked in ("", *(f"?{one}" for one in SEARCHES)):
                crawl.open(f"{address}{asked}")
        met += [
            f"{viewer.role}: {one}"
            for one in (*crawl.found.leaks, *crawl.found.strangers, *crawl.found.faults)
        ]
        if enough and met:
            break
    return met


@pytest.mark.parametrize("name", OF_LISTS)
def test_no_list_holds_a_word_of_others(viewers, name: str) -> None:
    assert words_met(OF_LISTS[name], viewers) == []


# Lists of what the portal shows to everyone: no wall stands before them, what is not shown yet is left out.
OF_WHAT_IS_SHOWN: set[str] = set()
# Pages that hold nobody's words whatever happens: empty forms, fixed texts.
WORDLESS: set[str] = set()


@pytest.mark.parametrize("name", OF_LISTS)
def test_hole_a_list_without_walls(viewers, name: str) -> None:
    """Negative control of the test above; what has no words is named, and nothing else is."""
    with walls.both_down():
        met = words_met(OF_LISTS[name], viewers, enough=True)
    assert bool(met) == (name not in WORDLESS | OF_WHAT_IS_SHOWN)


@pytest.mark.parametrize("name", sorted(OF_WHAT_IS_SHOWN))
def test_hole_a_list_that_shows_what_is_not_ready(viewers, name: str) -> None:
    show_all()
    assert words_met(OF_LISTS[name], [viewers[-1]], enough=True)


def hidden() -> dict[str, list[str]]:
    """Addresses at which everyone would read what is not shown yet."""
    with seated(SYSTEM):
        offers = list(Offer.objects.values_list("slug", flat=True))
        materials = list(Material.objects.values_list("slug", flat=True))
        news = list(Article.objects.values_list("slug", flat=True))
        articles = [
            (code_of(one.office), one.slug) for one in OfficeArticle.objects.select_related("office")[:3]
        ]
        forms = [(owner_segment(one.office), one.slug) for one in Form.objects.select_related("office")[:3]]
        files = list(MaterialFile.objects.values_list("pk", flat=True))
    told = {
        "portal:offer": offers, "portal:offer_asked": offers, "portal:material": materials, "portal:download": files,
        "portal:article": news, "portal:article_en": news, "portal:office": [code for code, _ in articles],
        "portal:office_article": articles, "portal:office_article_en": articles, "questionnaires:fill": forms,
    }  # fmt: skip
    return {
        name: [reverse(name, args=one if isinstance(one, tuple) else (one,)) for one in found]
        for name, found in told.items()
    }


def show_all() -> None:
    """The planted hole: everything is shown, in both languages."""
    now = timezone.now()
    with seated(SYSTEM):
        for kind in (Offer, Material):
            kind.objects.update(published_at=now)
        Form.objects.update(state=FormState.OPEN)
        OfficeArticle.objects.update(
            state=ArticleState.SHOWN, shown_at=now, title_en=F("title"), text_en=F("text")
        )
        Article.objects.update(live=True, title_en=F("title"), lead_en=F("lead"), html_en=F("title"))


# A report's address is made when it is published; a receipt's is signed, and nobody's but the sender's.
BY_NO_WORD = {"portal:report", "portal:report_file", "questionnaires:sent"}
HIDDEN = sorted(
    door.name
    for door in of_everybody()
    if door.name not in BY_NO_WORD and not any(f"portal.{hole}" in OF_ALL for hole in door.holes)
)


@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_not_shown_yet_is_nowhere(viewers, name: str) -> None:
    crawl = Crawl(viewers[-1], links=0, addresses=0)
    for address in hidden()[name]:
        crawl.open(address)

    assert set(crawl.found.statuses) == {404}
    assert crawl.found.leaks == []


@pytest.mark.parametrize("name", HIDDEN)
def test_hole_a_page_that_shows_what_is_not_ready(viewers, name: str) -> None:
    """Negative control of the test above."""
    show_all()
    crawl = Crawl(viewers[-1], links=0, addresses=0)
    for address in hidden()[name]:
        crawl.open(address)

    assert crawl.found.leaks
