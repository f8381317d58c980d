"""What the numbers of a quiz are narrowed to."""

from __future__ import annotations

from typing import Any

from django import forms

from kaganek.core.forms import DateField, Form
from kaganek.people.models import Office
from kaganek.programmes.models import Project


class FiguresForm(Form):
    """Days, and for those who may see people also the office and the project."""

    since = DateField(label="Od dnia", required=False, help_text="")
    until = DateField(label="Do dnia", required=False, help_text="")
    project = forms.ModelChoiceField(
        label="Projekt", queryset=Project.objects.none(), required=False, empty_label="Wszystkie"
    )
    office = forms.ModelChoiceField(
        label="Urząd", queryset=Office.objects.none(), required=False, empty_label="Wszystkie"
    )

    def __init__(self, *args: Any, projects: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if projects is None:
            del self.fields["project"], self.fields["office"]
            return
        project: Any = self.fields["project"]
        office: Any = self.fields["office"]
        project.queryset, office.queryset = projects, offices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        ids = {
            name: cleaned[name].pk if cleaned.get(name) else None
            for name in ("project", "office")
            if name in self.fields
        }
        return cleaned | ids
