"""A later deadline as it is typed."""

from __future__ import annotations

from django import forms

from kaganek.core.forms import DateField, Form


class ExtensionForm(Form):
    """The new day and why."""

    until_on = DateField(label="Nowy termin", help_text="Późniejszy niż dotychczasowy, np. 18.12.2026.")
    reason = forms.CharField(
        label="Powód", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Zobaczy go osoba, której to dotyczy. Nie wpisuj danych o zdrowiu: wystarczy „usprawiedliwiona nieobecność”.",
    )  # fmt: skip
