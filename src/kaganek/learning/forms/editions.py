"""What an author says when a course is published."""

from __future__ import annotations

from django import forms

from kaganek.core.forms import Form


class EditionForm(Form):
    note = forms.CharField(
        label="Co się zmieniło",
        help_text="Jedno, dwa zdania. Przeczytają je inni autorzy, a w liście także osoby, które przeniesiesz.",
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
