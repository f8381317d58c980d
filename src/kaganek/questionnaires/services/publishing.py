"""A form goes public, waits for the supplier's word, is closed and opened again. Rules Q-05 to Q-08."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.people.services.signatures import signature
from kaganek.people.terms import OFFICE_ADMINS
from kaganek.questionnaires.models import Form, FormAgreement, FormVersion
from kaganek.questionnaires.queries.drafts import asks_for_personal_data, draft_of, newest_notice
from kaganek.questionnaires.rules.gate import Obstacle, obstacles
from kaganek.questionnaires.services import consents
from kaganek.questionnaires.services.building import FormWaits
from kaganek.questionnaires.terms import FormState

ASK = "questionnaires.ask_agreement"  # the deed in the log


class NotReady(Exception):
    """The draft cannot be published; `obstacles` say why."""

    def __init__(self, found: list[Obstacle]) -> None:
        super().__init__(len(found))
        self.obstacles = found


class NotWaiting(Exception):
    """The form does not wait for the supplier's word (any more)."""


def needs_agreement(form: Form) -> bool:
    """Whether the supplier must agree first: an office's form, where the supplier asks for it (Q-08)."""
    return form.office_id is not None and agreement_needed()


def agreement_needed() -> bool:
    """Whether forms of offices wait; as the installation says until the supplier has chosen. One statement."""
    chosen = FormAgreement.objects.first()
    return chosen.needed if chosen else bool(settings.FORMS_NEED_AGREEMENT)


@transaction.atomic
def ask_for_agreement(*, needed: bool, by: Seat, at: datetime) -> None:
    """The supplier's switch. Forms that wait keep waiting. Source: rule Q-08."""
    row, _ = FormAgreement.objects.update_or_create(pk=1, defaults={"needed": needed, "changed_at": at})
    audit.record(by, f"questionnaires.agreement_{'needed' if needed else 'not_needed'}", row)


def faults_of(form: Form) -> list[Obstacle]:
    """What must be mended before the draft can be published (Q-07)."""
    definition = draft_of(form)
    return obstacles(
        definition,
        has_notice=newest_notice(form) is not None,
        personal=asks_for_personal_data(definition),
    )


@transaction.atomic
def publish(form_id: int, *, note: str = "", by: Seat, at: datetime) -> Form:
    """Make the draft the form's next version and open it; where the supplier must agree, ask instead.

    A draft without changes makes no new version: a form that was closed is opened as it was.
    Raises Form.DoesNotExist, FormWaits, NotReady; then nothing is written.
    """
    form = _locked(form_id)
    if form.state == FormState.WAITING:
        raise FormWaits
    if found := faults_of(form):
        raise NotReady(found)
    form.remark = ""
    if needs_agreement(form) and (form.has_changes or form.current_id is None):
        form.state = FormState.WAITING
        form.save(update_fields=["state", "remark"])
        audit.record(by, ASK, form)
        consents.tell_of_asking(_matter(form), at=at)
        return form
    _open(form, note=note, signed=signature(by), at=at)
    audit.record(by, "questionnaires.publish", form)
    return form


def _open(form: Form, *, note: str, signed: str, at: datetime) -> None:
    if form.has_changes or form.current is None:
        number = FormVersion.objects.filter(form=form).count() + 1
        form.current = FormVersion.objects.create(
            form=form, office_id=form.office_id, number=number, definition=draft_of(form).as_json(),
            notice=newest_notice(form), retention_days=form.retention_days, published_by=signed, published_at=at,
            note=note,
        )  # fmt: skip
    form.state, form.has_changes = FormState.OPEN, False
    form.save(update_fields=["state", "current", "has_changes", "remark"])


@transaction.atomic
def agree(form_id: int, *, by: Seat, at: datetime) -> Form:
    """The supplier lets an office's form go public. Raises Form.DoesNotExist, NotWaiting, NotReady."""
    form = _waiting(form_id)
    if found := faults_of(form):
        raise NotReady(found)
    _open(form, note="", signed=form.made_by, at=at)
    audit.record(by, "questionnaires.agree", form)
    consents.tell_of_decision(_matter(form), agreed=True, remark="", at=at)
    return form


@transaction.atomic
def send_back(form_id: int, remark: str, *, by: Seat, at: datetime) -> Form:
    """The supplier asks for corrections; what people see stays as it was. Raises Form.DoesNotExist, NotWaiting."""
    form = _waiting(form_id)
    form.state, form.remark = _rest(form), remark
    form.save(update_fields=["state", "remark"])
    audit.record(by, "questionnaires.send_back", form)
    consents.tell_of_decision(_matter(form), agreed=False, remark=remark, at=at)
    return form


@transaction.atomic
def withdraw(form_id: int, *, by: Seat, at: datetime) -> Form:
    """The author takes the question to the supplier back. Raises Form.DoesNotExist, NotWaiting."""
    form = _waiting(form_id)
    form.state = _rest(form)
    form.save(update_fields=["state"])
    consents.take_back_asking(_matter(form), at=at)
    return form


def _matter(form: Form) -> consents.Matter:
    return consents.Matter(
        form, f"formularz „{form.title}”", reverse("questionnaires:agreement", args=[form.pk]),
        reverse("questionnaires:form", args=[form.pk]), (ASK,), OFFICE_ADMINS,
    )  # fmt: skip


def _rest(form: Form) -> FormState:
    """Where a form that waited goes back to; a form that people saw is closed until it is agreed on."""
    return FormState.CLOSED if form.current_id else FormState.DRAFT


@transaction.atomic
def close(form_id: int, *, by: Seat, at: datetime) -> Form:
    """No more responses; closing what is closed changes nothing. Raises Form.DoesNotExist."""
    form = _locked(form_id)
    if form.state == FormState.OPEN:
        form.state = FormState.CLOSED
        form.save(update_fields=["state"])
        audit.record(by, "questionnaires.close", form)
    return form


def _locked(form_id: int) -> Form:
    return Form.objects.select_for_update(of=("self",)).get(pk=form_id)


def _waiting(form_id: int) -> Form:
    form = _locked(form_id)
    if form.state != FormState.WAITING:
        raise NotWaiting
    return form
