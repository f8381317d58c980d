"""The public offer: asking to join without an account or a cookie, and the coordinator's decision."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.cast import NAMES

from kaganek.core.models import Letter
from kaganek.core.outbox import letter_kinds
from kaganek.core.seats import SYSTEM, seated
from kaganek.portal.models import JoinRequest, Offer
from kaganek.portal.services import strangers
from kaganek.portal.services.offer import DECIDED, AlreadyDecided, NoReason, decide
from kaganek.portal.tests.factories import make_offer, words

LIST, QUEUE = "/oferta/", "/prosby/"
PERSON = {"asking": "person", "name": "Ala Nowak", "email": "ala@dom.example", "people": "1"}


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests fill in forms faster than people do."""
    monkeypatch.setattr(strangers, "FASTEST", timedelta(0))


@pytest.fixture
def offer(cast) -> Offer:
    with seated(SYSTEM):
        return make_offer(cast.project)


def sent(client, offer: Offer, **values: str):
    address = f"{LIST}{offer.slug}/"
    page = client.get(address).content.decode()
    token = re.search(r'name="znacznik" value="([^"]+)"', page)[1]
    return client.post(address, PERSON | {"znacznik": token} | values)


def requests() -> list[JoinRequest]:
    with seated(SYSTEM):
        return list(JoinRequest.objects.order_by("pk"))


@pytest.mark.rule("W-03")
def test_a_person_asks_once_however_often_the_form_is_sent(client, offer) -> None:
    done = sent(client, offer)
    assert done.status_code == 302
    assert done.url == f"{LIST}{offer.slug}/wyslano/"
    assert not done.cookies
    assert not client.cookies
    sent(client, offer, email="ALA@dom.example")
    assert [(one.name, one.people, one.state) for one in requests()] == [("Ala Nowak", 1, "new")]
    assert client.get(done.url).status_code == 200


def test_an_office_says_its_name(client, offer) -> None:
    wrong = sent(client, offer, asking="office", people="12")
    assert wrong.status_code == 422
    assert "Wpisz nazwę urzędu." in words(wrong)
    sent(client, offer, asking="office", people="12", office_name="Urząd Gminy Lipki")
    assert [(one.office_name, one.people) for one in requests()] == [("Urząd Gminy Lipki", 12)]


@pytest.mark.rule("W-03")
@pytest.mark.parametrize(("opens", "closes", "shown"), [(-9, -1, True), (1, 9, True), (-1, 9, False)])
def test_outside_the_intake_nobody_asks(client, cast, opens: int, closes: int, shown: bool) -> None:
    today = timezone.localdate()
    with seated(SYSTEM):
        open_ = make_offer(cast.project, "Otwarte")
        days = {"opens_on": today + timedelta(opens), "closes_on": today + timedelta(closes)}
        closed = make_offer(cast.project, "Zamknięte", shown=shown, **days)
    token = strangers.begin(f"offer {closed.pk}", at=timezone.now())
    answer = client.post(f"{LIST}{closed.slug}/", PERSON | {"znacznik": token})
    assert answer.status_code == (422 if shown else 404)
    assert requests() == []
    assert sent(client, open_).status_code == 302


def test_people_or_offices_alone(client, cast) -> None:
    with seated(SYSTEM):
        offices = make_offer(cast.project, for_people=False)
    assert sent(client, offices).status_code == 422
    assert requests() == []


@pytest.mark.rule("W-05")
def test_robots_are_kept_out_without_a_puzzle(client, offer, monkeypatch) -> None:
    assert "Strona WWW" in words(sent(client, offer, strona_www="https://spam.example"))
    assert "otwarta ponad dobę" in words(sent(client, offer, znacznik="x"))
    other = strangers.begin("case", at=timezone.now())
    assert sent(client, offer, znacznik=other).status_code == 422
    old = strangers.begin(f"offer {offer.pk}", at=timezone.now() - timedelta(hours=25))
    assert sent(client, offer, znacznik=old).status_code == 422
    monkeypatch.setattr(strangers, "FASTEST", timedelta(seconds=3))
    assert "szybciej, niż da się go przeczytać" in words(sent(client, offer))
    monkeypatch.setattr(strangers, "FASTEST", timedelta(0))
    monkeypatch.setattr(strangers, "MOST_FROM_ONE", 0)
    assert "zbyt wiele zgłoszeń" in words(sent(client, offer))
    assert requests() == []


@pytest.mark.rule("W-05")
def test_a_flood_from_everywhere_is_stopped(client, offer, monkeypatch) -> None:
    monkeypatch.setattr("kaganek.portal.services.offer.MOST_AN_HOUR", 2)
    for n in range(4):
        sent(client, offer, email=f"ala{n}@dom.example")
    assert len(requests()) == 2


@pytest.mark.parametrize("name", NAMES)
def test_the_queue_belongs_to_the_projects_coordinator(client, cast, offer, name: str) -> None:
    sent(client, offer)
    [row] = requests()
    client.force_login(cast.account(name))
    expected = {"dorota": 200, "daniel": 404}.get(name, 403)
    page = client.get(f"{QUEUE}{row.pk}/")
    assert page.status_code == expected
    assert ("Ala Nowak" in page.content.decode()) == (name == "dorota")
    queue = client.get(QUEUE)
    assert queue.status_code == (200 if name in ("dorota", "daniel") else 403)
    assert ("Ala Nowak" in queue.content.decode()) == (name == "dorota")
    posted = client.post(f"{QUEUE}{row.pk}/decyzja/", {"decyzja": "przyjmij", "confirmed": "1"})
    assert posted.status_code == (302 if name == "dorota" else expected)
    edited = client.get(f"/redakcja-oferty/{offer.pk}/").status_code
    assert edited == expected
    assert client.post(f"/redakcja-oferty/{offer.pk}/pokaz/", {}).status_code == (
        302 if name == "dorota" else expected
    )


@pytest.mark.rule("W-04")
def test_a_decision_is_made_once_and_goes_out_once(client, cast, offer) -> None:
    sent(client, offer)
    [row] = requests()
    dorota = cast.seat("dorota")
    with seated(dorota):
        with pytest.raises(NoReason):
            decide(row.pk, accept=False, reason=" ", by=dorota, at=timezone.now())
        for _ in range(2):
            decide(row.pk, accept=False, reason="Brak miejsc.", by=dorota, at=timezone.now())
        with pytest.raises(AlreadyDecided):
            decide(row.pk, accept=True, reason="", by=dorota, at=timezone.now())
    with seated(SYSTEM):
        [letter] = Letter.objects.filter(kind=DECIDED)
        said = letter_kinds.get(DECIDED)(letter)
        assert (letter.to, said.subject) == ("ala@dom.example", "Decyzja: Prosty język w piśmie")
        assert "Brak miejsc." in said.body
        assert JoinRequest.objects.get().decided_by == "Dorota Lis"


@pytest.mark.rule("W-04")
def test_a_decision_is_asked_about_before_it_goes_out(client, cast, offer) -> None:
    sent(client, offer)
    [row] = requests()
    client.force_login(cast.account("dorota"))
    there = f"{QUEUE}{row.pk}/decyzja/"
    assert client.post(there, {"decyzja": "odmow"}).status_code == 422
    asked = client.post(there, {"decyzja": "przyjmij", "reason": "Są\nmiejsca."})
    assert "Przyjąć tę prośbę?" in words(asked)
    assert "e-mailem na adres ala@dom.example. Zmienić jej już nie można." in words(asked)
    assert [one.state for one in requests()] == ["new"]
    given = dict(asked.context["deed"].fields) | {"confirmed": "1"}
    for _ in range(2):
        assert client.post(there, given).status_code == 302
    assert [(one.state, one.reason) for one in requests()] == [("accepted", "Są\nmiejsca.")]
    with seated(SYSTEM):
        assert Letter.objects.filter(kind=DECIDED).count() == 1
    assert "rozstrzygnięta inaczej" in words(
        client.post(there, {"decyzja": "odmow", "reason": "Nie."}, follow=True)
    )


def test_the_coordinator_writes_and_shows_an_offer(client, cast) -> None:
    client.force_login(cast.account("dorota"))
    facts = {
        "project": str(cast.project.pk), "title": "RODO w praktyce", "lead": "Krótko.", "text": "Opis.",
        "audience": "wszyscy", "hours": "4", "for_people": "on", "opens_on": "1.11.2026", "closes_on": "1.10.2026",
    }  # fmt: skip
    wrong = client.post("/redakcja-oferty/nowa/", facts)
    assert "Nabór nie może kończyć się przed swoim początkiem." in words(wrong)
    foreign = facts | {"closes_on": "1.12.2026", "project": str(cast.other_project.pk)}
    assert client.post("/redakcja-oferty/nowa/", foreign).status_code == 422
    for _ in range(2):
        assert client.post("/redakcja-oferty/nowa/", facts | {"closes_on": "1.12.2026"}).status_code == 302
    assert client.post("/redakcja-oferty/nowa/", facts | {"closes_on": "2.12.2026"}).status_code == 422
    with seated(SYSTEM):
        made = Offer.objects.get()
    assert client.get(f"{LIST}rodo-w-praktyce/").status_code == 404
    client.post(f"/redakcja-oferty/{made.pk}/pokaz/", {"pokaz": "1"})
    assert client.get(f"{LIST}rodo-w-praktyce/").status_code == 200
    assert [row.title for row in client.get(f"{LIST}?q=praktykach").context["listing"].rows] == [made.title]
