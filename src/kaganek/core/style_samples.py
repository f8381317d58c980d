"""Invented sample data of the style guide page. Nothing here comes from the database."""

from datetime import date

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kaganek.core import charts
from kaganek.core.forms import DateField, Form
from kaganek.core.parts import Bulk, Cell, Deed, Empty, Job, Page, PageLink, Step
from kaganek.core.templatetags.ui import ICONS, STATUS, bar, bulk_bar, status
from kaganek.lib.polish import relative_day

COLOURS = (
    (
        "Kolory tła i tekstu",
        (
            ("Papier", "paper", "--ds-color-neutral-background-default"),
            ("Karta", "card", "--ds-color-neutral-surface-default"),
            ("Len", "tint", "--ds-color-neutral-surface-tinted"),
            ("Linia", "line", "--ds-color-neutral-border-subtle"),
            ("Tekst poboczny", "soft", "--ds-color-neutral-text-subtle"),
            ("Atrament", "ink", "--ds-color-neutral-text-default"),
        ),
    ),
    (
        "Kolory marki",
        (
            ("Morski (główny)", "primary", "--ds-color-primary-base-default"),
            ("Głębia", "deep", "--kg-deep"),
            ("Miód", "honey", "--ds-color-honey-base-default"),
            ("Płomień", "lamp", "--kg-lamp"),
            ("Śliwka", "plum", "--ds-color-plum-base-default"),
        ),
    ),
    (
        "Kolory stanów",
        (
            ("Zrobione", "success", "--ds-color-success-base-default"),
            ("W toku", "info", "--ds-color-info-base-default"),
            ("Uwaga", "warning", "--ds-color-warning-base-default"),
            ("Błąd", "danger", "--ds-color-danger-base-default"),
        ),
    ),
)
PARTS_OF_WHOLE = ("ukończone", "w trakcie", "po terminie", "nierozpoczęte")
PEOPLE = (
    ("Brzęczyszczykiewicz-Żak, Łucja", "Referat Finansowy", 1, "late", date(2026, 10, 24)),
    ("Ćwiklińska, Joanna", "Urząd Stanu Cywilnego", 2, "soon", date(2026, 11, 20)),
    ("Dąbrowska, Małgorzata", "Referat Organizacyjny", 3, "doing", date(2026, 11, 19)),
    ("Źrebiec, Jakub", "Informatyka", 4, "done", date(2025, 12, 18)),
)


class SampleForm(Form):
    """One field of each kind."""

    last_name = forms.CharField(
        label="Nazwisko", max_length=120, error_messages={"required": "Wpisz nazwisko."}
    )
    email = forms.EmailField(
        label="Służbowy adres e-mail",
        required=False,
        help_text="Na ten adres wyślemy link do ustawienia hasła.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    path = forms.ChoiceField(
        label="Ścieżka szkoleniowa",
        choices=[("", "Wybierz ścieżkę"), ("1", "Obsługa mieszkańców – 4 szkolenia, 18 godzin")],
    )
    deadline = DateField(label="Termin ukończenia")
    note = forms.CharField(label="Uwagi", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    notify = forms.ChoiceField(
        label="Jak przekazać dane do logowania?",
        widget=forms.RadioSelect,
        choices=[("mail", "Wyślij link e-mailem od razu"), ("slip", "Przygotuj kartkę z kodem do wydruku")],
    )
    days = forms.MultipleChoiceField(
        label="W które dni możesz przyjść?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("mon", "Poniedziałek"), ("wed", "Środa")],
    )
    copy = forms.BooleanField(label="Wyślij mi kopię", required=False)


def context(*, today: date) -> dict[str, object]:
    """All the sample data of ui/style_guide.html, as if today were the given day."""
    refused = SampleForm(
        {"email": "l.brzeczyszczykiewicz@zalesie", "deadline": "18 grudnia", "notify": "mail"}
    )
    return {
        "colours": COLOURS,
        "states": list(STATUS),
        "icons": sorted(ICONS),
        "form": refused,
        "charts": _charts(),
        "table": _table(today),
        "page": _page(),
        "crumbs": [
            ("Urząd Gminy Zalesie", "#przewodnik"),
            ("Pracownicy", "#tabela"),
            ("Przewodnik", "#tresc"),
        ],
        "steps": [
            Step("Plik", "done"),
            Step("Sprawdzenie", "done"),
            Step("Ścieżka i termin", "current"),
            Step("Logowanie"),
        ],
        "empty": Empty(
            "Nie ma jeszcze pracowników",
            "Wczytaj listę z arkusza albo dodaj pierwszą osobę ręcznie. Przed zapisem zobaczysz każdy wiersz.",
            "#formularz",
            "Dodaj osobę",
            "user-plus",
        ),
        "jobs": _jobs(),
        "deed": _deed(),
        "counts": (0, 1, 2, 5, 12, 22, 112, 12345),
        "today": today,
    }


def _charts() -> list[SafeString]:
    regions = [
        ("podkarpackie", 61),
        ("mazowieckie", 55),
        ("lubelskie", 52),
        ("małopolskie", 44),
        ("śląskie", 31),
    ]
    months = ["kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis"]
    mazowieckie, lubelskie = (6, 11, 19, 24, 28, 39, 47, 55), (3, 9, 14, 22, 30, 35, 44, 52)
    courses = [("RODO w pracy", (39, 5, 0, 3)), ("Prosty język", (18, 12, 6, 11))]
    kinds = [("gminy wiejskie", 18, 49), ("gminy miejskie", 25, 41), ("powiaty", 17, 30)]
    return [
        charts.bars(
            "wzor-slupki",
            "Ukończenia według województw",
            "Cztery z pięciu województw przekroczyły 40%, cel projektu to 50%.",
            regions,
            head=("Województwo", "Udział"),
            unit="%",
            top=100,
            goal=50,
            goal_label="cel: 50%",
        ),
        charts.line(
            "wzor-linia",
            "Udział osób z ukończoną ścieżką",
            "W mazowieckim wzrósł od kwietnia z 6% do 55%, w lubelskim z 3% do 52%.",
            months,
            [("mazowieckie", mazowieckie), ("lubelskie", lubelskie)],
            head="Miesiąc",
            unit="%",
            top=80,
        ),
        charts.stacked(
            "wzor-czesci",
            "Szkolenia w urzędzie",
            "Z 47 osób RODO ukończyło 39, prosty język tylko 18.",
            courses,
            series=PARTS_OF_WHOLE,
            head="Szkolenie",
        ),
        charts.dots(
            "wzor-zmiana",
            "Jak zmienił się udział ukończeń",
            "Najbardziej urósł w gminach wiejskich, o 31 punktów procentowych.",
            kinds,
            moments=("30 czerwca", "30 września"),
            head="Rodzaj jednostki",
            unit="%",
            top=80,
        ),
    ]


def _table(today: date) -> dict[str, object]:
    def row(nth: int, name: str, unit: str, done: int, state: str, seen: date) -> dict[str, object]:
        kind = {"late": "is-late", "done": "is-done"}.get(state, "")
        tick = '<input class="ds-input" type="checkbox" name="osoba" value="{}" aria-label="Zaznacz: {}" data-bulk-row>'
        link = '<a class="ds-link" href="#tabela">{}</a><small>{}</small>'
        progress = '<span class="kg-cellbar">{}<span class="num">{} z 4</span></span>'
        cells = [
            Cell(html=format_html(tick, nth, name), css="check"),
            Cell(html=format_html(link, name, unit), head=True),
            Cell(html=format_html(progress, bar(done, 4, kind), done), label="Ukończone szkolenia"),
            Cell(html=relative_day(seen, today), label="Ostatnia aktywność"),
            Cell(html=4 + done, label="Godziny", css="n"),
            Cell(html=status(state), label="Stan"),
        ]
        return {"css": "", "cells": cells}

    bulk = Bulk(
        action="#tabela",
        label="Wyślij przypomnienie",
        hint="Zaznacz osoby, żeby im przypomnieć",
        forms=("osobę", "osoby", "osób"),
        icon="send",
    )
    heading = format_html('<span class="ds-sr-only">{}</span>', "Zaznaczenie")
    return {
        "id": "wzor-tabela",
        "caption": "Osoby ze ścieżką szkoleniową",
        "bar": bulk_bar(bulk),
        "columns": [
            {"label": heading, "css": "check"},
            {"label": "Osoba", "css": "", "aria_sort": "ascending", "href": "?sort=osoba:desc"},
            {"label": "Ukończone szkolenia", "css": "", "aria_sort": "none", "href": "?sort=postep:asc"},
            {"label": "Ostatnia aktywność"},
            {"label": "Godziny", "css": "n"},
            {"label": "Stan"},
        ],
        "rows": [row(nth, *person) for nth, person in enumerate(PEOPLE, 1)],
        "foot": [
            Cell(html="", css="check"),
            Cell(html="Razem, 47 osób", head=True),
            Cell(html=""),
            Cell(html=""),
            Cell(html="282", label="Godziny", css="n"),
            Cell(html=""),
        ],
    }


def _page() -> Page:
    links = [PageLink(n, f"?page={n}", n == 2) if n else PageLink(0) for n in (1, 2, 3, 0, 12)]
    return Page(
        number=2, pages=12, text="Osoby 5–8 z 47", links=links, previous_href="?page=1", next_href="?page=3"
    )


def _jobs() -> list[Job]:
    return [
        Job(
            id="wzor-1",
            title="Przygotowuję raport (2 z 4)",
            text="Przeliczono 1930 z 3118 osób.",
            state="running",
            done=1930,
            total=3118,
            href="#zadanie-wzor-1",
            page="#zadanie-wzor-1",
            stop="#zadanie-wzor-1",
        ),
        Job(
            id="wzor-2",
            title="Raport 7/2026",
            text="Raport jest gotowy: 3118 osób z 42 urzędów.",
            state="done",
            href="#zadanie-wzor-2",
            page="#zadanie-wzor-2",
            result_href="#zadanie-wzor-2",
            result_label="Otwórz raport",
        ),
    ]


def _deed() -> Deed:
    return Deed(
        id="wzor-okno",
        title="Wysłać przypomnienie do 3 osób?",
        text="Każda osoba dostanie jeden e-mail z linkiem do lekcji, na której skończyła.",
        action="#okno",
        submit="Wyślij",
        icon="send",
        cancel_href="#okno",
    )
