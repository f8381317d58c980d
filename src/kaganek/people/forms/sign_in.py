"""Forms at the door: login and password, a code from a slip, a new password."""

from __future__ import annotations

from typing import Any

from django import forms

from kaganek.core.forms import Form
from kaganek.people.models.accounts import Scheme

HELP_WITH_NEW = (
    "Co najmniej 15 znaków. Najłatwiej zapamiętać trzy lub cztery zwykłe słowa; "
    "spacje i polskie litery też są dobre."
)


def login_field() -> forms.CharField:
    return forms.CharField(
        label="Login",
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "Wpisz login, na przykład a.kowalska."},
    )


def password_field(label: str, autocomplete: str, missing: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=1000,  # the rules say more kindly what is too long
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": missing},
    )


class SignInForm(Form):
    login = login_field()
    password = password_field("Hasło", "current-password", "Wpisz hasło.")


class CodeForm(Form):
    login = login_field()
    code = forms.CharField(
        label="Kod jednorazowy",
        max_length=80,
        help_text="16 znaków z kartki. Wielkość liter, spacje i kreski nie mają znaczenia.",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "Wpisz kod z kartki, na przykład 7K4M-0219-XQ5T-R8WD."},
    )


class NewPasswordForm(Form):
    """A new password, typed twice."""

    password = password_field(
        "Nowe hasło", "new-password", "Wpisz nowe hasło: co najmniej 15 znaków.", HELP_WITH_NEW
    )
    again = password_field("Powtórz nowe hasło", "new-password", "Wpisz nowe hasło jeszcze raz.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, second = cleaned.get("password"), cleaned.get("again")
        if first and second and first != second:
            self.add_error("again", "Oba wpisane hasła różnią się. Wpisz w obu polach to samo.")
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    old = password_field("Dotychczasowe hasło", "current-password", "Wpisz dotychczasowe hasło.")
    field_order = ("old", "password", "again")


class ResetForm(Form):
    email = forms.EmailField(
        label="Adres e-mail",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Wpisz adres e-mail, na przykład imie@urzad.pl."},
    )


class SchemeForm(Form):
    scheme = forms.ChoiceField(
        label="Kolory stron",
        choices=[(scheme.value, scheme.label.capitalize()) for scheme in Scheme],
        widget=forms.RadioSelect,
    )


class LightForm(Form):
    light = forms.BooleanField(
        label="Oszczędzaj transfer na tym urządzeniu",
        required=False,
        help_text="Obrazy i filmy w lekcjach otworzysz odnośnikiem, a strony użyją kroju pisma z urządzenia.",
    )
