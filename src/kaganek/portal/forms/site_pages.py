"""What the operator types on pages of the site: their words, and the facts of the accessibility statement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf import settings

from kaganek.core.forms import DATE_HELP, DateField, Form, speak_polish
from kaganek.portal.forms.desk import WRITING
from kaganek.portal.rules import (
    KINDS,
    STATUSES,
    as_html,
    as_page,
    as_text,
    gaps,
    in_english,
    marks,
    statement,
)
from kaganek.portal.terms import DEFAULTS, Facts

LONGEST = 20_000
OF_HOME = {  # parts of the home, and which of their words stand there
    "program": ("title", "lead", "link", "empty"),
    "aktualnosci": ("title", "link", "empty"),
    "materialy": ("title", "lead"),
    "certyfikat": ("title", "lead", "link"),
}
WORD = {"title": "tytuł", "lead": "opis", "link": "link", "empty": "gdy nic nie ma"}
QUESTIONS = "Pytanie zacznij od ##, pod nim napisz odpowiedź. Pytania oddziel pustym wierszem."
PHONE = re.compile(r"\+?[\d ()-]{7,20}")
LABELS = {
    "a11y-podmiot": ("Nazwa podmiotu", "Kto prowadzi serwis, na przykład: Urząd Gminy Zalesie."),
    "a11y-zakres": ("Czego dotyczy deklaracja", "Na przykład: strony internetowej serwisu Kaganek."),
    "a11y-url": ("Adres strony", "Puste: adres tego serwisu."),
    "a11y-data-publikacja": ("Data publikacji strony", DATE_HELP),
    "a11y-data-aktualizacja": ("Data ostatniej istotnej aktualizacji", DATE_HELP),
    "a11y-status": ("Zgodność z ustawą", "Wpisz wynik własnego badania serwisu."),
    "a11y-data-sporzadzenie": ("Data sporządzenia deklaracji", DATE_HELP),
    "a11y-data-przeglad": ("Data ostatniego przeglądu deklaracji", f"Deklarację przeglądaj co roku. {DATE_HELP}"),
    "a11y-ocena": ("Adres wyniku badania", "Jeśli jest opublikowany."),
    "a11y-aplikacje": ("Aplikacje mobilne", "Jeśli deklaracja ich dotyczy: nazwa, właściciel i skąd ją pobrać."),
    "a11y-email": ("E-mail w sprawach dostępności", ""),
    "a11y-telefon": ("Telefon w sprawach dostępności", ""),
    "a11y-architektura-url": ("Adres opisu dostępności budynku", "Jeśli opis jest na innej stronie."),
}  # fmt: skip
FREE = {"a11y-url", "a11y-data-przeglad", "a11y-ocena", "a11y-aplikacje", "a11y-architektura-url"}
ENGLISH = ("a11y-zakres",)  # of the English statement; the other facts are those of the Polish one


class SitePageForm(Form):
    """A page of the site: its words as they are now, and as facts again once they are typed."""

    title = forms.CharField(label="Tytuł", max_length=200)

    def __init__(self, data: Any, *, slug: str, old: Facts, others: Mapping[str, Facts]) -> None:
        super().__init__(data)
        self.slug, self.old, self.others = slug, old, others
        self.initial = {"title": old["title"], **self.typed()}

    def typed(self) -> dict[str, Any]:
        """What stands in the fields before anybody types."""
        raise NotImplementedError

    def facts(self) -> dict[str, Any]:
        """The facts with the words typed."""
        raise NotImplementedError

    def preview(self) -> str:
        """The words typed, as the page will show them."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, str) and (found := gaps(value)):
                self.add_error(name, f"Uzupełnij w polu „{self.fields[name].label}”: {', '.join(found)}.")
        return self.cleaned_data

    def _add(self, name: str, field: forms.Field) -> None:
        speak_polish(field, str(field.label))
        self.fields[name] = field


class WordsForm(SitePageForm):
    """Privacy, help."""

    lead = forms.CharField(label="W jednym zdaniu", max_length=400)
    text = forms.CharField(
        label="Treść", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 24}), help_text=WRITING
    )

    def typed(self) -> dict[str, Any]:
        return {"lead": self.old["lead"], "text": as_text(self.old["html"])}

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        html = _html(self.old["html"], data["text"])
        return {**self.old, "title": data["title"], "lead": data["lead"], "html": html}

    def preview(self) -> str:
        return str(self.facts()["html"])


class HomeForm(SitePageForm):
    """The home: its first words and those of its parts."""

    lead = forms.CharField(label="W jednym zdaniu", max_length=400)
    primary_button = forms.CharField(
        label="Pierwszy przycisk", max_length=80, help_text="Prowadzi do raportów."
    )
    secondary_button = forms.CharField(
        label="Drugi przycisk", max_length=80, help_text="Prowadzi do logowania."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part, words in self._parts():
            for word in words:
                label = f"{DEFAULT_PARTS[part]['title']}: {WORD[word]}"
                self._add(f"{part}-{word}", forms.CharField(label=label, max_length=300))

    def _parts(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        yield from OF_HOME.items()

    def typed(self) -> dict[str, Any]:
        words = {name: self.old[name] for name in ("lead", "primary_button", "secondary_button")}
        parts = {one["id"]: one for one in self.old["sections"]}
        return words | {
            f"{part}-{word}": parts.get(part, DEFAULT_PARTS[part])[word]
            for part, words in self._parts()
            for word in words
        }

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        words = {name: data[name] for name in ("title", "lead", "primary_button", "secondary_button")}
        sections = [
            {**one, **{word: data[f"{one['id']}-{word}"] for word in OF_HOME.get(one["id"], ())}}
            for one in self.old["sections"]
        ]
        return {**self.old, **words, "sections": sections}

    def preview(self) -> str:
        made = self.facts()
        parts = [one for one in made["sections"] if one["id"] in OF_HOME]
        text = f"{made['lead']}\n\n" + "\n\n".join(f"## {one['title']}\n\n{one['lead']}" for one in parts)
        return as_html(text)


class FaqForm(SitePageForm):
    """Questions and answers below the help."""

    text = forms.CharField(
        label="Pytania i odpowiedzi", max_length=LONGEST, required=False, help_text=QUESTIONS,
        widget=forms.Textarea(attrs={"rows": 24}),
    )  # fmt: skip

    def typed(self) -> dict[str, Any]:
        found = (f"## {one['question']}\n\n{as_text(one['html'])}" for one in self.old["items"])
        return {"text": "\n\n".join(found)}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for question, answer in _questions(data.get("text", "")):
            if not question:
                self.add_error("text", "Zacznij od pytania: wiersza, na którego początku stoi ##.")
            elif not answer:
                self.add_error("text", f"Dopisz odpowiedź na pytanie „{question}”.")
        return data

    def facts(self) -> dict[str, Any]:
        old = {one["question"]: one["html"] for one in self.old["items"]}
        items = [
            {"question": question, "html": _html(old.get(question, ""), answer)}
            for question, answer in _questions(self.cleaned_data["text"])
        ]
        return {**self.old, "title": self.cleaned_data["title"], "items": items}

    def preview(self) -> str:
        return as_html(self.cleaned_data["text"])


class StatementForm(SitePageForm):
    """The accessibility statement: its official facts and the words of its parts.

    Source: rule R-04.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self._names():
            self._add(name, _field(name))
        for number, part in enumerate(self._parts()):
            found = ", ".join(f"{{{name}}}" for name in marks(part["html"]))
            self._add(
                f"czesc-{number}",
                forms.CharField(
                    label=part["title"] or "Wstęp", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}),
                    help_text=f"Zostaw znaki {found}: wejdą w nie wartości z pól powyżej." if found else "",
                ),
            )  # fmt: skip

    @property
    def english(self) -> bool:
        return self.slug == "accessibility_en"

    def _names(self) -> tuple[str, ...]:
        return ENGLISH if self.english else tuple(LABELS)

    def _parts(self) -> list[dict[str, Any]]:
        """The parts that the conditions ask for, in the words kept here, and those that somebody added."""
        kept = {(one["id"], one["title"]): one for one in self.old["sections"]}
        asked = {(one["id"], one["title"]): one for one in DEFAULTS[self.slug]["sections"]}
        return [
            dict(one) for one in ({key: kept.get(key, one) for key, one in asked.items()} | kept).values()
        ]

    def typed(self) -> dict[str, Any]:
        values = {name: self.old["values"].get(name, {}).get("value", "") for name in self._names()}
        for name, value in values.items():
            if KINDS[name] == "date" and value:
                values[name] = date.fromisoformat(value)
        return values | {f"czesc-{number}": as_text(one["html"]) for number, one in enumerate(self._parts())}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        used: list[str] = []
        for number, part in enumerate(self._parts()):
            found = marks(data.get(f"czesc-{number}") or part["html"])
            used += found
            for name in set(found) - set(KINDS):
                self.add_error(f"czesc-{number}", f"Usuń z tekstu {{{name}}}: nie ma takiej wartości.")
        for name in KINDS:
            if wrong := self._misplaced(name, used.count(name)):
                self.add_error(name if name in self.fields else None, wrong)
        return data

    def _misplaced(self, name: str, times: int) -> str:
        """What is wrong with the place of a fact in the words; "" for nothing."""
        mark, label = f"{{{name}}}", LABELS[name][0]
        given = bool(self._value(name)) or name == "a11y-url"
        if times > 1:
            return f"Znak {mark} stoi w tekście więcej niż raz. Zostaw jeden."
        if not times and (name not in FREE or given):
            return f"Wstaw w tekst znak {mark}: wejdzie w niego wartość z pola „{label}”."
        if times and not given and name in FREE:
            return f"Wpisz „{label}” albo usuń z tekstu znak {mark}."
        return ""

    def _value(self, name: str) -> Any:
        if name in self.fields:
            return self.cleaned_data.get(name)
        return self.others["accessibility"]["values"].get(name, {}).get("value")

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        values = {
            name: {
                "kind": KINDS[name],
                "value": data[name].isoformat() if isinstance(data[name], date) else data[name],
            }
            for name in self._names()
            if data[name] or name == "a11y-url"
        }
        sections = [
            {**one, "html": _html(one["html"], data[f"czesc-{number}"])}
            for number, one in enumerate(self._parts())
        ]
        return {**self.old, "title": data["title"], "values": values, "sections": sections}

    def preview(self) -> str:
        made = self.facts()
        whole = in_english(made, self.others["accessibility"]) if self.english else made
        return as_page(statement(whole, here=settings.BASE_URL, english=self.english))


DEFAULT_PARTS: Mapping[str, Any] = {one["id"]: one for one in DEFAULTS["home"]["sections"]}
FORMS: Mapping[str, type[SitePageForm]] = {
    "home": HomeForm, "faq": FaqForm, "accessibility": StatementForm, "accessibility_en": StatementForm,
}  # fmt: skip


def form_for(slug: str, data: Any, *, pages: Mapping[str, Facts]) -> SitePageForm:
    """The form of one of SITE_PAGES, filled with what the page says; `pages` are the facts of all."""
    return FORMS.get(slug, WordsForm)(data, slug=slug, old=pages[slug], others=pages)


def _field(name: str) -> forms.Field:
    label, help_text = LABELS[name]
    needed = name not in FREE
    match KINDS[name]:
        case "date":
            return DateField(label=label, help_text=help_text, required=needed)
        case "url":
            return forms.URLField(
                label=label, help_text=help_text, required=needed, assume_scheme="https", max_length=300
            )
        case "email":
            return forms.EmailField(label=label, help_text=help_text, max_length=200)
        case "phone":
            return forms.RegexField(
                PHONE, label=label, max_length=20,
                error_messages={"invalid": "Wpisz numer telefonu samymi cyframi, na przykład 22 000 00 00."},
            )  # fmt: skip
        case _ if name == "a11y-status":
            return forms.ChoiceField(
                label=label, help_text=help_text, choices=[(one, one) for one in STATUSES]
            )
        case _:
            return forms.CharField(label=label, help_text=help_text, required=needed, max_length=300)


def _html(old: str, text: str) -> str:
    """The words as HTML; what nobody changed stays as it was, to the letter."""
    text = text.replace("\r\n", "\n").strip()
    return old if text == as_text(old) else as_html(text)


def _questions(text: str) -> list[tuple[str, str]]:
    """Questions with their answers; words before the first question have "" for it."""
    text = text.replace("\r\n", "\n").strip()
    before, *rest = re.split(r"^## ", text, flags=re.MULTILINE)
    found = [("", before.strip())] if before.strip() else []
    for one in rest:
        question, _, answer = one.partition("\n")
        found.append((question.strip(), answer.strip()))
    return found
