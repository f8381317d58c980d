"""A large package through the page: little memory, and a worker killed in the middle leaves nothing half done."""

from __future__ import annotations

import os
import random
import signal
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kaganek.lib.tests.package_files import PAGE, manifest
from tests import databases
from tests.faults.stage import Stage, stage, wait_for
from tests.faults.test_uploads import family
from tests.live import worker

GROWTH = 50_000  # kilobytes that a process may grow by
FILE_BYTES = 66_000  # random, so that packing saves nothing


@pytest.fixture(scope="module")
def office(django_db_blocker: Any) -> Iterator[Stage]:
    with django_db_blocker.unblock(), stage("faults_packages") as made:
        small = zipped(Path(databases.state()) / "maly.zip", files=3)
        for _ in range(4):  # each process has taken a good one once
            made.visitor("ewa").upload("/paczki/nowa/", "maly.zip", small.read_bytes(), form_key=str(uuid4()))
        made.rows("UPDATE procrastinate_jobs SET status = 'cancelled'")
        yield made


def zipped(path: Path, *, files: int) -> Path:
    chance = random.Random(5)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("imsmanifest.xml", manifest())
        archive.writestr("a.html", PAGE)
        for number in range(files - 2):
            archive.writestr(f"modul {number % 40}/plik{number:04}.bin", chance.randbytes(FILE_BYTES))
    return path


def most_memory(number: int, name: str = "VmHWM") -> int:
    """Kilobytes that a process held at its highest, as the kernel counts them."""
    lines = Path(f"/proc/{number}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1])


def idle_worker(office: Stage) -> int:
    """Kilobytes that a worker with nothing to do takes, once it has loaded what it loads to begin with."""
    with worker(office.live.database) as idle:
        held = 0
        while held < 60_000 or most_memory(idle.pid) > held:
            held = most_memory(idle.pid)
            time.sleep(2)
        return held


@pytest.mark.rule("L-40")
def test_a_large_package_survives_the_death_of_its_worker(
    office: Stage, request: pytest.FixtureRequest, tmp_path: Path
):
    files = 3_000 if request.config.getoption("--full") else 1_000  # 200 MB, or a third of it
    sent = zipped(tmp_path / "duza.zip", files=files).read_bytes()
    before = {number: most_memory(number) for number in family(office.live.pid)}
    idle = idle_worker(office)

    reply = office.visitor("ewa").upload("/paczki/nowa/", "duza.zip", sent, form_key=str(uuid4()))

    assert (reply.status, reply.location.startswith("/zadania/")) == (302, True), reply.words[:300]
    grown = {number: most_memory(number) - held for number, held in before.items()}
    assert max(grown.values()) < GROWTH, grown
    package, folder = office.rows("SELECT id, folder FROM learning_package ORDER BY id DESC LIMIT 1")[0]
    place = Path(databases.state()) / "packages"
    with worker(office.live.database) as first:
        wait_for(lambda: any(place.glob(f".{folder}.*.part/modul*/*.bin")))
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    assert not (place / folder).exists()
    assert state_of(office, package) == "unpacking"

    office.rows("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '5 minutes'")
    with worker(office.live.database) as second:
        wait_for(lambda: state_of(office, package) == "ready", seconds=120)
        assert most_memory(second.pid) - idle < GROWTH

    assert sum(1 for path in (place / folder).rglob("*") if path.is_file()) == files
    assert list(place.glob(f".{folder}*")) == []
    assert not (place / "incoming" / f"{folder}.zip").exists()
    assert office.one("SELECT count(*) FROM learning_packageitem WHERE package_id = %s", package) == 1
    job = office.rows("SELECT state, message FROM core_jobrun WHERE facts->>'package_id' = %s", str(package))
    assert (job[0][0], "jest gotowa" in job[0][1]) == ("done", True)


def state_of(office: Stage, package: int) -> str:
    return str(office.one("SELECT state FROM learning_package WHERE id = %s", package))
