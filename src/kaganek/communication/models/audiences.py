"""Who reads the spaces of a kind: as SQL for the walls and as Polish words for people, in one place.

Policies are written from these after every migration, and the ORM filters by the same SQL, so that no list of
people is ever copied: who left is out at the next request. See docs/decisions/0023-spaces.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kaganek.communication.terms import SpaceKind
from kaganek.core.dbroles import DbRole
from kaganek.core.registry import Registry

if TYPE_CHECKING:
    from kaganek.communication.models.spaces import Space


@dataclass(frozen=True, slots=True)
class Due:
    """A space that should be there: of an office, or of a project (and of one thing in it)."""

    title: str
    office_id: int | None = None
    project_id: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Audience:
    """The readers of one kind of space.

    rows    for each database role that reads any: SQL over the columns of communication_space, with the marks
            of `core.scoping` ({ME}, {OFFICES}, {PROJECTS}) for the person and the reach of a seat.
    words   the same in Polish, without a full stop, after "Czytają i piszą: ".
    due     the spaces of this kind that should be there now; asked as the system, now and then.
    """

    rows: Mapping[DbRole, str]
    words: Callable[[Space], str]
    due: Callable[[], Iterable[Due]]


audiences: Registry[Audience] = Registry("audiences")

# What most kinds that lie in a project share.
OWN_PROJECT = "project_id = ANY ({PROJECTS})"
ADVISED = (
    OWN_PROJECT + " AND cardinality({OFFICES}) > 0"
)  # a consultant who was given no office reads nothing


def readers(role: DbRole) -> str:
    """The spaces that a database role reads, of every kind that an app has told of; "" for none."""
    if role is DbRole.GLOBAL:
        return (
            "{ME} = 0"  # jobs; operator, supplier and auditor take no part in what people say to each other
        )
    told = [
        f"kind = '{SpaceKind(kind).value}' AND ({audience.rows[role]})"
        for kind, audience in audiences
        if role in audience.rows
    ]
    return " OR ".join(f"({one})" for one in told)
