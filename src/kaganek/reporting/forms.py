"""What people say when they freeze a report, save one under a name, or have one sent."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from kaganek.core.forms import DateField, Form, speak_polish
from kaganek.core.seats import Seat
from kaganek.people.terms import OFFICE_STAFF, Role
from kaganek.reporting.models import IndicatorPeriod
from kaganek.reporting.queries.definitions import Definition
from kaganek.reporting.queries.indicators import countings
from kaganek.reporting.terms import Every, Level, Recipients, Share, goes_on

NUMBER: dict[str, Any] = {"max_digits": 14, "decimal_places": 2, "localize": True}


def _number_box() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "short", "inputmode": "decimal"})


def new_key() -> uuid.UUID:
    """The number of a form as it is shown: sent twice, its deed is done once."""
    return uuid.uuid4()


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
        elif ends and ends > timezone.localdate():
            self.add_error("period_to", goes_on(ends))
        return data


class CorrectionForm(FreezeForm):
    correction_note = forms.CharField(
        label="Co się zmieniło",
        max_length=500,
        help_text="Jedno zdanie dla czytelników, na przykład: Poprawiono liczbę urzędów: 42 zamiast 41.",
    )
    field_order = ("title", "period_from", "period_to", "correction_note")


class RejectForm(Form):
    reason = forms.CharField(
        label="Dlaczego odrzucasz", max_length=500, help_text="Na przykład: brakuje ukończeń z września."
    )


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


def _of_when(definition: Definition) -> str:
    return "ze stanem z jego ostatniego dnia" if definition.past else "z danymi z całego okresu"


class ScheduleForm(Form):
    name = forms.CharField(label="Nazwa", max_length=80, help_text="Tak zatytułujemy wiadomość.")
    every = forms.ChoiceField(label="Jak często", choices=Every.choices)
    to_whom = forms.ChoiceField(label="Do kogo", choices=Recipients.choices)
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    asked = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

    def __init__(self, seat: Seat, definition: Definition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="wysylka", **kwargs)
        self.fields["every"].help_text = f"Wysyłamy dzień po zakończeniu okresu, {_of_when(definition)}."
        allowed = [Recipients.ME]
        if seat.role == Role.COORDINATOR and seat.projects:
            allowed.append(Recipients.SUPERVISORS)
        self.fields["to_whom"].choices = [(one.value, one.label) for one in allowed]  # type: ignore[attr-defined]


class IndicatorForm(Form):
    """What an indicator measures, and how it is counted."""

    code = forms.CharField(label="Kod", max_length=20, help_text="Krótki, na przykład: WP1 albo EECO18.")
    name = forms.CharField(label="Nazwa", max_length=200)
    level = forms.ChoiceField(label="Rodzaj", choices=Level.choices)
    unit = forms.CharField(label="Jednostka", max_length=40, help_text="Na przykład: osoby, urzędy, godziny.")
    definition = forms.CharField(
        label="Definicja",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Co dokładnie i kiedy się liczy, tak jak we wniosku o dofinansowanie.",
    )
    counting = forms.ChoiceField(label="Sposób liczenia", required=False)
    baseline = forms.DecimalField(widget=_number_box(), label="Wartość bazowa", **NUMBER, initial=0)
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [(key, way.label) for key, way in countings]
        self.fields["counting"].choices = [("", "wpisywany ręcznie, ze źródłem"), *ways]  # type: ignore[attr-defined]


class PeriodForm(Form):
    """A stretch of days for which indicators are settled."""

    starts_on = DateField(label="Okres od")
    ends_on = DateField(label="Okres do")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begins, ends = data.get("starts_on"), data.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", "Popraw daty: okres nie może kończyć się przed swoim początkiem.")
        return data


class TargetsForm(Form):
    """A number for each open period; empty = no target."""

    def __init__(
        self, periods: Iterable[IndicatorPeriod], targets: Mapping[int, Decimal], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, prefix="cel", **kwargs)
        for period in periods:
            label = f"Cel: {period.words}"
            field = forms.DecimalField(
                label=label, required=False, min_value=0, initial=targets.get(period.pk), widget=_number_box(), **NUMBER
            )  # fmt: skip
            speak_polish(field, label)
            self.fields[str(period.pk)] = field

    @property
    def wanted(self) -> dict[int, Decimal | None]:
        return {int(name): value for name, value in self.cleaned_data.items()}


class ValueForm(Form):
    """A value of an open period, or a correction of a frozen one, and where it is from."""

    period = forms.ChoiceField(label="Okres")
    value = forms.DecimalField(
        label="Wartość", widget=_number_box(), **NUMBER,
        help_text="W tym okresie, nie narastająco. Korekta: sama różnica, na przykład -2.",
    )  # fmt: skip
    source = forms.CharField(
        label="Źródło", max_length=300, help_text="Skąd ta liczba, na przykład: lista obecności z 12.03.2026."
    )
    note = forms.CharField(
        label="Wyjaśnienie", max_length=500, required=False, help_text="Przy korekcie: dlaczego."
    )

    def __init__(self, periods: Sequence[IndicatorPeriod], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="wartosc", **kwargs)
        now = next((one for one in periods if one.frozen_at is None), None)
        values = [(str(one.pk), one.words) for one in periods if one.frozen_at is None]
        late = [(f"{now.pk}:{one.pk}", f"korekta za {one.words}") for one in periods if one.frozen_at and now]
        self.fields["period"].choices = [*values, *late]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if ":" in data.get("period", "") and not data.get("note"):
            self.add_error("note", "Napisz, dlaczego zmienia się liczba z zamrożonego okresu.")
        return data

    @property
    def entered(self) -> dict[str, Any]:
        """The arguments of the deed that enters the value."""
        period, _, about = self.cleaned_data["period"].partition(":")
        said = {name: self.cleaned_data[name] for name in ("value", "source", "note")}
        return {"period_id": int(period), "about_id": int(about) if about else None, **said}
