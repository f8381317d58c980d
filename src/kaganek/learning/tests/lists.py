"""Employee lists and paths for the tests of imports: files as offices really send them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from html import escape

import xlsxwriter
from django.utils import timezone

from kaganek.learning.models import Course, LearningPath, PathStep
from kaganek.programmes.models import Project

HEAD = ["Lp.", "Nazwisko i imię", "E-mail służbowy", "Wydział", "Stanowisko"]
PEOPLE = [
    ["1", "Brzęczyszczykiewicz-Żak, Łucja", "l.brzeczyszczykiewicz@zalesie.example", "Finanse", "inspektor"],
    ["2", "Górski Marek", "", "Drogi", "referent"],
    ["3", "Ćwiklińska Joanna", "J.Cwiklinska@zalesie.example", "Urząd Stanu Cywilnego", ""],
]


def xlsx(rows: Sequence[Sequence[str]], *, title: str = "") -> bytes:
    """A workbook; a title spreads over merged cells above the table and a blank row follows it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Lista")
    start = 0
    if title:
        sheet.merge_range(0, 0, 0, len(rows[0]) - 1, title)
        start = 2
    for number, row in enumerate(rows, start=start):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def ods(rows: Sequence[Sequence[str]]) -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'
            for text in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        '<office:body><office:spreadsheet><table:table table:name="Lista">'
        f"{cells}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def csv(rows: Sequence[Sequence[str]], *, encoding: str = "utf-8", delimiter: str = ";") -> bytes:
    lines = [delimiter.join(f'"{text}"' if delimiter in text else text for text in row) for row in rows]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def many(count: int, *, domain: str = "zalesie.example") -> list[list[str]]:
    """A long list under its heading; a tenth of it has no e-mail, surnames repeat."""
    return [HEAD] + [
        [
            str(n),
            f"Kowalski{chr(97 + n % 26)} Jan",
            "" if n % 10 == 0 else f"o{n}@{domain}",
            f"Wydział {n} {domain}",
            "",
        ]
        for n in range(1, count + 1)
    ]


def make_course(code: str = "pdu") -> Course:
    return Course.objects.create(
        code=code, title=f"Szkolenie {code}", short_title=code, hours=4, published_at=timezone.now()
    )


def make_path(
    project: Project, *courses: Course, name: str = "Podstawy", due_days: int | None = 30
) -> LearningPath:
    path = LearningPath.objects.create(project=project, name=name)
    for position, course in enumerate(courses, start=1):
        PathStep.objects.create(path=path, course=course, position=position, due_days=due_days)
    return path
