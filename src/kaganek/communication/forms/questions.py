"""Forms of questions, ready answers, frequent questions and contacts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from kaganek.communication.terms import ContactKind, Desk
from kaganek.core.forms import Form
from kaganek.people.models import Person

NOT_YET = "Ten dzień jeszcze nie nadszedł. Podaj dzień kontaktu, który już był; umówiony wpisz w polu „Następny kontakt”."
LONGEST = 20_000  # characters of a message


def _words(
    label: str, *, rows: int = 6, required: bool = True, help_text: str = "", most: int = LONGEST
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )


class AskForm(Form):
    """A new question: to whom, in which project, about what."""

    desk = forms.ChoiceField(label="Do kogo piszesz?", widget=forms.RadioSelect, initial=Desk.CONTENT)
    project = forms.TypedChoiceField(label="Projekt", coerce=int)
    about = forms.ChoiceField(label="Czego dotyczy pytanie?", required=False)
    subject = forms.CharField(
        label="Temat", max_length=200, help_text="Jedno zdanie, po którym poznasz to pytanie na liście."
    )
    text = _words("Treść pytania")

    def __init__(
        self,
        *args: Any,
        projects: Sequence[tuple[int, str]],
        about: Sequence[tuple[str, str]],
        alone: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        first = "dostawcy platformy" if alone else "administratora IT Twojego urzędu"
        self.fields["desk"].choices = [  # type: ignore[attr-defined]
            (Desk.CONTENT.value, "Do konsultanta: pytanie o treść szkolenia albo zadania"),
            (Desk.SUPPORT.value, f"Do pomocy technicznej: coś nie działa. Zgłoszenie trafi do {first}"),
        ]
        self.fields["project"].choices = list(projects)  # type: ignore[attr-defined]
        self.fields["about"].choices = [("", "Żadnego konkretnego szkolenia"), *about]  # type: ignore[attr-defined]
        if len(projects) == 1:
            self.fields["project"].widget = forms.HiddenInput()
            self.fields["project"].initial = projects[0][0]


class MessageForm(Form):
    """The next message of a thread."""

    text = _words("Twoja wiadomość", required=False)
    wants_more = forms.BooleanField(label="Proszę o odpowiedź: pytanie poczeka na tę osobę", required=False)
    ready = forms.IntegerField(required=False, widget=forms.HiddenInput())


class WriterForm(Form):
    """Whose a held letter is: looked for, then chosen; neither where that is known."""

    kogo = forms.CharField(
        label="Kto to napisał?", max_length=100, required=False, help_text="Szukaj po nazwisku, adresie e-mail albo loginie.",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    person = forms.TypedChoiceField(
        label="Znalezione osoby", coerce=int, widget=forms.RadioSelect, required=False,
    )  # fmt: skip

    def __init__(self, data: Any = None, *, text: str, known: bool, people: Sequence[Person]) -> None:
        super().__init__(data, initial={"kogo": text})
        self.people = people
        for field in self.fields.values():
            field.needed_when = "-"  # type: ignore[attr-defined]
        self.fields["person"].choices = [(one.pk, _told(one)) for one in people]  # type: ignore[attr-defined]
        if known:
            del self.fields["kogo"], self.fields["person"]

    @property
    def writer(self) -> int | None:
        """The person chosen in a valid form; None where that is known already."""
        return self.cleaned_data.get("person") or None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "person" in self.fields and not data.get("person") and not self.errors:
            if self.people:
                self.add_error("person", "Wybierz z listy osobę, która to napisała.")
            else:
                self.add_error("kogo", "Najpierw znajdź osobę, która to napisała.")
        return data


def _told(one: Person) -> str:
    return ", ".join(filter(None, (one.listed_name, one.office.office_name if one.office else "", one.email)))


class NoteForm(Form):
    """A note for those who answer."""

    text = _words(
        "Notatka wewnętrzna",
        rows=3,
        help_text="Nie zobaczy jej ani osoba, która pyta, ani nikt z jej urzędu.",
    )


class ReadyForm(Form):
    """A ready answer."""

    title = forms.CharField(
        label="Nazwa", max_length=120, help_text="Widzą ją tylko osoby, które odpowiadają."
    )
    text = _words("Treść odpowiedzi", rows=10)


class FaqForm(Form):
    """A question with its answer for everybody."""

    topic = forms.CharField(label="Temat", max_length=200, required=False)
    question = forms.CharField(label="Pytanie", max_length=300)
    answer = _words("Odpowiedź", rows=10)
    checked = forms.BooleanField(
        label="Nie ma tu niczego, po czym można poznać osobę albo urząd",
        error_messages={
            "required": "Przeczytaj oba pola i zaznacz, że nie ma w nich danych osób ani urzędu."
        },
    )
    reason = forms.CharField(
        label="Dlaczego znalezione słowa mogą zostać?", max_length=300, required=False,
        help_text="Tylko wtedy, gdy słowo nie jest niczyją daną. Powód zapiszemy w dzienniku zdarzeń.",
    )  # fmt: skip


class ContactForm(Form):
    """A contact with an office in care."""

    place = forms.ChoiceField(label="Urząd")
    kind = forms.ChoiceField(label="Rodzaj kontaktu", choices=ContactKind.choices)
    on = forms.DateField(label="Kiedy", widget=forms.DateInput(format="%d.%m.%Y"))
    with_whom = forms.CharField(label="Z kim", max_length=160, required=False)
    agreed = _words("Co ustalono", rows=4, most=4000)
    next_on = forms.DateField(
        label="Następny kontakt", required=False, widget=forms.DateInput(format="%d.%m.%Y")
    )
    once = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["place"].choices = list(places)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("on") and data["on"] > self.today:
            self.add_error("on", NOT_YET)
        elif data.get("on") and data.get("next_on") and data["next_on"] < data["on"]:
            self.add_error(
                "next_on", "Następny kontakt nie może być wcześniejszy niż ten. Popraw jedną z dat."
            )
        return data
