"""What is typed for each kind of question: fields of its own, rows where there are several of a thing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from kaganek.core.forms import Form
from kaganek.learning.blocks.gaps import BOTH
from kaganek.learning.services.bank.incoming import LETTERS, CannotTake, ordered
from kaganek.lib.questions.values import spelled
from kaganek.questionnaires.rules.answers import both_right_and_wrong, read_number

NOT_NEGATIVE = "Wpisz liczbę nie mniejszą niż 0."
GAP = re.compile(r"\[(\d{1,2})\]")
LONG = 2000
Payload = Mapping[str, Any]


def _text(label: str, *, rows: int = 2, required: bool = False, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=LONG, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def _line(label: str, *, required: bool = False, help_text: str = "", most: int = 300) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=most, help_text=help_text)


class RowForm(Form):
    """One of several things; a row whose first field is empty is left out, others need all of `needed`."""

    needed: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (self.main, *self.needed):
            self.fields[name].needed_when = "-"  # type: ignore[attr-defined]  # how many are needed stands above the rows

    @property
    def main(self) -> str:
        return next(iter(self.fields))

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get(self.main))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get(self.main) and any(cleaned.values()):
            label = self.fields[self.main].label
            self.add_error(self.main, f"Wypełnij pole „{label}” albo wyczyść cały wiersz.")
        return cleaned


class Part(Form):
    """The fields of one kind. `payload` makes what is kept, `first` and `first_rows` take it apart again."""

    row: ClassVar[type[RowForm] | None] = None
    rows_title: ClassVar[str] = ""
    row_name: ClassVar[str] = "Wiersz"
    rows_help: ClassVar[str] = ""
    least: ClassVar[int] = 0
    start: ClassVar[int] = 0  # empty rows of a new question

    @staticmethod
    def first(payload: Payload) -> dict[str, Any]:
        return dict(payload)

    @staticmethod
    def first_rows(payload: Payload) -> list[dict[str, Any]]:
        return []

    def payload(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Raises ValidationError where the rows do not go together."""
        raise NotImplementedError


class OptionRow(RowForm):
    text = _line("Odpowiedź", most=LONG)
    correct = forms.BooleanField(label="Poprawna", required=False)
    feedback = _line("Komentarz dla osoby, która ją wybierze", most=LONG)


class SinglePart(Part):
    shuffle = forms.BooleanField(label="Odpowiedzi w losowej kolejności", required=False)

    row, rows_title, row_name, least, start = OptionRow, "Odpowiedzi", "Odpowiedź", 2, 4
    most_right: ClassVar[int | None] = 1

    @staticmethod
    def first_rows(payload: Payload) -> list[dict[str, Any]]:
        return list(payload["options"])

    def payload(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        if len(rows) > len(LETTERS):
            raise forms.ValidationError(f"Odpowiedzi może być najwyżej {len(LETTERS)}.")
        right = sum(bool(row["correct"]) for row in rows)
        if not right:
            raise forms.ValidationError("Zaznacz, która odpowiedź jest poprawna.")
        if self.most_right and right > self.most_right:
            raise forms.ValidationError(
                "Zaznacz tylko jedną poprawną odpowiedź albo wybierz pytanie z kilkoma."
            )
        made = [
            {"id": LETTERS[place], "text": row["text"], "correct": bool(row["correct"])}
            | ({"feedback": row["feedback"]} if row["feedback"] else {})
            for place, row in enumerate(rows)
        ]
        return {"options": made} | ({"shuffle": True} if self.cleaned_data["shuffle"] else {})


class MultiplePart(SinglePart):
    most_right = None


class TrueFalsePart(Part):
    answer = forms.ChoiceField(
        label="To zdanie to", choices=[("true", "prawda"), ("false", "fałsz")], widget=forms.RadioSelect
    )
    feedback_true = _text("Komentarz dla osoby, która wybierze „prawda”")
    feedback_false = _text("Komentarz dla osoby, która wybierze „fałsz”")

    @staticmethod
    def first(payload: Payload) -> dict[str, Any]:
        said = payload.get("feedback", {})
        return {
            "answer": "true" if payload["answer"] else "false",
            "feedback_true": said.get("true", ""), "feedback_false": said.get("false", ""),
        }  # fmt: skip

    def payload(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        typed = self.cleaned_data
        said = {"true": typed["feedback_true"], "false": typed["feedback_false"]}
        made: dict[str, Any] = {"answer": typed["answer"] == "true"}
        return made | ({"feedback": said} if any(said.values()) else {})


class AcceptedRow(RowForm):
    text = _line("Odpowiedź, którą uznajemy")


class ShortPart(Part):
    case = forms.BooleanField(label="Wielkość liter ma znaczenie", required=False)
    diacritics = forms.BooleanField(label="Polskie znaki mają znaczenie", required=False)

    row, rows_title, row_name, least, start = AcceptedRow, "Uznawane odpowiedzi", "Odpowiedź", 1, 3

    @staticmethod
    def first_rows(payload: Payload) -> list[dict[str, Any]]:
        return [{"text": text} for text in payload["accepted"]]

    def payload(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        made: dict[str, Any] = {"accepted": [row["text"] for row in rows]}
        return made | {name: True for name in ("case", "diacritics") if self.cleaned_data[name]}


class NumberPart(Part):
    answer = _line("Poprawna liczba", required=True, help_text="Na przykład 12 albo 12,5.", most=20)
    tolerance = _line("Dopuszczalna różnica", help_text="Puste pole: dokładnie ta liczba.", most=20)
    unit = _line("Jednostka", help_text="Na przykład: dni.", most=30)
    units = _line("Inne nazwy tej jednostki", help_text="Po przecinku, na przykład: dzień, doby.")
    ask_unit = forms.BooleanField(label="Zapytaj też o jednostkę", required=False)

    @staticmethod
    def first(payload: Payload) -> dict[str, Any]:
        number = {name: str(payload.get(name, "")).replace(".", ",") for name in ("answer", "tolerance")}
        return {**payload, **number, "units": ", ".join(payload.get("units", ()))}

    def clean_answer(self) -> str:
        return _number(self.cleaned_data["answer"])

    def clean_tolerance(self) -> str:
        found = _number(self.cleaned_data["tolerance"] or "0")
        if found.startswith("-"):
            raise forms.ValidationError(NOT_NEGATIVE)
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("ask_unit") and not cleaned.get("unit"):
            self.add_error("unit", "Wpisz jednostkę, o którą chcesz zapytać.")
        return cleaned

    def payload(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        typed = self.cleaned_data
        made = {name: typed[name] for name in ("answer", "tolerance", "unit")}
        if typed["unit"] and (others := [one.strip() for one in typed["units"].split(",") if one.strip()]):
            made["units"] = others
        return made | ({"ask_unit": True} if typed["ask_unit"] else {})


def _number(text: str) -> str:
    found = read_number(text)
    if found is None:
        raise forms.ValidationError("Wpisz liczbę, na przykład 12 albo 12,5.")
    return spelled(found)


class PairRow(RowForm):
    needed = ("right",)

    left = _line("Do dopasowania", most=LONG)
    right = _line("Pasuje do tego")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("left") and not cleaned.get("right"):
            self.add_error("right", "Wpisz, co pasuje do tej pozycji.")
        return cleaned


class MatchingPart(Part):
    row, rows_title, row_name, least, start = PairRow, "Pary", "Para", 2, 4
    rows_help = "Uczestnik zobaczy prawe strony ułożone alfabetycznie."

    @staticmethod
    def first_rows(payload: Payload) -> list[dict[str, Any]]:
        return list(payload["pairs"])

    def payload(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        return {"pairs": [{"id": str(place), **row} for place, row in enumerate(rows, start=1)]}


class ItemRow(RowForm):
    text = _line("Pozycja", most=LONG)


class OrderingPart(Part):
    row, rows_title, row_name, least, start = ItemRow, "Pozycje w poprawnej kolejności", "Pozycja", 2, 4
    rows_help = "Uczestnik zobaczy je ułożone alfabetycznie."

    @staticmethod
    def first_rows(payload: Payload) -> list[dict[str, Any]]:
        return [{"text": one["text"]} for one in payload["items"]]

    def payload(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        try:
            return ordered([row["text"] for row in rows])
        except CannotTake as same:
            raise forms.ValidationError(str(same)) from None


class GapRow(RowForm):
    accepted = _text("Poprawne odpowiedzi, każda w osobnym wierszu")
    wrong = _text(
        "Błędne odpowiedzi, każda w osobnym wierszu",
        help_text="Gdy je podasz, uczestnik wybierze z listy. Bez nich wpisze odpowiedź.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        accepted, wrong = (_lines(cleaned.get(name) or "") for name in ("accepted", "wrong"))
        if both := both_right_and_wrong(accepted, wrong):
            self.add_error("wrong", BOTH.format(both))
        return cleaned


class GapsPart(Part):
    sentence = forms.CharField(
        label="Tekst z lukami", max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="W miejscu luki wpisz jej numer w nawiasie kwadratowym: [1], [2] i tak dalej.",
    )  # fmt: skip

    row, rows_title, row_name, least, start = GapRow, "Luki", "Luka", 1, 2

    @staticmethod
    def first(payload: Payload) -> dict[str, Any]:
        return {
            "sentence": "".join(
                one if isinstance(one, str) else f"[{one['id']}]" for one in payload["pieces"]
            )
        }

    @staticmethod
    def first_rows(payload: Payload) -> list[dict[str, Any]]:
        gaps = [one for one in payload["pieces"] if not isinstance(one, str)]
        return [{name: "\n".join(gap[name]) for name in ("accepted", "wrong")} for gap in gaps]

    def payload(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        pieces: list[Any] = list(GAP.split(self.cleaned_data["sentence"].replace("\r\n", "\n").strip()))
        if sorted(map(int, pieces[1::2])) != list(range(1, len(rows) + 1)):
            raise forms.ValidationError(
                f"Numery w tekście i luki pod nim muszą się zgadzać: każdy z numerów od [1] do [{len(rows)}] ma"
                " wystąpić w tekście dokładnie raz."
            )
        places = [int(number) for number in pieces[1::2]]
        pieces[1::2] = [
            {"id": str(i)} | {name: _lines(rows[place - 1][name]) for name in ("accepted", "wrong")}
            for i, place in enumerate(places, start=1)
        ]
        return {"pieces": pieces}


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


class MatrixRowForm(RowForm):
    needed = ("right",)

    text = _line("Wiersz")
    right = forms.IntegerField(
        label="Numer poprawnej kolumny", required=False, min_value=1, max_value=len(LETTERS),
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class MatrixPart(Part):
    columns = _text("Kolumny, każda w osobnym wierszu", rows=3, required=True)

    row, rows_title, row_name, least, start = MatrixRowForm, "Wiersze", "Wiersz", 1, 3

    @staticmethod
    def first(payload: Payload) -> dict[str, Any]:
        return {"columns": "\n".join(one["text"] for one in payload["columns"])}

    @staticmethod
    def first_rows(payload: Payload) -> list[dict[str, Any]]:
        places = {one["id"]: place for place, one in enumerate(payload["columns"], start=1)}
        return [{"text": row["text"], "right": places[row["right"]]} for row in payload["rows"]]

    def clean_columns(self) -> list[str]:
        columns = _lines(self.cleaned_data["columns"])
        if not 2 <= len(columns) <= len(LETTERS):
            raise forms.ValidationError("Wpisz co najmniej dwie różne kolumny, każdą w osobnym wierszu.")
        return columns

    def payload(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        columns = self.cleaned_data["columns"]
        if any(not 1 <= (row["right"] or 0) <= len(columns) for row in rows):
            raise forms.ValidationError(
                f"W każdym wierszu podaj numer poprawnej kolumny, od 1 do {len(columns)}."
            )
        return {
            "columns": [{"id": LETTERS[place], "text": text} for place, text in enumerate(columns)],
            "rows": [
                {"id": str(place), "text": row["text"], "right": LETTERS[row["right"] - 1]}
                for place, row in enumerate(rows, start=1)
            ],
        }


class EssayPart(Part):
    criteria = _text("Na co zwracać uwagę przy ocenie", rows=3, help_text="Widzą to tylko osoby oceniające.")
    template = _text("Tekst, od którego uczestnik zaczyna", rows=3)
    fewest = forms.IntegerField(label="Najmniej słów", required=False, min_value=0, max_value=3000)
    most = forms.IntegerField(label="Najwięcej słów", required=False, min_value=0, max_value=3000)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if 0 < (cleaned.get("most") or 0) < (cleaned.get("fewest") or 0):
            self.add_error("most", "Najmniejsza liczba słów jest większa od największej.")
        return cleaned

    def payload(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value}


PARTS: Mapping[str, type[Part]] = {
    "single": SinglePart,
    "multiple": MultiplePart,
    "truefalse": TrueFalsePart,
    "short": ShortPart,
    "number": NumberPart,
    "matching": MatchingPart,
    "ordering": OrderingPart,
    "gaps": GapsPart,
    "matrix": MatrixPart,
    "essay": EssayPart,
}
