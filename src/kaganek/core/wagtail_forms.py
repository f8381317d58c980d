"""Wagtail's upload form for images, with our one more question."""

from __future__ import annotations

from typing import Any

from wagtail.images.forms import BaseImageForm


class ImageForm(BaseImageForm):
    """An image comes with words for those who do not see it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("description"):
            field.required = True
            field.label = "Tekst alternatywny"
            field.help_text = "Co widać na obrazie, dla osób, które go nie widzą."
            field.error_messages["required"] = "Napisz, co widać na obrazie."
