"""What the content editor checks before it keeps a course or a lesson."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Max
from wagtail.admin.forms import WagtailAdminModelForm

from kaganek.core.dbroles import DbRole
from kaganek.core.seats import seat_in_use
from kaganek.learning.models import Course, CourseModule, EditionLesson, Lesson
from kaganek.learning.services.own_courses import own_code
from kaganek.learning.services.sheets import CannotPublish, sheet_words


def _own_office() -> int | None:
    """The office for which its administrator writes; None for the programme's editors."""
    seat = seat_in_use()
    return seat.offices[0] if seat and seat.db_role is DbRole.OFFICE and seat.offices else None


class ModuleChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """Modules by the name of their course: "Dostępność w urzędzie / Dokumenty i rozmowa"."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.course} / {obj.title}"


STALE = (
    "Ktoś zapisał nowszą wersję tej lekcji, gdy była u Ciebie otwarta. Nic nie nadpisaliśmy. Skopiuj swoje zmiany, "
    "otwórz lekcję jeszcze raz i wpisz je do nowszej wersji; obie wersje porównasz w historii."
)


def is_stale(form: WagtailAdminModelForm) -> bool:
    """Whether somebody has saved the same thing since this form was opened (rule L-87)."""
    newest = form.instance.latest_revision
    if newest is None:
        return False
    if mine := form.data.get("overwrite_revision_id"):
        return str(mine) != str(newest.pk)
    if seen := form.data.get("loaded_revision_id"):
        made = form.data.get("loaded_revision_created_at", "")
        return str(seen) != str(newest.pk) or made != newest.created_at.isoformat()
    return False


def in_an_edition(lesson: Lesson) -> bool:
    return EditionLesson.objects.filter(lesson=lesson).exists()


class LessonForm(WagtailAdminModelForm):
    module = ModuleChoice(
        label="Moduł szkolenia",
        queryset=CourseModule.objects.select_related("course").order_by(
            "course__title__alphabetical", "position"
        ),
    )
    position = forms.IntegerField(
        label="Numer lekcji w szkoleniu",
        min_value=1,
        max_value=999,
        required=False,
        help_text="Puste pole znaczy: ostatnia.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["module"]
        field.queryset = field.queryset.filter(course__office=_own_office())

    def clean(self) -> dict[str, Any]:
        """The course is that of the module; two lessons of a course never share a number."""
        cleaned: dict[str, Any] = super().clean()
        if is_stale(self):
            self.add_error(None, STALE)
        module = cleaned.get("module")
        if module is None:
            return cleaned
        if self.instance.pk and self.instance.course_id != module.course_id and in_an_edition(self.instance):
            self.add_error("module", "Ta lekcja jest w opublikowanym wydaniu. Zostaje w swoim szkoleniu.")
            return cleaned
        self.instance.course_id = module.course_id
        others = Lesson.objects.filter(course_id=module.course_id).exclude(pk=self.instance.pk)
        if not cleaned.get("position"):
            cleaned["position"] = (others.aggregate(last=Max("position"))["last"] or 0) + 1
        elif others.filter(position=cleaned["position"]).exists():
            self.add_error("position", "W tym szkoleniu jest już lekcja z tym numerem. Wpisz inny.")
        return cleaned


CANNOT = {  # what keeps a sheet from becoming a quiz: services.sheets
    "rubric": "{place}. blok: wybranych kryteriów oceny już nie ma. Wybierz inne.",
    "question": "{place}. blok: tego pytania nie ma już w banku albo zostało wycofane. Wybierz inne.",
    "category": "{place}. blok: tej kategorii nie ma już w banku. Wybierz inną.",
    "few": "{place}. blok: w kategorii „{category}” jest za mało pytań. Chcesz wylosować {wanted}, a jest {there}. "
    "Zmniejsz liczbę albo dodaj pytania do banku.",
}


def why_not(fault: CannotPublish) -> str:
    """What keeps a sheet from being published, and the way out."""
    return CANNOT[fault.fault].format(place=fault.place, **fault.facts)


class QuizForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["course"]
        field.queryset = Course.objects.filter(office=_own_office()).order_by("title__alphabetical")

    def clean(self) -> dict[str, Any]:
        """A sheet may be kept half-done; published, it must have all that it asks for."""
        cleaned: dict[str, Any] = super().clean()
        if "action-publish" in self.data and "questions" in cleaned:
            try:
                sheet_words(cleaned["questions"])
            except CannotPublish as fault:
                self.add_error("questions", why_not(fault))
        return cleaned


class CourseForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        """A module with lessons stays: taking it away would take the lessons with it.

        An office's course is the office's from its first day; its code begins with the office's number, since
        codes are told apart across offices that do not see each other.
        """
        cleaned: dict[str, Any] = super().clean()
        if (office := _own_office()) and cleaned.get("code"):
            self.instance.office_id = office
            cleaned["code"] = own_code(cleaned["code"], office)
        for form in self.formsets["modules"].deleted_forms:
            if form.instance.pk and form.instance.lessons.exists():
                self.add_error(None, f"Moduł „{form.instance}” ma lekcje. Przenieś je do innego modułu.")
        return cleaned
