"""What people say when they freeze a report, save one under a name, or have one sent."""

from __future__ import annotations

from typing import Any

from django import forms

from kaganek.core.forms import DateField, Form
from kaganek.core.seats import Seat
from kaganek.people.terms import OFFICE_STAFF, Role
from kaganek.reporting.terms import Every, Recipients, Share


class FreezeForm(Form):
    title = forms.CharField(
        label="Tytuł", max_length=200, help_text="Na przykład: Postępy w III kwartale 2026 r."
    )
    period_from = DateField(label="Okres od")
    period_to = DateField(label="Okres do", help_text="Ukończenia po tym dniu nie zostaną policzone.")
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    corrects = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begins, ends = data.get("period_from"), data.get("period_to")
        if begins and ends and ends < begins:
            self.add_error("period_to", "Popraw daty: okres nie może kończyć się przed swoim początkiem.")
        return data


class CorrectionForm(FreezeForm):
    correction_note = forms.CharField(
        label="Co się zmieniło",
        max_length=500,
        help_text="Jedno zdanie dla czytelników, na przykład: Poprawiono liczbę urzędów: 42 zamiast 41.",
    )
    field_order = ("title", "period_from", "period_to", "correction_note")


class SaveForm(Form):
    name = forms.CharField(
        label="Nazwa", max_length=80, help_text="Na przykład: Po terminie w moim urzędzie."
    )
    share = forms.ChoiceField(label="Kto widzi", choices=Share.choices)
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    asked = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

    def __init__(self, seat: Seat, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="zapis", **kwargs)
        allowed = [Share.OWN]
        if seat.role in OFFICE_STAFF:
            allowed.append(Share.OFFICE)
        elif seat.projects:
            allowed.append(Share.PROJECT)
        self.fields["share"].choices = [(one.value, one.label) for one in allowed]  # type: ignore[attr-defined]


class ScheduleForm(Form):
    name = forms.CharField(label="Nazwa", max_length=80, help_text="Tak zatytułujemy wiadomość.")
    every = forms.ChoiceField(
        label="Jak często",
        choices=Every.choices,
        help_text="Wysyłamy dzień po zakończeniu okresu, z danymi z jego końca.",
    )
    to_whom = forms.ChoiceField(label="Do kogo", choices=Recipients.choices)
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    asked = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

    def __init__(self, seat: Seat, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="wysylka", **kwargs)
        allowed = [Recipients.ME]
        if seat.role == Role.COORDINATOR and seat.projects:
            allowed.append(Recipients.SUPERVISORS)
        self.fields["to_whom"].choices = [(one.value, one.label) for one in allowed]  # type: ignore[attr-defined]
