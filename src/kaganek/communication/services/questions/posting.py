"""Whom a question's news reaches, and the address at which each of them answers it by e-mail."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from kaganek.communication.models import Question, QuestionMessage
from kaganek.communication.queries.questions.threads import helpers_of
from kaganek.communication.terms import Desk
from kaganek.core.models import Way
from kaganek.core.notices import Group, News, NoticeKind, notify, withdraw
from kaganek.core.written import returns_to
from kaganek.lib.mail_in import Reply, reply_address, reply_of
from kaganek.people.terms import Role

ASKED = "communication.question_asked"
ANSWERED = "communication.question_answered"
CLOSED = "communication.question_closed"
PREFIX, SUPPORT_PREFIX = "pytanie", "wsparcie"
TITLES = {
    "asked": "Nowe pytanie: {}",
    "more": "Nowa wiadomość w pytaniu: {}",
    "given": "Pytanie jest teraz u Ciebie: {}",
}
NOTICES = (
    NoticeKind(
        ASKED, "Pytania, na które odpowiadasz", Group.QUESTIONS,
        roles=(Role.CONSULTANT, Role.COORDINATOR, Role.IT_ADMIN, Role.SUPPLIER),
    ),
    NoticeKind(ANSWERED, "Odpowiedzi na Twoje pytania", Group.QUESTIONS),
    NoticeKind(CLOSED, "Zamknięcie Twojego pytania", Group.QUESTIONS, Way.DIGEST),
)  # fmt: skip


def post_to_helpers(
    question: Question, *, what: str, event: str, message: int | None = None, at: datetime
) -> None:
    """Tell those who answer: the assigned one, or all of them while it is nobody's.

    what  "asked", "more" (the asker wrote again), "given" (it is theirs from now on).
    """
    helpers = helpers_of(question)
    if question.adviser_id is not None:
        helpers = [one for one in helpers if one.person_id == question.adviser_id] or helpers
    facts = {"question": question.pk, "what": what, "message": message}
    notify([_news(ASKED, question, one.person_id, TITLES[what], event, facts) for one in helpers], at=at)


def post_to_asker(question: Question, message: QuestionMessage, *, at: datetime) -> None:
    """Tell the one who asked that there is an answer."""
    facts = {"question": question.pk, "message": message.pk}
    event = f"question-message:{message.pk}"
    notify(
        [_news(ANSWERED, question, question.person_id, "Odpowiedź na Twoje pytanie: {}", event, facts)], at=at
    )


def tell_of_closing(question: Question, *, at: datetime) -> None:
    """Tell the one who asked that somebody else closed the question. Source: rule C-99."""
    facts = {"text": "Jeśli sprawa nie jest załatwiona, otwórz pytanie ponownie albo po prostu napisz."}
    event = f"{_closing(question)}:{at:%Y%m%d%H%M%S}"
    told = _news(CLOSED, question, question.person_id, "Zamknięto Twoje pytanie: {}", event, facts)
    notify([replace(told, about=_closing(question))], at=at)


def take_back_closing(question: Question, *, at: datetime) -> None:
    """It is open again: nothing more goes out about its end."""
    withdraw(_closing(question), at=at)


def _closing(question: Question) -> str:
    return f"{CLOSED}:{question.pk}"


def _news(
    kind: str, question: Question, person: int, title: str, event: str, facts: Mapping[str, object]
) -> News:
    # No office: the log of deliveries that the office reads says nothing of who asks whom.
    return News(
        kind, event, person, project=question.project_id, title=title.format(question.subject),
        url=reverse("communication:question", args=[question.pk]), facts=dict(facts),
        about=f"communication.question:{question.pk}",
    )  # fmt: skip


def reply_to(question_id: int, person_id: int) -> str:
    """The address at which this person answers in this thread; "" where e-mail does not come in (C-90)."""
    if not settings.MAIL_IN_DOMAIN:
        return ""
    return reply_address(question_id, person_id, prefix=PREFIX, domain=settings.MAIL_IN_DOMAIN, key=_key())


def whose_reply(address: str) -> Reply | None:
    """Whose answer an address of ours takes, and in which thread."""
    return reply_of(address, prefix=PREFIX, domain=settings.MAIL_IN_DOMAIN, key=_key())


def entry_desk(address: str) -> Desk | None:
    """The desk whose own address this is, for a new question; None for any other."""
    local, _, domain = address.strip().lower().rpartition("@")
    if not settings.MAIL_IN_DOMAIN or domain != settings.MAIL_IN_DOMAIN.lower():
        return None
    return {PREFIX: Desk.CONTENT, SUPPORT_PREFIX: Desk.SUPPORT}.get(local)


def is_ours(address: str) -> bool:
    """Whether we take letters at an address."""
    return is_for_returns(address) or entry_desk(address) is not None or whose_reply(address) is not None


def is_for_returns(address: str) -> bool:
    """Whether mail servers report here what they could not deliver."""
    return bool(returns_to()) and address.strip().lower() == returns_to().lower()


def mark() -> str:
    """What every letter of a question says in the header X-Kaganek: by it we know our own when it comes back."""
    return hashlib.sha256(b"mark:" + _key()).hexdigest()[:20]


def _key() -> bytes:
    return f"mail-in:{settings.SECRET_KEY}".encode()
