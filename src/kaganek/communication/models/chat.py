"""Chat rooms and what is said in them. A line is stored before it is shown; see docs/decisions/0024-stream.md."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kaganek.communication.models.spaces import READ_BY_ALL, Space
from kaganek.communication.terms import ChatLineKind
from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import JOBS_ALONE, SeatedModel
from kaganek.people.models import Person

_WRITES = "select insert update"
WRITTEN_BY_ALL = READ_BY_ALL | dict.fromkeys(
    (DbRole.PERSON, DbRole.OFFICE, DbRole.ADVISER, DbRole.EDITOR, DbRole.PROJECT, DbRole.GLOBAL), _WRITES
)
LONGEST = 2000  # characters of one line


class ChatRoom(SeatedModel):
    """A room in which those who read a space talk (pokój rozmowy).

    `last_number` is the number of its last line; its row is locked while the next one is given, so that lines
    become visible in their order. In quiet hours, which may span midnight, lines are kept and shown and nobody is
    called. A closed room is read and not written.
    """

    space = models.ForeignKey(Space, models.PROTECT, related_name="chat_rooms", verbose_name="przestrzeń")
    title = models.CharField("nazwa", max_length=120)
    quiet_from = models.TimeField("cisza od", null=True)
    quiet_to = models.TimeField("cisza do", null=True)
    last_number = models.BigIntegerField("ostatni numer", default=0)
    opened_at = models.DateTimeField("od")
    closed_at = models.DateTimeField("do", null=True)

    reach = {"within": "space"}
    private = True
    rights = WRITTEN_BY_ALL

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["space", "title"], condition=Q(closed_at=None), name="chat_room_title"
            ),
            models.UniqueConstraint(fields=["id", "space"], name="chat_room_space_pair"),  # composite keys
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_to=None)
                | (Q(quiet_from__isnull=False, quiet_to__isnull=False) & ~Q(quiet_from=models.F("quiet_to"))),
                name="chat_room_quiet_hours_whole",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it may be written in; the space is read with it."""
        return self.closed_at is None and self.space.closed_at is None


class ChatLine(SeatedModel):
    """One thing that happened in a room: something was said, or something said was taken back (wypowiedź).

    Numbers of a room follow one another without a gap. Name and place are those of the author at that time, since
    another office's people cannot be read. `key` is the author's own mark of it: sent twice, it is one line.
    A line once written never changes, but for being taken back, which wipes its words (trigger
    communication_chat_line_stands); the taking back is a line of its own, `about` the other.
    """

    room = models.ForeignKey(ChatRoom, models.PROTECT, related_name="lines", verbose_name="pokój")
    space = models.ForeignKey(Space, models.PROTECT, related_name="+", verbose_name="przestrzeń")
    number = models.BigIntegerField("numer")
    kind = models.CharField("rodzaj", max_length=9, choices=ChatLineKind.choices, default=ChatLineKind.SAID)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="autor")
    signed = models.CharField("podpis", max_length=200)
    place = models.CharField("skąd", max_length=200, blank=True)
    text = models.TextField("treść", max_length=LONGEST, blank=True)
    said_at = models.DateTimeField("kiedy")
    key = models.UUIDField("znak autora")
    about = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="taken_back_by", verbose_name="której dotyczy"
    )
    withdrawn_at = models.DateTimeField("wycofano", null=True)
    by_moderator = models.BooleanField("wycofał prowadzący", default=False)

    reach = {"within": "space"}
    private = True
    rights = WRITTEN_BY_ALL

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["room", "number"], name="chat_line_number"),
            models.UniqueConstraint(fields=["room", "author", "key"], name="chat_line_once"),
            models.UniqueConstraint(fields=["id", "room"], name="chat_line_room_pair"),  # composite keys
            models.CheckConstraint(condition=Q(number__gt=0), name="chat_line_counts_from_one"),
            models.CheckConstraint(
                condition=(Q(kind=ChatLineKind.SAID, about=None, withdrawn_at=None) & ~Q(text=""))
                | Q(kind=ChatLineKind.SAID, about=None, withdrawn_at__isnull=False, text="")
                | Q(kind=ChatLineKind.WITHDRAWN, about__isnull=False, withdrawn_at=None, text=""),
                name="chat_line_says_or_takes_back",
            ),
        )

    def __str__(self) -> str:
        return f"line {self.number} of room {self.room_id}"


class ChatVisit(SeatedModel):
    """How far one person has read a room; nobody else's business, but for the job that calls who is away (przeczytane)."""

    room = models.ForeignKey(ChatRoom, models.CASCADE, related_name="visits", verbose_name="pokój")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="kto")
    number = models.BigIntegerField("przeczytane do numeru", default=0)

    reach = {"author": "person"}
    private = True
    rights = {DbRole.ADVISER: _WRITES, DbRole.EDITOR: _WRITES}

    class Meta:
        constraints = (models.UniqueConstraint(fields=["room", "person"], name="chat_visit_once"),)

    def __str__(self) -> str:
        return f"person {self.person_id} in room {self.room_id}"

    @classmethod
    def readers(cls, role: DbRole) -> str | None:
        return JOBS_ALONE if role is DbRole.GLOBAL else None
