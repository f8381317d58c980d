"""Names of offices: the one made by rule, the order of lists, what search looks into."""

from __future__ import annotations

from kaganek.lib.names import fold, sort_key
from kaganek.people.models import Office
from kaganek.people.terms import OfficeKind


def office_name_of(kind: OfficeKind, name: str) -> str:
    """The urząd of a unit, in words that are right Polish for every name without declining it.

    Only the sixteen voivodeships are declined, since all of their adjectives end alike. Whoever
    knows the official name ("Urząd Miejski w Wieliczce") writes it over by hand.
    """
    match kind:
        case OfficeKind.VOIVODESHIP:
            return f"Urząd Marszałkowski Województwa {_genitive(name)}"
        case OfficeKind.COUNTY:
            return f"Starostwo Powiatowe – {name}"
        case OfficeKind.CITY_COUNTY | OfficeKind.URBAN:
            return f"Urząd Miasta {name}"
        case OfficeKind.RURAL:
            return f"Urząd Gminy {name}"
        case OfficeKind.MIXED:
            return f"Urząd Miasta i Gminy {name}"
        case _:
            return name


def _genitive(adjective: str) -> str:
    """kujawsko-pomorskie → Kujawsko-Pomorskiego."""
    return "-".join(part.capitalize() for part in adjective.split("-")).removesuffix("ie") + "iego"


def keep_findable(office: Office) -> Office:
    """Set what lists are ordered by and what the search box looks into: names, code and kind."""
    code = f"{office.teryt or ''}{office.teryt_kind}"
    kind = OfficeKind(office.kind).label
    office.sort_name = sort_key(office.name)[:300]
    office.folded = fold(f"{office.name} {office.office_name} {code} {kind}")[:500]
    return office
