"""What a quiz takes from the question bank: one question, or some drawn from a category."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from wagtail import blocks

from kaganek.learning.blocks import QuizBody

MOST_LISTED = 3000  # questions in the chooser, newest first; nobody scrolls further


def bank_questions() -> list[tuple[str, str]]:
    """Questions of the banks within reach, as a chooser names them."""
    rows = apps.get_model("learning", "BankQuestion").objects.filter(retired_at=None, current__isnull=False)
    named = rows.order_by("-pk").values_list("pk", "current__name")[:MOST_LISTED]
    return [(str(pk), f"{name} (nr {pk})") for pk, name in named]


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


class FromBankBlock(blocks.StructBlock):
    """One question of the bank, in its newest version on the day of publication."""

    question = blocks.ChoiceBlock(label="Pytanie", choices=bank_questions)

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
