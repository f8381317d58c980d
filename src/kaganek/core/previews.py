"""Previews in the content editor, made under the seat of the one who looks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.models import PreviewableMixin


class PreviewedHere(PreviewableMixin):
    """Wagtail's preview without its second, pretended request: that one would look for the session anew,
    and inside a seat nobody can read sessions."""

    preview_sizes = [
        {
            "name": "telefon",
            "icon": "mobile-alt",
            "device_width": 390,
            "label": "Podgląd na telefonie (390 pikseli)",
        },
        {
            "name": "komputer",
            "icon": "desktop",
            "device_width": 1280,
            "label": "Podgląd na komputerze (1280 pikseli)",
        },
    ]
    default_preview_size = "telefon"

    def make_preview_request(
        self,
        original_request: HttpRequest | None = None,
        preview_mode: str | None = None,
        extra_request_attrs: dict[str, Any] | None = None,
    ) -> HttpResponse:
        assert original_request is not None
        response: HttpResponse = self.serve_preview(original_request, preview_mode).render()
        return response
