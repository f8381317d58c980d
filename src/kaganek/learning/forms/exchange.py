"""A course to a file, and a file to a course, as people ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.timezone import localtime

from kaganek.core.forms import Form
from kaganek.learning.models import CourseEdition
from kaganek.learning.terms import CourseSource

EDITION = "edition-"


class CourseFileForm(Form):
    """The file of a course."""

    file = forms.FileField(
        label="Plik szkolenia",
        help_text="Plik .kurs.zip zapisany w Kaganku, do 500 MB. Dużego pliku nie wysyłaj przez łącze komórkowe.",
        max_length=1000,
        allow_empty_file=True,  # judged like any other, so that the answer is the same
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, limit: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit = limit

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > self.limit:
            raise forms.ValidationError(
                f"Plik jest za duży: ma więcej niż {self.limit // 2**20} MB. Zapisz szkolenie bez największych filmów "
                "i dodaj je potem w redakcji."
            )
        return file


class TakeForm(Form):
    """What the new course is called among all others."""

    code = forms.SlugField(
        label="Kod nowego szkolenia",
        max_length=40,
        help_text="Krótka nazwa bez spacji i polskich liter. Dwa szkolenia nie mogą mieć tego samego kodu.",
        error_messages={
            "invalid": "Wpisz kod z liter bez polskich znaków, cyfr i łączników, na przykład: obieg-pism."
        },
    )


class ExportForm(Form):
    """Which words go out."""

    source = forms.ChoiceField(label="Którą treść zapisać", widget=forms.RadioSelect)
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, editions: Sequence[CourseEdition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["source"]
        chosen.choices = [
            (CourseSource.DRAFT.value, "Najnowszy szkic każdej lekcji i testu"),
            (CourseSource.READY.value, "Tylko to, co jest gotowe do wydania"),
            *(
                (f"{EDITION}{one.pk}", f"Wydanie {one.number} z {localtime(one.published_at):%d.%m.%Y}")
                for one in editions
            ),
        ]

    @property
    def chosen(self) -> tuple[CourseSource, int | None]:
        """The source, and the edition where it is one."""
        said: str = self.cleaned_data["source"]
        if said.startswith(EDITION):
            return CourseSource.EDITION, int(said.removeprefix(EDITION))
        return CourseSource(said), None
