"""Blocks of a lesson, as the content editor shows them to authors."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from wagtail import blocks

from kaganek.core.blocks import RICH, DownloadBlock, ImageBlock, NoteBlock, VideoBlock


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label="Odpowiedź", max_length=300)
    correct = blocks.BooleanBlock(label="Poprawna", required=False)
    feedback = blocks.CharBlock(label="Wyjaśnienie", max_length=500)


class CheckBlock(blocks.StructBlock):
    """A question without a grade, explained at once."""

    question = blocks.CharBlock(label="Pytanie", max_length=400)
    options = blocks.ListBlock(OptionBlock(), label="Odpowiedzi", min_num=2, max_num=6)

    class Meta:
        label = "Sprawdź się"
        icon = "help"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        if not any(option["correct"] for option in cleaned["options"]):
            raise ValidationError("Zaznacz co najmniej jedną poprawną odpowiedź.")
        return cleaned


class LessonBody(blocks.StreamBlock):
    text = blocks.RichTextBlock(label="Tekst", features=RICH, icon="pilcrow")
    image = ImageBlock()
    video = VideoBlock()
    download = DownloadBlock()
    note = NoteBlock()
    check = CheckBlock()
