"""A package within a lesson: its title, what is in it, and the way to the page that plays it."""

from __future__ import annotations

from django.template.loader import render_to_string

from kaganek.core.markup import numbered
from kaganek.learning.embeds import Part


def draw_package(part: Part) -> str:
    """The card of a package; in a preview it leads nowhere, since nothing is noted there."""
    context = {"part": {**part.facts, "id": part.id}, "state": part.state}
    if not part.preview:
        context["href"] = numbered("learning:play", part.facts["package"])
    return render_to_string("learning/embeds/package.html", context, part.request)
