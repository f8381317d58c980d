"""Under which terms a picture or a file may be shown; chosen by authors, said to readers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Licence:
    """label for authors, note for readers, the licence's own page."""

    label: str
    note: str
    href: str = ""


_CC = "https://creativecommons.org/"
LICENCES = {
    "own": Licence("materiał własny", "Materiał własny"),
    "permission": Licence("za zgodą autora", "Za zgodą autora"),
    "official": Licence("materiał urzędowy (art. 4 prawa autorskiego)", "Materiał urzędowy"),
    "public": Licence("domena publiczna", "Domena publiczna"),
    "cc0": Licence("CC0 1.0", "Licencja CC0 1.0", f"{_CC}publicdomain/zero/1.0/deed.pl"),
    "by": Licence("CC BY 4.0", "Licencja CC BY 4.0", f"{_CC}licenses/by/4.0/deed.pl"),
    "by-sa": Licence("CC BY-SA 4.0", "Licencja CC BY-SA 4.0", f"{_CC}licenses/by-sa/4.0/deed.pl"),
}
CHOICES = [(key, licence.label) for key, licence in LICENCES.items()]
