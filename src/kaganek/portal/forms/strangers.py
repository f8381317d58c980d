"""What strangers type: asking to join, a case."""

from __future__ import annotations

from typing import Any

from django import forms

from kaganek.core.forms import Form
from kaganek.portal.models import Offer
from kaganek.portal.services.cases import Sent
from kaganek.portal.services.offer import Asked
from kaganek.portal.terms import Asking, CaseKind
from kaganek.questionnaires.rules.core_kinds import phone_fault, read_phone
from kaganek.questionnaires.rules.kinds import Given

NAME = {"autocomplete": "name"}
MOST_PEOPLE = 5000


EITHER = "Odpowiemy e-mailem albo telefonicznie: wypełnij jedno z tych pól."


def needed_when(form: Form, **words: str) -> None:
    """When a field that may stay empty is needed after all; "-" where its help says it."""
    for name, when in words.items():
        field: Any = form.fields[name]
        field.needed_when = when


def check_phone(typed: str) -> None:
    """Nine digits at least, parted as people write them; the same as a telephone in a public form."""
    if fault := phone_fault({}, read_phone({}, Given([typed]))):
        raise forms.ValidationError(f"{fault[:1].upper()}{fault[1:]}")


class JoinForm(Form):
    asking = forms.ChoiceField(
        label="Kto prosi o przyjęcie", choices=Asking.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(label="Imię i nazwisko", max_length=160, widget=forms.TextInput(attrs=NAME))
    office_name = forms.CharField(
        label="Nazwa urzędu",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    email = forms.EmailField(
        label="E-mail",
        help_text="Na ten adres przyjdzie decyzja.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label="Telefon",
        max_length=40,
        required=False,
        validators=[check_phone],
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
    people = forms.IntegerField(
        label="Ile osób",
        min_value=1,
        max_value=MOST_PEOPLE,
        initial=1,
        help_text="Gdy prosi urząd: ile osób skierujecie.",
    )
    note = forms.CharField(
        label="Dlaczego", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needed_when(self, office_name="potrzebna, gdy prosi urząd")
        allowed = {Asking.OFFICE: offer.for_offices, Asking.PERSON: offer.for_people}
        choices = [(key, label) for key, label in Asking.choices if allowed[Asking(key)]]
        asking = self.fields["asking"]
        assert isinstance(asking, forms.ChoiceField)
        asking.choices = choices
        if len(choices) == 1:
            asking.initial = choices[0][0]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("asking") == Asking.OFFICE and not data.get("office_name"):
            self.add_error("office_name", "Wpisz nazwę urzędu.")
        if data.get("asking") == Asking.PERSON:
            data["people"] = 1
        return data

    def asked(self) -> Asked:
        data = self.cleaned_data
        return Asked(**{name: data[name] for name in Asked.__slots__})


class CaseForm(Form):
    kind = forms.ChoiceField(label="Co chcesz zgłosić", choices=CaseKind.choices, widget=forms.RadioSelect)
    page = forms.CharField(
        label="Czego dotyczy",
        max_length=300,
        required=False,
        help_text="Adres strony, tytuł dokumentu albo nazwa przycisku.",
    )
    text = forms.CharField(label="Opis", max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))
    wish = forms.CharField(
        label="Jak wygodnie Ci otrzymać tę treść",
        max_length=300,
        required=False,
        help_text="Na przykład: jako tekst w e-mailu, przez telefon.",
    )
    earlier = forms.CharField(
        label="Numer wcześniejszej sprawy",
        max_length=30,
        required=False,
        help_text="Gdy to skarga na odpowiedź.",
    )
    name = forms.CharField(label="Imię i nazwisko", max_length=160, widget=forms.TextInput(attrs=NAME))
    email = forms.EmailField(
        label="E-mail",
        required=False,
        help_text=EITHER,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label="Telefon",
        max_length=40,
        required=False,
        help_text=EITHER,
        validators=[check_phone],
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needed_when(self, page="potrzebne przy żądaniu zapewnienia dostępności", email="-", phone="-")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not any(data.get(one) or one in self.errors for one in ("email", "phone")):
            self.add_error("email", "Wpisz e-mail albo telefon. Na niego odpowiemy.")
        if data.get("kind") == CaseKind.ACCESS and not data.get("page"):
            self.add_error("page", "Napisz, która strona lub jaki element jest niedostępny.")
        return data

    def sent(self) -> Sent:
        data = self.cleaned_data
        return Sent(**{name: data[name] for name in Sent.__slots__})
