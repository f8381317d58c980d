"""A rule of assignment as it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from kaganek.core.forms import Form

HELP = "Puste = każda. Kilka możliwości rozdziel średnikiem; wielkość liter nie ma znaczenia."


class RuleForm(Form):
    """Whose office, and what work."""

    office = forms.TypedChoiceField(label="Urząd", coerce=int, empty_value=None, required=False)
    departments = forms.CharField(
        label="Komórka organizacyjna", max_length=300, required=False, help_text=HELP
    )
    positions = forms.CharField(
        label="Stanowisko", max_length=300, required=False, help_text="Na przykład: referent; inspektor."
    )
    groups = forms.CharField(label="Grupa", max_length=300, required=False)

    def __init__(self, *args: Any, offices: Sequence[tuple[int, str]], own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        office: Any = self.fields["office"]
        office.choices = offices if own else [("", "wszystkie urzędy projektu"), *offices]
        if own:
            office.widget = forms.HiddenInput()
            office.initial = offices[0][0] if offices else None
