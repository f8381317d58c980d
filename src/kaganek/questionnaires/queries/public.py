"""Open forms as strangers meet them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet
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
    """An open form as a page lists it, in the words of its published version; `office` None: the programme's."""

    title: str
    intro: str
    href: str
    closes_on: date | None
    office: Office | None


def open_forms(office_id: int | None, *, today: date) -> list[OpenForm]:
    """Forms of an office (None: of the programme) that take responses today, in the order of the alphabet.

    For pages of the portal, in any seat; one statement.
    """
    return _listed(_open().filter(office=office_id), today)


def all_open_forms(*, today: date) -> list[OpenForm]:
    """Forms of every office and of the programme that take responses today; one statement."""
    return _listed(_open(), today)


def _listed(rows: QuerySet[Form], today: date) -> list[OpenForm]:
    """Two words of each version are read, not its questions."""
    words = (
        rows.select_related(None)
        .select_related("office")
        .annotate(shown_title=F("current__definition__title"), shown_intro=F("current__definition__intro"))
    )
    found = [
        OpenForm(one.shown_title, one.shown_intro or "", form_address(one), one.closes_on, one.office)
        for one in words
        if is_open(one.state, one.opens_on, one.closes_on, today)
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
