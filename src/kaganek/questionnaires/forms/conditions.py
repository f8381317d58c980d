"""A condition chosen from lists: which question, what about it, which answer. Nobody types the language."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from kaganek.core.forms import DateField, Form
from kaganek.lib import expr
from kaganek.lib.expr import Expr, Literal, Meaning, Name, Op, Type
from kaganek.questionnaires.rules.answers import read_number

EMPTY, FILLED = ("puste", "nie ma odpowiedzi"), ("wypelnione", "jest jakaś odpowiedź")
_ORDER = [
    ("=", "odpowiedź jest równa"), ("!=", "odpowiedź jest inna niż"), ("<", "odpowiedź jest mniejsza niż"),
    ("<=", "odpowiedź to najwyżej"), (">", "odpowiedź jest większa niż"), (">=", "odpowiedź to co najmniej"),
]  # fmt: skip
_DAYS = [("=", "odpowiedź to dzień"), ("<", "odpowiedź to dzień przed"), (">", "odpowiedź to dzień po")]
DEEDS: dict[Type, list[tuple[str, str]]] = {
    Type.CHOICE: [("=", "odpowiedź to"), ("!=", "odpowiedź jest inna niż"), FILLED, EMPTY],
    Type.CHOICES: [("ma", "wśród odpowiedzi jest"), ("nie-ma", "wśród odpowiedzi nie ma"), FILLED, EMPTY],
    Type.TRUTH: [("=", "odpowiedź to"), FILLED, EMPTY],
    Type.NUMBER: [*_ORDER, FILLED, EMPTY],
    Type.DATE: [*_DAYS, FILLED, EMPTY],
    Type.TEXT: [("ma", "odpowiedź zawiera tekst"), FILLED, EMPTY],
}


class AskedForm(Form):
    """The first step: which earlier question."""

    pytanie = forms.ChoiceField(label="Pytanie, od którego to zależy")

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["pytanie"]
        field.choices = [("", "Wybierz pytanie…"), *choices]


class ConditionForm(Form):
    """The second step: what about it, and which answer."""

    def __init__(self, *args: Any, code: str, meaning: Meaning, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code, self.meaning = code, meaning
        self.fields["op"] = forms.ChoiceField(
            label="Pokazuj, gdy", choices=DEEDS[meaning.type], widget=forms.RadioSelect,
            initial=DEEDS[meaning.type][0][0],
        )  # fmt: skip
        self.fields["value"] = self._value_field(meaning)
        value: Any = self.fields["value"]
        value.needed_when = "gdy pytasz o konkretną odpowiedź"

    @staticmethod
    def _value_field(meaning: Meaning) -> forms.Field:
        label = "Odpowiedź"
        match meaning.type:
            case Type.CHOICE | Type.CHOICES:
                return forms.ChoiceField(label=label, choices=list(meaning.options.items()), required=False)
            case Type.TRUTH:
                return forms.ChoiceField(
                    label=label, choices=[("tak", "tak"), ("nie", "nie")], required=False
                )
            case Type.DATE:
                return DateField(label="Dzień", required=False)
            case _:
                return forms.CharField(
                    label="Liczba" if meaning.type is Type.NUMBER else "Tekst", required=False, max_length=200
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        needs_value = cleaned.get("op") not in (None, EMPTY[0], FILLED[0])
        if needs_value and "value" not in self.errors and not cleaned.get("value"):
            self.add_error("value", "Podaj, o jaką odpowiedź chodzi.")
        elif needs_value and self.meaning.type is Type.NUMBER and read_number(cleaned["value"]) is None:
            self.add_error("value", "Wpisz liczbę, na przykład 12 albo 12,5.")
        return cleaned

    def condition(self) -> Expr:
        """The condition that was chosen."""
        op, name = self.cleaned_data["op"], Name(self.code)
        if op in (EMPTY[0], FILLED[0]):
            return expr.Filled(name, empty=op == EMPTY[0])
        value = Literal(self._value())
        if op == "ma":
            return expr.Has(name, value)
        if op == "nie-ma":
            return expr.Not(expr.Has(name, value))
        return expr.Compare(name, Op(op), value)

    def _value(self) -> Any:
        typed = self.cleaned_data["value"]
        if self.meaning.type is Type.TRUTH:
            return typed == "tak"
        if self.meaning.type is Type.NUMBER:
            return read_number(typed) or Decimal(0)
        return typed
