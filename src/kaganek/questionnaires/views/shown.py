"""What pages of the builder share: whose forms, crumbs, a form within reach."""

from __future__ import annotations

from django.http import Http404
from django.urls import reverse

from kaganek.core.seats import Seat
from kaganek.questionnaires.models import Form, FormQuestion, FormSection
from kaganek.questionnaires.services.owners import owner_of

FORMS = ("formularz", "formularze", "formularzy")
RESPONSES = ("odpowiedź", "odpowiedzi", "odpowiedzi")
PROGRAMME = "Program"
WAITS = "Formularz czeka na zgodę dostawcy platformy. Wycofaj go, żeby coś zmienić."
Crumb = tuple[str, str]


def crumbs(*more: Crumb) -> list[Crumb]:
    return [("Formularze", reverse("questionnaires:forms")), *more]


def of_form(form: Form, *more: Crumb) -> list[Crumb]:
    return crumbs((form.title, reverse("questionnaires:form", args=[form.pk])), *more)


def owned_by(seat: Seat) -> str:
    """Whose forms the seat keeps, for the eyebrow of a page."""
    return seat.place or PROGRAMME if owner_of(seat) else PROGRAMME


def form_or_404(form_id: int) -> Form:
    found = Form.objects.select_related("office", "current").filter(pk=form_id).first()
    if found is None:
        raise Http404
    return found


def section_or_404(section_id: int) -> FormSection:
    found = FormSection.objects.select_related("form__office").filter(pk=section_id).first()
    if found is None:
        raise Http404
    return found


def question_or_404(question_id: int) -> FormQuestion:
    found = FormQuestion.objects.select_related("form__office", "section").filter(pk=question_id).first()
    if found is None:
        raise Http404
    return found
