"""Messages between people: opening a conversation, sending, having read, refusing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from kaganek.communication.models import Conversation, Message
from kaganek.communication.queries.acquaintance import coordinators_of, may_meet, name_of, shared_spaces
from kaganek.communication.services.forum.telling import WRITTEN, page_of, tell_members
from kaganek.communication.services.notices import mark_read
from kaganek.communication.services.signing import place_of, signed
from kaganek.core.models import Notice
from kaganek.core.seats import Seat
from kaganek.core.turns import AGAIN
from kaganek.lib.talk import rendered, tidied, words_of
from kaganek.people.services.signatures import signature
from kaganek.programmes.models import Project

MOST_MEMBERS = 8
LONGEST = 10_000  # characters of a message


class NotAcquainted(Exception):
    """Somebody in the conversation shares no space with the sender, or is not known to them."""


class Refused(Exception):
    """Somebody in the conversation wants no further messages in it."""


class TooMany(Exception):
    """More people than a conversation takes."""


@transaction.atomic
def open_conversation(person_ids: Collection[int], *, by: Seat, at: datetime) -> Conversation:
    """A conversation of the seat's person with these; the one they have already, if they have one.

    Raises NotAcquainted when any of them may not be written to, TooMany; nothing is written then.
    Source: rule C-41.
    """
    others = sorted(set(person_ids) - {by.person_id})
    if not others or len(others) >= MOST_MEMBERS:
        raise TooMany
    if not all(may_meet(by, one) for one in others):
        raise NotAcquainted
    return _conversation({one: name_of(one) for one in others}, by=by, at=at)


@transaction.atomic
def open_with_coordinators(project: Project, *, by: Seat, at: datetime) -> Conversation:
    """A conversation with those who coordinate a project, under the name of their role.

    Raises NotAcquainted where nobody coordinates it, or no space is shared. Source: rule C-41.
    """
    people = coordinators_of(project.pk, at.date())[: MOST_MEMBERS - 1]
    if not people or not all(shared_spaces(by, one) for one in people):
        raise NotAcquainted
    return _conversation(dict.fromkeys(people, ("Koordynator projektu", project.name)), by=by, at=at)


def _conversation(others: dict[int, tuple[str, str]], *, by: Seat, at: datetime) -> Conversation:
    own = by.person_id or 0
    members = sorted([own, *others])
    names = {str(one): list(name) for one, name in others.items()} | {str(own): [signature(by), place_of(by)]}
    found, _ = Conversation.objects.get_or_create(
        member_ids=members, defaults={"names": names, "opened_at": at, "last_at": at}
    )
    return found


@transaction.atomic
def send_message(conversation_id: int, text: str, *, by: Seat, at: datetime) -> Message:
    """A message to everybody in the conversation; the same words sent twice at once are one.

    Raises Conversation.DoesNotExist for what is none of one's own, Refused, NotAcquainted when a space is shared with
    nobody of them any more. Source: rules C-41 and C-42.
    """
    held = Conversation.objects.select_for_update().get(pk=conversation_id)
    if held.refused_ids:
        raise Refused
    if not all(shared_spaces(by, one) for one in held.member_ids if one != by.person_id):
        raise NotAcquainted
    plain = tidied(text)
    again = Message.objects.filter(pk=held.last_number, by=by.person_id, text=plain, at__gt=at - AGAIN)
    if same := again.first():
        return same
    names = signed(by)
    made = Message.objects.create(conversation=held, text=plain, html=rendered(plain), at=at, **names)
    held.last_at, held.last_number, held.last_words = at, made.pk, words_of(plain)[:160]
    held.seen = held.seen | {str(by.person_id): made.pk}
    held.names = held.names | {str(by.person_id): [names["by_name"], names["by_place"]]}
    held.save(update_fields=["last_at", "last_number", "last_words", "seen", "names"])
    tell_members(
        held.pk,
        made.pk,
        [one for one in held.member_ids if one != by.person_id],
        author=names["by_name"],
        at=at,
    )
    return made


@transaction.atomic
def have_read(conversation_id: int, *, up_to: int, by: Seat, at: datetime) -> None:
    """The person has seen every message up to this one, never fewer than before; its notices are read with it.

    Raises Conversation.DoesNotExist for what is none of one's own.
    """
    held = Conversation.objects.select_for_update().get(pk=conversation_id)
    if up_to > int(held.seen.get(str(by.person_id), 0)):
        held.seen = held.seen | {str(by.person_id): min(up_to, held.last_number)}
        held.save(update_fields=["seen"])
    told = Notice.objects.filter(kind=WRITTEN, url=page_of(held.pk), read_at=None, at__lte=at)
    mark_read(list(told.values_list("pk", flat=True)), by=by, at=at)


@transaction.atomic
def refuse(conversation_id: int, *, by: Seat, refuses: bool) -> Conversation:
    """Want no further messages in a conversation, or want them again.

    Raises Conversation.DoesNotExist for what is none of one's own. Source: rule C-42.
    """
    held = Conversation.objects.select_for_update().get(pk=conversation_id)
    own = {by.person_id or 0}
    held.refused_ids = sorted(set(held.refused_ids) | own if refuses else set(held.refused_ids) - own)
    held.save(update_fields=["refused_ids"])
    return held
