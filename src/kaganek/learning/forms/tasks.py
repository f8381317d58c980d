"""Forms of tasks."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from kaganek.core.forms import DateField, Form
from kaganek.learning.forms.notes import NoteField
from kaganek.learning.queries.rubrics import rubric_choices
from kaganek.learning.queries.tasks import is_given
from kaganek.learning.rules.tasks import FIXED_ONCE_GIVEN
from kaganek.learning.terms import TaskKind

PASSED = "Ten dzień już minął. Wpisz dzisiejszy albo późniejszy."
LONGEST = 50_000  # characters of a draft
GIVEN = (
    "To zadanie jest już komuś przydzielone, więc nie zmienisz, kto je wykonuje, czy oddaje się tekst i ile plików można "
    "dodać. Zapisz nowe zadanie."
)


class TaskForm(Form):
    """What a coordinator says of a task; `given`: somebody has it, so some of it can no longer change."""

    title = forms.CharField(label="Tytuł", max_length=200)
    instructions = forms.CharField(
        label="Co jest do zrobienia",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Napisz krok po kroku. Pusty wiersz oddziela akapity.",
    )
    kind = forms.ChoiceField(
        label="Kto wykonuje", choices=TaskKind.choices, widget=forms.RadioSelect, initial=TaskKind.TEAM
    )
    wants_text = forms.BooleanField(label="Oddaje się tekst wpisany na stronie", required=False, initial=True)
    most_files = forms.IntegerField(
        label="Ile plików można dodać",
        min_value=0,
        max_value=10,
        initial=3,
        help_text="0 oznacza: bez plików.",
    )
    hours = forms.DecimalField(
        label="Godziny za przyjęte zadanie", min_value=0, max_value=100, max_digits=5, decimal_places=2, initial=0,
        localize=True,
        help_text="Godziny dydaktyczne po 45 minut. 0, gdy zadanie nie daje godzin.",
    )  # fmt: skip
    rubric = forms.TypedChoiceField(label="Kryteria oceny", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, given: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FIXED_ONCE_GIVEN if given else ():
            self.fields[name].disabled = True  # what is sent in them does not count
        self.fields["rubric"].choices = [("", "bez kryteriów"), *rubric_choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("wants_text") and not data.get("most_files"):
            self.add_error("most_files", "Zadanie musi mieć co oddać: zaznacz tekst albo pozwól dodać plik.")
        return data


class KeptTaskForm(WagtailAdminModelForm):
    """A task of the whole programme in the editor, under the same rule as a project's."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if {*FIXED_ONCE_GIVEN} & {*self.changed_data} and self.instance.pk and is_given(self.instance.pk):
            self.add_error(None, GIVEN)
        return cleaned


class DraftForm(Form):
    """The shared draft. A script sends the same fields, the name of its page and its count."""

    draft = NoteField(label="Treść", required=False, strip=False, max_length=LONGEST, widget=forms.Textarea)
    over = forms.IntegerField(min_value=0, max_value=10**9)
    writer = forms.CharField(required=False, max_length=40)
    seq = forms.IntegerField(required=False, min_value=0, max_value=10**15)


class ExampleForm(Form):
    """The copy of a work that is to be shown to other offices."""

    text = NoteField(
        label="Treść bez danych",
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="Zmieniasz tylko kopię. Oddana praca zostaje, jaka jest.",
    )
    checked = forms.BooleanField(
        label="W tekście i w plikach nie ma niczego, po czym można poznać osobę albo urząd",
        error_messages={"required": "Przeczytaj kopię i zaznacz, że nie ma w niej danych osób ani urzędu."},
    )


class GiveForm(Form):
    """Until when the offices have the task."""

    due_on = DateField(label="Termin", required=False)


class DueForm(Form):
    """A deadline for one person or team, with the reason."""

    due_on = DateField(label="Nowy termin")
    reason = forms.CharField(
        label="Powód", max_length=300, help_text="Przeczytają go osoby, które wykonują zadanie."
    )
