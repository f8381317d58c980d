"""The catalogue of what people are told about, and what each of them chose."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.db import models

from kaganek.core.models import NoticeChoice, Way
from kaganek.core.registry import Registry

OF_GROUP = "group:"


class Group(models.TextChoices):
    """What news is about, in the order of the page of choices."""

    STUDY = "study", "Nauka i terminy"
    TASKS = "tasks", "Zadania i testy"
    CERTIFICATES = "certificates", "Certyfikaty"
    NEWS = "news", "Ogłoszenia"
    TALK = "talk", "Wiadomości, forum i czat"
    QUESTIONS = "questions", "Pytania i pomoc"
    OFFICE = "office", "Opieka nad urzędem"
    REPORTS = "reports", "Raporty"
    FORMS = "forms", "Formularze i zgłoszenia"
    CONTENT = "content", "Praca nad treścią"
    ACCOUNT = "account", "Konto i logowanie"


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind of event that people are told about.

    key         starts with the name of the app: "learning.graded".
    label       Polish, as a person chooses: "Ocena wypowiedzi w teście".
    default     the way while the person has chosen nothing.
    obligatory  goes by mail at once whatever was chosen; the page of choices says so.
    roles       whom the choice is shown to; empty = everyone.
    """

    key: str
    label: str
    group: Group
    default: Way = Way.NOW
    obligatory: bool = False
    roles: tuple[str, ...] = ()


notice_kinds: Registry[NoticeKind] = Registry("notice kinds")
letter_names: Registry[str] = Registry("letter names")  # of letters that go without a notice of their own


def add_kinds(kinds: Iterable[NoticeKind]) -> None:
    """Put an app's kinds into the catalogue, under their keys."""
    for kind in kinds:
        notice_kinds.add(kind.key, kind)


def label_of(kind: str) -> str:
    """The Polish name of a kind of notice or letter; the key of one that is no longer known."""
    return labels().get(kind, kind)


def labels() -> dict[str, str]:
    """{kind: Polish name} of everything that may come by mail."""
    return {key: kind.label for key, kind in notice_kinds} | dict(letter_names)


def ways_of(people: Collection[int]) -> Callable[[int, str], Way]:
    """A function (person, kind) → the way that person chose; one statement. Call as the system or for oneself.

    Obligatory kinds go at once. Else a choice for the kind, a choice for its group, the kind's default.
    Source: rule C-02.
    """
    rows = NoticeChoice.policed.filter(person__in=people).values_list("person", "key", "way")
    chosen = {(person, key): Way(way) for person, key, way in rows}

    def way(person: int, kind: str) -> Way:
        known = notice_kinds.get(kind)
        if known.obligatory:
            return Way.NOW
        for key in (kind, f"{OF_GROUP}{known.group.value}"):
            if (person, key) in chosen:
                return chosen[person, key]
        return known.default

    return way
