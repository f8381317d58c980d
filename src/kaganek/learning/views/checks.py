"""The self-check of a lesson, as its reader meets it."""

from __future__ import annotations

from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from kaganek.learning.embeds import Facts, Part


def draw_check(part: Part) -> SafeString:
    """The form of one self-check; once it was sent, what each choice is worth and why."""
    options = part.facts["options"]
    right = {str(place) for place, option in enumerate(options) if option["correct"]}
    sent = part.sent or ()
    facts = {
        "id": part.id,
        "action": "" if part.preview else reverse("learning:check", args=[part.lesson_id, part.id]),
        "question": part.facts["question"],
        "input": "radio" if len(right) == 1 else "checkbox",
        "options": [
            {"value": str(place), "text": option["text"], "chosen": str(place) in sent}
            for place, option in enumerate(options)
        ],
        "answered": part.sent is not None,
        "well": set(sent) == right,
        "told": [
            (option["text"], option["feedback"]) for place, option in enumerate(options) if str(place) in sent
        ],
    }
    if not part.preview:
        facts["csrf_token"] = get_token(part.request)  # all it needs of the request; the page has the rest
    return render_to_string("learning/check.html", facts)


def check_asked(facts: Facts) -> str:
    """Its words for a search: the question and the answers, not what they are worth."""
    return f"{facts['question']} " + " ".join(option["text"] for option in facts["options"])
