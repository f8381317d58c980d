"""Keeping order: hiding and restoring, locking, pinning, moving; every measure with its reason, in a log."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kaganek.communication.models import Moderation, Post, PostFile, Space, Topic, TopicFollow
from kaganek.communication.queries.spaces import moderates
from kaganek.communication.services.forum.posting import hide
from kaganek.communication.services.forum.telling import take_back_from_strangers, take_back_topic
from kaganek.communication.services.signing import signed
from kaganek.communication.terms import TAKEN_BACK, Measure
from kaganek.core import audit
from kaganek.core.seats import Seat

FLAGS = {  # measures that set a mark of the topic
    Measure.HIDE: ("hidden", True),
    Measure.RESTORE: ("hidden", False),
    Measure.LOCK: ("locked", True),
    Measure.UNLOCK: ("locked", False),
    Measure.PIN: ("pinned", True),
    Measure.UNPIN: ("pinned", False),
}


class NotModerator(Exception):
    """The seat does not keep order in this space."""


class OtherProject(Exception):
    """A topic moves only within its project, between spaces of the same moderators."""


@transaction.atomic
def hide_post(topic_id: int, number: int, *, reason: str, by: Seat, at: datetime) -> Post:
    """Nobody but moderators reads the post any more, and no search finds it; the page says why it is gone.

    The words stay, to be restored. Raises Post.DoesNotExist outside the seat's reach, NotModerator.
    Source: rules C-33 and C-38.
    """
    post = _post(topic_id, number, by)
    if not post.hidden:
        hide(post, reason, at=at)
        _note(post.topic, Measure.HIDE, reason, number=number, by=by, at=at)
    return post


@transaction.atomic
def restore_post(topic_id: int, number: int, *, reason: str, by: Seat, at: datetime) -> Post:
    """The post is read again; one that its author withdrew is not. Raises as `hide_post`. Source: rules C-33, C-35, C-38."""
    post = _post(topic_id, number, by)
    if post.hidden and post.hidden_why != TAKEN_BACK:
        post.hidden, post.hidden_why = False, ""
        post.save(update_fields=["hidden", "hidden_why"])
        _note(post.topic, Measure.RESTORE, reason, number=number, by=by, at=at)
    return post


@transaction.atomic
def keep_order(topic_id: int, measure: Measure, *, reason: str, by: Seat, at: datetime) -> Topic:
    """Hide, restore, lock, unlock, pin or unpin a topic; what is so already stays so and is not noted again.

    Raises Topic.DoesNotExist outside the seat's reach, NotModerator. Source: rules C-33 and C-38.
    """
    topic = _topic(topic_id, by)
    name, wanted = FLAGS[measure]
    if getattr(topic, name) != wanted:
        setattr(topic, name, wanted)
        topic.save(update_fields=[name])
        _note(topic, measure, reason, by=by, at=at)
        if measure is Measure.HIDE:
            take_back_topic(topic.pk, at=at)
    return topic


@transaction.atomic
def move_topic(topic_id: int, space_id: int, *, reason: str, by: Seat, at: datetime) -> Topic:
    """The topic with all it holds goes to another space of the same project; its readers are that space's from now on.

    Raises Topic.DoesNotExist, Space.DoesNotExist, NotModerator, OtherProject. Source: rules C-33 and C-38.
    """
    topic, target = _topic(topic_id, by), Space.objects.get(pk=space_id)
    if not moderates(by, target):
        raise NotModerator
    if target.project_id != topic.space.project_id:
        raise OtherProject
    if target.pk == topic.space_id:
        return topic
    _note(topic, Measure.MOVE, reason, by=by, at=at)
    for model in (Post, PostFile, TopicFollow, Moderation):
        model.objects.filter(topic=topic).update(space=target)
    topic.space = target
    topic.save(update_fields=["space"])
    take_back_from_strangers(target.pk, at=at)
    return topic


def _topic(topic_id: int, by: Seat) -> Topic:
    topic = Topic.objects.select_for_update(of=("self",)).select_related("space").get(pk=topic_id)
    if not moderates(by, topic.space):
        raise NotModerator
    return topic


def _post(topic_id: int, number: int, by: Seat) -> Post:
    post = (
        Post.objects.select_for_update(of=("self",))
        .select_related("topic__space")
        .get(topic=topic_id, number=number)
    )
    if not moderates(by, post.topic.space):
        raise NotModerator
    return post


def _note(topic: Topic, measure: Measure, reason: str, *, number: int = 0, by: Seat, at: datetime) -> None:
    Moderation.objects.create(
        topic=topic,
        space_id=topic.space_id,
        measure=measure,
        post_number=number,
        reason=reason,
        at=at,
        **signed(by),
    )
    audit.record(by, f"forum: {measure.value}", topic, post=str(number))
