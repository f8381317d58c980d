"""Shapes of what is sent to a chat: a line, and what is said of a room."""

from __future__ import annotations

from typing import Any

from django import forms

from kaganek.communication.models.chat import LONGEST
from kaganek.core.forms import Form

CLOCK = ["%H:%M", "%H.%M", "%H"]
HALF = "Podaj obie godziny ciszy albo żadnej."


class LineForm(Form):
    text = forms.CharField(
        label="Twoja wypowiedź", max_length=LONGEST, strip=False, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Wpisz wypowiedź i wyślij ją jeszcze raz.",
            "max_length": "Wypowiedź jest za długa: %(show_value)s znaków, najwięcej 2000. Podziel ją na dwie.",
        },
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput)


class RoomForm(Form):
    title = forms.CharField(label="Nazwa pokoju", max_length=120)
    quiet_from = forms.TimeField(
        label="Cisza od", required=False, input_formats=CLOCK, widget=forms.TimeInput(format="%H:%M"),
        help_text="W godzinach ciszy nikt nie dostaje powiadomień. Na przykład 18:00.",
    )  # fmt: skip
    quiet_to = forms.TimeField(
        label="Cisza do", required=False, input_formats=CLOCK, widget=forms.TimeInput(format="%H:%M"),
        help_text="Na przykład 7:00.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("quiet_from"), said.get("quiet_to")
        if (first is None) != (last is None) and not {"quiet_from", "quiet_to"} & self.errors.keys():
            self.add_error("quiet_to" if last is None else "quiet_from", HALF)
        elif first is not None and first == last:
            self.add_error("quiet_to", "Koniec ciszy ma być inny niż jej początek.")
        return said
