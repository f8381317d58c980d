"""What an announcement is to say, to whom and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms

from kaganek.communication.models import Space
from kaganek.communication.services.announcements import ADDRESSED, Said
from kaganek.communication.terms import Addressees, SpaceKind
from kaganek.core.forms import Form
from kaganek.core.seats import Seat
from kaganek.people.models import Office
from kaganek.programmes.models import Participation, Project


def choices_for(seat: Seat) -> list[tuple[str, Any]]:
    """To whom a seat may speak: ("office:5", "Urząd Gminy Zalesie"), the offices of a project as a group."""
    allowed = ADDRESSED.get(seat.role, ())
    found: list[tuple[str, Any]] = []
    if Addressees.PROJECT in allowed:
        projects = Project.objects.filter(pk__in=seat.projects or ())
        found += [(f"project:{one.pk}", f"Cały projekt: {one.name}") for one in projects]
    if Addressees.GROUP in allowed:
        groups = Space.objects.filter(kind=SpaceKind.GROUP, closed_at=None).order_by("title__alphabetical")
        found += [(f"group:{one.pk}", f"Grupa urzędów: {one.title}") for one in groups]
    if Addressees.OFFICE in allowed:
        found += _offices(seat)
    if Addressees.ALL in allowed:
        found.append(("all:0", "Wszyscy, którzy mają konto"))
    return found


def _offices(seat: Seat) -> list[tuple[str, Any]]:
    if seat.projects is None:
        rows = Office.objects.filter(pk__in=seat.offices or ())
        return [(f"office:{one.pk}", f"Mój urząd: {one.office_name}") for one in rows]
    taking_part = Participation.objects.filter(project__in=seat.projects).values("office")
    of_projects = Office.objects.filter(pk__in=taking_part).order_by("sort_name")
    named = [(f"office:{one.pk}", one.office_name) for one in of_projects]
    return [("Jeden urząd", named)] if named else []


def _flat(choices: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        yield from label if isinstance(label, list) else [(value, label)]


class AnnounceForm(Form):
    """One announcement; the same form sent twice announces once."""

    to = forms.ChoiceField(label="Do kogo")
    title = forms.CharField(label="Tytuł", max_length=150)
    body = forms.CharField(
        label="Treść", widget=forms.Textarea(attrs={"rows": 8}), required=False, max_length=5000,
        help_text="Zwykły tekst. Pusta linia zaczyna nowy akapit.",
    )  # fmt: skip
    from_on = forms.DateField(label="Widoczne od")
    until_on = forms.DateField(label="Widoczne do")
    must_confirm = forms.BooleanField(
        label="Proszę o potwierdzenie, że każdy się z tym zapoznał", required=False
    )
    batch = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, seat: Seat, today: date) -> None:
        first = {"from_on": today, "until_on": today + timedelta(days=14), "batch": uuid4()}
        super().__init__(data, initial=first)
        self.today = today
        field: Any = self.fields["to"]
        field.choices = choices_for(seat)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        until = found.get("until_on")
        if until and found.get("from_on") and until < found["from_on"]:
            self.add_error("until_on", "Ostatni dzień nie może być przed pierwszym. Popraw jedną z dat.")
        elif until and until < self.today:
            self.add_error(
                "until_on", "Ten dzień już minął. Podaj dzień, do którego ogłoszenie ma być widoczne."
            )
        return found

    @property
    def chosen(self) -> str:
        """Whom a valid form speaks to, as its reader chose them."""
        field: Any = self.fields["to"]
        return next(label for value, label in _flat(field.choices) if value == self.cleaned_data["to"])

    @property
    def said(self) -> Said:
        """What a valid form asks for."""
        audience, _, place = self.cleaned_data["to"].partition(":")
        rest = {
            key: self.cleaned_data[key] for key in ("title", "body", "from_on", "until_on", "must_confirm")
        }
        return Said(audience=Addressees(audience), place=int(place), **rest)
