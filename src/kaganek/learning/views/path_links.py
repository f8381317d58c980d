"""Where the steps of a path are opened."""

from __future__ import annotations

from django.urls import reverse

from kaganek.learning.steps import StepState


def course_href(course_id: int, state: StepState | None) -> str:
    return reverse("learning:course", args=[course_id])


def task_href(task_id: int, state: StepState | None) -> str:
    """The person's work; nowhere for those who are not in the team."""
    return reverse("learning:task", args=[state.ref]) if state and state.ref else ""
