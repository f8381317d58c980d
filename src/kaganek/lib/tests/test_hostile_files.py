import time

import pytest

from kaganek.lib import fenced
from kaganek.lib.sheets import Fault, Limits, SheetFault, explain, read_table
from kaganek.lib.teryt import TercFault, TercProblem, files, guarded
from kaganek.lib.tests import hostile

FILES = hostile.workbook_files() | hostile.other_files()


def refusal(name: str, data: bytes) -> SheetFault:
    with pytest.raises(SheetFault) as caught:
        read_table(data, filename=name)
    return caught.value


@pytest.mark.parametrize("name", sorted(FILES))
def test_hostile_file_is_answered_in_time_with_a_sentence(name):
    build, codes = FILES[name]
    data = build()
    started = time.monotonic()

    fault = refusal(name, data)

    assert time.monotonic() - started < 5
    assert fault.code in codes, fault.facts
    sentence = explain(fault)
    assert sentence.endswith(".")
    assert "{" not in sentence
    assert fault.filename == name


MEGABYTE = 1024 * 1024


def test_what_one_upload_may_cost_is_what_was_agreed():
    """An answer within 5 s promises a child stopped sooner than that; larger limits are a new promise."""
    assert Limits() == Limits(
        file_bytes=20 * MEGABYTE,
        rows=20_000,
        columns=200,
        cells=300_000,
        cell_chars=32_767,
        unpacked_bytes=200 * MEGABYTE,
        unpacked_ratio=200,
        archive_entries=5_000,
        answer_bytes=16 * MEGABYTE,
        memory_bytes=256 * MEGABYTE,
        cpu_seconds=4,
        wall_seconds=4.0,
    )
    assert (guarded.MEMORY_BYTES, guarded.CPU_SECONDS, guarded.WALL_SECONDS) == (512 * MEGABYTE, 3, 3.5)
    assert (files.FILE_BYTES, files.ENTRIES) == (20 * MEGABYTE, 100)


def test_a_child_that_sleeps_for_ever_is_ended_by_the_clocks_agreed(monkeypatch):
    """It uses no processor time, so only the parent's clock can end it."""
    monkeypatch.setattr(fenced, "START", "import time; time.sleep(60)")
    started = time.monotonic()

    assert refusal("l.csv", b"a;b").code == Fault.TIMEOUT
    assert time.monotonic() - started < 5
    with pytest.raises(TercFault) as caught:
        guarded.read_terc_guarded(b"WOJ;POW\n")
    assert caught.value.code == TercProblem.TOO_BIG
    assert time.monotonic() - started < 10
