"""A course of the demonstration that was made elsewhere: a SCORM package of two parts, written by us."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timedelta
from decimal import Decimal

from kaganek.core.seats import SYSTEM
from kaganek.learning.models import Course
from kaganek.learning.services.package_courses import course_from_package
from kaganek.learning.services.packages import install_package
from kaganek.learning.services.paths import Step, assign, create_path
from kaganek.programmes.models import Enrolment, Project
from kaganek.site.demo.courses import CONTENT

CODE = "OBIEG"
TITLE = "Obieg pism w urzędzie"
FOLDER = CONTENT / "paczka"


def packed() -> bytes:
    """The package as its file; the same bytes whenever it is made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(FOLDER.iterdir()):
            archive.writestr(zipfile.ZipInfo(path.name, (2026, 1, 1, 0, 0, 0)), path.read_bytes())
    return out.getvalue()


def install_package_course(project: Project, learner: Enrolment, *, at: datetime) -> Course:
    """The package, a course made of it, and a path of that course for one person."""
    package = install_package(io.BytesIO(packed()), filename="obieg-pism.zip", by=SYSTEM, at=at)
    course = course_from_package(
        package.pk, title=TITLE, code=CODE, hours=Decimal(1), minutes=15, by=SYSTEM, at=at
    )
    due_on = (at + timedelta(days=21)).date()
    path = create_path(
        project.pk,
        name="Krótko o pismach",
        note="1 szkolenie, 1 godzina",
        steps=[Step(course.pk, due_on=due_on)],
        by=SYSTEM,
    )
    assign(path.pk, [learner], by=SYSTEM, at=at)
    return course
