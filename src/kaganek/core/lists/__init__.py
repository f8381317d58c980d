"""The one way to make a list page: what is on the screen is what is in the file.

A page describes its list once (`ListSpec`: columns, filters, the order it starts in) and reads it with
`listing = spec.read(queryset, request.GET)`; `{% include "ui/list.html" %}` shows it. `export_response`
sends the same columns of all filtered rows in the same order. One query; a second one counts when there is
more than a page, and stops at `ListSpec.most`.

Addresses are kind to people: an unknown order, filter value or page number falls back quietly.
"""

from kaganek.core.lists.asked import whole_numbers
from kaganek.core.lists.columns import Column, Filter, Row, Rows, by_words, checkbox
from kaganek.core.lists.export import export_response
from kaganek.core.lists.listing import Listing
from kaganek.core.lists.spec import ListSpec

__all__ = [
    "Column",
    "Filter",
    "ListSpec",
    "Listing",
    "Row",
    "Rows",
    "by_words",
    "checkbox",
    "export_response",
    "whole_numbers",
]
