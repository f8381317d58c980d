"""What people type about certificates."""

from __future__ import annotations

from django import forms

from kaganek.core.forms import Form
from kaganek.documents.rules import is_certificate_number


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
        help_text="Zostaje w dzienniku zdarzeń. Nie pokazujemy go osobom, które sprawdzają certyfikat.",
        error_messages={"required": "Wpisz powód, na przykład: zmiana nazwiska."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
