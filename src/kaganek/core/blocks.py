"""Content blocks that lessons and articles share, as the content editor shows them to authors."""

from __future__ import annotations

from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from kaganek.core.licences import CHOICES

RICH = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]
SHORT = ["bold", "italic", "ol", "ul", "link"]  # inside a block: no headings of its own


def _licence(**options: Any) -> blocks.ChoiceBlock:
    return blocks.ChoiceBlock(label="Licencja", choices=CHOICES, **options)


def _author(**options: Any) -> blocks.CharBlock:
    return blocks.CharBlock(label="Autor lub źródło", max_length=200, **options)


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label="Obraz")
    alt = blocks.CharBlock(
        label="Tekst alternatywny",
        max_length=600,
        help_text="Co widać na obrazie, dla osób, które go nie widzą.",
    )
    caption = blocks.CharBlock(label="Podpis", max_length=300, required=False)
    licence = _licence(required=False, help_text="Bez licencji obraz nie przejdzie przez publikację.")
    author = _author(required=False)

    class Meta:
        label = "Obraz"
        icon = "image"


class VideoBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Tytuł filmu", max_length=200)
    file = DocumentChooserBlock(label="Plik filmu (MP4 lub WebM)")
    captions = DocumentChooserBlock(label="Napisy (plik VTT)")
    transcript = blocks.TextBlock(label="Zapis tekstowy", required=False)

    class Meta:
        label = "Film"
        icon = "media"


class DownloadBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Tytuł", max_length=200)
    description = blocks.CharBlock(label="Opis", max_length=300, required=False)
    file = DocumentChooserBlock(label="Plik")

    class Meta:
        label = "Plik do pobrania"
        icon = "download"


class NoteBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Tytuł", max_length=120)
    text = blocks.RichTextBlock(label="Treść", features=SHORT)

    class Meta:
        label = "Wyróżniona uwaga"
        icon = "info-circle"


class TableBlock(blocks.StructBlock):
    table = TypedTableBlock(
        [("text", blocks.TextBlock(label="Tekst", rows=1, required=False))],
        label="Tabela",
        help_text="Każda kolumna ma nagłówek, a tabela podpis: bez nich nie przejdzie przez publikację.",
    )
    row_heads = blocks.BooleanBlock(label="Pierwsza kolumna nazywa wiersze", required=False, default=True)

    class Meta:
        label = "Tabela"
        icon = "table"


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Co zrobić", max_length=160)
    text = blocks.RichTextBlock(label="Jak", features=SHORT, required=False)


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Tytuł", max_length=160, required=False)
    steps = blocks.ListBlock(StepBlock(label="Krok"), label="Kroki", min_num=2, max_num=20)

    class Meta:
        label = "Kroki"
        icon = "list-ol"


class ExpandableBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Co jest w środku", max_length=160)
    text = blocks.RichTextBlock(label="Treść", features=SHORT)

    class Meta:
        label = "Do rozwinięcia"
        icon = "collapse-down"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label="Cytat, bez cudzysłowu", max_length=1500, rows=3)
    source = blocks.CharBlock(
        label="Źródło", max_length=300, help_text="Kto to powiedział albo skąd to pochodzi."
    )
    href = blocks.URLBlock(label="Adres źródła", required=False)

    class Meta:
        label = "Cytat"
        icon = "openquote"


class ComparedBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Nagłówek", max_length=60, help_text="Na przykład: Zamiast.")
    tone = blocks.ChoiceBlock(
        label="Znak",
        choices=[("plain", "bez znaku"), ("bad", "krzyżyk"), ("good", "ptaszek")],
        default="plain",
    )
    text = blocks.RichTextBlock(label="Treść", features=SHORT)


class ComparisonBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Co porównujesz", max_length=160)
    columns = blocks.ListBlock(ComparedBlock(label="Kolumna"), label="Kolumny", min_num=2, max_num=3)

    class Meta:
        label = "Porównanie"
        icon = "grip"


class AttachmentBlock(DownloadBlock):
    licence = _licence()
    author = _author()

    class Meta:
        label = "Załącznik z licencją"
        icon = "doc-full-inverse"
