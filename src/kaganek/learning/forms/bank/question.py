"""A question as it is typed: its words, the fields of its kind, as many rows as it needs.

Rows are added, moved and taken out by buttons that send the form, so that it works without any script.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from kaganek.core.forms import Form
from kaganek.core.lists import whole_numbers
from kaganek.learning.forms.bank.kinds import PARTS, RowForm
from kaganek.learning.services.bank.questions import MOST_TAGS
from kaganek.learning.services.bank.wording import NAME_CHARS, Wording

MOST_ROWS = 40
MORE = 2
Choices = Sequence[tuple[Any, str]]


class WordsForm(Form):
    """What every question has before its answers."""

    text = forms.CharField(label="Pytanie", max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}))


class PlaceForm(Form):
    """What every question has after them."""

    explanation = forms.CharField(
        label="Wyjaśnienie", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Widać je po zakończeniu testu, także przy dobrej odpowiedzi.",
    )  # fmt: skip
    points = forms.DecimalField(
        label="Punkty", min_value=Decimal("0.01"), max_value=Decimal("999.99"), decimal_places=2, initial=1,
        localize=True, widget=forms.TextInput(attrs={"class": "short", "inputmode": "decimal"}),
    )  # fmt: skip
    category = forms.TypedChoiceField(label="Kategoria", coerce=int, empty_value=None, required=False)
    tags = forms.CharField(
        label="Etykiety",
        required=False,
        max_length=1000,
        help_text="Po przecinku, na przykład: RODO, egzamin.",
    )
    name = forms.CharField(
        label="Nazwa na liście", required=False, max_length=NAME_CHARS,
        help_text="Puste pole: początek pytania. Uczestnicy jej nie widzą.",
    )  # fmt: skip
    note = forms.CharField(
        label="Co się zmieniło", required=False, max_length=300, help_text="Zostanie przy nowej wersji."
    )

    def __init__(self, *args: Any, categories: Choices, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category: Any = self.fields["category"]
        category.choices = [("", "– bez kategorii –"), *categories]
        if is_new:
            del self.fields["note"]

    def clean_tags(self) -> list[str]:
        tags = list(dict.fromkeys(one.strip() for one in self.cleaned_data["tags"].split(",") if one.strip()))
        if len(tags) > MOST_TAGS or any(len(one) > 100 for one in tags):
            raise forms.ValidationError(f"Etykiet może być najwyżej {MOST_TAGS}, każda do 100 znaków.")
        return tags


class QuestionSheet:
    """The forms of one question together.

    data    what was sent; None for a page that is opened.
    held    the question's wording, when there is one already.
    """

    def __init__(
        self, kind: str, data: Any, *, categories: Choices, held: Wording | None = None,
        place: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        self.kind = kind
        made = PARTS[kind]
        self.act = data.get("act", "") if data is not None else ""
        self.is_sent = data is not None and not self.act
        bound = data if self.is_sent else None
        first = self._first(data, held, place or {})
        self.words = WordsForm(bound, initial=first)
        self.part = made(bound, initial=first, prefix="p")
        self.place = PlaceForm(bound, initial=first, categories=categories, is_new=held is None)
        if data is not None and not self.is_sent:
            self.words.initial = _typed(self.words, data)
            self.part.initial = _typed(self.part, data)
            self.place.initial = _typed(self.place, data)
        self.rows = self._rows(made.row, data, held) if made.row else []

    @staticmethod
    def _first(data: Any, held: Wording | None, place: Mapping[str, Any]) -> dict[str, Any]:
        if held is None:
            return dict(place)
        words = {"text": held.text, "explanation": held.explanation, "points": held.points, "name": held.name}
        return PARTS[held.kind].first(held.payload) | words | dict(place)

    def _rows(self, made: type[RowForm], data: Any, held: Wording | None) -> list[RowForm]:
        if data is None:
            first = self.part.first_rows(held.payload) if held else [{}] * self.part.start
            return [made(initial=row, prefix=f"w{n}") for n, row in enumerate(first)]
        count = min((whole_numbers([data.get("rows", "")]) or [self.part.start])[0], MOST_ROWS)
        if self.is_sent:
            return [made(data, prefix=f"w{n}") for n in range(count)]
        typed = [_typed(made(prefix=f"w{n}"), data) for n in range(count)]
        return [made(initial=row, prefix=f"w{n}") for n, row in enumerate(_acted(typed, self.act))]

    @property
    def forms(self) -> list[Form]:
        return [self.words, self.part, *self.rows, self.place]

    @property
    def wrong(self) -> list[Form]:
        return [form for form in self.forms if self.is_sent and form.errors]

    def wording(self) -> Wording | None:
        """What was typed; None when something is wrong, and the forms say what."""
        if not self.is_sent or [form for form in self.forms if not form.is_valid()]:  # every one is asked
            return None
        filled = [row.cleaned_data for row in self.rows if row.is_filled]
        if len(filled) < self.part.least:
            self.part.add_error(None, f"{self.part.rows_title}: wypełnij co najmniej {self.part.least}.")
            return None
        try:
            payload = self.part.payload(filled)
        except forms.ValidationError as fault:
            self.part.add_error(None, fault)
            return None
        place = self.place.cleaned_data
        return Wording(
            self.kind, self.words.cleaned_data["text"].replace("\r\n", "\n"), payload,
            place["explanation"].replace("\r\n", "\n"), place["points"], place["name"],
        )  # fmt: skip


def _typed(form: Form, data: Any) -> dict[str, Any]:
    """What stands in a form's fields, unjudged."""
    return {
        name: field.widget.value_from_datadict(data, {}, form.add_prefix(name))
        for name, field in form.fields.items()
    }


def _acted(rows: list[dict[str, Any]], act: str) -> list[dict[str, Any]]:
    """The rows after a button: "more", "up-3", "drop-3" (counted from 0)."""
    deed, _, number = act.partition("-")
    place = (whole_numbers([number]) or [0])[0]
    if deed == "more":
        return [*rows, *({} for _ in range(MORE))][:MOST_ROWS]
    if place >= len(rows):
        return rows
    if deed == "drop":
        return rows[:place] + rows[place + 1 :]
    if deed == "up" and place:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    return rows
