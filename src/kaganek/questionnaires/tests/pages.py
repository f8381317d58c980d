"""Reading pages."""

from __future__ import annotations

from typing import Any


def text_of(response: Any) -> str:
    """The page as text, with plain spaces."""
    return response.content.decode().replace("\u00a0", " ")
