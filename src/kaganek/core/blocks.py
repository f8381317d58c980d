"""Content blocks that lessons and articles share, as the content editor shows them to authors."""

from __future__ import annotations

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

RICH = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label="Obraz")
    alt = blocks.CharBlock(
        label="Tekst alternatywny",
        max_length=600,
        help_text="Co widać na obrazie, dla osób, które go nie widzą.",
    )
    caption = blocks.CharBlock(label="Podpis", max_length=300, required=False)

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
    text = blocks.RichTextBlock(label="Treść", features=["bold", "italic", "ol", "ul", "link"])

    class Meta:
        label = "Wyróżniona uwaga"
        icon = "info-circle"
