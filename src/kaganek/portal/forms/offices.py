"""What an office's administrator types about an article, and the supplier about it."""

from __future__ import annotations

from typing import Any

from django import forms

from kaganek.core.forms import Form
from kaganek.portal.forms.strangers import needed_when
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
    """Checked only where an article goes back: consent needs no words."""

    remark = forms.CharField(
        label="Co poprawić", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needed_when(self, remark="potrzebne, gdy odsyłasz")

    def clean_remark(self) -> str:
        remark: str = self.cleaned_data["remark"]
        if not remark:
            raise forms.ValidationError("Napisz, co urząd ma poprawić.")
        return remark
