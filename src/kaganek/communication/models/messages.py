"""Messages between two people or a few: read by them and by nobody else, whatever their role."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from kaganek.communication.models.signed import Signed
from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import SeatedModel
from kaganek.people.models import Person

_MEMBERS: dict[str, str] = dict.fromkeys(
    (DbRole.PERSON, DbRole.OFFICE, DbRole.PROJECT, DbRole.ADVISER, DbRole.EDITOR), "select insert update"
)


class Conversation(SeatedModel):
    """Two people or a few who write to each other (rozmowa).

    `seen` says up to which message each has read ({person: number of the message}), `names` who they are
    ({person: [name, place]}), as each was called when the conversation began. Who is in `refused_ids` wants nothing more
    from the other; nobody writes in it then.
    """

    member_ids = ArrayField(models.BigIntegerField(), verbose_name="kto")
    names: models.JSONField[Any, Any] = models.JSONField("nazwiska", default=dict)
    seen: models.JSONField[Any, Any] = models.JSONField("przeczytane do", default=dict)
    refused_ids = ArrayField(models.BigIntegerField(), default=list, verbose_name="kto nie chce wiadomości")
    opened_at = models.DateTimeField("od")
    last_at = models.DateTimeField("ostatnia wiadomość")
    last_words = models.CharField("początek ostatniej", max_length=160, blank=True)
    last_number = models.BigIntegerField(default=0)  # of the newest message

    reach = {"author": "member_ids"}
    private = True
    rights: ClassVar[dict[str, str]] = _MEMBERS

    class Meta:
        constraints = (models.UniqueConstraint(fields=["member_ids"], name="conversation_once"),)  # in order
        indexes = (GinIndex(fields=["member_ids"], name="conversation_members"),)

    def __str__(self) -> str:
        return f"conversation {self.pk}"


class Message(SeatedModel, Signed):
    """One message of a conversation; it is never changed (wiadomość)."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="+", verbose_name="rozmowa")
    text = models.TextField("treść")
    html = models.TextField()
    at = models.DateTimeField("wysłano")

    reach = {"within": "conversation"}
    rights: ClassVar[dict[str, str]] = {
        role: verbs.removesuffix(" update") for role, verbs in _MEMBERS.items()
    }

    class Meta:
        indexes = (models.Index(fields=["conversation", "id"], name="message_order"),)

    def __str__(self) -> str:
        return f"message {self.pk}"


class ContactCard(SeatedModel):
    """What a person chose to tell of themselves to those they share a space with (wizytówka).

    Only what was chosen is here at all; a person without a card tells name, role and office.
    """

    author = models.OneToOneField(Person, models.CASCADE, related_name="+", verbose_name="czyja")
    email = models.EmailField("e-mail", blank=True)
    phone = models.CharField("telefon", max_length=40, blank=True)
    position = models.CharField("stanowisko", max_length=160, blank=True)
    department = models.CharField("komórka organizacyjna", max_length=160, blank=True)
    about = models.CharField("o mnie", max_length=500, blank=True)
    changed_at = models.DateTimeField("zmieniono")

    reach = {"author": "author"}
    private = True
    rights: ClassVar[dict[str, str]] = _MEMBERS

    def __str__(self) -> str:
        return f"card of {self.author_id}"
