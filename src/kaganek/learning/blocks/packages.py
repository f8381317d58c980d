"""A package within a lesson, as the content editor shows it to authors."""

from __future__ import annotations

from collections.abc import Callable

from wagtail import blocks

from kaganek.core.registry import Registry

Choices = list[tuple[str, str]]

# What the block "package" offers: the queries that know packages stand above blocks and put themselves here.
offers: Registry[Callable[[], Choices]] = Registry("packages for authors")


def offered() -> Choices:
    """The packages that the author may use: (line, title)."""
    return [choice for _, offer in offers for choice in offer()]


class PackageBlock(blocks.StructBlock):
    """One uploaded package; a lesson always leads to the newest ready version of it."""

    title = blocks.CharBlock(
        label="Tytuł", max_length=200, required=False, help_text="Puste pole: tytuł paczki."
    )
    package = blocks.ChoiceBlock(
        label="Paczka",
        choices=offered,
        help_text="Paczki wgrywa się na stronie Paczki. Tu widać tylko gotowe.",
    )

    class Meta:
        label = "Paczka SCORM lub H5P"
        icon = "archive"
