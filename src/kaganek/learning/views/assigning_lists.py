"""The list of rules and the list of what one did."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from kaganek.core.lists import Column, Filter, ListSpec, by_words
from kaganek.core.templatetags.ui import dzien_krotko
from kaganek.learning.queries.assigning import why
from kaganek.learning.terms import RuleOutcome

STATES = (("dziala", "Działa"), ("wylaczona", "Wyłączona"))

RULES = ListSpec(
    name="Reguły przypisania",
    found=("regułę", "reguły", "reguł"),
    columns=(
        Column(
            key="sciezka", label="Ścieżka", value=lambda row: row.path.name, sort=("path__name__alphabetical",), head=True,
            html=lambda row: format_html(
                '<a href="{}">{}</a><small>{}</small>', reverse("learning:rule", args=[row.pk]), row.path.name, why(row)
            ),
        ),
        Column(key="warunek", label="Warunek", value=why, screen=False),
        Column(
            key="urzad", label="Urząd", sort=("office__sort_name",),
            value=lambda row: row.office.office_name if row.office else "wszystkie w projekcie",
        ),
        Column(key="przypisano", label="Przypisano", value=lambda row: row.given, css="n"),
        Column(key="kto", label="Kto dodał", value=lambda row: row.made_name),
        Column(key="stan", label="Stan", value=lambda row: "Wyłączona" if row.off_at else "Działa"),
    ),
    filters=(
        Filter(key="q", label="Ścieżka", apply=lambda rows, text: rows.filter(path__name__icontains=text)),
        Filter(
            key="stan", label="Stan", choices=STATES,
            apply=lambda rows, value: rows.filter(off_at__isnull=value == "dziala"),
        ),
    ),
    default_sort="sciezka:asc",
)  # fmt: skip
HITS = ListSpec(
    name="Co zrobiła reguła",
    found=("osobę", "osoby", "osób"),
    columns=(
        Column(
            key="osoba", label="Osoba", value=lambda row: row.person.listed_name, sort=("person__sort_name",),
            head=True,
        ),
        Column(key="urzad", label="Urząd", value=lambda row: row.office.office_name),
        Column(key="wynik", label="Wynik", value=lambda row: row.get_outcome_display()),
        Column(key="dlaczego", label="Warunek", value=lambda row: row.why),
        Column(
            key="kiedy", label="Kiedy", value=lambda row: timezone.localdate(row.at), sort=("at",),
            html=lambda row: dzien_krotko(row.at),
        ),
    ),
    filters=(
        Filter(key="q", label="Szukaj: nazwisko, login, e-mail", apply=by_words("person__folded")),
        Filter(
            key="wynik", label="Wynik", choices=RuleOutcome.choices,
            apply=lambda rows, value: rows.filter(outcome=value),
        ),
    ),
    default_sort="kiedy:desc",
)  # fmt: skip
