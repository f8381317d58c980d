"""Deeds on questions: asked, answered, noted, given to somebody, passed on, closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from kaganek.communication.models import (
    Question,
    QuestionMessage,
    QuestionNote,
    ReadyAnswer,
    ReadyAnswerUse,
    SubjectAdviser,
)
from kaganek.communication.queries.questions.threads import (
    Helper,
    has_office_support,
    helpers_of,
    may_ask_in,
    orphans,
)
from kaganek.communication.rules.questions import promised_on, state_after
from kaganek.communication.services.questions.files import keep_files, named
from kaganek.communication.services.questions.posting import (
    post_to_asker,
    post_to_helpers,
    take_back_closing,
    tell_of_closing,
)
from kaganek.communication.services.questions.promises import take_back_promise
from kaganek.communication.terms import Desk, QuestionState, Side
from kaganek.core import audit
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.core.turns import AGAIN, take_turn
from kaganek.lib.names import fold
from kaganek.people.models import Office, Person
from kaganek.people.queries.account import own_person
from kaganek.people.terms import Role


class NoPlaceToAsk(Exception):
    """The person takes part in no such project."""


class NothingSaid(Exception):
    """Neither words nor a file."""


class NotAnswered(Exception):
    """Nobody has answered yet, so nobody but the asker closes the question."""


class NotTheirs(Exception):
    """The person named may not answer this question."""


@transaction.atomic
def ask(
    desk: Desk,
    subject: str,
    text: str,
    *,
    project_id: int,
    about: str = "",
    about_title: str = "",
    files: Sequence[Any] = (),
    by: Seat,
    at: datetime,
) -> Question:
    """Ask the project's consultants, or technical support.

    project_id  one of `may_ask_in`; about, about_title  one of `subjects_for`, or nothing.
    files       uploaded files: `name`, `size` in bytes, `read`, `seek`.

    The question goes to the consultant of the subject among those who advise the office, else to the one who has
    advised it longest; a technical one to the office's own administrator, and at once to the platform's supplier
    where there is no other. Sent twice, it is asked once. Raises NoPlaceToAsk, NothingSaid, FileRefused; then nothing is written.

    Source: rules C-80, C-81, C-82 and C-86 in docs/reference/rules.md.
    """
    who = own_person(by)
    if who.office is None or project_id not in {one.pk for one in may_ask_in(by)}:
        raise NoPlaceToAsk
    take_turn("question", who.pk)
    again = Question.objects.filter(
        desk=desk, project=project_id, person=who, subject=subject, about=about, asked_at__gt=at - AGAIN
    )
    for one in again:
        if _said_before(one, who, text, files, at=at):
            return one
    alone = desk is Desk.SUPPORT and not has_office_support(who.office.pk, besides=who.pk)
    made = Question(
        desk=desk, project_id=project_id, office=who.office, person=who, asker_name=who.full_name,
        subject=subject, about=about, about_title=about_title, asked_at=at, moved_at=at,
        promised_on=promised_on(timezone.localdate(at), desk), escalated_at=at if alone else None,
        folded=_folded(subject, who, who.office),
    )  # fmt: skip
    adviser = _first_helper(made)
    if adviser:
        made.adviser_id, made.adviser_name = adviser.person_id, adviser.name
    made.save()
    said = _write(made, who, Side.ASKER, text, files, by=by, at=at)
    audit.record(by, "question asked", made, desk=desk)
    post_to_helpers(made, what="asked", event=f"question:{made.pk}", message=said.pk, at=at)
    return made


def _folded(subject: str, who: Person, office: Office) -> str:
    return fold(f"{subject} {who.full_name} {office.office_name}")[:700]


def _first_helper(question: Question) -> Helper | None:
    """The consultant of the subject, if they advise the office; else the first of those who may answer."""
    helpers = helpers_of(question)
    if question.desk == Desk.CONTENT and question.about:
        with seated(SYSTEM):
            named = SubjectAdviser.objects.filter(project=question.project_id, source=question.about).first()
        special = next((one for one in helpers if named and one.person_id == named.adviser_id), None)
        if special:
            return special
    return helpers[0] if helpers and question.desk == Desk.CONTENT else None


@transaction.atomic
def write_more(
    question_id: int,
    text: str,
    *,
    files: Sequence[Any] = (),
    by: Seat,
    at: datetime,
    mail_id: str = "",
    left_out: str = "",
) -> QuestionMessage:
    """The asker adds something, once when sent twice; a question that was answered or closed is open again.

    mail_id, left_out  of a letter: its id, and which of its files are not taken.

    Raises Question.DoesNotExist for what this person did not ask, NothingSaid, FileRefused.

    Source: rule C-83 in docs/reference/rules.md.
    """
    question = _locked(question_id, person=by.person_id)
    who = own_person(by)
    before = None if mail_id else _said_before(question, who, text, files, at=at)
    if before and question.state == state_after(Side.ASKER):
        return before
    made = _write(question, who, Side.ASKER, text, files, by=by, at=at, mail_id=mail_id, left_out=left_out)
    _moved(question, state_after(Side.ASKER), at)
    post_to_helpers(question, what="more", event=f"question-message:{made.pk}", message=made.pk, at=at)
    return made


@transaction.atomic
def answer(
    question_id: int,
    text: str,
    *,
    files: Sequence[Any] = (),
    wants_more: bool = False,
    ready_id: int | None = None,
    by: Seat,
    at: datetime,
    mail_id: str = "",
    left_out: str = "",
) -> QuestionMessage:
    """Answer a question, once when sent twice; the asker gets it by e-mail too, and may answer it there.

    wants_more  the answer asks for something, and waits for the asker.
    ready_id    the ready answer that these words began from; its use is noted.

    Raises Question.DoesNotExist beyond the seat's reach, NothingSaid, FileRefused; then nothing is written.

    Source: rules C-83, C-84 and C-88 in docs/reference/rules.md.
    """
    question = _locked(question_id)
    if question.person_id == by.person_id:
        raise Question.DoesNotExist  # nobody answers their own question
    who = own_person(by)
    before = None if mail_id else _said_before(question, who, text, files, at=at)
    if before and question.state == state_after(Side.STAFF, wants_more=wants_more):
        return before
    made = _write(question, who, Side.STAFF, text, files, by=by, at=at, mail_id=mail_id, left_out=left_out)
    if question.first_answer_at is None:
        question.first_answer_at = at
    if question.adviser_id is None:
        question.adviser_id, question.adviser_name = who.pk, who.full_name
    _moved(question, state_after(Side.STAFF, wants_more=wants_more), at)
    if ready_id is not None and ReadyAnswer.objects.filter(pk=ready_id).exists():
        ReadyAnswerUse.objects.create(ready_id=ready_id, message=made, by_name=who.full_name, at=at)
    post_to_asker(question, made, at=at)
    audit.record(by, "question answered", question)
    return made


def _said_before(
    question: Question, who: Person, text: str, files: Sequence[Any], *, at: datetime
) -> QuestionMessage | None:
    """The last message of the question when it is this one, sent a moment ago: the same words and files."""
    last = question.messages.order_by("-pk").first()
    if last is None or last.author_id != who.pk or last.at <= at - AGAIN or last.text != text.strip():
        return None
    return last if sorted(last.files.values_list("name", "size")) == sorted(named(files)) else None


def _write(
    question: Question,
    who: Person,
    side: Side,
    text: str,
    files: Sequence[Any],
    *,
    by: Seat,
    at: datetime,
    mail_id: str = "",
    left_out: str = "",
) -> QuestionMessage:
    if not text.strip() and not files and not left_out:
        raise NothingSaid
    role = "pyta" if side is Side.ASKER else _role_words(question, by)
    made = QuestionMessage.objects.create(
        question=question, side=side, author=who, author_name=who.full_name, author_role=role,
        text=text.strip(), at=at, mail_id=mail_id, left_out=left_out,
    )  # fmt: skip
    keep_files(made, files)
    return made


def _role_words(question: Question, by: Seat) -> str:
    if question.desk == Desk.SUPPORT:
        return "pomoc techniczna"
    return "koordynator projektu" if by.role == Role.COORDINATOR else "konsultant"


def _locked(question_id: int, **also: Any) -> Question:
    rows = Question.objects.select_for_update(of=("self",), no_key=True).select_related("project", "office")
    return rows.get(pk=question_id, **also)


def _moved(question: Question, state: QuestionState, at: datetime, *, closed_by: str = "") -> None:
    if question.state == QuestionState.CLOSED:
        take_back_closing(question, at=at)
    question.state, question.moved_at = state, at
    question.closed_at, question.closed_by = at if closed_by else None, closed_by
    question.save(update_fields=[
        "state", "moved_at", "first_answer_at", "adviser", "adviser_name", "closed_at", "closed_by",
    ])  # fmt: skip
    if question.first_answer_at or closed_by:
        take_back_promise(question, at=at)


@transaction.atomic
def note(question_id: int, text: str, *, by: Seat, at: datetime) -> QuestionNote:
    """Write a note for those who answer; nobody of the asker's office ever reads it. Sent twice, it is written once.

    Raises Question.DoesNotExist beyond the seat's reach, NothingSaid.

    Source: rule C-85 in docs/reference/rules.md.
    """
    question = _locked(question_id)
    if not text.strip():
        raise NothingSaid
    who = own_person(by)
    again = question.notes.filter(author=who, text=text.strip(), at__gt=at - AGAIN)
    if before := again.order_by("-pk").first():
        return before
    return QuestionNote.objects.create(
        question=question, author=who, author_name=who.full_name, text=text.strip(), at=at
    )


@transaction.atomic
def close(question_id: int, *, by: Seat, at: datetime) -> Question:
    """Close a question: the asker, or one who answers once it has an answer; the asker is told. Done again, nothing changes.

    Raises Question.DoesNotExist beyond the seat's reach, NotAnswered.

    Source: rule C-99 in docs/reference/rules.md.
    """
    question = _locked(question_id)
    if question.state == QuestionState.CLOSED:
        return question
    asks = question.person_id == by.person_id
    if question.first_answer_at is None and not asks:
        raise NotAnswered
    _moved(question, QuestionState.CLOSED, at, closed_by=own_person(by).full_name)
    if not asks:
        tell_of_closing(question, at=at)
    audit.record(by, "question closed", question)
    return question


@transaction.atomic
def reopen(question_id: int, *, by: Seat, at: datetime) -> Question:
    """Open a closed question again. Done again, nothing changes. Raises Question.DoesNotExist."""
    question = _locked(question_id)
    if question.state == QuestionState.CLOSED:
        _moved(question, QuestionState.OPEN, at)
        audit.record(by, "question opened again", question)
    return question


@transaction.atomic
def assign(question_id: int, person_id: int, *, by: Seat, at: datetime) -> Question:
    """Give a question to another of those who may answer it; they get a letter.

    Raises Question.DoesNotExist beyond the seat's reach, NotTheirs.

    Source: rule C-81 in docs/reference/rules.md.
    """
    question = _locked(question_id)
    found = next((one for one in helpers_of(question) if one.person_id == person_id), None)
    if found is None:
        raise NotTheirs
    if question.adviser_id != person_id:
        question.adviser_id, question.adviser_name = found.person_id, found.name
        take_back_promise(question, at=at)  # whose it is now, hears of it anew
        question.save(update_fields=["adviser", "adviser_name"])
        audit.record(by, "question assigned", question, to=str(person_id))
        event = f"question-assigned:{question.pk}:{person_id}:{at:%Y%m%d%H%M%S}"
        post_to_helpers(question, what="given", event=event, at=at)
    return question


@transaction.atomic
def escalate(question_id: int, *, by: Seat, at: datetime) -> Question:
    """Pass a technical question on from the office's administrator to the platform's supplier, once.

    Raises Question.DoesNotExist beyond the seat's reach or at the other desk.

    Source: rule C-86 in docs/reference/rules.md.
    """
    question = _locked(question_id, desk=Desk.SUPPORT)
    if question.escalated_at is None:
        _pass_on(question, by=by, at=at)
    return question


def _pass_on(question: Question, *, by: Seat, at: datetime) -> None:
    question.escalated_at, question.adviser, question.adviser_name = at, None, ""
    question.save(update_fields=["escalated_at", "adviser", "adviser_name"])
    audit.record(by, "question passed on", question)
    post_to_helpers(question, what="given", event=f"question-passed:{question.pk}", at=at)


def pass_on_orphans(*, at: datetime) -> int:
    """Pass technical questions that nobody of the office can answer any more on to the supplier; returns how many.

    The worker's clock calls it: an administrator may leave in many ways. What is closed waits until it is opened again.

    Source: rule C-86 in docs/reference/rules.md.
    """
    with seated(SYSTEM):
        rows = list(orphans().select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("pk"))
        for question in rows:
            _pass_on(question, by=SYSTEM, at=at)
    return len(rows)
