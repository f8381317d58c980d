"""Sound packages with a few bytes changed: whatever comes of it, there is a verdict and nothing else."""

import io
import random

import pytest

from kaganek.lib.packages import PackageRefused, check_package, unpack, verdict_facts
from kaganek.lib.tests.package_files import ITEM, PAGE, Piece, manifest, raw_zip, scorm, two_parts, zipped
from kaganek.lib.tests.test_package_h5p import package as h5p

SIGNATURES = (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06")
WHOLE = {
    "scorm 1.2": scorm(),
    "scorm 2004": two_parts("<imsss:sequencing><imsss:objectives/></imsss:sequencing>"),
    "h5p": h5p(),
    "names": raw_zip([Piece("ą/ż.html".encode("cp852")), Piece(b"b", b"x" * 300, method=8)]),
}
SETTINGS = '<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.5"/><imsss:sequencing IDRef="s"/>'
COLLECTION = (
    '<imsss:sequencingCollection><imsss:sequencing ID="s"><imsss:controlMode choice="true"/>'
    '<imsss:objectives><imsss:primaryObjective objectiveID="p" satisfiedByMeasure="true"/></imsss:objectives>'
    "</imsss:sequencing></imsss:sequencingCollection>"
)


def changed(data: bytes, chance: random.Random) -> bytes:
    raw = bytearray(data)
    for _ in range(chance.choice([1, 1, 1, 2, 5])):
        at = chance.randrange(len(raw))
        way = chance.random()
        if way < 0.4:
            raw[at] = chance.randrange(256)
        elif way < 0.5:
            del raw[at : at + chance.randrange(1, 9)]
        elif way < 0.6:
            raw[at:at] = chance.randbytes(chance.randrange(1, 9))
        else:  # most of what a reader believes stands in the headers
            start = max(0, raw.find(chance.choice(SIGNATURES)))
            raw[min(len(raw) - 1, start + chance.randrange(46))] = chance.choice([0, 1, 128, 255])
    return bytes(raw)


def cut_up(text: str, chance: random.Random) -> str:
    """Words of a manifest doubled, lost or moved."""
    parts = text.replace("<", "\0<").replace('"', '\0"').split("\0")
    for _ in range(chance.randrange(1, 6)):
        at, to = chance.randrange(len(parts)), chance.randrange(len(parts))
        parts[at : at + 1] = chance.choice([[], [parts[at]] * 2, [parts[to]], [parts[at], "9" * 300]])
    return "".join(parts)


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_a_changed_archive_gets_a_verdict_and_unpacks_only_when_accepted(name, tmp_path):
    chance = random.Random(name)
    for n in range(60):
        data = changed(WHOLE[name], chance)
        verdict = check_package(io.BytesIO(data), filename="kurs.zip", contents=True)
        verdict_facts(verdict)
        try:
            list(unpack(io.BytesIO(data), tmp_path / f"kurs{n}", filename="kurs.zip"))
        except PackageRefused:
            assert not verdict.accepted, verdict
            assert not (tmp_path / f"kurs{n}").exists()
    assert all(path.name.startswith("kurs") for path in tmp_path.iterdir())


def test_a_changed_manifest_gets_a_verdict():
    chance = random.Random(12)
    text = manifest(version="2004 4th Edition", items=ITEM.format(more=SETTINGS), more=COLLECTION)
    for _ in range(200):
        data = zipped({"imsmanifest.xml": cut_up(text, chance), "a.html": PAGE})
        verdict_facts(check_package(io.BytesIO(data), filename="kurs.zip"))
