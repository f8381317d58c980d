"""A task within a lesson, as the content editor shows it to authors."""

from __future__ import annotations

from collections.abc import Callable

from wagtail import blocks

from kaganek.core.registry import Registry

# What the block "task" offers: the queries that know tasks stand above blocks and put themselves here.
task_offers: Registry[Callable[[], list[tuple[str, str]]]] = Registry("tasks for authors")


def offered() -> list[tuple[str, str]]:
    """The tasks that the author may use: (id, title)."""
    return [choice for _, offer in task_offers for choice in offer()]


class TaskBlock(blocks.StructBlock):
    """One task of the whole programme; its words are those of the task at any time."""

    task = blocks.ChoiceBlock(
        label="Zadanie", choices=offered, help_text="Zadania pisze się na liście „Zadania”."
    )
    required = blocks.BooleanBlock(
        label="Lekcję kończy się dopiero po przyjęciu zadania", required=False, default=False
    )

    class Meta:
        label = "Zadanie"
        icon = "clipboard-list"
