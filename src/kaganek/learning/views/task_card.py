"""A task within a lesson: its title, how it stands, and the way to its page."""

from __future__ import annotations

from django.template.loader import render_to_string

from kaganek.core.markup import numbered
from kaganek.learning.embeds import Facts, Part
from kaganek.learning.terms import WorkState


def draw_task(part: Part) -> str:
    """The card of a task; in a preview it leads nowhere."""
    context: dict[str, object] = {"part": {**part.facts, "id": part.id}}
    if part.state and not part.preview:
        work = part.state["work"]
        context["state"] = WorkState(part.state["state"]).label if work else ""
        context["href"] = numbered("learning:task", work) if work else ""
        context["begin"] = "" if work else numbered("learning:task_begin", part.facts["task"])
        context["project"] = part.state["project"]
    return render_to_string("learning/embeds/task.html", context, part.request)


def task_to_do(facts: Facts) -> str:
    return f"Zadanie „{facts['title']}” nie jest jeszcze przyjęte."
