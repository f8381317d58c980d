"""Learning paths and who must walk them."""

from __future__ import annotations

from django.db import models

from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import BY_ALL, SeatedModel
from kaganek.learning.models.content import Course
from kaganek.people.models import Office, Person
from kaganek.programmes.models import Enrolment, Project


class LearningPath(models.Model):
    """An ordered set of courses of one project (ścieżka szkoleniowa)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="paths", verbose_name="projekt")
    name = models.CharField("nazwa", max_length=160)
    note = models.CharField("opis", max_length=300, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["project", "name"], name="path_once"),)

    def __str__(self) -> str:
        return self.name


class PathStep(models.Model):
    """A course on a path, with its deadline (krok ścieżki).

    `due_on` is a day for everyone; `due_days` counts from assignment; at most one of them.
    `after_previous` = opens when the step before it is done.
    """

    path = models.ForeignKey(LearningPath, models.CASCADE, related_name="steps", verbose_name="ścieżka")
    course = models.ForeignKey(Course, models.PROTECT, verbose_name="szkolenie")
    position = models.PositiveSmallIntegerField("kolejność")
    due_on = models.DateField("termin", null=True, blank=True)
    due_days = models.PositiveSmallIntegerField("dni od przypisania", null=True, blank=True)
    after_previous = models.BooleanField("po ukończeniu poprzedniego", default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["path", "course"], name="step_course_once"),
            models.UniqueConstraint(
                fields=["path", "position"], name="step_order", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=models.Q(due_on=None) | models.Q(due_days=None), name="step_one_deadline"
            ),
        )

    def __str__(self) -> str:
        return f"{self.path_id}.{self.position}"


class PathAssignment(SeatedModel):
    """A path given to an enrolled person (przypisanie ścieżki)."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT)
    project = models.ForeignKey(Project, models.PROTECT)
    office = models.ForeignKey(Office, models.PROTECT)
    person = models.ForeignKey(Person, models.PROTECT)
    path = models.ForeignKey(LearningPath, models.PROTECT, related_name="assignments")
    assigned_at = models.DateTimeField("przypisano")

    reach = BY_ALL

    class Meta:
        constraints = (models.UniqueConstraint(fields=["enrolment", "path"], name="assignment_once"),)

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
