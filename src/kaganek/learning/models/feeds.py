"""The calendar of one's own deadlines, given out at a secret address."""

from __future__ import annotations

from django.db import models

from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import SeatedModel
from kaganek.people.models import Person


class DeadlineFeed(SeatedModel):
    """The secret address at which a person's calendar program reads their own deadlines (kalendarz terminów).

    Only the hash of the secret is kept. A stranger reads the one row whose secret they know; one address
    for a person, and a new one puts the old one out of use.
    """

    author = models.OneToOneField(Person, models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("utworzono")

    reach = {"author": "author"}
    private = True
    rights = {DbRole.PUBLIC: "select"}
    extra_policies = {DbRole.PUBLIC: "code_hash = (SELECT NULLIF(current_setting('app.code', true), ''))"}

    def __str__(self) -> str:
        return f"calendar of {self.author_id}"
