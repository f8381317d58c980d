"""Giving a course to an office."""

from __future__ import annotations

from django import forms

from kaganek.core.forms import Form


class GiveForm(Form):
    due_on = forms.DateField(
        label="Termin",
        required=False,
        input_formats=["%d.%m.%Y"],
        help_text="Dzień, na przykład 18.12.2026.",
        error_messages={"invalid": "Wpisz dzień w postaci 18.12.2026 albo zostaw puste pole."},
    )
