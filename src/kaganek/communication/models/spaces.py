"""Places where people write to each other, and who reads them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from kaganek.communication.models.audiences import readers
from kaganek.communication.terms import SpaceKind
from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import SeatedModel
from kaganek.people.models import Office
from kaganek.programmes.models import Project

READ_BY_ALL: dict[str, str] = {  # rights: who may read at all; which rows, is told by the audiences
    DbRole.PERSON: "select",
    DbRole.OFFICE: "select",
    DbRole.ADVISER: "select",
    DbRole.EDITOR: "select",
    DbRole.READER: "select",
}


class Space(SeatedModel):
    """A place for topics, chats and announcements with one audience (przestrzeń).

    Of an office, or of a project: the whole, a group of chosen offices, a course or a meeting in it, which
    `source` names ("learning.course:17"). `office_ids` are the offices of a group, kept by the database itself
    from `SpaceOffice` (migration 0001). A closed space is read and not written.
    """

    kind = models.CharField("rodzaj", max_length=7, choices=SpaceKind.choices)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, related_name="spaces", verbose_name="projekt"
    )
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="spaces", verbose_name="urząd")
    source = models.CharField("czego dotyczy", max_length=80, blank=True)
    title = models.CharField("nazwa", max_length=200)
    office_ids = ArrayField(models.BigIntegerField(), default=list, verbose_name="urzędy grupy")
    opened_at = models.DateTimeField("od")
    closed_at = models.DateTimeField("do", null=True)

    reach = {}  # whose a row is, its columns do not say: see `readers`
    private = True
    rights: ClassVar[dict[str, str]] = READ_BY_ALL | {DbRole.PROJECT: "select insert update"}

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=SpaceKind.OFFICE, office__isnull=False, project=None)
                | (~Q(kind=SpaceKind.OFFICE) & Q(office=None, project__isnull=False)),
                name="space_of_office_or_project",
            ),
            models.CheckConstraint(
                condition=(Q(kind__in=(SpaceKind.COURSE, SpaceKind.MEETING)) & ~Q(source=""))
                | (~Q(kind__in=(SpaceKind.COURSE, SpaceKind.MEETING)) & Q(source="")),
                name="space_names_its_source",
            ),
            models.CheckConstraint(
                condition=Q(kind=SpaceKind.GROUP) | Q(office_ids=[]), name="space_offices_of_groups"
            ),
            models.UniqueConstraint(
                fields=["kind", "office", "project", "source"],
                condition=~Q(kind=SpaceKind.GROUP),
                nulls_distinct=False,
                name="space_once",
            ),
            models.UniqueConstraint(
                fields=["project", "title"], condition=Q(kind=SpaceKind.GROUP), name="space_group_title"
            ),
            models.UniqueConstraint(fields=["id", "project"], name="space_project_pair"),  # composite keys
        )
        indexes = (
            models.Index(fields=["project", "kind"], name="space_by_project"),
            models.Index(fields=["office"], name="space_by_office"),
            GinIndex(fields=["office_ids"], name="space_group_offices"),
        )

    def __str__(self) -> str:
        return self.title

    @classmethod
    def readers(cls, role: DbRole) -> str:
        return readers(role)


class SpaceOffice(SeatedModel):
    """An office belongs to an exchange group (urząd w grupie wymiany).

    It takes part in the group's project: both are composite foreign keys (migration 0001). A row that is
    removed takes the office's people out at once; the log of deeds keeps that they were in.
    """

    space = models.ForeignKey(Space, models.CASCADE, related_name="offices", verbose_name="grupa")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", verbose_name="projekt")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="urząd")
    since = models.DateTimeField("od")

    reach = {"within": "space"}
    rights: ClassVar[dict[str, str]] = READ_BY_ALL | {DbRole.PROJECT: "select insert delete"}

    class Meta:
        constraints = (models.UniqueConstraint(fields=["space", "office"], name="space_office_once"),)

    def __str__(self) -> str:
        return f"office {self.office_id} in space {self.space_id}"
