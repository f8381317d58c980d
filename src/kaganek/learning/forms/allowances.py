"""The form of an allowance at a quiz."""

from __future__ import annotations

from typing import Any

from django import forms

from kaganek.core.forms import Form
from kaganek.learning.models import QuizAllowance
from kaganek.learning.rules.attempts import Allowance

_SHORT = {"class": "short", "inputmode": "numeric", "autocomplete": "off"}


class AllowanceForm(Form):
    """More minutes, more attempts, a later end, and why."""

    minutes = forms.IntegerField(
        label="Dodatkowe minuty",
        required=False,
        min_value=0,
        max_value=1000,
        help_text="Do limitu czasu każdego podejścia, także tego, które trwa.",
        widget=forms.TextInput(attrs=_SHORT),
    )
    attempts = forms.IntegerField(
        label="Dodatkowe podejścia",
        required=False,
        min_value=0,
        max_value=20,
        widget=forms.TextInput(attrs=_SHORT),
    )
    until = forms.DateTimeField(
        label="Nie zamykaj testu przed",
        required=False,
        input_formats=["%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M"],
        help_text="Na przykład 18.12.2026 15:00.",
        widget=forms.DateTimeInput(format="%d.%m.%Y %H:%M", attrs={"class": "short", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label="Powód",
        max_length=300,
        help_text="Zobaczy go ta osoba. Nie wpisuj danych o zdrowiu: wystarczy „na wniosek pracownika”.",
    )
    over = forms.IntegerField(required=False, widget=forms.HiddenInput())

    @property
    def allowed(self) -> Allowance:
        typed = self.cleaned_data
        return Allowance(minutes=typed["minutes"] or 0, attempts=typed["attempts"] or 0, until=typed["until"])


def first_values(held: QuizAllowance | None) -> dict[str, Any]:
    """What the form shows of the allowance in force."""
    if held is None:
        return {}
    return {
        "minutes": held.extra_minutes,
        "attempts": held.extra_attempts,
        "until": held.open_until,
        "over": held.pk,
    }
