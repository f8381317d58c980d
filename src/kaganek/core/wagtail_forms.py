"""Wagtail's upload forms, with our one more question, and with the shelf of an office chosen for it."""

from __future__ import annotations

from typing import Any

from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from kaganek.core.dbroles import DbRole
from kaganek.core.seats import seat_in_use


def _on_own_shelf(form: Any) -> None:
    """What an office uploads lies in the one collection it has; there is nothing to choose."""
    seat = seat_in_use()
    if seat is None or seat.db_role is not DbRole.OFFICE or "collection" not in form.fields:
        return
    form.collections = list(form.fields["collection"].queryset.exclude(depth=1))
    if len(form.collections) == 1:
        del form.fields["collection"]


class DocumentForm(BaseDocumentForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _on_own_shelf(self)


class ImageForm(BaseImageForm):
    """An image comes with words for those who do not see it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _on_own_shelf(self)
        if field := self.fields.get("description"):
            field.required = True
            field.label = "Tekst alternatywny"
            field.help_text = "Co widać na obrazie, dla osób, które go nie widzą."
            field.error_messages["required"] = "Napisz, co widać na obrazie."
