"""Letters that come in: stored once, put into their thread, passed over or held."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from django.db import ProgrammingError, transaction
from django.db.models import F
from django.urls import reverse

from kaganek.communication.jobs import take_mail
from kaganek.communication.models import IncomingMail, Question, QuestionFile, QuestionMessage
from kaganek.communication.rules.questions import MOST_MAILS_AN_HOUR
from kaganek.communication.services import inbound
from kaganek.communication.services.bounced import tell_of_bounces
from kaganek.communication.services.questions.posting import entry_desk, is_ours, mark, reply_to
from kaganek.communication.terms import Desk, MailFate
from kaganek.communication.tests.test_questions import AT, answer, ask
from kaganek.core.models import Letter, Notice
from kaganek.core.outbox import Words
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.written import mail_of, message_id
from kaganek.people.models import AdvisedOffice, Person
from kaganek.people.services.accounts import person_folded

DOMAIN = "pytania.example"
LATER = AT + timedelta(days=1)


@pytest.fixture(autouse=True)
def _by_mail(settings):
    settings.MAIL_IN_DOMAIN = DOMAIN


def letter(
    cast, who: str = "anna", text: str = "Dziękuję, zrobimy tak.", number: int = 1, **headers: str
) -> EmailMessage:
    made = EmailMessage()
    made["From"] = f"{who}@urzad.example"
    made["Subject"] = "Odp: [Pytanie] Pomiar czasu"
    made["Message-ID"] = f"<m{number}@urzad.example>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def send(
    cast, made: EmailMessage, to: str, *, envelope_from: str = "ktos@urzad.example", at: datetime = LATER
) -> IncomingMail:
    stored = inbound.receive(made.as_bytes(), envelope_from=envelope_from, envelope_to=to, at=at)
    inbound.take(stored.pk, at=at)
    with seated(SYSTEM):
        return IncomingMail.objects.get(pk=stored.pk)


def address(cast, question: Question, who: str = "anna") -> str:
    return reply_to(question.pk, cast.person(who).pk)


def messages_of(question: Question) -> list[tuple[str, str, str]]:
    with seated(SYSTEM):
        rows = QuestionMessage.objects.filter(question=question).order_by("pk")
        return list(rows.values_list("side", "author_name", "text"))


@pytest.mark.rule("C-91")
def test_the_asker_s_reply_lands_in_the_thread_and_opens_it(cast):
    made = ask(cast)
    answer(cast, made)

    mail = send(
        cast,
        letter(cast, text="Zrobimy tak.\n\nW dniu 23.11.2026 o 12:00, Kaganek pisze:\n> Kartka i zegar."),
        address(cast, made),
    )

    assert (mail.fate, bytes(mail.raw)) == (MailFate.TAKEN, b"")
    assert messages_of(made)[-1] == ("asker", "Anna Wrona", "Zrobimy tak.")
    with seated(SYSTEM):
        assert Question.objects.get(pk=made.pk).state == "open"


@pytest.mark.rule("C-91")
def test_the_consultant_answers_by_mail_with_a_file(cast):
    made = ask(cast)
    reply = letter(cast, "filip", "Kartka i zegar, arkusz w załączniku.")
    reply.add_attachment(b"%PDF-1.7 x", maintype="application", subtype="pdf", filename="arkusz.pdf")
    reply.add_attachment(b"MZ", maintype="application", subtype="pdf", filename="wirus.pdf")
    reply.add_attachment(b"<script>", maintype="text", subtype="html", filename="strona.html")

    mail = send(cast, reply, address(cast, made, "filip"))

    assert mail.fate == MailFate.TAKEN
    assert messages_of(made)[-1] == ("staff", "Filip Górski", "Kartka i zegar, arkusz w załączniku.")
    with seated(SYSTEM):
        assert list(QuestionFile.objects.values_list("name", flat=True)) == ["arkusz.pdf"]
        left_out = QuestionMessage.objects.latest("pk").left_out
        assert Question.objects.get(pk=made.pk).state == "answered"
    assert "wirus.pdf" in left_out
    assert "strona.html" in left_out


@pytest.mark.rule("C-92")
def test_the_same_letter_twice_is_taken_once(cast):
    made = ask(cast)
    for _ in range(3):
        send(cast, letter(cast), address(cast, made))

    assert len(messages_of(made)) == 2
    with seated(SYSTEM):
        assert IncomingMail.objects.count() == 1


@pytest.mark.rule("C-92")
def test_a_letter_without_an_id_is_told_by_its_bytes(cast):
    made = ask(cast)
    for text in ("Raz", "Raz", "Dwa"):
        plain = letter(cast, text=text)
        del plain["Message-ID"]
        send(cast, plain, address(cast, made))

    assert [text for _, _, text in messages_of(made)][1:] == ["Raz", "Dwa"]


@pytest.mark.rule("C-90")
@pytest.mark.parametrize("who", ["bogdan", "cezary", "filip"])
def test_an_address_takes_the_letters_of_its_owner_alone(cast, who):
    made = ask(cast)

    mail = send(cast, letter(cast, who), address(cast, made))

    assert (mail.fate, mail.question, mail.person_id) == (MailFate.HELD, made.pk, cast.person("anna").pk)
    assert len(messages_of(made)) == 1


@pytest.mark.rule("C-91")
def test_a_consultant_who_no_longer_advises_the_office_is_not_heard(cast):
    made = ask(cast)
    with seated(SYSTEM):
        AdvisedOffice.objects.update(ended_at=F("assigned_at"))

    mail = send(cast, letter(cast, "filip"), address(cast, made, "filip"))

    assert mail.fate == MailFate.HELD
    assert len(messages_of(made)) == 1


@pytest.mark.rule("C-91")
def test_whoever_was_switched_off_is_not_heard(cast):
    made = ask(cast)
    with seated(SYSTEM):
        Person.objects.filter(pk=cast.person("anna").pk).update(deactivated_at=AT)

    assert send(cast, letter(cast), address(cast, made)).fate == MailFate.HELD


@pytest.mark.rule("C-93")
@pytest.mark.parametrize(
    ("headers", "envelope_from"),
    [
        ({"Auto_Submitted": "auto-replied"}, "anna@urzad.example"),
        ({"Precedence": "bulk"}, "anna@urzad.example"),
        ({"X_Autoreply": "yes"}, "anna@urzad.example"),
        ({}, ""),
    ],
)
def test_what_programs_write_is_passed_over(cast, headers, envelope_from):
    made = ask(cast)

    mail = send(cast, letter(cast, **headers), address(cast, made), envelope_from=envelope_from)

    assert (mail.fate, bytes(mail.raw)) == (MailFate.IGNORED, b"")
    assert len(messages_of(made)) == 1


@pytest.mark.rule("C-93")
def test_our_own_letter_come_back_is_passed_over(cast):
    made = ask(cast)

    assert send(cast, letter(cast, X_Kaganek=mark()), address(cast, made)).fate == MailFate.IGNORED


@pytest.mark.rule("C-93")
def test_two_programs_do_not_talk_for_ever(cast):
    made = ask(cast)
    fates = [
        send(cast, letter(cast, number=n), address(cast, made), at=LATER + timedelta(seconds=n)).fate
        for n in range(MOST_MAILS_AN_HOUR + 3)
    ]

    assert fates == [MailFate.TAKEN] * MOST_MAILS_AN_HOUR + [MailFate.HELD] * 3
    late = send(cast, letter(cast, number=99), address(cast, made), at=LATER + timedelta(hours=2))
    assert late.fate == MailFate.TAKEN


@pytest.mark.rule("C-94")
@pytest.mark.parametrize(
    ("sender", "project", "why"),
    [("anna", True, "Nowe pytanie e-mailem."), ("obcy", False, "Nie znamy nadawcy.")],
)
def test_a_letter_to_the_desk_itself_is_held(cast, sender, project, why):
    mail = send(cast, letter(cast, sender), f"pytanie@{DOMAIN}")

    assert (mail.fate, mail.why, mail.project_id is not None) == (MailFate.HELD, why, project)
    with seated(SYSTEM):
        assert not Question.objects.exists()


CHECKED = (
    "mx.example.pl; dmarc=pass (p=none) header.from=urzad.example; spf=pass smtp.mailfrom=a@urzad.example"
)
FORGED = "mx.example.pl; dmarc=fail header.from=urzad.example"


@pytest.mark.rule("C-94")
@pytest.mark.parametrize(
    ("results", "fate"),
    [
        ([CHECKED], MailFate.TAKEN),
        ([], MailFate.HELD),
        ([FORGED, CHECKED], MailFate.HELD),  # the second came with the letter
        ([CHECKED.replace("mx.", "obcy.")], MailFate.HELD),
        ([CHECKED.replace("=urzad", "=inny")], MailFate.HELD),
    ],
)
def test_a_new_letter_is_taken_where_our_mail_server_vouches_for_its_sender(cast, settings, results, fate):
    settings.MAIL_IN_CHECKED_BY = "mx.example.pl"
    made = letter(cast, "anna", "Jak wypełnić wniosek?")
    for one in results:
        made["Authentication-Results"] = one

    mail = send(cast, made, f"pytanie@{DOMAIN}")

    assert mail.fate == fate
    with seated(SYSTEM):
        asked = list(Question.objects.values_list("pk", "person", "desk"))
    assert asked == (
        [(mail.question, cast.person("anna").pk, Desk.CONTENT)] if fate == MailFate.TAKEN else []
    )


@pytest.mark.rule("C-94")
def test_a_stranger_is_held_whoever_vouches_for_him(cast, settings):
    settings.MAIL_IN_CHECKED_BY = "mx.example.pl"

    mail = send(cast, letter(cast, "obcy", Authentication_Results=CHECKED), f"pytanie@{DOMAIN}")

    assert (mail.fate, mail.why) == (MailFate.HELD, "Nie znamy nadawcy.")


@pytest.mark.rule("C-94")
def test_who_decides_takes_a_letter_in_as_its_writer_s_question(cast):
    mail = send(cast, letter(cast, text="Nie działa film"), f"wsparcie@{DOMAIN}")

    with seated(cast.seat("dorota")):
        made = inbound.take_in(mail.pk, by=cast.seat("dorota"), at=LATER)
        with pytest.raises(IncomingMail.DoesNotExist):
            inbound.take_in(mail.pk, by=cast.seat("dorota"), at=LATER)

    with seated(SYSTEM):
        found = Question.objects.get()
        assert (found.pk, found.desk, found.person_id) == (made.pk, Desk.SUPPORT, cast.person("anna").pk)
        assert IncomingMail.objects.get().decided_by == "Dorota Lis"


@pytest.mark.rule("C-94")
def test_a_stranger_s_letter_needs_the_name_of_its_writer(cast):
    mail = send(cast, letter(cast, "prywatny"), f"pytanie@{DOMAIN}")
    seat = cast.seat("grazyna")

    with seated(seat):
        with pytest.raises(inbound.NobodyKnown):
            inbound.take_in(mail.pk, by=seat, at=LATER)
        inbound.take_in(mail.pk, person_id=cast.person("anna").pk, by=seat, at=LATER)

    with seated(SYSTEM):
        assert Question.objects.get().person_id == cast.person("anna").pk


@pytest.mark.rule("C-94")
@pytest.mark.parametrize("text", ["Wrona", "anna@urzad", "anna wro"])
def test_the_writer_of_a_stranger_s_letter_is_found_and_chosen(client, cast, text):
    mail = send(cast, letter(cast, "prywatny"), f"pytanie@{DOMAIN}")
    with seated(SYSTEM):  # as the register writes it
        folded = person_folded("Anna", "Wrona", "anna@urzad.example", "anna")
        Person.objects.filter(pk=cast.person("anna").pk).update(folded=folded)
    client.force_login(cast.account("grazyna"))
    page, take = (
        reverse("communication:held_mail", args=[mail.pk]),
        reverse("communication:mail_take", args=[mail.pk]),
    )
    anna = cast.person("anna").pk

    assert (
        'name="person"' not in client.get(page).content.decode()
    )  # nobody is offered before a word was typed
    assert f'name="person" value="{anna}"' in client.get(page, {"kogo": text}).content.decode()
    assert client.post(take, {"kogo": text, "person": anna}).status_code == 302

    with seated(SYSTEM):
        assert Question.objects.get().person_id == anna


@pytest.mark.rule("C-94")
@pytest.mark.parametrize(
    ("said", "target", "words"),
    [
        ({}, "#id_kogo", "Najpierw znajdź osobę, która to napisała."),
        ({"kogo": "Nikogo-Takiego"}, "#id_kogo", "Najpierw znajdź osobę, która to napisała."),
        ({"kogo": "Wrona"}, "#id_person_0", "Wybierz z listy osobę, która to napisała."),
        ({"kogo": "Wrona", "person": "987654321"}, "#id_person_0", "Wybierz odpowiedź z listy"),
    ],
)
def test_a_letter_without_its_writer_says_what_to_mend(client, cast, said, target, words):
    mail = send(cast, letter(cast, "prywatny"), f"pytanie@{DOMAIN}")
    client.force_login(cast.account("grazyna"))

    reply = client.post(reverse("communication:mail_take", args=[mail.pk]), said)

    page = reply.content.decode().replace("\xa0", " ")
    assert (reply.status_code, f'<a href="{target}">{words}' in page) == (422, True)
    with seated(SYSTEM):
        assert not Question.objects.exists()


@pytest.mark.rule("C-94")
def test_nobody_beyond_one_s_reach_is_offered_as_a_writer(client, cast):
    """Daniel coordinates the other project; Anna is of none of his."""
    mail = send(cast, letter(cast, "prywatny"), f"pytanie@{DOMAIN}")
    with seated(SYSTEM):
        IncomingMail.objects.filter(pk=mail.pk).update(project=cast.other_project)
    client.force_login(cast.account("daniel"))

    page = client.get(reverse("communication:held_mail", args=[mail.pk]), {"kogo": "Wrona"})
    assert (page.status_code, "Nie ma takiej osoby" in page.content.decode()) == (200, True)
    take = reverse("communication:mail_take", args=[mail.pk])
    assert client.post(take, {"kogo": "Wrona", "person": cast.person("anna").pk}).status_code == 422


@pytest.mark.rule("C-94")
def test_a_letter_that_cannot_be_taken_says_why_on_its_page(client, cast):
    mail = send(cast, letter(cast, "bogdan", text=" \n"), f"pytanie@{DOMAIN}")
    client.force_login(cast.account("dorota"))

    reply = client.post(reverse("communication:mail_take", args=[mail.pk]))
    assert (reply.status_code, "nie da się przyjąć" in reply.content.decode()) == (422, True)


@pytest.mark.rule("C-94")
def test_a_dropped_letter_is_erased(cast):
    mail = send(cast, letter(cast, "obcy", "Kup teraz"), f"pytanie@{DOMAIN}")

    with seated(cast.seat("grazyna")):
        inbound.drop(mail.pk, by=cast.seat("grazyna"), at=LATER)

    with seated(SYSTEM):
        found = IncomingMail.objects.get()
        assert (found.fate, bytes(found.raw), found.decided_by) == (MailFate.DROPPED, b"", "Grażyna Most")


@pytest.mark.parametrize("who", ["anna", "bogdan", "henryk", "celina", "filip", "daniel", "ewa", "irena"])
def test_held_letters_are_read_by_those_who_decide_alone(cast, who):
    made = ask(cast)
    send(cast, letter(cast, "bogdan"), address(cast, made))

    with seated(SYSTEM):
        assert IncomingMail.objects.count() == 1  # there is something to see
    with seated(cast.seat("dorota")):
        assert IncomingMail.objects.count() == 1
    with seated(cast.seat(who)):
        assert may_read_letters() == 0


@pytest.mark.rule("C-95")
def test_a_bounce_of_ours_is_noted_and_goes_nowhere_else(cast):
    made = ask(cast)
    raw = (
        b"From: MAILER-DAEMON@x.example\r\nMessage-ID: <b@x>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=G\r\n\r\n"
        b"--G\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\n"
        b"Action: failed\r\nStatus: 5.1.1\r\n\r\n--G--\r\n"
    )
    stored = inbound.receive(raw, envelope_from="", envelope_to=address(cast, made), at=LATER)

    assert inbound.take(stored.pk, at=LATER) == MailFate.BOUNCED
    assert len(messages_of(made)) == 1


def returned(
    number: str, *, status: str, action: str = "failed", said: str = "smtp; 550 No such user"
) -> bytes:
    """A report of a mail server about a letter of ours, as RFC 3464 says, with the letter's head inside."""
    return (
        b"From: Mail Delivery System <MAILER-DAEMON@mx.example>\r\nTo: zwrot@x\r\nMessage-ID: <r@mx.example>\r\n"
        b"Auto-Submitted: auto-replied\r\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=G\r\n\r\n--G\r\nContent-Type: text/plain\r\n\r\n"
        b"Sorry\r\n--G\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        b"Final-Recipient: rfc822; anna@urzad.example\r\n"
        + f"Action: {action}\r\nStatus: {status}\r\nDiagnostic-Code: {said}\r\n\r\n--G\r\n".encode()
        + f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: {number}\r\nSubject: x\r\n\r\n--G--\r\n".encode()
    )


def mailed_to_anna(cast) -> Letter:
    """A letter of ours that its server took."""
    anna = cast.seat("anna")
    with seated(SYSTEM):
        return Letter.objects.create(
            kind="learning.plan_ended", event="e", to="anna@urzad.example", person=anna.person_id, office=cast.zalesie.pk,
            project=cast.project.pk, queued_at=LATER, due_at=LATER, sent_at=LATER, attempts=1,
        )  # fmt: skip


def come_back(raw: bytes) -> MailFate:
    stored = inbound.receive(raw, envelope_from="", envelope_to=f"zwrot@{DOMAIN}", at=LATER)
    return inbound.take(stored.pk, at=LATER)


@pytest.mark.rule("C-06")
@pytest.mark.parametrize(
    ("status", "action", "bounced", "stands"),
    [
        ("5.1.1", "failed", True, True),
        ("5.2.2", "failed", True, False),  # a full mailbox is a mailbox
        ("5.7.1", "failed", True, False),  # a policy says nothing of the address
        ("4.4.1", "delayed", False, False),
    ],
)
def test_what_a_mail_server_reports_stands_in_the_log(cast, client, status, action, bounced, stands):
    row = mailed_to_anna(cast)
    assert is_ours(f"zwrot@{DOMAIN}")
    come_back(returned(message_id(row), status=status, action=action))

    with seated(SYSTEM):
        row.refresh_from_db()
    assert (row.bounced_at is not None, row.bounce_stands) == (bounced, stands)
    client.force_login(cast.account("dorota"))
    page = client.get("/wiadomosci-wyslane/", {"wynik": "returned"}).content.decode()
    assert ("anna@urzad.example" in page) == bounced
    assert (status in page) == bounced
    client.force_login(cast.account("celina"))
    assert "anna@urzad.example" not in client.get("/wiadomosci-wyslane/").content.decode()


@pytest.mark.rule("C-06")
def test_those_who_keep_the_address_are_told_once(cast):
    row = mailed_to_anna(cast)
    assert tell_of_bounces(at=LATER) == 0
    come_back(returned(message_id(row), status="5.1.1"))
    for _ in range(2):
        assert tell_of_bounces(at=LATER) == 1

    with seated(SYSTEM):
        told = list(Notice.policed.filter(kind="communication.bounced").order_by("person"))
    assert cast.seat("dorota").person_id in [one.person for one in told]
    assert cast.seat("celina").person_id not in [one.person for one in told]
    assert cast.seat("anna").person_id not in [one.person for one in told]
    assert len({one.person for one in told}) == len(told)
    assert "anna" not in told[0].title.lower()


@pytest.mark.rule("C-06")
def test_a_forged_report_marks_nothing(cast):
    row = mailed_to_anna(cast)
    forged = f"<letter-{row.pk}-000000000000@localhost>"

    assert come_back(returned(forged, status="5.1.1")) == MailFate.BOUNCED
    with seated(SYSTEM):
        row.refresh_from_db()
    assert row.bounced_at is None


def test_what_is_no_report_goes_nowhere_from_there(cast):
    raw = b"From: anna@urzad.example\r\nMessage-ID: <q@x>\r\nSubject: Pytanie\r\n\r\nCzy to tu?\r\n"

    assert come_back(raw) == MailFate.IGNORED


def test_reports_are_asked_for_where_mail_comes_in(settings):
    letter_ = Letter(pk=1, kind="learning.plan_ended", event="e", to="a@b.example")
    sent = mail_of(letter_, Words("Temat", "Treść")).message()
    assert (sent.from_email, sent.message()["From"]) == (f"zwrot@{DOMAIN}", settings.DEFAULT_FROM_EMAIL)
    settings.MAIL_IN_DOMAIN = ""
    sent = mail_of(letter_, Words("Temat", "Treść")).message()
    assert (sent.from_email, is_ours(f"zwrot@{DOMAIN}")) == (settings.DEFAULT_FROM_EMAIL, False)


def test_a_letter_that_cannot_be_read_is_held(cast):
    made = ask(cast)
    raw = b"From: anna@urzad.example\r\nX: " + b"a" * 200_000 + b"\r\n\r\nTak"
    stored = inbound.receive(
        raw, envelope_from="anna@urzad.example", envelope_to=address(cast, made), at=LATER
    )

    assert inbound.take(stored.pk, at=LATER) == MailFate.HELD


def test_a_letter_that_our_program_falls_over_is_held(cast, monkeypatch):
    made = ask(cast)
    stored = inbound.receive(
        letter(cast).as_bytes(), envelope_from="a@b.example", envelope_to=address(cast, made), at=LATER
    )
    monkeypatch.setattr(inbound, "read_mail", lambda *_, **__: 1 / 0)

    take_mail(stored.pk)

    with seated(SYSTEM):
        assert IncomingMail.objects.get().fate == MailFate.HELD
    assert told_of_held() == ["grazyna"]


def test_an_empty_letter_writes_nothing(cast):
    made = ask(cast)

    assert send(cast, letter(cast, text=" \n"), address(cast, made)).fate == MailFate.IGNORED
    assert len(messages_of(made)) == 1


@pytest.mark.rule("C-90")
def test_only_addresses_of_ours_are_taken(cast, settings):
    made = ask(cast)
    own = address(cast, made)

    assert is_ours(own)
    assert is_ours(own.upper())
    assert entry_desk(f"Wsparcie@{DOMAIN}") is Desk.SUPPORT
    for other in (f"inny@{DOMAIN}", "pytanie@zalesie.example", own.replace("pytanie+", "pytanie+1"), ""):
        assert not is_ours(other)
    settings.MAIL_IN_DOMAIN = ""
    assert reply_to(made.pk, 1) == ""
    assert not is_ours("pytanie@")


def may_read_letters() -> int:
    """How many letters the seat in use reads; none where it has no right to the table at all."""
    try:
        with transaction.atomic():
            return IncomingMail.objects.count()
    except ProgrammingError:
        return 0


def told_of_held() -> list[str]:
    """Logins of those whose notice of a held letter stands."""
    with seated(SYSTEM):
        rows = Notice.policed.filter(kind="communication.mail_held", withdrawn_at=None)
        logins = dict(Person.objects.values_list("pk", "login"))
        return sorted(logins[one] for one in rows.values_list("person", flat=True))


@pytest.mark.rule("C-101")
@pytest.mark.parametrize(("sender", "who"), [("anna", "dorota"), ("obcy", "grazyna")])
def test_those_who_decide_on_a_held_letter_hear_of_it_until_it_is_decided(client, cast, sender, who):
    mail = send(cast, letter(cast, sender), f"pytanie@{DOMAIN}")
    inbound.take(mail.pk, at=LATER)
    assert told_of_held() == [who]
    with seated(SYSTEM):
        notice = Notice.policed.get(kind="communication.mail_held")
    assert sender not in f"{notice.title} {notice.facts}"
    client.force_login(cast.account(who))
    assert client.get(notice.url).status_code == 200
    with seated(cast.seat(who)):
        inbound.drop(mail.pk, by=cast.seat(who), at=LATER)
    assert told_of_held() == []


@pytest.mark.rule("C-101")
def test_a_letter_taken_in_or_never_held_leaves_no_notice(cast):
    made = ask(cast)
    send(cast, letter(cast), address(cast, made))
    assert told_of_held() == []
    held = send(cast, letter(cast, number=2), f"pytanie@{DOMAIN}")
    assert told_of_held() == ["dorota"]
    with seated(cast.seat("dorota")):
        inbound.take_in(held.pk, by=cast.seat("dorota"), at=LATER)
    assert told_of_held() == []


@pytest.mark.rule("C-101")
def test_the_queue_counts_the_letters_that_wait(client, cast):
    page = reverse("communication:question_queue")
    client.force_login(cast.account("dorota"))
    assert "Poczta do decyzji<" in client.get(page).content.decode().replace("\xa0", " ")
    send(cast, letter(cast), f"pytanie@{DOMAIN}")
    send(cast, letter(cast, "obcy", number=2), f"pytanie@{DOMAIN}")  # not the coordinator's
    assert "Poczta do decyzji: 1<" in client.get(page).content.decode().replace("\xa0", " ")
