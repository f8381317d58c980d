"""What an editor types about a material and its next version."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from kaganek.core.forms import DateField, Form
from kaganek.core.licences import CHOICES
from kaganek.lib.sent_files import NAMES, file_fault
from kaganek.portal.services.library import GivenFile, MaterialFacts
from kaganek.portal.terms import Language

BEGINNING = 512  # bytes of a file that tell what it is
FORMATS = 4  # files of one version


class MaterialForm(Form):
    title = forms.CharField(label="Tytuł", max_length=200)
    summary = forms.CharField(
        label="Do czego służy",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Jedno lub dwa zdania. Zobaczą je wszyscy na liście.",
    )
    topic = forms.CharField(label="Temat", max_length=80, help_text="Na przykład: obsługa mieszkańców.")
    owner = forms.CharField(
        label="Kto odpowiada za treść", max_length=160, help_text="Nazwa zespołu albo instytucji."
    )
    owner_contact = forms.EmailField(label="Adres do uwag", required=False)
    author = forms.CharField(label="Autor", max_length=200)
    licence = forms.ChoiceField(label="Licencja", choices=CHOICES)
    language = forms.ChoiceField(label="Język", choices=Language.choices)
    review_on = DateField(label="Przejrzeć do")

    def facts(self) -> MaterialFacts:
        return MaterialFacts(**self.cleaned_data)


class VersionForm(Form):
    """Up to four files, each with a word about its accessibility."""

    changes = forms.CharField(
        label="Co się zmieniło",
        max_length=400,
        help_text="Zobaczą to wszyscy w historii wersji. W pierwszej wersji wpisz: pierwsza wersja.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given: list[GivenFile] = []

    def clean(self) -> dict[str, Any]:
        for place in range(1, FORMATS + 1):
            if file := self.cleaned_data.get(f"file_{place}"):
                self._take(place, file)
        if not self.given and not any(name.startswith("file_") for name in self.errors):
            self.add_error("file_1", "Wybierz co najmniej jeden plik.")
        return self.cleaned_data

    def _take(self, place: int, file: UploadedFile[Any]) -> None:
        beginning = file.read(BEGINNING)
        if fault := file_fault(file.name or "", file.size or 0, beginning):
            self.add_error(f"file_{place}", fault)
            return
        kind = (file.name or "").rpartition(".")[2].lower()
        words = self.cleaned_data.get(f"accessible_{place}") or ""
        self.given.append(GivenFile(kind, words, beginning + file.read()))


for _place in range(1, FORMATS + 1):
    VersionForm.base_fields[f"file_{_place}"] = forms.FileField(
        label=f"Plik {_place}", required=False, help_text=NAMES + "." if _place == 1 else ""
    )
    VersionForm.base_fields[f"accessible_{_place}"] = forms.CharField(
        label=f"Dostępność pliku {_place}",
        max_length=200,
        required=False,
        help_text="Na przykład: PDF z nagłówkami i opisami obrazów." if _place == 1 else "",
    )
