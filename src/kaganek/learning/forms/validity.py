"""How long a course holds, as it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from kaganek.core.forms import Form
from kaganek.learning.models import CourseValidity
from kaganek.learning.rules.validity import Validity
from kaganek.learning.terms import Renewal, ValidityKind
from kaganek.lib.polish import MONTHS

FOR_EVER = ""
LONGEST = 120  # months
WIDEST = 180  # days of the window
LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _number(label: str, most: int, help_text: str = "") -> forms.IntegerField:
    attrs = {"class": "short", "inputmode": "numeric", "autocomplete": "off"}
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=most, help_text=help_text,
        widget=forms.TextInput(attrs=attrs),
    )  # fmt: skip


class ValidityForm(Form):
    """For ever, for months, or until a day of each year; and how it is renewed."""

    kind = forms.ChoiceField(
        label="Jak długo ważne jest ukończenie",
        choices=[(FOR_EVER, "bezterminowo"), *ValidityKind.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    months = _number("Liczba miesięcy", LONGEST, "Wypełnij, gdy wybierasz miesiące. Na przykład 12.")
    day = _number("Dzień", 31, "Wypełnij, gdy wybierasz dzień roku. Na przykład 31.")
    month = forms.TypedChoiceField(
        label="Miesiąc", coerce=int, empty_value=None, required=False,
        choices=[("", "– wybierz –"), *((str(n), name) for n, name in enumerate(MONTHS, start=1))],
    )  # fmt: skip
    opens_days = _number(
        "Ile dni przed końcem można odnowić", WIDEST,
        "Tego dnia szkolenie otworzy się samo i wyślemy list. Zwykle 30.",
    )  # fmt: skip
    renewal = forms.ChoiceField(
        label="Co trzeba zrobić, żeby odnowić", choices=Renewal.choices, widget=forms.RadioSelect
    )
    also_done = forms.BooleanField(
        label="Zastosuj też do osób, które już ukończyły szkolenie",
        required=False,
        help_text="Ważność policzymy od dnia ich ukończenia. Najpierw pokażemy, ilu osób to dotyczy.",
    )

    def __init__(
        self, *args: Any, held: CourseValidity | None, advised: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        """advised: what the authors of the course say (`Course.validity`), filled in where nothing is set yet."""
        first: dict[str, Any] = {
            "opens_days": 30,
            "renewal": Renewal.WHOLE,
            "kind": FOR_EVER,
            **(advised or {}),
        }
        if held:
            names = ("kind", "months", "day", "month", "opens_days", "renewal")
            first = {name: getattr(held, name) for name in names}
        super().__init__(*args, initial=first, **kwargs)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("kind") == ValidityKind.MONTHS:
            self._check_months(said)
        elif said.get("kind") == ValidityKind.YEARLY:
            self._check_day(said)
        return said

    def _check_months(self, said: dict[str, Any]) -> None:
        months, window = said.get("months"), said.get("opens_days") or 30
        if not months:
            if "months" not in self.errors:
                self.add_error("months", "Wpisz, przez ile miesięcy ukończenie jest ważne.")
        elif window >= months * 28:
            self.add_error(
                "opens_days", "Okno odnowienia nie może być dłuższe niż sama ważność. Wpisz mniej dni."
            )

    def _check_day(self, said: dict[str, Any]) -> None:
        day, month = said.get("day"), said.get("month")
        if not day and "day" not in self.errors:
            self.add_error("day", "Wpisz dzień miesiąca, do którego ukończenie jest ważne.")
        if not month:
            self.add_error("month", "Wybierz miesiąc.")
        elif day and day > LONGEST_MONTH[month - 1]:
            self.add_error("day", "Ten miesiąc nie ma tylu dni. Wpisz mniejszą liczbę.")

    @property
    def rule(self) -> Validity | None:
        """What was chosen; None = for ever."""
        said = self.cleaned_data
        window = said.get("opens_days") or 30
        if said["kind"] == ValidityKind.MONTHS:
            return Validity(months=said["months"], opens_days=window)
        if said["kind"] == ValidityKind.YEARLY:
            return Validity(month=said["month"], day=said["day"], opens_days=window)
        return None
