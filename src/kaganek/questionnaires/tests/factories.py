"""Forms for tests, made by the deeds themselves."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.questionnaires.models import Form, FormQuestion, FormSection, FormVersion, Response
from kaganek.questionnaires.rules.definition import Definition
from kaganek.questionnaires.services import building, filling, publishing
from kaganek.questionnaires.services.building import Settings, Words
from kaganek.questionnaires.services.tokens import Began

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
NOTICE = {
    "controller": "Wójt Gminy Zalesie", "contact": "iod@zalesie.example", "purpose": "Załatwienie zgłoszenia.",
    "basis": "art. 6 ust. 1 lit. e RODO", "recipients": "",
}  # fmt: skip
YES_NO = {"options": [{"id": "1", "text": "Lampa"}, {"id": "2", "text": "Dziura w drodze"}]}


def question(kind: str, text: str, **more: Any) -> Words:
    return Words(kind=kind, text=text, payload=more.pop("payload", {}), **more)


def make_form(by: Seat, *words: Words, title: str = "Zgłoszenie", at: datetime = AT, **settings: Any) -> Form:
    """A draft with one section of these questions."""
    with seated(by):
        form = building.make_form(Settings(title=title, **settings), by=by, at=at)
        section = FormSection.objects.get(form=form)
        for one in words:
            building.add_question(section.pk, one, by=by, at=at)
        return form


def make_report(by: Seat, *, title: str = "Zgłoszenie usterki", publish: bool = True) -> Form:
    """What is broken, and where the hole is, asked only of those who report one; then an optional e-mail."""
    form = make_form(
        by,
        question("single", "Co zgłaszasz?", payload=YES_NO),
        question("short", "Gdzie jest dziura?"),
        question("email", "Twój e-mail", required=False),
        title=title,
        thanks="Odpowiemy w ciągu 14 dni.",
    )
    with seated(by):
        FormQuestion.objects.filter(form=form, code="p2").update(shown_if='p1 = "2"')
        building.say_notice(form.pk, NOTICE, by=by, at=AT)
        return publishing.publish(form.pk, by=by, at=AT) if publish else form


def send(form: Form, answers: dict[str, Any], *, at: datetime = AT, key: uuid.UUID | None = None) -> Response:
    """A response to the form's current version."""
    with seated(SYSTEM):
        version = FormVersion.objects.get(pk=form.current_id)
    began = Began(form.pk, version.pk, key or uuid.uuid4(), at - timedelta(minutes=2))
    definition = Definition.from_json(version.definition)
    return filling.send(form, began, definition, answers, address="192.0.2.7", at=at)
