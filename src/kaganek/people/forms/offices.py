"""Forms of the register: a file, an organisation, numbers of an office."""

from __future__ import annotations

from typing import Any

from django import forms

from kaganek.core.forms import Form
from kaganek.lib.identifiers import BadIdentifier, nip, regon
from kaganek.people.terms import OfficeKind, Voivodeship

FILE_BYTES = 20 * 1024 * 1024
ORGANISATIONS = [
    (kind.value, kind.label.capitalize())
    for kind in (OfficeKind.SCHOOL, OfficeKind.ASSOCIATION, OfficeKind.PARTNER, OfficeKind.CERTIFIER)
]


class RegisterForm(Form):
    """A register file of any shape in which it is downloaded."""

    file = forms.FileField(
        label="Plik TERC",
        help_text="CSV, XML albo ZIP pobrany ze strony eTERYT, katalog TERC (wersja urzędowa).",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xml,.zip"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > FILE_BYTES:
            raise forms.ValidationError("Plik jest za duży na rejestr TERC. Sprawdź, czy to właściwy plik.")
        return file


class NumbersForm(Form):
    """NIP and REGON, with their check digits."""

    nip = forms.CharField(
        label="NIP", required=False, max_length=20, help_text="Cyfra kontrolna jest sprawdzana."
    )
    regon = forms.CharField(label="REGON", required=False, max_length=24, help_text="9 albo 14 cyfr.")

    def clean_nip(self) -> str:
        return _checked(nip, self.cleaned_data["nip"])

    def clean_regon(self) -> str:
        return _checked(regon, self.cleaned_data["regon"])


class UnitForm(NumbersForm):
    """What people may correct in a local government; its name and kind come from the register."""

    office_name = forms.CharField(
        label="Nazwa urzędu",
        max_length=200,
        help_text="Tak, jak stoi na dokumentach, na przykład: Urząd Miejski w Wieliczce.",
        error_messages={"required": "Wpisz nazwę urzędu."},
    )
    field_order = ("office_name", "nip", "regon")


class OrganisationForm(NumbersForm):
    """A school, association, partner or certification body."""

    kind = forms.ChoiceField(label="Rodzaj", choices=[("", "Wybierz rodzaj"), *ORGANISATIONS])
    name = forms.CharField(
        label="Nazwa", max_length=160, error_messages={"required": "Wpisz pełną nazwę organizacji."}
    )
    parent = forms.CharField(
        label="Jednostka samorządu, której podlega",
        required=False,
        max_length=160,
        help_text="Kod TERYT albo nazwa, na przykład 141101. Dla szkoły: organ prowadzący, obowiązkowo.",
    )
    voivodeship = forms.ChoiceField(
        label="Województwo",
        required=False,
        choices=[("", "Takie jak jednostka samorządu"), *Voivodeship.choices],
    )
    field_order = ("kind", "name", "parent", "voivodeship", "nip", "regon")


def _checked(read: Any, text: str) -> str:
    try:
        digits: str = read(text)
    except BadIdentifier as wrong:
        raise forms.ValidationError(wrong.words) from wrong
    return digits
