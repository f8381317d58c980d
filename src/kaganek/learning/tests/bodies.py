"""Bodies of lessons for tests: a good block of every kind, and files for them."""

from __future__ import annotations

import io
import json
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image

from kaganek.learning.services.questions import as_items


def picture(dark: str = "black", light: str = "white") -> Any:
    """A stored picture of two halves in these colours."""
    drawn = Picture.new("RGB", (40, 40), light)
    drawn.paste(Picture.new("RGB", (20, 40), dark), (0, 0))
    kept = io.BytesIO()
    drawn.save(kept, "PNG")
    return Image.objects.create(
        title="rysunek", file=ImageFile(io.BytesIO(kept.getvalue()), name="rysunek.png")
    )


def document(name: str = "plik.pdf") -> Any:
    return Document.objects.create(title=name, file=ContentFile(b"%PDF-1.4 " + name.encode(), name=name))


def table(**other: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "columns": [{"type": "text", "heading": "Sprawa"}, {"type": "text", "heading": "Dni"}],
        "rows": [{"values": ["Dowód", "30"]}, {"values": ["Odpis", "7"]}],
        "caption": "Terminy spraw",
    }
    return {"table": made | other, "row_heads": True}


def good() -> dict[str, Any]:
    """A block of each kind of the palette with nothing wrong in it, by kind."""
    return {
        "text": '<h2>Początek</h2><p>Treść z <a href="https://przyklad.pl/">wzorem wniosku</a>.</p><h3>Dalej</h3>',
        "image": {"image": picture().pk, "alt": "Dwa pola, ciemne i jasne.", "caption": "Pola", "licence": "by", "author": "A. Rys"},
        "video": {"title": "Film", "file": document("f.webm").pk, "captions": document("n.vtt").pk, "transcript": "Słowa."},
        "download": {"title": "Karta sprawy", "description": "", "file": document().pk},
        "attachment": {"title": "Wzór", "description": "Do druku", "file": document("w.pdf").pk, "licence": "own", "author": "Urząd"},
        "note": {"title": "Uwaga", "text": "<p>Krótko.</p>"},
        "expandable": {"title": "Podstawa prawna", "text": "<p>Artykuł 35.</p>"},
        "table": table(),
        "steps": {"title": "Po kolei", "steps": as_items([{"title": "Otwórz", "text": "<p>Drzwi.</p>"}, {"title": "Wejdź", "text": ""}])},
        "quote": {"text": "Prawo jest dla ludzi.", "source": "Przysłowie", "href": ""},
        "comparison": {"title": "Zdania", "columns": as_items([
            {"title": "Zamiast", "tone": "bad", "text": "<p>Uprasza się.</p>"},
            {"title": "Napisz", "tone": "good", "text": "<p>Prosimy.</p>"},
        ])},
    }  # fmt: skip


def body(*blocks: tuple[str, Any]) -> str:
    return json.dumps([{"type": kind, "id": str(uuid4()), "value": value} for kind, value in blocks])
