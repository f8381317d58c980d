"""What is typed on the way from a list to people who can start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from kaganek.core.forms import Form
from kaganek.people.rules import office_codes
from kaganek.people.services.imports import ListUnreadable

FORMATS = "XLSX, XLS, ODS albo CSV, do 20 MB."
HANDOUT = (
    (
        "link",
        "Wyślij linki aktywacyjne e-mailem. Osoby bez adresu dostaną kartki, które wydrukujesz później.",
    ),
    ("slip", "Nie wysyłaj e-maili. Wydrukuję kartki z kodami dla wszystkich."),
    ("later", "Na razie nic nie wydawaj. Zdecyduję później."),
)
ALL_BY_CODE = "Puste pole: o urzędzie decyduje kolumna „Kod TERYT” w pliku."


class UploadForm(Form):
    """The file, its project, and the office when the seat has many."""

    project = forms.TypedChoiceField(label="Projekt", coerce=int)
    office = forms.CharField(
        label="Urząd",
        required=False,
        max_length=40,
        help_text=f"Kod TERYT urzędu, na przykład 141101. {ALL_BY_CODE}",
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off", "inputmode": "numeric"}),
    )
    file = forms.FileField(
        label="Plik z listą",
        help_text=FORMATS,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )

    def __init__(
        self, *args: Any, projects: Sequence[tuple[int, str]], many_offices: bool, limit: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.limit = limit
        project: Any = self.fields["project"]
        project.choices = projects
        if len(projects) == 1:
            project.widget = forms.HiddenInput()
            project.initial = projects[0][0]
        if not many_offices:
            del self.fields["office"]

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > self.limit:
            raise forms.ValidationError(
                f"Plik jest za duży. Największy dopuszczalny ma {self.limit // 2**20} MB. Podziel listę na kilka plików."
            )
        return file

    def clean_office(self) -> str:
        code: str = self.cleaned_data["office"].strip()
        if code and not office_codes(code):
            raise forms.ValidationError(
                "Wpisz kod TERYT z sześciu cyfr, na przykład 141101, albo zostaw puste pole."
            )
        return code


class PathForm(Form):
    """Which path the people get, and how they learn their logins."""

    path = forms.TypedChoiceField(
        label="Ścieżka szkoleniowa",
        coerce=int,
        widget=forms.RadioSelect,
        help_text="Każda osoba z listy dostanie wszystkie szkolenia z tej ścieżki.",
    )
    handout = forms.ChoiceField(label="Dane do logowania", choices=HANDOUT, widget=forms.RadioSelect)

    def __init__(self, *args: Any, paths: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        path: Any = self.fields["path"]
        path.choices = [*paths, (0, "Bez ścieżki. Przypiszę ją później.")]
        if len(paths) == 1:
            path.initial = paths[0][0]
        if not paths:
            del self.fields["path"]


UNREADABLE: Mapping[str, str] = {
    "no_headings": "Nie widać w tym pliku nagłówków listy. Dodaj nad tabelą wiersz z nazwami kolumn,"
    " na przykład: Nazwisko, Imię, E-mail, Wydział.",
    "no_names": "W pliku brakuje kolumny z nazwiskami. Nazwij ją „Nazwisko i imię” albo „Nazwisko” i „Imię”.",
    "no_rows": "Pod nagłówkami nie ma ani jednej osoby. Sprawdź, czy to właściwy plik i arkusz.",
    "no_codes": "Nie podano urzędu, a plik nie ma kolumny „Kod TERYT”. Wpisz kod urzędu albo dodaj taką kolumnę.",
    "ambiguous": "Dwie kolumny wyglądają tak samo: „{columns}”. Zostaw w pliku jedną z nich.",
}


def unreadable(fault: ListUnreadable) -> str:
    """The Polish sentence for a table that is no list of employees, with the way out."""
    return UNREADABLE[fault.reason].format(columns=", ".join(fault.columns[:1]))
