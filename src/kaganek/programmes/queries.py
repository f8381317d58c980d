"""Reads of projects worth a name."""

from __future__ import annotations

from collections.abc import Sequence

from kaganek.people.queries.account import Contact
from kaganek.programmes.models import Project


def contacts_of(project_ids: Sequence[int]) -> list[Contact]:
    """Whom to ask in each of the projects, in the order of their names."""
    found = Project.objects.filter(pk__in=project_ids).order_by("name", "pk")
    return [
        Contact(one.name, name=one.contact_name, email=one.contact_email, phone=one.contact_phone)
        for one in found
    ]
