"""What a coordinator says when freezing a report."""

from __future__ import annotations

from typing import Any

from django import forms

from kaganek.core.forms import DateField, Form


class FreezeForm(Form):
    title = forms.CharField(
        label="Tytuł", max_length=200, help_text="Na przykład: Postępy w III kwartale 2026 r."
    )
    period_from = DateField(label="Okres od")
    period_to = DateField(label="Okres do", help_text="Ukończenia po tym dniu nie zostaną policzone.")
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    corrects = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begins, ends = data.get("period_from"), data.get("period_to")
        if begins and ends and ends < begins:
            self.add_error("period_to", "Popraw daty: okres nie może kończyć się przed swoim początkiem.")
        return data


class CorrectionForm(FreezeForm):
    correction_note = forms.CharField(
        label="Co się zmieniło",
        max_length=500,
        help_text="Jedno zdanie dla czytelników, na przykład: Poprawiono liczbę urzędów: 42 zamiast 41.",
    )
    field_order = ("title", "period_from", "period_to", "correction_note")
