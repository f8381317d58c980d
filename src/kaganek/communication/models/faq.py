"""Answers that everybody may read."""

from __future__ import annotations

from django.db import models

from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import SeatedModel
from kaganek.programmes.models import Project

SHOWN = "withdrawn_at IS NULL"


class FaqEntry(SeatedModel):
    """A question with its answer, without anyone's data, for everybody to read (częste pytanie).

    No column says who asked, who answered or in which office; the log of deeds keeps who published it, from which
    question, and why a word that looked like somebody's data may stay.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="+", verbose_name="projekt")
    topic = models.CharField("temat", max_length=200, blank=True)
    question = models.CharField("pytanie", max_length=300)
    answer = models.TextField("odpowiedź")
    published_on = models.DateField("opublikowano")
    changed_on = models.DateField("zmieniono", null=True)
    withdrawn_at = models.DateTimeField("wycofano", null=True)

    reach = {"project": "project"}
    rights = {
        DbRole.PUBLIC: "select",
        DbRole.EDITOR: "select",
        DbRole.PERSON: "select",
        DbRole.OFFICE: "select",
        DbRole.ADVISER: "select",
        DbRole.PROJECT: "select insert update",
    }
    extra_policies = dict.fromkeys(
        (DbRole.PUBLIC, DbRole.EDITOR, DbRole.PERSON, DbRole.OFFICE, DbRole.ADVISER, DbRole.PROJECT), SHOWN
    )

    def __str__(self) -> str:
        return self.question
