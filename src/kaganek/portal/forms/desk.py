"""What coordinators and editors type: offers, decisions, answers, dates."""

from __future__ import annotations

from typing import Any

from django import forms

from kaganek.core.forms import DateField, Form
from kaganek.portal.forms.strangers import needed_when
from kaganek.portal.services.calendar import EventFacts
from kaganek.portal.services.offer import OfferFacts
from kaganek.portal.services.programmes import PageFacts
from kaganek.portal.terms import EventKind

WRITING = (
    "Akapity oddziel pustym wierszem. Śródtytuł zacznij od ##, punkt listy od kreski. Link: [słowa](adres)."
)


class OfferForm(Form):
    project = forms.ChoiceField(label="Projekt")
    title = forms.CharField(label="Tytuł", max_length=200)
    lead = forms.CharField(label="W jednym zdaniu", max_length=400)
    text = forms.CharField(
        label="Opis",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Akapity oddziel pustym wierszem.",
    )
    audience = forms.CharField(label="Dla kogo", max_length=200)
    hours = forms.DecimalField(
        label="Godziny szkoleniowe", min_value=0, max_value=999, decimal_places=1, max_digits=5
    )
    places = forms.IntegerField(label="Liczba miejsc", min_value=1, max_value=100_000, required=False)
    for_offices = forms.BooleanField(label="Mogą zgłaszać się urzędy", required=False, initial=True)
    for_people = forms.BooleanField(label="Mogą zgłaszać się osoby", required=False, initial=True)
    opens_on = DateField(label="Nabór od")
    closes_on = DateField(label="Nabór do")

    def __init__(self, *args: Any, projects: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        project = self.fields["project"]
        assert isinstance(project, forms.ChoiceField)
        project.choices = projects

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("for_offices") and not data.get("for_people"):
            self.add_error("for_offices", "Zaznacz, kto może się zgłosić.")
        if data.get("opens_on") and data.get("closes_on") and data["closes_on"] < data["opens_on"]:
            self.add_error("closes_on", "Nabór nie może kończyć się przed swoim początkiem.")
        return data

    def facts(self) -> OfferFacts:
        return OfferFacts(**{name: self.cleaned_data[name] for name in OfferFacts.__slots__})


class ProgrammePageForm(Form):
    title = forms.CharField(label="Tytuł", max_length=200)
    lead = forms.CharField(label="W jednym zdaniu", max_length=400)
    text = forms.CharField(
        label="Cele i zadania", max_length=8000, widget=forms.Textarea(attrs={"rows": 8}), help_text=WRITING
    )
    audience = forms.CharField(label="Dla kogo", max_length=300)
    effects = forms.CharField(
        label="Co się zmieni", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Efekty, po których poznamy, że się udało.",
    )  # fmt: skip
    value_pln = forms.DecimalField(
        label="Wartość projektu w złotych", min_value=0, max_digits=12, decimal_places=2, required=False
    )
    eu_pln = forms.DecimalField(
        label="Wkład z Unii Europejskiej w złotych",
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
    )
    names_offices = forms.BooleanField(
        label="Pokaż listę urzędów", required=False, initial=True,
        help_text="Sama nazwa i województwo. Liczb osób ani umów nie pokazujemy.",
    )  # fmt: skip
    title_en = forms.CharField(label="Tytuł po angielsku", max_length=200, required=False)
    text_en = forms.CharField(
        label="Treść po angielsku", max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if bool(data.get("title_en")) != bool(data.get("text_en")):
            self.add_error(
                "title_en" if data.get("text_en") else "text_en", "Wpisz i tytuł, i treść po angielsku."
            )
        return data

    def facts(self) -> PageFacts:
        return PageFacts(**{name: self.cleaned_data[name] for name in PageFacts.__slots__})


class DecisionForm(Form):
    reason = forms.CharField(
        label="Uzasadnienie",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Trafi do e-maila z decyzją.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needed_when(self, reason="potrzebne przy odmowie")


class AnswerForm(Form):
    text = forms.CharField(
        label="Odpowiedź",
        max_length=8000,
        error_messages={"required": "Napisz odpowiedź."},
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Wyślemy ją e-mailem.",
    )

    def __init__(self, *args: Any, by_mail: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not by_mail:
            text = self.fields["text"]
            text.label = "Co odpowiedziano i jak"
            text.help_text = "Na przykład: przez telefon, z kim i co ustalono."
            text.error_messages["required"] = "Napisz, co odpowiedziano i jak."


class PutOffForm(Form):
    until = DateField(label="Nowy termin")
    why = forms.CharField(label="Powód", max_length=500, help_text="Zobaczy go osoba, która napisała.")


class EventForm(Form):
    title = forms.CharField(label="Tytuł", max_length=200)
    kind = forms.ChoiceField(label="Rodzaj", choices=EventKind.choices)
    starts_on = DateField(label="Dzień")
    ends_on = DateField(label="Ostatni dzień", required=False, help_text="Puste: ten sam dzień.")
    starts_at = forms.TimeField(
        label="Od godziny", required=False, help_text="Godziny i minuty, na przykład 9:00."
    )
    ends_at = forms.TimeField(label="Do godziny", required=False)
    place = forms.CharField(label="Miejsce", max_length=200, required=False)
    text = forms.CharField(
        label="Opis", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    link = forms.URLField(label="Adres strony", required=False, assume_scheme="https", max_length=300)
    called_off = forms.BooleanField(label="Odwołane", required=False)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        data["ends_on"] = data.get("ends_on") or data.get("starts_on")
        if data.get("starts_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", "Ostatni dzień nie może być przed pierwszym.")
        if data.get("ends_at") and not data.get("starts_at"):
            self.add_error("starts_at", "Wpisz godzinę początku.")
        return data

    def facts(self) -> EventFacts:
        return EventFacts(**{name: self.cleaned_data[name] for name in EventFacts.__slots__})
