"""Good examples: accepted work shown to other offices without a word of whose it is."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import SeatedModel
from kaganek.learning.models.tasks import OfWork, Task
from kaganek.learning.terms import ExampleState
from kaganek.people.models import Person
from kaganek.programmes.models import Project


class TaskExample(OfWork):
    """An accepted piece of work that a consultant proposes to show to other offices (propozycja przykładu).

    `text` is the consultant's copy, without names. Nothing of it is shown until the office has agreed, and
    nothing any more once it takes that back. `shown` is the key of what others read; it stands here alone, so that
    only those who reach the office's work can tell whose the example is. `number` counts the proposals: an
    office agrees to the one it has read.
    """

    text = models.TextField("treść", blank=True)
    number = models.PositiveSmallIntegerField("która propozycja", default=1)
    state = models.CharField(
        "stan", max_length=9, choices=ExampleState.choices, default=ExampleState.PROPOSED
    )
    proposer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposer_name = models.CharField("kto proponuje", max_length=160)
    proposed_at = models.DateTimeField("zaproponowano")
    answer_name = models.CharField("kto odpowiada", max_length=160, blank=True)
    answered_at = models.DateTimeField("odpowiedziano", null=True)
    shown = models.UUIDField(null=True, unique=True)

    rights = {DbRole.PERSON: "select", DbRole.OFFICE: "select update", DbRole.ADVISER: "select insert update"}

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["work"], name="task_example_once"),
            models.CheckConstraint(
                condition=Q(state=ExampleState.AGREED, shown__isnull=False)
                | (~Q(state=ExampleState.AGREED) & Q(shown=None)),
                name="task_example_shown_when_agreed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.work_id}: {self.state}"


class TaskExampleFile(OfWork):
    """A file that goes with a proposed example, chosen anew and read for names (plik propozycji).

    It has no name of its own: a name could tell.
    """

    example = models.ForeignKey(TaskExample, models.PROTECT, related_name="files")
    kind = models.CharField("rodzaj", max_length=8)  # the ending, judged
    size = models.PositiveIntegerField("rozmiar")  # bytes
    body = models.BinaryField()

    rights = {DbRole.PERSON: "select", DbRole.OFFICE: "select", DbRole.ADVISER: "select insert delete"}

    def __str__(self) -> str:
        return f"{self.example_id}: {self.kind}"


class ShownExample(SeatedModel):
    """A good example as other offices read it: words without a place, a person or a day (dobry przykład).

    Its key is drawn, so that neither its number nor its place in a list says when it came or from whom.
    Nobody in an office reads the table; `queries.examples` asks for those who have the task.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    task = models.ForeignKey(Task, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    text = models.TextField("treść", blank=True)

    reach = {"project": "project"}
    rights: ClassVar[dict[str, str]] = {
        DbRole.PERSON: "",
        DbRole.OFFICE: "",
        DbRole.ADVISER: "",
        DbRole.PROJECT: "select",
    }

    class Meta:
        constraints = (models.UniqueConstraint(fields=["id", "project"], name="shown_example_place"),)

    def __str__(self) -> str:
        return str(self.pk)


class ShownExampleFile(SeatedModel):
    """A file of a good example, named by its place alone (plik dobrego przykładu)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    example = models.ForeignKey(ShownExample, models.CASCADE, related_name="files")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField("który")
    kind = models.CharField("rodzaj", max_length=8)
    size = models.PositiveIntegerField("rozmiar")
    body = models.BinaryField()

    reach = {"project": "project"}
    rights: ClassVar[dict[str, str]] = ShownExample.rights

    class Meta:
        constraints = (models.UniqueConstraint(fields=["example", "place"], name="shown_example_file_once"),)

    def __str__(self) -> str:
        return str(self.pk)
