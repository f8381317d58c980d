"""What to do with ticked questions, and the fields of categories and files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from kaganek.core.forms import Form
from kaganek.lib.questions import Format

Choices = Sequence[tuple[Any, str]]
DEEDS = (
    ("move", "Przenieś do kategorii"),
    ("tag", "Dodaj etykietę"),
    ("retire", "Wycofaj: nowe testy ich nie dostaną"),
    ("back", "Przywróć wycofane"),
)
FORMATS = ((Format.GIFT.value, "GIFT"), (Format.MOODLE_XML.value, "Moodle XML"))
NOWHERE = "– bez kategorii –"


def _category(label: str, **values: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, required=False, **values)


def _choices(field: Any, first: str, categories: Choices) -> None:
    field.choices = [("", first), *categories]


class ChosenForm(Form):
    deed = forms.ChoiceField(label="Co zrobić", choices=DEEDS, widget=forms.RadioSelect)
    category = _category("Kategoria", help_text="Dla „Przenieś do kategorii”.")
    tag = forms.CharField(label="Etykieta", required=False, max_length=100, help_text="Dla „Dodaj etykietę”.")

    def __init__(self, *args: Any, categories: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self.fields["category"], NOWHERE, categories)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("deed") == "tag" and not cleaned.get("tag"):
            self.add_error("tag", "Wpisz etykietę.")
        return cleaned


class CategoryForm(Form):
    """A category's name and where it lies."""

    name = forms.CharField(label="Nazwa kategorii", max_length=200)
    parent = _category("W kategorii")

    def __init__(self, *args: Any, categories: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self.fields["parent"], "– na najwyższym poziomie –", categories)


class MergeForm(Form):
    """The category that takes over everything of another."""

    into = forms.TypedChoiceField(label="Połącz z kategorią", coerce=int)

    def __init__(self, *args: Any, categories: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into: Any = self.fields["into"]
        into.choices = [("", "Wybierz…"), *categories]


class QuestionFileForm(Form):
    """A file of questions and where it goes."""

    file = forms.FileField(
        label="Plik z pytaniami", help_text="GIFT albo Moodle XML, do 20 MB.",
        widget=forms.FileInput(attrs={"accept": ".gift,.txt,.xml"}),
    )  # fmt: skip
    format = forms.ChoiceField(
        label="Format", choices=(("", "Rozpoznaj po zawartości"), *FORMATS), required=False
    )
    category = _category("Wczytaj do kategorii", help_text="Kategorie z pliku powstaną w niej.")

    def __init__(self, *args: Any, categories: Choices, limit: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit = limit
        _choices(self.fields["category"], "– na najwyższym poziomie –", categories)

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > self.limit:
            raise forms.ValidationError(
                f"Plik jest za duży. Największy dopuszczalny ma {self.limit // 2**20} MB. Podziel pytania na kilka plików."
            )
        return file


class SaveForm(Form):
    """Which questions leave, in which format."""

    format = forms.ChoiceField(label="Format", choices=FORMATS, widget=forms.RadioSelect)
    category = _category("Które pytania", help_text="Wycofanych pytań nie zapisujemy.")

    def __init__(self, *args: Any, categories: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self.fields["category"], "Wszystkie pytania banku", categories)
