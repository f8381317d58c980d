"""The form of a note by a lesson. A script sends the same fields, a counter and the name of its page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from kaganek.core.forms import Form
from kaganek.learning.rules import Written

LONGEST = 20_000  # characters


class NoteField(forms.CharField):
    """A text as it was typed, with one kind of line end, however the browser sends it."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


class NoteForm(Form):
    text = NoteField(
        label="Twoja notatka", required=False, strip=False, max_length=LONGEST, widget=forms.Textarea
    )
    over = forms.IntegerField(min_value=0, max_value=10**15)
    writer = forms.CharField(required=False, max_length=40)
    seq = forms.IntegerField(required=False, min_value=0, max_value=10**15)

    def written(self, *, at: datetime) -> Written:
        """What is to be kept. Without a script there is no counter: the server's clock stands in for it."""
        said = self.cleaned_data
        return Written(said["text"], said["seq"] or int(at.timestamp() * 1000), said["writer"])
