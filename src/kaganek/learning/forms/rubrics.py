"""A grade as it is given: one level for each criterion, and a remark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from kaganek.core.forms import Form, speak_polish
from kaganek.lib.polish import counted

LONGEST_REMARK = 4000
WHAT_TO_MEND = "Napisz, co poprawić: bez tego nie wiadomo, co zmienić."


class GradeForm(Form):
    """The form of `learning/rubric_fields.html`: radio buttons for each criterion, by its own words."""

    remark = forms.CharField(
        label="Uwagi dla osoby",
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Co jest dobre, co poprawić. Zobaczy je osoba, która to napisała.",
    )

    def __init__(self, *args: Any, rubric: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rubric = rubric
        for one in rubric["criteria"]:
            self.fields[f"c{one['id']}"] = field = forms.ChoiceField(
                label=one["title"],
                help_text=one["note"],
                choices=[(level["id"], _level(level)) for level in one["levels"]],
                widget=forms.RadioSelect,
                error_messages={"required": f"Wybierz poziom w kryterium „{one['title']}”."},
            )
            speak_polish(field, one["title"])
        self.order_fields([*(f"c{one['id']}" for one in rubric["criteria"]), "remark"])

    @property
    def criteria(self) -> Iterator[Any]:
        """The fields of the criteria, to be drawn before the remark."""
        return (self[f"c{one['id']}"] for one in self.rubric["criteria"])

    @property
    def marks(self) -> dict[str, str]:
        """The levels chosen, once the form is valid."""
        return {one["id"]: self.cleaned_data[f"c{one['id']}"] for one in self.rubric["criteria"]}


class ReviewForm(GradeForm):
    """A grade that also accepts the work or returns it; what is missing for the one asked for is said all at once."""

    def __init__(self, *args: Any, returns: bool, team: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.returns = returns
        remark: Any = self.fields["remark"]
        remark.needed_when = "potrzebne, gdy zwracasz"
        if team:
            remark.label = "Uwagi dla zespołu"
            remark.help_text = "Co jest dobre, co poprawić. Zobaczą je wszystkie osoby z zespołu."

    def clean_remark(self) -> str:
        remark = str(self.cleaned_data["remark"])
        if self.returns and not remark:
            raise forms.ValidationError(WHAT_TO_MEND)
        return remark


def _level(level: Mapping[str, Any]) -> str:
    points = counted(level["points"], "punkt", "punkty", "punktów")
    said = f"{level['title']} ({points})"
    return f"{said}. {level['description']}" if level["description"] else said


def initial_marks(marks: Mapping[str, str], remark: str) -> dict[str, str]:
    """A grade as the form's first values, for its correction."""
    return {f"c{criterion}": level for criterion, level in marks.items()} | {"remark": remark}
