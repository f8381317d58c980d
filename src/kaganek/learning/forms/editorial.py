"""What the content editor checks before it keeps a course or a lesson."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Max
from wagtail.admin.forms import WagtailAdminModelForm

from kaganek.learning.models import CourseModule, Lesson


class ModuleChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """Modules by the name of their course: "Dostępność w urzędzie / Dokumenty i rozmowa"."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.course} / {obj.title}"


class LessonForm(WagtailAdminModelForm):
    module = ModuleChoice(
        label="Moduł szkolenia",
        queryset=CourseModule.objects.select_related("course").order_by("course__title", "position"),
    )
    position = forms.IntegerField(
        label="Numer lekcji w szkoleniu",
        min_value=1,
        max_value=999,
        required=False,
        help_text="Puste pole znaczy: ostatnia.",
    )

    def clean(self) -> dict[str, Any]:
        """The course is that of the module; two lessons of a course never share a number."""
        cleaned: dict[str, Any] = super().clean()
        module = cleaned.get("module")
        if module is None:
            return cleaned
        self.instance.course_id = module.course_id
        others = Lesson.objects.filter(course_id=module.course_id).exclude(pk=self.instance.pk)
        if not cleaned.get("position"):
            cleaned["position"] = (others.aggregate(last=Max("position"))["last"] or 0) + 1
        elif others.filter(position=cleaned["position"]).exists():
            self.add_error("position", "W tym szkoleniu jest już lekcja z tym numerem. Wpisz inny.")
        return cleaned


class CourseForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        """A module with lessons stays: taking it away would take the lessons with it."""
        cleaned: dict[str, Any] = super().clean()
        for form in self.formsets["modules"].deleted_forms:
            if form.instance.pk and form.instance.lessons.exists():
                self.add_error(None, f"Moduł „{form.instance}” ma lekcje. Przenieś je do innego modułu.")
        return cleaned
