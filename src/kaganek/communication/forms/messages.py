"""Forms of messages and of one's own card."""

from __future__ import annotations

from django import forms

from kaganek.communication.forms.forum import TextField
from kaganek.communication.services.messages import LONGEST
from kaganek.core.forms import Form


class MessageForm(Form):
    text = TextField(
        label="Wiadomość",
        rows=5,
        max_length=LONGEST,
        error_messages={"required": "Napisz wiadomość, zanim wyślesz."},
    )


class CardForm(Form):
    """What others are told; an empty field is told to nobody."""

    email = forms.EmailField(label="E-mail", required=False, help_text="Zostaw puste, żeby go nie pokazywać.")
    phone = forms.CharField(label="Telefon", required=False, max_length=40)
    position = forms.CharField(label="Stanowisko", required=False, max_length=160)
    department = forms.CharField(label="Komórka organizacyjna", required=False, max_length=160)
    about = forms.CharField(
        label="O mnie",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Na przykład: czym się zajmujesz i w czym możesz pomóc.",
    )
