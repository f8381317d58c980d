"""What authors say when they publish, plan, correct, judge and remark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from kaganek.core.forms import Form
from kaganek.learning.services.moves import Wanted
from kaganek.learning.terms import Carry, ReviewVerdict

STAY, MOVE = "stay", "move"


def _text(label: str, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=2000, **kwargs
    )


class MoveForm(Form):
    """What those who are taken to the newest edition bring along."""

    carry = forms.ChoiceField(
        label="Co pozostaje ukończone u osób, które przechodzą",
        choices=Carry.choices,
        widget=forms.RadioSelect,
        initial=Carry.SAME_WORDS,
    )
    keep_result = forms.BooleanField(
        label="Wynik testu zostaje",
        help_text="Bez tego test trzeba zdać jeszcze raz.",
        initial=True,
        required=False,
    )

    def brought(self) -> Wanted:
        return Wanted(self.cleaned_data["carry"], self.cleaned_data["keep_result"])


class EditionForm(MoveForm):
    """What changed, what of those under way, and when."""

    note = _text(
        "Co się zmieniło",
        help_text="Jedno, dwa zdania. Przeczytają je inni autorzy, a w liście także osoby, które przeniesiesz.",
        required=False,
    )
    readers = forms.ChoiceField(
        label="Osoby w trakcie szkolenia",
        choices=[
            (STAY, "Czytają swoje wydanie do końca"),
            (MOVE, "Przechodzą na nowe wydanie i dostają o tym list"),
        ],
        widget=forms.RadioSelect,
        initial=STAY,
    )
    publish_at = forms.DateTimeField(
        label="Opublikuj dopiero",
        help_text="Dzień i godzina, na przykład 18.12.2026 08:00. Puste pole znaczy: teraz.",
        required=False,
        input_formats=["%d.%m.%Y %H:%M", "%d.%m.%Y, %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"],
    )
    field_order = ("note", "readers", "carry", "keep_result", "publish_at")

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        if data is not None:  # where nobody is under way, the page does not ask
            data = data.copy()
            data.setdefault("readers", STAY)
            data.setdefault("carry", Carry.SAME_WORDS)
        super().__init__(data, **kwargs)

    def wanted(self) -> Wanted | None:
        """What becomes of those under way; None when they stay."""
        return self.brought() if self.cleaned_data["readers"] == MOVE else None


class CorrectionForm(Form):
    reason = forms.CharField(
        label="Powód", help_text="Na przykład: literówka w drugim akapicie.", max_length=300, strip=True
    )


class AskForm(Form):
    """Who should judge a draft, and what they should look at."""

    reviewers = forms.MultipleChoiceField(
        label="Recenzenci",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Wybierz przynajmniej jedną osobę."},
    )
    message = _text("Na co zwrócić uwagę", required=False)

    def __init__(self, *args: Any, experts: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reviewers"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(pk), name) for pk, name in experts]


class AnswerForm(Form):
    verdict = forms.ChoiceField(
        label="Twoja opinia",
        choices=[
            (ReviewVerdict.ACCEPTED, "Akceptuję, lekcja może wejść do wydania"),
            (ReviewVerdict.RETURNED, "Do poprawy, uwagi poniżej"),
        ],
        widget=forms.RadioSelect,
    )
    remarks = _text("Uwagi dla autora", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("verdict") == ReviewVerdict.RETURNED and not cleaned.get("remarks", "").strip():
            self.add_error("remarks", "Napisz, co trzeba poprawić.")
        return cleaned


class RemarkForm(Form):
    text = _text("Uwaga", rows=2, error_messages={"required": "Napisz uwagę."})
    block = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    answers_to = forms.IntegerField(required=False, widget=forms.HiddenInput)
