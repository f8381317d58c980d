import io
import os
import resource
import stat
import struct
import time
import tracemalloc

import pytest

from kaganek.lib import packages
from kaganek.lib.packages import (
    Fault,
    Limits,
    PackageRefused,
    Remark,
    explain,
    opened,
    remove_leftovers,
    unpack,
)
from kaganek.lib.packages.explain import SENTENCES
from kaganek.lib.packages.structure import structure_findings
from kaganek.lib.tests import hostile_archives
from kaganek.lib.tests.package_files import Piece, raw_zip, unicode_path, zipped

MEGABYTE = 1024 * 1024


def findings(data: bytes, **limits):
    try:
        with opened(io.BytesIO(data), filename="kurs.zip", limits=Limits(**limits)) as archive:
            return list(structure_findings(archive))
    except PackageRefused as refused:
        return list(refused.findings)


def names(data: bytes) -> list[str]:
    with opened(io.BytesIO(data), filename="kurs.zip", limits=Limits()) as archive:
        return list(archive.files)


def unpacked(data: bytes, target) -> list[packages.Progress]:
    return list(unpack(io.BytesIO(data), target, filename="kurs.zip"))


def said(finding) -> str:
    words = explain(finding)
    assert words.message.endswith(".")
    assert "{" not in words.message + words.way_out
    assert words.way_out.endswith(".") or (isinstance(finding.code, Remark) and not words.way_out)
    return f"{words.message} {words.way_out}"


@pytest.mark.parametrize("name", sorted(hostile_archives.REFUSED))
def test_a_hostile_archive_is_refused_in_words_and_leaves_nothing(name, tmp_path):
    build, code = hostile_archives.REFUSED[name]
    data = build()
    started = time.process_time()  # a busy machine is no fault of the package

    found = findings(data)
    with pytest.raises(PackageRefused) as refused:
        unpacked(data, tmp_path / "kurs")

    assert time.process_time() - started < 5
    assert code in {finding.code for finding in found}
    assert code in {finding.code for finding in refused.value.findings}
    assert all(said(finding) for finding in found)
    assert all(finding.file for finding in found if code is not Fault.NAME_SIGNS)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", sorted(hostile_archives.DAMAGED))
def test_damaged_content_stops_the_unpacking_and_leaves_nothing(name, tmp_path):
    data = hostile_archives.DAMAGED[name]()
    assert findings(data) == []

    with pytest.raises(PackageRefused) as refused:
        unpacked(data, tmp_path / "kurs")

    assert [(finding.code, finding.file) for finding in refused.value.findings] == [(Fault.DAMAGED, "a.txt")]
    assert list(tmp_path.iterdir()) == []


def test_every_fault_and_remark_has_its_sentence():
    assert set(SENTENCES) == {*Fault, *Remark}


def test_an_archive_without_fault_has_no_findings():
    assert findings(zipped({"index.html": "<p>Dzień dobry</p>", "obrazy/mapa.png": b"\x89PNG"})) == []
    assert findings(zipped({"index.html": "<p>Dzień dobry</p>"}, stored=True)) == []


@pytest.mark.parametrize(
    ("raw", "flags", "extra", "guessed"),
    [
        ("żółć/ćwiczenie ą.html".encode(), 0x800, b"", ""),
        ("żółć/ćwiczenie ą.html".encode(), 0, b"", ""),
        ("żółć/ćwiczenie ą.html".encode("cp852"), 0, b"", "cp852"),
        ("żółć/ćwiczenie ą.html".encode("cp1250"), 0, b"", "cp1250"),
        (b"zolc.html", 0, unicode_path(b"zolc.html", "żółć.html"), "ascii"),
        (b"\x80.html", 0, unicode_path(b"\x80.html", "żółć/ćwiczenie ą.html"), ""),
        ("z\u0307o\u0301łc\u0301/c\u0301wiczenie a\u0328.html".encode(), 0x800, b"", ""),
    ],
)
def test_polish_names_are_read_as_their_tool_wrote_them(raw, flags, extra, guessed):
    data = raw_zip([Piece(raw, flags=flags, extra=extra)])

    # A plain name needs no second reading, whatever an extra field says.
    assert names(data) == ["zolc.html" if guessed == "ascii" else "żółć/ćwiczenie ą.html"]
    remarks = [finding.facts["code_page"] for finding in findings(data)]
    assert remarks == ([guessed] if guessed.startswith("cp") else [])


def test_one_code_page_is_taken_for_the_whole_archive():
    """A single ą of the console's page is a letter in the other page, too; the rest of the names tells."""
    written = ["ą.html", "źródło.html", "ęś.html"]
    for page in ("cp852", "cp1250"):
        assert names(raw_zip([Piece(name.encode(page)) for name in written])) == written


def test_a_unicode_field_that_speaks_of_another_name_is_not_believed():
    raw = "ł.html".encode("cp852")
    assert names(raw_zip([Piece(raw, extra=unicode_path(b"other", "zły.html"))])) == ["ł.html"]
    short = struct.pack("<HH", 0x7075, 1) + b"\x01"
    assert names(raw_zip([Piece(raw, extra=short)])) == ["ł.html"]


def test_remarks_tell_what_will_be_left_out_or_will_not_work():
    data = zipped(
        {"index.html": "x", "__MACOSX/._index.html": "x", "Thumbs.db": "x", "materialy.zip": "x",
         "start.exe": "x", "intro.swf": "x", "outro.SWF": "x"}
    )  # fmt: skip
    found = findings(data)
    assert [(finding.code, finding.file, finding.facts["files"]) for finding in found] == [
        (Remark.LITTER, "__MACOSX/._index.html", 2),
        (Remark.NESTED_ARCHIVE, "materialy.zip", 1),
        (Remark.PROGRAM, "start.exe", 1),
        (Remark.FLASH, "intro.swf", 2),
    ]
    assert "2\N{NO-BREAK SPACE}pliki" in said(found[0])
    assert all(said(finding) for finding in found)


def test_limits_are_told_in_numbers():
    data = zipped({"a.html": "x" * 3000, "b.html": "y"})
    assert "2,9" not in said(findings(data, unpacked_bytes=1000)[0])
    assert "3 KB" in said(findings(data, unpacked_bytes=1000)[0]).replace("\N{NO-BREAK SPACE}", " ")
    assert [finding.code for finding in findings(data, file_bytes=50)] == [Fault.TOO_BIG]
    assert "liczba to 1." in said(findings(data, entries=1)[0])
    assert [(f.code, f.file) for f in findings(data, entry_bytes=1000)] == [(Fault.FILE_TOO_BIG, "a.html")]


def test_what_one_package_may_cost_is_what_was_agreed():
    assert Limits() == Limits(
        file_bytes=500 * MEGABYTE, directory_bytes=2 * MEGABYTE, entries=5_000,
        unpacked_bytes=1_000 * MEGABYTE, entry_bytes=500 * MEGABYTE, ratio=200, name_bytes=200, path_bytes=800,
        path_depth=30, manifest_bytes=3 * MEGABYTE // 2, manifest_nodes=60_000, manifest_depth=100, items=2_000,
        sequencing_nodes=500_000, json_bytes=4 * MEGABYTE, json_brackets=100_000,
    )  # fmt: skip


def test_unpacking_makes_plain_files_with_modes_of_our_own(tmp_path):
    pieces = [
        Piece(b"./index.html", b"<p>a</p>", attributes=0o104777 << 16),
        Piece(b"puste/", b""),
        Piece("zdjęcia/ż.txt".encode("cp852"), b"tekst " * 100_000, method=8),
        Piece(b"Thumbs.db"),
    ]
    before = os.umask(0o077)
    try:
        steps = unpacked(raw_zip(pieces), tmp_path / "kurs")
    finally:
        os.umask(before)

    files = {
        str(path.relative_to(tmp_path)): stat.S_IMODE(path.lstat().st_mode) for path in tmp_path.rglob("*")
    }
    assert files == {
        "kurs": 0o750,
        "kurs/index.html": 0o640,
        "kurs/zdjęcia": 0o750,
        "kurs/zdjęcia/ż.txt": 0o640,
    }
    assert (tmp_path / "kurs/zdjęcia/ż.txt").read_bytes() == b"tekst " * 100_000
    assert steps[0] == (0, 2, 0, 600_008, False)
    assert steps[-1] == (2, 2, 600_008, 600_008, True)
    assert [step.bytes for step in steps] == sorted(step.bytes for step in steps)
    assert len(steps) == 8  # start, a piece and an end for the small file, three and an end, the last word


def test_an_iterator_closed_early_leaves_nothing(tmp_path):
    steps = unpack(io.BytesIO(zipped({"a": "1", "b": "2"})), tmp_path / "kurs", filename="kurs.zip")
    for step in steps:
        if step.files == 1:
            break
    assert next(tmp_path.iterdir()).name.startswith(".kurs.")
    assert not (tmp_path / "kurs").exists()
    steps.close()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed_once_it_is_old(tmp_path):
    """A generator that is never closed stands for the process: its directory stays as it is."""
    steps = unpack(io.BytesIO(zipped({"a": "1", "b": "2"})), tmp_path / "kurs", filename="kurs.zip")
    next(steps)
    (left,) = tmp_path.iterdir()
    (tmp_path / "inny").mkdir()
    os.utime(left, (1_000, 1_000))

    assert remove_leftovers(tmp_path, before=1_000) == 0
    assert remove_leftovers(tmp_path, before=1_001) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["inny"]
    steps.close()


def test_an_existing_target_is_never_touched(tmp_path):
    (tmp_path / "kurs").mkdir()
    with pytest.raises(FileExistsError):
        unpacked(zipped({"a": "1"}), tmp_path / "kurs")
    assert list((tmp_path / "kurs").iterdir()) == []


def test_a_full_disk_is_not_told_as_a_damaged_file(tmp_path):
    target = tmp_path / "kurs"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            unpacked(zipped({"a": os.urandom(5000)}), target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


def test_memory_does_not_grow_with_the_package(tmp_path):
    """Python's own blocks only; the whole process was measured with 200 MB and 3,000 files."""
    source = tmp_path / "kurs.zip"
    piece = os.urandom(MEGABYTE)
    source.write_bytes(zipped({f"film{n}.bin": piece for n in range(24)}))
    tracemalloc.start()
    for _ in unpack(source, tmp_path / "kurs", filename="kurs.zip"):
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 4 * MEGABYTE
