"""Letters that come in: stored first, read by a job, put where they belong or held for a person to decide."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from kaganek.communication.models import IncomingMail, Question
from kaganek.communication.queries.questions.threads import may_ask_in, role_in
from kaganek.communication.rules.questions import MOST_FILES, MOST_MAILS_AN_HOUR
from kaganek.communication.services.held import take_back_held, tell_of_held
from kaganek.communication.services.questions import asking
from kaganek.communication.services.questions.posting import entry_desk, is_for_returns, mark, whose_reply
from kaganek.communication.terms import Desk, MailFate, Side
from kaganek.core import audit
from kaganek.core.bounces import note_bounce
from kaganek.core.jobs import enqueue
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.lib.mail_in import Attached, Incoming, Kind, Unreadable, read_mail, vouches
from kaganek.lib.mail_in.model import REASONS
from kaganek.lib.mail_in.parsing import message_id_of
from kaganek.lib.sent_files import file_fault
from kaganek.people.models import Person
from kaganek.people.queries.account import own_person

JOB = "communication.mail_in"
PASSED_OVER = {
    Kind.AUTO: "automatyczna odpowiedź",
    Kind.BULK: "lista dyskusyjna albo reklama",
    Kind.LOOP: "nasza własna wiadomość, która wróciła",
}


class NobodyKnown(Exception):
    """It is not said whose the letter is, so there is nobody to ask in the name of."""


class SentFile(io.BytesIO):
    """A file of a letter in the shape of an uploaded one."""

    def __init__(self, given: Attached) -> None:
        super().__init__(given.body)
        self.name, self.size = given.name, given.size


def receive(raw: bytes, *, envelope_from: str, envelope_to: str, at: datetime) -> IncomingMail:
    """Store a letter; only when this returns may its sender be told that we have it.

    The same letter (by its Message-ID, else by its bytes) to the same address is stored once, whatever becomes of it.

    Source: rule C-92 in docs/reference/rules.md.
    """
    to = envelope_to.strip().lower()[:320]
    named = message_id_of(raw).encode() or raw
    once = hashlib.sha256(b"\0".join((named, to.encode()))).hexdigest()
    with seated(SYSTEM):
        made, new = IncomingMail.objects.get_or_create(
            once=once,
            defaults={
                "envelope_from": envelope_from.strip()[:320], "envelope_to": to, "received_at": at,
                "size": len(raw), "raw": raw,
            },
        )  # fmt: skip
        if new:
            enqueue(JOB, mail_id=made.pk)
    return made


def take(mail_id: int, *, at: datetime) -> MailFate:
    """Read a stored letter and put it where it belongs; done again, nothing changes. Called by the job.

    Source: rules C-91 to C-95 in docs/reference/rules.md.
    """
    with seated(SYSTEM):
        mail = IncomingMail.objects.select_for_update(of=("self",)).get(pk=mail_id)
        if mail.fate == MailFate.WAITING:
            try:
                letter = read_mail(bytes(mail.raw), envelope_from=mail.envelope_from, mark=mark())
            except Unreadable as fault:
                _end(mail, MailFate.HELD, REASONS[fault.reason], at)
            else:
                mail.sender, mail.sender_name = letter.sender[:320], letter.sender_name
                mail.subject = letter.subject
                _judge(mail, letter, at)
        return MailFate(mail.fate)


def _judge(mail: IncomingMail, letter: Incoming, at: datetime) -> None:
    if letter.bounce is not None:
        found = letter.bounce
        if found.message_id and found.is_final:
            note_bounce(found.message_id, found.status, found.reason, at=at)
        _end(mail, MailFate.BOUNCED, f"{found.status} {found.reason}".strip(), at)
    elif is_for_returns(mail.envelope_to):
        _end(mail, MailFate.IGNORED, "na adres zwrotów, a nie jest zwrotem", at)
    elif letter.kind in PASSED_OVER:
        _end(mail, MailFate.IGNORED, PASSED_OVER[letter.kind], at)
    elif _too_many(mail, at):
        _end(mail, MailFate.HELD, f"Ponad {MOST_MAILS_AN_HOUR} wiadomości w godzinę z jednego adresu.", at)
    elif whose_reply(mail.envelope_to) is None:
        _take_new(mail, letter, at)
    else:
        _take_reply(mail, letter, at)


def _too_many(mail: IncomingMail, at: datetime) -> bool:
    """Whether programs seem to answer each other (C-93)."""
    rows = IncomingMail.objects.filter(sender=mail.sender, received_at__gt=at - timedelta(hours=1))
    return rows.exclude(pk=mail.pk).count() >= MOST_MAILS_AN_HOUR


def _take_new(mail: IncomingMail, letter: Incoming, at: datetime) -> None:
    """A letter to one of our own addresses: taken where our mail server vouches for its sender, else a person looks
    at it first, as senders are easily forged (C-94)."""
    known = (
        list(Person.objects.filter(email__iexact=mail.sender, deactivated_at=None)[:2]) if mail.sender else []
    )
    if len(known) != 1 or not known[0].office_id:
        _end(mail, MailFate.HELD, "Nie znamy nadawcy.", at)
        return
    _belongs(mail, known[0])
    if not vouches(letter.results, server=settings.MAIL_IN_CHECKED_BY, sender=letter.sender):
        _end(mail, MailFate.HELD, "Nowe pytanie e-mailem.", at)
        return
    try:
        with transaction.atomic():
            mail.question = _new_question(mail, letter, known[0], at).pk
    except asking.NoPlaceToAsk:
        _end(mail, MailFate.HELD, "Urząd nadawcy nie bierze udziału w żadnym projekcie.", at)
    except asking.NothingSaid:
        _end(mail, MailFate.IGNORED, "pusta wiadomość", at)
    else:
        _end(mail, MailFate.TAKEN, "", at)


def _belongs(mail: IncomingMail, person: Person) -> None:
    places = may_ask_in(replace(SYSTEM, person_id=person.pk))
    own = [one.pk for one in places if one.pk in person.project_ids] or [one.pk for one in places]
    mail.person, mail.office_id = person, person.office_id
    mail.project_id = mail.project_id or (own[0] if own else None)


def _take_reply(mail: IncomingMail, letter: Incoming, at: datetime) -> None:
    reply = whose_reply(mail.envelope_to)
    question = Question.objects.filter(pk=reply.thread).first() if reply else None
    person = Person.objects.filter(pk=reply.person).first() if reply else None
    if question is None or person is None:
        _end(mail, MailFate.HELD, "Nie ma już pytania, na które odpowiada.", at)
        return
    mail.question, mail.project_id, mail.person = question.pk, question.project_id, person
    mail.office_id = person.office_id  # nobody's of a consultant, who belongs to no office
    if person.email.lower() != letter.sender:
        _end(mail, MailFate.HELD, "Przyszła z innego adresu, niż ma osoba, do której pisaliśmy.", at)
    elif person.deactivated_at or role_in(question, person.pk) is None:
        _end(mail, MailFate.HELD, "Ta osoba nie bierze już udziału w tej rozmowie.", at)
    else:
        _write(mail, letter, question, person, at)


def _write(mail: IncomingMail, letter: Incoming, question: Question, person: Person, at: datetime) -> None:
    """Put the words and files into the thread as the person's own message."""
    side, role = role_in(question, person.pk) or (Side.ASKER, "")
    files, left_out = _judged(letter)
    said = {
        "files": files, "left_out": "\n".join(left_out), "mail_id": letter.message_id[:510] or f"{mail.once}@mail.invalid",
        "by": replace(SYSTEM, person_id=person.pk, role=role), "at": at,
    }  # fmt: skip
    text = letter.text or ("" if files else letter.whole)
    try:
        with transaction.atomic():
            if side == Side.ASKER:
                asking.write_more(question.pk, text, **said)  # type: ignore[arg-type]
            else:
                asking.answer(question.pk, text, **said)  # type: ignore[arg-type]
    except asking.NothingSaid:
        _end(mail, MailFate.IGNORED, "pusta wiadomość", at)
    else:
        _end(mail, MailFate.TAKEN, "", at)


def _judged(letter: Incoming) -> tuple[list[SentFile], list[str]]:
    """Files that are taken, and a sentence for each of the others (C-87)."""
    taken: list[SentFile] = []
    left_out: list[str] = []
    for one in letter.files:
        fault = file_fault(one.name, one.size, one.body[:2048])
        if fault:
            left_out.append(fault)
        elif len(taken) >= MOST_FILES:
            left_out.append(
                f"Plik „{one.name}” nie zmieścił się: w jednej wiadomości przyjmujemy {MOST_FILES}."
            )
        else:
            taken.append(SentFile(one))
    if letter.left_out:
        left_out.append(f"Plików było więcej, nie przyjęliśmy jeszcze: {letter.left_out}.")
    return taken, left_out


def _end(mail: IncomingMail, fate: MailFate, why: str, at: datetime) -> None:
    mail.fate, mail.why = fate, why[:300]
    if fate == MailFate.HELD:
        tell_of_held(mail, at=at)
    else:
        mail.raw = b""  # its words stand in the thread, or nowhere
        take_back_held(mail.pk, at=at)
    mail.save()


@transaction.atomic
def take_in(mail_id: int, *, person_id: int | None = None, by: Seat, at: datetime) -> Question:
    """Take a held letter into its thread, or as a new question, in the name of its writer.

    person_id  whose letter it is, where we did not know; ignored where we did.

    Raises IncomingMail.DoesNotExist beyond the seat's reach or decided already, NobodyKnown, Unreadable,
    asking.NoPlaceToAsk, asking.NothingSaid; then nothing is written.

    Source: rule C-94 in docs/reference/rules.md.
    """
    mail = IncomingMail.objects.select_for_update(of=("self",)).get(pk=mail_id, fate=MailFate.HELD)
    decider = own_person(by).full_name
    with seated(SYSTEM):
        letter = read_mail(bytes(mail.raw), envelope_from="decided@kaganek.invalid", mark="")
        person = mail.person or Person.objects.filter(pk=person_id or 0, deactivated_at=None).first()
        if person is None:
            raise NobodyKnown
        question = Question.objects.filter(pk=mail.question or 0).first()
        if question is None:
            question = _new_question(mail, letter, person, at)
        else:
            _write(mail, letter, question, person, at)
        mail.person, mail.question = person, question.pk
        mail.decided_at, mail.decided_by = at, decider
        _end(mail, MailFate.TAKEN, mail.why, at)
    audit.record(by, "held letter taken in", mail)
    return question


def _new_question(mail: IncomingMail, letter: Incoming, person: Person, at: datetime) -> Question:
    _belongs(mail, person)
    files, left_out = _judged(letter)
    notes = "\n\n" + "\n".join(left_out) if left_out else ""
    return asking.ask(
        entry_desk(mail.envelope_to) or Desk.CONTENT, (letter.subject or "Pytanie e-mailem")[:200],
        (letter.text or letter.whole) + notes, project_id=mail.project_id or 0, files=files,
        by=replace(SYSTEM, person_id=person.pk), at=at,
    )  # fmt: skip


@transaction.atomic
def drop(mail_id: int, *, by: Seat, at: datetime) -> IncomingMail:
    """Drop a held letter; its words are erased. Raises IncomingMail.DoesNotExist beyond the seat's reach or decided."""
    mail = IncomingMail.objects.select_for_update(of=("self",)).get(pk=mail_id, fate=MailFate.HELD)
    mail.decided_at, mail.decided_by = at, own_person(by).full_name
    _end(mail, MailFate.DROPPED, mail.why, at)
    audit.record(by, "held letter dropped", mail)
    return mail


@transaction.atomic
def hold(mail_id: int, *, at: datetime) -> None:
    """Leave a letter that our own program fell over to a person."""
    with seated(SYSTEM):
        rows = IncomingMail.objects.select_for_update(of=("self",))
        mail = rows.filter(pk=mail_id, fate=MailFate.WAITING).first()
        if mail:
            _end(mail, MailFate.HELD, "Nie udało się jej przetworzyć.", at)


def words_of(mail: IncomingMail) -> tuple[str, Sequence[str]]:
    """What a held letter says and the names of its files, for the one who decides; nothing of it is run."""
    try:
        letter = read_mail(bytes(mail.raw), envelope_from=mail.envelope_from, mark="")
    except Unreadable as fault:
        return REASONS[fault.reason], ()
    return letter.whole, [one.name for one in letter.files]
