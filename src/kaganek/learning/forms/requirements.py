"""The form of required numbers: one field for each course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from kaganek.core.forms import Form, speak_polish
from kaganek.learning.models import Course


class RequiredForm(Form):
    """How many people must finish each course; an empty field asks for nobody."""

    def __init__(self, *args: Any, courses: Sequence[Course], held: Mapping[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for course in courses:
            self.fields[f"course-{course.pk}"] = forms.IntegerField(
                label=course.title,
                required=False,
                min_value=0,
                max_value=100_000,
                initial=held.get(course.pk),
                widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
            )
            speak_polish(self.fields[f"course-{course.pk}"], course.title)

    def numbers(self) -> dict[int, int]:
        """Course id → number, 0 for an empty field."""
        return {int(name.removeprefix("course-")): value or 0 for name, value in self.cleaned_data.items()}
