"""Small course files made by hand: a good one, and ways to spoil it."""

from __future__ import annotations

import hashlib
import io
import json
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

from kaganek.lib.tests.package_files import Piece, raw_zip, scorm

ID = "3f0f6a3e-6a2f-4a64-9a52-0b9a3f1c7d0{}"
LESSON = "lekcje/01-pierwsza.json"
Files = dict[str, Any]


def png(width: int = 2, height: int = 2) -> bytes:
    """A picture of one colour; only its header says how large it is."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(
        b"".join(b"\0" + b"\x20\x40\x80" * width for _ in range(height if height < 100 else 1))
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def block(kind: str, value: Any, number: int = 1) -> dict[str, Any]:
    return {"kind": kind, "id": ID.format(number), "value": value}


def image(path: str = "media/rysunek.png") -> dict[str, Any]:
    return block(
        "image", {"image": path, "alt": "Pole", "caption": "", "licence": "own", "author": "Urząd"}, 2
    )


def files() -> Files:
    """Every part of a small course: one lesson, a picture, a document, a package, a quiz with a draw."""
    asked = {"text": "Czy?", "answer": "true", "explanation": "Tak.", "points": 1}
    attached = {"title": "Wzór", "description": "", "file": "media/wzor.pdf"}
    return {
        "szkolenie.json": {
            "title": "Obieg pism", "short_title": "", "summary": "", "goal": "", "hours": "2.0", "review_required": False,
            "validity": None, "modules": [{"title": "Moduł", "lessons": [LESSON]}],
        },
        LESSON: {"title": "Pierwsza", "minutes": 10, "blocks": [
            block("text", ["<h2>Początek</h2>", "<p>Treść.</p>"]), image(), block("download", attached, 3),
            block("package", {"title": "", "package": "paczki/obieg.zip"}, 4),
        ]},
        "test.json": {
            "title": "Test", "pass_mark": 60, "attempts": 3, "time_limit": None, "feedback": "end", "review": "answers",
            "shuffle": False, "questions": [
                block("truefalse", asked, 5),
                block("draw", {"category": ["Prawo"], "number": 1, "questions": ["p1"]}, 6),
            ],
        },
        "bank.json": {"questions": [{
            "key": "p1", "category": ["Prawo"], "tags": [], "external_id": "", "name": "Jedno", "kind": "matrix", "text": "Które?",
            "payload": {"columns": [{"id": "a", "text": "tak"}, {"id": "b", "text": "nie"}],
                        "rows": [{"id": "1", "text": "W", "right": "b"}]},
            "explanation": "", "points": "1",
        }]},
        "pliki.json": {"files": [
            {"path": "media/rysunek.png", "kind": "image", "title": "rysunek", "description": ""},
            {"path": "media/wzor.pdf", "kind": "document", "title": "Wzór"},
            {"path": "paczki/obieg.zip", "kind": "package", "title": "Obieg"},
        ]},
        "media/rysunek.png": png(), "media/wzor.pdf": b"%PDF-1.4 wzor", "paczki/obieg.zip": scorm(),
        "czytaj.txt": b"# Obieg pism\n",
    }  # fmt: skip


def bytes_of(value: Any) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()


def manifest(parts: dict[str, bytes]) -> dict[str, Any]:
    listed = [
        {"path": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in parts.items()
    ]
    made = {"at": "2026-11-21T10:00:00+00:00", "program": "Kaganek", "code": "obieg", "source": "draft"}
    return {
        "format": "kaganek-kurs",
        "version": 1,
        "made": made,
        "language": "pl",
        "title": "Obieg pism",
        "files": listed,
    }


def packed(
    parts: Files, *, told: Callable[[dict[str, Any]], None] = lambda _: None, more: Files | None = None
) -> bytes:
    """A course file of these parts with an honest manifest, which `told` may change; `more` are not in it."""
    whole = {name: bytes_of(value) for name, value in parts.items()}
    said = manifest(whole)
    told(said)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (
            {"kurs.json": bytes_of(said)} | whole | {n: bytes_of(v) for n, v in (more or {}).items()}
        ).items():
            archive.writestr(name, data)
    return out.getvalue()


def good() -> bytes:
    return packed(files())


def with_piece(piece: Piece) -> Callable[[], bytes]:
    """The good file and one entry more, with headers of our choice."""

    def made() -> bytes:
        with zipfile.ZipFile(io.BytesIO(good())) as archive:
            return raw_zip(
                [*(Piece(name.encode(), archive.read(name)) for name in archive.namelist()), piece]
            )

    return made


def spoiled(change: Callable[[Files], None]) -> Callable[[], bytes]:
    """The good file with other contents, honestly listed."""

    def made() -> bytes:
        parts = files()
        change(parts)
        return packed(parts)

    return made


def blocks_of(*blocks: Any) -> Callable[[], bytes]:
    def change(parts: Files) -> None:
        parts[LESSON]["blocks"] += list(blocks)

    return spoiled(change)


def put(path: str, data: Any) -> Callable[[], bytes]:
    return spoiled(lambda parts: parts.update({path: data}))


def lying(change: Callable[[dict[str, Any]], None]) -> Callable[[], bytes]:
    return lambda: packed(files(), told=change)


def _listed(said: dict[str, Any], path: str) -> dict[str, Any]:
    return next(one for one in said["files"] if one["path"] == path)


def _set(*way: Any, to: Any) -> Callable[[], bytes]:
    """A value deep in the good file replaced."""

    def change(parts: Files) -> None:
        here = parts
        for step in way[:-1]:
            here = here[step]
        here[way[-1]] = to

    return spoiled(change)


TEXT = bytes_of(files()[LESSON]).decode()
# name → (the file, words of the refusal: the file named, what is wrong)
HOSTILE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "no archive": (lambda: b"%PDF-1.7 ...", "proba.kurs.zip", "To nie jest plik ZIP"),
    "empty": (lambda: b"", "proba.kurs.zip", "jest pust"),
    "cut off": (lambda: good()[:-40], "proba.kurs.zip", "ucięty"),
    "a SCORM package": (scorm, "proba.kurs.zip", "To paczka SCORM"),
    "no manifest": (lambda: raw_zip([Piece(b"szkolenie.json", b"{}")]), "proba.kurs.zip", "nie ma spisu"),
    "name up": (with_piece(Piece(b"../../zly.json")), "../../zly.json", "wychodzi poza paczkę"),
    "name from the root": (with_piece(Piece(b"/etc/cron.d/zly")), "/etc/cron.d/zly", "miejsce na dysku"),
    "name with a control sign": (with_piece(Piece(b"media/a\x07.png")), "media/a", "znak"),
    "link": (with_piece(Piece(b"media/a.png", b"/etc/passwd", attributes=0o120777 << 16)), "media/a.png", "skrót"),
    "the same name twice": (with_piece(Piece(b"test.json")), "test.json", "dwa razy"),
    "names by letter case": (with_piece(Piece(b"Test.json")), "Test.json", "wielkością liter"),
    "encrypted": (with_piece(Piece(b"media/a.png", flags=1)), "media/a.png", "hasłem"),
    "bomb": (with_piece(Piece(b"media/a.txt", b"\0" * 4_000_000, method=8)), "media/a.txt", "wiele razy więcej danych"),
    "claims a gigabyte": (with_piece(Piece(b"a", claimed_size=1 << 30)), "proba.kurs.zip", "Po rozpakowaniu"),
    "wrong digest": (lying(lambda said: _listed(said, LESSON).update(sha256="0" * 64)), LESSON, "skrót SHA-256"),
    "wrong size": (lying(lambda said: _listed(said, "test.json").update(bytes=1)), "test.json", "inny rozmiar"),
    "listed and missing": (
        lying(lambda said: said["files"].append({"path": "media/b.png", "bytes": 1, "sha256": "0" * 64})),
        "media/b.png", "brakuje",
    ),
    "there and not listed": (lambda: packed(files(), more={"media/obcy.pdf": b"%PDF"}), "media/obcy.pdf", "nie ma w spisie"),
    "listed twice": (lying(lambda said: said["files"].append(said["files"][0])), "kurs.json", "dwa razy"),
    "newer format": (lying(lambda said: said.update(version=2)), "kurs.json", "nowszej wersji"),
    "manifest with more": (lying(lambda said: said.update(author_id=5)), "kurs.json", "nieznane pole"),
    "a file of no use": (put("skrypt.js", b"alert(1)"), "skrypt.js", "do czego służy"),
    "broken JSON": (put(LESSON, b'{"title": "Pierwsza",'), LESSON, "Błąd zapisu JSON"),
    "a field twice": (put(LESSON, TEXT.replace('"minutes": 10', '"minutes": 10, "minutes": 99').encode()), LESSON, "dwa razy"),
    "not a number": (put(LESSON, TEXT.replace('"minutes": 10', '"minutes": NaN').encode()), LESSON, "nie jest liczbą"),
    "endless number": (put(LESSON, TEXT.replace('"minutes": 10', '"minutes": ' + "9" * 5000).encode()), LESSON, "JSON"),
    "too deep": (put(LESSON, b'{"title":' + b"[" * 5000 + b"]" * 5000 + b"}"), LESSON, "zbyt głęboko"),
    "too large": (put(LESSON, {"title": random.Random(1).randbytes(2_200_000).hex()}), LESSON, "za duży"),
    "other letters": (put(LESSON, TEXT.encode("utf-16")), LESSON, "UTF-8"),
    "an array": (put(LESSON, []), LESSON, "obiekt"),
    "unknown block": (blocks_of(block("iframe", {"src": "https://zly.example/"}, 7)), LESSON, "nieznanego rodzaju"),
    "a block with a field more": (blocks_of(block("quote", {"text": "", "source": "", "href": "", "onclick": "x"}, 7)), LESSON, "nieznane pole"),
    "a block of another shape": (blocks_of(block("steps", {"title": "", "steps": "<b>"}, 7)), LESSON, "lista"),
    "an address that runs": (blocks_of(block("quote", {"text": "", "source": "", "href": "javascript:alert(1)"}, 7)), LESSON, "zły zapis"),
    "the same block twice": (blocks_of(block("text", ["<p>a</p>"], 1)), LESSON, "ten sam identyfikator"),
    "a number of a row": (blocks_of({"kind": "text", "id": "17", "value": []}), LESSON, "identyfikator"),
    "a picture that is not there": (blocks_of(image("media/obcy.png") | {"id": ID.format(7)}), LESSON, "nie ma takiego obrazu"),
    "a picture by number": (blocks_of(image(5) | {"id": ID.format(7)}), LESSON, "nazwa"),  # type: ignore[arg-type]
    "zero in a title": (_set(LESSON, "title", to="a\0b"), LESSON, "znak sterujący"),
    "half a letter": (put(LESSON, TEXT.replace("Pierwsza", "\\ud800").encode()), LESSON, "znak sterujący"),
    "letters turned round": (_set(LESSON, "title", to="gnp\u202eexe"), LESSON, "odwraca"),
    "a long title": (_set(LESSON, "title", to="a" * 201), LESSON, "za długi"),
    "minutes below zero": (_set(LESSON, "minutes", to=-1), LESSON, "liczba od"),
    "a table of crooked rows": (
        blocks_of(block("table", {"table": {"caption": "", "heads": ["a"], "rows": [["1", "2"]]}, "row_heads": True}, 7)),
        LESSON, "komórek",
    ),
    "a lesson twice": (_set("szkolenie.json", "modules", 0, "lessons", to=[LESSON, LESSON]), "szkolenie.json", "dwa razy"),
    "a lesson of no module": (_set("szkolenie.json", "modules", 0, "lessons", to=[]), LESSON, "w żadnym module"),
    "no such lesson": (_set("szkolenie.json", "modules", 0, "lessons", to=[LESSON, "lekcje/02.json"]), "lekcje/02.json", "brakuje"),
    "hours in words": (_set("szkolenie.json", "hours", to="dwie"), "szkolenie.json", "zły zapis"),
    "no picture": (put("media/rysunek.png", b"<html><script>alert(1)</script></html>"), "media/rysunek.png", "To nie jest obraz"),
    "a picture of another kind": (put("media/rysunek.png", b"GIF89a\x01\x00\x01\x00\x80\x00\x00" + bytes(20)), "media/rysunek.png", "To nie jest obraz"),
    "a picture without end": (put("media/rysunek.png", png(60_000, 60_000)), "media/rysunek.png", "za duży"),
    "a program": (spoiled(lambda parts: _swap(parts, "media/wzor.pdf", "media/wzor.exe")), "media/wzor.exe", "nie przyjmujemy"),
    "a drawing with scripts": (spoiled(lambda parts: _swap(parts, "media/rysunek.png", "media/rysunek.svg")), "media/rysunek.svg", "nie przyjmujemy"),
    "a file of no use in a lesson": (spoiled(lambda parts: parts[LESSON]["blocks"].pop(1)), "media/rysunek.png", "z tego nie korzysta"),
    "a package that is none": (put("paczki/obieg.zip", b"PK zly"), "paczki/obieg.zip", "To nie jest plik ZIP"),
    "a package that leaves its folder": (
        put("paczki/obieg.zip", raw_zip([Piece(b"imsmanifest.xml"), Piece(b"../a.html")])), "paczki/obieg.zip", "poza paczkę",
    ),
    "an answer out of the table": (_set("bank.json", "questions", 0, "payload", "rows", 0, "right", to="z"), "bank.json", "kolumnę"),
    "a kind of question unheard of": (_set("bank.json", "questions", 0, "kind", to="code"), "bank.json", "nie ma takiej wartości"),
    "answers of another kind": (_set("bank.json", "questions", 0, "payload", to={"answer": True}), "bank.json", "brakuje pola"),
    "a draw that lies": (_set("test.json", "questions", 1, "value", "questions", to=[]), "test.json", "inne pytania"),
    "a question of the sheet unheard of": (_set("test.json", "questions", 0, "kind", to="code"), "test.json", "nieznanego rodzaju"),
}  # fmt: skip


def _swap(parts: Files, old: str, new: str) -> None:
    text = json.dumps(parts[LESSON]).replace(old, new)
    parts[LESSON] = json.loads(text)
    parts["pliki.json"] = json.loads(json.dumps(parts["pliki.json"]).replace(old, new))
    parts[new] = parts.pop(old)
