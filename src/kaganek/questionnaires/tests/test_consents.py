"""Both sides of a consent hear of it: the supplier of the asking, the office's author of the decision, each once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from kaganek.core.models import Notice
from kaganek.core.notices import notice_kinds
from kaganek.core.notices.sorting import sort_new
from kaganek.core.outbox import deliver
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.models import Membership, Person
from kaganek.people.terms import Role
from kaganek.questionnaires.models import Form
from kaganek.questionnaires.services import building, publishing
from kaganek.questionnaires.services.consents import ASKED, DECIDED
from kaganek.questionnaires.terms import FormState
from kaganek.questionnaires.tests.factories import AT, make_form, make_report, question
from kaganek.questionnaires.tests.pages import text_of

LATER = AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _asked(settings) -> None:
    settings.FORMS_NEED_AGREEMENT = True


def told(kind: str, column: str = "login") -> list[str]:
    """Logins of those who were told and whose notice stands, or another column of it."""
    with seated(SYSTEM):
        rows = Notice.policed.filter(kind=kind, withdrawn_at=None).order_by("pk")
        if column != "login":
            return list(rows.values_list(column, flat=True))
        logins = dict(Person.objects.values_list("pk", "login"))
        return sorted(logins[one] for one in rows.values_list("person", flat=True))


def decided(cast, form: Form, *, remark: str = "") -> None:
    grazyna = cast.seat("grazyna")
    with seated(grazyna):
        if remark:
            publishing.send_back(form.pk, remark, by=grazyna, at=LATER)
        else:
            publishing.agree(form.pk, by=grazyna, at=LATER)


@pytest.mark.rule("Q-21")
def test_the_supplier_alone_hears_that_an_office_asks(cast) -> None:
    form = make_report(cast.seat("henryk"))
    assert form.state == FormState.WAITING
    assert told(ASKED) == ["grazyna"]
    assert told(ASKED, "title") == [
        f"{cast.zalesie.office_name} prosi o zgodę na publikację: formularz „{form.title}”"
    ]
    client = Client()
    client.force_login(cast.account("grazyna"))
    [url] = told(ASKED, "url")
    assert client.get(url).status_code == 200
    with seated(cast.seat("henryk")), pytest.raises(building.FormWaits):
        publishing.publish(form.pk, by=cast.seat("henryk"), at=LATER)
    assert told(ASKED) == ["grazyna"]


@pytest.mark.rule("Q-21")
def test_what_is_taken_back_or_decided_goes_out_no_more(cast) -> None:
    henryk = cast.seat("henryk")
    form = make_report(henryk)
    with seated(henryk):
        publishing.withdraw(form.pk, by=henryk, at=LATER)
    assert told(ASKED) == told(DECIDED) == []
    other = make_report(henryk, title="Druga usterka")
    decided(cast, other)
    assert told(ASKED) == []
    sort_new(at=LATER)
    deliver()
    assert [letter.subject for letter in mail.outbox] == [
        "Jest zgoda na publikację: formularz „Druga usterka”"
    ]
    client = Client()
    client.force_login(cast.account("grazyna"))
    said = text_of(client.get(f"/kreator-formularzy/{other.pk}/zgoda/", follow=True))
    assert "nie czeka już na zgodę" in said


@pytest.mark.rule("Q-21")
@pytest.mark.parametrize("remark", ["", "Popraw tytuł."])
def test_whoever_asked_hears_the_decision_with_its_remark(cast, remark: str) -> None:
    form = make_report(cast.seat("henryk"))
    decided(cast, form, remark=remark)
    assert told(DECIDED) == ["henryk"]
    assert told(DECIDED, "url") == [f"/kreator-formularzy/{form.pk}/"]
    assert told(DECIDED, "facts") == [{"text": f"Uwaga dostawcy: {remark}"} if remark else {}]
    sort_new(at=LATER)
    deliver()
    [letter] = [one for one in mail.outbox if "ublikacj" in one.subject or "poprawki" in one.subject]
    for said in (letter.body, letter.alternatives[0][0]):
        assert remark in str(said)


@pytest.mark.rule("Q-21")
def test_where_the_author_is_gone_the_offices_administrators_hear(cast) -> None:
    form = make_report(cast.seat("henryk"))
    with seated(SYSTEM):
        Membership.objects.filter(person=cast.person("henryk")).update(ended_at=AT)
    decided(cast, form)
    assert told(DECIDED) == ["janina"]


@pytest.mark.rule("Q-21")
def test_the_programmes_own_form_tells_nobody(cast) -> None:
    ewa = cast.seat("ewa")
    form = make_form(ewa, question("short", "Co?"))
    with seated(ewa):
        assert publishing.publish(form.pk, by=ewa, at=AT).state == FormState.OPEN
    assert told(ASKED) == told(DECIDED) == []


def test_each_side_is_offered_its_own_choice() -> None:
    assert set(notice_kinds.get(ASKED).roles) == {Role.SUPPLIER}
    assert set(notice_kinds.get(DECIDED).roles) == {Role.IT_ADMIN, Role.OFFICE_COORDINATOR}
