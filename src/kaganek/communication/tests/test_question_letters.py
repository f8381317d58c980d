"""Letters about questions: what they say, where answers go, how a thread stays together."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import override_settings

from kaganek.communication.services.questions import asking
from kaganek.communication.services.questions.posting import mark, whose_reply
from kaganek.communication.terms import Desk
from kaganek.communication.tests.test_inbound import DOMAIN, LATER, letter, send
from kaganek.communication.tests.test_questions import AT, answer, ask, pdf
from kaganek.core.models import Letter
from kaganek.core.notices.sorting import sort_new
from kaganek.core.outbox import Postman
from kaganek.core.seats import SYSTEM, seated
from kaganek.lib.mail_in.quotes import own_words


@pytest.fixture(autouse=True)
def _by_mail(settings):
    settings.MAIL_IN_DOMAIN = DOMAIN


def sent() -> list:
    mail.outbox = []
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend", DEMO=False):
        sort_new(at=LATER)
        Postman().deliver()
    return mail.outbox


def to(letters: list, login: str):
    (found,) = [one for one in letters if one.to == [f"{login}@urzad.example"]]
    return found


def test_the_consultant_gets_the_question_with_an_address_to_answer_at(cast):
    made = ask(cast, files=[pdf()])

    found = to(sent(), "filip")

    assert found.subject == f"[Pytanie {made.pk}] Pomiar czasu"
    for word in ("Jak mierzyć czas?", "Anna Wrona", "pomiar.pdf", f"/pytania/{made.pk}/"):
        assert word in found.body
    reply = whose_reply(found.reply_to[0])
    assert reply is not None
    assert (reply.thread, reply.person) == (made.pk, cast.person("filip").pk)
    assert found.extra_headers["X-Kaganek"] == mark()
    assert "Auto-Submitted" in found.extra_headers
    assert found.alternatives  # the same as a page


def test_an_answer_goes_to_the_asker_in_the_thread_of_their_letter(cast):
    made = ask(cast)
    send(cast, letter(cast, text="Jeszcze jedno"), f"pytanie+x@{DOMAIN}")
    sent()
    answer(cast, made, text="Kartka i zegar.")

    found = to(sent(), "anna")

    assert "Kartka i zegar." in found.body
    assert "Filip Górski (konsultant)" in found.body
    assert found.extra_headers["References"] == f"<question-{made.pk}@{DOMAIN}>"


def test_a_letter_answers_the_last_one_that_came(cast):
    from kaganek.communication.services.questions.posting import reply_to

    made = ask(cast)
    send(cast, letter(cast, text="Jeszcze jedno", number=7), reply_to(made.pk, cast.person("anna").pk))
    sent()
    answer(cast, made, at=LATER)

    found = to(sent(), "anna")

    assert found.extra_headers["In-Reply-To"] == "<m7@urzad.example>"
    assert found.extra_headers["References"] == f"<question-{made.pk}@{DOMAIN}> <m7@urzad.example>"


@pytest.mark.rule("C-91")
def test_a_reply_below_our_line_is_cut(cast):
    ask(cast)
    found = to(sent(), "filip")

    assert own_words(f"Moja odpowiedź\n\n{found.body}") == "Moja odpowiedź"


def test_a_question_answered_meanwhile_is_not_sent(cast):
    made = ask(cast)
    with seated(cast.seat("dorota")):
        asking.answer(made.pk, "Już odpowiadam.", by=cast.seat("dorota"), at=AT + timedelta(hours=1))

    assert [one.to for one in sent()] == [["anna@urzad.example"]]


def test_without_incoming_mail_nobody_is_told_to_answer(cast, settings):
    settings.MAIL_IN_DOMAIN = ""
    ask(cast)

    found = to(sent(), "filip")

    assert found.reply_to == []
    assert "Na ten e-mail nie odpowiadaj" in found.body


@pytest.mark.rule("C-80")
@pytest.mark.parametrize("who", ["bogdan", "henryk", "celina"])
def test_the_office_does_not_read_of_it_in_the_log_of_deliveries(cast, who):
    made = ask(cast)
    answer(cast, made)
    sent()

    with seated(SYSTEM):
        assert Letter.objects.filter(kind__startswith="communication.question").count() == 2
    with seated(cast.seat(who)):
        assert not Letter.objects.filter(kind__startswith="communication.question").exists()


def test_the_administrator_answers_a_technical_question_by_mail(cast):
    from kaganek.communication.services.questions.posting import reply_to

    made = ask(cast, desk=Desk.SUPPORT)

    assert (
        send(
            cast, letter(cast, "henryk", "Odśwież stronę."), reply_to(made.pk, cast.person("henryk").pk)
        ).fate
        == "taken"
    )
    assert "Odśwież stronę." in to(sent(), "anna").body
