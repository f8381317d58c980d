"""What a quiz takes from the question bank: one question, or some drawn from a category."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail import blocks
from wagtail.admin.widgets import BaseChooser

from kaganek.learning.blocks import QuizBody

CHOOSER = "bank_question_chooser"  # views.bank.chooser, where the widget below looks for questions
ABSENT = "Tego pytania nie ma w banku. Wybierz inne."


def bank_question_label(question: Any) -> str:
    """A bank question as the sheet and its chooser name it; Any: models import these blocks."""
    name = question.current.name if question.current else "Pytanie bez treści"
    return f"{name} (nr {question.pk})" + (" (wycofane)" if question.retired_at else "")


def bank_categories() -> list[tuple[str, str]]:
    """Categories of the banks within reach with their paths, in the order of the alphabet."""
    rows = apps.get_model("learning", "BankCategory").objects.all()
    known = {one.pk: one for one in rows}
    return sorted(((str(pk), _path(pk, known)) for pk in known), key=lambda one: one[1])


def _path(pk: int, known: dict[int, Any]) -> str:
    names = [known[pk].name]
    while (parent := known[pk].parent_id) in known:
        pk = parent
        names.append(known[pk].name)
    return " › ".join(reversed(names))


class BankQuestionChooser(BaseChooser):
    """Looks for a question in a window of its own, since a bank may hold thousands."""

    model = "learning.BankQuestion"
    icon = "help"
    choose_one_text = "Wybierz pytanie"
    choose_another_text = "Wybierz inne pytanie"
    link_to_chosen_text = "Zobacz w banku"
    chooser_modal_url_name = f"{CHOOSER}:choose"

    def get_value_data_from_instance(self, instance: Any) -> dict[str, Any]:
        return {
            "id": str(instance.pk),
            "edit_url": reverse("learning:bank_question", args=[instance.pk]),
            self.display_title_key: bank_question_label(instance),
        }


class BankQuestionField(forms.CharField):
    """The number of a question of the banks within reach.

    A retired one stays on its sheet until the author wants to publish (services.sheets): a draft is never stuck.
    """

    widget = BankQuestionChooser

    def clean(self, value: Any) -> str:
        said: str = super().clean(value)
        if said and not (said.isdecimal() and _questions().filter(pk=said).exists()):
            raise ValidationError(ABSENT)
        return said


def _questions() -> Any:
    return apps.get_model("learning", "BankQuestion").objects.filter(current__isnull=False)


class BankQuestionBlock(blocks.FieldBlock):
    """A bank question by its number, as text."""

    def __init__(self, **kwargs: Any) -> None:
        self.field = BankQuestionField(max_length=18)
        super().__init__(**kwargs)

    def get_form_state(self, value: Any) -> dict[str, Any] | None:
        """What the widget shows; nothing where the question is out of reach."""
        found: dict[str, Any] | None = self.field.widget.get_value_data(value or None)
        return found


class FromBankBlock(blocks.StructBlock):
    """One question of the bank, in its newest version on the day of publication."""

    question = BankQuestionBlock(label="Pytanie")

    class Meta:
        label = "Pytanie z banku"
        icon = "help"


class DrawBlock(blocks.StructBlock):
    """Questions drawn for each attempt from a category of the bank and all below it."""

    category = blocks.ChoiceBlock(label="Kategoria", choices=bank_categories)
    number = blocks.IntegerBlock(
        label="Ile pytań wylosować",
        min_value=1,
        max_value=100,
        default=5,
        help_text="Każde podejście dostanie inne, wylosowane z tej kategorii i z kategorii w niej.",
    )

    class Meta:
        label = "Losuj z kategorii banku"
        icon = "rotate"


class QuizSheet(QuizBody):
    """The sheet of a quiz: questions written on it, taken from the bank, drawn from it."""

    bank = FromBankBlock()
    draw = DrawBlock()
