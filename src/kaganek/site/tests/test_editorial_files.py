"""Files of the content editor: who may have them, what never leaves, how a film is sent."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.images.models import Image

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course
from kaganek.learning.services.content import install_course
from kaganek.portal.models import MaterialFile
from kaganek.portal.services.pages import install_portal

CONTENT = Path(__file__).parents[1] / "demo" / "content"
RODO = json.loads((CONTENT / "rodo.json").read_text())
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def course(cast) -> Course:
    with seated(SYSTEM):
        return install_course(RODO, files=CONTENT, at=AT)


def test_materials_of_the_portal_are_public(client, cast, media):
    portal = json.loads((CONTENT / "portal.json").read_text())
    with seated(SYSTEM):
        install_portal({"materials": portal["materials"][:1]}, at=AT, files=CONTENT)
        offered = MaterialFile.objects.get()
        other = Document.objects.create(title="x", file=ContentFile(b"%PDF-1.7", "karta.pdf"))

    response = client.get(f"/biblioteka/plik/{offered.pk}/")

    assert response.status_code == 200
    assert response.content.startswith(b"%PDF")
    assert client.get(other.file.url).status_code == 404


def test_files_are_for_people_who_are_signed_in(client, cast, course):
    with seated(SYSTEM):
        document = Document.objects.create(title="x", file=ContentFile(b"%PDF-1.7", "karta.pdf"))
        image = Image.objects.first()
        shown = image.get_rendition("width-1200").file.url
    assert client.get(document.file.url).status_code == 404
    client.force_login(cast.account("anna"))

    pdf, png = client.get(document.file.url), client.get(shown)

    assert (pdf.status_code, pdf["Content-Type"]) == (200, "application/pdf")
    assert pdf["Content-Disposition"].startswith("attachment")
    assert png["Content-Disposition"].startswith("inline")
    assert pdf["X-Content-Type-Options"] == "nosniff"
    assert "private" in pdf["Cache-Control"]
    assert client.get(image.file.url).status_code == 404  # the original is for editors
    assert b"".join(pdf.streaming_content) == b"%PDF-1.7"
    assert b"".join(png.streaming_content).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "path", ["documents/../db", "images/..%2f..%2fx", "secret/x.png", "documents/nie-ma.pdf", "images/"]
)
def test_no_other_file_leaves(client, cast, path):
    client.force_login(cast.account("anna"))

    assert client.get(f"/pliki/{path}").status_code == 404


def test_a_film_is_sent_in_pieces(client, cast, media):
    (media / "documents").mkdir()
    (media / "documents" / "film.webm").write_bytes(bytes(range(100)))
    client.force_login(cast.account("anna"))

    part = client.get("/pliki/documents/film.webm", headers={"Range": "bytes=10-19"})
    rest = client.get("/pliki/documents/film.webm", headers={"Range": "bytes=90-"})
    beyond = client.get("/pliki/documents/film.webm", headers={"Range": "bytes=200-"})
    absurd = client.get("/pliki/documents/film.webm", headers={"Range": f"bytes={'9' * 5000}-"})

    assert (part.status_code, part.content, part["Content-Range"]) == (
        206,
        bytes(range(10, 20)),
        "bytes 10-19/100",
    )
    assert (rest.content, rest["Content-Type"]) == (bytes(range(90, 100)), "video/webm")
    assert beyond.status_code == 416
    assert b"".join(absurd.streaming_content) == bytes(range(100))
