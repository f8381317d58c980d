"""H5P: what statements are worth, the page a content runs in, the pinned core."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests import h5p as made

from kaganek.lib.h5p import core, h5p_answers, judge_said, resumed
from kaganek.lib.h5p.core import CORE, CoreFault, changed_files, core_in, install_core
from kaganek.lib.h5p.page import PageFault, page_of
from kaganek.lib.h5p.words import h5p_element_words, h5p_is_private, h5p_value_words
from kaganek.lib.scorm import Accepted, Refused, Trouble
from kaganek.lib.scorm.outcome import By

BELOW = "00000001-0000-4000-8000-000000000000"


def told(at: int = 1, **facts: Any) -> str:
    return json.dumps({"at": at} | facts)


def accepted(values: dict[str, Any], before: dict[str, str] | None = None) -> Accepted:
    found = judge_said(before or {}, values)
    assert isinstance(found, Accepted)
    return found


# -- what statements mean


@pytest.mark.rule("L-152")
@pytest.mark.parametrize(
    ("values", "completion", "success", "scaled"),
    [
        ({}, "not attempted", "unknown", None),
        ({"state::state": '{"at":2}'}, "not attempted", "unknown", None),
        ({"xapi::attempted": told()}, "incomplete", "unknown", None),
        ({"xapi::progressed": told(point="3")}, "incomplete", "unknown", None),
        ({"xapi::completed": told()}, "completed", "unknown", None),
        ({"xapi::completed": told(completion=False)}, "incomplete", "unknown", None),
        ({"xapi::answered": told(success=True, score={"raw": 3, "min": 0, "max": 4})}, "completed", "passed", "0.75"),
        ({"xapi::answered": told(success=False, score={"raw": 0, "max": 4})}, "completed", "failed", "0"),
        # A full score and the verb "passed" are no word of passing: only the statement's own success is.
        ({"xapi::completed": told(score={"raw": 4, "min": 0, "max": 4})}, "completed", "unknown", "1"),
        ({"xapi::passed": told()}, "completed", "unknown", None),
        ({"xapi::scored": told(score={"scaled": 0.4})}, "incomplete", "unknown", "0.4"),
        ({"xapi::completed": told(score={"raw": 0, "min": 0, "max": 0})}, "completed", "unknown", None),
        # What a content below the main one says is its own affair.
        ({f"xapi:{BELOW}:answered": told(success=True, score={"raw": 1, "max": 1})}, "not attempted", "unknown", None),
    ],
)  # fmt: skip
def test_only_the_main_content_s_own_words_count(
    values: dict[str, str], completion: str, success: str, scaled: str | None
) -> None:
    found = accepted(values).outcome

    assert (found.completion, found.success) == (completion, success)
    assert found.score_scaled == (None if scaled is None else Decimal(scaled))
    assert (found.success_by is By.PACKAGE) == (success != "unknown")


@pytest.mark.rule("L-152")
def test_the_newest_statement_decides_whichever_verb_it_has() -> None:
    first = accepted({"xapi::answered": told(5, success=True, score={"raw": 1, "max": 1})})
    second = accepted({"xapi::completed": told(9, success=False, score={"raw": 0, "max": 1})}, first.values)

    assert (second.outcome.success, second.outcome.score_scaled) == ("failed", Decimal(0))
    older = accepted({"xapi::completed": told(2, success=False, score={"raw": 0, "max": 1})}, first.values)
    assert (older.outcome.success, older.outcome.score_scaled) == ("passed", Decimal(1))


@pytest.mark.rule("L-152")
@pytest.mark.parametrize(
    ("value", "trouble"),
    [
        ("{", Trouble.TYPE),
        ("[]", Trouble.TYPE),
        ("7", Trouble.TYPE),
        ("[" * 100_000, Trouble.TYPE),
        ("{}", Trouble.TYPE),
        (told(0), Trouble.TYPE),
        (told(2**53), Trouble.TYPE),
        ('{"at": true}', Trouble.TYPE),
        ('{"at": 1, "score": {"raw": NaN}}', Trouble.TYPE),
        ('{"at": 1, "score": {"raw": 1e999}}', Trouble.RANGE),
        (f'{{"at": {"9" * 5000}}}', Trouble.TYPE),
        (told(admin=True), Trouble.TYPE),
        (told(success="true"), Trouble.TYPE),
        (told(completion=1), Trouble.TYPE),
        (told(score=7), Trouble.TYPE),
        (told(score={"raw": "7"}), Trouble.TYPE),
        (told(score={"raw": True}), Trouble.TYPE),
        (told(score={"raw": 1, "percent": 3}), Trouble.TYPE),
        (told(score={"raw": 5, "max": 4}), Trouble.RANGE),
        (told(score={"raw": -1, "min": 0, "max": 4}), Trouble.RANGE),
        (told(score={"raw": -1, "max": 4}), Trouble.RANGE),
        (told(score={"min": 5, "max": 4}), Trouble.RANGE),
        (told(score={"scaled": 1.01}), Trouble.RANGE),
        (told(score={"raw": 10**10, "max": 10**10}), Trouble.RANGE),
        (told(duration="kwadrans"), Trouble.TYPE),
        (told(response="x" * 20_001), Trouble.TYPE),
        (told(name="a\0b"), Trouble.TYPE),
        (told(name="\ud800"), Trouble.TYPE),
        (told(choices=[]), Trouble.TYPE),
        (told(choices={"a": 1}), Trouble.TYPE),
        (told(choices={str(n): "" for n in range(501)}), Trouble.TYPE),
        (told(correct="0"), Trouble.TYPE),
        (told(correct=[0]), Trouble.TYPE),
    ],
)
def test_a_statement_that_is_not_believed_is_put_aside_and_what_stood_there_stays(
    value: str, trouble: Trouble
) -> None:
    before = {"xapi::completed": told(3, score={"raw": 1, "max": 2})}

    found = accepted({"xapi::completed": value, "state::state": '"s"'}, before)

    assert [one.trouble for one in found.aside] == [trouble]
    assert found.values == before | {"state::state": '"s"'}


@pytest.mark.rule("L-152")
@pytest.mark.parametrize(
    "values",
    [
        {"cmi.core.lesson_status": "passed"},
        {"xapi::": "{}"},
        {"xapi:../..:completed": "{}"},
        {"xapi::COMPLETED": "{}"},
        {"state::a b": "1"},
        {"state::" + "x" * 81: "1"},
        {"xapi::completed": 7},
        {f"state::n{n}": "x" * 20_000 for n in range(101)},
        {f"state::n{n}": "1" for n in range(2_001)},
    ],
)
def test_names_of_no_statement_and_too_much_refuse_the_whole_message(values: dict[str, Any]) -> None:
    assert isinstance(judge_said({}, values), Refused)


@pytest.mark.rule("L-153")
def test_the_next_visit_gets_the_content_s_own_state_and_the_moment_of_its_last_statement() -> None:
    state = accepted(
        {
            "state::state": '{"slide":2}',
            f"state:{BELOW}:state": "1",
            "state::old": "1",
            "xapi::attempted": told(700),
        }
    ).values
    state = accepted({"state::old": ""}, state).values

    assert resumed(state) == {"state::state": '{"slide":2}', f"state:{BELOW}:state": "1", "at": "700"}


# -- for people to read


def test_answers_are_read_with_the_words_of_their_choices() -> None:
    state = accepted({
        f"xapi:{BELOW}:answered": told(
            2, question="<p>Ile&nbsp;dni?</p>", type="choice", response="0[,]1", correct=["1"],
            choices={"0": "7 dni", "1": "<b>30</b> dni"}, success=False, duration="PT3.5S",
        ),
        "xapi::answered": told(
            1, name="Pary", type="matching", response="0[.]1", correct=["0[.]0"], choices={"0": "pismo"},
            targets={"0": "kierownik", "1": "sekretariat"}, success=True,
        ),
        "xapi:x:answered": told(3, type="fill-in", response="kpa", correct=["{case_matters=false}KPA"]),
        "xapi:y:answered": told(4, type="true-false", response="true", correct=["false"]),
        "xapi:z:interacted": told(5, response="0"),
    }).values  # fmt: skip

    first, second, third, fourth = h5p_answers(state)

    assert (first.description, first.answer, first.patterns) == (
        "Pary",
        ("pismo – sekretariat",),
        (("pismo – kierownik",),),
    )
    assert (second.description, second.answer, second.patterns) == (
        "Ile dni?",
        ("7 dni", "30 dni"),
        (("30 dni",),),
    )
    assert (second.result, second.seconds, first.result) == ("incorrect", Decimal("3.5"), "correct")
    assert (third.answer, third.patterns) == (("kpa",), (("KPA",),))
    assert (fourth.answer, fourth.patterns) == (("prawda",), (("fałsz",),))


def test_messages_are_told_in_words_and_what_was_answered_is_for_few() -> None:
    assert h5p_element_words("xapi::completed") == "ukończenie"
    assert h5p_element_words(f"xapi:{BELOW}:answered") == "odpowiedź w części treści"
    assert h5p_element_words("state::state") == "zapamiętany stan"
    said = told(name="Terminy", score={"raw": 1.5, "max": 2}, success=True)
    assert h5p_value_words("xapi::completed", said) == "Terminy; 1,50 z 2 pkt; zaliczone"
    assert [h5p_is_private(one) for one in ("xapi::answered", "state::state", "xapi::completed")] == [
        True,
        True,
        False,
    ]


# -- the page


def unpacked(place: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
    return place


def page(folder: Path) -> str:
    return page_of(
        folder, base="/tresc/T/", ours="/tresc/T/~kaganek/", core="/tresc/T/~kaganek/h5p/", shim="h5p.js"
    )


@pytest.mark.rule("L-151")
def test_the_page_loads_our_script_the_core_and_libraries_after_those_they_need(tmp_path: Path) -> None:
    found = page(unpacked(tmp_path, made.files()))

    order = [found.index(name) for name in ("~kaganek/h5p.js", "frame.bundle.js", "wybor.js", "js/strona.js")]
    assert order == sorted(order)
    assert found.index("styles/h5p.css") < found.index("H5P.KaganekWybor-1.0/wybor.css")
    assert '"library": "H5P.KaganekStrona 1.0"' in found


@pytest.mark.rule("L-151")
def test_what_a_package_says_of_itself_cannot_leave_its_place_in_the_page(tmp_path: Path) -> None:
    files = made.files()
    about = json.loads(files["h5p.json"])
    about |= {"title": '</title><script>x="1"</script>', "language": '"><script>'}
    files["h5p.json"] = json.dumps(about).encode()
    files["content/content.json"] = b'{"title": "</script><script>y()</script>", "content": []}'
    own = json.loads(files["H5P.KaganekWybor-1.0/library.json"])
    own["preloadedJs"] = [{"path": '"><script>z()</script>.js'}, {"path": "../../../../secret_key"}]
    files["H5P.KaganekWybor-1.0/library.json"] = json.dumps(own).encode()

    found = page(unpacked(tmp_path, files))

    assert found.count("<script") == 6  # facts, our script, the core, two of one library, one of the other
    assert "<script>" not in found
    assert '<html lang="pl"' in found


@pytest.mark.parametrize("name", ["h5p.json", "H5P.KaganekWybor-1.0/library.json"])
@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff", b"[" * 200_000])
def test_an_unreadable_list_of_libraries_makes_no_page(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(PageFault):
        page(unpacked(tmp_path, made.files() | {name: content}))


@pytest.mark.parametrize("name", ["h5p.json", "content/content.json", "H5P.KaganekWybor-1.0/library.json"])
def test_a_missing_file_makes_no_page(tmp_path: Path, name: str) -> None:
    files = made.files()
    del files[name]
    with pytest.raises(PageFault):
        page(unpacked(tmp_path, files))


def test_a_file_beside_the_package_is_no_part_of_it(tmp_path: Path) -> None:
    folder = unpacked(tmp_path / "package", made.files())
    (folder / "content" / "content.json").unlink()
    (tmp_path / "secret_key").write_text("{}")
    (folder / "content" / "content.json").symlink_to(tmp_path / "secret_key")
    with pytest.raises(PageFault):
        page(folder)


def test_a_circle_of_libraries_ends(tmp_path: Path) -> None:
    files = made.files()
    own = json.loads(files["H5P.KaganekWybor-1.0/library.json"]) | {"preloadedDependencies": [made.PAGE]}
    files["H5P.KaganekWybor-1.0/library.json"] = json.dumps(own).encode()

    assert page(unpacked(tmp_path, files)).count("strona.js") == 1


# -- the core


def release(**members: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in members.items():
            about = tarfile.TarInfo(name)
            about.size = len(content)
            archive.addfile(about, io.BytesIO(content))
    return out.getvalue()


@pytest.fixture
def pinned(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A release of ours in the place of the real one, which is not in this repository."""
    data = release(**{
        "package/dist/frame.bundle.js": b"core", "package/dist/styles/h5p.css": b"css", "package/LICENSE": b"MIT",
        "package/package.json": b"{}", "package/dist/../../outside.js": b"x", "/etc/outside": b"x",
    })  # fmt: skip
    monkeypatch.setattr(core, "CORE", replace(CORE, sha256=hashlib.sha256(data).hexdigest()))
    return data


@pytest.mark.rule("L-150")
def test_the_core_is_believed_by_its_hash_and_unpacked_whole(tmp_path: Path, pinned: bytes) -> None:
    assert core_in(tmp_path) is None
    folder = install_core(pinned, tmp_path)

    names = sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())
    assert names == [
        "GPL-3.0.txt",
        "LICENSE-h5p-standalone.txt",
        "core.json",
        "frame.bundle.js",
        "styles/h5p.css",
    ]
    assert core_in(tmp_path) == folder
    assert [one.name for one in tmp_path.iterdir()] == [CORE.version]
    assert changed_files(folder) == []
    (folder / "frame.bundle.js").write_bytes(b"other")
    assert changed_files(folder) == ["frame.bundle.js"]


@pytest.mark.rule("L-150")
def test_another_file_leaves_nothing(tmp_path: Path, pinned: bytes) -> None:
    with pytest.raises(CoreFault, match="SHA-256"):
        install_core(pinned + b"x", tmp_path / "h5p")
    assert not (tmp_path / "h5p").exists()


@pytest.mark.rule("L-150")
def test_a_core_that_was_never_finished_is_none_and_is_replaced(tmp_path: Path, pinned: bytes) -> None:
    (tmp_path / CORE.version).mkdir(parents=True)
    (tmp_path / CORE.version / "frame.bundle.js").write_bytes(b"half")
    assert core_in(tmp_path) is None

    assert (install_core(pinned, tmp_path) / "frame.bundle.js").read_bytes() == b"core"
    assert install_core(pinned, tmp_path) == tmp_path / CORE.version
