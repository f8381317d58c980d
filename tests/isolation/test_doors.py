"""Each address of communication, forms, reports and the portal, opened by everyone whose role has it.

The crawl of test_crawl draws its addresses; here none is left out. A row of somebody else is answered exactly as a row
that is nowhere, so that not even its being there is told. Lists, files, feeds and searches hold no word of others. For
every address a planted hole shows that this would be seen. An ordinary run draws some; `--full` tries all.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from kaganek.communication.models import FaqEntry
from kaganek.core.dbroles import DbRole
from kaganek.core.seats import SYSTEM, seated
from kaganek.portal.models import Article, Material, MaterialFile, Offer, OfficeArticle, ProgrammePage
from kaganek.portal.queries.offices import code_of
from kaganek.portal.terms import ArticleState
from kaganek.questionnaires.models import Form
from kaganek.questionnaires.queries.public import owner_segment
from kaganek.questionnaires.terms import FormState
from tests.isolation import country
from tests.isolation.doors import (
    HOLES,
    OF_ALL,
    Door,
    Visitor,
    doors,
    list_addresses,
    of_everybody,
    of_lists,
    of_other_projects,
    of_rows,
    some,
    strange,
    strange_offices,
    twin_of,
)

OF_ROWS = {door.name: door for door in of_rows()}
OF_LISTS = {door.name: door for door in of_lists()}
FULL = bool(os.environ.get("KAGANEK_FULL"))
# Only those whom nothing is kept from have these: nobody is a stranger there.
OF_THE_CENTRE = {"portal:consent", "questionnaires:agreement"}


def drawn(name: str) -> random.Random:
    return random.Random(f"{os.environ['KAGANEK_SEED']} {name}")


@pytest.fixture(scope="module")
def visitors(django_db_setup, django_db_blocker) -> Iterator[list[Visitor]]:
    with django_db_blocker.unblock(), country.opened("test_doors"):
        yield [Visitor(one) for one in (*country.viewers(), country.passer_by())]


@pytest.fixture(autouse=True)
def _database(visitors, django_db_blocker) -> Iterator[None]:
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


def strangers_at(door: Door, visitors: list[Visitor]) -> list[tuple[Visitor, list[object]]]:
    """Those who may come to this door, with rows that are not theirs."""
    found = [(one, strange(door, one.viewer.seat)) for one in visitors if door.let_in(one.viewer)]
    return [(visitor, keys) for visitor, keys in found if keys]


@pytest.mark.turns(40)
@pytest.mark.parametrize("name", OF_ROWS)
def test_a_row_of_others_is_answered_as_one_that_is_nowhere(visitors, name: str) -> None:
    """One row for each role, drawn by the seed; with `--full` all that are tried."""
    door, draw = OF_ROWS[name], drawn(name)
    tried = [
        (visitor, some(keys) if FULL else [draw.choice(keys)])
        for visitor, keys in strangers_at(door, visitors)
    ]

    assert bool(tried) == (name not in OF_THE_CENTRE)
    assert [one for visitor, keys in tried for one in visitor.told_apart(door, keys)] == []


@pytest.mark.turns(12)
@pytest.mark.parametrize("name", sorted(OF_ROWS.keys() - OF_THE_CENTRE))
def test_hole_a_door_to_everyone(visitors, name: str) -> None:
    """Negative control of the test above."""
    assert any(
        _opened(OF_ROWS[name], visitor, keys) for visitor, keys in strangers_at(OF_ROWS[name], visitors)
    )


def _opened(door: Door, visitor: Visitor, keys: list[object]) -> bool:
    twin = twin_of(visitor.viewer)
    theirs = set(keys) - set(strange(door, twin)) if twin else set()
    tried = [*some(keys), *some(sorted(theirs))]  # type: ignore[type-var]
    for hole in HOLES:
        with hole(visitor.viewer):
            if any(visitor.told_apart(door, tried)):
                return True
    return False


@pytest.mark.turns(60)
@pytest.mark.parametrize("name", OF_LISTS)
def test_no_list_holds_a_word_of_others(visitors, name: str) -> None:
    """Its files, too: of a third of the lists in each form besides CSV, drawn by the seed; all with `--full`."""
    door, draw = OF_LISTS[name], drawn(name)
    formats = ["csv", *(one for one in ("xlsx", "pdf") if FULL or draw.random() < 1 / 3)]
    for visitor in visitors:
        if door.let_in(visitor.viewer):
            asked = list(list_addresses(door, formats))
            if "key" in door.holes and not FULL:  # many reports behind one address
                asked = draw.sample(asked, 4)
            found = visitor.met(asked)
            assert (found.role, found.leaks, found.strangers, found.faults) == (found.role, [], [], [])


# Lists of what the portal shows to everyone: no wall stands before them, what is not shown yet is left out.
OF_WHAT_IS_SHOWN = {
    "portal:library", "portal:news", "portal:offers", "portal:rss", "portal:search", "portal:sitemap",
    "portal:calendar", "portal:calendar_feed", "portal:programmes", "portal:home", "communication:faq",
}  # fmt: skip
# Pages that hold nobody's words whatever happens: empty forms, fixed texts, buttons; and one table of numbers alone.
WORDLESS = {
    "communication:ask", "communication:letters_again", "communication:notices_read", "communication:ready_new",
    "communication:notice_choices", "portal:contact", "portal:event_add", "portal:events", "portal:events_export", "portal:own_article_add",
    "questionnaires:form_add", "portal:reports", "portal:report_sets", "reporting:indicator_periods", "reporting:indicator_periods_export", "portal:help", "portal:help_en", "portal:privacy", "portal:privacy_en", "portal:accessibility", "portal:accessibility_en",
    "portal:material_add", "portal:programme_offices", "portal:office_pages", "portal:robots", "reporting:freeze", "reporting:indicator_period_add", "reporting:project_export", "reporting:remind",
    "reporting:report_save", "reporting:report_schedule",
}  # fmt: skip
# Files of what is one's own: the list asks for no other, whatever walls are gone.
OF_OWN = {"portal:own_articles_export", "reporting:results_export"}
# For those whom nothing of it is kept from.
OF_EDITORS = {
    "portal:consents",
    "portal:library_desk",
    "portal:library_desk_export",
    "portal:site_pages",
    "questionnaires:waiting",
}


@pytest.mark.parametrize("name", sorted(OF_LISTS.keys() - WORDLESS - OF_OWN - OF_EDITORS - OF_WHAT_IS_SHOWN))
def test_hole_a_list_of_everyone(visitors, name: str) -> None:
    """Negative control of the test above."""
    door = OF_LISTS[name]
    assert any(
        _heard(door, visitor, hole) for visitor in visitors for hole in HOLES if door.let_in(visitor.viewer)
    )


def _heard(door: Door, visitor: Visitor, hole: Any) -> bool:
    """Whether words of others stand there oftener than around every page, which names who sits where."""
    with hole(visitor.viewer):
        return bool(visitor.heard(list_addresses(door, ["csv"])) - visitor.heard(["/pomoc/"]))


def told_by_code(visitor: Visitor, name: str, asked: str, code: object) -> int:
    (address,) = list_addresses(OF_LISTS[name], ["csv"])
    return visitor.crawl.client.get(f"{address}?{asked}={code}").status_code


# Reports of a place that is named in the address; numbers, so no word would tell whose they are.
NAMED = {
    "reporting:project": "projekt", "reporting:project_export": "projekt", "reporting:people_export": "projekt",
    "reporting:indicators": "projekt", "reporting:indicators_export": "projekt", "reporting:indicator_periods": "projekt",
    "reporting:indicator_periods_export": "projekt",
    "reporting:office": "urzad", "reporting:office_export": "urzad",
}  # fmt: skip


def places(visitor: Visitor, asked: str) -> list[Any]:
    seat = visitor.viewer.seat
    if asked == "projekt":
        return of_other_projects(seat, "programmes.Project") if seat.db_role is DbRole.PROJECT else []
    return strange_offices(seat) if seat.db_role in (DbRole.PROJECT, DbRole.OFFICE) else []


@pytest.mark.parametrize("name", NAMED)
def test_the_report_of_another_place_is_nowhere(visitors, name: str) -> None:
    asked = NAMED[name]
    told = {
        (visitor.viewer.role, code): told_by_code(visitor, name, asked, code)
        for visitor in visitors
        if OF_LISTS[name].let_in(visitor.viewer)
        for code in places(visitor, asked)
    }
    assert told
    assert told == dict.fromkeys(told, 404)


@pytest.mark.parametrize("name", NAMED)
def test_hole_a_report_of_any_place(visitors, name: str) -> None:
    """Negative control of the test above."""
    asked, door = NAMED[name], OF_LISTS[name]
    seen = []
    for visitor in visitors:
        for hole in HOLES if door.let_in(visitor.viewer) else ():
            with hole(visitor.viewer):
                seen += [told_by_code(visitor, name, asked, code) for code in places(visitor, asked)]
    assert 200 in seen


@pytest.mark.parametrize("name", sorted(WORDLESS))
def test_what_is_said_to_have_no_words_has_none(visitors, name: str) -> None:
    """Else it would stand among those that are proved."""
    door = OF_LISTS[name]
    assert not any(_heard(door, visitor, HOLES[0]) for visitor in visitors if door.let_in(visitor.viewer))


@pytest.mark.parametrize("name", sorted(OF_WHAT_IS_SHOWN))
def test_hole_a_list_that_shows_what_is_not_ready(visitors, name: str) -> None:
    show_all()
    assert visitors[-1].met(list_addresses(OF_LISTS[name], ["csv"])).leaks


def hidden() -> dict[str, list[str]]:
    """Addresses at which everyone would read what is not shown yet."""
    with seated(SYSTEM):
        offers = list(Offer.objects.values_list("slug", flat=True))
        materials = list(Material.objects.values_list("slug", flat=True))
        news = list(Article.objects.values_list("slug", flat=True))
        articles = [
            (code_of(one.office), one.slug) for one in OfficeArticle.objects.select_related("office")[:3]
        ]
        published = Form.objects.exclude(current=None).select_related("office").order_by("pk")
        forms = [(owner_segment(one.office), one.slug) for one in published[:3]]
        programmes = list(ProgrammePage.objects.values_list("slug", flat=True))
        files = list(MaterialFile.objects.values_list("pk", flat=True))
    told = {
        "portal:offer": offers, "portal:offer_asked": offers, "portal:material": materials, "portal:download": files,
        "portal:article": news, "portal:article_en": news, "portal:programme": programmes, "portal:programme_en": programmes, "portal:office": [code for code, _ in articles],
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
        FaqEntry.objects.update(withdrawn_at=None)
        for kind in (Offer, Material):
            kind.objects.update(published_at=now)
        ProgrammePage.objects.update(published_at=now, title_en=F("title"), text_en=F("text"))
        Form.objects.exclude(current=None).update(state=FormState.OPEN)
        OfficeArticle.objects.update(
            state=ArticleState.SHOWN, shown_at=now, title_en=F("title"), text_en=F("text")
        )
        Article.objects.update(live=True, title_en=F("title"), lead_en=F("lead"), html_en=F("title"))


# A report's address is made when it is published; a receipt's is signed, and nobody's but the sender's; the pages of
# the site are named in the product.
BY_NO_WORD = {
    "portal:report", "portal:report_file", "portal:report_json", "portal:report_indicators", "portal:report_columns",
    "portal:report_indicators_columns", "questionnaires:sent", "portal:site_page",
}  # fmt: skip
HIDDEN = sorted(
    door.name
    for door in of_everybody()
    if door.name not in BY_NO_WORD and not any(f"portal.{hole}" in OF_ALL for hole in door.holes)
)


@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_not_shown_yet_is_nowhere(visitors, name: str) -> None:
    """For its own authors, too: they read it where they write it."""
    for visitor in visitors:
        found = visitor.met(hidden()[name])
        assert (visitor.viewer.role, set(found.statuses), found.leaks) == (visitor.viewer.role, {404}, [])


@pytest.mark.parametrize("name", HIDDEN)
def test_hole_a_page_that_shows_what_is_not_ready(visitors, name: str) -> None:
    """Negative control of the test above."""
    show_all()

    assert visitors[-1].met(hidden()[name]).leaks
