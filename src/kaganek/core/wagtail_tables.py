"""Columns of the content editor's lists."""

from __future__ import annotations

from wagtail.admin.ui.tables import Column


class YesNoColumn(Column):
    """A yes or a no in words: Wagtail's own column is a sign that calls itself "True"."""

    def get_value(self, instance: object) -> str:
        return "tak" if super().get_value(instance) else "nie"
