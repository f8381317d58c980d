"""Words of people and offices, with their Polish labels."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models


class Role(models.TextChoices):
    """What a seat may do; keys of the access table."""

    LEARNER = "learner", "Uczestnik"
    SUPERVISOR = "supervisor", "Opiekun urzędu"
    OFFICE_COORDINATOR = "office_coordinator", "Koordynator urzędu"
    IT_ADMIN = "it_admin", "Administrator IT urzędu"
    CONSULTANT = "consultant", "Konsultant"
    EXPERT = "expert", "Ekspert, redaktor treści"
    COORDINATOR = "coordinator", "Koordynator projektu"
    OPERATOR = "operator", "Operator krajowy"
    SUPPLIER = "supplier", "Dostawca platformy"
    AUDITOR = "auditor", "Audytor"


OFFICE_ROLES = (Role.LEARNER, Role.SUPERVISOR, Role.OFFICE_COORDINATOR, Role.IT_ADMIN)
OFFICE_STAFF = (Role.SUPERVISOR, Role.OFFICE_COORDINATOR, Role.IT_ADMIN)  # see their office's people
OFFICE_ADMINS = (Role.OFFICE_COORDINATOR, Role.IT_ADMIN)  # hand out accounts in their office
PROJECT_ROLES = (Role.COORDINATOR, Role.CONSULTANT)
CENTRAL_ROLES = (Role.EXPERT, Role.OPERATOR, Role.SUPPLIER, Role.AUDITOR)


class OfficeKind(models.TextChoices):
    """Kinds of organisations on the register; the first six are JST (domain.md 1.1)."""

    VOIVODESHIP = "voivodeship", "województwo"
    COUNTY = "county", "powiat"
    CITY_COUNTY = "city_county", "miasto na prawach powiatu"
    URBAN = "urban", "gmina miejska"
    RURAL = "rural", "gmina wiejska"
    MIXED = "mixed", "gmina miejsko-wiejska"
    SCHOOL = "school", "szkoła"
    ASSOCIATION = "association", "stowarzyszenie lub związek samorządowy"
    PARTNER = "partner", "partner projektu"
    CERTIFIER = "certifier", "jednostka certyfikująca"


JST_KINDS = tuple(OfficeKind)[:6]


class Voivodeship(models.TextChoices):
    """The sixteen, by TERYT code (domain.md 1.2)."""

    DOLNOSLASKIE = "02", "dolnośląskie"
    KUJAWSKO_POMORSKIE = "04", "kujawsko-pomorskie"
    LUBELSKIE = "06", "lubelskie"
    LUBUSKIE = "08", "lubuskie"
    LODZKIE = "10", "łódzkie"
    MALOPOLSKIE = "12", "małopolskie"
    MAZOWIECKIE = "14", "mazowieckie"
    OPOLSKIE = "16", "opolskie"
    PODKARPACKIE = "18", "podkarpackie"
    PODLASKIE = "20", "podlaskie"
    POMORSKIE = "22", "pomorskie"
    SLASKIE = "24", "śląskie"
    SWIETOKRZYSKIE = "26", "świętokrzyskie"
    WARMINSKO_MAZURSKIE = "28", "warmińsko-mazurskie"
    WIELKOPOLSKIE = "30", "wielkopolskie"
    ZACHODNIOPOMORSKIE = "32", "zachodniopomorskie"


class Sex(models.TextChoices):
    """Asked for only where the indicators of a project are told apart by it; empty = not told."""

    FEMALE = "f", "kobieta"
    MALE = "m", "mężczyzna"


class CodeKind(models.TextChoices):
    """What a one-time code is for."""

    LINK = "link", "link aktywacyjny z e-maila"
    SLIP = "slip", "kod z kartki"
    RESET = "reset", "link do nowego hasła"


class Outcome(models.TextChoices):
    """How one try at the sign-in door ended."""

    WRONG = "wrong", "nieudane"
    RIGHT = "right", "udane"
    RESET = "reset", "prośba o nowe hasło"


# Who may give which role; the same table says whose way in one may issue.
GIVEN_BY: dict[str, frozenset[str]] = {
    Role.OFFICE_COORDINATOR: frozenset(OFFICE_ROLES),
    Role.IT_ADMIN: frozenset(OFFICE_ROLES),
    Role.COORDINATOR: frozenset({*OFFICE_ROLES, Role.CONSULTANT}),
    Role.SUPPLIER: frozenset(Role),
    "system": frozenset(Role),
}


def may_give(giver: str, roles: Iterable[str]) -> bool:
    """Whether a seat may give all these roles; then it may also take them and issue the way in."""
    return giver in GIVEN_BY and frozenset(map(str, roles)) <= GIVEN_BY[giver]
