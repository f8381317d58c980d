"""Learning paths and who must walk them."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import BY_ALL, SeatedModel
from kaganek.learning.models.content import Course
from kaganek.people.models import Office, Person
from kaganek.programmes.models import Enrolment, Project


class LearningPath(models.Model):
    """An ordered set of steps of one project: courses, tasks and what other apps add (ścieżka szkoleniowa).

    mixed   it has groups, or steps that are not courses: pages of its people have more to read.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="paths", verbose_name="projekt")
    name = models.CharField("nazwa", max_length=160)
    note = models.CharField("opis", max_length=300, blank=True)
    mixed = models.BooleanField("nie tylko szkolenia", default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["project", "name"], name="path_once"),)

    def __str__(self) -> str:
        return self.name


class PathGroup(models.Model):
    """Steps of a path of which a person chooses and does so many (grupa kroków)."""

    path = models.ForeignKey(LearningPath, models.CASCADE, related_name="groups", verbose_name="ścieżka")
    number = models.PositiveSmallIntegerField("numer")
    needed = models.PositiveSmallIntegerField("ile trzeba wykonać")
    name = models.CharField("nazwa", max_length=80, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["path", "number"], name="group_number_once"),
            models.CheckConstraint(condition=models.Q(needed__gte=1), name="group_needs_some"),
        )

    def __str__(self) -> str:
        return f"{self.path_id}/{self.number}"


class PathStep(models.Model):
    """Something to be done on a path, with its deadline (krok ścieżki).

    kind, item      what it is, by the shelf `learning.steps`: a course stands in `course`, anything else has
                    its number in `item`. An app that is gone leaves a kind nobody knows: such a step is shown
                    and holds nobody back.
    due_on          a day for everyone; `due_days` counts from assignment; at most one of them.
    after_previous  opens when the step before it is done, or the group it stands in.
    needs           positions of further steps it waits for; one of a group stands for the group.
    """

    path = models.ForeignKey(LearningPath, models.CASCADE, related_name="steps", verbose_name="ścieżka")
    kind = models.CharField("rodzaj", max_length=40, default="course")
    course = models.ForeignKey(Course, models.PROTECT, null=True, verbose_name="szkolenie")
    item = models.BigIntegerField("co", null=True)
    group = models.ForeignKey(
        PathGroup, models.CASCADE, null=True, related_name="members", verbose_name="grupa"
    )
    position = models.PositiveSmallIntegerField("kolejność")
    due_on = models.DateField("termin", null=True, blank=True)
    due_days = models.PositiveSmallIntegerField("dni od przypisania", null=True, blank=True)
    after_previous = models.BooleanField("po ukończeniu poprzedniego", default=False)
    needs = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name="po krokach", default=list, blank=True
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["path", "course"], name="step_course_once"),
            models.UniqueConstraint(fields=["path", "kind", "item"], name="step_item_once"),
            models.UniqueConstraint(
                fields=["path", "position"], name="step_order", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=models.Q(due_on=None) | models.Q(due_days=None), name="step_one_deadline"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="course", course__isnull=False, item=None)
                | (~models.Q(kind="course") & models.Q(course=None, item__isnull=False)),
                name="step_is_something",
            ),
        )

    def __str__(self) -> str:
        return f"{self.path_id}.{self.position}"

    @property
    def what(self) -> int:
        """The number of the course or of the other thing, within its kind."""
        return self.course_id or self.item or 0

    def due(self, assigned_on: date) -> date | None:
        """The deadline of those to whom the path was given on a day."""
        return assigned_on + timedelta(days=self.due_days) if self.due_days is not None else self.due_on


class PathAssignment(SeatedModel):
    """A path given to an enrolled person (przypisanie ścieżki).

    choices_left  how many steps of its groups the person has still to choose.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT)
    project = models.ForeignKey(Project, models.PROTECT)
    office = models.ForeignKey(Office, models.PROTECT)
    person = models.ForeignKey(Person, models.PROTECT)
    path = models.ForeignKey(LearningPath, models.PROTECT, related_name="assignments")
    assigned_at = models.DateTimeField("przypisano")
    choices_left = models.PositiveSmallIntegerField("zostało do wyboru", default=0)

    reach = BY_ALL

    class Meta:
        constraints = (models.UniqueConstraint(fields=["enrolment", "path"], name="assignment_once"),)
        indexes = (
            models.Index(
                fields=["person", "enrolment"],
                condition=models.Q(choices_left__gt=0),
                name="assignment_choosing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.enrolment_id} on {self.path_id}"


class CourseRequirement(SeatedModel):
    """How many people of an office must finish a course in a project (wymagana liczba osób)."""

    project = models.ForeignKey(Project, models.PROTECT, verbose_name="projekt")
    office = models.ForeignKey(Office, models.PROTECT, verbose_name="urząd")
    course = models.ForeignKey(Course, models.PROTECT, verbose_name="szkolenie")
    number = models.PositiveIntegerField("wymagana liczba osób")

    reach = {"project": "project", "office": "office"}
    rights = {DbRole.OFFICE: "select"}

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "office", "course"], name="requirement_once"),
        )

    def __str__(self) -> str:
        return f"{self.office_id}/{self.course_id}: {self.number}"
