"""Offices kept apart, the log kept whole: the database's side of it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from kaganek.core import walls
from kaganek.site.checkup.model import Found, fault, fine, listed, warning
from kaganek.site.checkup.server import PREPARE

AGAIN = f"{PREPARE} Polityki i prawa powstaną od nowa. Ustal też, kto je zmienił."


def _none_of(differences: Callable[[], list[str]], wrong: str, right: str, repair: str = AGAIN) -> Found:
    found = differences()
    return fault(f"{wrong}: {listed(found)}.", repair) if found else fine(right)


def rows_secured() -> Found:
    return _none_of(
        walls.open_tables,
        "Tabele bez wymuszonej ochrony wierszy",
        f"Ochrona wierszy jest włączona i wymuszona, tabele: {len(walls.seated_tables())}",
    )


def policies() -> Found:
    return _none_of(
        walls.wrong_policies, "Polityki inne niż w programie", "Polityki są takie, jak w programie"
    )


def rights() -> Found:
    return _none_of(
        walls.wrong_rights, "Prawa ról inne niż w programie", "Prawa ról są takie, jak w programie"
    )


def log() -> Found:
    return _none_of(
        walls.changeable_logs,
        "Dziennik zdarzeń można zmienić",
        "Do dziennika zdarzeń można tylko dopisywać",
    )


def keys() -> Found:
    return _none_of(
        walls.missing_keys,
        "Brakuje kluczy, które wiążą wiersz z jego urzędem",
        "Klucze wiążące wiersze z urzędami są na miejscu",
        "Odtwórz bazę z kopii sprzed usunięcia kluczy albo dodaj je od nowa poleceniami z migracji "
        "…_composite_keys.",
    )


def triggers() -> Found:
    return _none_of(
        walls.missing_triggers,
        "Brakuje wyzwalaczy, które pilnują zamrożonych raportów i liczb w raporcie projektu",
        "Wyzwalacze są na miejscu",
        "Odtwórz bazę z kopii sprzed usunięcia wyzwalaczy albo dodaj je od nowa poleceniami CREATE TRIGGER z migracji.",
    )


def login() -> Found:
    """The web server signs in with no power to pass by the policies."""
    found = walls.powers()
    if not found:
        return fine("Konto serwera WWW nie omija ochrony wierszy")
    say = fault if settings.PRODUCTION else warning
    return say(
        f"Konto, które omija ochronę wierszy: {listed(found)}.",
        "W DATABASE_URL podaj konto kaganek_app, a rolom odbierz nadmiar: "
        "ALTER ROLE nazwa NOSUPERUSER NOBYPASSRLS.",
    )
