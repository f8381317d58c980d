"""Following a topic or a whole space: being told of what comes."""

from __future__ import annotations

from datetime import datetime

from kaganek.communication.models import Space, SpaceFollow, Topic, TopicFollow
from kaganek.core.seats import Seat


def follow(topic: Topic, *, by: Seat, at: datetime) -> None:
    """The person of the seat is told of new posts from now on; done twice it changes nothing."""
    row = TopicFollow(topic=topic, space_id=topic.space_id, person_id=by.person_id or 0, since=at)
    TopicFollow.objects.bulk_create([row], ignore_conflicts=True)


def unfollow(topic: Topic, *, by: Seat) -> None:
    """No more of it; done twice it changes nothing."""
    TopicFollow.objects.filter(topic=topic, person=by.person_id).delete()


def follow_space(space: Space, *, by: Seat, at: datetime) -> None:
    """The person of the seat is told of new topics from now on; done twice it changes nothing."""
    row = SpaceFollow(space=space, person_id=by.person_id or 0, since=at)
    SpaceFollow.objects.bulk_create([row], ignore_conflicts=True)


def unfollow_space(space: Space, *, by: Seat) -> None:
    """No more of it; done twice it changes nothing."""
    SpaceFollow.objects.filter(space=space, person=by.person_id).delete()
