"""A path as it is typed: its name, its courses in order, and a deadline for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from kaganek.core.forms import DateField, Form
from kaganek.core.lists import whole_numbers
from kaganek.learning.services.paths import Step

FEWEST, SPARE, MOST = 4, 2, 30


class PathNameForm(Form):
    """Name and description; the project only when the seat has several."""

    project = forms.TypedChoiceField(label="Projekt", coerce=int)
    name = forms.CharField(label="Nazwa ścieżki", max_length=160)
    note = forms.CharField(label="Opis", required=False, max_length=300)

    def __init__(self, *args: Any, projects: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        project: Any = self.fields["project"]
        project.choices = projects
        if len(projects) == 1:
            project.widget = forms.HiddenInput()
            project.initial = projects[0][0]


class StepForm(Form):
    """One step; an empty course leaves it out."""

    course = forms.TypedChoiceField(label="Szkolenie", coerce=int, empty_value=None, required=False)
    due_on = DateField(
        label="Termin", required=False, help_text="Jeden dzień dla wszystkich, np. 18.12.2026."
    )
    due_days = forms.IntegerField(
        label="albo dni od przypisania",
        required=False,
        min_value=1,
        max_value=1000,
        help_text="Na przykład 30.",
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric", "autocomplete": "off"}),
    )
    after_previous = forms.BooleanField(label="Otwiera się po ukończeniu poprzedniego", required=False)

    def __init__(self, *args: Any, courses: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        course: Any = self.fields["course"]
        course.choices = [("", "– bez szkolenia –"), *courses]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("due_on") and cleaned.get("due_days"):
            self.add_error("due_days", "Podaj termin albo liczbę dni, nie oba naraz.")
        return cleaned

    @property
    def step(self) -> Step | None:
        chosen = self.cleaned_data
        if not chosen.get("course"):
            return None
        return Step(
            chosen["course"],
            due_on=chosen.get("due_on"),
            due_days=chosen.get("due_days"),
            after_previous=bool(chosen.get("after_previous")),
        )


def step_forms(
    data: Any, *, courses: Sequence[tuple[int, str]], steps: Sequence[Step] = ()
) -> list[StepForm]:
    """The rows of the page: what is there, and a few empty ones."""
    if data is not None:
        typed = whole_numbers([data.get("steps", "")])
        count = min(typed[0], MOST) if typed else FEWEST
        return [StepForm(data, prefix=f"krok{n}", courses=courses) for n in range(count)]
    rows = [
        {
            "course": one.course_id,
            "due_on": one.due_on,
            "due_days": one.due_days,
            "after_previous": one.after_previous,
        }
        for one in steps
    ]
    spare = max(SPARE, FEWEST - len(rows))
    return [
        StepForm(prefix=f"krok{n}", courses=courses, initial=row)
        for n, row in enumerate([*rows, *({} for _ in range(spare))])
    ]


def steps_typed(forms_: Sequence[StepForm]) -> list[Step] | None:
    """The steps in order; None when something is wrong, and the form says what."""
    if [form for form in forms_ if not form.is_valid()]:  # every form is asked: all faults show at once
        return None
    steps: list[Step] = []
    for form in forms_:
        if step := form.step:
            if step.course_id in {one.course_id for one in steps}:
                form.add_error("course", "To szkolenie jest już na tej ścieżce. Wybierz inne.")
                return None
            steps.append(step)
    return steps
