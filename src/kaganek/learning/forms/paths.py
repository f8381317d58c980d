"""A path as it is typed: its name, its steps in order, a deadline for each, and groups to choose from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict

from kaganek.core.forms import DateField, Form
from kaganek.core.lists import whole_numbers
from kaganek.learning.rules.paths import Fault, Wrong
from kaganek.learning.services.paths import Group, Step
from kaganek.learning.steps import UNKNOWN, kinds

FEWEST, SPARE, MOST = 4, 2, 30
LETTERS = "ABCD"  # names of groups on this page
SHORT = {"class": "short", "inputmode": "numeric", "autocomplete": "off"}
Choices = Mapping[str, Sequence[tuple[int, str]]]


class PathNameForm(Form):
    """Name and description; the project only when the seat has several."""

    project = forms.TypedChoiceField(label="Projekt", coerce=int)
    name = forms.CharField(label="Nazwa ścieżki", max_length=160)
    note = forms.CharField(label="Opis", required=False, max_length=300)

    def __init__(self, *args: Any, projects: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        project: Any = self.fields["project"]
        project.choices = projects
        if len(projects) == 1:
            project.widget = forms.HiddenInput()
            project.initial = projects[0][0]


class StepForm(Form):
    """One step; an empty choice leaves it out."""

    what = forms.ChoiceField(label="Co jest do zrobienia", required=False)
    due_on = DateField(
        label="Termin", required=False, help_text="Jeden dzień dla wszystkich, np. 18.12.2026."
    )
    due_days = forms.IntegerField(
        label="albo dni od przypisania", required=False, min_value=1, max_value=1000, help_text="Na przykład 30.",
        widget=forms.TextInput(attrs=SHORT),
    )  # fmt: skip
    after_previous = forms.BooleanField(label="Otwiera się po ukończeniu poprzedniego", required=False)
    needs = forms.RegexField(
        r"^[\d\s,;]*$", label="Otwiera się po krokach", required=False, max_length=60,
        help_text="Numery kroków, na przykład 1, 3.",
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
        error_messages={"invalid": "Wpisz numery kroków oddzielone przecinkami, na przykład 1, 3."},
    )  # fmt: skip
    group = forms.ChoiceField(
        label="Grupa do wyboru", required=False, help_text="Kroki jednej grupy są do wyboru.",
        choices=[("", "– poza grupą –"), *((letter, f"Grupa {letter}") for letter in LETTERS)],
    )  # fmt: skip

    def __init__(self, *args: Any, number: int, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.number = number
        what: Any = self.fields["what"]
        what.needed_when = "-"  # an empty step is one of its choices
        what.choices = [("", "– pusty krok –"), *_offered(choices, self.initial.get("what", ""))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("due_on") and cleaned.get("due_days"):
            self.add_error("due_days", "Podaj termin albo liczbę dni, nie oba naraz.")
        return cleaned

    @property
    def asks(self) -> list[int]:
        """Numbers of the steps it waits for, as they stand on the page."""
        return [int(one) for one in re.findall(r"\d+", self.cleaned_data.get("needs") or "")]


class GroupForm(Form):
    """How many steps of a group are to be done."""

    name = forms.CharField(label="Nazwa grupy", required=False, max_length=80)
    needed = forms.IntegerField(
        label="Ile kroków trzeba wykonać", min_value=1, max_value=MOST, initial=1,
        widget=forms.TextInput(attrs=SHORT),
    )  # fmt: skip

    def __init__(self, *args: Any, letter: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letter = letter


def _offered(choices: Choices, held: str) -> list[Any]:
    """What may be chosen, by kind; what the step has already is always there, whatever became of it."""
    groups: list[Any] = [
        (kinds.get(key).label.capitalize(), [(f"{key}:{item}", title) for item, title in rows])
        for key, rows in choices.items()
        if rows
    ]
    if held and held not in {value for _, rows in groups for value, _ in rows}:
        groups.append(("Z tej ścieżki", [(held, UNKNOWN)]))
    return groups


class PathForms:
    """The whole page: steps in order and the groups, read together since each may speak of the others."""

    def __init__(
        self, data: Any, *, choices: Choices, steps: Sequence[Step] = (), groups: Sequence[Group] = ()
    ) -> None:
        self.data = data
        held = [_first(one) for one in steps]
        if data is None:
            count = len(held) + max(SPARE, FEWEST - len(held))
        else:
            typed = whole_numbers([data.get("steps", "")])
            count = min(typed[0], MOST) if typed else FEWEST
        rows = [*held, *({} for _ in range(count))][: max(count, 0)]
        if data is not None:  # what stood on the path may be typed back though it can no longer be chosen
            known = {row["what"] for row in held}
            rows = [
                {"what": said} if (said := data.get(f"krok{n}-what", "")) in known else {}
                for n in range(count)
            ]
        self.steps = [
            StepForm(data, prefix=f"krok{n}", number=n + 1, choices=choices, initial=row)
            for n, row in enumerate(rows)
        ]
        said = {one.number: {"name": one.name, "needed": one.needed} for one in groups}
        self.groups = [
            GroupForm(data, prefix=f"grupa{letter}", letter=letter, initial=said.get(n, {}))
            for n, letter in enumerate(LETTERS, start=1)
        ]

        for form in self.groups:
            if form not in self.used:
                unjudged(form)

    @property
    def used(self) -> list[GroupForm]:
        """Groups that some step stands in: the only ones that are asked."""
        letters = {form["group"].value() for form in self.steps}
        return [form for form in self.groups if form.letter in letters]

    @property
    def wrong(self) -> list[Form]:
        return [form for form in (*self.steps, *self.used) if form.is_bound and form.errors]

    def read(self) -> tuple[list[Step], list[Group]] | None:
        """Steps and groups; None when something is wrong, and the forms say what."""
        if [form for form in (*self.steps, *self.used) if not form.is_valid()]:  # all faults show at once
            return None
        chosen = [form for form in self.steps if form.cleaned_data.get("what")]
        place = {form.number: position for position, form in enumerate(chosen, start=1)}
        seen: set[str] = set()
        for form in chosen:
            said = form.cleaned_data["what"]
            if said in seen:
                form.add_error("what", "To jest już na tej ścieżce. Wybierz coś innego.")
            seen.add(said)
            if lost := [number for number in form.asks if number not in place]:
                form.add_error(
                    "needs", f"Na ścieżce nie ma kroku {lost[0]}. Wpisz numer kroku, który jest wypełniony."
                )
        if self.wrong:
            return None
        return [_step(form, place) for form in chosen], [
            Group(LETTERS.index(one.letter) + 1, one.cleaned_data["needed"], one.cleaned_data["name"])
            for one in self.used
            if any(form.cleaned_data["group"] == one.letter for form in chosen)
        ]

    def tell(self, faults: Sequence[Fault]) -> None:
        """Say on the page what the deed refused."""
        numbers = [form.number for form in self.steps if form.cleaned_data.get("what")]
        for fault in faults:
            if fault.what is Wrong.FEW:
                form = self.groups[fault.numbers[0] - 1]
                form.add_error(
                    "needed",
                    f"Grupa {form.letter}: wybiera się mniej kroków, niż ich jest. Dodaj do niej krok albo wpisz mniejszą liczbę.",
                )
                continue
            shown = [numbers[one - 1] for one in fault.numbers if one <= len(numbers)]
            where = next(form for form in self.steps if form.number == shown[-1])
            where.add_error("needs", circle_words(shown))

    def tell_foreign(self, step: Step) -> None:
        for form in self.steps:
            if form.cleaned_data.get("what") == f"{step.kind}:{step.item}":
                form.add_error("what", "Tego nie można dać w tym projekcie. Wybierz coś innego z listy.")


def unjudged(*typed: Any) -> None:  # Any: the stubs do not know what forms keep their errors in
    """Let forms show what was typed without a word on what is wrong."""
    for form in typed:
        form._errors = ErrorDict()  # noqa: SLF001  Django judges a form when its errors are first asked for


def circle_words(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"Krok {numbers[0]} czeka sam na siebie, więc nigdy się nie otworzy. Zdejmij ten warunek."
    said = f"{', '.join(map(str, numbers[:-1]))} i {numbers[-1]}"
    return f"Kroki {said} czekają na siebie nawzajem, więc żaden się nie otworzy. Zdejmij jeden z warunków."


def _step(form: StepForm, place: Mapping[int, int]) -> Step:
    chosen = form.cleaned_data
    kind, _, item = chosen["what"].partition(":")
    return Step(
        int(item),
        due_on=chosen.get("due_on"),
        due_days=chosen.get("due_days"),
        after_previous=bool(chosen.get("after_previous")),
        kind=kind,
        group=LETTERS.index(chosen["group"]) + 1 if chosen["group"] else None,
        needs=tuple(sorted({place[number] for number in form.asks})),
    )


def _first(step: Step) -> dict[str, Any]:
    return {
        "what": f"{step.kind}:{step.item}",
        "due_on": step.due_on,
        "due_days": step.due_days,
        "after_previous": step.after_previous,
        "needs": ", ".join(map(str, step.needs)),
        "group": LETTERS[step.group - 1] if step.group and step.group <= len(LETTERS) else "",
    }


FIELDS = ("what", "due_on", "due_days", "after_previous", "needs", "group")


def moved(data: Any, asked: str) -> Any:
    """What was typed with a step moved up or down, or one more empty step; conditions follow their steps.

    asked  "3:up", "3:down" or "more".
    """
    typed = data.copy()
    count = min(next(iter(whole_numbers([data.get("steps", "")])), FEWEST), MOST)
    if asked == "more":
        typed["steps"] = str(min(count + 1, MOST))
        return typed
    number = next(iter(whole_numbers([asked.partition(":")[0]])), 0)
    other = number - 1 if asked.endswith(":up") else number + 1
    if not (1 <= number <= count and 1 <= other <= count):
        return typed
    for name in FIELDS:
        here, there = f"krok{number - 1}-{name}", f"krok{other - 1}-{name}"
        pair = {here: data.get(there), there: data.get(here)}
        for key, value in pair.items():
            if value is None:
                typed.pop(key, None)
            else:
                typed[key] = value
    swap = {number: other, other: number}
    for n in range(count):
        if said := typed.get(f"krok{n}-needs"):
            typed[f"krok{n}-needs"] = re.sub(
                r"\d+", lambda one: str(swap.get(int(one[0]), int(one[0]))), said
            )
    return typed


def after_move(asked: str, count: int) -> str:
    """The button to stand on after the page came back: the same one, by the step that was moved."""
    if asked == "more":
        return f"krok{count - 1}"
    number, _, way = asked.partition(":")
    if not number.isdecimal() or way not in ("up", "down"):
        return ""
    other = int(number) + (-1 if way == "up" else 1)
    turned = "down" if other == 1 else "up" if other == count else way
    return f"{other}:{turned}"
