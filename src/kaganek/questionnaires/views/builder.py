"""A form being built: its page, settings, privacy notice, sections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.core.access import needs
from kaganek.core.seats import SeatedRequest
from kaganek.lib.expr import Meaning, in_words, parse
from kaganek.questionnaires.forms.building import NoticeForm, SectionForm, SettingsForm
from kaganek.questionnaires.models import Form, FormQuestion, FormSection
from kaganek.questionnaires.queries.drafts import asks_for_personal_data, draft_of, newest_notice
from kaganek.questionnaires.queries.public import form_address
from kaganek.questionnaires.rules.gate import Obstacle
from kaganek.questionnaires.rules.kinds import kinds
from kaganek.questionnaires.rules.walking import meanings
from kaganek.questionnaires.services import building as deeds
from kaganek.questionnaires.services.publishing import faults_of, needs_agreement
from kaganek.questionnaires.terms import FormState
from kaganek.questionnaires.views.shown import WAITS, crumbs, form_or_404, of_form, owned_by, section_or_404

OBJ = "questionnaires.form"

Row = dict[str, Any]
Part = FormSection | FormQuestion


@require_GET
@needs("view", OBJ)
def form(request: SeatedRequest, form_id: int) -> HttpResponse:
    """The whole draft with its buttons, and what is left before it can be published."""
    found = form_or_404(form_id)
    definition = draft_of(found)
    obstacles = faults_of(found)
    context = {
        "form": found,
        "sections": _rows(found, meanings(definition), obstacles),
        "obstacles": obstacles,
        "notice": newest_notice(found),
        "personal": asks_for_personal_data(definition),
        "address": form_address(found) if found.current else "",
        "base": settings.BASE_URL,
        "waits": found.state == FormState.WAITING,
        "needs_agreement": needs_agreement(found),
        "crumbs": crumbs((found.title, "")),
    }
    return render(request, "questionnaires/builder/form.html", context)


def _rows(form: Form, known: dict[str, Meaning], obstacles: list[Obstacle]) -> list[Row]:
    wrong: dict[str, list[str]] = {}
    for one in obstacles:
        wrong.setdefault(one.code, []).append(one.words)
    sections = FormSection.objects.filter(form=form).order_by("position", "pk").prefetch_related("questions")
    return [
        {
            "row": section,
            "if": _words(section.shown_if, known),
            "wrong": wrong.get(section.code, ()),
            "questions": [
                {
                    "row": one,
                    "kind": kinds.get(one.kind) if one.kind in kinds else None,
                    "if": _words(one.shown_if, known),
                    "wrong": wrong.get(one.code, ()),
                }
                for one in sorted(section.questions.all(), key=lambda one: (one.position, one.pk))
            ],
        }
        for section in sections
    ]


def _words(text: str, known: dict[str, Meaning]) -> str:
    return in_words(parse(text), known) if text else ""


@require_http_methods(["GET", "POST"])
@needs("edit", OBJ)
def form_add(request: SeatedRequest) -> HttpResponse:
    """A new form."""
    typed = SettingsForm(request.POST or None)
    if request.method == "POST" and typed.is_valid():
        try:
            made = deeds.make_form(typed.settings(), by=request.seat, at=timezone.now())
        except deeds.AddressTaken as taken:
            typed.add_error("slug", _taken(taken))
        else:
            messages.success(request, "Formularz założony. Dodaj pytania.")
            return redirect("questionnaires:form", made.pk)
    return _settings_page(request, typed, None)


@require_http_methods(["GET", "POST"])
@needs("edit", OBJ)
def form_change(request: SeatedRequest, form_id: int) -> HttpResponse:
    """Settings of a form."""
    found = form_or_404(form_id)
    first = {name: getattr(found, name) for name in SettingsForm.base_fields}
    typed = SettingsForm(request.POST or None, initial=first)
    if request.method == "POST" and typed.is_valid():
        try:
            deeds.change_form(found.pk, typed.settings(), by=request.seat, at=timezone.now())
        except deeds.AddressTaken as taken:
            typed.add_error("slug", _taken(taken))
        except deeds.FormWaits:
            messages.info(request, WAITS)
            return redirect("questionnaires:form", found.pk)
        else:
            messages.success(request, "Zapisano ustawienia.")
            return redirect("questionnaires:form", found.pk)
    return _settings_page(request, typed, found)


def _taken(taken: deeds.AddressTaken) -> str:
    return f"Masz już formularz o adresie „{taken}”. Wpisz inną końcówkę adresu."


def _settings_page(request: SeatedRequest, typed: SettingsForm, found: Form | None) -> HttpResponse:
    title = "Ustawienia formularza" if found else "Nowy formularz"
    context = {
        "form": typed, "title": title, "owner": owned_by(request.seat),
        "back": reverse("questionnaires:form", args=[found.pk]) if found else reverse("questionnaires:forms"),
        "submit": "Zapisz" if found else "Załóż formularz",
        "crumbs": of_form(found, (title, "")) if found else crumbs((title, "")),
    }  # fmt: skip
    return render(request, "questionnaires/builder/typed.html", context, status=422 if typed.errors else 200)


@require_http_methods(["GET", "POST"])
@needs("edit", OBJ)
def notice(request: SeatedRequest, form_id: int) -> HttpResponse:
    """The privacy notice of a form; each wording is kept."""
    found = form_or_404(form_id)
    held = newest_notice(found)
    first = {name: getattr(held, name) for name in NoticeForm.base_fields} if held else {}
    if not held and found.office:
        first = {"controller": found.office.office_name}
    typed = NoticeForm(request.POST or None, initial=first)
    if request.method == "POST" and typed.is_valid():
        try:
            made = deeds.say_notice(found.pk, typed.cleaned_data, by=request.seat, at=timezone.now())
        except deeds.FormWaits:
            messages.info(request, WAITS)
        else:
            messages.success(request, f"Klauzula zapisana. To jest wersja {made.number}.")
        return redirect("questionnaires:form", found.pk)
    context = {
        "form": typed, "title": "Klauzula informacyjna", "owner": found.title, "submit": "Zapisz klauzulę",
        "lead": "Osoba przeczyta to przed wysłaniem. Czas przechowywania i prawa dopiszemy sami. Każda zmiana to nowa"
                " wersja, a przy odpowiedzi zostaje ta, którą osoba widziała.",
        "back": reverse("questionnaires:form", args=[found.pk]),
        "crumbs": of_form(found, ("Klauzula informacyjna", "")),
    }  # fmt: skip
    return render(request, "questionnaires/builder/typed.html", context, status=422 if typed.errors else 200)


@require_http_methods(["GET", "POST"])
@needs("edit", OBJ)
def section_add(request: SeatedRequest, form_id: int) -> HttpResponse:
    """A new section at the end."""
    found = form_or_404(form_id)
    typed = SectionForm(request.POST or None)
    if request.method == "POST" and typed.is_valid():
        try:
            made = deeds.add_section(found.pk, **typed.cleaned_data, by=request.seat, at=timezone.now())
        except deeds.FormWaits:
            messages.info(request, WAITS)
        except deeds.TooMuch:
            messages.info(request, f"Formularz może mieć najwyżej {deeds.MOST_SECTIONS} części.")
        else:
            return redirect(f"{reverse('questionnaires:form', args=[found.pk])}#{made.code}")
        return redirect("questionnaires:form", found.pk)
    return _section_page(request, typed, found, "Nowa część")


@require_http_methods(["GET", "POST"])
@needs("edit", OBJ)
def section(request: SeatedRequest, section_id: int) -> HttpResponse:
    """Words of a section."""
    found = section_or_404(section_id)
    typed = SectionForm(request.POST or None, initial={"title": found.title, "intro": found.intro})
    if request.method == "POST" and typed.is_valid():
        try:
            deeds.change_section(found.pk, **typed.cleaned_data, by=request.seat, at=timezone.now())
        except deeds.FormWaits:
            messages.info(request, WAITS)
        return redirect(f"{reverse('questionnaires:form', args=[found.form_id])}#{found.code}")
    return _section_page(request, typed, found.form, "Część formularza")


def _section_page(request: SeatedRequest, typed: SectionForm, found: Form, title: str) -> HttpResponse:
    context = {
        "form": typed, "title": title, "owner": found.title, "submit": "Zapisz część",
        "lead": "Każda część jest osobną stroną formularza.",
        "back": reverse("questionnaires:form", args=[found.pk]), "crumbs": of_form(found, (title, "")),
    }  # fmt: skip
    return render(request, "questionnaires/builder/typed.html", context, status=422 if typed.errors else 200)


@require_POST
@needs("edit", OBJ)
def section_move(request: SeatedRequest, section_id: int) -> HttpResponse:
    """Up or down by one."""
    return moved(request, section_or_404(section_id), deeds.move_section)


def moved(request: SeatedRequest, found: Part, move: Callable[..., object]) -> HttpResponse:
    """Move a part of a draft up or down by one, and show where it went."""
    try:
        move(found.pk, down=request.POST.get("dokad") == "nizej", by=request.seat, at=timezone.now())
    except deeds.FormWaits:
        messages.info(request, WAITS)
    return redirect(f"{reverse('questionnaires:form', args=[found.form_id])}#{found.code}")
