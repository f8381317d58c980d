"""Course packages that people uploaded (SCORM 1.2, SCORM 2004, H5P), and the parts they consist of.

Their files lie outside the database, under `settings.PACKAGES_ROOT`, in a folder of the row's `folder`;
nothing there is ever changed. A new version is a new row of the same `line`.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import SeatedModel
from kaganek.learning.terms import PackageKind, PackageState, PartKind
from kaganek.lib.h5p import SILENT
from kaganek.lib.scorm import Facts, Version
from kaganek.people.models import Office, Person

# Whoever may upload at all is in the access table; here: nobody removes a package that somebody may have begun.
_RIGHTS: Mapping[str, str] = {
    **dict.fromkeys(DbRole, "select"),
    DbRole.OFFICE: "select insert update",
    DbRole.PROJECT: "select insert update",
    DbRole.GLOBAL: "select insert update delete",
    DbRole.EDITOR: "select insert update",
    DbRole.PUBLIC: "",
    DbRole.APP: "",
}
VERSIONS = {PackageKind.SCORM_12: Version.SCORM_12, PackageKind.SCORM_2004: Version.SCORM_2004}
OURS = "~kaganek/"  # below a package's address: what is ours and not the package's
H5P_PAGE = f"{OURS}h5p.html"  # made for every H5P package; it holds the core and the package's own libraries


class Package(SeatedModel):
    """One uploaded file of content made elsewhere (paczka).

    Of one office, or of the whole programme when it has none. Only a `ready` one can be chosen and played.
    `verdict` is what was found in it (lib.packages.verdict_facts without the outline). A replaced package
    stays for those who began it: `number` counts the versions of one `line`.
    """

    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+", verbose_name="urząd")
    line = models.UUIDField(default=uuid.uuid4)
    number = models.PositiveSmallIntegerField("wersja", default=1)
    state = models.CharField(
        "stan", max_length=10, choices=PackageState.choices, default=PackageState.UPLOADED
    )
    kind = models.CharField(
        "standard", max_length=10, choices=PackageKind.choices, default=PackageKind.UNKNOWN
    )
    edition = models.CharField("wydanie standardu", max_length=10, blank=True)  # of SCORM 2004: 2nd, 3rd, 4th
    title = models.CharField("tytuł", max_length=200)
    description = models.TextField("opis", blank=True)
    language = models.CharField("język", max_length=40, blank=True)
    main_library = models.CharField("rodzaj treści H5P", max_length=200, blank=True)
    filename = models.CharField("nazwa pliku", max_length=200)
    file_bytes = models.BigIntegerField("wielkość pliku", default=0)
    sha256 = models.CharField("skrót SHA-256", max_length=64)  # of the uploaded file
    files = models.PositiveIntegerField("liczba plików", default=0)
    bytes = models.BigIntegerField("po rozpakowaniu", default=0)
    verdict: models.JSONField[Any, Any] = models.JSONField(default=dict)
    folder = models.CharField(max_length=32, unique=True)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="kto")
    uploaded_at = models.DateTimeField("wgrano")
    ready_at = models.DateTimeField("gotowa od", null=True)

    reach = {"office": "office"}
    common = True
    rights = _RIGHTS

    class Meta:
        verbose_name, verbose_name_plural = "paczka", "paczki"
        constraints = (
            models.UniqueConstraint(fields=["line", "number"], name="package_version_once"),
            models.CheckConstraint(
                condition=models.Q(state=PackageState.READY, ready_at__isnull=False)
                | (~models.Q(state=PackageState.READY) & models.Q(ready_at=None)),
                name="package_ready_since",
            ),
            models.UniqueConstraint(fields=["id", "office"], name="package_of_office"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_ready(self) -> bool:
        return self.state == PackageState.READY

    @property
    def is_scorm(self) -> bool:
        return self.kind in VERSIONS

    @property
    def is_h5p(self) -> bool:
        return self.kind == PackageKind.H5P

    @property
    def scorm_version(self) -> Version:
        """The data model that its parts speak. Raises KeyError for H5P and for what is no package."""
        return VERSIONS[PackageKind(self.kind)]


class PackageItem(SeatedModel):
    """One position of a package's outline (część paczki): what it opens, and what its manifest lays down for it.

    Texts as the data model takes them, "" for nothing. An H5P package has one part, of the kind h5p.
    """

    package = models.ForeignKey(Package, models.CASCADE, related_name="items", verbose_name="paczka")
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")  # of the package
    position = models.PositiveSmallIntegerField("kolejność")  # through the whole outline, from 0
    depth = models.PositiveSmallIntegerField("poziom", default=0)
    identifier = models.CharField(max_length=255)
    title = models.CharField("tytuł", max_length=300)
    kind = models.CharField("rodzaj", max_length=10, choices=PartKind.choices)
    path = models.CharField(max_length=1000, blank=True)  # of the file to open, within the package
    launch = models.CharField(max_length=4000, blank=True)  # the same as a relative address, with parameters
    visible = models.BooleanField("widoczna w spisie", default=True)
    mastery_score = models.CharField(max_length=20, blank=True)  # 1.2: 0 to 100
    scaled_passing_score = models.CharField(max_length=20, blank=True)  # 2004: -1 to 1
    completion_threshold = models.CharField(max_length=20, blank=True)  # 2004: 0 to 1
    max_time_allowed = models.CharField(max_length=200, blank=True)
    time_limit_action = models.CharField(max_length=30, blank=True)
    launch_data = models.TextField(blank=True)
    prerequisites = models.CharField(max_length=1000, blank=True)  # 1.2; told, not judged
    objectives: models.JSONField[Any, Any] = models.JSONField(default=list)  # identifiers, the primary first
    shared_data: models.JSONField[Any, Any] = models.JSONField(default=list)  # targets of adl.data
    hidden_buttons: models.JSONField[Any, Any] = models.JSONField(default=list)  # of the player, 2004

    reach = {"office": "office"}
    common = True
    rights = _RIGHTS

    class Meta:
        verbose_name, verbose_name_plural = "część paczki", "części paczki"
        constraints = (
            models.UniqueConstraint(fields=["package", "position"], name="package_item_order"),
            models.UniqueConstraint(fields=["package", "identifier"], name="package_item_once"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def opens(self) -> bool:
        return self.kind != PartKind.FOLDER

    @property
    def tells(self) -> bool:
        """Whether it says how the person did; what is only shown is done once opened."""
        return self.kind == PartKind.SCO or (
            self.kind == PartKind.H5P and self.package.main_library not in SILENT
        )

    @property
    def speaks(self) -> str:
        """The language of its messages: a version of SCORM's data model, "h5p", or "" for a part that sends none."""
        if self.kind == PartKind.H5P:
            return PartKind.H5P.value
        return self.package.scorm_version if self.kind == PartKind.SCO else ""

    @property
    def entry(self) -> str:
        """What is opened, as an address below the package's own."""
        return H5P_PAGE if self.kind == PartKind.H5P else self.launch

    def facts(
        self, *, learner_id: str, learner_name: str, comments: Sequence[str] = (), **about: Any
    ) -> Facts:
        """What a session of this part starts from, for `lib.scorm.launch`; `about` are other fields of Facts."""
        return Facts(
            learner_id=learner_id,
            learner_name=learner_name,
            comments=tuple(comments),
            launch_data=self.launch_data,
            mastery_score=self.mastery_score,
            scaled_passing_score=self.scaled_passing_score,
            completion_threshold=self.completion_threshold,
            max_time_allowed=self.max_time_allowed,
            time_limit_action=self.time_limit_action,
            objectives=tuple(self.objectives),
            shared=tuple(self.shared_data),
            **about,
        )
