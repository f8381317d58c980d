"""What people type about certificates."""

from __future__ import annotations

from typing import Any

from django import forms

from kaganek.core.forms import DateField, Form, speak_polish
from kaganek.documents.models import CertificateTemplate, Patron
from kaganek.documents.rules import is_certificate_number, unknown_placeholders
from kaganek.documents.services.conditions import certificate_conditions
from kaganek.lib.marks import FILE_BYTES, MarkFault, drawn_anew, explain


class CodeForm(Form):
    kod = forms.CharField(
        label="Kod z certyfikatu",
        max_length=60,
        help_text="12 znaków, na przykład 7K4M-0219-ABCD. Wielkość liter, kreski i odstępy nie mają znaczenia.",
        error_messages={"required": "Wpisz kod z certyfikatu."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "short"}),
    )

    def clean_kod(self) -> str:
        """A number such as K/2026/000184 stands on the certificate too, and is no code."""
        text = str(self.cleaned_data["kod"]).strip()
        if is_certificate_number(text):
            raise forms.ValidationError(
                "To jest numer certyfikatu, a potrzebny jest kod: 12 znaków obok kodu QR."
            )
        return text


class ReasonForm(Form):
    powod = forms.CharField(
        label="Powód",
        max_length=300,
        help_text="Zostaje w dzienniku zdarzeń i w wiadomości do właściciela certyfikatu. Nie pokazujemy go osobom, które sprawdzają certyfikat.",
        error_messages={"required": "Wpisz powód, na przykład: zmiana nazwiska."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RevokeForm(ReasonForm):
    """Why a certificate stops being valid: never a reason for replacing it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = "Wpisz powód, na przykład: test rozwiązała inna osoba albo szkolenie zaliczono przez pomyłkę."
        self.fields["powod"].error_messages["required"] = said


class TemplateForm(Form):
    """What certificates of a programme say; every registered condition has a field of its own."""

    pod_naglowkiem = forms.CharField(
        label="Pod nagłówkiem", max_length=120, help_text="Na przykład: o ukończeniu szkolenia."
    )
    tresc = forms.CharField(
        label="Treść pod tytułem",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Jedno lub dwa zdania. Nazwy w nawiasach klamrowych zastąpimy danymi; ich lista jest niżej.",
    )
    podpis = forms.CharField(
        label="Kto podpisuje",
        required=False,
        max_length=160,
        help_text="Imię, nazwisko i funkcja. Puste pole: bez miejsca na podpis.",
    )
    patron = forms.ModelChoiceField(
        label="Patronat", queryset=Patron.objects.none(), required=False, empty_label="bez patronatu"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["patron"].queryset = Patron.objects.order_by("name__alphabetical")  # type: ignore[attr-defined]
        for kind, condition in certificate_conditions:
            field = forms.IntegerField(
                label=condition.label,
                required=False,
                min_value=condition.lowest,
                max_value=condition.highest,
                help_text="Puste pole: bez tego warunku.",
                widget=forms.TextInput(
                    attrs={"class": "short", "inputmode": "numeric", "autocomplete": "off"}
                ),
            )
            speak_polish(field, condition.label)
            self.fields[_condition_field(kind)] = field

    def clean_tresc(self) -> str:
        text: str = self.cleaned_data["tresc"]
        if unknown := unknown_placeholders(text):
            raise forms.ValidationError(
                f"Nie ma takiej nazwy w nawiasach: {', '.join(unknown)}. Użyj nazw z listy pod formularzem."
            )
        return text

    @property
    def conditions(self) -> dict[str, int]:
        """Kind of the registry -> its number, for those that were set."""
        given = {kind: self.cleaned_data.get(_condition_field(kind)) for kind, _ in certificate_conditions}
        return {kind: value for kind, value in given.items() if value is not None}

    @staticmethod
    def values_of(template: CertificateTemplate | None) -> dict[str, Any]:
        """What the form starts with."""
        if template is None:
            return {"pod_naglowkiem": "o ukończeniu szkolenia"}
        conditions = {_condition_field(one["kind"]): one["value"] for one in template.conditions}
        return conditions | {
            "pod_naglowkiem": template.about,
            "tresc": template.statement,
            "podpis": template.signatory,
            "patron": template.patron_id,
        }


def _condition_field(kind: str) -> str:
    return f"warunek_{kind.replace('.', '_')}"


class PatronForm(Form):
    nazwa = forms.CharField(label="Nazwa", max_length=200, help_text="Tak, jak ma stać na certyfikacie.")
    potwierdzenie = forms.CharField(
        label="Potwierdzenie patronatu",
        max_length=200,
        help_text="Na przykład: pismo nr ZG.052.12.2026 z 3 września 2026 r.",
    )
    do_dnia = DateField(
        label="Patronat do dnia",
        required=False,
        help_text="Certyfikaty wydane później nie będą go miały. Puste pole: bez końca.",
    )
    znak = forms.FileField(
        label="Znak (PNG lub JPG)",
        required=False,
        help_text="Najwyżej 2 MB. Zostanie narysowany od nowa na białym tle.",
        widget=forms.ClearableFileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
    )

    def clean_znak(self) -> bytes | None:
        """The sign drawn anew; None when no file was chosen."""
        file = self.cleaned_data["znak"]
        if not file:
            return None
        try:
            return drawn_anew(file.read(FILE_BYTES + 1))
        except MarkFault as fault:
            raise forms.ValidationError(explain(fault.problem)) from None
