"""Questions of a form being built: added, changed, moved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.core.access import needs
from kaganek.core.seats import SeatedRequest
from kaganek.questionnaires.forms.building import WordsForm
from kaganek.questionnaires.forms.catalogue import CORE
from kaganek.questionnaires.models import Form, FormQuestion
from kaganek.questionnaires.rules.kinds import Kind, kinds
from kaganek.questionnaires.services import building as deeds
from kaganek.questionnaires.services.building import Words
from kaganek.questionnaires.views.builder import moved
from kaganek.questionnaires.views.shown import WAITS, of_form, question_or_404, section_or_404

OBJ = "questionnaires.form"


class Sheet:
    """The forms of one question together: its words and the fields of its kind."""

    def __init__(self, key: str, data: Any, held: FormQuestion | None = None) -> None:
        self.key, self.kind = key, kinds.get(key)
        self.held = held.payload if held else {}
        first = {name: getattr(held, name) for name in WordsForm.base_fields} if held else {}
        self.words = WordsForm(data, initial=first, asks=self.kind.asks, always_personal=self.kind.personal)
        part = self.kind.part.first(held.payload) if held else {}
        self.part = self.kind.part(data, initial=part, prefix="r")

    def is_valid(self) -> bool:
        return all([self.words.is_valid(), self.part.is_valid()])

    @property
    def errors(self) -> bool:
        return bool(self.words.errors or self.part.errors)

    def typed(self) -> Words:
        words = self.words.cleaned_data
        return Words(
            kind=self.key, text=words["text"].replace("\r\n", "\n"), help=words["help"].replace("\r\n", "\n"),
            required=words.get("required", False), personal=words.get("personal", False),
            payload=self.part.payload(self.held),
        )  # fmt: skip


@require_GET
@needs("edit", OBJ)
def kinds_page(request: SeatedRequest, section_id: int) -> HttpResponse:
    """Which kind of question to add: ours by how often they are needed, those of other apps behind them."""
    found = section_or_404(section_id)
    listed = [*CORE.items(), *((key, kind) for key, kind in kinds if key not in CORE)]
    context = {"section": found, "kinds": listed, "crumbs": of_form(found.form, ("Nowe pytanie", ""))}
    return render(request, "questionnaires/builder/kinds.html", context)


@require_http_methods(["GET", "POST"])
@needs("edit", OBJ)
def question_add(request: SeatedRequest, section_id: int, kind: str) -> HttpResponse:
    """A new question of one kind."""
    found = section_or_404(section_id)
    if kind not in kinds:
        raise Http404
    sheet = Sheet(kind, request.POST or None)
    if request.method == "POST" and sheet.is_valid():
        try:
            made = deeds.add_question(found.pk, sheet.typed(), by=request.seat, at=timezone.now())
        except deeds.FormWaits:
            messages.info(request, WAITS)
        except deeds.TooMuch:
            messages.info(request, f"Formularz może mieć najwyżej {deeds.MOST_QUESTIONS} pytań.")
        else:
            return redirect(f"{reverse('questionnaires:form', args=[found.form_id])}#{made.code}")
        return redirect("questionnaires:form", found.form_id)
    return _page(request, sheet, found.form, sheet.kind, "Nowe pytanie")


@require_http_methods(["GET", "POST"])
@needs("edit", OBJ)
def question(request: SeatedRequest, question_id: int) -> HttpResponse:
    """Words of a question."""
    found = question_or_404(question_id)
    if found.kind not in kinds:
        raise Http404
    sheet = Sheet(found.kind, request.POST or None, found)
    if request.method == "POST" and sheet.is_valid():
        try:
            deeds.change_question(found.pk, sheet.typed(), by=request.seat, at=timezone.now())
        except deeds.FormWaits:
            messages.info(request, WAITS)
        return redirect(f"{reverse('questionnaires:form', args=[found.form_id])}#{found.code}")
    return _page(request, sheet, found.form, sheet.kind, "Zmień pytanie")


def _page(request: SeatedRequest, sheet: Sheet, form: Form, kind: Kind, title: str) -> HttpResponse:
    context = {
        "sheet": sheet, "title": title, "kind": kind, "wrong": [one for one in (sheet.words, sheet.part) if one.errors],
        "back": reverse("questionnaires:form", args=[form.pk]), "crumbs": of_form(form, (title, "")),
    }  # fmt: skip
    return render(
        request, "questionnaires/builder/question.html", context, status=422 if sheet.errors else 200
    )


@require_POST
@needs("edit", OBJ)
def question_move(request: SeatedRequest, question_id: int) -> HttpResponse:
    """Up or down by one."""
    return moved(request, question_or_404(question_id), deeds.move_question)
