"""The floor: a page's own SQL, word for word, sent through psycopg with nothing of ours around it.

Reads one line of JSON: {"conninfo", "role", "scripts": [[statement, …], …], "connections", "seconds"}.
Two processes share the connections, as the server's two do. What a script would write is taken
back (COMMIT becomes ROLLBACK when it holds a write), so it can be said again and again; a statement
that cannot be repeated is left out and counted.
"""

from __future__ import annotations

import json
import multiprocessing
import re
import sys
import threading
import time
from typing import Any

import psycopg

WRITES = re.compile(r"(?i)^\s*(insert|update|delete)|for (no key )?update")
DRIVERS = re.compile(r"(?i)^(fetch|close)\b")
CURSOR = re.compile(r"(?i)^declare .*? cursor for ")


def prepared(script: list[str]) -> list[str]:
    said = [CURSOR.sub("", words) for words in script if not DRIVERS.match(words)]
    if any(WRITES.search(words) for words in said):
        said = ["ROLLBACK" if words == "COMMIT" else words for words in said]
    return said


def repeatable(task: dict[str, Any], script: list[str]) -> tuple[list[str], int]:
    """The script without the statements that fail when said again."""
    kept, left_out = [], 0
    with psycopg.connect(task["conninfo"], autocommit=True, options=task["options"]) as connection:
        inside = False
        for words in script:
            try:
                if inside and words not in ("COMMIT", "ROLLBACK"):
                    connection.execute("SAVEPOINT floor")
                connection.execute(words, prepare=False)
                kept.append(words)
            except psycopg.Error:
                left_out += 1
                if inside:
                    connection.execute("ROLLBACK TO SAVEPOINT floor")
            inside = (inside or words == "BEGIN") and words not in ("COMMIT", "ROLLBACK")
    return kept, left_out


def _walk(task: dict[str, Any], scripts: list[list[str]], until: float, times: list[float]) -> None:
    with psycopg.connect(task["conninfo"], autocommit=True, options=task["options"]) as connection:
        cursor = psycopg.ClientCursor(connection)
        turn = 0
        while time.time() < until:
            began = time.perf_counter()
            for words in scripts[turn % len(scripts)]:
                cursor.execute(words)
                if cursor.description:
                    cursor.fetchall()
            times.append(time.perf_counter() - began)
            turn += 1


def _process(task: dict[str, Any], scripts: list[list[str]], threads: int, until: float, out: Any) -> None:
    times: list[float] = []
    workers = [threading.Thread(target=_walk, args=(task, scripts, until, times)) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    out.put(times)


def main() -> None:
    task = json.loads(sys.stdin.readline())
    made = [repeatable(task, prepared(script)) for script in task["scripts"]]
    scripts = [script for script, _ in made]
    number, seconds = task["connections"], task["seconds"]
    shares = [number] if number == 1 else [number // 2, number - number // 2]
    context = multiprocessing.get_context("fork")
    out = context.Queue()
    until = time.time() + seconds
    began = time.perf_counter()
    processes = [
        context.Process(target=_process, args=(task, scripts, share, until, out)) for share in shares
    ]
    for process in processes:
        process.start()
    times = sorted(one for _ in processes for one in out.get())
    wall = time.perf_counter() - began
    for process in processes:
        process.join()
    facts = {
        "rate": len(times) / wall,
        "p50": times[len(times) // 2] if times else 0,
        "left_out": sum(left for _, left in made),
    }
    json.dump(facts, sys.stdout)


if __name__ == "__main__":
    main()
