"""Packages being played: where each person stands in each part, what the package sent, when it counts as done."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from kaganek.core.dbroles import DbRole
from kaganek.learning.models.content import Lesson
from kaganek.learning.models.packages import Package, PackageItem
from kaganek.learning.models.runtime import CourseProgress, OfEnrolment
from kaganek.learning.terms import CommitKind, CommitVerdict, DoneWhen
from kaganek.people.models import Office, Person
from kaganek.programmes.models import Enrolment, Project


class PackageRule(models.Model):
    """When a package counts as done in one project (reguła ukończenia paczki); without a row: as it says itself."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="+", verbose_name="projekt")
    package = models.ForeignKey(Package, models.CASCADE, related_name="rules", verbose_name="paczka")
    done_when = models.CharField("ukończona, gdy", max_length=10, choices=DoneWhen.choices)
    score = models.PositiveSmallIntegerField("próg, w procentach", null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "package"], name="package_rule_once"),
            models.CheckConstraint(
                condition=Q(done_when=DoneWhen.SCORE, score__isnull=False, score__lte=100)
                | (~Q(done_when=DoneWhen.SCORE) & Q(score=None)),
                name="package_rule_score",
            ),
        )

    def __str__(self) -> str:
        return f"{self.package_id} in {self.project_id}: {self.done_when}"


class PackageAttempt(OfEnrolment):
    """One person's try at one part of a package (podejście do paczki): all that the next launch starts from.

    A person's open page is a session. `session` names the newest one, which alone may change anything;
    `opened` is the state it began with, `sequence` the last commit taken from it, 0 for none yet. `state`
    is what the last accepted commit of any session left, `ended` whether that was the package's own end.
    The rest is read out of `state` for lists: what the package said, never what anybody else thinks.
    """

    progress = models.ForeignKey(CourseProgress, models.PROTECT, related_name="packages")
    lesson = models.ForeignKey(Lesson, models.SET_NULL, null=True, related_name="+")  # where it was opened
    package = models.ForeignKey(Package, models.PROTECT, related_name="attempts", verbose_name="paczka")
    item = models.ForeignKey(PackageItem, models.PROTECT, related_name="+", verbose_name="część")
    number = models.PositiveSmallIntegerField("które podejście", default=1)
    version = models.CharField(max_length=4, blank=True)  # of the data model, "" for a part that says nothing

    session = models.CharField(max_length=32, blank=True)
    sessions = models.PositiveIntegerField("ile razy otwarto", default=0)
    opened: models.JSONField[Any, Any] = models.JSONField(default=dict)
    sequence = models.BigIntegerField(default=0)
    state: models.JSONField[Any, Any] = models.JSONField(default=dict)
    ended = models.BooleanField("zakończone przez paczkę", default=False)

    completion = models.CharField("ukończenie", max_length=15, default="not attempted")
    success = models.CharField("zaliczenie", max_length=10, default="unknown")
    completion_by = models.CharField(max_length=24, default="nobody")
    success_by = models.CharField(max_length=24, default="nobody")
    score = models.DecimalField("wynik", max_digits=5, decimal_places=2, null=True)  # percent
    measure = models.DecimalField("postęp w paczce", max_digits=5, decimal_places=2, null=True)  # percent
    seconds = models.PositiveIntegerField("czas, w sekundach", default=0)  # as the package told
    started_at = models.DateTimeField("rozpoczęto")
    last_at = models.DateTimeField("ostatni zapis", null=True)
    done_at = models.DateTimeField("ukończono", null=True)  # by the rule that held then; never taken back

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["progress", "item", "number"], name="package_attempt_once"),
            models.CheckConstraint(
                condition=Q(sessions=0, session="") | (Q(sessions__gt=0) & ~Q(session="")),
                name="package_attempt_session",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(done_at__gte=F("started_at")), name="package_attempt_done"
            ),
        )

    def __str__(self) -> str:
        return f"{self.progress_id}: part {self.item_id}"

    @property
    def is_over(self) -> bool:
        """Whether the newest session has ended and takes nothing more."""
        return self.ended and self.sequence > 0


class PackageCommit(OfEnrolment):
    """One message of a package as it came (zapis z paczki): added, never changed.

    `repeat` counts those that came again: each leaves a line, the first few alone. `changes` are the values that it changed. `faults` are the calls that were answered with an error in the
    browser and what the server itself would not take: [{call, element, value, code, trouble}].
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+", db_index=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_index=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    attempt = models.ForeignKey(PackageAttempt, models.PROTECT, related_name="commits", db_index=False)
    session = models.CharField(max_length=32)
    sequence = models.BigIntegerField()
    repeat = models.PositiveSmallIntegerField("który raz nadeszło", default=0)  # 0: the first time
    received_at = models.DateTimeField("nadeszło")
    kind = models.CharField("rodzaj", max_length=10, choices=CommitKind.choices)
    verdict = models.CharField("co z nim zrobiono", max_length=10, choices=CommitVerdict.choices)
    changes: models.JSONField[Any, Any] = models.JSONField(default=dict)
    faults: models.JSONField[Any, Any] = models.JSONField(default=list)

    append_only = True
    rights = {DbRole.OFFICE: "select", DbRole.PROJECT: "select"}

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["attempt", "session", "sequence", "repeat"], name="package_commit_noted_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.session} {self.sequence}"

    @property
    def is_only_again(self) -> bool:
        """Whether this says no more than that a message came once more and was too late to count."""
        return self.repeat > 0 and self.verdict not in (CommitVerdict.ACCEPTED, CommitVerdict.REFUSED)
