"""Fields that several apps use."""

from __future__ import annotations

from typing import Any

from wagtail.fields import StreamField


class BodyField(StreamField):
    """A body made of blocks. Which blocks there are is the editor's matter, not the table's: a migration names the
    column alone, so that a new block needs none."""

    def deconstruct(self) -> Any:
        name, path, _, kwargs = super().deconstruct()
        return name, path, [[]], kwargs | {"block_lookup": {}}
