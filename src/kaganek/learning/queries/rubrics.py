"""Reads of rubrics: what there is to choose from, and their words to be kept by a graded thing."""

from __future__ import annotations

from typing import Any

from kaganek.learning.blocks.rubrics import rubric_words
from kaganek.learning.models import Rubric


def rubric_choices() -> list[tuple[int, str]]:
    """Every rubric as (id, title), by title."""
    return list(Rubric.objects.order_by("title__alphabetical").values_list("pk", "title"))


def words_of(rubric: Rubric) -> dict[str, Any]:
    """The words of a rubric as they are now, to be kept with what will be graded by it."""
    return rubric_words(rubric.title, rubric.criteria)
