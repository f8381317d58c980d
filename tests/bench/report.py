"""What the bench prints: lines while it runs, Markdown tables at the end."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.importing import MUST_SECONDS, Imported
from tests.bench.measure import Loaded, Row, must_share
from tests.bench.visits import MUST_FIRST, MUST_WARM, Visit

HEAD = (
    "| what | HTTP | SQL | must | c | p50 ms | p95 ms | req/s | reference | share | must | CPU ms |"
    " CPU share | of floor | bytes | on the wire |\n" + "|---" * 16 + "|"
)


def line(row: Row) -> str:
    """One row for whoever watches."""
    parts = [f"{row.label}: {row.asked.sql} SQL"]
    for load in row.loads:
        parts.append(
            f"c={load.connections} p50 {load.p50:.1f} p95 {load.p95:.1f} ms, {load.rate:.1f}/s,"
            f" share {load.share:.3f}, CPU {load.web_cpu:.1f}+{load.database_cpu:.1f} ms ({load.cpu_share:.3f})"
        )
        if load.faults:
            parts.append(f"FAULTS {load.faults}: {load.first_fault[:400]}")
    return "; ".join([*parts, judged(row)])


def judged(row: Row) -> str:
    """Which of the row's musts are not reached, in words; "ok" when all are."""
    target, last = row.target, row.loads[-1]
    short = []
    wanted = must_share(target)
    if wanted and last.share < wanted:
        short.append(f"share {last.share:.3f} < {wanted:.3f}")
    if target.must_sql and row.asked.sql > target.must_sql:
        short.append(f"SQL {row.asked.sql} > {target.must_sql}")
    if target.must_http and row.asked.http > target.must_http:
        short.append(f"HTTP {row.asked.http} > {target.must_http}")
    if target.must_p50 and row.loads[0].p50 > target.must_p50:
        short.append(f"p50 {row.loads[0].p50:.0f} > {target.must_p50:.0f} ms")
    cpu = (last.web_cpu + last.database_cpu) / 1000
    if target.must_cpu and cpu > target.must_cpu:
        short.append(f"CPU {cpu:.3f} > {target.must_cpu} s")
    if any(load.faults for load in row.loads):
        short.append("faults")
    return "SHORT: " + ", ".join(short) if short else "ok"


def _cells(row: Row, load: Loaded) -> str:
    target, asked = row.target, row.asked
    wanted = must_share(target)
    cells = [
        row.label, asked.http, asked.sql, target.must_sql or "–", load.connections, f"{load.p50:.1f}",
        f"{load.p95:.1f}", f"{load.rate:.1f}", f"{load.reference:.0f}", f"{load.share:.3f}",
        f"{wanted:.3f}" if wanted and load.connections > 1 else "–", f"{load.web_cpu:.1f} + {load.database_cpu:.1f}",
        f"{load.cpu_share:.3f}", f"{load.rate / load.floor_rate:.2f}" if load.floor_rate else "–",
        asked.raw, asked.sent,
    ]  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def table(rows: Sequence[Row], imports: Sequence[Imported], visits: Sequence[Visit]) -> str:
    parts = []
    if rows:
        parts += ["", HEAD, *(_cells(row, load) for row in rows for load in row.loads), ""]
        parts += [f"{row.label}: {judged(row)}" for row in rows]
        took = max(load.generator for row in rows for load in row.loads)
        parts.append(f"The load generator took at most {took:.0%} of one core.")
    if imports:
        parts += ["", *map(import_line, imports)]
    if visits:
        parts += ["", "| page | first visit | warm visit | other hosts |", "|---|---|---|---|"]
        parts += [f"| {v.path} | {v.first} | {v.warm} | {len(v.strangers)} |" for v in visits]
        parts.append(f"must: ≤ {MUST_FIRST} and ≤ {MUST_WARM}, no other host")
    return "\n".join(parts)


def import_line(one: Imported) -> str:
    verdict = "ok" if one.whole <= MUST_SECONDS else f"SHORT: > {MUST_SECONDS} s"
    return (
        f"import of {one.people} people with {one.courses} courses: {one.whole:.1f} s (upload {one.upload:.1f},"
        f" preview {one.preview:.1f}, path {one.path:.1f}, confirm {one.confirm:.1f}, result {one.result:.1f}),"
        f" {one.cpu:.1f} CPU-s; {verdict}"
    )


def growth(small: Sequence[Row], large: Sequence[Row]) -> str:
    """The same list pages on 33 and on 250,000 people."""
    parts = [
        "",
        "| list | SQL at d33 | at d250k | c | p95 ms at d33 | at d250k | times | must |",
        "|---" * 8 + "|",
    ]
    for few, many in zip(small, large, strict=True):
        for one, other in zip(few.loads, many.loads, strict=True):
            times = other.p95 / one.p95
            parts.append(
                f"| {few.label} | {few.asked.sql} | {many.asked.sql} | {one.connections} | {one.p95:.1f} |"
                f" {other.p95:.1f} | {times:.2f} | ≤ 2 |"
            )
    return "\n".join(parts)
