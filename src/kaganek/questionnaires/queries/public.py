"""Open forms as strangers meet them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import slugify

from kaganek.lib.names import fold, sort_key
from kaganek.people.models import Office
from kaganek.questionnaires.models import Form
from kaganek.questionnaires.rules.sending import is_open
from kaganek.questionnaires.terms import FormState

PROGRAMME = "program"
_OWNER = re.compile(r"(?:[\w-]*-)?(\d{1,18})")


def open_form(owner: str, slug: str) -> Form | None:
    """The open form at an address, with its version and notice; None for any other, a closed one too."""
    if owner == PROGRAMME:
        return _open().filter(office=None, slug=slug).first()
    found = _OWNER.fullmatch(owner)
    return _open().filter(office=int(found[1]), slug=slug).first() if found else None


@dataclass(frozen=True, slots=True)
class OpenForm:
    """An open form as a page lists it, in the words of its published version."""

    title: str
    intro: str
    href: str
    closes_on: date | None


def open_forms(office_id: int | None, *, today: date) -> list[OpenForm]:
    """Forms of an office (None: of the programme) that take responses today, in the order of the alphabet.

    For pages of the portal, in any seat; one statement.
    """
    rows = _open().filter(office=office_id)
    found = [
        OpenForm(
            one.current.definition["title"], one.current.definition["intro"], form_address(one), one.closes_on
        )
        for one in rows
        if one.current and is_open(one.state, one.opens_on, one.closes_on, today)
    ]
    return sorted(found, key=lambda one: sort_key(one.title))


def _open() -> QuerySet[Form]:
    return Form.policed.filter(state=FormState.OPEN).select_related("current__notice", "office")


def owner_segment(office: Office | None) -> str:
    """The owner's part of a form's address: "zalesie-12", "program"."""
    return f"{slugify(fold(office.name))[:60]}-{office.pk}" if office else PROGRAMME


def form_address(form: Form) -> str:
    """Where people fill the form in."""
    return reverse("questionnaires:fill", args=[owner_segment(form.office), form.slug])
