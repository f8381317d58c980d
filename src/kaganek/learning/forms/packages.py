"""What is typed when a package is uploaded, and when a course is made of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from kaganek.core.forms import Form

LIMITS = (
    "SCORM 1.2, SCORM 2004 albo H5P. Plik do 500 MB; po rozpakowaniu najwyżej 1000 MB i 5000 plików. "
    "Duży plik wysyła się kilka minut: nie zamykaj wtedy tej strony."
)


class PackageForm(Form):
    """The file of a package, and a title of one's own."""

    file = forms.FileField(
        label="Plik paczki",
        help_text=LIMITS,
        max_length=1000,
        allow_empty_file=True,  # judged like any other, so that the answer is the same
        widget=forms.FileInput(attrs={"accept": ".zip,.h5p"}),
    )
    title = forms.CharField(
        label="Tytuł",
        max_length=200,
        required=False,
        help_text="Puste pole: tytuł z paczki.",
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, limit: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit = limit

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > self.limit:
            raise forms.ValidationError(
                f"Plik jest za duży: ma więcej niż {self.limit // 2**20} MB. Usuń z paczki niepotrzebne filmy "
                "albo podziel ją na dwie."
            )
        return file


class PackageCourseForm(Form):
    """A course of one lesson that holds a package."""

    title = forms.CharField(label="Tytuł szkolenia", max_length=200)
    code = forms.SlugField(
        label="Kod",
        max_length=40,
        help_text="Krótka nazwa bez spacji i polskich liter, na przykład: obieg-pism.",
        error_messages={
            "invalid": "Wpisz kod z liter bez polskich znaków, cyfr i łączników, na przykład: obieg-pism."
        },
    )
    hours = forms.DecimalField(
        label="Godziny",
        localize=True,  # a comma, too
        max_digits=5,
        decimal_places=1,
        min_value=0,
        help_text="Godziny dydaktyczne po 45 minut, na przykład 2 albo 1,5.",
    )
    minutes = forms.IntegerField(
        label="Czas lekcji w minutach",
        min_value=1,
        max_value=600,
        initial=30,
        help_text="Ile zwykle zajmuje paczka.",
    )
