"""Letters to strangers: a receipt once, nothing for robots; an answer that comes back is seen and told."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.bounces import note_bounce
from kaganek.core.models import Letter, Notice
from kaganek.core.outbox import MAX_ATTEMPTS, deliver
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.written import message_id
from kaganek.people.models import Membership, Person
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role, make_person
from kaganek.portal.models import Case, JoinRequest
from kaganek.portal.services import cases, offer, strangers
from kaganek.portal.services.receipts import CASE_RECEIVED, JOIN_RECEIVED, MOST_A_DAY
from kaganek.portal.services.returned import tell_of_returned
from kaganek.portal.services.telling import RETURNED
from kaganek.portal.terms import Asking, CaseKind
from kaganek.portal.tests.factories import make_offer, words
from kaganek.programmes.models import Project

WROTE = cases.Sent(CaseKind.ACCESS, "Jan Cichy", "jan@dom.example", "", "/pomoc/", "Nie widzę.", "", "")
ASKS = offer.Asked(Asking.OFFICE, "Ala Nowak", "Urząd Lipki", "ala@dom.example", "600", 3, "Chcemy pisać.")
FROM = {"REMOTE_ADDR": "10.9.9.9"}  # counted apart from the sendings of other tests
REASON = "550 5.1.1 nie ma takiej skrzynki"


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strangers, "FASTEST", timedelta(0))


@pytest.fixture
def one_project(cast: Cast) -> Cast:
    with seated(SYSTEM):
        today = timezone.localdate()
        Project.objects.update(starts_on=today - timedelta(9), ends_on=today - timedelta(1))
        Project.objects.filter(pk=cast.project.pk).update(ends_on=today + timedelta(9))
    return cast


def send(sent: cases.Sent = WROTE) -> Case:
    return cases.send_case(sent, key=uuid4(), at=timezone.now())


def ask(cast: Cast) -> JoinRequest:
    with seated(SYSTEM):
        made = make_offer(cast.project)
    return offer.ask_to_join(made.pk, ASKS, key=uuid4(), at=timezone.now())


def answered(cast: Cast, row: Case, name: str = "dorota") -> Case:
    with seated(cast.seat(name)):
        return cases.answer(row.pk, "Menu działa.", refuse=False, by=cast.seat(name), at=timezone.now())


def kinds() -> list[str]:
    with seated(SYSTEM):
        return list(Letter.objects.filter(person=None).order_by("pk").values_list("kind", flat=True))


def came_back(kind: str) -> None:
    with seated(SYSTEM):
        letter = Letter.objects.get(kind=kind)
    assert note_bounce(message_id(letter), "5.1.1", "nie ma takiej skrzynki", at=timezone.now())


def told() -> list[str]:
    """Logins of those who hear of returned answers, asked twice as a worker that was started again."""
    for _ in range(2):
        tell_of_returned(at=timezone.now())
    with seated(SYSTEM):
        logins = dict(Person.objects.values_list("pk", "login"))
        return sorted(
            logins[one] for one in Notice.policed.filter(kind=RETURNED).values_list("person", flat=True)
        )


@pytest.mark.rule("W-25")
def test_whoever_writes_gets_one_receipt_with_number_and_day_and_none_of_their_words(one_project) -> None:
    key = uuid4()
    for _ in range(2):
        row = cases.send_case(WROTE, key=key, at=timezone.now())
    deliver()
    [letter] = mail.outbox
    assert letter.to == [WROTE.email]
    assert letter.subject == f"Przyjęliśmy sprawę {row.number}"
    for said in (letter.body, str(letter.alternatives[0][0])):
        assert row.number in said
        assert "Odpowiemy do" in said
        assert "/kontakt/" in said
        assert not [word for word in ("Cichy", "Nie widzę", "/pomoc/") if word in said]
    assert not re.search(r'src="http', str(letter.alternatives[0][0]))


@pytest.mark.rule("W-25")
def test_whoever_asks_to_join_gets_one_receipt_and_the_coordinator_sees_its_number(client, cast) -> None:
    row = ask(cast)
    assert offer.ask_to_join(row.offer_id, ASKS, key=uuid4(), at=timezone.now()) == row
    deliver()
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == ([ASKS.email], f"Przyjęliśmy prośbę {row.number}")
    assert "Nabór trwa do" in letter.body
    assert not [word for word in ("Nowak", "Lipki", "600", "Chcemy") if word in letter.body]
    client.force_login(cast.account("dorota"))
    page = words(client.get(f"/prosby/{row.pk}/"))
    assert row.number in page
    assert "Potwierdzenie przyjęcia prośby o udział" in page


@pytest.mark.rule("W-25")
def test_robots_and_people_without_an_address_get_no_letter(client, one_project) -> None:
    send(replace(WROTE, email="", phone="600"))
    token = strangers.begin("case", at=timezone.now())
    posted = {"kind": "other", "text": "Treść", "name": "Robot", "email": "ofiara@dom.example"}
    for trap in ({"znacznik": "x"}, {"znacznik": token, strangers.TRAP: "https://spam.example"}):
        assert client.post("/kontakt/", posted | trap, **FROM).status_code == 422
    assert kinds() == []
    assert client.post("/kontakt/", posted | {"znacznik": token}, **FROM).status_code == 200
    assert kinds() == [CASE_RECEIVED]


@pytest.mark.rule("W-25")
def test_nobodys_box_is_filled_and_a_dead_address_is_left_alone(one_project) -> None:
    for n in range(MOST_A_DAY + 2):
        send(replace(WROTE, email="jan@dom.example" if n % 2 else "JAN@dom.example"))
    assert kinds() == [CASE_RECEIVED] * MOST_A_DAY
    with seated(SYSTEM):
        Letter.objects.filter(to="jan@dom.example").update(bounce_stands=True)
        Case.objects.update(sent_at=timezone.now() - timedelta(days=2))
    send()
    assert kinds() == [CASE_RECEIVED] * MOST_A_DAY


def test_a_receipt_has_nothing_to_say_once_there_is_an_answer(one_project) -> None:
    answered(one_project, send())
    deliver()
    assert [one.subject.split()[0] for one in mail.outbox] == ["Odpowiedź"]


@pytest.mark.rule("W-07")
def test_an_answer_that_comes_back_is_seen_beside_it_and_told_to_whoever_answered(
    client, one_project
) -> None:
    with seated(SYSTEM):  # another coordinator, who did not answer
        give_role(make_person(None, login="inny"), Role.COORDINATOR, project=one_project.project.pk)
    row = answered(one_project, send())
    client.force_login(one_project.account("dorota"))
    here = f"/sprawy/{row.pk}/"
    assert words(client.get(here)).count("Czeka na wysłanie") == 2
    deliver()
    page = words(client.get(here))
    assert "Wysłano" in page
    assert "nie dotarła" not in page
    assert told() == []
    came_back(cases.ANSWERED)
    page = words(client.get(here))
    assert "Wrócił" in page
    assert "Odpowiedź serwera: 5.1.1 nie ma takiej skrzynki" in page
    assert "Wiadomość nie dotarła." in page
    assert told() == ["dorota"]
    with seated(SYSTEM):
        notice = Notice.policed.get(kind=RETURNED)
    assert (notice.title, notice.url) == (f"Odpowiedź w sprawie {row.number} nie dotarła", here)
    assert "dom.example" not in f"{notice.title}{notice.facts}"


@pytest.mark.rule("W-07")
def test_where_whoever_answered_is_gone_those_who_answer_hear(cast) -> None:
    with seated(SYSTEM):
        Project.objects.update(starts_on=timezone.localdate(), ends_on=timezone.localdate())
    answered(cast, send(), "grazyna")  # of no project
    with seated(SYSTEM):
        Membership.objects.filter(person=cast.person("grazyna")).update(ended_at=timezone.now())
        give_role(make_person(None, login="nowy"), Role.SUPPLIER)
    came_back(cases.ANSWERED)
    assert told() == ["nowy"]


@pytest.mark.rule("W-07")
def test_a_decision_that_could_not_be_sent_is_told_too(client, cast) -> None:
    row, dorota = ask(cast), cast.seat("dorota")
    with seated(dorota):
        offer.decide(row.pk, accept=True, reason="", by=dorota, at=timezone.now())
    with seated(SYSTEM):
        Letter.objects.filter(kind=offer.DECIDED).update(attempts=MAX_ATTEMPTS, error=REASON)
    assert told() == ["dorota"]
    client.force_login(cast.account("dorota"))
    page = words(client.get(f"/prosby/{row.pk}/"))
    assert "Nie udało się" in page
    assert REASON in page


def test_a_receipt_that_comes_back_is_seen_and_tells_nobody(client, one_project) -> None:
    row = send()
    came_back(CASE_RECEIVED)
    assert told() == []
    client.force_login(one_project.account("dorota"))
    assert "Wrócił" in words(client.get(f"/sprawy/{row.pk}/"))
    assert JOIN_RECEIVED not in kinds()
