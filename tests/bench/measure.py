"""One measurement: a target under load between two looks at the reference page, its SQL, its floor."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from tests import databases
from tests.bench import stage as stages
from tests.bench.client import FORM, Browser
from tests.bench.recorder import HEADER
from tests.bench.stage import Stage
from tests.bench.targets import REFERENCE, REFERENCE_RATE, Flow, Target

WALKS = 4
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK")


@dataclass
class Loaded:
    """What one or more rounds of load gave, for one number of connections. Times in ms."""

    connections: int
    p50: float
    p95: float
    rate: float
    reference: float  # requests a second of the reference page around these rounds
    reference_cpu: float  # ms of CPU, web and database, of one reference page
    web_cpu: float  # ms of CPU of the web processes for one flow
    database_cpu: float
    generator: float  # share of a core that the generator took
    faults: int
    first_fault: str = ""
    floor_rate: float = 0.0
    floor_p50: float = 0.0

    @property
    def share(self) -> float:
        return self.rate / self.reference if self.reference else 0.0

    @property
    def cpu_share(self) -> float:
        """The same told by CPU time, which other work on the machine disturbs less."""
        return self.reference_cpu / (self.web_cpu + self.database_cpu)


@dataclass
class Asked:
    """What one flow says and gets, seen once: statements, HTTP requests, bytes of the answers."""

    http: int
    sql: int
    control: int  # BEGIN, COMMIT and the like, on top
    raw: int
    sent: int  # as it came over the wire
    scripts: list[list[str]] = field(default_factory=list)


@dataclass
class Row:
    key: str
    label: str
    asked: Asked
    loads: list[Loaded]
    target: Target
    left_out: int = 0  # statements that the floor could not repeat

    def as_json(self) -> dict[str, Any]:
        asked = asdict(self.asked)
        del asked["scripts"]
        loads = [asdict(load) | {"share": load.share} for load in self.loads]
        return {
            "key": self.key,
            "label": self.label,
            "asked": asked,
            "loads": loads,
            "left_out": self.left_out,
        }


def measured(stage: Stage, target: Target, *, connections: Sequence[int], seconds: float, rounds: int) -> Row:
    row = Row(target.key, target.label, asked(stage, target), [], target)
    for number in connections:
        load = _rounds(stage, target, number, seconds, rounds)
        floor = run_floor(stage, row.asked.scripts, number, min(seconds, 1.5))
        load.floor_rate, load.floor_p50, row.left_out = floor["rate"], floor["p50"] * 1000, floor["left_out"]
        row.loads.append(load)
    return row


def _rounds(stage: Stage, target: Target, connections: int, seconds: float, rounds: int) -> Loaded:
    """Reference, target, reference, target, reference …; the middle values of all rounds."""
    beside = [_reference(stage, connections, seconds)]
    found = []
    for _ in range(rounds):
        found.append(load(stage, target, connections, seconds))
        beside.append(_reference(stage, connections, seconds))
    first_fault = next((one["first_fault"] for one in found if one["faults"]), "")
    return Loaded(
        connections=connections,
        p50=median(one["p50"] for one in found) * 1000,
        p95=median(one["p95"] for one in found) * 1000,
        rate=median(one["flows"] / one["wall"] for one in found),
        reference=median(one["flows"] / one["wall"] for one in beside),
        reference_cpu=median((one["web"] + one["database"]) / one["flows"] for one in beside) * 1000,
        web_cpu=median(one["web"] / max(one["flows"], 1) for one in found) * 1000,
        database_cpu=median(one["database"] / max(one["flows"], 1) for one in found) * 1000,
        generator=median(one["cpu"] / one["wall"] for one in found),
        faults=sum(one["faults"] for one in found),
        first_fault=first_fault,
    )


def _reference(stage: Stage, connections: int, seconds: float) -> dict[str, Any]:
    return load(stage, REFERENCE, connections, max(seconds / 2, 1))


def load(stage: Stage, target: Target, connections: int, seconds: float) -> dict[str, Any]:
    """One round of load by the generator's process, and the CPU that the server spent meanwhile."""
    task = {
        "port": stage.port,
        "seconds": seconds,
        "warmup": min(0.5, seconds / 4) if target.repeat else 0,
        "connections": target.flows(stage, connections),
        "repeat": target.repeat,
    }
    with _process("tests.bench.load", task) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError("the load generator ended before it began")
        before = stage.used()
        process.stdin.write("\n")
        process.stdin.flush()
        found: dict[str, Any] = json.loads(process.stdout.read())
        used = stage.used().since(before)
    return found | {"web": used.web, "database": used.database}


def _process(module: str, task: dict[str, Any]) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=databases.ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(json.dumps(task) + "\n")
    process.stdin.flush()
    return process


def run_floor(stage: Stage, scripts: list[list[str]], connections: int, seconds: float) -> dict[str, Any]:
    """The flow's own statements through psycopg, as many connections at once."""
    whole = [words for script in scripts for words in script]
    if not whole:
        return {"rate": 0.0, "p50": 0.0, "left_out": 0}
    task = {
        "conninfo": databases.cluster().url(stage.live.database),
        "options": "-c role=kaganek_app",
        "scripts": [whole],
        "connections": connections,
        "seconds": seconds,
    }
    with _process("tests.bench.floor", task) as process:
        assert process.stdout is not None
        found: dict[str, Any] = json.loads(process.stdout.read())
    return found


def asked(stage: Stage, target: Target) -> Asked:
    """Walk through one flow by hand with the recorder on; what can be walked again is taken when the page is warm.

    The first page of a web process says three statements more (two types of the database, the name of
    the project), and a walk meets either process. The first message of a person's package says the most:
    it is walked as several people.
    """
    if target.alike:
        flows = [flows[0] for flows in target.flows(stage, WALKS)]
    else:
        flows = [target.flows(stage, 1)[0][0]] * (WALKS if target.repeat and target.key != "login" else 1)
    return min((walk(stage, flow) for flow in flows), key=lambda one: one.sql)


def walk(stage: Stage, flow: Flow) -> Asked:
    from tests.bench.load import HOLE, _flow

    found = Asked(http=0, sql=0, control=0, raw=0, sent=0)
    taken = b""
    browser = Browser(stage.port)
    for step in _flow(flow):
        reply = _send(browser, step.request.replace(HOLE, taken))
        if reply.status not in step.expect:
            raise RuntimeError(f"{step.request[:200]!r} → {reply.status}: {reply.body[:2000].decode()}")
        if step.take:
            taken = step.take.search(f"\r\nlocation: {reply.location}".encode())[1]  # type: ignore[index]
        said = json.loads((stages.folder() / "said.json").read_text())
        control = sum(words in CONTROL for words in said)
        found.http += 1
        found.control += control
        found.sql += len(said) - control
        found.raw += len(reply.body)
        found.sent += len(reply.raw)
        found.scripts.append(said)
    return found


def _send(browser: Browser, request: bytes) -> Any:
    """The very bytes of a step, with the recorder's header in front."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split(" ")
    headers = dict(line.split(": ", 1) for line in lines)
    headers.pop("Content-Length", None)
    headers.setdefault("Content-Type", FORM)
    browser.cookies = dict(pair.split("=", 1) for pair in headers.pop("Cookie").split("; ") if pair)
    return browser.send(method, path, body, headers | {HEADER: "said"})


def must_share(target: Target) -> float | None:
    return target.must_rate / REFERENCE_RATE if target.must_rate else None
