"""What is typed about a person, judged by the rules of lists."""

from __future__ import annotations

from django import forms

from kaganek.core.forms import Form
from kaganek.people.rules import RowFault, read_employee
from kaganek.people.services.persons import PersonFacts
from kaganek.people.terms import Sex

TEXT = forms.TextInput(attrs={"autocomplete": "off"})


class PersonForm(Form):
    """A person's name, address and place in the office."""

    first_name = forms.CharField(
        label="Imię", max_length=80, widget=TEXT, error_messages={"required": "Wpisz imię."}
    )
    last_name = forms.CharField(
        label="Nazwisko", max_length=120, widget=TEXT, error_messages={"required": "Wpisz nazwisko."}
    )
    email = forms.CharField(
        label="E-mail",
        required=False,
        max_length=254,
        help_text="Bez adresu osoba dostaje kartkę z kodem. Po zmianie adresu wcześniejsze kody przestają działać.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    department = forms.CharField(label="Komórka organizacyjna", required=False, max_length=160, widget=TEXT)
    position = forms.CharField(label="Stanowisko", required=False, max_length=160, widget=TEXT)
    group_name = forms.CharField(label="Grupa", required=False, max_length=80, widget=TEXT)
    sex = forms.ChoiceField(
        label="Płeć",
        required=False,
        choices=(("", "nie podano"), *Sex.choices),
        help_text="Tylko do wskaźników projektu, które liczą kobiety i mężczyzn. Możesz pominąć.",
    )

    def clean_email(self) -> str:
        """Judged at once with the other fields, so that all that is wrong is said in one go."""
        email: str = self.cleaned_data["email"]
        found = read_employee({"first_name": "A", "last_name": "A", "email": email}, row=0)
        if isinstance(found, RowFault):
            raise forms.ValidationError(found.reason)
        return email

    def clean(self) -> dict[str, object]:
        """One judgement for lists and for this page, so neither lets in what the other refuses."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        cells = {**cleaned, "group": cleaned["group_name"]}
        found = read_employee(cells, row=0)
        if isinstance(found, RowFault):
            self.add_error(found.field if found.field in self.fields else None, found.reason)
        else:
            who = found.employee
            self.facts = PersonFacts(
                who.first_name,
                who.last_name,
                who.email,
                who.department,
                who.position,
                who.group_name,
                cleaned["sex"],
            )
        return cleaned


class GroupForm(Form):
    """The group people go into; empty takes them out of theirs."""

    group_name = forms.CharField(
        label="Grupa",
        required=False,
        max_length=80,
        help_text="Na przykład: Grupa 2. Puste pole usuwa osoby z grupy.",
        widget=TEXT,
    )
