"""Blocks of an article."""

from __future__ import annotations

from wagtail import blocks

from kaganek.core.blocks import RICH, DownloadBlock, ImageBlock, NoteBlock


class ArticleBody(blocks.StreamBlock):
    text = blocks.RichTextBlock(label="Tekst", features=RICH, icon="pilcrow")
    image = ImageBlock()
    note = NoteBlock()
    download = DownloadBlock()
