"""What every page of a space says first: whose it is and who reads it."""

from __future__ import annotations

from typing import Any

from kaganek.communication.models import Space
from kaganek.communication.queries.spaces import audience_words, moderates, moderator_words
from kaganek.core.seats import Seat


def of_space(space: Space, seat: Seat) -> dict[str, Any]:
    """For templates: `space`, `audience`, `keepers`, `keeps_order`."""
    return {
        "space": space,
        "audience": audience_words(space),
        "keepers": moderator_words(space),
        "keeps_order": moderates(seat, space),
    }
