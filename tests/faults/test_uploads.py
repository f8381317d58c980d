"""Files built to break what opens them, sent through the page: answered in Polish, in time, in little memory."""

from __future__ import annotations

import csv
import io
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from kaganek.learning.tests import lists
from kaganek.lib.sheets import Fault, Limits
from kaganek.lib.sheets.explain import SENTENCES
from kaganek.lib.teryt.explain import SENTENCES as REGISTER_SENTENCES
from kaganek.lib.tests import hostile
from tests.faults.browserless import Reply
from tests.faults.stage import Stage, stage

WITHIN = 15  # seconds; the file is answered within 5, the machine of a test may be busy
GROWTH = 50_000  # kilobytes that a web process may grow by
FILES = hostile.workbook_files() | hostile.other_files()
TOO_BIG = "Największy plik, jaki tu przyjmujemy, ma 20 MB"
SAMPLE = (
    "million_cells_in_a_row.xlsx", "sheet_of_17_billion_cells.xlsx", "zip_bomb.xlsx", "overlapping_bomb.xlsx",
    "lying_strings.xlsx", "billion_laughs.xlsx", "repeated_cells.ods", "dense_19_mb.csv", "half_utf16.csv",
    "noise.csv", "paper.csv", "nulls_100_mb.csv",
)  # fmt: skip
REGISTERS: dict[str, Callable[[], bytes]] = {
    "paper.csv": lambda: b"%PDF-1.7\n%...",
    "noise.csv": FILES["noise.csv"][0],
    "laughs.xml": FILES["billion_laughs.xml"][0],
    "bomb.zip": lambda: hostile.zipped({"TERC_Urzedowy.csv": bytes(300_000_000)}),
    "nested.zip": FILES["nested_zips.zip"][0],
    "million_columns.csv": lambda: b"WOJ;" * 1_000_000,
    "nulls_100_mb.csv": lambda: bytes(100_000_000),
}
LIVE_FORMULAS = ('=HYPERLINK("http://zly.example","kliknij")', "+48123456789", "@SUM(1+1)", "-2+3")


@pytest.fixture(scope="module")
def office(django_db_blocker: Any) -> Iterator[Stage]:
    with django_db_blocker.unblock(), stage("faults_uploads") as made:
        made.draft("janina", lists.PEOPLE)  # each process has read a good list once
        made.draft("janina", lists.PEOPLE)
        yield made


def family(parent: int) -> list[int]:
    found = [parent]
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(path.read_text().rpartition(")")[2].split()[1]) == parent:
                found += family(int(path.parent.name))
    return found


def memory(made: Stage) -> dict[int, int]:
    """Kilobytes that each process of the server holds."""
    held = {}
    for number in family(made.live.pid):
        with suppress(OSError, StopIteration):
            lines = Path(f"/proc/{number}/status").read_text().splitlines()
            held[number] = int(next(line for line in lines if line.startswith("VmRSS")).split()[1])
    return held


def timed(deed: Callable[[], Reply]) -> tuple[Reply, float]:
    began = time.monotonic()
    reply = deed()
    return reply, time.monotonic() - began


def send_list(made: Stage, name: str, content: bytes) -> Reply:
    project = made.one("SELECT id FROM programmes_project WHERE code = 'SU-2026'")
    return made.visitor("janina").upload("/nauka/start/lista/", name, content, project=str(project))


def check(made: Stage, send: Callable[[], Reply], sentences: list[str]) -> None:
    before = memory(made)
    reply, seconds = timed(send)
    after = memory(made)
    assert reply.status == (413 if sentences == [TOO_BIG] else 422), reply.words[:500]
    words = reply.words.replace("\N{NO-BREAK SPACE}", " ")
    assert any(sentence in words for sentence in sentences), words
    assert seconds < WITHIN
    assert max(after[number] - before[number] for number in after if number in before) < GROWTH


def begins(template: str) -> str:
    """The part of a sentence before its first blank; of one that begins with a blank, the part after it."""
    parts = [part for part in template.replace("{", "\n").replace("}", "\n").split("\n") if len(part) > 15]
    return parts[0].strip()


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_hostile_list_is_answered_in_polish(
    name: str, office: Stage, request: pytest.FixtureRequest
) -> None:
    if name not in SAMPLE and not request.config.getoption("--full"):
        pytest.skip("only with --full")
    build, codes = FILES[name]
    content = build()
    sentences = [begins(SENTENCES[Fault(code)]) for code in codes]
    if not content:
        sentences = ["Plik z pola „Plik z listą” jest pusty"]  # the form says so before the file is opened
    if len(content) > 21 * 2**20:
        sentences = [TOO_BIG]
    check(office, lambda: send_list(office, name, content), sentences)


@pytest.mark.parametrize("name", sorted(REGISTERS))
def test_a_hostile_register_is_answered_in_polish(name: str, office: Stage) -> None:
    content = REGISTERS[name]()
    sentences = [begins(sentence) for sentence in REGISTER_SENTENCES.values()]
    if len(content) > 21 * 2**20:
        sentences = [TOO_BIG]
    send = office.visitor("grazyna").upload
    check(office, lambda: send("/rejestr/wczytaj/", name, content), sentences)


def test_the_process_that_opens_a_file_is_fenced(office: Stage) -> None:
    """Memory as the kernel bounds it, looked up while a long file is being read."""
    seen: set[int] = set()
    done = threading.Event()
    workers = set(family(office.live.pid))

    def watch() -> None:
        while not done.wait(0.002):
            for number in set(family(office.live.pid)) - workers:
                with suppress(OSError, ValueError):
                    text = Path(f"/proc/{number}/limits").read_text()
                    seen.add(int(text.partition("Max address space")[2].split()[0]))

    watcher = threading.Thread(target=watch)
    watcher.start()
    send_list(office, "dense.csv", FILES["dense_19_mb.csv"][0]())
    done.set()
    watcher.join()
    assert seen == {Limits().memory_bytes}


def test_a_file_of_another_alphabet_is_read_or_refused_never_garbled(office: Stage) -> None:
    rows = [lists.HEAD, *lists.PEOPLE]
    for encoding in ("cp1250", "utf-8-sig", "utf-16"):
        reply = send_list(office, "lista.csv", lists.csv(rows, encoding=encoding))
        assert reply.status == 302
        assert "Brzęczyszczykiewicz-Żak, Łucja" in office.visitor("janina").get(reply.location).words
    reply = send_list(
        office, "lista.csv", lists.csv(rows, encoding="utf-8").replace("Ł".encode(), b"\xff\xfe\x00")
    )
    assert reply.status == 422
    assert "Zapisz listę jako arkusz XLSX" in reply.words


def test_formulas_in_a_list_are_dead_in_every_export(office: Stage) -> None:
    rows = [
        [str(n), f"Wiśniewska{chr(97 + n)} Zofia", f"formula{n}@zalesie.example", text, text]
        for n, text in enumerate(LIVE_FORMULAS)
    ]
    draft = send_list(office, "lista.csv", lists.csv([lists.HEAD, *rows])).location
    _, page = office.confirmed("janina", draft)
    assert "Lista zapisana" in page.words
    janina = office.visitor("janina")
    for address in ("/pracownicy/lista", "/raporty/urzad"):
        table = janina.get(f"{address}.csv").body.decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(table), delimiter=";") for cell in row]
        held = [cell for cell in cells if any(text in cell for text in LIVE_FORMULAS)]
        assert {text for text in LIVE_FORMULAS for cell in held if text in cell} == set(LIVE_FORMULAS)
        assert [cell for cell in cells if cell[:1] in "=+@\t\r" and cell] == []
        assert [cell for cell in held if cell.startswith("-")] == []
        with zipfile.ZipFile(io.BytesIO(janina.get(f"{address}.xlsx").body)) as book:
            parts = {name: book.read(name) for name in book.namelist()}
        assert any(b"zly.example" in part for part in parts.values())
        assert [name for name, part in parts.items() if b"<f>" in part or b"TargetMode" in part] == []


def test_the_server_never_broke_and_holds_no_more_than_before(office: Stage) -> None:
    """After everything above, in whatever order: still there, without one fault."""
    assert office.visitor("janina").get("/pracownicy/").status == 200
    log = office.live.log.read_text()
    assert "Internal Server Error" not in log
    assert "Traceback" not in log
    assert all(held < 400_000 for held in memory(office).values()), memory(office)
