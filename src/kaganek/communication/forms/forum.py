"""Forms of the forum: a topic, a post, a reason, a group of offices."""

from __future__ import annotations

from typing import Any

from django import forms

from kaganek.communication.models import Space, Topic
from kaganek.communication.services.forum.posting import LONGEST
from kaganek.communication.terms import SpaceKind
from kaganek.core.forms import Form
from kaganek.lib.sent_files import NAMES

HOW = (
    "Pusty wiersz oddziela akapity. Wiersz od „- ” to punkt listy, od „> ” to cytat, **dwie gwiazdki** pogrubiają."
    " Adres zaczynający się od https:// zmieni się w link."
)


class TextField(forms.CharField):
    """What somebody says, in light markup."""

    def __init__(self, *, rows: int = 8, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Treść")
        kwargs.setdefault("max_length", LONGEST)
        kwargs.setdefault("help_text", HOW)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "data-kept": ""}), **kwargs)


class PostForm(Form):
    file_names = NAMES  # of the files that may be added
    text = TextField(error_messages={"required": "Napisz coś, zanim wyślesz."})
    answers = forms.IntegerField(required=False, min_value=0, max_value=10**6, widget=forms.HiddenInput)


class TopicForm(Form):
    file_names = NAMES
    title = forms.CharField(
        label="Tytuł",
        max_length=160,
        help_text="Najlepiej jedno pytanie albo sprawa, na przykład: Jak mierzycie czas oczekiwania?",
        error_messages={"required": "Wpisz tytuł tematu."},
    )
    text = TextField(rows=10, error_messages={"required": "Napisz, o co chodzi."})


class ReasonForm(Form):
    reason = forms.CharField(
        label="Powód",
        max_length=300,
        error_messages={"required": "Wpisz powód: jedno zdanie wystarczy."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MoveForm(ReasonForm):
    """Where a topic goes, of the spaces of its own project."""

    space = forms.TypedChoiceField(label="Dokąd przenieść", coerce=int)

    field_order = ("space", "reason")

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="przenies-%s", **kwargs)  # beside another form on its page
        rows = Space.objects.filter(project=topic.space.project_id).exclude(pk=topic.space_id)
        choices = [
            (one.pk, f"{one.get_kind_display()}: {one.title}") for one in rows.order_by("title__alphabetical")
        ]
        self.fields["space"].choices = choices  # type: ignore[attr-defined]


class GroupForm(Form):
    """An exchange group: its name and the offices in it."""

    title = forms.CharField(
        label="Nazwa grupy", max_length=160, error_messages={"required": "Wpisz nazwę grupy."}
    )
    offices = forms.TypedMultipleChoiceField(
        label="Urzędy w grupie",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="Zaznacz co najmniej dwa. Każdy z rolą w tych urzędach będzie czytał i pisał w grupie.",
        error_messages={"required": "Zaznacz co najmniej dwa urzędy."},
    )

    def __init__(
        self, *args: Any, offices: list[tuple[int, str]], group: Space | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offices"].choices = offices  # type: ignore[attr-defined]
        if group is not None and group.kind == SpaceKind.GROUP:
            del self.fields["title"]

    def clean_offices(self) -> list[int]:
        chosen: list[int] = self.cleaned_data["offices"]
        if len(chosen) < 2:
            raise forms.ValidationError("Zaznacz co najmniej dwa urzędy.")
        return chosen
