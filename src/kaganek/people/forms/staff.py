"""Forms of an office's staff: a role for somebody on the list, or for somebody new."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from kaganek.core.forms import Form
from kaganek.lib.names import is_email, tidy_name
from kaganek.people.models import Person
from kaganek.people.rules import email_reason
from kaganek.people.terms import OFFICE_STAFF

ROLES = [(role.value, role.label) for role in OFFICE_STAFF]


class AppointForm(Form):
    """A role for a person of the office."""

    person = forms.ChoiceField(label="Osoba", error_messages={"required": "Wybierz osobę."})
    role = forms.ChoiceField(label="Rola", choices=[("", "Wybierz rolę"), *ROLES])
    prefix = "lista"

    def __init__(self, *args: object, people: Sequence[Person], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(person.pk), f"{person.listed_name} ({person.login})") for person in people]
        self.fields["person"].choices = [("", "Wybierz osobę"), *names]  # type: ignore[attr-defined]


class AppointNewForm(Form):
    """A role for somebody who is on no list yet."""

    first_name = forms.CharField(label="Imię", max_length=80, error_messages={"required": "Wpisz imię."})
    last_name = forms.CharField(
        label="Nazwisko", max_length=120, error_messages={"required": "Wpisz nazwisko."}
    )
    email = forms.CharField(
        label="Służbowy adres e-mail",
        required=False,
        max_length=254,
        help_text="Na ten adres wyślesz potem link do ustawienia hasła.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    position = forms.CharField(label="Stanowisko", required=False, max_length=160)
    role = forms.ChoiceField(label="Rola", choices=[("", "Wybierz rolę"), *ROLES])
    prefix = "nowa"

    def clean_first_name(self) -> str:
        return tidy_name(self.cleaned_data["first_name"])

    def clean_last_name(self) -> str:
        return tidy_name(self.cleaned_data["last_name"])

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email and not is_email(email):
            raise forms.ValidationError(email_reason(email))
        return email
