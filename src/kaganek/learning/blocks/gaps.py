"""One gap of a text: what fills it rightly, and what is offered beside."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from wagtail import blocks

from kaganek.questionnaires.rules.answers import both_right_and_wrong

BOTH = "„{}” jest i poprawną, i błędną odpowiedzią tej luki. Usuń jedną z nich."


class GapBlock(blocks.StructBlock):
    accepted = blocks.ListBlock(
        blocks.CharBlock(label="Odpowiedź", max_length=200),
        label="Poprawne odpowiedzi",
        min_num=1,
        max_num=20,
        help_text="Wielkość liter i polskie znaki nie mają znaczenia.",
    )
    wrong = blocks.ListBlock(
        blocks.CharBlock(label="Odpowiedź", max_length=200),
        label="Błędne odpowiedzi",
        default=[],
        max_num=8,
        help_text="Jeśli je podasz, uczestnik wybierze z listy. Bez nich wpisze odpowiedź.",
    )

    class Meta:
        label = "Luka"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        if both := both_right_and_wrong(cleaned["accepted"], cleaned["wrong"]):
            raise ValidationError(BOTH.format(both))
        return cleaned
