"""How many rows of another table hang on a row, as a column of the query."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery
from django.db.models.functions import Coalesce


def number_of(rows: QuerySet[Any, Any], by: str) -> Coalesce:
    """The number of `rows`, 0 when there are none.

    rows  narrowed to the outer row by OuterRef, and by a seat as ever.
    by    a column that all of them share.
    """
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())
