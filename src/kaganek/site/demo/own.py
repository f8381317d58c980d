"""A course that an office of the demonstration set up for its own people, with the tools of the programme's authors."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from kaganek.core.seats import Seat, seated
from kaganek.learning.models import Course, Lesson
from kaganek.learning.services.content import install_course
from kaganek.learning.services.gate import override
from kaganek.learning.services.lessons import finish_lesson
from kaganek.learning.services.own_courses import give_to_office
from kaganek.learning.services.publishing import newest, publish_newest
from kaganek.learning.services.releases import publish
from kaganek.people.models import Office
from kaganek.site.demo.courses import CONTENT

LINE = '<p>Nowy numer do Informatyki to 12. <a href="https://zalesie.example/numery">Kliknij tutaj</a>.</p>'
LEFT = '<p>W budynku B działa już Wi-Fi dla gości. <a href="https://zalesie.example/wifi">Więcej</a></p>'
REASON = "Link prowadzi do listy numerów w intranecie; poprawimy jego nazwę, gdy strona będzie gotowa."
NOTE = "Doszedł nowy numer telefonu do Informatyki."


def write_own_course(office: Office, admin: Seat, reader: Seat, *, at: datetime) -> Course:
    """Two editions, the second let through the gate for a reason; one more lesson waits with a fault to mend.

    reader   somebody of the office, who began the first edition and is in it still.
    """
    data = json.loads((CONTENT / "krotkie" / "konto.json").read_text())
    course = install_course(data, files=CONTENT, at=at - timedelta(days=40))
    Course.objects.filter(pk=course.pk).update(office=office, code=f"U{office.pk}-{course.code}")
    first, second = Lesson.objects.filter(course=course).order_by("position")
    due_on = (at + timedelta(days=45)).date()
    with seated(admin):
        give_to_office(course.pk, due_on=due_on, by=admin, at=at - timedelta(days=39))
    with seated(reader):
        finish_lesson(first.pk, by=reader, at=at - timedelta(days=30))
    with seated(admin):
        _write_on(second, LINE)
        override(newest(second), reason=REASON, by=admin, at=at - timedelta(days=9))
        publish_newest(second, at=at - timedelta(days=9))
        publish(course.pk, note=NOTE, move=None, by=admin, at=at - timedelta(days=9))
        _write_on(first, LEFT)
    return course


def _write_on(lesson: Lesson, html: str) -> None:
    """A new last paragraph in the draft of a lesson."""
    added = {"type": "text", "id": str(uuid5(NAMESPACE_URL, f"kaganek:{html}")), "value": html}
    lesson.body = json.dumps([*lesson.body.get_prep_value(), added])
    lesson.save_revision()
