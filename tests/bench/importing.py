"""An employee list of 3,300 people through the real pages: upload, preview, path, confirmation, result."""

from __future__ import annotations

import io
import re
import time
from dataclasses import asdict, dataclass
from typing import Any

import xlsxwriter

from kaganek.site.dataset.names import FIRST, LAST
from tests.bench.client import Reply, multipart
from tests.bench.stage import Stage

PEOPLE = 3300
MUST_SECONDS = 8
OFFICE = "SELECT o.id, o.teryt FROM people_office o JOIN programmes_participation p ON p.office_id = o.id"


@dataclass
class Imported:
    """Seconds of each step as the person waits for it; CPU seconds of the server for all of them."""

    upload: float
    preview: float
    path: float
    confirm: float
    result: float
    cpu: float
    people: int
    courses: int

    @property
    def whole(self) -> float:
        return self.upload + self.preview + self.path + self.confirm + self.result

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"whole": self.whole}


def workbook(mark: str) -> bytes:
    """An XLSX as an office would send it."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Pracownicy")
        sheet.write_row(0, 0, ("Lp.", "Nazwisko", "Imię", "Adres e-mail", "Wydział", "Stanowisko"))
        for n in range(PEOPLE):
            first, last = FIRST[n % len(FIRST)], LAST[n // len(FIRST) % len(LAST)]
            row = (n + 1, last, first, f"{mark}.{n}@urzad.example", f"Wydział {n % 12}", "inspektor")
            sheet.write_row(n + 1, 0, row)
    return buffer.getvalue()


def import_list(stage: Stage, mark: str) -> Imported:
    """The project's coordinator reads in a list for one office that has room for it."""
    project = stage.rows("SELECT id FROM programmes_project WHERE code = 'R01'")[0][0]
    office, teryt = stage.rows(f"{OFFICE} WHERE p.project_id = %s ORDER BY o.id DESC LIMIT 1", project)[0]
    stage.rows(
        "UPDATE programmes_participation SET place_limit = place_limit + %s WHERE office_id = %s",
        PEOPLE,
        office,
    )
    path = stage.rows("SELECT id FROM learning_learningpath WHERE project_id = %s", project)[0][0]
    browser, book = stage.browser("k01"), workbook(mark)
    fields = {
        "project": str(project),
        "office": teryt,
        "csrfmiddlewaretoken": browser.cookies["kaganek-csrf"],
    }
    body, kind = multipart(fields, ("file", "lista.xlsx", book))
    before, took = stage.used(), []

    def timed(method: str, address: str, data: bytes, kind: str, status: int) -> Reply:
        began = time.perf_counter()
        reply = browser.send(method, address, data, {"Content-Type": kind})
        took.append(time.perf_counter() - began)
        if reply.status != status:
            raise RuntimeError(f"{method} {address} → {reply.status}: {_words(reply)}")
        return reply

    draft = timed("POST", "/nauka/start/lista/", body, kind, 302).location
    timed("GET", draft, b"", "", 200)
    timed("GET", f"{draft}sciezka/", b"", "", 200)
    chosen = browser.form({"path": str(path), "handout": "link"})
    timed("POST", f"{draft}zapisz/", chosen, "application/x-www-form-urlencoded", 302)
    timed("GET", draft, b"", "", 200)
    used = stage.used().since(before)
    people, courses = _written(stage, office, mark)
    return Imported(*took, cpu=used.web + used.database, people=people, courses=courses)


def _written(stage: Stage, office: int, mark: str) -> tuple[int, int]:
    """How many people there are now, and how many courses they were given."""
    query = (
        "SELECT count(DISTINCT p.id), count(c.id) FROM people_person p"
        " LEFT JOIN learning_courseprogress c ON c.person_id = p.id WHERE p.office_id = %s AND p.email LIKE %s"
    )
    people, courses = stage.rows(query, office, f"{mark}.%")[0]
    return people, courses


def _words(reply: Reply) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", reply.body.decode(errors="replace")).split())[:1500]
