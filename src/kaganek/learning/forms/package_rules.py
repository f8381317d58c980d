"""The form of a package's completion rule in one project."""

from __future__ import annotations

from typing import Any

from django import forms

from kaganek.core.forms import Form
from kaganek.learning.terms import DoneWhen


class RuleForm(Form):
    done_when = forms.ChoiceField(
        label="Paczka jest ukończona, gdy", choices=DoneWhen.choices, widget=forms.RadioSelect
    )
    score = forms.IntegerField(
        label="Próg wyniku, w procentach",
        required=False,
        min_value=1,
        max_value=100,
        help_text="Tylko do reguły z progiem. Liczy się średnia wyników, które podały części paczki.",
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        wants = cleaned.get("done_when") == DoneWhen.SCORE
        if wants and cleaned.get("score") is None and "score" not in self.errors:
            self.add_error("score", "Wpisz próg od 1 do 100 albo wybierz inną regułę.")
        if not wants:
            cleaned["score"] = None
        return cleaned
