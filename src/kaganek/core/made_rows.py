"""From the database's rows to what a queryset gives: models, dicts, tuples, single values.

Django works out anew for each query which columns belong to which model and which values it has to turn;
for a prepared one (core/prepared.py) that is done once, here. What a queryset of ours never asks for is an
error when the query is prepared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet, prefetch_related_objects
from django.db.models.expressions import ColPairs
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesIterable,
    ValuesListIterable,
    get_related_populators,
)

Tuples = Sequence[tuple[Any, ...]]
Made = Callable[[Tuples], list[Any]]
_others: Any = get_related_populators  # its stubs are of another release
Turns = Sequence[tuple[int, Sequence[Callable[..., Any]], Any]]  # place, functions, expression


class Unmakeable(Exception):
    """The queryset gives something that is not made here."""


def maker(queryset: QuerySet[Any], compiler: Any) -> Made:
    """What makes rows of this queryset; its compiler has compiled it already."""
    columns = [column[0] for column in compiler.select[: compiler.col_count]]
    if any(isinstance(column, ColPairs) for column in columns) or queryset._known_related_objects:  # type: ignore[attr-defined]
        raise Unmakeable(queryset.model.__name__)
    made = _shaped(queryset, compiler)
    turns = [(place, *found) for place, found in compiler.get_converters(columns).items()]
    more = queryset._prefetch_related_lookups  # type: ignore[attr-defined]
    if not turns and not more:
        return made

    def whole(rows: Tuples) -> list[Any]:
        found = made(_turned(rows, turns) if turns else rows)
        if more and found:
            prefetch_related_objects(found, *more)
        return found

    return whole


def _turned(rows: Tuples, turns: Turns) -> Tuples:
    """Values as the fields want them."""
    connection = connections[DEFAULT_DB_ALIAS]
    out = []
    for row in rows:
        values = list(row)
        for place, functions, expression in turns:
            for function in functions:
                values[place] = function(values[place], expression, connection)
        out.append(tuple(values))
    return out


def _shaped(queryset: QuerySet[Any], compiler: Any) -> Made:
    kind = queryset._iterable_class
    if kind is ValuesIterable:
        names = _names(queryset.query)
        return lambda rows: [dict(zip(names, row, strict=False)) for row in rows]
    if kind is FlatValuesListIterable:
        return lambda rows: [row[0] for row in rows]
    if kind is ValuesListIterable:
        end = compiler.col_count
        return lambda rows: [row[:end] for row in rows]
    if kind is ModelIterable:
        return _models(compiler)
    raise Unmakeable(kind.__name__)


def _names(query: Any) -> list[str]:
    return list(query.selected or [*query.extra_select, *query.values_select, *query.annotation_select])


def _models(compiler: Any) -> Made:
    info: Mapping[str, Any] = compiler.klass_info
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column[0].target.attname for column in compiler.select[start:end]]
    others = _others(info, compiler.select, DEFAULT_DB_ALIAS)
    annotated = list((compiler.annotation_col_map or {}).items())
    new = info["model"].from_db

    def models(rows: Tuples) -> list[Any]:
        found = []
        for row in rows:
            one = new(DEFAULT_DB_ALIAS, names, row[start:end])
            for other in others:
                other.populate(row, one)
            for name, place in annotated:
                setattr(one, name, row[place])
            found.append(one)
        return found

    return models
