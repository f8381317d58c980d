"""Categories of a bank: made, renamed, moved, merged. A tree for each bank, ten levels deep at most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.learning.models import BankCategory, BankQuestion
from kaganek.learning.models.bank import LEVELS
from kaganek.learning.queries.bank import Path, paths_of, within


class NameTaken(Exception):
    """The same place holds a category of that name already."""


class TooDeep(Exception):
    """A category would lie deeper than a bank goes."""


class WithinItself(Exception):
    """A category cannot go into itself or into one of its own."""


def make_category(name: str, *, parent: BankCategory | None, office_id: int | None, by: Seat) -> BankCategory:
    """A new category. Raises NameTaken, TooDeep."""
    if parent is not None:
        _deep_enough(len(paths_of(_bank(office_id))[parent.pk]) + 1)
    try:
        with transaction.atomic():
            made = BankCategory.objects.create(name=name, parent=parent, office_id=office_id)
    except IntegrityError:
        raise NameTaken(name) from None
    audit.record(by, "learning.make_bank_category", made)
    return made


@transaction.atomic
def change_category(category_id: int, *, name: str, parent: BankCategory | None, by: Seat) -> BankCategory:
    """Rename a category or move it with all in it.

    Raises BankCategory.DoesNotExist, NameTaken, TooDeep, WithinItself.
    """
    one = BankCategory.objects.select_for_update(of=("self",)).get(pk=category_id)
    if (one.name, one.parent_id) == (name, parent.pk if parent else None):
        return one
    bank = list(_bank(one.office_id).select_for_update(of=("self",)))
    if parent is not None:
        _room_for(one, parent, bank)
    one.name, one.parent = name, parent
    try:
        with transaction.atomic():
            one.save(update_fields=["name", "parent"])
    except IntegrityError:
        raise NameTaken(name) from None
    audit.record(by, "learning.change_bank_category", one)
    return one


def _room_for(one: BankCategory, parent: BankCategory, bank: Sequence[BankCategory]) -> None:
    inside = within(one.pk, bank)
    if parent.pk in inside:
        raise WithinItself
    paths = paths_of(bank)
    height = max(len(paths[pk]) for pk in inside) - len(paths[one.pk]) + 1
    _deep_enough(len(paths[parent.pk]) + height)


@transaction.atomic
def merge_category(category_id: int, *, into: BankCategory, by: Seat) -> int:
    """Move everything of a category into another of its bank and remove it; how many questions moved.

    Categories below that have the same name there are merged in their turn.
    Raises BankCategory.DoesNotExist, WithinItself, TooDeep.
    """
    one = BankCategory.objects.select_for_update(of=("self",)).get(pk=category_id, office=into.office_id)
    bank = list(_bank(one.office_id).select_for_update(of=("self",)))
    if into.pk in within(one.pk, bank):
        raise WithinItself
    for child in [child for child in bank if child.parent_id == one.pk]:
        _room_for(child, into, bank)
    return _merged(one, into, by=by)


def _merged(one: BankCategory, into: BankCategory, *, by: Seat) -> int:
    moved = BankQuestion.objects.filter(category=one).update(category=into)
    there = {child.name: child for child in BankCategory.objects.filter(parent=into).exclude(pk=one.pk)}
    for child in BankCategory.objects.filter(parent=one):
        if child.name in there:
            moved += _merged(child, there[child.name], by=by)
        else:
            BankCategory.objects.filter(pk=child.pk).update(parent=into)
    audit.record(by, "learning.merge_bank_category", one, into=str(into.pk))
    one.delete()
    return moved


def ensure_paths(
    paths: Iterable[Path], *, under: BankCategory | None, office_id: int | None, by: Seat
) -> dict[Path, int | None]:
    """The category of each path below `under`, made where it is missing; one statement for each level.

    The empty path is `under` itself. Raises TooDeep.
    """
    bank = list(_bank(office_id))
    root = paths_of(bank)[under.pk] if under else ()
    known: dict[Path, int | None] = {path: pk for pk, path in paths_of(bank).items()} | {(): None}
    wanted = {(*root, *path) for path in paths}
    _deep_enough(max((len(path) for path in wanted), default=0))
    for depth in range(1, LEVELS + 1):
        new = sorted({path[:depth] for path in wanted if len(path) >= depth} - known.keys())
        made = BankCategory.objects.bulk_create(
            BankCategory(name=path[-1], parent_id=known[path[:-1]], office_id=office_id) for path in new
        )
        known |= {path: row.pk for path, row in zip(new, made, strict=True)}
        if made:
            audit.record_all(by, "learning.make_bank_category", made)
    return {path[len(root) :]: known[path] for path in wanted}


def _bank(office_id: int | None) -> Any:
    """Every category of one bank. Any: a queryset that may be locked."""
    return BankCategory.objects.filter(office=office_id)


def _deep_enough(levels: int) -> None:
    if levels > LEVELS:
        raise TooDeep(levels)
