"""A commit as the browser's side (scorm-again) posts it, read into one flat mapping within limits.

It comes in three forms, each bare or under `runtimeData` beside fields that the browser derived, which we leave
out and derive anew:

- `json`       nested objects, records under their numbers: {"cmi": {"objectives": {"0": {"id": …}}}};
- `flattened`  {"cmi.objectives.0.id": …};
- `params`     ["cmi.objectives.0.id=…", …].

`params` bare is sent as one text joined with “&” that nobody can take apart again, and is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kaganek.lib.scorm.errors import Trouble
from kaganek.lib.scorm.model import LONGEST_NAME

LONGEST = 2_000_000  # bytes of a body, or characters of its texts
MOST_VALUES = 20_000
DEEPEST = 12
BESIDE = frozenset({"sharedData", "globalObjectives"})  # the browser's own, beside cmi
NO_OBJECT = "[object Object]"  # how an empty collection comes out in params

Commit = bytes | str | Mapping[str, object] | Sequence[object]


class BadCommit(ValueError):
    """The commit cannot be read: which element, and what is wrong with it."""

    def __init__(self, trouble: Trouble, element: str = "") -> None:
        super().__init__(f"{element}: {trouble}")
        self.trouble = trouble
        self.element = element


def read_commit(commit: Commit) -> dict[str, str]:
    """Every value of a commit by its element's name, as text. Raises BadCommit; nothing else, whatever comes."""
    body = _parsed(commit) if isinstance(commit, bytes | str) else commit
    if isinstance(body, Mapping) and "runtimeData" in body:
        body = body["runtimeData"]
    if isinstance(body, Mapping):
        pairs = _flat({name: below for name, below in body.items() if name not in BESIDE})
    elif isinstance(body, Sequence) and not isinstance(body, bytes | str):
        pairs = _params(body)
    else:
        raise BadCommit(Trouble.COMMIT)
    return _collected(pairs)


def _collected(pairs: Iterator[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    size = 0
    for name, value in pairs:
        size += len(name) + len(value)
        if size > LONGEST or len(found) >= MOST_VALUES:
            raise BadCommit(Trouble.COMMIT, name)
        if found.setdefault(name, value) != value:
            raise BadCommit(Trouble.COMMIT, name)
    return found


def _parsed(text: bytes | str) -> object:
    if len(text) > LONGEST:
        raise BadCommit(Trouble.COMMIT)
    try:
        # Numbers stay as they were written: 0.85 must not come back as 0.8499999.
        found: object = json.loads(
            text, parse_int=str, parse_float=str, parse_constant=_no_number, object_pairs_hook=_no_twins
        )
    except (ValueError, RecursionError):
        raise BadCommit(Trouble.COMMIT) from None
    return found


def _no_number(_text: str) -> object:
    raise ValueError


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _params(rows: Sequence[object]) -> Iterator[tuple[str, str]]:
    for row in rows:
        if not isinstance(row, str):
            raise BadCommit(Trouble.COMMIT)
        name, equals, value = row.partition("=")
        if not equals:
            raise BadCommit(Trouble.COMMIT, name)
        if value != NO_OBJECT:
            yield name, value


def _flat(tree: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Leaves with the path to each; an empty branch has none. No recursion: the depth is not ours to choose."""
    waiting: list[tuple[str, object, int]] = [("", tree, 0)]
    while waiting:
        name, node, depth = waiting.pop()
        if len(name) > LONGEST_NAME or depth > DEEPEST or len(waiting) > MOST_VALUES:
            raise BadCommit(Trouble.COMMIT, name)
        below: Iterable[tuple[object, object]]
        if isinstance(node, Mapping):
            below = node.items()
        elif isinstance(node, list | tuple):
            below = enumerate(node)
        else:
            yield name, _leaf(node)
            continue
        waiting.extend((f"{name}.{key}" if name else str(key), child, depth + 1) for key, child in below)


def _leaf(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else str(value)
