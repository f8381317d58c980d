"""Live streams: a deed says that something is new, and whoever listens is told at once.

A feed is something that people can listen to, topic by topic: a chat room's lines. What is told has been stored
before, under a number of its topic that follows the last one, so a listener who was cut off says where it
stopped and gets the rest: nothing is lost and nothing comes twice. The process that tells (`kaganek stream`) lives in
site/stream; here is what deeds, pages and feeds need. See docs/decisions/0024-stream.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer

from kaganek.core.kept import ask
from kaganek.core.registry import Registry
from kaganek.core.scoping import SeatedModel
from kaganek.core.seats import Seat

CHANNEL = "kaganek_stream"  # of the database
LISTENER = "kaganek-stream"  # what the stream process is called there
PLACE = "/strumien/"  # every stream lies under it: PLACE + ticket
HOLDS = timedelta(
    seconds=60
)  # time for a page to begin listening; what has begun is judged anew all the time
_SALT = "kaganek.stream"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing told to all who listen to a topic, the same for each of them."""

    number: int
    facts: Mapping[str, object]  # becomes JSON


@dataclass(frozen=True, slots=True)
class Feed:
    """Something that can be listened to.

    topics  the table whose rows are its topics: whoever may read the row, may listen to it.
    after   (topic, number, most) → the lines after that number in their order; called within the system's seat.
    last    topics → {topic: number of its last line, 0 for none}; called within the system's seat.
    """

    topics: type[SeatedModel]
    after: Callable[[int, int, int], Sequence[Line]]
    last: Callable[[Sequence[int]], Mapping[int, int]]

    @property
    def obj(self) -> str:
        """What the access table calls a topic."""
        return str(self.topics._meta.label_lower)

    @property
    def table(self) -> str:
        return str(self.topics._meta.db_table)


feeds: Registry[Feed] = Registry("streams")


@dataclass(frozen=True, slots=True)
class Ticket:
    """The right to begin listening: what to, for which role and which sitting, until when.

    sitting  the mark of the session (people.queries.sittings): when it ends, so does the stream.
    until    seconds since 1970.
    """

    feed: str
    topic: int
    account: int
    membership: int
    sitting: str
    until: int


def tell(feed: str, topic: int) -> None:
    """Say within the deed's transaction that the topic has a new line; heard only if it commits.

    Source: rule C-60 (najpierw zapisane, potem pokazane).
    """
    ask("SELECT pg_notify(%s, %s)", [CHANNEL, f"{feed}:{topic}"])


def told(payload: str) -> tuple[str, int] | None:
    """The feed and the topic of what `tell` said; None for words that are not its own."""
    feed, _, topic = payload.partition(":")
    return (feed, int(topic)) if feed in feeds and topic.isascii() and topic.isdigit() else None


def ticket_for(feed: str, topic: int, *, seat: Seat, sitting: str, at: datetime) -> str:
    """A ticket for this seat; whoever calls has judged that it may read the topic.

    Source: rule C-62 (bilet na minutę, dla jednej roli i jednego logowania).
    """
    until = int((at + HOLDS).timestamp())
    ticket = Ticket(feed, topic, seat.account_id or 0, seat.membership_id or 0, sitting, until)
    return _signer().sign_object(list(astuple(ticket)))


def read_ticket(text: str, *, at: datetime) -> Ticket | None:
    """What a ticket says; None for one that is not ours, has run out or is for a feed that is no more."""
    try:
        ticket = Ticket(*_signer().unsign_object(text))
    except (BadSignature, ValueError, TypeError):
        return None
    return ticket if ticket.until > at.timestamp() and ticket.feed in feeds else None


def address_of(ticket: str) -> str:
    """Where a page listens with this ticket; "" when no stream process runs, so the page has to ask again and again."""
    return f"{settings.STREAM_URL}{PLACE}{ticket}" if settings.STREAM_URL else ""


def _signer() -> Signer:
    return Signer(salt=_SALT, sep=".")
