"""The draft of a form as it would be published."""

from __future__ import annotations

from collections.abc import Iterable

from kaganek.questionnaires.models import Form, FormQuestion, FormSection, PrivacyNotice
from kaganek.questionnaires.rules.definition import Asked, Definition, Section
from kaganek.questionnaires.rules.kinds import kinds


def draft_of(form: Form) -> Definition:
    """Sections and questions of the draft in order; two statements."""
    sections = FormSection.objects.filter(form=form).order_by("position", "pk")
    questions: dict[int, list[FormQuestion]] = {}
    for one in FormQuestion.objects.filter(form=form).order_by("position", "pk"):
        questions.setdefault(one.section_id, []).append(one)
    return Definition(
        title=form.title,
        intro=form.intro,
        thanks=form.thanks,
        sections=tuple(_section(one, questions.get(one.pk, ())) for one in sections),
    )


def _section(row: FormSection, questions: Iterable[FormQuestion]) -> Section:
    return Section(
        code=row.code, title=row.title, intro=row.intro, shown_if=row.shown_if,
        questions=tuple(asked(one) for one in questions),
    )  # fmt: skip


def asked(row: FormQuestion) -> Asked:
    return Asked(
        code=row.code, kind=row.kind, text=row.text, help=row.help, required=row.required, personal=row.personal,
        payload=row.payload, shown_if=row.shown_if,
    )  # fmt: skip


def newest_notice(form: Form) -> PrivacyNotice | None:
    """What the form tells people about their data now."""
    return PrivacyNotice.objects.filter(form=form).order_by("-number").first()


def asks_for_personal_data(definition: Definition) -> bool:
    """Whether any question is about the person: marked so, or of a kind that always is (Q-07)."""
    return any(
        one.personal or (one.kind in kinds and kinds.get(one.kind).personal) for one in definition.questions()
    )
