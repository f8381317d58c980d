"""A team's task in Chromium: written by two, handed in, returned with marks, corrected, accepted; seen by its own alone.

On the real server with the people every test knows; every page met is examined wide and on a phone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Task, TaskWork
from kaganek.learning.services.tasks.assigning import TaskTerms, create_task, give_task
from kaganek.learning.services.tasks.handing import hand_in
from kaganek.learning.terms import TaskKind
from kaganek.learning.tests.factories import make_rubric
from kaganek.people.terms import Role
from kaganek.people.tests.factories import PASSWORD, give_role, make_advised, make_person
from kaganek.programmes.tests.factories import make_enrolment
from tests import databases
from tests.cast import Cast, assemble
from tests.journeys import walking
from tests.journeys.walking import Walk, window
from tests.live import Live, inside, live_server

pytestmark = pytest.mark.journey
TITLE, EARLIER, PLAN = "Trzy pisma prostym językiem", "Karta usługi urzędu", "Plan poprawy pism"
FIRST = "Pismo pierwsze: wezwanie do uzupełnienia wniosku."
SECOND = "Pismo drugie: decyzja o podatku."
THIRD = "Pismo trzecie: odpowiedź na skargę."
REMARK = "Dopiszcie trzecie pismo."
FILE = {"name": "pisma.txt", "mimeType": "text/plain", "buffer": "Dzień dobry".encode()}


@pytest.fixture(scope="module")
def server(django_db_blocker: Any) -> Iterator[Live]:
    with databases.clone("journey_team_task") as name:
        with django_db_blocker.unblock(), inside(name), seated(SYSTEM):
            _prepare(assemble())
        with live_server(name) as running:
            yield running


def _prepare(cast: Cast) -> None:
    """Ola joins Anna in Zalesie, Gustaw advises Borki; an older task of Zalesie waits for Filip already."""
    ola = make_person(cast.zalesie, login="ola", first_name="Ola", last_name="Sowa")
    give_role(ola, Role.LEARNER)
    make_enrolment(cast.project, ola)
    gustaw = make_person(
        None, login="gustaw", first_name="Gustaw", last_name="Dąb", project_ids=[cast.project.pk]
    )
    make_advised(give_role(gustaw, Role.CONSULTANT, project=cast.project.pk), cast.borki)
    make_rubric()
    earlier = timezone.now() - timedelta(days=4)
    task = _given(cast, EARLIER, TaskKind.PERSON, at=earlier)
    _given(cast, PLAN, TaskKind.TEAM, at=earlier)
    anna = cast.seat("anna")
    work = TaskWork.objects.get(task=task, person=cast.person("anna"))
    with seated(anna):
        hand_in(work.pk, "Meldunek krok po kroku", over=0, by=anna, at=earlier)


def _given(cast: Cast, title: str, kind: TaskKind, *, at: datetime) -> Task:
    """A task that Zalesie has."""
    terms = TaskTerms(
        title=title, instructions="Opisz.", kind=kind, wants_text=True, most_files=0, hours=Decimal(2),
        rubric_id=None,
    )  # fmt: skip
    task = create_task(cast.project, terms, by=SYSTEM)
    give_task(task, cast.project, [cast.zalesie.pk], due_on=None, by=SYSTEM, at=at)
    return task


@pytest.fixture(scope="module")
def chrome(server: Live) -> Iterator[Browser]:
    with walking.chromium() as opened:
        yield opened


def test_a_team_hands_in_corrects_and_is_accepted(server: Live, chrome: Browser) -> None:
    with (
        window(chrome, server.url) as dorota,
        window(chrome, server.url) as anna,
        window(chrome, server.url) as ola,
        window(chrome, server.url) as filip,
    ):
        for walk, login in ((dorota, "dorota"), (anna, "anna"), (ola, "ola"), (filip, "filip")):
            walk.sign_in(login, PASSWORD)
        gives(dorota)
        begins(anna)
        work = continues_and_hands_in(ola)
        returns(filip, work)
        corrects(anna)
        accepts(filip, work)
        for walk in (anna, ola):
            sees_the_outcome(walk, work)
        anna.examine()
    others_see_nothing(server, chrome, work)


def gives(dorota: Walk) -> None:
    """The coordinator writes the task and gives it to both offices."""
    dorota.to("/projekty/SU-2026/zadania/nowe/")
    dorota.examine()
    page = dorota.page
    page.get_by_label("Tytuł").fill(TITLE)
    page.get_by_label("Co jest do zrobienia").fill("Wybierzcie trzy pisma.\n\nPrzepiszcie je.")
    page.get_by_label("Godziny za przyjęte zadanie").fill("4")
    page.get_by_label("Kryteria oceny").select_option(label="Pismo")
    dorota.press("Zapisz zadanie")
    dorota.examine()
    for box in page.locator("main tbody input[type=checkbox]").all():
        box.check()
    page.get_by_label("Termin").fill(str(timezone.localdate() + timedelta(days=7)))
    dorota.press("Przydziel zaznaczonym")
    expect(page.get_by_text("Przydzielono 2 prace.")).to_be_visible()
    dorota.examine()


def begins(anna: Walk) -> None:
    """One member writes the first words and adds a file."""
    anna.to("/nauka/zadania/")
    anna.examine()
    anna.follow(TITLE)
    anna.page.get_by_label("Treść").fill(FIRST)
    anna.page.get_by_label("Dodaj pliki").set_input_files([FILE])  # type: ignore[list-item]
    anna.press("Zapisz szkic i pliki")
    expect(anna.page.get_by_role("link", name="pisma.txt")).to_be_visible()
    anna.examine()


def continues_and_hands_in(ola: Walk) -> str:
    """Another one finds the draft, writes on and hands in; returns the number of the work."""
    ola.to("/nauka/zadania/")
    ola.follow(TITLE)
    text = ola.page.get_by_label("Treść")
    expect(text).to_have_value(FIRST)
    assert "Anna Wrona" in ola.words()
    text.fill(f"{FIRST}\n\n{SECOND}")
    ola.press("Oddaj")
    assert ola.heading().startswith("Oddać")
    ola.examine()
    ola.press("Oddaj")
    assert ola.heading() == "Potwierdzenie oddania"
    assert "Ola Sowa" in ola.words()
    assert "Ola Sowa, Anna Wrona" in ola.words()  # the team
    # the browser names the answer to a draft that was on its way when the work was handed in
    ola.complaints[:] = [one for one in ola.complaints if "409" not in one]
    ola.examine()
    ola.follow("Wróć do zadania")
    expect(ola.page.get_by_label("Treść")).to_have_count(0)  # it waits: nobody writes now
    ola.examine()
    return urlsplit(ola.page.url).path.strip("/").rpartition("/")[2]


def returns(filip: Walk, work: str) -> None:
    """The consultant takes it from the queue, where the older work stands first, marks it and gives it back."""
    filip.to("/")  # the first page of a consultant
    assert queue(filip.page)[:2] == [EARLIER, TITLE]
    filip.examine()
    filip.follow(TITLE)
    assert filip.page.url.endswith(f"/prace/{work}/")
    assert FIRST in filip.words()
    assert SECOND in filip.words()
    assert filip.download("pisma.txt") == FILE["buffer"]
    filip.press("Biorę do oceny")
    expect(filip.page.get_by_role("main").get_by_text("Filip Górski")).to_be_visible()
    filip.page.get_by_label("dobrze (2 punkty)", exact=True).check()
    filip.page.get_by_label("prosty (2 punkty)").check()
    filip.press("Zwróć do poprawy")
    assert "Napisz, co poprawić" in filip.words()
    filip.complaints.clear()  # the browser names every answer of 422
    filip.examine()
    filip.page.get_by_label("Uwagi dla zespołu").fill(REMARK)
    filip.press("Zwróć do poprawy")
    expect(filip.page.get_by_text("Praca wróciła do poprawy: „")).to_be_visible()
    assert filip.heading() == EARLIER  # the next one that waits


def corrects(anna: Walk) -> None:
    """The team reads the marks and the remark, and hands in another version; the first one stays."""
    anna.to("/nauka/zadania/")
    anna.follow(TITLE)
    assert REMARK in anna.words()
    assert "Treść: dobrze, 2 z 4 punktów" in anna.words()
    assert "Język: prosty, 2 z 2 punktów" in anna.words()
    anna.examine()
    anna.page.get_by_label("Treść", exact=True).fill(f"{FIRST}\n\n{SECOND}\n\n{THIRD}")
    anna.press("Oddaj")
    anna.press("Oddaj")  # asked once more
    assert "Wersja 2" in anna.words().replace("\n", " ")
    anna.follow("Wróć do zadania")
    assert [one.inner_text() for one in anna.page.locator("main article h3").all()] == [
        "Wersja 2",
        "Wersja 1",
    ]
    anna.examine()


def accepts(filip: Walk, work: str) -> None:
    filip.to("/prace/?stan=handed")
    assert queue(filip.page) == [EARLIER, TITLE]
    assert "poprawione" in filip.words()
    filip.to(f"/prace/{work}/")
    assert THIRD in filip.words()
    filip.page.get_by_label("bardzo dobrze (4 punkty)").check()
    language = filip.page.get_by_label("prosty (2 punkty)")
    language.check()
    language.press("Enter")  # a key alone accepts nothing
    expect(filip.page.get_by_text("Wybierz „Przyjmij” albo „Zwróć do poprawy”.").first).to_be_visible()
    filip.complaints.clear()  # the browser names every answer of 422
    expect(language).to_be_checked()
    filip.press("Przyjmij")
    expect(filip.page.get_by_text("Praca przyjęta: „")).to_be_visible()


def sees_the_outcome(walk: Walk, work: str) -> None:
    walk.to(f"/nauka/zadania/{work}/")
    said = walk.words()
    assert "Przyjęte" in said
    assert "Treść: bardzo dobrze, 4 z 4 punktów" in said
    assert REMARK in said  # of the first version
    walk.to("/nauka/zadania/")
    assert "Przyjęte" in walk.words()


def others_see_nothing(server: Live, chrome: Browser, work: str) -> None:
    """The consultant and the supervisor of another office: their own work alone, and no page of this one."""
    for login, sees in (("gustaw", {TITLE}), ("celina", {TITLE}), ("bogdan", {PLAN, EARLIER, TITLE})):
        with window(chrome, server.url) as walk:
            walk.sign_in(login, PASSWORD)
            walk.to("/prace/")
            assert set(queue(walk.page)) == sees
            assert ("Zalesie" in walk.words()) == (login == "bogdan")
            status = walk.page.goto(f"/prace/{work}/")
            assert status is not None
            assert status.status == (200 if login == "bogdan" else 404)
            if login == "bogdan":
                walk.examine()
            walk.complaints.clear()  # the browser names the answer of 404


def queue(page: Page) -> list[str]:
    return [one.inner_text() for one in page.locator("main tbody th a").all()]


def test_a_draft_saves_itself_and_two_at_once_lose_nothing(server: Live, chrome: Browser) -> None:
    with window(chrome, server.url) as anna, window(chrome, server.url) as ola:
        for walk, login in ((anna, "anna"), (ola, "ola")):
            walk.sign_in(login, PASSWORD)
            opens_the_plan(walk)
        types(anna, "Pierwsze słowa Anny.")
        saved(anna)
        types(anna, "Pierwsze słowa Anny. I dalsze.")  # the page that saved last goes on
        saved(anna)
        types(ola, "Słowa Oli.")
        notice = ola.page.get_by_role("alert")
        expect(notice.get_by_text("Ktoś z zespołu zapisał szkic w tym samym czasie")).to_be_visible()
        expect(notice.get_by_text("Pierwsze słowa Anny. I dalsze.")).to_be_visible()
        expect(ola.page.get_by_label("Treść")).to_have_value("Słowa Oli.")
        ola.examine()
        opens_the_plan(ola)  # the browser has kept her words; both texts are there again
        expect(ola.page.get_by_role("alert").get_by_text("I dalsze.")).to_be_visible()
        expect(ola.page.get_by_label("Treść")).to_have_value("Słowa Oli.")
        ola.press("Dopisz mój tekst pod zapisanym")
        both = "Pierwsze słowa Anny. I dalsze.\n\nSłowa Oli."
        expect(ola.page.get_by_label("Treść")).to_have_value(both)
        saved(ola)
        opens_the_plan(anna)
        expect(anna.page.get_by_label("Treść")).to_have_value(both)


def test_words_typed_without_a_network_arrive_after_it(server: Live, chrome: Browser) -> None:
    with window(chrome, server.url) as anna:
        anna.sign_in("anna", PASSWORD)
        opens_the_plan(anna)
        before = anna.page.get_by_label("Treść").input_value()
        anna.context.set_offline(True)
        types(anna, f"{before}\n\nBez sieci.")
        expect(anna.page.locator(".kg-saved[data-state=offline]")).to_be_visible()
        anna.context.set_offline(False)
        saved(anna)
        anna.complaints.clear()  # the browser names the request that failed
        opens_the_plan(anna)
        expect(anna.page.get_by_label("Treść")).to_have_value(f"{before}\n\nBez sieci.")


def opens_the_plan(walk: Walk) -> None:
    walk.to("/nauka/zadania/")
    walk.follow(PLAN)
    walk.page.locator("form[data-ready]").wait_for()


def types(walk: Walk, words: str) -> None:
    walk.page.get_by_label("Treść").fill(words)


def saved(walk: Walk) -> None:
    expect(walk.page.locator(".kg-saved")).to_have_text(re.compile("Zapisano o|Wysłano"))
