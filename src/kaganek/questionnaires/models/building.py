"""A form while it is built, and each of its published versions.

Sections and questions are the draft: they change as long as somebody works on them. Publishing writes the whole of it
into a `FormVersion`, which never changes; whoever fills the form in, fills in that version. Rule Q-05.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from kaganek.core.dbroles import DbRole
from kaganek.core.rls import ALL
from kaganek.core.scoping import SeatedModel
from kaganek.people.models import Office
from kaganek.questionnaires.terms import FormState

# An office keeps its own forms; coordinators and experts the programme's. Everyone reads what is open.
_BUILT: dict[str, str] = {DbRole.PERSON: "", DbRole.ADVISER: "", DbRole.EDITOR: ALL}
_SHOWN: dict[str, str] = {
    DbRole.PERSON: "select",
    DbRole.ADVISER: "select",
    DbRole.PUBLIC: "select",
    DbRole.EDITOR: ALL,
}
_KEPT: dict[str, str] = _SHOWN | dict.fromkeys(
    (DbRole.OFFICE, DbRole.PROJECT, DbRole.EDITOR), "select insert"
)
_READERS = (DbRole.PUBLIC, DbRole.PERSON, DbRole.OFFICE, DbRole.PROJECT, DbRole.ADVISER, DbRole.EDITOR)
_OPEN = "id IN (SELECT current_id FROM questionnaires_form WHERE state = 'open')"
_OPEN_NOTICE = (
    "id IN (SELECT v.notice_id FROM questionnaires_formversion v"
    " JOIN questionnaires_form f ON f.current_id = v.id WHERE f.state = 'open')"
)


class OfOwner(SeatedModel):
    """Columns of every row of a form: the office whose form it is, none for the programme's own."""

    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+", verbose_name="urząd")

    reach = {"owner": "office"}
    rights: ClassVar[Mapping[str, str]] = _BUILT

    class Meta:
        abstract = True


class Form(OfOwner):
    """One form of an office or of the programme (formularz). People see `current`, never the draft.

    `last_code` numbers its questions; a number is never given twice, so that answers of all versions compare.
    """

    slug = models.SlugField("adres", max_length=80)
    title = models.CharField("tytuł", max_length=200)
    intro = models.TextField("wstęp", blank=True)
    thanks = models.TextField("po wysłaniu", blank=True)
    state = models.CharField("stan", max_length=8, choices=FormState.choices, default=FormState.DRAFT)
    opens_on = models.DateField("otwarty od", null=True)
    closes_on = models.DateField("otwarty do", null=True)  # that day included
    retention_days = models.PositiveIntegerField("dni przechowywania", default=365)
    current = models.ForeignKey(
        "questionnaires.FormVersion", models.PROTECT, null=True, related_name="+", verbose_name="wersja"
    )
    last_code = models.PositiveIntegerField(default=0)
    has_changes = models.BooleanField("zmiany od publikacji", default=True)
    remark = models.CharField("uwaga dostawcy", max_length=500, blank=True)
    made_by = models.CharField("kto założył", max_length=160, blank=True)
    made_at = models.DateTimeField("założono")
    changed_at = models.DateTimeField("zmieniono")

    rights = _SHOWN
    extra_policies = dict.fromkeys(_READERS, "state = 'open'")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["office", "slug"], name="form_address_once", nulls_distinct=False
            ),
            models.UniqueConstraint(fields=["id", "office"], name="form_of_office"),
            models.CheckConstraint(
                condition=~Q(state=FormState.OPEN) | Q(current__isnull=False), name="form_open_with_version"
            ),
            models.CheckConstraint(
                condition=Q(retention_days__gte=1, retention_days__lte=3650),
                name="form_retention_within_bounds",
            ),
        )

    def __str__(self) -> str:
        return self.title


class OfForm(OfOwner):
    """Columns of every row that hangs on a form; kept equal to it by a composite foreign key."""

    form = models.ForeignKey(Form, models.CASCADE, related_name="+", verbose_name="formularz")

    class Meta:
        abstract = True


class FormSection(OfForm):
    """A part of the draft, filled in on a page of its own (część formularza)."""

    position = models.PositiveIntegerField("kolejność")
    code = models.CharField("oznaczenie", max_length=12)
    title = models.CharField("tytuł", max_length=200, blank=True)
    intro = models.TextField("objaśnienie", blank=True)
    shown_if = models.TextField("pokazuj, gdy", blank=True)  # lib.expr

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["form", "code"], name="form_section_code_once"),
            models.UniqueConstraint(fields=["id", "form"], name="form_section_of_form"),
        )

    def __str__(self) -> str:
        return self.title or self.code


class FormQuestion(OfForm):
    """A question of the draft, or words between questions (pytanie formularza). `payload` depends on its kind."""

    section = models.ForeignKey(FormSection, models.CASCADE, related_name="questions")
    position = models.PositiveIntegerField("kolejność")
    code = models.CharField("oznaczenie", max_length=12)  # p1, p2 …: what conditions and answers call it
    kind = models.CharField("rodzaj", max_length=20)  # a key of rules.kinds
    text = models.TextField("pytanie")
    help = models.TextField("podpowiedź", blank=True)
    required = models.BooleanField("wymagane", default=True)
    personal = models.BooleanField("dane osobowe", default=False)
    payload: models.JSONField[Any, Any] = models.JSONField("odpowiedzi", default=dict)
    shown_if = models.TextField("pokazuj, gdy", blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["form", "code"], name="form_question_code_once"),)

    def __str__(self) -> str:
        return f"{self.code}: {self.text[:60]}"


class PrivacyNotice(OfForm):
    """What a form tells people about their data, in one wording (klauzula informacyjna). Never changed."""

    number = models.PositiveIntegerField("wersja")
    controller = models.CharField("administrator danych", max_length=300)
    contact = models.CharField("kontakt w sprawie danych", max_length=300)
    purpose = models.TextField("cel")
    basis = models.TextField("podstawa prawna")
    recipients = models.TextField("odbiorcy", blank=True)
    made_by = models.CharField("kto", max_length=160, blank=True)
    made_at = models.DateTimeField("zapisano")

    rights = _KEPT
    extra_policies = dict.fromkeys(_READERS, _OPEN_NOTICE)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["form", "number"], name="form_notice_once"),
            models.UniqueConstraint(fields=["id", "form"], name="form_notice_of_form"),
        )

    def __str__(self) -> str:
        return f"{self.form_id}: {self.number}"


class FormVersion(OfForm):
    """A form as it was published: written once, never changed (wersja formularza).

    `definition` is `rules.definition.Definition`; `retention_days` is what people were told.
    """

    number = models.PositiveIntegerField("wersja")
    definition: models.JSONField[Any, Any] = models.JSONField()
    notice = models.ForeignKey(PrivacyNotice, models.PROTECT, null=True, related_name="+")
    retention_days = models.PositiveIntegerField("dni przechowywania")
    published_by = models.CharField("kto opublikował", max_length=160, blank=True)
    published_at = models.DateTimeField("opublikowano")
    note = models.CharField("co się zmieniło", max_length=300, blank=True)

    rights = _KEPT
    extra_policies = dict.fromkeys(_READERS, _OPEN)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["form", "number"], name="form_version_once"),
            models.UniqueConstraint(fields=["id", "form"], name="form_version_of_form"),
        )

    def __str__(self) -> str:
        return f"{self.form_id}: {self.number}"


class FormAgreement(models.Model):
    """Whether forms of offices wait for the supplier's word (zgoda na formularze). One row, with id 1, once it was chosen."""

    needed = models.BooleanField("potrzebna")
    changed_at = models.DateTimeField("zmieniono")

    rights = dict.fromkeys(DbRole, "select") | {DbRole.GLOBAL: "select insert update"}

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="form_agreement_once"),)

    def __str__(self) -> str:
        return "potrzebna" if self.needed else "niepotrzebna"
