"""A course of the demonstration that was made elsewhere: a SCORM package of two parts, written by us."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from decimal import Decimal

from kaganek.core.seats import SYSTEM
from kaganek.learning.models import Course, Package
from kaganek.learning.services.package_courses import course_from_package
from kaganek.learning.services.packages import install_package
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


def install_demo_package(*, at: datetime) -> Package:
    """The package, ready to be put into lessons."""
    return install_package(io.BytesIO(packed()), filename="obieg-pism.zip", by=SYSTEM, at=at)


def course_of_package(package: Package, *, at: datetime) -> Course:
    """A course that is nothing but the package."""
    return course_from_package(
        package.pk, title=TITLE, code=CODE, hours=Decimal(1), minutes=15, by=SYSTEM, at=at
    )
