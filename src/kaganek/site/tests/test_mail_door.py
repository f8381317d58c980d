"""The mail server of `kaganek mail-in`, spoken to over a socket; every letter it says it has, it has."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import override_settings
from tests import databases
from tests.cast import assemble
from tests.live import inside

from kaganek.communication.models import IncomingMail
from kaganek.communication.services import inbound
from kaganek.communication.services.questions.posting import reply_to
from kaganek.communication.tests.test_questions import ask
from kaganek.core.seats import SYSTEM, seated
from kaganek.site import mail_door
from kaganek.site.mail_door import MOST_BYTES, Door, place
from kaganek.site.server import ServeRefused

DOMAIN = "pytania.example"
SENDER = "anna@urzad.example"


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """A database of its own, since the server's threads read what is committed."""
    taking = override_settings(MAIL_IN_DOMAIN=DOMAIN)
    with databases.clone("mail_door") as name, django_db_blocker.unblock(), inside(name), taking:
        with seated(SYSTEM):
            cast = assemble()
        question = ask(cast)
        yield SimpleNamespace(cast=cast, question=question, to=reply_to(question.pk, cast.person("anna").pk))


@pytest.fixture(params=["lmtp", "smtp"])
def door(request: pytest.FixtureRequest, ground: SimpleNamespace, django_db_blocker: Any) -> Iterator[Door]:
    with django_db_blocker.unblock():
        opened = Door("127.0.0.1", 0, smtp=request.param == "smtp")
        opened.start()
        try:
            yield opened
        finally:
            opened.stop()


def speak(door: Door) -> smtplib.SMTP:
    if door.smtp:
        return smtplib.SMTP("127.0.0.1", door.port)
    return smtplib.LMTP("127.0.0.1", door.port)


def letter(number: int, text: str = "Tak.") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"], made["Message-ID"] = SENDER, "Odp", f"<m{number}@urzad.example>"
    made.set_content(text)
    return made


def stored() -> int:
    with seated(SYSTEM):
        return IncomingMail.objects.count()


@pytest.mark.rule("C-92")
def test_a_letter_is_stored_before_it_is_answered_and_once(door: Door, ground: SimpleNamespace) -> None:
    before, number = stored(), 100 + door.port
    for _ in range(2):
        with speak(door) as line:
            assert line.sendmail(SENDER, [ground.to], letter(number).as_bytes()) == {}

    assert stored() == before + 1


@pytest.mark.rule("C-92")
@pytest.mark.parametrize(
    "to",
    ["nikt@pytania.example", "anna@zalesie.example", "pytanie+1.2.aaaaaaaaaaaaaaaaaaaaa@pytania.example"],
)
def test_only_our_own_addresses_are_taken(door: Door, to: str) -> None:
    with speak(door) as line, pytest.raises(smtplib.SMTPRecipientsRefused) as fault:
        line.sendmail(SENDER, [to], letter(1).as_bytes())

    code, said = fault.value.recipients[to]
    assert (code, said.startswith(b"5.1.1 Nie ma takiego adresu")) == (550, True)


@pytest.mark.rule("C-92")
def test_what_is_too_big_is_refused_in_polish_and_nothing_is_stored(
    door: Door, ground: SimpleNamespace
) -> None:
    before = stored()
    huge = letter(2).as_bytes() + b"\r\n" + (b"x" * 76 + b"\r\n") * 400_000
    assert len(huge) > MOST_BYTES

    with speak(door) as line:
        line.ehlo_or_helo_if_needed()
        line.mail(SENDER)
        line.rcpt(ground.to)
        code, said = line.data(huge)

    assert (code, said.startswith(b"5.3.4 Wiadomosc jest za duza")) == (552, True)
    assert stored() == before


@pytest.mark.rule("C-92")
def test_what_cannot_be_stored_is_not_acknowledged(
    door: Door, ground: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(mail_door, "receive", fails)

    with speak(door) as line, pytest.raises(smtplib.SMTPDataError) as fault:
        line.sendmail(SENDER, [ground.to], letter(3).as_bytes())

    assert fault.value.smtp_code == 451


def test_a_letter_to_several_of_ours_is_stored_for_each(door: Door, ground: SimpleNamespace) -> None:
    if not door.smtp:
        pytest.skip("smtplib reads one answer; LMTP gives one for each")
    before = stored()
    with speak(door) as line:
        line.sendmail(SENDER, [ground.to, f"pytanie@{DOMAIN}"], letter(door.port + 70_000).as_bytes())

    assert stored() == before + 2


def test_in_lmtp_each_address_has_its_answer(ground: SimpleNamespace, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        opened = Door("127.0.0.1", 0, smtp=False)
        opened.start()
        try:
            with smtplib.LMTP("127.0.0.1", opened.port) as line:
                line.ehlo_or_helo_if_needed()
                line.mail(SENDER)
                line.rcpt(ground.to)
                line.rcpt(f"pytanie@{DOMAIN}")
                first = line.data(letter(9).as_bytes())
                assert (first[0], line.getreply()[0]) == (250, 250)
        finally:
            opened.stop()


@pytest.mark.rule("C-91")
def test_what_came_in_is_taken_in_by_the_job(door: Door, ground: SimpleNamespace) -> None:
    number = 5 + door.port
    with speak(door) as line:
        line.sendmail(SENDER, [ground.to], letter(number, f"Zdanie {number}").as_bytes())
    with seated(SYSTEM):
        (pk,) = IncomingMail.objects.order_by("-pk").values_list("pk", flat=True)[:1]

    assert inbound.take(pk, at=ground.question.asked_at) == "taken"


@pytest.mark.parametrize("listen", ["8024", "127.0.0.1:", "127.0.0.1:port", ":99999", ""])
def test_a_place_that_is_none_is_refused_in_words(listen: str) -> None:
    with pytest.raises(ServeRefused):
        place(listen)
    assert place("[::1]:25") == ("::1", 25)
