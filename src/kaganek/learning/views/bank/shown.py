"""What pages of the bank share: kinds in words, crumbs, a wording as a participant sees it."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from kaganek.core.seats import Seat
from kaganek.learning.models import BankQuestion, BankVersion, Question
from kaganek.learning.queries.bank import Shelf
from kaganek.learning.services.bank.wording import Wording
from kaganek.learning.views import sheet
from kaganek.questionnaires.terms import QuestionKind

QUESTIONS = ("pytanie", "pytania", "pytań")
KINDS: dict[str, str] = {**dict(QuestionKind.choices), "essay": "wypowiedź pisemna"}
PROGRAMME = "Bank programu"
Crumb = tuple[str, str]


def crumbs(*more: Crumb) -> list[Crumb]:
    return [("Bank pytań", reverse("learning:bank")), *more]


def is_wide(seat: Seat) -> bool:
    """Whether the seat reads several banks."""
    return seat.owners is None


def question_or_404(question_id: int) -> BankQuestion:
    """A question within reach, with its newest version, category and office."""
    found = (
        BankQuestion.objects.select_related("current", "category", "office").filter(pk=question_id).first()
    )
    if found is None or found.current is None:
        raise Http404
    return found


def named(shelves: list[Shelf]) -> list[tuple[int, str]]:
    return [(one.category.pk, one.label) for one in shelves]


def seen(said: Wording | BankVersion) -> dict[str, Any]:
    """A wording as its fields for answering, and the right answer as the results give it."""
    if said.kind not in QuestionKind.values:
        return {"fields": None, "right": None}
    question = Question(
        pk=0,
        kind=said.kind,
        text=said.text,
        payload=said.payload,
        explanation=said.explanation,
        points=said.points,
    )
    return {
        "fields": sheet.questions([(question, None)], attempt="")[0],
        "right": sheet.explained([(question, None)], {})[0],
    }
