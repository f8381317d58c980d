"""Letters as they stand once the worker has given the new notices their way."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import QuerySet

from kaganek.core.models import Letter
from kaganek.core.notices.sorting import sort_new

LATER = datetime(2100, 1, 1, tzinfo=UTC)


def letters() -> QuerySet[Letter]:
    """All letters, also of notices for a later day; within the system's seat."""
    sort_new(at=LATER)
    return Letter.objects.all()
