"""Background work of communication."""

from __future__ import annotations

import logging

from django.utils import timezone

from kaganek.communication.services import announcements, inbound
from kaganek.communication.services.forum import telling

log = logging.getLogger(__name__)


def tell_followers(post_id: int) -> None:
    """Those who follow the topic of a post hear of it."""
    telling.tell_followers(post_id, at=timezone.now())


def tell_announcement(announcement_id: int) -> None:
    """Everyone in the audience of an announcement hears of it."""
    announcements.tell(announcement_id)


def take_mail(mail_id: int) -> None:
    """Read a letter that came in; one that we fall over is held for a person and holds up no other."""
    at = timezone.now()
    try:
        inbound.take(mail_id, at=at)
    except Exception:
        log.exception("letter %s could not be taken in", mail_id)
        inbound.hold(mail_id, at=at)
