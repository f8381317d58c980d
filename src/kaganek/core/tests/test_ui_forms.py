from datetime import date

import pytest
from django import forms
from django.template.loader import render_to_string

from kaganek.core.forms import DateField, Form


class Sample(Form):
    name = forms.CharField(label="Nazwisko", max_length=5, widget=forms.TextInput(attrs={"class": "mid"}))
    own = forms.CharField(label="Imię", error_messages={"required": "Wpisz imię."})
    mail = forms.EmailField(label="Adres", required=False)
    whole = forms.IntegerField(label="Liczba", required=False, max_value=10)
    part = forms.DecimalField(label="Ułamek", required=False)
    day = DateField(label="Termin", required=False)
    kind = forms.ChoiceField(
        label="Rodzaj 50%", choices=[("a", "A")], widget=forms.RadioSelect, help_text="Jeden z dwóch."
    )
    many = forms.MultipleChoiceField(
        label="Dni", choices=[("a", "A")], required=False, widget=forms.CheckboxSelectMultiple
    )
    agree = forms.BooleanField(label="Zgoda")
    file = forms.FileField(label="Plik")


def test_each_field_says_what_to_do():
    form = Sample(
        {
            "name": "Brzęczyszczykiewicz",
            "mail": "x",
            "whole": "11",
            "part": "x",
            "day": "31.02.2026",
            "many": ["z"],
        }
    )

    assert {name: list(errors) for name, errors in form.errors.items()} == {
        "name": ["Skróć tekst w polu „Nazwisko”. Najwięcej znaków: 5, teraz: 19."],
        "own": ["Wpisz imię."],
        "mail": ["Popraw adres e-mail: potrzebny jest znak @ i końcówka, na przykład imie@urzad.pl."],
        "whole": ["Wpisz w polu „Liczba” liczbę nie większą niż 10."],
        "part": ["Wpisz w polu „Ułamek” liczbę, na przykład 12,5."],
        "day": ["Wpisz datę jako dzień, miesiąc i rok, na przykład 18.12.2026."],
        "kind": ["Wybierz odpowiedź w polu „Rodzaj 50%”."],
        "many": ["Wybierz odpowiedź z listy w polu „Dni”."],
        "agree": ["Zaznacz pole „Zgoda”."],
        "file": ["Wybierz plik w polu „Plik”."],
    }


@pytest.mark.parametrize("text", ["18.12.2026", "2026-12-18", " 18-12-2026 "])
def test_dates_are_read_as_people_write_them(text):
    assert DateField(label="Termin").clean(text) == date(2026, 12, 18)


def test_date_comes_back_as_it_is_asked_for():
    class Deadline(Form):
        day = DateField(label="Termin")

    assert 'value="18.12.2026"' in str(Deadline(initial={"day": date(2026, 12, 18)})["day"])


def test_field_joins_label_help_and_error():
    html = Sample({"name": ""})["name"].as_field_group()

    assert '<label class="ds-label" for="id_name">Nazwisko</label>' in html
    assert 'class="ds-input mid"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_error"' in html
    assert (
        '<div id="id_name_error"><p class="ds-validation-message">Wpisz tekst w polu „Nazwisko”.</p></div>'
        in html
    )


def test_group_is_a_fieldset_described_by_help_and_error():
    html = Sample({})["kind"].as_field_group()

    assert (
        '<fieldset class="ds-fieldset" id="id_kind" aria-describedby="id_kind_helptext id_kind_error">'
        in html
    )
    assert "<legend>Rodzaj 50%</legend>" in html


def test_one_check_box_stands_before_its_label():
    html = Sample({})["agree"].as_field_group()

    assert html.index('type="checkbox"') < html.index("<label")


def test_summary_links_to_the_fields():
    form = Sample({"name": "Maj", "own": "Jan", "agree": "on"}, {"file": None})
    html = render_to_string("ui/error_summary.html", {"form": form})

    assert "Popraw 2\u00a0pola" in html
    assert '<a href="#id_kind_0">Wybierz odpowiedź w polu „Rodzaj 50%”.</a>' in html
    assert '<a href="#id_file">Wybierz plik w polu „Plik”.</a>' in html


def test_summary_of_a_fault_without_a_field():
    class Two(Form):
        def clean(self):
            raise forms.ValidationError("Ten termin jest zajęty.")

    html = render_to_string("ui/error_summary.html", {"form": Two({})})

    assert "Popraw formularz" in html
    assert "<li>Ten termin jest zajęty.</li>" in html
