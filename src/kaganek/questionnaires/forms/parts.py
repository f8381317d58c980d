"""What is set for each kind of question: fields of its own, perhaps lines with options or rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django import forms

from kaganek.core.forms import DateField, Form
from kaganek.lib.sent_files import KINDS as FILES
from kaganek.questionnaires.rules.answers import LONGEST_ESSAY, LONGEST_TEXT, read_number
from kaganek.questionnaires.rules.core_kinds import MOST_MB, day_of

MOST_LINES = 60
LONGEST_LINE = 300
Payload = Mapping[str, Any]
PAPERS = ("pdf", "docx", "odt", "doc", "rtf", "xlsx", "ods", "jpg", "jpeg", "png")


class Part(Form):
    """The fields of one kind: `payload` makes what is kept, `first` takes it apart again."""

    @staticmethod
    def first(payload: Payload) -> dict[str, Any]:
        return dict(payload)

    def payload(self, held: Payload) -> dict[str, Any]:
        """held  what was kept before; ids of lines whose words did not change stay the same."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}


def _lines_field(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=MOST_LINES * LONGEST_LINE,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip


def _lines(text: str, least: int, what: str) -> list[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if twice := [line for line, times in Counter(lines).items() if times > 1]:
        named = ", ".join(f"„{line}”" for line in twice)
        raise forms.ValidationError(f"Usuń powtórzenia. Więcej niż raz jest tu: {named}.")
    if len(lines) < least:
        raise forms.ValidationError(f"Wpisz co najmniej {least} różne {what}, każdą w osobnym wierszu.")
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        raise forms.ValidationError(f"Najwyżej {MOST_LINES} wierszy, każdy do {LONGEST_LINE} znaków.")
    return lines


def _with_ids(lines: list[str], held: Any) -> list[dict[str, str]]:
    """Each line with its id: known words keep theirs, so that conditions and older answers still mean them."""
    known = {one["text"]: one["id"] for one in held or ()}
    free = (str(n) for n in range(1, 10_000) if str(n) not in set(known.values()))
    return [{"id": known.get(line) or next(free), "text": line} for line in lines]


def _joined(held: Any) -> str:
    return "\n".join(one["text"] for one in held or ())


class NothingPart(Part):
    """A kind with nothing to set."""


class SinglePart(Part):
    lines = _lines_field("Odpowiedzi do wyboru", "Każda w osobnym wierszu, w tej kolejności.")

    @staticmethod
    def first(payload: Payload) -> dict[str, Any]:
        return {**payload, "lines": _joined(payload.get("options"))}

    def clean_lines(self) -> list[str]:
        return _lines(self.cleaned_data["lines"], 2, "odpowiedzi")

    def payload(self, held: Payload) -> dict[str, Any]:
        rest = {name: value for name, value in self.cleaned_data.items() if name != "lines" and value}
        return {"options": _with_ids(self.cleaned_data["lines"], held.get("options")), **rest}


class MultiplePart(SinglePart):
    least = forms.IntegerField(
        label="Zaznaczyć co najmniej", required=False, min_value=0, max_value=MOST_LINES
    )
    most = forms.IntegerField(label="Zaznaczyć najwyżej", required=False, min_value=0, max_value=MOST_LINES)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if 0 < (cleaned.get("most") or 0) < (cleaned.get("least") or 0):
            self.add_error("most", "Najmniejsza liczba jest większa od największej.")
        return cleaned


class ShortPart(Part):
    most = forms.IntegerField(
        label="Najwięcej znaków",
        required=False,
        min_value=1,
        max_value=LONGEST_TEXT,
        help_text=f"Puste pole: {LONGEST_TEXT}.",
    )


class EssayPart(Part):
    most = forms.IntegerField(
        label="Najwięcej znaków",
        required=False,
        min_value=1,
        max_value=LONGEST_ESSAY,
        help_text=f"Puste pole: {LONGEST_ESSAY}.",
    )


class NumberPart(Part):
    least = forms.CharField(label="Nie mniej niż", required=False, max_length=20)
    most = forms.CharField(label="Nie więcej niż", required=False, max_length=20)
    places = forms.IntegerField(
        label="Miejsca po przecinku",
        required=False,
        min_value=0,
        max_value=4,
        help_text="Puste pole: liczby całkowite.",
    )
    unit = forms.CharField(
        label="Jednostka", required=False, max_length=30, help_text="Na przykład: zł, osób, m²."
    )

    def clean_least(self) -> str:
        return _figure(self.cleaned_data["least"])

    def clean_most(self) -> str:
        return _figure(self.cleaned_data["most"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        least, most = read_number(cleaned.get("least") or ""), read_number(cleaned.get("most") or "")
        if least is not None and most is not None and least > most:
            self.add_error("most", "Najmniejsza liczba jest większa od największej.")
        return cleaned


def _figure(text: str) -> str:
    found = read_number(text) if text else None
    if text and found is None:
        raise forms.ValidationError("Wpisz liczbę, na przykład 12 albo 12,5.")
    return "" if found is None else f"{found:f}".replace(".", ",")


class DatePart(Part):
    first_day = DateField(label="Nie wcześniej niż", required=False)
    last_day = DateField(label="Nie później niż", required=False)

    @staticmethod
    def first(payload: Payload) -> dict[str, Any]:
        return {f"{name}_day": day_of(payload.get(name) or "") for name in ("first", "last")}

    def payload(self, held: Payload) -> dict[str, Any]:
        days = {name: self.cleaned_data.get(f"{name}_day") for name in ("first", "last")}
        return {name: day.isoformat() for name, day in days.items() if day}


class OrderingPart(Part):
    lines = _lines_field("Pozycje do ułożenia", "Każda w osobnym wierszu.")

    @staticmethod
    def first(payload: Payload) -> dict[str, Any]:
        return {"lines": _joined(payload.get("items"))}

    def clean_lines(self) -> list[str]:
        return _lines(self.cleaned_data["lines"], 2, "pozycje")

    def payload(self, held: Payload) -> dict[str, Any]:
        return {"items": _with_ids(self.cleaned_data["lines"], held.get("items"))}


class MatrixPart(Part):
    rows = _lines_field("Wiersze", "O co pytasz; każde w osobnym wierszu.")
    columns = _lines_field(
        "Kolumny", "Odpowiedzi wspólne dla wszystkich wierszy, na przykład oceny od 1 do 5."
    )

    @staticmethod
    def first(payload: Payload) -> dict[str, Any]:
        return {name: _joined(payload.get(name)) for name in ("rows", "columns")}

    def clean_rows(self) -> list[str]:
        return _lines(self.cleaned_data["rows"], 1, "wiersze")

    def clean_columns(self) -> list[str]:
        return _lines(self.cleaned_data["columns"], 2, "kolumny")

    def payload(self, held: Payload) -> dict[str, Any]:
        return {name: _with_ids(self.cleaned_data[name], held.get(name)) for name in ("rows", "columns")}


class FilePart(Part):
    kinds = forms.MultipleChoiceField(
        label="Jakie pliki", choices=[(one, one.upper()) for one in PAPERS if one in FILES],
        widget=forms.CheckboxSelectMultiple, initial=["pdf", "jpg", "jpeg", "png"],
    )  # fmt: skip
    most_mb = forms.IntegerField(label="Największy plik (MB)", min_value=1, max_value=MOST_MB, initial=5)


class ConsentPart(Part):
    statement = forms.CharField(
        label="Treść zgody", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Zdanie przy polu wyboru, na przykład: Zgadzam się na kontakt telefoniczny w tej sprawie.",
    )  # fmt: skip
