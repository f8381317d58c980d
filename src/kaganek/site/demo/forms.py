"""Forms of the demonstration: Zalesie asks about broken things, the programme about its trainings."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from kaganek.core.seats import Seat, seated
from kaganek.questionnaires.models import Form, FormQuestion, FormSection, Response
from kaganek.questionnaires.rules.definition import Definition
from kaganek.questionnaires.services import building, filling, publishing, responses
from kaganek.questionnaires.services.building import Settings, Words
from kaganek.questionnaires.services.tokens import Began

THINGS = ("Lampa nie świeci", "Dziura w drodze", "Dzikie wysypisko", "Coś innego")
PLACES = ("ul. Szkolna przy sklepie", "droga do Borek, za mostem", "ul. Leśna 12", "przystanek przy kościele")
DEPTHS = ("5", "12", "20")
NOTES = ("Przekazane konserwatorowi, naprawa w czwartek.", "Oględziny wykonane, zlecenie 14/2026.")
NOTICE = {
    "controller": "Wójt Gminy Zalesie, ul. Szkolna 1, 05-555 Zalesie",
    "contact": "iod@zalesie.example",
    "purpose": "Przyjęcie i załatwienie zgłoszenia usterki, odpowiedź zgłaszającemu.",
    "basis": "art. 6 ust. 1 lit. e RODO: zadanie realizowane w interesie publicznym (art. 7 ustawy o samorządzie gminnym).",
    "recipients": "Wykonawca naprawy, jeśli bez kontaktu ze zgłaszającym nie da się jej wykonać.",
}  # fmt: skip


def write_forms(keeper: Seat, coordinator: Seat, *, at: datetime) -> None:
    """Two open forms, one of them with responses of the last weeks, some of them done with."""
    start = at - timedelta(days=30)
    with seated(keeper):
        report = _report(keeper, at=start)
    dice = random.Random(7)  # noqa: S311  made-up data
    for n in range(12):
        _send(report, _answers(dice, n), n, at=start + timedelta(days=2 * n, hours=n))
    with seated(keeper):
        _handle(keeper, at=at)
    with seated(coordinator):
        _opinion(coordinator, at=start)


def _lines(*texts: str) -> dict[str, Any]:
    return {"options": [{"id": str(n), "text": text} for n, text in enumerate(texts, start=1)]}


def _report(by: Seat, *, at: datetime) -> Form:
    form = building.make_form(
        Settings(
            title="Zgłoszenie usterki", intro="Zgłoś to, co w gminie wymaga naprawy. Wypełnienie zajmuje dwie minuty.",
            thanks="Odpowiemy w ciągu 14 dni, jeśli zostawisz kontakt.", retention_days=365,
        ),
        by=by, at=at,
    )  # fmt: skip
    first = FormSection.objects.get(form=form)
    building.change_section(first.pk, title="Co się stało", intro="", by=by, at=at)
    second = building.add_section(form.pk, title="Kontakt", intro="", by=by, at=at)
    _ask(first, by, at, (
        Words(kind="single", text="Co zgłaszasz?", payload=_lines(*THINGS)),
        Words(kind="number", text="Jak głęboka jest dziura?", required=False, payload={"unit": "cm", "most": "200"}),
        Words(kind="short", text="Gdzie to jest?", help="Ulica i numer albo opis miejsca.", payload={}),
        Words(kind="file", text="Zdjęcie", required=False, payload={"kinds": ["jpg", "jpeg", "png", "pdf"], "most_mb": 5}),
    ))  # fmt: skip
    _ask(second, by, at, (
        Words(kind="truefalse", text="Czy chcesz dostać odpowiedź?", payload={}),
        Words(kind="email", text="Adres e-mail", payload={}),
        Words(kind="consent", text="Przypomnienie", required=False, payload={"statement": "Chcę dostać pytanie o to, czy naprawa pomogła."}),
    ))  # fmt: skip
    form.refresh_from_db()
    _when(form, {"p2": 'p1 = "2"', "p6": "p5 = tak", "p7": "p5 = tak"})
    building.say_notice(form.pk, NOTICE, by=by, at=at)
    return publishing.publish(form.pk, by=by, at=at)


def _opinion(by: Seat, *, at: datetime) -> None:
    """The programme's own: nothing about the person, so no notice."""
    form = building.make_form(
        Settings(title="Twoja opinia o szkoleniach", intro="Pięć minut, bez podpisu.", retention_days=180),
        by=by,
        at=at,
    )
    section = FormSection.objects.get(form=form)
    rows = {
        "rows": [{"id": "1", "text": "Treść jest potrzebna w mojej pracy"}, {"id": "2", "text": "Lekcje są zrozumiałe"}],
        "columns": [{"id": str(n), "text": text} for n, text in enumerate(("nie", "raczej nie", "raczej tak", "tak"), start=1)],
    }  # fmt: skip
    _ask(section, by, at, (
        Words(kind="matrix", text="Oceń szkolenia", payload=rows),
        Words(kind="truefalse", text="Czy czegoś zabrakło?", payload={}),
        Words(kind="essay", text="Czego zabrakło?", payload={"most": 2000}),
    ))  # fmt: skip
    _when(form, {"p3": "p2 = tak"})
    publishing.publish(form.pk, by=by, at=at)


def _ask(section: FormSection, by: Seat, at: datetime, words: Sequence[Words]) -> None:
    for one in words:
        building.add_question(section.pk, one, by=by, at=at)


def _when(form: Form, shown: dict[str, str]) -> None:
    from_code = {one.code: one for one in FormQuestion.objects.filter(form=form)}
    for code, text in shown.items():
        row = from_code[code]
        row.shown_if = text
        row.save(update_fields=["shown_if"])


def _answers(dice: random.Random, n: int) -> dict[str, Any]:
    thing = str(dice.choice((1, 1, 2, 2, 2, 3, 4)))
    wants = n % 3 != 0
    return {
        "p1": thing, "p2": dice.choice(DEPTHS), "p3": PLACES[n % len(PLACES)], "p5": wants,
        "p6": f"mieszkaniec{n}@poczta.example", "p7": True if n % 2 else None,
    }  # fmt: skip


def _send(form: Form, answers: dict[str, Any], n: int, *, at: datetime) -> None:
    assert form.current is not None
    began = Began(
        form.pk, form.current.pk, uuid.uuid5(uuid.NAMESPACE_OID, f"demo {n}"), at - timedelta(minutes=3)
    )
    definition = Definition.from_json(form.current.definition)
    filling.send(form, began, definition, answers, address=f"192.0.2.{n}", at=at)


def _handle(by: Seat, *, at: datetime) -> None:
    rows = Response.objects.order_by("sent_at")[:7]
    for n, row in enumerate(rows):
        responses.handle(row.pk, NOTES[n % len(NOTES)], done=True, by=by, at=at)
