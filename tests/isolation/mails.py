"""Every kind of mail, letters and plain notices, posted for the people of some offices by the deeds that post it, sent, and read.

Each mail may carry its addressee's own marks and no others: the canaries of the own office, of the own
projects and of the spaces they read, the own login, the numbers of the own certificates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from unittest import mock
from uuid import uuid4

from django.core import mail
from django.db.models import Q
from django.test import override_settings
from django.utils import timezone
from django.utils.timezone import localdate

from kaganek.communication.models import (
    Announcement,
    ChatRoom,
    Conversation,
    IncomingMail,
    OfficeContact,
    Question,
    QuestionMessage,
    Space,
    Topic,
)
from kaganek.communication.models import forum as posts
from kaganek.communication.services import announcements, calling, calls, held
from kaganek.communication.services.bounced import tell_of_bounces
from kaganek.communication.services.chat import note_read, say
from kaganek.communication.services.forum.abuse import report_post
from kaganek.communication.services.forum.follows import follow, follow_space
from kaganek.communication.services.forum.posting import open_topic, reply
from kaganek.communication.services.forum.telling import tell_followers
from kaganek.communication.services.messages import send_message
from kaganek.communication.services.questions import posting, promises
from kaganek.core import outbox
from kaganek.core.bounces import lift, note_bounce
from kaganek.core.models import Letter, NoticeChoice, Way
from kaganek.core.notices import News, digests, notice_kinds, notify
from kaganek.core.notices.sorting import sort_new
from kaganek.core.outbox import letter_kinds
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.core.written import message_id
from kaganek.documents.models import Certificate
from kaganek.documents.services.certificates import issue_due
from kaganek.learning.models import Attempt, CourseProgress, DeadlineEscalation, HandIn, Review
from kaganek.learning.services import deadlines, moves, renewals, reviews
from kaganek.learning.services.tasks import handing, reviewing
from kaganek.people.models import Membership, Person
from kaganek.people.seats import seat_from, with_offices
from kaganek.people.services.codes import send_links
from kaganek.people.services.sign_in import ask_for_new_password
from kaganek.portal.models import Case, JoinRequest, Material
from kaganek.portal.services import cases, offer, receipts, returned, review_days, telling
from kaganek.portal.terms import CaseKind, CaseState, RequestState
from kaganek.programmes.models import Enrolment, Participation, Project
from kaganek.programmes.services.ledger import record_achievement
from kaganek.questionnaires.models import Form
from kaganek.questionnaires.services import consents, publishing
from kaganek.questionnaires.services.telling import tell_keepers
from kaganek.reporting.services.reminders import remind
from kaganek.reporting.services.schedules import tell_stopped
from tests.isolation import sent_reports, talks, told, walls
from tests.isolation.crawl import CANARY
from tests.isolation.sent_reports import seat_of

# Office 7 takes part in two projects; 0 and 4 share none of their people with it or each other.
COORDINATORS = ("u0000", "u0004", "u0007")
LOGIN = re.compile(r"\b[a-z]\d{4}(?:\.\d{4})?\b")
NUMBER = re.compile(r"\b\w+/20\d\d/\d+\b")


@dataclass(frozen=True)
class Post:
    """What went out: the kinds with the offices written to, and each foreign mark somebody got.

    offices   those for whose people every kind was posted. Letters of others that waited go out, too.
    """

    offices: set[int]
    offices_by_kind: dict[str, set[int | None]]
    leaks: list[str]


def sent_to_several_offices() -> Post:
    """Post every kind of letter in three offices, send them all, and read what arrives."""
    now = timezone.now()
    people: set[int] = set()
    for login in COORDINATORS:
        people |= _post_in_the_office_of(login, at=now)
    mail.outbox = []
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend", DEMO=False):
        sort_new(at=now)
        digests.prepare(day=now.date().isoformat(), at=now.isoformat())
        outbox.deliver()
    with seated(SYSTEM):
        addressees = Person.objects.filter(
            Q(pk__in=people) | Q(email__in={letter.to[0] for letter in mail.outbox})
        )
        own = {p.email: _own_marks(p) for p in addressees}
        home = dict(addressees.values_list("email", "office"))
        offices = set(Person.objects.filter(login__in=COORDINATORS).values_list("office_id", flat=True))
        kind_of = dict(Letter.objects.values_list("pk", "kind"))
        spaces = dict(Space.objects.values_list("pk", "title"))
        logins = set(Person.objects.values_list("login", flat=True))
    kinds: dict[str, set[int | None]] = {}
    for letter in mail.outbox:
        number = re.findall(r"letter-(\d+)-", letter.extra_headers["Message-ID"])[0]
        kinds.setdefault(kind_of[int(number)], set()).add(home[letter.to[0]])
    return Post(
        offices,
        kinds,
        [
            f"{letter.subject!r} to {letter.to[0]}: {mark}"
            for letter in mail.outbox
            for mark in sorted(_foreign(letter, own[letter.to[0]], spaces, logins))
        ],
    )


def mailed_kinds() -> set[str]:
    """All that may come by mail: whatever people are told of, they may choose to be told by mail."""
    return {key for registry in (letter_kinds, notice_kinds) for key, _ in registry}


def _foreign(letter: Any, own: set[str], spaces: dict[int, str], logins: set[str]) -> set[str]:
    """Marks in a mail that are none of its addressee's; what spaces somebody reads is looked up where it matters."""
    found = anybodys(marks_in("\n".join(map(str, said(letter)))), logins) - own
    if found:
        with seated(SYSTEM):
            rows = with_offices(Membership.objects.filter(person__email=letter.to[0], ended_at=None))
            seats = [seat_from(row) for row in rows]
            with walls.as_owner():
                read = {pk for seat in seats for pk in talks.spaces_of(seat)}
        found -= marks_in("\n".join(spaces[pk] for pk in read))
    return found


def said(letter: Any) -> list[Any]:
    """Everything a mail carries: subject, headers, text and the page made of it."""
    pages = [content for content, _ in letter.alternatives]
    return [letter.subject, letter.body, *letter.extra_headers.values(), *letter.reply_to, *pages]


def anybodys(marks: set[str], logins: set[str]) -> set[str]:
    """Without what only looks like a login: five signs of a link's random key."""
    return {mark for mark in marks if mark in logins or not LOGIN.fullmatch(mark)}


def marks_in(text: str) -> set[str]:
    found = {word for pattern in (CANARY, LOGIN, NUMBER) for word in pattern.findall(text)}
    return {word.lower() for word in found}


def _post_in_the_office_of(login: str, *, at: datetime) -> set[int]:
    """One letter of each kind at least; returns the office's people."""
    seat = seat_of(login)
    (office,) = seat.offices or ()
    with seated(seat):
        people = list(Person.objects.filter(office=office).order_by("pk"))
        send_links([person.pk for person in people], by=seat, at=at)
        remind(office, [person.pk for person in people], batch=uuid4(), by=seat, at=at)
    made = sent_reports.send(seat, f"Postęp {people[0].last_name}", at=at)
    with seated(SYSTEM):
        tell_stopped(made, [people[0].pk], at=at)
    for person in people:
        ask_for_new_password(person.email, address=None, at=at)
    with seated(SYSTEM):
        for enrolment in Enrolment.objects.filter(office=office).order_by("pk"):
            earned, _ = record_achievement(
                enrolment, source="learning.course:0", title="Szkolenie próbne", hours=Decimal(8),
                score=None, at=at,
            )  # fmt: skip
            issue_due(earned, at=at)
        _post_of_learning(office, people, at=at)
    _tell_of_talk(seat, seat_of(f"p{login[1:]}.0000"), at=at)
    _tell_of_strangers(people[0], at=at)
    _tell_of_questions(office, at=at)
    return {person.pk for person in people}


def _tell_of_talk(seat: Seat, learner: Seat, *, at: datetime) -> None:
    """What has no words but its notice's; the post and the chat line are by somebody of another office."""
    (office,) = seat.offices or ()
    with seated(SYSTEM):
        people = Person.objects.filter(office=office)
        plain = sorted({key for key, _ in notice_kinds} - {key for key, _ in letter_kinds})
        NoticeChoice.objects.bulk_create(
            NoticeChoice(person=one.pk, key=key, way=Way.NOW) for one in people for key in plain
        )
        projects = Participation.objects.filter(office=office).values("project")
        here = Enrolment.objects.filter(project__in=projects, left_at=None)
        stranger = here.exclude(office=office).select_related("person").order_by("pk")[0]
        room = ChatRoom.objects.get(space__project=stranger.project_id, space__kind="project")
        topic = Topic.objects.filter(space=room.space_id).order_by("pk")[0]
        own_topic = Topic.objects.get(space__office=office)
        form = Form.objects.filter(office=office).order_by("pk")[0]
        letter = Letter.objects.filter(person=learner.person_id, bounced_at=None).order_by("pk")[0]
    with seated(seat):
        follow(topic, by=seat, at=at)
        follow_space(room.space, by=seat, at=at)
        note_read(room.pk, room.last_number, by=seat)
    other = seat_of(stranger.person.login)
    with seated(other):
        post = reply(topic.pk, text=f"Odpowiedź {stranger.person.last_name}", by=other, at=at)
        begun = open_topic(
            topic.space_id, title=f"{office}: {topic.title}", text="Jak to robicie?", by=other, at=at
        )
        opened = posts.Post.objects.get(topic=begun, number=1)
        say(room.pk, "Dzień dobry", key=uuid4(), by=other, at=at - calling.AWAY)
    tell_followers(post.pk, at=at)
    tell_followers(opened.pk, at=at)
    calling.call_absent(at=at)
    with seated(learner):
        held = Conversation.objects.get()
        send_message(held.pk, held.last_words, by=learner, at=at)
        report_post(own_topic.pk, 2, reason="Nie na temat", by=learner, at=at)
    tell_keepers(form, at=at)
    note_bounce(message_id(letter), "5.1.1", "nie ma", at=at)
    tell_of_bounces(at=at)
    with seated(SYSTEM):
        lift(letter.to)


def _tell_of_strangers(reader: Person, *, at: datetime) -> None:
    """What those hear who answer strangers, said to somebody of this office; who they are, the portal's tests know."""
    today = localdate(at)
    with seated(SYSTEM):
        asked = JoinRequest.objects.filter(project__in=reader.project_ids).order_by("pk")[0]
        project = asked.project_id
        whom: Any = {project: {(reader.pk, reader.office_id)}, None: set()}
        asked.pk, asked.key, asked.asked_at = None, uuid4(), at
        asked.save()
        rows = [
            Case.objects.create(
                key=uuid4(), kind=CaseKind.OTHER, name="Ktoś", email=reader.email, text="Treść", project_id=project,
                sent_at=at, due_on=today + timedelta(days), longest_on=today + timedelta(60),
            )
            for days in (-1, 1)
        ]  # fmt: skip
        with mock.patch.object(telling, "people_who_answer", return_value=whom):
            telling.tell_of_case(rows[0], at=at)
            telling.tell_of_request(asked, at=at)
        notify([one for row in rows for one in telling._reminders(row, today, whom)], at=at)
        came_back = Letter(pk=rows[0].pk, kind=cases.ANSWERED)
        notify(returned._news(came_back, rows[0], whom), at=at)
        form = Form.objects.filter(office=reader.office_id).select_related("office").order_by("pk")[0]
        with mock.patch.object(consents, "_people", return_value=whom[project]):
            consents.tell_of_decision(publishing._matter(form), agreed=False, remark=reader.last_name, at=at)
            consents.tell_of_asking(publishing._matter(form), at=at)
        material = Material(pk=1, title=reader.last_name, review_on=today)
        notify([review_days._news(material, reader.pk, reader.office_id)], at=at)


def _tell_of_questions(office: int, *, at: datetime) -> None:
    """What is said of a question's day, its end and a held letter, said to who asked; who hears, communication's tests know."""
    with seated(SYSTEM):
        question = Question.objects.filter(office=office).order_by("pk")[0]
        held_one = IncomingMail.objects.filter(office=office).order_by("pk")[0]
        posting.tell_of_closing(question, at=at)
        for kind in (promises.DUE, promises.LATE):
            notify(promises._news(question, kind, [question.person_id]), at=at)
        notify(held._news(held_one, [question.person_id]), at=at)
        contact = OfficeContact.objects.filter(office=office).order_by("pk")[0]
        notify([calls._news(contact, question.person_id)], at=at)


def _post_of_learning(office: int, people: list[Person], *, at: datetime) -> None:
    """The letters of learning about rows of this office; those to authors name their reader in what they quote."""
    begun = CourseProgress.objects.filter(office=office, completed_at=None).order_by("pk")[0]
    read = CourseProgress.rounds.filter(office=office).exclude(edition=None).order_by("pk")[0]
    tried = Attempt.objects.filter(office=office).exclude(finished_at=None).order_by("pk")[0]
    given = HandIn.objects.filter(office=office).order_by("pk")[0]
    said = Review.objects.filter(office=office).order_by("pk")[0]
    author = people[0]
    of_authors = {"who": author.full_name, "title": author.last_name, "lesson": 1, "course": 1}
    sent = [
        (renewals.LETTER, begun.person_id, {"progress": begun.pk}),
        ("learning.graded", tried.person_id, {"attempt": tried.pk}),
        (handing.RECEIPT, given.by_id, {"hand_in": given.pk}),
        (reviewing.REVIEWED, given.by_id, {"review": said.pk}),
        (moves.MOVED, read.person_id, {"progress": read.pk, "note": "", "kept": 1, "again": 1, "quiz": True}),
        *_about_questions(office),
        *_announced(office, author),
        *_of_deadlines(office, author, at=at),
        (reviews.ASKED, author.pk, of_authors),
        (reviews.ANSWERED, author.pk, of_authors | {"verdict": "accepted", "remarks": author.last_name}),
        ("learning.plan_ended", author.pk, of_authors | {"refused": ""}),
    ]
    sent += [(kind, author.pk, facts) for kind, facts in _of_portal(author, at=at)]
    known = {person.pk: person for person in people}
    _of_certificates(people, at=at)
    sent += told.told(office, author, at=at)
    outbox.post(
        [
            outbox.Post(kind, f"{kind}:{office}", known[person].email, person, office=office, facts=facts)
            for kind, person, facts in sent
        ],
        at=at,
    )


def _of_certificates(people: list[Person], *, at: datetime) -> None:
    """Everyone is told of theirs in a letter of its own, and again in the digest, which they chose meanwhile."""
    held = dict(Certificate.objects.filter(person__in=people).values_list("person", "pk"))
    told = [(one, held[one.pk]) for one in people if one.pk in held]
    for way in ("letter", "digest"):
        notify(
            [
                News(
                    "documents.issued", f"{way}:{one.pk}", one.pk, office=one.office_id, title=one.last_name,
                    url="/certyfikaty/", facts={"certificate": certificate},
                )
                for one, certificate in told
            ],
            at=at,
        )  # fmt: skip
        if way == "letter":
            sort_new(at=at)
            NoticeChoice.objects.bulk_create(
                NoticeChoice(person=one.pk, key="documents.issued", way="digest") for one in people
            )


def _of_deadlines(office: int, keeper: Person, *, at: datetime) -> list[tuple[str, int, dict[str, Any]]]:
    """One deadline to come, one that has passed, and the word to whoever keeps the office."""
    open_ones = CourseProgress.objects.filter(office=office, completed_at=None, enrolment__left_at=None)
    sent: list[tuple[str, int, dict[str, Any]]] = []
    for row, kind, days in zip(
        open_ones.order_by("pk")[:2], (deadlines.COMING, deadlines.LATE), (5, -9), strict=True
    ):
        due = timezone.localdate(at) + timedelta(days=days)
        CourseProgress.objects.filter(pk=row.pk).update(due_on=due)
        sent.append((kind, row.person_id, {"progress": row.pk, "due": due.isoformat()}))
        last = row, due
    row, due = last
    told = DeadlineEscalation.objects.create(progress=row, due_on=due, at=at, **row.quad)
    facts = {"office": office, "project": told.project_id, "at": at.isoformat()}
    return [*sent, (deadlines.ESCALATED, keeper.pk, facts)]


def _announced(office: int, reader: Person) -> list[tuple[str, int, dict[str, Any]]]:
    """What the office announced, and that it waits for the reader's word."""
    facts = {"announcement": Announcement.objects.get(office=office).pk}
    kinds = (announcements.ANNOUNCED, announcements.REMINDED)
    return [(kind, reader.pk, facts) for kind in kinds]


def _about_questions(office: int) -> list[tuple[str, int, dict[str, Any]]]:
    """An answer for who asked, and a technical question for the office's administrator."""
    answered = QuestionMessage.objects.filter(question__office=office, side="staff").order_by("pk")[0]
    technical = Question.objects.filter(office=office, desk="support").order_by("pk")[0]
    admin = Membership.objects.filter(office=office, role="it_admin").order_by("pk")[0]
    asker = answered.question.person_id
    return [
        (posting.ANSWERED, asker, {"question": answered.question_id, "message": answered.pk}),
        (posting.ASKED, admin.person_id, {"question": technical.pk, "what": "asked", "message": None}),
    ]


def _of_portal(reader: Person, *, at: datetime) -> list[tuple[str, dict[str, int]]]:
    """Two requests, one of them decided, and three cases, each with a word of its reader in what is quoted."""
    word = reader.last_name
    request = JoinRequest.objects.filter(project__in=reader.project_ids).order_by("pk")[0]
    request.pk, request.key, request.state = None, uuid4(), RequestState.REFUSED
    request.reason, request.decided_at = word, at
    request.save()
    sent = JoinRequest.objects.get(pk=request.pk)
    sent.pk, sent.key, sent.state, sent.decided_at, sent.email = (
        None,
        uuid4(),
        RequestState.NEW,
        None,
        reader.email,
    )
    sent.save()
    made = []
    for state, facts in (
        (CaseState.NEW, {}),
        (CaseState.ANSWERED, {"answer": word, "closed_at": at}),
        (CaseState.PUT_OFF, {"put_off_why": word}),
    ):
        made.append(
            Case.objects.create(
                key=uuid4(), kind=CaseKind.OTHER, name="Ktoś", email=reader.email, text="Treść", sent_at=at,
                due_on=at.date(), longest_on=at.date(), state=state, **facts,
            )
        )  # fmt: skip
    return [
        (offer.DECIDED, {"request": request.pk}),
        (receipts.JOIN_RECEIVED, {"request": sent.pk}),
        (receipts.CASE_RECEIVED, {"case": made[0].pk}),
        (cases.ANSWERED, {"case": made[1].pk}),
        (cases.PUT_OFF, {"case": made[2].pk}),
    ]


def _own_marks(person: Person) -> set[str]:
    shared = Participation.objects.filter(office=person.office_id, project__in=person.project_ids)
    run = Membership.objects.filter(person=person, ended_at=None).exclude(project=None)
    own = Q(person=person)
    if Membership.objects.filter(person=person, role="it_admin", ended_at=None).exists():
        own |= Q(office=person.office_id, desk="support")
    texts = [
        *Question.objects.filter(own).values_list("subject", flat=True),
        person.last_name,
        person.login,
        *shared.values_list("project__name", flat=True),
        *Project.objects.filter(pk__in=run.values("project")).values_list("name", flat=True),
        *(case.number for case in Case.objects.filter(email=person.email)),
        *(asked.number for asked in JoinRequest.objects.filter(email=person.email)),
        *Certificate.objects.filter(person=person).values_list("number", flat=True),
    ]
    return marks_in("\n".join(texts))
