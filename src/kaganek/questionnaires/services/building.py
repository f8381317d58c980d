"""Building a form: its settings, sections, questions and their order. Only the draft changes; rule Q-05."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.text import slugify

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.core.turns import AGAIN, take_turn
from kaganek.lib.expr import names_in, parse
from kaganek.lib.names import fold
from kaganek.people.services.signatures import signature
from kaganek.questionnaires.models import Form, FormQuestion, FormSection, PrivacyNotice
from kaganek.questionnaires.services.owners import owner_of
from kaganek.questionnaires.terms import FormState

MOST_SECTIONS = 30
MOST_QUESTIONS = 200


class AddressTaken(Exception):
    """The owner has another form at this address."""


class FormWaits(Exception):
    """The form waits for the supplier's word; nothing in it changes until then."""


class InUse(Exception):
    """Conditions ask about this question; `codes` are what they show."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(codes)
        self.codes = codes


class TooMuch(Exception):
    """A form holds no more sections or questions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is set for a whole form; `slug` "" = made from the title."""

    title: str
    slug: str = ""
    intro: str = ""
    thanks: str = ""
    opens_on: date | None = None
    closes_on: date | None = None
    retention_days: int = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A question as its author wrote it."""

    kind: str
    text: str
    help: str = ""
    required: bool = True
    personal: bool = False
    payload: Mapping[str, Any]


@transaction.atomic
def make_form(given: Settings, *, by: Seat, at: datetime) -> Form:
    """A new form of the seat's office, or of the programme, with one empty section; sent twice, it is one.

    Raises AddressTaken.
    """
    office, who = owner_of(by), signature(by)
    take_turn("form", office, given.title)
    settings = {field.name: getattr(given, field.name) for field in fields(given)} | {"slug": _address(given)}
    if same := Form.objects.filter(office=office, made_by=who, made_at__gt=at - AGAIN, **settings).first():
        return same
    form = Form(office_id=office, made_by=who, made_at=at, changed_at=at)
    _write(form, given)
    FormSection.objects.create(form=form, office_id=form.office_id, position=1, code="s1")
    audit.record(by, "questionnaires.make_form", form)
    return form


@transaction.atomic
def change_form(form_id: int, given: Settings, *, by: Seat, at: datetime) -> Form:
    """Other settings. The days it is open hold at once, its words with the next version.

    Raises Form.DoesNotExist, FormWaits, AddressTaken.
    """
    form = draft(form_id)
    form.has_changes, form.changed_at = True, at
    _write(form, given)
    audit.record(by, "questionnaires.change_form", form)
    return form


def _address(given: Settings) -> str:
    return (given.slug or slugify(fold(given.title)) or "formularz")[:80]


def _write(form: Form, given: Settings) -> None:
    form.title, form.intro, form.thanks = given.title, given.intro, given.thanks
    form.opens_on, form.closes_on, form.retention_days = given.opens_on, given.closes_on, given.retention_days
    form.slug = _address(given)
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError:
        raise AddressTaken(form.slug) from None


@transaction.atomic
def copy_form(form_id: int, *, by: Seat, at: datetime) -> Form:
    """A new draft with the same words, sections, questions, conditions and privacy notice; nothing of responses.

    Sent twice, it is copied once.

    Raises Form.DoesNotExist.
    """
    old = Form.objects.get(pk=form_id)
    title, who = f"{old.title} (kopia)"[:200], signature(by)
    take_turn("copy of a form", form_id)
    address = f"{old.slug[:70]}-"
    again = Form.objects.filter(office=old.office_id, title=title, made_by=who, made_at__gt=at - AGAIN)
    if same := again.filter(slug__regex=rf"^{re.escape(address)}\d+$", changed_at=F("made_at")).first():
        return same
    taken = set(Form.objects.filter(office=old.office_id).values_list("slug", flat=True))
    slug = next(f"{address}{n}" for n in range(2, 10_000) if f"{address}{n}" not in taken)
    made = Form.objects.create(
        office_id=old.office_id, slug=slug, title=title, intro=old.intro, thanks=old.thanks,
        retention_days=old.retention_days, last_code=old.last_code, made_by=who, made_at=at, changed_at=at,
    )  # fmt: skip
    for section in FormSection.objects.filter(form=old).order_by("position", "pk"):
        questions = list(section.questions.order_by("position", "pk"))
        _again(section, made)
        for one in questions:
            one.section = section
            _again(one, made)
    if notice := PrivacyNotice.objects.filter(form=old).order_by("-number").first():
        notice.number = 1
        _again(notice, made)
    audit.record(by, "questionnaires.copy_form", made, source=str(old.pk))
    return made


def _again(row: Any, form: Form) -> None:
    row.pk, row.form = None, form
    row.save()


@transaction.atomic
def drop_form(form_id: int, *, by: Seat) -> None:
    """Throw away a form that was never published. Raises Form.DoesNotExist for any other."""
    form = Form.objects.select_for_update(of=("self",)).get(pk=form_id, current=None, state=FormState.DRAFT)
    audit.record(by, "questionnaires.drop_form", form)
    form.delete()


@transaction.atomic
def say_notice(form_id: int, words: Mapping[str, str], *, by: Seat, at: datetime) -> PrivacyNotice:
    """The next wording of the privacy notice; the same words make none. Raises Form.DoesNotExist, FormWaits."""
    form = draft(form_id)
    held = PrivacyNotice.objects.filter(form=form).order_by("-number").first()
    if held and all(getattr(held, name) == value for name, value in words.items()):
        return held
    made = PrivacyNotice.objects.create(
        form=form, office_id=form.office_id, number=held.number + 1 if held else 1, made_by=signature(by), made_at=at,
        **words,
    )  # fmt: skip
    touch(form, at)
    audit.record(by, "questionnaires.say_notice", form, number=str(made.number))
    return made


@transaction.atomic
def add_section(form_id: int, *, title: str, intro: str, by: Seat, at: datetime) -> FormSection:
    """A new section at the end; sent twice, it is added once. Raises Form.DoesNotExist, FormWaits, TooMuch."""
    form = draft(form_id)
    rows = FormSection.objects.filter(form=form)
    last = rows.order_by("-position", "-pk").first()
    held = rows.count()
    alike = last and held > 1 and (last.title, last.intro) == (title, intro)
    if last and alike and _just_now(form, at) and not last.questions.exists():
        return last
    if held >= MOST_SECTIONS:
        raise TooMuch
    numbers = [int(code[1:]) for code in rows.values_list("code", flat=True)]
    place = (rows.aggregate(last=Max("position"))["last"] or 0) + 1
    made = FormSection.objects.create(
        form=form, office_id=form.office_id, position=place, code=f"s{max(numbers, default=0) + 1}", title=title,
        intro=intro,
    )  # fmt: skip
    touch(form, at)
    return made


@transaction.atomic
def change_section(section_id: int, *, title: str, intro: str, by: Seat, at: datetime) -> FormSection:
    """Other words of a section. Raises FormSection.DoesNotExist, FormWaits."""
    section = FormSection.objects.get(pk=section_id)
    form = draft(section.form_id)
    section.title, section.intro = title, intro
    section.save(update_fields=["title", "intro"])
    touch(form, at)
    return section


@transaction.atomic
def drop_section(section_id: int, *, by: Seat, at: datetime) -> Form:
    """Remove a section with its questions. Raises FormSection.DoesNotExist, FormWaits, InUse."""
    section = FormSection.objects.get(pk=section_id)
    form = draft(section.form_id)
    if asking := asking_about(section):
        raise InUse(asking)
    section.delete()
    touch(form, at)
    return form


@transaction.atomic
def move_section(section_id: int, *, down: bool, by: Seat, at: datetime) -> Form:
    """One place up or down; at the end nothing happens. Raises FormSection.DoesNotExist, FormWaits."""
    section = FormSection.objects.get(pk=section_id)
    form = draft(section.form_id)
    _swap(list(FormSection.objects.filter(form=form).order_by("position", "pk")), section.pk, down=down)
    touch(form, at)
    return form


@transaction.atomic
def add_question(section_id: int, words: Words, *, by: Seat, at: datetime) -> FormQuestion:
    """A question at the end of a section; sent twice, it is added once.

    Raises FormSection.DoesNotExist, FormWaits, TooMuch.
    """
    section = FormSection.objects.get(pk=section_id)
    form = draft(section.form_id)
    last = section.questions.filter(code=f"p{form.last_code}", shown_if="").first()
    if (
        last
        and _just_now(form, at)
        and all(getattr(last, name) == value for name, value in _columns(words).items())
    ):
        return last
    if FormQuestion.objects.filter(form=form).count() >= MOST_QUESTIONS:
        raise TooMuch
    form.last_code += 1
    place = (section.questions.aggregate(last=Max("position"))["last"] or 0) + 1
    made = FormQuestion.objects.create(
        form=form, office_id=form.office_id, section=section, position=place, code=f"p{form.last_code}",
        **_columns(words),
    )  # fmt: skip
    touch(form, at)
    return made


@transaction.atomic
def change_question(question_id: int, words: Words, *, by: Seat, at: datetime) -> FormQuestion:
    """Other words of a question; its kind and code stay. Raises FormQuestion.DoesNotExist, FormWaits."""
    question = FormQuestion.objects.get(pk=question_id)
    form = draft(question.form_id)
    columns = _columns(words) | {"kind": question.kind}
    for name, value in columns.items():
        setattr(question, name, value)
    question.save(update_fields=list(columns))
    touch(form, at)
    return question


def _just_now(form: Form, at: datetime) -> bool:
    """Whether the draft was changed so shortly ago that what comes may be the same change, sent twice."""
    return form.changed_at > at - AGAIN


def _columns(words: Words) -> dict[str, Any]:
    return {
        "kind": words.kind, "text": words.text, "help": words.help, "required": words.required,
        "personal": words.personal, "payload": dict(words.payload),
    }  # fmt: skip


@transaction.atomic
def drop_question(question_id: int, *, by: Seat, at: datetime) -> Form:
    """Remove a question. Raises FormQuestion.DoesNotExist, FormWaits, InUse where a condition asks about it."""
    question = FormQuestion.objects.get(pk=question_id)
    form = draft(question.form_id)
    if asking := asking_about(question):
        raise InUse(asking)
    question.delete()
    touch(form, at)
    return form


@transaction.atomic
def move_question(question_id: int, *, down: bool, by: Seat, at: datetime) -> Form:
    """One place up or down; past the edge of its section it goes into the next one.

    Raises FormQuestion.DoesNotExist, FormWaits.
    """
    question = FormQuestion.objects.get(pk=question_id)
    form = draft(question.form_id)
    rows = list(FormQuestion.objects.filter(section=question.section_id).order_by("position", "pk"))
    if not _swap(rows, question.pk, down=down):
        _to_neighbour(question, down=down)
    touch(form, at)
    return form


def _swap(rows: list[Any], pk: int, *, down: bool) -> bool:
    """Positions written anew, 1, 2 …, with one row moved; whether there was a place to move to."""
    place = next(n for n, one in enumerate(rows) if one.pk == pk)
    other = place + (1 if down else -1)
    if not 0 <= other < len(rows):
        return False
    rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows, start=1):
        row.position = position
    type(rows[0]).objects.bulk_update(rows, ["position"])
    return True


def _to_neighbour(question: FormQuestion, *, down: bool) -> None:
    sections = list(FormSection.objects.filter(form=question.form_id).order_by("position", "pk"))
    place = next(n for n, one in enumerate(sections) if one.pk == question.section_id)
    other = place + (1 if down else -1)
    if not 0 <= other < len(sections):
        return
    there = list(sections[other].questions.order_by("position", "pk"))
    question.section = sections[other]
    question.save(update_fields=["section"])
    rows = [question, *there] if down else [*there, question]
    for position, row in enumerate(rows, start=1):
        row.position = position
    FormQuestion.objects.bulk_update(rows, ["position"])


def asking_about(part: FormSection | FormQuestion) -> list[str]:
    """Codes of what is shown by an answer to this question, or to one of this section; itself left out."""
    inside = [one.code for one in part.questions.all()] if isinstance(part, FormSection) else []
    own = {part.code, *inside}
    rows = [
        *FormSection.objects.filter(form=part.form_id).exclude(shown_if="").values_list("code", "shown_if"),
        *FormQuestion.objects.filter(form=part.form_id).exclude(shown_if="").values_list("code", "shown_if"),
    ]
    return [code for code, text in rows if code not in own and names_in(parse(text)) & own]


def draft(form_id: int) -> Form:
    """The form, locked, when it may be changed. Raises Form.DoesNotExist, FormWaits."""
    form = Form.objects.select_for_update(of=("self",)).get(pk=form_id)
    if form.state == FormState.WAITING:
        raise FormWaits
    return form


def touch(form: Form, at: datetime) -> None:
    """Note that the draft differs from what people see."""
    form.has_changes, form.changed_at = True, at
    form.save(update_fields=["has_changes", "changed_at", "last_code"])
