"""What an open lesson tells of itself: the place reached, the time read, and its own name, signed by us."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from django import forms
from django.core.signing import BadSignature, Signer

from kaganek.core.forms import Form
from kaganek.learning.services.reading import OpenPage

_SIGNER = Signer(salt="learning.page")


def page_token(*, at: datetime) -> str:
    """The name of one opening of a lesson, with the second it was made at; nobody can make one up."""
    return _SIGNER.sign(f"{secrets.token_urlsafe(6)}.{int(at.timestamp())}")


class ReadingForm(Form):
    place = forms.RegexField(r"\A[a-z0-9-]{1,60}\Z", required=False)
    seconds = forms.IntegerField(min_value=0, max_value=10**6)
    page = forms.CharField(max_length=120)

    def open_page(self) -> OpenPage | None:
        """The page that speaks; None when its name is not from us."""
        try:
            name, _, opened = _SIGNER.unsign(self.cleaned_data["page"]).rpartition(".")
        except BadSignature:
            return None
        return OpenPage(name, datetime.fromtimestamp(int(opened), UTC), self.cleaned_data["seconds"])
