"""Every address of what people write to each other, fill in, report and publish, with the rows that it opens.

A `Visitor` tries them. `HOLES` are planted to see whether the trying can fail: no wall at all; no wall and no limit
in the seat, where a page asks the seat besides; somebody else's seat, where it asks who sits there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest import mock

from django.apps import apps
from django.db import connection, transaction

from kaganek.core.access import matrix
from kaganek.core.dbroles import DbRole
from kaganek.core.seats import Seat
from kaganek.people.seats import seat_from
from kaganek.reporting.queries.definitions import report_definitions
from tests.isolation import talks, walls
from tests.isolation.country import Viewer
from tests.isolation.crawl import CANARY, Crawl, Findings, patterns, text_of
from tests.isolation.sent_reports import seat_of

APPS = ("communication", "questionnaires", "reporting", "portal")
HOLE = re.compile(r"<(?:\w+:)?(\w+)>")
MOST = 6  # rows of others that are tried
NOWHERE = 987_654_321  # no row has this key

# Whose key the number in an address is, by the address or by its app and the name of the hole.
ROWS = {
    "communication:post_file": "communication.PostFile",
    "communication:post_picture": "communication.PostFile",
    "communication:question_file": "communication.QuestionFile",
    "portal:programme_edit": "programmes.Project",
    "portal:programme_show": "programmes.Project",
    "communication.announcement_id": "communication.Announcement",
    "communication.space_id": "communication.Space",
    "communication.topic_id": "communication.Topic",
    "communication.report_id": "communication.AbuseReport",
    "communication.conversation_id": "communication.Conversation",
    "communication.message_id": "communication.Message",
    "communication.person_id": "communication.ContactCard",
    "communication.room_id": "communication.ChatRoom",
    "communication.line_id": "communication.ChatLine",
    "communication.question_id": "communication.Question",
    "communication.ready_id": "communication.ReadyAnswer",
    "communication.entry_id": "communication.FaqEntry",
    "communication.mail_id": "communication.IncomingMail",
    "communication.contact_id": "communication.OfficeContact",
    "communication.code": "programmes.Project",
    "questionnaires.form_id": "questionnaires.Form",
    "questionnaires.section_id": "questionnaires.FormSection",
    "questionnaires.question_id": "questionnaires.FormQuestion",
    "questionnaires.target_id": "questionnaires.FormQuestion",
    "questionnaires.response_id": "questionnaires.Response",
    "questionnaires.file_id": "questionnaires.FormFile",
    "reporting.issue_id": "reporting.ReportIssue",
    "reporting.result_id": "reporting.ReportResult",
    "reporting.schedule_id": "reporting.ReportSchedule",
    "reporting.saved_id": "reporting.SavedReport",
    "reporting.indicator_id": "reporting.Indicator",
    "reporting.period_id": "reporting.IndicatorPeriod",
    "portal.issue_id": "reporting.ReportIssue",
    "portal.offer_id": "portal.Offer",
    "portal.request_id": "portal.JoinRequest",
    "portal.case_id": "portal.Case",
    "portal.article_id": "portal.OfficeArticle",
}
NARROWED = {  # doors to some of the rows only
    "communication:group": "kind = 'group'",
    "communication:close_group": "kind = 'group'",
    "communication:post_picture": "picture",
    "questionnaires:form_drop": "state = 'draft'",
}
FITTING = {"number": 1, "fmt": "csv", "section": "s1", "kind": "single", "what": "pytanie", "slug": "nie-ma"}
OF_ALL = {"portal.material_id", "portal.event_id"}  # of the programme: whoever may edit one may edit each
SEARCHED = {  # pages that show what was looked for
    "communication:search": "q=KANAREK", "communication:new_conversation": "q=KANAREK", "portal:search": "q=KANAREK",
}  # fmt: skip
SENT = {  # what the forms of these pages ask for, so that a deed goes as far as its row
    "confirmed": "1", "decyzja": "zostaw", "text": "Treść", "reason": "Powód", "title": "Tytuł",
    "co": "lock", "wiadomosci": "nie", "numer": "1", "do": "1", "nazwa": "Nazwa", "pokaz": "1", "odpowiada": "tak",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Door:
    """An address of ours. `cell` is what the access table asks for, None where everybody may come."""

    name: str
    where: str
    cell: tuple[str, str] | None

    @property
    def holes(self) -> list[str]:
        return HOLE.findall(self.where)

    @property
    def row(self) -> tuple[str, str] | None:
        """The hole that names a row, and the model of the row."""
        app = self.name.partition(":")[0]
        for hole in self.holes:
            if model := ROWS.get(self.name) or ROWS.get(f"{app}.{hole}"):
                return hole, model
        return None

    def address(self, values: Mapping[str, object]) -> str:
        return HOLE.sub(lambda hole: str((FITTING | dict(values))[hole[1]]), self.where)

    def let_in(self, viewer: Viewer) -> bool:
        """Whether the role has the cell; the others are refused whatever they ask for (test_access_cells)."""
        if self.cell is None:
            return True
        action, obj = self.cell
        return viewer.seat.role in matrix().get((obj, action), ())


def doors() -> list[Door]:
    """Every address of these apps, by name."""
    return sorted(_doors(), key=lambda door: door.name)


def _doors() -> Iterator[Door]:
    for where, item in patterns():
        app = item.callback.__module__.split(".")[1]
        if app in APPS and item.callback.__module__.startswith("kaganek."):
            cell = item.callback.access  # type: ignore[attr-defined]
            yield Door(f"{app}:{item.name}", where, cell if isinstance(cell, tuple) else None)


def of_rows() -> list[Door]:
    return [door for door in doors() if door.row]


def of_lists() -> list[Door]:
    """Addresses that name no row: pages, lists and their files, reports."""
    return [door for door in doors() if set(door.holes) <= {"fmt", "key"}]


def of_everybody() -> list[Door]:
    """Addresses of the portal and of open forms that are told by words, not by numbers."""
    return [door for door in doors() if not door.row and not set(door.holes) <= {"fmt", "key"}]


def list_addresses(door: Door, formats: Iterable[str]) -> Iterator[str]:
    for key in [key for key, _ in report_definitions] if "key" in door.holes else [""]:
        for fmt in formats if "fmt" in door.holes else ("",):
            address = door.address({"key": key, "fmt": fmt})
            yield f"{address}?{SEARCHED[door.name]}" if door.name in SEARCHED else address


def strange(door: Door, seat: Seat) -> list[Any]:
    """Keys of rows behind the door that a seat must not open, worked out from tables alone."""
    assert door.row
    label = door.row[1]
    found = ELSEWHERE.get(label, _beyond)(seat, label)
    if door.name in NARROWED:
        table = apps.get_model(label)._meta.db_table
        found &= set(_column(f'SELECT id FROM "{table}" WHERE {NARROWED[door.name]}'))
    return sorted(found)


def some(keys: list[Any]) -> list[Any]:
    """A few of many, spread over them."""
    return keys[:: max(1, -(-len(keys) // MOST))]


def _beyond(seat: Seat, label: str) -> set[Any]:
    model: Any = apps.get_model(label)
    if seat.db_role in walls.SEES_ALL and not model.private and model.readers(DbRole.GLOBAL) is None:
        return set()
    return set(_column(f'SELECT id FROM "{model._meta.db_table}"')) - walls.expected(seat, model)


def of_other_projects(seat: Seat, label: str) -> set[Any]:
    if seat.db_role in walls.SEES_ALL:
        return set()
    key = "code" if label == "programmes.Project" else "id"
    own = "id" if label == "programmes.Project" else "project_id"
    table = apps.get_model(label)._meta.db_table
    return set(_column(f'SELECT "{key}" FROM "{table}" WHERE "{own}" <> ALL(%s)', list(seat.projects or ())))


def strange_offices(seat: Seat) -> list[int]:
    """Offices that are not the seat's own, nor in its project; the first and the last."""
    found = _column(
        "SELECT id FROM people_office WHERE id <> ALL(%s) AND id NOT IN"
        " (SELECT office_id FROM programmes_participation WHERE project_id = ANY(%s)) ORDER BY id",
        list(seat.offices or ()), list(seat.projects or ()),
    )  # fmt: skip
    return [found[0], found[-1]]


def _never_met(seat: Seat, label: str) -> set[Any]:
    """People with a card, of offices in no project of the seat's, who wrote nothing that the seat reads."""
    shared = _column(
        "SELECT office_id FROM programmes_participation WHERE project_id = ANY(%s) OR project_id IN"
        " (SELECT project_id FROM programmes_participation WHERE office_id = ANY(%s))",
        list(seat.projects or ()), list(seat.offices or ()),
    )  # fmt: skip
    cards = _column(
        "SELECT author_id FROM communication_contactcard c JOIN people_person p ON p.id = c.author_id"
        " WHERE p.office_id <> ALL(%s)",
        shared,
    )
    with walls.as_owner():
        return set(cards) - talks.authors_in(seat)


ELSEWHERE: dict[str, Callable[[Seat, str], set[Any]]] = {
    "communication.ContactCard": _never_met,
    "communication.FaqEntry": of_other_projects,  # read by all, written by its project
    "portal.Offer": of_other_projects,
    "programmes.Project": of_other_projects,
}


def _column(query: str, *params: object) -> list[Any]:
    with walls.as_owner(), connection.cursor() as cursor:
        cursor.execute(query, params)
        return [row[0] for row in cursor.fetchall()]


class Visitor:
    """Somebody at the doors; whatever a visit changes is taken back."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.crawl = Crawl(viewer, links=0, addresses=0)

    def answers(self, door: Door, key: object) -> list[tuple[int, str]]:
        """How the door answers about a row: by GET and by POST, status and where it sends to."""
        assert door.row
        address = door.address({door.row[0]: key})
        return [self._answer(address, str(key), method) for method in ("get", "post")]

    def _answer(self, address: str, key: str, method: str) -> tuple[int, str]:
        with transaction.atomic():
            response = getattr(self.crawl.client, method)(address, SENT if method == "post" else None)
            if response.streaming:
                b"".join(response.streaming_content)
            transaction.set_rollback(True)
        self.crawl.client.cookies.pop("messages", None)  # what a deed said waits there for the next page
        sent_to = response.headers.get("Location", "")
        return response.status_code, re.sub(rf"(?<![\w-]){re.escape(key)}(?![\w-])", "KEY", sent_to)

    def told_apart(self, door: Door, keys: Iterable[object]) -> Iterator[str]:
        """Rows about which the door answers in another way than about a row that is nowhere."""
        missing = self.answers(door, NOWHERE)
        for key in keys:
            if (answer := self.answers(door, key)) != missing:
                yield f"{self.viewer.role} asks {door.name} about {key}: {answer}, not {missing}"

    def heard(self, addresses: Iterable[str]) -> Counter[str]:
        """Words and names of others at these addresses, and how many times."""
        found: Counter[str] = Counter()
        for address in addresses:
            text = text_of(self.crawl.client.get(address)).lower()
            found.update(word for word in CANARY.findall(text) if word not in self.crawl.allowed)
            found.update({name: text.count(name) for name in self.viewer.strangers if name in text})
        return found

    def met(self, addresses: Iterable[str]) -> Findings:
        """What is met at these addresses."""
        self.crawl.found = Findings(self.viewer.role)
        for address in addresses:
            self.crawl.open(address)
        return self.crawl.found


TWINS = {  # who sits in the same role elsewhere
    "learner": "p0007.0000", "supervisor": "o0007", "supervisor of a shared office": "o0004",
    "office_coordinator": "u0007", "it_admin": "i0007", "coordinator": "k02", "coordinator of a small project": "k01",
    "consultant": "c02",
}  # fmt: skip


@contextmanager
def unlimited(viewer: Viewer) -> Iterator[None]:
    """No wall stands, and every seat says that it reaches everything."""
    with (
        walls.both_down(),
        _sitting(lambda seat: replace(seat, offices=None, projects=None, own_rows_only=False)),
    ):
        yield


@contextmanager
def mistaken(viewer: Viewer) -> Iterator[None]:
    """The viewer is given the seat of somebody who is in the same role elsewhere."""
    with ExitStack() as stack:
        if seat := twin_of(viewer):
            stack.enter_context(_sitting(lambda _: seat))
        yield


def twin_of(viewer: Viewer) -> Seat | None:
    return seat_of(TWINS[viewer.role]) if viewer.role in TWINS else None


@contextmanager
def unwalled(viewer: Viewer) -> Iterator[None]:
    with walls.both_down():
        yield


@contextmanager
def _sitting(change: Callable[[Seat], Seat]) -> Iterator[None]:
    with mock.patch("kaganek.people.seats.seat_from", lambda row: change(seat_from(row))):
        yield


HOLES = (unwalled, unlimited, mistaken)
