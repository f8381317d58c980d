"""What keeps a form from being published, in words with the way out. Pure; rules Q-03 and Q-07."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kaganek.lib import expr
from kaganek.lib.expr import ExprFault
from kaganek.questionnaires.rules.definition import Asked, Definition, Section
from kaganek.questionnaires.rules.kinds import kinds
from kaganek.questionnaires.rules.walking import brief, meanings


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One fault of a draft; `code` is the question or section it is in, "" for the whole form."""

    code: str
    words: str


def obstacles(definition: Definition, *, has_notice: bool, personal: bool) -> list[Obstacle]:
    """Everything that must be mended first, in the order of the form."""
    found = list(_of_form(definition, has_notice=has_notice, personal=personal))
    for section in definition.sections:
        found += _of_section(definition, section)
        for asked in section.questions:
            found += _of_question(definition, asked)
    return found


def _of_form(definition: Definition, *, has_notice: bool, personal: bool) -> Iterator[Obstacle]:
    if not any(one.kind in kinds and kinds.get(one.kind).asks for one in definition.questions()):
        yield Obstacle("", "Formularz nie ma jeszcze żadnego pytania. Dodaj co najmniej jedno.")
    if personal and not has_notice:
        yield Obstacle(
            "",
            "Formularz pyta o dane osobowe, a nie ma klauzuli informacyjnej. Uzupełnij ją na stronie formularza.",
        )


def _of_section(definition: Definition, section: Section) -> Iterator[Obstacle]:
    if not section.questions and not section.intro:
        yield Obstacle(section.code, "Ta część jest pusta. Dodaj do niej pytanie albo ją usuń.")
    if len(definition.sections) > 1 and not section.title:
        yield Obstacle(
            section.code, "Nadaj tej części tytuł: formularz ma ich kilka i każda jest osobną stroną."
        )
    yield from _of_condition(definition, section.code, section.shown_if)


def _of_question(definition: Definition, asked: Asked) -> Iterator[Obstacle]:
    if not asked.text.strip():
        yield Obstacle(asked.code, "Wpisz treść pytania.")
    if asked.kind not in kinds:
        yield Obstacle(
            asked.code,
            f"Rodzaj tego pytania ({asked.kind}) nie jest już dostępny. Usuń je albo zastąp innym.",
        )
        return
    kind = kinds.get(asked.kind)
    if kind.options and not kind.options(asked.payload):
        yield Obstacle(asked.code, f"Pytanie „{brief(asked.text)}” nie ma odpowiedzi do wyboru.")
    yield from _of_condition(definition, asked.code, asked.shown_if)


def _of_condition(definition: Definition, code: str, text: str) -> Iterator[Obstacle]:
    if not text:
        return
    asks, before = expr.parse(text), meanings(definition, before=code)
    later = [one for one in meanings(definition) if one in expr.names_in(asks) and one not in before]
    if later:
        named = ", ".join(f"„{meanings(definition)[one].label}”" for one in later)
        yield Obstacle(
            code,
            f"Warunek pokazywania pyta o {named}, a to stoi teraz niżej. Zmień warunek albo przesuń pytanie wyżej.",
        )
        return
    try:
        expr.check(asks, before)
    except ExprFault as fault:
        yield Obstacle(code, f"Warunek pokazywania jest nieaktualny: {fault.words}. Zmień go.")
