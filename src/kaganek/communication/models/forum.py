"""The forum of a space: topics, what is said in them, files, who follows, what moderators did."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from kaganek.communication.models.signed import Signed
from kaganek.communication.models.spaces import READ_BY_ALL, Space
from kaganek.communication.terms import Measure, Verdict
from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import SeatedModel
from kaganek.people.models import Office, Person
from kaganek.programmes.models import Project

_WRITING = "select insert update"
WRITTEN_BY_ALL: dict[str, str] = READ_BY_ALL | {  # rights: every reader of the space writes in it
    DbRole.PERSON: _WRITING,
    DbRole.OFFICE: _WRITING,
    DbRole.ADVISER: _WRITING,
    DbRole.EDITOR: _WRITING,
    DbRole.PROJECT: _WRITING,
}
# Added and not changed; but a coordinator moves topics with all that hangs on them.
ADDED_BY_ALL: dict[str, str] = {
    role: verbs if role == DbRole.PROJECT else verbs.replace(" update", "")
    for role, verbs in WRITTEN_BY_ALL.items()
}
LEFT_BY_ALL: dict[str, str] = {
    role: f"{verbs} delete" if verbs == _WRITING else verbs for role, verbs in WRITTEN_BY_ALL.items()
}


class Topic(SeatedModel, Signed):
    """One conversation of a forum, from its first post on (temat).

    `posts`, `last_at` and `last_name` sum up what is to be read in it. `answer` is the number of the post that
    answers it, 0 = none. A hidden topic is read by moderators alone; a locked one is read and not written.
    """

    space = models.ForeignKey(Space, models.CASCADE, related_name="topics", verbose_name="przestrzeń")
    title = models.CharField("tytuł", max_length=160)
    opened_at = models.DateTimeField("od")
    posts = models.PositiveIntegerField("wpisy", default=0)
    last_at = models.DateTimeField("ostatni wpis")
    last_name = models.CharField("kto ostatnio", max_length=210)
    answer = models.PositiveIntegerField("odpowiedź", default=0)
    pinned = models.BooleanField("przypięty", default=False)
    locked = models.BooleanField("zamknięty", default=False)
    hidden = models.BooleanField("ukryty", default=False)

    reach = {"within": "space"}
    rights: ClassVar[dict[str, str]] = WRITTEN_BY_ALL

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["id", "space"], name="topic_space_pair"),  # composite keys
        )
        indexes = (models.Index(fields=["space", "-pinned", "-last_at"], name="topic_order"),)

    def __str__(self) -> str:
        return self.title


class InTopic(SeatedModel):
    """Columns of every row of a topic; its space is the topic's, by a composite foreign key."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", verbose_name="temat")
    space = models.ForeignKey(Space, models.CASCADE, related_name="+", verbose_name="przestrzeń")

    reach = {"within": "space"}
    rights: ClassVar[dict[str, str]] = WRITTEN_BY_ALL

    class Meta:
        abstract = True


class Post(InTopic, Signed):
    """One thing said in a topic (wpis). `number` counts them from 1, the topic's own words.

    `text` is as it was typed, `html` what is shown, made when it was written; `vector` holds the stems of its
    words, and nothing of a hidden post. `answers` is the number of the post it answers, 0 = none.
    """

    number = models.PositiveIntegerField("numer")
    text = models.TextField("treść")
    html = models.TextField()
    vector = SearchVectorField(default="")
    answers = models.PositiveIntegerField("odpowiada na", default=0)
    written_at = models.DateTimeField("napisano")
    edited_at = models.DateTimeField("poprawiono", null=True)
    files = models.PositiveSmallIntegerField("pliki", default=0)
    hidden = models.BooleanField("ukryty", default=False)
    hidden_why = models.CharField("powód ukrycia", max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["topic", "number"], name="post_number_once"),
            models.CheckConstraint(
                condition=Q(hidden=False, hidden_why="") | (Q(hidden=True) & ~Q(hidden_why="")),
                name="post_hidden_with_reason",
            ),
        )
        indexes = (
            GinIndex(fields=["vector"], name="post_vector"),
            models.Index(fields=["space", "by"], name="post_author"),
        )

    def __str__(self) -> str:
        return f"{self.topic_id}/{self.number}"


class PostFile(InTopic):
    """A file added to a post (plik wpisu): downloaded, never opened from our address; a picture is drawn anew."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="+", verbose_name="wpis")
    name = models.CharField("nazwa", max_length=200)
    kind = models.CharField("rodzaj", max_length=8)  # the ending, judged
    size = models.PositiveIntegerField("rozmiar")  # bytes
    body = models.BinaryField()
    picture = models.BooleanField("obraz", default=False)  # may be shown in the page
    wide = models.PositiveIntegerField("szerokość", default=0)  # pixels of a picture
    high = models.PositiveIntegerField("wysokość", default=0)

    rights: ClassVar[dict[str, str]] = ADDED_BY_ALL

    class Meta:
        indexes = (models.Index(fields=["topic"], name="post_file_topic"),)

    def __str__(self) -> str:
        return self.name


class SpaceFollow(SeatedModel):
    """A person wants to know of new topics in a space (obserwowanie miejsca)."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="+", verbose_name="przestrzeń")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="kto")
    since = models.DateTimeField("od")

    reach = {"within": "space"}
    rights: ClassVar[dict[str, str]] = LEFT_BY_ALL

    class Meta:
        constraints = (models.UniqueConstraint(fields=["space", "person"], name="space_follow_once"),)

    def __str__(self) -> str:
        return f"{self.person_id} follows space {self.space_id}"


class TopicFollow(InTopic):
    """A person wants to know of new posts in a topic (obserwowanie tematu)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="kto")
    since = models.DateTimeField("od")

    rights: ClassVar[dict[str, str]] = LEFT_BY_ALL

    class Meta:
        constraints = (models.UniqueConstraint(fields=["topic", "person"], name="topic_follow_once"),)

    def __str__(self) -> str:
        return f"{self.person_id} follows {self.topic_id}"


class Moderation(InTopic, Signed):
    """One thing a moderator did with a topic or a post, and why (działanie moderatora).

    Only added to, by rights: `append_only` would not ask whose space it is.
    """

    measure = models.CharField("co", max_length=8, choices=Measure.choices)
    post_number = models.PositiveIntegerField("wpis", default=0)  # 0 = the whole topic
    reason = models.CharField("powód", max_length=300)
    at = models.DateTimeField("kiedy")

    rights: ClassVar[dict[str, str]] = READ_BY_ALL | {
        DbRole.OFFICE: "select insert",
        DbRole.PROJECT: _WRITING,
    }

    class Meta:
        indexes = (models.Index(fields=["topic", "at"], name="moderation_of_topic"),)

    def __str__(self) -> str:
        return f"{self.topic_id}/{self.post_number}: {self.measure}"


class AbuseReport(SeatedModel, Signed):
    """Somebody asks those who keep order to look at a post or a message (zgłoszenie nadużycia).

    Of an office or of a project, never of both: of whose moderators it waits for. `words` are what was reported,
    as it stood. Nobody but they reads it; it is written in the system's name.
    """

    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+", verbose_name="projekt")
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+", verbose_name="urząd")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+", verbose_name="temat")
    post_number = models.PositiveIntegerField("wpis", default=0)
    message = models.BigIntegerField("wiadomość", null=True)  # its number; nobody else may read the row
    whose = models.CharField("czyje", max_length=210)
    words = models.TextField("treść")
    reason = models.CharField("powód", max_length=500)
    made_at = models.DateTimeField("zgłoszono")
    verdict = models.CharField("decyzja", max_length=8, choices=Verdict.choices, default=Verdict.WAITS)
    judged_by = models.CharField("kto rozpatruje", max_length=210, blank=True)
    judged_at = models.DateTimeField("rozpatrzono", null=True)

    reach = {"project": "project", "office": "office"}
    private = True
    rights: ClassVar[dict[str, str]] = {
        DbRole.PERSON: "",
        DbRole.ADVISER: "",
        DbRole.READER: "",
        DbRole.OFFICE: "select update",
        DbRole.PROJECT: "select update",
    }

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(project__isnull=False, office=None) | Q(project=None, office__isnull=False),
                name="abuse_of_office_or_project",
            ),
            models.CheckConstraint(
                condition=Q(topic__isnull=False, message=None) | Q(topic=None, message__isnull=False),
                name="abuse_of_post_or_message",
            ),
            models.UniqueConstraint(
                fields=["by", "topic", "post_number", "message"],
                condition=Q(verdict=Verdict.WAITS),
                name="abuse_once",
                nulls_distinct=False,
            ),
        )
        indexes = (
            models.Index(fields=["project", "verdict"], name="abuse_by_project"),
            models.Index(fields=["office", "verdict"], name="abuse_by_office"),
        )

    def __str__(self) -> str:
        return f"{self.topic_id or self.message}: {self.verdict}"
