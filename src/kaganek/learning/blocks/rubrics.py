"""A rubric as its author writes it, and its words as graded things keep them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks


class LevelBlock(blocks.StructBlock):
    points = blocks.IntegerBlock(label="Punkty", min_value=0, max_value=100)
    title = blocks.CharBlock(label="Poziom", max_length=80, help_text="Na przykład: dobrze.")
    description = blocks.TextBlock(label="Po czym go poznać", max_length=600, rows=2, required=False)


class CriterionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Kryterium", max_length=160)
    note = blocks.TextBlock(label="Wyjaśnienie", max_length=600, rows=2, required=False)
    levels = blocks.ListBlock(LevelBlock(), label="Poziomy", min_num=2, max_num=8)

    class Meta:
        label = "Kryterium"
        icon = "tasks"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        if not any(level["points"] for level in cleaned["levels"]):
            raise ValidationError("Co najmniej jeden poziom musi dawać punkty.")
        return cleaned


class RubricBody(blocks.StreamBlock):
    criterion = CriterionBlock()

    class Meta:
        min_num = 1
        max_num = 12


def rubric_words(title: str, criteria: Iterable[Any]) -> dict[str, Any]:
    """A rubric as a graded thing keeps it; see learning.rules.rubrics. Any: blocks of Wagtail, which ships no types."""
    return {
        "title": title,
        "criteria": [
            {
                "id": str(place),
                "title": block.value["title"],
                "note": block.value["note"],
                "levels": [
                    {
                        "id": str(number),
                        "points": level["points"],
                        "title": level["title"],
                        "description": level["description"],
                    }
                    for number, level in enumerate(block.value["levels"], start=1)
                ],
            }
            for place, block in enumerate(criteria, start=1)
        ],
    }
