"""Spaces for tests."""

from __future__ import annotations

from datetime import UTC, datetime

from kaganek.communication.models import Space
from kaganek.communication.services.forum.posting import open_topic, reply
from kaganek.communication.services.spaces import make_group, open_due_spaces
from kaganek.communication.terms import SpaceKind
from kaganek.core.seats import SYSTEM, seated

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def open_spaces() -> dict[str, Space]:
    """The spaces of every office and project, by their titles."""
    open_due_spaces(at=AT)
    with seated(SYSTEM):
        return {space.title: space for space in Space.objects.select_related("project", "office")}


def make_course_space(project, *, source: str = "learning.course:1", title: str = "Prosty język") -> Space:
    with seated(SYSTEM):
        return Space.objects.create(
            kind=SpaceKind.COURSE, project=project, source=source, title=title, opened_at=AT
        )


def make_exchange(project, *offices, title: str = "Wymiana doświadczeń") -> Space:
    with seated(SYSTEM):
        return make_group(project.pk, title=title, office_ids=[one.pk for one in offices], by=SYSTEM, at=AT)


def make_topic(space, seat, *, title: str = "Jak mierzycie czas oczekiwania?", text: str = "U nas kartka."):
    with seated(seat):
        return open_topic(space.pk, title=title, text=text, by=seat, at=AT)


def make_reply(topic, seat, text: str = "My mamy numerki."):
    with seated(seat):
        return reply(topic.pk, text=text, by=seat, at=AT)
