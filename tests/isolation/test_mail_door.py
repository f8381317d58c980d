"""The door of letters that come in: nobody writes by e-mail into a question that is not theirs.

Every role of the made-up country tries it for a question it does not read: at the address of who asked, at an address
signed for the very person (as one kept from better days), and at an address made up, in the name of who asked.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from unittest import mock

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from kaganek.communication.models import IncomingMail, Question, QuestionMessage
from kaganek.communication.queries.questions.threads import role_in
from kaganek.communication.services import inbound
from kaganek.communication.services.questions.posting import reply_to
from kaganek.communication.terms import MailFate, Side
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.models import Person
from tests.isolation import country, walls
from tests.isolation.questions import questions_of

WHO = (
    "learner",
    "supervisor",
    "it_admin",
    "consultant",
    "coordinator of a small project",
    "supplier",
    "auditor",
)
WAYS = ("to the asker", "to oneself", "made up")


@pytest.fixture(scope="module")
def viewers(django_db_setup, django_db_blocker) -> Iterator[dict[str, country.Viewer]]:
    with django_db_blocker.unblock(), country.opened("test_mail_door"):
        yield {viewer.role: viewer for viewer in country.viewers()}


@pytest.fixture(autouse=True)
def _database(viewers, django_db_blocker) -> Iterator[None]:
    """What one test posts is not there for the next."""
    domain = override_settings(MAIL_IN_DOMAIN="pytania.example")
    with domain, django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def taken(viewer: country.Viewer, *, own: bool = False) -> list[str]:
    """The ways by which a letter came into a question that the viewer does not read (with `own`: that they asked)."""
    with seated(SYSTEM), walls.as_owner():
        reach = set(questions_of(viewer.seat))
        rows = (
            Question.objects.filter(person=viewer.seat.person_id)
            if own
            else Question.objects.exclude(pk__in=reach)
        )
        question = random.Random(1).choice(list(rows.select_related("person").order_by("pk")))
        me = Person.objects.get(pk=viewer.seat.person_id)
        before = QuestionMessage.objects.filter(question=question).count()
    at, found = timezone.now(), []
    for way in WAYS:
        to, sender = _envelope(way, question, me)
        fate = _sent(sender, to, f"{way}-{viewer.role}".replace(" ", "-"), at)
        with seated(SYSTEM):
            after = QuestionMessage.objects.filter(question=question).count()
        if fate == MailFate.TAKEN or after != before:
            found.append(way)
        before = after
    return found


def _envelope(way: str, question: Question, me: Person) -> tuple[str, str]:
    right, mine = reply_to(question.pk, question.person_id), reply_to(question.pk, me.pk)
    if way == "to the asker":
        return right, me.email
    if way == "to oneself":
        return mine, me.email
    local, _, domain = right.partition("@")
    return f"{local.rpartition('.')[0]}.{'a' * 21}@{domain}", question.person.email


def _sent(sender: str, to: str, number: str, at: datetime) -> MailFate:
    letter = EmailMessage()
    letter["From"], letter["Subject"], letter["Message-ID"] = (
        sender,
        "Odp: Pytanie",
        f"<{number}@urzad.example>",
    )
    letter.set_content("Wtrącam się.")
    stored = inbound.receive(letter.as_bytes(), envelope_from=sender, envelope_to=to, at=at)
    inbound.take(stored.pk, at=at)
    with seated(SYSTEM):
        return MailFate(IncomingMail.objects.get(pk=stored.pk).fate)


@pytest.mark.rule("C-90")
@pytest.mark.parametrize("role", WHO)
def test_nobody_writes_into_a_question_that_is_not_theirs(viewers, role: str) -> None:
    assert taken(viewers[role]) == []


def test_the_asker_s_own_letters_come_in(viewers) -> None:
    """Else the silence above would say nothing. The made-up address is nobody's, the asker's neither."""
    with seated(SYSTEM):
        asker = Person.objects.filter(pk__in=Question.objects.values("person")).order_by("pk")[0]
    learner = viewers["learner"]
    seat = country.seat_of(asker.login)
    assert taken(country.Viewer("asker", learner.account, seat), own=True) == ["to the asker", "to oneself"]


@pytest.mark.parametrize("role", ["supervisor", "consultant"])
def test_hole_a_say_for_everyone(viewers, role: str) -> None:
    """Negative control: who has a say in a question is not asked."""
    assert role_in is inbound.role_in
    with mock.patch.object(inbound, "role_in", return_value=(Side.STAFF, "consultant")):
        assert "to oneself" in taken(viewers[role])


def test_hole_a_signature_that_is_not_looked_at(viewers) -> None:
    """Negative control: any address in the right form is believed."""
    with mock.patch("kaganek.lib.mail_in.addresses.hmac.compare_digest", return_value=True):
        assert "made up" in taken(viewers["supervisor"])
