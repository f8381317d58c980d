"""An H5P package: its content type, the libraries it needs, and whether all of it is there.

Source: h5p.org, "h5p.json", "library.json" and "content.json" of the specification.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from kaganek.lib.h5p.core import CORE
from kaganek.lib.packages.archive import Archive
from kaganek.lib.packages.model import Fault, Finding, PackageRefused, Remark
from kaganek.lib.packages.names import printable
from kaganek.lib.packages.placement import H5P_JSON

CONTENT_JSON = "content/content.json"
# Content types listed at h5p.org/content-types-and-applications, by their machine names.
COMMON = frozenset(
    {
        "H5P.Accordion", "H5P.AdvancedText", "H5P.AdventCalendar", "H5P.Agamotto", "H5P.ArithmeticQuiz",
        "H5P.AudioRecorder", "H5P.Audio", "H5P.Blanks", "H5P.BranchingScenario", "H5P.Chart", "H5P.Collage",
        "H5P.Column", "H5P.CornellNotes", "H5P.CoursePresentation", "H5P.Crossword", "H5P.Dialogcards",
        "H5P.Dictation", "H5P.DocumentationTool", "H5P.DragQuestion", "H5P.DragText", "H5P.Essay",
        "H5P.FindTheWords", "H5P.Flashcards", "H5P.GameMap", "H5P.GuessTheAnswer", "H5P.IFrameEmbed",
        "H5P.ImageHotspotQuestion", "H5P.ImageHotspots", "H5P.ImageJuxtaposition",
        "H5P.ImageMultipleHotspotQuestion", "H5P.ImagePair", "H5P.ImageSequencing", "H5P.ImageSlider",
        "H5P.InformationWall", "H5P.InteractiveBook", "H5P.InteractiveVideo", "H5P.KewArCode",
        "H5P.MarkTheWords", "H5P.MemoryGame", "H5P.MultiChoice", "H5P.MultiMediaChoice", "H5P.PersonalityQuiz",
        "H5P.QuestionSet", "H5P.Questionnaire", "H5P.SingleChoiceSet", "H5P.SortParagraphs",
        "H5P.SpeakTheWords", "H5P.SpeakTheWordsSet", "H5P.StructureStrip", "H5P.Summary", "H5P.ThreeImage",
        "H5P.Timeline", "H5P.TrueFalse",
    }
)  # fmt: skip
FIELDS = ("title", "mainLibrary", "preloadedDependencies")

Json = Mapping[str, Any]  # Any: a file from outside, each value looked at before it is used


class Library(NamedTuple):
    """A library as packages name it: H5P.MultiChoice 1.16."""

    name: str
    major: int
    minor: int

    @property
    def folder(self) -> str:
        return f"{self.name}-{self.major}.{self.minor}"


@dataclass(slots=True)
class H5p:
    """What h5p.json says; whether to believe it is for the findings."""

    title: str = ""
    language: str = ""
    main_library: str = ""
    findings: list[Finding] = field(default_factory=list)


def read_h5p(archive: Archive) -> H5p:
    """Judge an archive with h5p.json at its top. Raises PackageRefused where h5p.json cannot be read."""
    facts = _json(archive, H5P_JSON)
    missing = [name for name in FIELDS if not facts.get(name)]
    if missing:
        raise PackageRefused(*(Finding(Fault.H5P_FIELD, H5P_JSON, {"field": name}) for name in missing))
    title, language, main = (printable(_text(facts, name)) for name in ("title", "language", "mainLibrary"))
    found = H5p(title, language, main)
    found.findings += _library_findings(facts, found.main_library, archive)
    found.findings += _content_findings(archive)
    if found.main_library not in COMMON:
        found.findings.append(Finding(Remark.H5P_UNCOMMON, H5P_JSON, {"library": found.main_library}))
    return found


def _json(archive: Archive, name: str) -> Json:
    """A JSON object that is neither large nor deep."""
    data = archive.read(name, limit=archive.limits.json_bytes)
    if data is None or data.count(b"{") + data.count(b"[") > archive.limits.json_brackets:
        raise PackageRefused(Finding(Fault.JSON_TOO_BIG, printable(name)))
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise PackageRefused(Finding(Fault.JSON_BROKEN, printable(name))) from error
    if not isinstance(found, dict):
        raise PackageRefused(Finding(Fault.JSON_BROKEN, printable(name)))
    return found


def _text(facts: Json, name: str) -> str:
    value = facts.get(name)
    return value if isinstance(value, str) else ""


def _library_findings(facts: Json, main: str, archive: Archive) -> Iterator[Finding]:
    """Every library needed, also by another library, must be in the package with its files."""
    waiting = list(_needed(facts))
    if all(library.name != main for library in waiting):
        yield Finding(Fault.H5P_LIBRARY_MISSING, H5P_JSON, {"library": printable(main)})
    seen: set[Library] = set()
    while waiting:
        library = waiting.pop(0)
        if library in seen or len(seen) > archive.limits.entries:
            continue
        seen.add(library)
        described = f"{library.folder}/library.json"
        if described not in archive.files:
            yield _missing(library, archive)
            continue
        try:
            own = _json(archive, described)
        except PackageRefused as refused:
            yield from refused.findings
            continue
        yield from _file_findings(own, library, archive)
        yield from _core_findings(own, library)
        waiting += _needed(own)


def _needed(facts: Json) -> Iterator[Library]:
    listed = facts.get("preloadedDependencies")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict):
            yield Library(
                _text(one, "machineName"), _number(one, "majorVersion"), _number(one, "minorVersion")
            )


def _number(facts: Json, name: str) -> int:
    """Some tools write numbers as text."""
    value = str(facts.get(name))
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0


def _missing(library: Library, archive: Archive) -> Finding:
    start = f"{library.name}-"
    other = next((name for name in archive.files if name.startswith(start) and "/" in name), None)
    wanted = {"library": printable(library.folder)}
    if other:
        other_version = {"other": printable(other.partition("/")[0])}
        return Finding(Fault.H5P_LIBRARY_VERSION, H5P_JSON, wanted | other_version)
    return Finding(Fault.H5P_LIBRARY_MISSING, H5P_JSON, wanted)


def _file_findings(own: Json, library: Library, archive: Archive) -> Iterator[Finding]:
    for kind in ("preloadedJs", "preloadedCss"):
        listed = own.get(kind)
        for one in listed if isinstance(listed, list) else ():
            name = f"{library.folder}/{_text(one, 'path') if isinstance(one, dict) else ''}"
            if name not in archive.files:
                yield Finding(Fault.H5P_FILE_MISSING, printable(name))


def _core_findings(own: Json, library: Library) -> Iterator[Finding]:
    """A library may ask for a newer core than the one that plays here."""
    asked = own.get("coreApi")
    if not isinstance(asked, dict):
        return
    wanted = (_number(asked, "majorVersion"), _number(asked, "minorVersion"))
    if wanted > CORE.api:
        facts = {
            "library": printable(library.folder),
            "wanted": "{}.{}".format(*wanted),
            "ours": "{}.{}".format(*CORE.api),
        }
        yield Finding(Fault.H5P_CORE_API, f"{printable(library.folder)}/library.json", facts)


def _content_findings(archive: Archive) -> Iterator[Finding]:
    if CONTENT_JSON not in archive.files:
        yield Finding(Fault.H5P_CONTENT_MISSING, CONTENT_JSON)
        return
    try:
        content = _json(archive, CONTENT_JSON)
    except PackageRefused as refused:
        yield from refused.findings
        return
    for path in dict.fromkeys(_media(content)):
        if path.startswith(("http:", "https:", "//")):
            yield Finding(Remark.H5P_REMOTE, printable(path))
        elif f"content/{path.removesuffix('#tmp')}" not in archive.files:
            yield Finding(Fault.H5P_FILE_MISSING, printable(f"content/{path}"))


def _media(content: Json) -> Iterator[str]:
    """Paths of pictures, films and sounds, which stand beside their type wherever a content type keeps them."""
    waiting: list[Any] = [content]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if isinstance(one.get("path"), str) and isinstance(one.get("mime"), str):
                yield one["path"]
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
