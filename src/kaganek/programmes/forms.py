"""Forms of projects and of the terms of offices in them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from kaganek.core.forms import DateField, Form
from kaganek.lib.marks import FILE_BYTES, MarkFault, drawn_anew, explain
from kaganek.lib.names import is_email, tidy_name
from kaganek.people.models import Office
from kaganek.people.rules import EmployeeRow
from kaganek.people.terms import OfficeKind
from kaganek.programmes.models import ProgrammeVersion
from kaganek.programmes.services.projects import RESERVED_CODES
from kaganek.programmes.services.signs import known_names
from kaganek.programmes.terms import Period, Variant

MOST_PLACES = 100_000
ESCALATE_AFTER = 7  # days, where the form says nothing


class ProjectForm(Form):
    """The terms of a project that may change while it runs."""

    name = forms.CharField(
        label="Nazwa", max_length=200, error_messages={"required": "Wpisz nazwę projektu."}
    )
    operator = forms.ModelChoiceField(
        label="Organizator",
        queryset=Office.objects.none(),
        empty_label="Wybierz organizatora",
        help_text="Partnera projektu dodasz w rejestrze urzędów.",
    )
    agreement = forms.CharField(label="Umowa o dofinansowanie", required=False, max_length=80)
    starts_on = DateField(label="Od dnia")
    ends_on = DateField(label="Do dnia")
    period = forms.ChoiceField(
        label="Okres finansowania",
        required=False,
        choices=[("", "bez znaków okresu"), *Period.choices],
        help_text="Od niego zależą znaki na początku ciągu: ich wybór i kolejność.",
    )
    strip = forms.CharField(
        label="Dalsze znaki",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Znaki regionu, organizatora i partnerów, każdy w osobnym wierszu. Staną po znakach okresu "
        "na stronach, certyfikatach, raportach i w wiadomościach.",
    )
    contact_name = forms.CharField(label="Kontakt: kto", required=False, max_length=160)
    contact_email = forms.EmailField(label="Kontakt: e-mail", required=False)
    contact_phone = forms.CharField(label="Kontakt: telefon", required=False, max_length=40)
    offices_assign_paths = forms.BooleanField(label="Urzędy same przypisują ścieżki", required=False)
    offices_import_people = forms.BooleanField(label="Urzędy same wczytują listy pracowników", required=False)
    escalate_after_days = forms.IntegerField(
        label="Po ilu dniach od terminu powiadomić opiekuna urzędu", required=False, min_value=0, max_value=90, initial=7,
        help_text="Osoba dostaje przypomnienia przed terminem i po nim. Puste pole to 7 dni, 0 oznacza, że opiekuna nie powiadamiamy.",
    )  # fmt: skip

    def __init__(self, *args: Any, operators: tuple[int, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners = Office.objects.filter(kind__in=(OfficeKind.PARTNER, OfficeKind.ASSOCIATION))
        chosen = Office.objects.filter(pk__in=operators)
        self.fields["operator"].queryset = (partners | chosen).order_by("sort_name", "pk")  # type: ignore[attr-defined]

    def clean_strip(self) -> tuple[str, ...]:
        signs = (line.strip()[:80] for line in self.cleaned_data["strip"].splitlines())
        return tuple(sign for sign in signs if sign)[:8]

    def clean_escalate_after_days(self) -> int:
        said: int | None = self.cleaned_data["escalate_after_days"]
        return ESCALATE_AFTER if said is None else said

    def clean_ends_on(self) -> date:
        ends: date = self.cleaned_data["ends_on"]
        starts = self.cleaned_data.get("starts_on")
        if starts and ends < starts:
            raise forms.ValidationError("Projekt nie może się skończyć, zanim się zacznie.")
        return ends


class NewProjectForm(ProjectForm):
    """The same, and what never changes afterwards."""

    code = forms.CharField(
        label="Kod projektu",
        max_length=40,
        validators=[RegexValidator(r"^[A-Za-z0-9-]+$", "Użyj tylko liter bez ogonków, cyfr i łącznika.")],
        help_text="Krótki, na przykład SU-2026. Później się nie zmienia.",
    )
    version = forms.ModelChoiceField(
        label="Wersja programu", queryset=ProgrammeVersion.objects.none(), empty_label="Wybierz wersję"
    )
    certificate_series = forms.CharField(
        label="Seria certyfikatów", max_length=12, initial="K", help_text="Początek numeru, na przykład SU26."
    )
    field_order = ("code", "version", "name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = ProgrammeVersion.objects.exclude(published_at=None).select_related("programme")
        field = self.fields["version"]
        field.queryset = versions.order_by("programme__title__alphabetical", "-number")  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: f"{one.programme.title}, wersja {one.number}"  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code in RESERVED_CODES:
            raise forms.ValidationError(
                f"Kod „{code}” jest zajęty przez adres innej strony. Wpisz inny, na przykład SU-2026."
            )
        return code


class SignForm(Form):
    """A drawing of a sign of logo strips."""

    name = forms.ChoiceField(label="Znak", error_messages={"required": "Wybierz znak."})
    variant = forms.ChoiceField(label="Wersja", choices=Variant.choices, initial=Variant.COLOUR)
    file = forms.FileField(
        label="Plik (PNG lub JPG)",
        help_text="Z pakietu znaków programu, bez zmian. Najwyżej 2 MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
        error_messages={"required": "Wybierz plik ze znakiem.", "empty": "Ten plik jest pusty."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].choices = [("", "Wybierz znak"), *((one, one) for one in known_names())]  # type: ignore[attr-defined]

    def clean_file(self) -> bytes:
        """The sign drawn anew."""
        try:
            return drawn_anew(self.cleaned_data["file"].read(FILE_BYTES + 1))
        except MarkFault as fault:
            raise forms.ValidationError(explain(fault.problem)) from None


class TermsForm(Form):
    """The limit of places and the agreement of an office in a project."""

    place_limit = forms.IntegerField(
        label="Limit miejsc",
        min_value=0,
        max_value=MOST_PLACES,
        help_text="Tylu pracowników urzędu może mieć login w projekcie.",
        error_messages={"required": "Wpisz limit miejsc."},
    )
    agreement_ref = forms.CharField(label="Numer porozumienia", required=False, max_length=80)


class ConsultantForm(Form):
    """Somebody of no office who is to advise offices of a project."""

    first_name = forms.CharField(label="Imię", max_length=80, error_messages={"required": "Wpisz imię."})
    last_name = forms.CharField(
        label="Nazwisko", max_length=120, error_messages={"required": "Wpisz nazwisko."}
    )
    email = forms.CharField(
        label="Służbowy adres e-mail",
        max_length=254,
        help_text="Na ten adres wyślemy link do ustawienia hasła.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Wpisz adres e-mail."},
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if not is_email(email):
            raise forms.ValidationError("Popraw adres e-mail: ma wyglądać jak imie@urzad.example.")
        return email

    @property
    def row(self) -> EmployeeRow:
        """The person as typed, of no office."""
        said = self.cleaned_data
        return EmployeeRow(
            0, tidy_name(said["first_name"]), tidy_name(said["last_name"]), email=said["email"]
        )
