"""What projects add to pages of the register: a filter of the list, terms on an office's page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html

from kaganek.core.access import may
from kaganek.core.lists import Filter
from kaganek.core.parts import Panel, plain_table
from kaganek.core.seats import Seat
from kaganek.lib.polish import number
from kaganek.people.models import Office
from kaganek.programmes.models import Participation
from kaganek.programmes.queries import with_taken

HEADS = (("Projekt", ""), ("Zajęte miejsca", "n"), ("Limit miejsc", "n"), ("Porozumienie", ""))


def _projects() -> list[tuple[str, str]]:
    rows = Participation.objects.order_by("project__name__alphabetical").values_list(
        "project_id", "project__name"
    )
    return [(str(pk), name) for pk, name in rows.distinct()]


IN_PROJECT = Filter(
    key="projekt",
    label="Projekt",
    apply=lambda offices, pk: offices.filter(
        pk__in=Participation.objects.filter(project_id=int(pk)).values("office")
    ),
    choices=_projects,
)


def participation_panel(office: Office, seat: Seat) -> Panel:
    """The office's terms in each project the seat reaches."""
    rows = with_taken(Participation.objects.filter(office=office)).select_related("project")
    opens = may(seat, "view", "programmes.project")
    shown = [
        [
            format_html(
                '<a href="{}">{}</a>',
                reverse("programmes:participation", args=[row.project.code, office.pk]),
                row.project.name,
            )
            if opens
            else row.project.name,
            number(row.taken),
            number(row.place_limit),
            row.agreement_ref or "–",
        ]
        for row in rows.order_by("-project__starts_on", "project_id")
    ]
    return Panel(
        id="projekty",
        title="Udział w projektach",
        table=plain_table("projekty", "Udział w projektach", HEADS, shown) if shown else None,
        empty="Urząd nie bierze jeszcze udziału w żadnym projekcie.",
    )
