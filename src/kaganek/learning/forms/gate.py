"""The reason for publishing with faults."""

from __future__ import annotations

from django import forms

from kaganek.core.forms import Form

SHORTEST = 15


class OverrideForm(Form):
    reason = forms.CharField(
        label="Powód",
        max_length=1000,
        min_length=SHORTEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Zobaczą go redaktorzy, koordynator i dostawca platformy.",
        error_messages={
            "required": "Napisz, dlaczego mimo usterek ma być gotowe.",
            "min_length": "Napisz powód pełnym zdaniem, co najmniej 15 znaków.",
            "max_length": "Skróć powód do 1000 znaków.",
        },
    )
