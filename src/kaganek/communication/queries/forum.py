"""Reads of the forum: topics of a space, one topic, what waits for moderators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BigIntegerField, QuerySet
from django.db.models.functions import Cast

from kaganek.communication.models import (
    AbuseReport,
    Moderation,
    Post,
    PostFile,
    Space,
    SpaceFollow,
    Topic,
    TopicFollow,
)
from kaganek.communication.terms import Verdict
from kaganek.core.prepared import prepared

PAGE = 50  # posts of a page
TOPICS = 30  # topics of a page
_SHOWN = (
    "topic_id", "number", "by_id", "by_name", "by_place", "html", "answers", "written_at", "edited_at", "files",
    "hidden", "hidden_why",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thread:
    """One page of a topic: its posts in order, their files by number of post, whether the reader follows it."""

    topic: Topic
    posts: Sequence[Post]
    files: dict[int, list[PostFile]]
    follows: bool
    page: int
    pages: int


@prepared
def _topic(topic: int) -> QuerySet[Topic]:
    return Topic.objects.filter(pk=topic).select_related("space__project", "space__office")


@prepared
def _posts(topic: int, first: int, last: int) -> QuerySet[Post]:
    place = Cast("number", BigIntegerField())  # marks of prepared reads are too big for a plain integer
    rows = Post.objects.alias(place=place).filter(topic=topic, place__gte=first, place__lte=last)
    return rows.only(*_SHOWN).order_by("number")


@prepared
def _files(topic: int) -> QuerySet[PostFile]:
    rows = PostFile.objects.filter(topic=topic).select_related("post")
    return rows.only("name", "kind", "size", "picture", "wide", "high", "post__number").order_by("pk")


@prepared
def _follow(topic: int, person: int) -> QuerySet[TopicFollow]:
    return TopicFollow.objects.filter(topic=topic, person=person).only("pk")


def topic_row(topic_id: int) -> Topic | None:
    """A topic that the active seat reads, with its space; a hidden one too: pages ask who may."""
    found: Topic | None = _topic.first(topic=topic_id)
    return found


def thread(topic: Topic, *, page: int, person_id: int) -> Thread:
    """A page of a topic; pages beyond the last are the last. Two statements, three where there are files.

    page  from 1.
    """
    pages = max(1, -(-topic.posts // PAGE))
    page = min(max(page, 1), pages)
    posts = _posts(topic=topic.pk, first=(page - 1) * PAGE + 1, last=page * PAGE)
    files: dict[int, list[PostFile]] = {}
    if any(post.files and not post.hidden for post in posts):
        for one in _files(topic=topic.pk):
            files.setdefault(one.post.number, []).append(one)
    return Thread(topic, posts, files, bool(_follow(topic=topic.pk, person=person_id)), page, pages)


def page_of(number: int) -> int:
    """The page of a topic on which a post stands."""
    return max(1, -(-number // PAGE))


def topics_of(space: Space, *, hidden: bool) -> QuerySet[Topic]:
    """Topics of a space, pinned ones first, then the latest; hidden ones only for those who keep order."""
    rows = Topic.objects.filter(space=space).order_by("-pinned", "-last_at", "-pk")
    return rows if hidden else rows.filter(hidden=False)


def follows_space(space: Space, person_id: int) -> bool:
    """Whether a person is told of new topics of a space."""
    return SpaceFollow.objects.filter(space=space, person=person_id).exists()


def latest_topics(most: int) -> QuerySet[Topic]:
    """What was talked of last in all spaces that the seat reads."""
    return Topic.objects.filter(hidden=False).select_related("space").order_by("-last_at", "-pk")[:most]


def post_row(topic_id: int, number: int) -> Post | None:
    """A post that the active seat reads, with its topic and space; a hidden one too: pages ask who may."""
    rows = Post.objects.select_related("topic__space__project", "topic__space__office").defer("vector")
    return rows.filter(topic=topic_id, number=number).first()


def file_row(file_id: int) -> PostFile | None:
    """A file of a post that is shown to the active seat."""
    return PostFile.objects.filter(pk=file_id, post__hidden=False, topic__hidden=False).first()


def measures_of(topic: Topic) -> QuerySet[Moderation]:
    """What moderators did in a topic, the latest first."""
    return Moderation.objects.filter(topic=topic).order_by("-at", "-pk")


def waiting_reports() -> QuerySet[AbuseReport]:
    """Reports of abuse that wait for the moderators of the active seat, the oldest first."""
    rows = AbuseReport.objects.filter(verdict=Verdict.WAITS).select_related("topic__space")
    return rows.order_by("made_at", "pk")
