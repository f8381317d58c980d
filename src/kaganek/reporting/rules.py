"""What a published table must keep back: groups under five people, and whatever would give them away; periods of reports.

Pure. A table with sums is a flow network: an inner cell is an edge from its row to its column, a row's
sum an edge into the row, a column's sum an edge out of it, the grand total closes the circle. Published
cells are known edges. What someone can learn of a hidden cell by solving all the sums is exactly how far
its edge can still move when the known ones stand still, so that is what we measure (rules R-01 … R-03).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from heapq import heappop, heappush

from kaganek.lib.dates import add_months
from kaganek.reporting.terms import Every

THRESHOLD = 5
_SOURCE, _SINK = ("source",), ("sink",)
_PRICE_OF_A_SUM = 10**6  # a sum is worth more to readers than any cell

Key = tuple[Hashable, ...]
ALL: Key = ("all",)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One inner cell: `value` people of a `whole` group, in a row and a column.

    whole   the size of the group when it is not the value itself (completions among participants).
    known   whether that size is published, so that everyone knows the value is no greater.
    most    the greatest value there can be for all that is published, where only a larger group's size is.
    """

    key: Hashable
    row: Hashable
    column: Hashable
    value: int
    whole: int | None = None
    known: bool = True
    most: int | None = None

    @property
    def bound(self) -> int | None:
        """No greater, as everyone knows; None where nothing says so."""
        return (self.whole if self.most is None else self.most) if self.known else None


@dataclass(slots=True)
class _Edge:
    key: Key
    tail: Hashable
    head: Hashable
    value: int
    cap: int | None
    risky: bool


@dataclass(slots=True)
class _Network:
    edges: list[_Edge]
    around: dict[Hashable, list[int]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for nth, edge in enumerate(self.edges):
            self.around[edge.tail].append(nth)
            self.around[edge.head].append(nth)


def is_small(count: int) -> bool:
    """One to four people: a group that a number would point at (R-01). Nobody is no group."""
    return 0 < count < THRESHOLD


def is_risky(value: int, whole: int | None) -> bool:
    """Whether a number speaks of a small group: those counted, those left over, or all of them (R-01)."""
    return is_small(value) or (whole is not None and (is_small(whole - value) or is_small(whole)))


def whole_percent(part: int, whole: int) -> int:
    """Percent without decimals, a half goes up (L-01); `whole` is not 0."""
    return (200 * part + whole) // (2 * whole)


def hidden(
    leaves: Sequence[Leaf], *, also: Collection[Key] = (), guarded: Collection[Key] = ()
) -> frozenset[Key]:
    """Keys of the cells and sums to keep back: ("cell", key), ("row", row), ("column", column), ALL (R-02, R-03).

    also     keys hidden for a reason outside this table.
    guarded  those of them that this table may not give away either, as if they were risky.

    Every risky cell is hidden; then others are, the smallest first and sums last, until from all that is
    published a risky cell could still be any of at least six neighbouring numbers.
    """
    network = _network(leaves)
    kept_back = {nth for nth, edge in enumerate(network.edges) if edge.risky or edge.key in also}
    for nth, edge in enumerate(network.edges):
        while (edge.risky or edge.key in guarded) and not _is_safe(network, kept_back, nth):
            more = _cheapest_circle(network, kept_back, nth) or _neighbour(network, kept_back, edge)
            if not more:
                break
            kept_back |= more
    return frozenset(network.edges[nth].key for nth in kept_back)


def reach(leaves: Sequence[Leaf], kept_back: Collection[Key]) -> Mapping[Key, tuple[int, int]]:
    """How far below and above its value each hidden cell could be, up to the threshold, for all anyone can tell."""
    network = _network(leaves)
    unknown = {nth for nth, edge in enumerate(network.edges) if edge.key in kept_back}
    return {
        network.edges[nth].key: (
            _slack(network, unknown, nth, up=False),
            _slack(network, unknown, nth, up=True),
        )
        for nth in unknown
    }


def _network(leaves: Sequence[Leaf]) -> _Network:
    rows, columns = _sums(leaves, "row"), _sums(leaves, "column")
    edges = [_edge(("cell", leaf.key), ("row", leaf.row), ("column", leaf.column), [leaf]) for leaf in leaves]
    edges += [_edge(("row", name), _SOURCE, ("row", name), members) for name, members in rows.items()]
    edges += [_edge(("column", name), ("column", name), _SINK, members) for name, members in columns.items()]
    return _Network([*edges, _edge(ALL, _SINK, _SOURCE, leaves)])


def _sums(leaves: Iterable[Leaf], by: str) -> dict[Hashable, list[Leaf]]:
    found: dict[Hashable, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        found[getattr(leaf, by)].append(leaf)
    return found


def _edge(key: Key, tail: Hashable, head: Hashable, members: Sequence[Leaf]) -> _Edge:
    value = sum(leaf.value for leaf in members)
    wholes = [leaf.whole for leaf in members if leaf.whole is not None]
    whole = sum(wholes) if len(wholes) == len(members) and members else None
    bounds = [leaf.bound for leaf in members if leaf.bound is not None]
    cap = sum(bounds) if len(bounds) == len(members) and members else None
    return _Edge(key, tail, head, value, cap, is_risky(value, whole))


def _is_safe(network: _Network, unknown: set[int], nth: int) -> bool:
    below = _slack(network, unknown, nth, up=False)
    return below >= THRESHOLD or below + _slack(network, unknown, nth, up=True) >= THRESHOLD


def _slack(network: _Network, unknown: set[int], nth: int, *, up: bool) -> int:
    """By how much (up to the threshold) the edge can grow or shrink while the known edges stand still."""
    edge = network.edges[nth]
    room = edge.value if not up else THRESHOLD if edge.cap is None else edge.cap - edge.value
    limit = min(room, THRESHOLD)
    start, goal = (edge.head, edge.tail) if up else (edge.tail, edge.head)
    moved: dict[int, int] = defaultdict(int)
    total = 0
    while total < limit:
        path = _way(network, unknown, nth, moved, start, goal)
        if path is None:
            break
        step = min(limit - total, *(_room(network.edges[n], moved[n], forward) for n, forward in path))
        for n, forward in path:
            moved[n] += step if forward else -step
        total += step
    return total


def _room(edge: _Edge, moved: int, forward: bool) -> int:
    if not forward:
        return edge.value + moved
    return THRESHOLD if edge.cap is None else edge.cap - edge.value - moved


def _way(
    network: _Network, usable: set[int], but: int, moved: Mapping[int, int], start: Hashable, goal: Hashable
) -> list[tuple[int, bool]] | None:
    """A way along usable edges, `but` one, that can still move; as (edge, in its own direction).

    Any way will do. One step before the goal it is known (`last`), so the search goes deep and seldom far.
    """
    last = {there: (n, not out) for n, there, out in _steps(network, usable, but, moved, goal, back=True)}
    came: dict[Hashable, tuple[Hashable, int, bool]] = {}
    open_ = [(start, _steps(network, usable, but, moved, start))]
    while open_:
        here, steps = open_[-1]
        if here in last:
            return [*_traced(came, start, here), last[here]]
        for n, there, forward in steps:
            if there != start and there not in came:
                came[there] = (here, n, forward)
                open_.append((there, _steps(network, usable, but, moved, there)))
                break
        else:
            open_.pop()
    return None


def _steps(
    network: _Network,
    usable: set[int],
    but: int,
    moved: Mapping[int, int],
    here: Hashable,
    *,
    back: bool = False,
) -> Iterator[tuple[int, Hashable, bool]]:
    """Edges that can move something away from a node, or towards it: (edge, other end, whether the edge leaves)."""
    for n in network.around[here]:
        if n in usable and n != but:
            edge = network.edges[n]
            leaves = edge.tail == here
            if _room(edge, moved.get(n, 0), leaves != back) > 0:
                yield n, edge.head if leaves else edge.tail, leaves


def _traced(
    came: Mapping[Hashable, tuple[Hashable, int, bool]], start: Hashable, goal: Hashable
) -> list[tuple[int, bool]]:
    path = []
    here = goal
    while here != start:
        here, n, forward = came[here]
        path.append((n, forward))
    return path


def _cheapest_circle(network: _Network, kept_back: set[int], nth: int) -> set[int]:
    """The published edges of the cheapest circle through an edge; none when it is closed already."""
    edge = network.edges[nth]
    best: dict[Hashable, int] = {edge.head: 0}
    came: dict[Hashable, tuple[Hashable, int]] = {}
    waiting: list[tuple[int, int, Hashable]] = [(0, 0, edge.head)]
    order = 0
    while waiting:
        cost, _, here = heappop(waiting)
        if cost > best[here]:
            continue
        for n in network.around[here]:
            there = network.edges[n].head if network.edges[n].tail == here else network.edges[n].tail
            price = cost + _price(network.edges[n], published=n not in kept_back)
            if n != nth and price < best.get(there, price + 1):
                best[there], came[there], order = price, (here, n), order + 1
                heappush(waiting, (price, order, there))
    found = set()
    here = edge.tail
    while here != edge.head:
        here, n = came[here]
        found.add(n)
    return found - kept_back


def _price(edge: _Edge, *, published: bool) -> int:
    if not published:
        return 0
    # A cell of nobody gives no cover: it can only grow, so it is taken after the others.
    worth = edge.value or 1000
    return worth + 1 if edge.key[0] == "cell" else worth + _PRICE_OF_A_SUM


def _neighbour(network: _Network, kept_back: set[int], edge: _Edge) -> set[int]:
    """The cheapest published edge beside this one, or anywhere when all beside it are hidden."""
    near = {n for node in (edge.tail, edge.head) for n in network.around[node]} - kept_back
    rest = near or set(range(len(network.edges))) - kept_back
    return {min(rest, key=lambda n: (_price(network.edges[n], published=True), n))} if rest else set()


def period_of(every: str, day: date) -> tuple[date, date]:
    """The first and the last day of the week (from Monday), month or quarter that a day lies in (R-22)."""
    if every == Every.WEEK:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    months = 1 if every == Every.MONTH else 3
    first = date(day.year, day.month - (day.month - 1) % months, 1)
    return first, add_months(first, months) - timedelta(days=1)


def ended_periods(every: str, next_on: date, today: date) -> list[tuple[date, date]]:
    """The periods that ended since a schedule was last run, oldest first; `next_on` is the day after the first."""
    found = []
    while next_on <= today:
        found.append(period_of(every, next_on - timedelta(days=1)))
        next_on = period_of(every, next_on)[1] + timedelta(days=1)
    return found
