"""Telling those who follow a topic that something was said in it."""

from __future__ import annotations

from datetime import datetime

from kaganek.communication.models import Post, Topic
from kaganek.core.seats import Seat


def tell_of_post(topic: Topic, post: Post, *, by: Seat, at: datetime) -> None:
    """Followers who still read the space get one notice of a post each, never its author.

    Source: rule C-37.
    """
