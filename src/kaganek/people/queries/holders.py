"""Who holds a role: whom notices are for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from kaganek.people.models import Membership


def holders(today: date, *conditions: Q, **which: Any) -> QuerySet[Membership]:
    """Roles that last on that day, of people who were not switched off; within the seat's reach.

    conditions, which  of `Membership`: role, office, project.
    """
    rows = Membership.objects.filter(*conditions, ended_at=None, person__deactivated_at=None, **which)
    return rows.exclude(ends_on__lt=today)
