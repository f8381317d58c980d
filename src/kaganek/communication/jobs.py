"""Background work of communication."""

from __future__ import annotations

from django.utils import timezone

from kaganek.communication.services.forum import telling


def tell_followers(post_id: int) -> None:
    """Those who follow the topic of a post hear of it."""
    telling.tell_followers(post_id, at=timezone.now())
