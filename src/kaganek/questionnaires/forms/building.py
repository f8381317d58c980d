"""What is typed while a form is built."""

from __future__ import annotations

from typing import Any

from django import forms

from kaganek.core.forms import DateField, Form
from kaganek.questionnaires.services.building import Settings


def _text(
    label: str, *, rows: int = 3, required: bool = False, help_text: str = "", most: int = 5000
) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=most, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class SettingsForm(Form):
    """A form as a whole."""

    title = forms.CharField(
        label="Tytuł", max_length=200, help_text="Na przykład: Zgłoszenie uszkodzonej lampy."
    )
    slug = forms.SlugField(
        label="Końcówka adresu", required=False, max_length=80, help_text="Puste pole: zrobimy ją z tytułu.",
        error_messages={"invalid": "W adresie użyj małych liter bez polskich znaków, cyfr i łączników."},
    )  # fmt: skip
    intro = _text("Wstęp", help_text="Po co jest ten formularz i kto go ma wypełnić.")
    thanks = _text("Tekst po wysłaniu", help_text="Co stanie się dalej i kiedy.")
    opens_on = DateField(label="Przyjmuje odpowiedzi od", required=False)
    closes_on = DateField(label="Przyjmuje odpowiedzi do", required=False)
    retention_days = forms.IntegerField(
        label="Po ilu dniach usuwać odpowiedzi", min_value=1, max_value=3650, initial=365,
        help_text="Liczymy od dnia wysłania. Usuwamy sami i zostawiamy protokół.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("opens_on"), cleaned.get("closes_on")
        if first and last and last < first:
            self.add_error("closes_on", "Ten dzień jest przed początkiem. Popraw jedną z dat.")
        return cleaned

    def settings(self) -> Settings:
        return Settings(**{**self.cleaned_data, "slug": self.cleaned_data["slug"].lower()})


class NoticeForm(Form):
    """The privacy notice."""

    controller = forms.CharField(
        label="Administrator danych",
        max_length=300,
        help_text="Nazwa i adres urzędu, na przykład: Wójt Gminy Zalesie, ul. Szkolna 1.",
    )
    contact = forms.CharField(
        label="Kontakt w sprawie danych",
        max_length=300,
        help_text="E-mail albo telefon inspektora ochrony danych.",
    )
    purpose = _text("Cel", required=True, help_text="Do czego użyjecie odpowiedzi.")
    basis = _text(
        "Podstawa prawna",
        required=True,
        help_text="Na przykład: art. 6 ust. 1 lit. e RODO w związku z ustawą…",
    )
    recipients = _text("Odbiorcy danych", help_text="Komu przekazujecie odpowiedzi. Puste pole: nikomu.")


class SectionForm(Form):
    """A part of a form."""

    title = forms.CharField(label="Tytuł części", required=False, max_length=200)
    intro = _text("Objaśnienie pod tytułem")


class WordsForm(Form):
    """What every question has."""

    text = _text("Pytanie", rows=2, required=True, most=2000)
    help = _text("Podpowiedź", rows=2, most=1000, help_text="Jedno, dwa zdania pod pytaniem.")
    required = forms.BooleanField(label="Odpowiedź jest wymagana", required=False, initial=True)
    personal = forms.BooleanField(
        label="Pytanie dotyczy danych osobowych", required=False,
        help_text="Imię, adres, numer PESEL, zdrowie. Taki formularz musi mieć klauzulę informacyjną.",
    )  # fmt: skip

    def __init__(self, *args: Any, asks: bool, always_personal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks:
            self.fields["text"].label = "Tekst"
            for name in ("required", "personal"):
                del self.fields[name]
        elif always_personal:
            del self.fields["personal"]


class PublishForm(Form):
    """Publishing."""

    note = forms.CharField(
        label="Co się zmieniło", required=False, max_length=300, help_text="Zostanie przy tej wersji."
    )


class RemarkForm(Form):
    """The supplier sends a form back."""

    remark = _text("Co trzeba poprawić", required=True, most=500)


class HandleForm(Form):
    """The office's note on a response."""

    note = _text(
        "Notatka",
        rows=4,
        most=4000,
        help_text="Widzą ją tylko pracownicy Twojego urzędu, którzy czytają odpowiedzi.",
    )


class EraseForm(Form):
    """Erasing one response."""

    note = forms.CharField(
        label="Powód",
        max_length=300,
        help_text="Na przykład: żądanie z 12.11.2026. Nie wpisuj danych osoby: powód zostaje w protokole.",
    )
