"""What an office's administrator types about an article, and the supplier about it."""

from __future__ import annotations

from typing import Any

from django import forms

from kaganek.core.forms import Form
from kaganek.portal.services.offices import Words

HOW = "Akapity oddziel pustym wierszem. Wiersz „## ” na początku to nagłówek, wiersze od „- ” to lista."


class OfficeArticleForm(Form):
    title = forms.CharField(label="Tytuł", max_length=200)
    lead = forms.CharField(label="Wstęp", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    text = forms.CharField(
        label="Treść", max_length=20_000, widget=forms.Textarea(attrs={"rows": 12}), help_text=HOW
    )
    title_en = forms.CharField(label="Tytuł po angielsku", max_length=200, required=False)
    text_en = forms.CharField(
        label="Treść po angielsku",
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if bool(data.get("title_en")) != bool(data.get("text_en")):
            lacking = "text_en" if data.get("title_en") else "title_en"
            self.add_error(lacking, "Wersja po angielsku potrzebuje tytułu i treści.")
        return data

    def words(self) -> Words:
        return Words(**{name: self.cleaned_data[name] for name in Words.__slots__})


class RemarkForm(Form):
    remark = forms.CharField(label="Co poprawić", max_length=500, required=False)
