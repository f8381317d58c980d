import io
import json
from typing import Any

import pytest

from kaganek.lib.packages import Fault, Kind, Remark, check_package, explain
from kaganek.lib.tests.package_files import Content, zipped

MULTI = {"machineName": "H5P.MultiChoice", "majorVersion": 1, "minorVersion": 16}
QUESTION = {"machineName": "H5P.Question", "majorVersion": 1, "minorVersion": 5}
FOLDER = "H5P.MultiChoice-1.16"
BASE = "H5P.Question-1.5"


def package(changes: dict[str, Content | None] | None = None, **facts: Any) -> bytes:
    """A small H5P of a question with its two libraries; None takes a file away."""
    about = {
        "title": "Pytanie o termin", "language": "pl", "mainLibrary": "H5P.MultiChoice", "embedTypes": ["div"],
        "preloadedDependencies": [MULTI],
    }  # fmt: skip
    files: dict[str, Content | None] = {
        "h5p.json": json.dumps(about | facts),
        "content/content.json": json.dumps({"question": "Ile dni?", "media": {"path": "images/a.png", "mime": "image/png"}}),
        "content/images/a.png": b"\x89PNG",
        f"{FOLDER}/library.json": json.dumps(
            {"machineName": "H5P.MultiChoice", "preloadedJs": [{"path": "js/multi.js"}], "preloadedDependencies": [QUESTION]}
        ),
        f"{FOLDER}/js/multi.js": "// nasz",
        f"{BASE}/library.json": json.dumps({"machineName": "H5P.Question", "preloadedDependencies": [MULTI]}),
    }  # fmt: skip
    files |= changes or {}
    return zipped({name: content for name, content in files.items() if content is not None}, stored=True)


def check(data: bytes):
    verdict = check_package(io.BytesIO(data), filename="pytanie.h5p")
    for finding in (*verdict.faults, *verdict.remarks):
        words = explain(finding)
        assert words.message.endswith(".")
        assert "{" not in words.message + words.way_out
    return verdict


def told(findings) -> list[tuple[str, str]]:
    return [(finding.code, str(finding.facts.get("library", finding.file))) for finding in findings]


def test_a_whole_package_is_accepted():
    verdict = check(package())
    assert (verdict.accepted, verdict.kind, verdict.title, verdict.language) == (
        True,
        Kind.H5P,
        "Pytanie o termin",
        "pl",
    )
    assert (verdict.main_library, verdict.outline, verdict.files) == ("H5P.MultiChoice", (), 6)
    assert verdict.remarks == ()


def test_versions_written_as_text_and_a_mark_of_encoding_are_read():
    text = json.dumps(
        {"title": "Ó", "mainLibrary": "H5P.MultiChoice",
         "preloadedDependencies": [MULTI | {"majorVersion": "1", "minorVersion": "16"}]}
    )  # fmt: skip
    assert check(package({"h5p.json": b"\xef\xbb\xbf" + text.encode()})).accepted


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (package({f"{BASE}/library.json": None}), (Fault.H5P_LIBRARY_MISSING, BASE)),
        (package({f"{FOLDER}/library.json": None}), (Fault.H5P_LIBRARY_VERSION, FOLDER)),
        (
            package({f"{BASE}/library.json": None, "H5P.Question-1.4/library.json": "{}"}),
            (Fault.H5P_LIBRARY_VERSION, BASE),
        ),
        (package(mainLibrary="H5P.Blanks"), (Fault.H5P_LIBRARY_MISSING, "H5P.Blanks")),
        (package({f"{FOLDER}/js/multi.js": None}), (Fault.H5P_FILE_MISSING, f"{FOLDER}/js/multi.js")),
        (package({"content/images/a.png": None}), (Fault.H5P_FILE_MISSING, "content/images/a.png")),
        (package({"content/content.json": None}), (Fault.H5P_CONTENT_MISSING, "content/content.json")),
        (package({"content/content.json": "[1, 2]"}), (Fault.JSON_BROKEN, "content/content.json")),
        (package({"content/content.json": b"\xff"}), (Fault.JSON_BROKEN, "content/content.json")),
        (package({"content/content.json": "[" * 60_000}), (Fault.JSON_BROKEN, "content/content.json")),
        (package({"content/content.json": "[" * 100_001}), (Fault.JSON_TOO_BIG, "content/content.json")),
        (package({"content/content.json": " " * 5_000_000}), (Fault.JSON_TOO_BIG, "content/content.json")),
        (package({f"{BASE}/library.json": "{"}), (Fault.JSON_BROKEN, f"{BASE}/library.json")),
        (package({"h5p.json": "null"}), (Fault.JSON_BROKEN, "h5p.json")),
        (package({"h5p.json": '{"title": "A"}'}), (Fault.H5P_FIELD, "h5p.json")),
        (
            package(preloadedDependencies=[MULTI, {"machineName": "../../etc", "majorVersion": 1, "minorVersion": 0}]),
            (Fault.H5P_LIBRARY_MISSING, "../../etc-1.0"),
        ),
    ],
)  # fmt: skip
def test_what_is_missing_or_broken_is_named(data, expected):
    verdict = check(data)
    assert expected in told(verdict.faults)
    assert not verdict.accepted


def test_nonsense_in_place_of_lists_and_names_is_no_surprise():
    for nonsense in (
        "x",
        7,
        {"a": 1},
        [7, None, {"machineName": 3, "majorVersion": "9" * 40}],
    ):
        verdict = check(package(preloadedDependencies=nonsense))
        assert Fault.H5P_LIBRARY_MISSING in [fault.code for fault in verdict.faults]
    assert not check(package(mainLibrary=["a"])).accepted


def test_an_uncommon_type_and_a_remote_file_are_remarks():
    own = {"machineName": "X.Own", "majorVersion": 1, "minorVersion": 0}
    remote = {"a": [{"path": "https://example.org/film.mp4", "mime": "video/mp4"}]}
    verdict = check(
        package(
            {"X.Own-1.0/library.json": "{}", "content/content.json": json.dumps(remote)},
            mainLibrary="X.Own",
            preloadedDependencies=[own],
        )
    )
    assert verdict.accepted
    assert told(verdict.remarks) == [
        (Remark.H5P_REMOTE, "https://example.org/film.mp4"),
        (Remark.H5P_UNCOMMON, "X.Own"),
    ]


def test_a_title_cannot_command_the_terminal():
    assert check(package(title="\x1b[2Jgotowe")).title == "\N{REPLACEMENT CHARACTER}[2Jgotowe"
