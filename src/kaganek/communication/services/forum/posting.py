"""Opening topics, answering, correcting one's own words, marking what answered the question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value

from kaganek.communication.models import Post, PostFile, Space, Topic
from kaganek.communication.queries.spaces import moderates
from kaganek.communication.services.forum.files import Judged, add_files, judged
from kaganek.communication.services.forum.follows import follow
from kaganek.communication.services.forum.telling import take_back, tell_of_post
from kaganek.communication.services.signing import signed
from kaganek.communication.terms import TAKEN_BACK
from kaganek.core.seats import Seat
from kaganek.core.turns import AGAIN, take_turn
from kaganek.lib.stems import stems
from kaganek.lib.talk import rendered, tidied, words_of

LONGEST = 20_000  # characters of a post


class SpaceClosed(Exception):
    """The space or the topic is read and not written any more."""


class NotOwn(Exception):
    """Only who wrote the words may change them, and only while they are shown."""


@transaction.atomic
def open_topic(
    space_id: int, *, title: str, text: str, files: Sequence[Any] = (), by: Seat, at: datetime
) -> Topic:
    """A topic with its first post; its author follows it, and who follows the space is told. Sent twice, it is opened once.

    text    light markup (lib.talk).
    files   uploaded files.

    Raises Space.DoesNotExist outside the seat's reach, SpaceClosed, FileRefused. Source: rules C-34, C-36, C-44.
    """
    space = Space.objects.get(pk=space_id)
    if space.closed_at:
        raise SpaceClosed
    kept = judged(files)
    take_turn("topic", space.pk, by.person_id)
    again = Topic.objects.filter(space=space, by=by.person_id, title=title, opened_at__gt=at - AGAIN)
    for same in again:
        if _is_again(Post.objects.get(topic=same, number=1), text, kept, by, at):
            return same
    names = signed(by)
    topic = Topic.objects.create(
        space=space, title=title, opened_at=at, last_at=at, last_name=names["by_name"], posts=1, **names
    )
    tell_of_post(_write(topic, 1, text, kept, names, at=at))
    follow(topic, by=by, at=at)
    return topic


@transaction.atomic
def reply(
    topic_id: int, *, text: str, answers: int = 0, files: Sequence[Any] = (), by: Seat, at: datetime
) -> Post:
    """A post at the end of a topic; its author follows the topic from now on. Sent twice, it is written once.

    answers  number of the post that it answers, 0 for none; one that is not there counts as none.

    Raises Topic.DoesNotExist for what the seat does not read, SpaceClosed for a locked topic or a closed space,
    FileRefused. Source: rules C-34, C-36.
    """
    kept = judged(files)
    topic = Topic.objects.select_for_update(of=("self",)).get(pk=topic_id, hidden=False)
    space = Space.objects.get(pk=topic.space_id)
    if space.closed_at or topic.locked:
        raise SpaceClosed
    answers = answers if answers <= topic.posts else 0
    last = Post.objects.filter(topic=topic, number=topic.posts).defer("vector", "html").first()
    if last and last.answers == answers and _is_again(last, text, kept, by, at):
        return last
    names = signed(by)
    post = _write(topic, topic.posts + 1, text, kept, names, at=at, answers=answers)
    topic.posts, topic.last_at, topic.last_name = post.number, at, names["by_name"]
    topic.save(update_fields=["posts", "last_at", "last_name"])
    tell_of_post(post)
    follow(topic, by=by, at=at)
    return post


def _is_again(last: Post, text: str, files: Sequence[Judged], by: Seat, at: datetime) -> bool:
    """Whether a post was sent a moment ago: by the same person, with the same words and files."""
    if last.by_id != by.person_id or last.text != tidied(text) or last.written_at <= at - AGAIN:
        return False
    held = PostFile.objects.filter(post=last).values_list("name", "size")
    return sorted(held) == sorted((one.name, len(one.body)) for one in files)


def _write(
    topic: Topic, number: int, text: str, files: Sequence[Judged], names: dict[str, Any], **more: Any
) -> Post:
    plain = tidied(text)
    post = Post.objects.create(
        topic=topic, space_id=topic.space_id, number=number, text=plain, html=rendered(plain), files=len(files),
        vector=_vector(topic.title if number == 1 else "", plain), written_at=more.pop("at"), **names, **more,
    )  # fmt: skip
    add_files(post, files)
    return post


def _vector(title: str, text: str) -> SearchVector:
    """What a search looks in: the stems of the words, and of the title in the first post."""
    return SearchVector(Value(" ".join(stems(f"{title} {words_of(text)}"))), config="simple")


@transaction.atomic
def edit_post(topic_id: int, number: int, text: str, *, by: Seat, at: datetime) -> Post:
    """New words of one's own post; the page says that they were changed.

    Raises Post.DoesNotExist outside the seat's reach, NotOwn, SpaceClosed. Source: rule C-35.
    """
    post = (
        Post.objects.select_for_update(of=("self",))
        .select_related("topic__space")
        .get(topic=topic_id, number=number)
    )
    if post.by_id != by.person_id or post.hidden or post.topic.hidden:
        raise NotOwn
    if post.topic.locked or post.topic.space.closed_at:
        raise SpaceClosed
    plain = tidied(text)
    if plain != post.text:
        post.text, post.html, post.edited_at = plain, rendered(plain), at
        post.vector = _vector(post.topic.title if number == 1 else "", plain)
        post.save(update_fields=["text", "html", "edited_at", "vector"])
    return post


@transaction.atomic
def withdraw_post(topic_id: int, number: int, *, by: Seat, at: datetime) -> Post:
    """One's own post is read no more but by those who keep order; with a topic nobody answered goes the topic.

    Nothing more goes out about it; sent twice it is withdrawn once. Raises Post.DoesNotExist outside the seat's
    reach, NotOwn, SpaceClosed. Source: rule C-35.
    """
    topic = Topic.objects.select_for_update(of=("self",)).select_related("space").filter(pk=topic_id).first()
    post = Post.objects.select_related("topic__space").get(topic=topic, number=number)
    if post.by_id != by.person_id:
        raise NotOwn
    if post.topic.locked or post.topic.space.closed_at:
        raise SpaceClosed
    if not post.hidden:
        hide(post, TAKEN_BACK, at=at)
        if post.topic.posts == 1:
            Topic.objects.filter(pk=topic_id).update(hidden=True)
    return post


def hide(post: Post, reason: str, *, at: datetime) -> None:
    """Shown to nobody but those who keep order: no answer to its topic either, and nothing more goes out about it."""
    post.hidden, post.hidden_why = True, reason
    post.save(update_fields=["hidden", "hidden_why"])
    Topic.objects.filter(pk=post.topic_id, answer=post.number).update(answer=0)
    take_back(post.pk, at=at)


def mark_answer(topic_id: int, number: int, *, by: Seat, answers: bool = True) -> Topic:
    """This post answers the question, or does not after all; a topic has one answer at most.

    Raises Topic.DoesNotExist outside the seat's reach, NotOwn for anybody but the topic's author and those who
    keep order, Post.DoesNotExist. Source: rule C-35.
    """
    topic = Topic.objects.select_related("space").get(pk=topic_id, hidden=False)
    if topic.by_id != by.person_id and not moderates(by, topic.space):
        raise NotOwn
    Post.objects.only("pk").get(topic=topic, number=number, hidden=False)
    if answers or topic.answer == number:
        topic.answer = number if answers else 0
        topic.save(update_fields=["answer"])
    return topic
