"""The content editor's lists and their columns."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column
from wagtail.snippets.views.snippets import IndexView

PLAIN_LIST = "wagtailadmin/generic/index.html"  # without the bar of bulk actions, whose addresses are absent


class CountingPaginator(WagtailPaginator):
    """Says how many in words that fit every number."""

    @property
    def items_count_label(self) -> str:
        return f"Razem: {self.count}"


class PlainIndexView(IndexView):
    """A list without boxes to tick: nothing is done to many at once."""

    paginator_class = CountingPaginator

    @cached_property
    def columns(self) -> list[Any]:
        return [one for one in super().columns if not isinstance(one, BulkActionsCheckboxColumn)]


class YesNoColumn(Column):
    """A yes or a no in words: Wagtail's own column is a sign that calls itself "True"."""

    def get_value(self, instance: object) -> str:
        return "tak" if super().get_value(instance) else "nie"
