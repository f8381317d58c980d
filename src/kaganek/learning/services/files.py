"""Files of lessons: the same bytes are stored once."""

from __future__ import annotations

from hashlib import sha1
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.images.models import Image


def stored_image(path: Path, *, title: str, description: str = "") -> Any:
    """The image with these bytes, added when it is new. Any: Wagtail ships no types."""
    data = path.read_bytes()
    if found := Image.objects.filter(file_hash=_hash(data)).first():
        return found
    image = Image(title=title[:255], description=description[:255], file=ContentFile(data, path.name))
    image._set_image_file_metadata()  # noqa: SLF001 - Wagtail's own upload form calls it as well
    image.save()
    return image


def stored_document(path: Path, *, title: str) -> Any:
    """The file with these bytes, added when it is new."""
    data = path.read_bytes()
    if found := Document.objects.filter(file_hash=_hash(data)).first():
        return found
    document = Document(title=title[:255], file=ContentFile(data, path.name))
    document._set_document_file_metadata()  # noqa: SLF001 - Wagtail's own upload form calls it as well
    document.save()
    return document


def _hash(data: bytes) -> str:
    return sha1(data, usedforsecurity=False).hexdigest()  # the one Wagtail keeps
