"""The order of the Polish alphabet in the database: rows.order_by("title__alphabetical"), "-name__alphabetical".

Databases sort by code point, where "Ścieżka" comes after "Zadanie" and "raport" after "Wniosek". Names of people and
of offices keep a key of their own (`sort_name`), with an index; this costs three microseconds a title, for every row
of the list, and so is not for what a list of a quarter of a million rows is sorted by at first.

Source: the design rules of tables (sorted in Polish order).
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, TextField, Transform

from kaganek.lib.names import ORDER, fold

# The database looks for each sign from the first on: a third of the time with the frequent ones in front.
FREQUENT = " aioeznrwstcykdpmułljbgęhąóżśfćńź"
FOREIGN = "áàâäãåçčďéèêëěíìîïňñôöòøřšťúùûüůýÿžđ"


def _places() -> dict[str, str]:
    """Each sign with the one that stands for its place, as `lib.names.sort_key` gives it.

    Capitals too: where the database's own lower() knows no Polish letters, it leaves them.
    """
    small = {sign: ORDER.get(sign, sign) for sign in FREQUENT} | ORDER
    small |= {letter: ORDER[fold(letter)] for letter in FOREIGN}
    return small | {letter.upper(): place for letter, place in small.items()}


PLACES = _places()


class Alphabetical(Transform):
    """A text as the key of its place: case does not matter, accents of other languages are ignored."""

    lookup_name = "alphabetical"
    function = "translate"
    template = f"%(function)s(lower(%(expressions)s), '{''.join(PLACES)}', '{''.join(PLACES.values())}')"


class OfGroup(Alphabetical):
    """The place of a group by a text it is grouped by: worked out once for each group, not for each of its rows.

    Annotate it after the sums: what stands in .values() is grouped by itself.
    """

    def get_group_by_cols(self) -> list[Any]:
        return [column for text in self.get_source_expressions() for column in text.get_group_by_cols()]


def put_in_force() -> None:
    """Teach every text column the word `alphabetical`."""
    for field in (CharField, TextField):
        field.register_lookup(Alphabetical)
