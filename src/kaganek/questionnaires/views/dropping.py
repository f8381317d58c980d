"""A question or a section taken out of a form: asked about first, because it does not come back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from kaganek.core.access import needs
from kaganek.core.lists import whole_numbers
from kaganek.core.parts import Deed
from kaganek.core.seats import SeatedRequest
from kaganek.lib.polish import counted
from kaganek.questionnaires.models import Form, FormQuestion, FormSection
from kaganek.questionnaires.rules.walking import brief
from kaganek.questionnaires.services import building as deeds
from kaganek.questionnaires.views.shown import WAITS, form_or_404

OBJ = "questionnaires.form"
FOR_GOOD = "Tego nie da się cofnąć. Odpowiedzi, które już przyszły, zostają."
Part = FormSection | FormQuestion


@require_POST
@needs("edit", OBJ)
def question_drop(request: SeatedRequest, question_id: int) -> HttpResponse:
    """Remove a question; asks first."""
    found = FormQuestion.objects.select_related("form", "section").filter(pk=question_id).first()
    if found is None:
        return _gone(request)
    words = ("Usunąć to pytanie?", [brief(found.text)], f"Pytanie zniknie ze szkicu. {FOR_GOOD}")
    return _dropped(request, found, deeds.drop_question, words, back=found.section.code)


@require_POST
@needs("edit", OBJ)
def section_drop(request: SeatedRequest, section_id: int) -> HttpResponse:
    """Remove a section with its questions; asks first."""
    found = FormSection.objects.select_related("form").filter(pk=section_id).first()
    if found is None:
        return _gone(request)
    questions = [brief(one.text) for one in found.questions.order_by("position", "pk")]
    inside = f" i {counted(len(questions), 'pytanie', 'pytania', 'pytań')}" if questions else ""
    named = f"„{found.title}”" if found.title else "tę część"
    words = (f"Usunąć {named}{inside}?", questions, f"Część zniknie ze szkicu razem z pytaniami. {FOR_GOOD}")
    return _dropped(request, found, deeds.drop_section, words, back="")


def _dropped(
    request: SeatedRequest,
    found: Part,
    drop: Callable[..., object],
    words: tuple[str, list[str], str],
    *,
    back: str,
) -> HttpResponse:
    """Ask, then remove a part of a draft; or say what depends on it. `back` is where the form opens afterwards."""
    form, sure = found.form, request.POST.get("confirmed") == "1"
    if not sure and not deeds.asking_about(found):
        return render(request, "ui/confirm.html", {"deed": _deed(request, found, words)})
    try:
        drop(found.pk, by=request.seat, at=timezone.now())
    except deeds.FormWaits:
        messages.info(request, WAITS)
    except deeds.InUse as used:
        messages.error(request, in_use(form, used))
        back = found.code
    else:
        messages.success(request, "Usunięto.")
    return redirect(_page(form, back))


def _deed(request: SeatedRequest, found: Part, words: tuple[str, list[str], str]) -> Deed:
    title, items, text = words
    return Deed(
        title=title, items=items, text=text, action=request.path, submit="Usuń", icon="trash-2", final=True,
        cancel_href=_page(found.form, found.code), fields=[("formularz", str(found.form_id))],
    )  # fmt: skip


def _gone(request: SeatedRequest) -> HttpResponse:
    """Sent a second time: the form as it is, without the part that is no more."""
    for form_id in whole_numbers([request.POST.get("formularz", "")]):
        return redirect(_page(form_or_404(form_id), ""))
    raise Http404


def _page(form: Form, code: str) -> str:
    page = reverse("questionnaires:form", args=[form.pk])
    return f"{page}#{code}" if code else page


def in_use(form: Form, used: deeds.InUse) -> str:
    """Which parts ask about it, by their words."""
    questions = FormQuestion.objects.filter(form=form, code__in=used.codes)
    sections = FormSection.objects.filter(form=form, code__in=used.codes)
    names = [one.title or one.code for one in sections] + [brief(one.text) for one in questions]
    named = ", ".join(f"„{one}”" for one in names)
    return f"Od tych odpowiedzi zależy, czy pokazujemy: {named}. Usuń najpierw tamte warunki."
