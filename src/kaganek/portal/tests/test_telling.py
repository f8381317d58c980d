"""Who hears that a stranger wrote: those who answer, of each day once, and nothing of who it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast

from kaganek.communication.forms.notices import kinds_for
from kaganek.core.access import may
from kaganek.core.models import Letter, Notice
from kaganek.core.notices import Group
from kaganek.core.notices.sorting import sort_new
from kaganek.core.outbox import deliver
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.models import Membership, Person
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role, make_person
from kaganek.portal.models import Case, JoinRequest
from kaganek.portal.services import cases, offer
from kaganek.portal.services.receipts import JOIN_RECEIVED
from kaganek.portal.services.telling import ASKED, CASE, LATE, NEAR, RETURNED, remind_of_cases
from kaganek.portal.terms import Asking, CaseKind
from kaganek.portal.tests.factories import make_offer
from kaganek.programmes.models import Project

AT = datetime(2026, 5, 12, 10, tzinfo=UTC)  # a request for access is answered until 19 May
WROTE = cases.Sent(CaseKind.ACCESS, "Jan Cichy", "jan@dom.example", "", "/pomoc/", "Nie widzę.", "", "")
ASKS = offer.Asked(Asking.OFFICE, "Ala Nowak", "Urząd Lipki", "ala@dom.example", "", 3, "")


@pytest.fixture
def one_project(cast: Cast) -> Cast:
    running(cast.project)
    return cast


def running(*projects: Project) -> None:
    """These alone go on in the days of the tests."""
    with seated(SYSTEM):
        Project.objects.update(starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))
        Project.objects.filter(pk__in=[one.pk for one in projects]).update(ends_on=date(2026, 12, 31))


def send() -> Case:
    return cases.send_case(WROTE, key=uuid4(), at=AT)


def ask(cast: Cast) -> JoinRequest:
    with seated(SYSTEM):
        days = {"opens_on": AT.date(), "closes_on": AT.date()}
        made = make_offer(cast.project, **days)
    return offer.ask_to_join(made.pk, ASKS, key=uuid4(), at=AT)


def remind(day: int, hour: int = 10) -> None:
    """Twice on a day of May, as a worker that was started again."""
    for _ in range(2):
        remind_of_cases(at=datetime(2026, 5, day, hour, tzinfo=UTC))


def told(kind: str, *, row: str = "login") -> list[str]:
    """Logins of those who were told and whose notice stands, or another column of it."""
    with seated(SYSTEM):
        rows = Notice.policed.filter(kind=kind, withdrawn_at=None).order_by("pk")
        if row != "login":
            return list(rows.values_list(row, flat=True))
        logins = dict(Person.objects.values_list("pk", "login"))
        return sorted(logins[one] for one in rows.values_list("person", flat=True))


def mailed() -> list[tuple[str, str]]:
    sort_new(at=AT + timedelta(days=30))
    deliver()
    return [(one.to[0], one.subject) for one in mail.outbox]


def answer(cast: Cast, row: Case) -> None:
    with seated(cast.seat("dorota")):
        cases.answer(row.pk, "Poprawione.", refuse=False, by=cast.seat("dorota"), at=AT)


@pytest.mark.rule("W-07")
def test_coordinators_of_the_project_hear_of_a_case_and_nobody_else(one_project) -> None:
    row = send()
    assert told(CASE) == ["dorota"]
    assert told(CASE, row="title") == [
        f"Nowa sprawa {row.number}, żądanie zapewnienia dostępności: odpowiedz do 19 maja 2026 r."
    ]
    assert told(CASE, row="url") == [f"/sprawy/{row.pk}/"]


@pytest.mark.rule("W-07")
def test_a_case_of_no_project_is_the_suppliers(cast) -> None:
    running(cast.project, cast.other_project)
    assert send().project is None
    remind(16)
    remind(20)
    assert (told(CASE), told(NEAR), told(LATE)) == (["grazyna"], ["grazyna"], ["grazyna"])


@pytest.mark.rule("W-07")
@pytest.mark.parametrize("gone", [{"ended_at": AT}, {"ends_on": date(2026, 5, 11)}])
def test_where_nobody_coordinates_any_more_the_supplier_hears(one_project, gone) -> None:
    with seated(SYSTEM):
        Membership.objects.filter(person=one_project.person("dorota")).update(**gone)
    send()
    assert told(CASE) == ["grazyna"]


@pytest.mark.rule("W-07")
def test_whoever_hears_of_a_case_or_a_request_may_open_and_settle_it(client, one_project) -> None:
    row, asked = send(), ask(one_project)
    pages = (CASE, f"/sprawy/{row.pk}/", "answer", "portal.case"), (
        ASKED, f"/prosby/{asked.pk}/", "decide", "portal.joinrequest",
    )  # fmt: skip
    for kind, url, deed, what in pages:
        assert told(kind, row="url") == [url]
        for name in told(kind):
            client.force_login(one_project.account(name))
            assert client.get(url).status_code == 200
            assert may(one_project.seat(name), deed, what)


@pytest.mark.rule("W-07")
def test_the_same_form_twice_tells_once_and_one_mail_goes_out(one_project) -> None:
    key = uuid4()
    for _ in range(2):
        cases.send_case(WROTE, key=key, at=AT)
    went = mailed()
    assert mailed() == went
    [(to, subject)] = [one for one in went if one[0] != WROTE.email]
    assert subject.startswith("Nowa sprawa A/2026/")
    [told_of] = [one for one in mail.outbox if one.to == [to]]
    assert "Cichy" not in told_of.message().as_string()


@pytest.mark.rule("W-07")
def test_what_is_answered_before_it_was_told_goes_out_no_more(one_project) -> None:
    row = send()
    remind(16)
    answer(one_project, row)
    remind(17)
    remind(20)
    assert told(CASE) == told(NEAR) == told(LATE) == []
    assert [to for to, _ in mailed()] == ["jan@dom.example"]


@pytest.mark.rule("W-07")
def test_a_day_is_told_three_days_before_and_after_it_each_once(one_project) -> None:
    row = send()
    remind(15)
    assert told(NEAR) == []
    remind(16, hour=3)  # five in Poland: too early
    assert told(NEAR) == []
    for day in (16, 17, 18, 19):
        remind(day)
        assert (told(NEAR), told(LATE)) == (["dorota"], [])
    for day in (20, 21, 30):
        remind(day)
        assert (told(NEAR), told(LATE)) == (["dorota"], ["dorota"])
    [near], [late] = told(NEAR, row="title"), told(LATE, row="title")
    assert near.startswith(f"Zbliża się termin sprawy {row.number}, ")
    assert late.startswith(f"Minął termin sprawy {row.number}, ")
    assert near.endswith("odpowiedz do 19 maja 2026 r.")


@pytest.mark.rule("W-07")
def test_a_day_that_nobody_asked_about_is_made_up_for(one_project) -> None:
    send()
    remind(22)
    assert (told(NEAR), told(LATE)) == ([], ["dorota"])


@pytest.mark.rule("W-07")
def test_reminders_follow_a_day_that_was_put_off(one_project) -> None:
    row, dorota = send(), one_project.seat("dorota")
    remind(16)
    remind(20)
    with seated(dorota):
        cases.put_off(row.pk, until=date(2026, 5, 27), why="Czekamy na plik.", by=dorota, at=AT)
    remind(23)
    assert (told(CASE), told(NEAR), told(LATE)) == (["dorota"], [], [])
    remind(24)
    assert (told(NEAR), told(LATE)) == (["dorota"], [])
    assert told(NEAR, row="title")[0].endswith("odpowiedz do 27 maja 2026 r.")
    remind(28)
    assert told(LATE) == ["dorota"]


@pytest.mark.rule("W-07")
def test_coordinators_hear_of_a_request_until_it_is_decided(one_project) -> None:
    row, dorota = ask(one_project), one_project.seat("dorota")
    assert told(ASKED) == ["dorota"]
    assert told(ASKED, row="title") == ["Nowa prośba o przyjęcie (urząd) z 12 maja 2026 r."]
    assert told(ASKED, row="url") == [f"/prosby/{row.pk}/"]
    with seated(dorota):
        offer.decide(row.pk, accept=True, reason="", by=dorota, at=AT)
    assert told(ASKED) == []
    with seated(SYSTEM):
        assert {one.kind for one in Letter.objects.all()} == {offer.DECIDED, JOIN_RECEIVED}


@pytest.mark.rule("W-07")
def test_a_sending_costs_as_much_for_three_who_answer_as_for_one(one_project) -> None:
    send()
    with CaptureQueriesContext(connection) as one:
        send()
    with seated(SYSTEM):
        for _ in range(2):
            more = make_person(None, project_ids=[one_project.project.pk])
            give_role(more, Role.COORDINATOR, project=one_project.project.pk)
    with CaptureQueriesContext(connection) as three:
        send()
    assert len(told(CASE)) == 5
    assert len(three) == len(one) <= 20


def test_who_answers_chooses_how_to_hear_of_it_and_others_see_no_such_choice() -> None:
    def offered(role: Role) -> set[str]:
        return {kind.key for kind in kinds_for({role.value}).get(Group.FORMS, []) if "portal" in kind.key}

    assert offered(Role.COORDINATOR) == {CASE, NEAR, LATE, ASKED, RETURNED}
    assert offered(Role.SUPPLIER) == {CASE, NEAR, LATE, RETURNED}
    assert offered(Role.SUPERVISOR) == offered(Role.OPERATOR) == set()
