"""A course file from outside: read within limits, every value and every promise of it checked before it is believed."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from kaganek.lib.courses import kinds
from kaganek.lib.courses.fields import Field, Open, Rows, Struct, Wrong, check
from kaganek.lib.courses.meaning import bank_faults, quiz_faults, sense
from kaganek.lib.courses.model import (
    AGAIN,
    BANK,
    COURSE,
    DEEPEST,
    DOCUMENTS,
    FILES,
    FORMAT,
    IMAGES,
    LESSONS,
    LIMITS,
    MANIFEST,
    MEDIA,
    MEND,
    MOST_FAULTS,
    PACKAGES,
    QUIZ,
    READING,
    RUBRICS,
    TASKS,
    VERSION,
    CourseData,
    CourseRefused,
    Fault,
    Json,
)
from kaganek.lib.packages import Archive, Finding, PackageRefused, explain, opened
from kaganek.lib.packages import Fault as PackageFault
from kaganek.lib.packages.names import printable
from kaganek.lib.packages.structure import structure_findings

CHOOSE = "Wybierz plik .kurs.zip, który powstał w Kaganku po kliknięciu „Zapisz do pliku”."
OTHERS = {
    "imsmanifest.xml": ("To paczka SCORM, a nie szkolenie zapisane w Kaganku.", "Wgraj ją na stronie „Paczki”."),
    "h5p.json": ("To paczka H5P, a nie szkolenie zapisane w Kaganku.", "Wgraj ją na stronie „Paczki”."),
    "moodle_backup.xml": ("To kopia kursu z Moodle.", "Z Moodle można wczytać pytania: zapisz je tam jako Moodle XML."),
    "[Content_Types].xml": ("To dokument pakietu biurowego.", CHOOSE),
}  # fmt: skip
_ENDINGS = {"image": IMAGES, "document": DOCUMENTS, "package": ("zip", "h5p")}
_FOLDERS = {"image": MEDIA, "document": MEDIA, "package": PACKAGES}


class CourseFile:
    """A course file whose words were checked; pictures, documents and packages are read piece by piece."""

    def __init__(self, archive: Archive, data: CourseData) -> None:
        self._archive = archive
        self.data = data

    def chunks(self, path: str) -> Iterator[bytes]:
        """The content of a file named in `data.files`."""
        return self._archive.chunks(self._archive.files[path])

    def size(self, path: str) -> int:
        return self._archive.files[path].info.file_size


@contextmanager
def opened_course(source: Path | IO[bytes], *, filename: str) -> Iterator[CourseFile]:
    """A course file, judged but for what its pictures, documents and packages hold. Raises CourseRefused."""
    try:
        with opened(source, filename=filename, limits=LIMITS) as archive:
            yield CourseFile(archive, _data(archive))
    except PackageRefused as refused:
        raise CourseRefused(*map(_of_archive, refused.findings)) from refused


def _data(archive: Archive) -> CourseData:
    faults = [one for one in structure_findings(archive) if isinstance(one.code, PackageFault)]
    if faults:
        raise PackageRefused(*faults[:MOST_FAULTS])
    manifest = _manifest(archive)
    _promises(archive, manifest)
    parts = _parts(archive, manifest)
    _refuse_if(list(sense(parts)))
    return parts


def _manifest(archive: Archive) -> Json:
    if MANIFEST not in archive.files:
        words, way_out = next(
            (said for name, said in OTHERS.items() if name in archive.files),
            ("W pliku nie ma spisu szkolenia (kurs.json).", CHOOSE),
        )
        raise CourseRefused(Fault(printable(archive.filename), words, way_out))
    found = _json(archive, MANIFEST)
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise CourseRefused(Fault(MANIFEST, "To nie jest szkolenie zapisane w Kaganku.", CHOOSE))
    if found.get("version") != VERSION:
        raise CourseRefused(Fault(
            MANIFEST, "Plik zapisano w innej, nowszej wersji formatu. Tu odczytujemy wersję 1.",
            "Poproś administratora o aktualizację Kaganka albo o plik w wersji 1.",
        ))  # fmt: skip
    _refuse_if(_wrong(MANIFEST, kinds.MANIFEST, found))
    return found


def _promises(archive: Archive, manifest: Json) -> None:
    """Every file listed is there with its size and digest, and nothing else is."""
    faults: list[Fault] = []
    listed: set[str] = set()
    for one in manifest["files"]:
        path = one["path"]
        if path in listed:
            faults.append(Fault(MANIFEST, f"Plik „{printable(path)}” jest w spisie dwa razy."))
        elif path not in archive.files:
            faults.append(Fault(printable(path), "Tego pliku brakuje, choć jest w spisie kurs.json."))
        elif (fault := _promise(archive, one)) is not None:
            faults.append(fault)
        listed.add(path)
    strange = [path for path in archive.files if path not in listed and path != MANIFEST]
    faults += [Fault(printable(path), "Tego pliku nie ma w spisie kurs.json.") for path in strange]
    _refuse_if(faults)


def _promise(archive: Archive, listed: Json) -> Fault | None:
    path, digest = listed["path"], hashlib.sha256()
    if archive.files[path].info.file_size != listed["bytes"]:
        return Fault(printable(path), "Plik ma inny rozmiar, niż podaje spis kurs.json.")
    for piece in archive.chunks(archive.files[path]):
        digest.update(piece)
    if digest.hexdigest() == listed["sha256"]:
        return None
    return Fault(
        printable(path), "Zawartość pliku zmieniono po zapisaniu: nie zgadza się jego skrót SHA-256."
    )


def _parts(archive: Archive, manifest: Json) -> CourseData:
    """Every text file, each of the shape it should have, and no file of a kind we do not know."""
    faults: list[Fault] = []

    def read(path: str, field: Field, *, must: bool = False) -> Any:
        if path not in archive.files and not must:
            return None
        try:
            found = _json(archive, path)
        except CourseRefused as refused:
            faults.extend(refused.faults)
            return None
        wrong = _wrong(path, field, found)
        faults.extend(wrong)
        return None if wrong else found

    course = read(COURSE, kinds.COURSE, must=True)
    lessons = {path: read(path, kinds.LESSON) for path in archive.files if path.startswith(LESSONS)}
    quiz, bank = (
        read(QUIZ, kinds.QUIZ),
        read(BANK, Struct({"questions": Rows(kinds.BANKED, most=5000)})),
    )
    rubrics = read(RUBRICS, Struct({"rubrics": Rows(kinds.RUBRIC, most=300)}))
    tasks = read(TASKS, Struct({"tasks": Rows(kinds.TASK, most=300)}))
    files = read(FILES, Struct({"files": Rows(Open(), most=2000)}))
    known = {MANIFEST, COURSE, QUIZ, BANK, RUBRICS, TASKS, FILES, READING}
    faults += [
        Fault(printable(path), "Nie wiemy, do czego służy ten plik.")
        for path in archive.files
        if path not in known and not path.startswith((LESSONS, MEDIA, PACKAGES))
    ]
    faults += [fault for path, lesson in lessons.items() if lesson for fault in _block_faults(path, lesson)]
    faults += list(quiz_faults(quiz)) if quiz else []
    faults += list(bank_faults(bank["questions"])) if bank else []
    told = _told(files["files"] if files else [], archive, faults)
    _refuse_if(faults)
    order = [path for module in course["modules"] for path in module["lessons"]]
    return CourseData(
        made=manifest["made"], course=course, files=told, quiz=quiz,
        lessons=_in_order(lessons, order),
        bank=bank["questions"] if bank else (), rubrics=rubrics["rubrics"] if rubrics else (),
        tasks=tasks["tasks"] if tasks else (),
    )  # fmt: skip


def _in_order(lessons: Mapping[str, Json], order: Sequence[str]) -> dict[str, Json]:
    """Lessons as the course orders them; each once, and all of them."""
    faults = [
        Fault(COURSE, f"Lekcja „{printable(path)}” jest w szkoleniu dwa razy.", MEND)
        for path in dict.fromkeys(order)
        if order.count(path) > 1
    ]
    missing = [path for path in order if path not in lessons]
    faults += [
        Fault(printable(path), "Tej lekcji brakuje, choć wymienia ją szkolenie.json.") for path in missing
    ]
    faults += [
        Fault(printable(path), "Tej lekcji nie ma w żadnym module szkolenia.", MEND)
        for path in lessons
        if path not in set(order)
    ]
    _refuse_if(faults)
    return {path: lessons[path] for path in order}


def _block_faults(path: str, lesson: Json) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, block in enumerate(lesson["blocks"], start=1):
        field = kinds.BLOCKS.get(block["kind"])
        if field is None:
            yield Fault(path, f"Blok {number} jest nieznanego rodzaju: „{printable(block['kind'])}”.", MEND)
            continue
        if block["id"] in seen:
            yield Fault(path, f"Blok {number} ma ten sam identyfikator co wcześniejszy.", MEND)
        seen.add(block["id"])
        yield from _wrong(path, field, block["value"], f"blok {number}")
        yield from _table_faults(path, number, block)


def _table_faults(path: str, number: int, block: Json) -> Iterator[Fault]:
    table = (
        block["value"].get("table") if block["kind"] == "table" and isinstance(block["value"], dict) else None
    )
    if (
        isinstance(table, dict)
        and isinstance(table.get("rows"), list)
        and isinstance(table.get("heads"), list)
    ):
        wide = len(table["heads"])
        if any(isinstance(row, list) and len(row) != wide for row in table["rows"]):
            yield Fault(path, f"Blok {number}: wiersze tabeli nie mają tylu komórek, ile jest kolumn.", MEND)


def _told(rows: Sequence[Any], archive: Archive, faults: list[Fault]) -> dict[str, Json]:
    """What is said of each file, by path; a file without words and words without a file are faults."""
    told: dict[str, Json] = {}
    for number, row in enumerate(rows, start=1):
        kind = row.get("kind") if isinstance(row, dict) else None
        if not isinstance(kind, str) or kind not in kinds.FILE:
            faults.append(Fault(FILES, f"Pozycja {number} nie mówi, czym jest plik.", MEND))
            continue
        wrong = _wrong(FILES, kinds.FILE[kind], row, f"pozycja {number}")
        faults += wrong or _place_faults(row, archive, told)
        if not wrong:
            told[row["path"]] = row
    extra = [path for path in archive.files if path.startswith((MEDIA, PACKAGES)) and path not in told]
    faults += [Fault(printable(path), "Tego pliku nie opisuje pliki.json.") for path in extra]
    return told


def _place_faults(row: Json, archive: Archive, told: Mapping[str, Json]) -> list[Fault]:
    path, kind = row["path"], row["kind"]
    shown = printable(path)
    if path in told:
        return [Fault(FILES, f"Plik „{shown}” opisano dwa razy.", MEND)]
    if path not in archive.files:
        return [Fault(shown, "Tego pliku brakuje, choć opisuje go pliki.json.")]
    if not path.startswith(_FOLDERS[kind]):
        return [Fault(shown, f"Ten plik powinien leżeć w folderze {_FOLDERS[kind]}", MEND)]
    if path.rpartition(".")[2] not in _ENDINGS[kind]:
        return [Fault(
            shown, f"Takiego pliku nie przyjmujemy. Mogą być: {', '.join(_ENDINGS[kind])}.",
            "Zapisz go w innym formacie i popraw szkolenie w miejscu, z którego pochodzi.",
        )]  # fmt: skip
    return []


def _wrong(path: str, field: Field, value: Any, place: str = "") -> list[Fault]:
    try:
        check(field, value, place)
    except Wrong as wrong:
        where = f"{wrong.place[:1].upper()}{wrong.place[1:]}: " if wrong.place else ""
        return [Fault(printable(path), f"{where}{wrong.words}.", MEND)]
    return []


def _refuse_if(faults: Sequence[Fault]) -> None:
    if faults:
        raise CourseRefused(*faults[:MOST_FAULTS])


def _json(archive: Archive, path: str) -> Any:
    """A small JSON file in UTF-8 in which nothing is said twice. Raises CourseRefused."""
    if path not in archive.files:
        raise CourseRefused(Fault(path, "Tego pliku brakuje."))
    data = archive.read(path, limit=LIMITS.json_bytes)
    if data is None or data.count(b"{") + data.count(b"[") > LIMITS.json_brackets:
        raise CourseRefused(
            Fault(printable(path), "Plik jest za duży jak na tekst szkolenia.", "Podziel lekcję na kilka.")
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CourseRefused(Fault(
            printable(path), "Plik nie jest zapisany w UTF-8.", "Zapisz go w edytorze z kodowaniem UTF-8."
        )) from None  # fmt: skip
    if _depth(text) > DEEPEST:
        raise CourseRefused(Fault(printable(path), "Nawiasy w pliku są zagnieżdżone zbyt głęboko.", AGAIN))
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        words = f"Błąd zapisu JSON w wierszu {error.lineno}, znak {error.colno}."
        raise CourseRefused(Fault(printable(path), words, MEND)) from None
    except (ValueError, RecursionError) as error:
        words = str(error) if isinstance(error, _Said) else "Błąd zapisu JSON."
        raise CourseRefused(Fault(printable(path), words, MEND)) from None


class _Said(ValueError):
    """A fault of JSON that we name ourselves."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Said(f"Pole „{printable(twice)}” podano dwa razy.")
    return found


def _no_constant(name: str) -> Any:
    raise _Said(f"Wartość {name} nie jest liczbą.")


def _depth(text: str) -> int:
    """Brackets within brackets at most; those in strings count too, which only makes the limit tighter."""
    deepest = now = 0
    for sign in text:
        if sign in "[{":
            now += 1
            deepest = max(deepest, now)
        elif sign in "]}":
            now -= 1
    return deepest


def _of_archive(finding: Finding) -> Fault:
    """What is wrong with the archive as such, in the words of packages where they fit."""
    words = explain(finding)
    named = (PackageFault.NOT_ZIP, PackageFault.EMPTY)
    return Fault(finding.file, words.message, CHOOSE if finding.code in named else AGAIN)
