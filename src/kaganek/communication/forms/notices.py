"""How a person wants to be told, group by group and kind by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from kaganek.core.forms import Form
from kaganek.core.models import Way
from kaganek.core.notices import Group, NoticeKind, notice_kinds
from kaganek.core.notices.catalogue import OF_GROUP
from kaganek.lib.polish import counted

AS_GROUP = "jak cała grupa"


def _name(key: str) -> str:
    return key.replace(".", "-").replace(":", "-")


def kinds_for(roles: set[str]) -> dict[Group, list[NoticeKind]]:
    """The catalogue as these roles need it, in the order of the groups."""
    found: dict[Group, list[NoticeKind]] = {}
    known = [kind for _, kind in notice_kinds if not kind.roles or roles & set(kind.roles)]
    for group in Group:
        if mine := [kind for kind in known if kind.group == group]:
            found[group] = mine
    return found


def usual_words(kinds: Sequence[NoticeKind]) -> str:
    """How news of a group comes while nothing was chosen: "zwykle: e-mail od razu", each way with its number of kinds."""
    ways = Counter(kind.default for kind in kinds)
    said = [
        way.label
        if len(ways) == 1
        else f"{way.label} ({counted(ways[way], 'rodzaj', 'rodzaje', 'rodzajów')})"
        for way in Way
        if ways[way]
    ]
    return f"zwykle: {', '.join(said)}"


class ChoicesForm(Form):
    """One list for each group, one for each of its kinds."""

    def __init__(self, data: Any = None, *, roles: set[str], chosen: Mapping[str, str]) -> None:
        super().__init__(data)
        self.kinds = kinds_for(roles)
        self.keys: dict[str, str] = {}
        for group, kinds in self.kinds.items():
            if free := [kind for kind in kinds if not kind.obligatory]:
                self._add(f"{OF_GROUP}{group.value}", "Cała grupa", usual_words(free), chosen)
                for kind in free:
                    usual = f"{AS_GROUP} (zwykle: {kind.default.label})"
                    self._add(kind.key, kind.label, usual, chosen)

    def _add(self, key: str, label: str, empty: str, chosen: Mapping[str, str]) -> None:
        name = _name(key)
        self.keys[name] = key
        self.fields[name] = forms.ChoiceField(
            label=label, choices=[("", empty), *Way.choices], required=False, initial=chosen.get(key, "")
        )
        self.fields[name].needed_when = "-"  # type: ignore[attr-defined]  # nothing to be said of it

    @property
    def ways(self) -> dict[str, str]:
        """{key: way} of a valid form."""
        return {key: self.cleaned_data[name] for name, key in self.keys.items()}

    def groups(self) -> Iterator[tuple[Group, BoundField | None, list[BoundField], list[NoticeKind]]]:
        """For the page: group, its own field, fields of its kinds, kinds that nobody switches off."""
        for group, kinds in self.kinds.items():
            whole = _name(f"{OF_GROUP}{group.value}")
            free = [self[_name(kind.key)] for kind in kinds if not kind.obligatory]
            yield group, self[whole] if free else None, free, [kind for kind in kinds if kind.obligatory]
