"""`kaganek package check`: the verdict on a course package, as the upload gives it; nothing is stored."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kaganek.lib.packages import Finding, Item, Kind, Verdict, check_package, explain, verdict_facts
from kaganek.lib.polish import counted, file_size

KINDS = {Kind.SCORM_12: "SCORM 1.2", Kind.SCORM_2004: "SCORM 2004", Kind.H5P: "H5P"}


def arguments(parser: argparse.ArgumentParser) -> None:
    deeds = parser.add_subparsers(title="czynności", metavar="CZYNNOŚĆ", dest="deed", required=True)
    check = deeds.add_parser("check", help="mówi, czy paczka zostanie przyjęta, a jeśli nie, to dlaczego")
    check.add_argument("file", type=Path, metavar="PLIK", help="paczka: ZIP (SCORM) albo H5P")
    check.add_argument("--json", action="store_true", help="odpowiedź w postaci JSON")


def run(options: argparse.Namespace) -> int:
    """Tell the verdict; 2 for a package that would be refused and for a file that cannot be read."""
    try:
        verdict = check_package(options.file, filename=options.file.name, contents=True)
    except OSError as fault:
        return _unread(options, f"Nie udało się odczytać pliku {options.file}: {fault.strerror}.")
    told = (
        [json.dumps(verdict_facts(verdict), ensure_ascii=False, indent=2)] if options.json else _told(verdict)
    )
    for line in told:
        print(line)
    return 0 if verdict.accepted else 2


def _told(verdict: Verdict) -> Iterator[str]:
    yield _heading(verdict)
    if verdict.outline:
        yield "Spis części:"
        yield from _outline(verdict.outline, indent=1)
    yield from _findings("Powody odmowy:", verdict.faults, verdict.more_faults)
    yield from _findings("Uwagi:", verdict.remarks, verdict.more_remarks)
    yield "Ta paczka zostanie przyjęta." if verdict.accepted else "Ta paczka zostanie odrzucona."


def _heading(verdict: Verdict) -> str:
    kind = " ".join(filter(None, (KINDS.get(verdict.kind, "nieznany rodzaj paczki"), _edition(verdict))))
    title = f" „{verdict.title}”" if verdict.title else ""
    size = (
        f", {counted(verdict.files, 'plik', 'pliki', 'plików')}, po rozpakowaniu {file_size(verdict.bytes)}"
    )
    return f"{verdict.filename}: {kind}{title}{size if verdict.files else ''}"


def _edition(verdict: Verdict) -> str:
    return f"(wydanie {verdict.edition[0]}.)" if verdict.edition else verdict.main_library


def _outline(items: Sequence[Item], *, indent: int) -> Iterator[str]:
    for item in items:
        launch = f"  [{item.launch}]" if item.launch else ""
        yield f"{'  ' * indent}{item.title}{launch}"
        yield from _outline(item.children, indent=indent + 1)


def _findings(title: str, findings: Iterable[Finding], more: int) -> Iterator[str]:
    lines = [f"  {finding.file}: {' '.join(filter(None, explain(finding)))}" for finding in findings]
    if lines:
        yield title
        yield from lines
    if more:
        yield f"  … i jeszcze {more}."


def _unread(options: argparse.Namespace, words: str) -> int:
    if options.json:
        print(
            json.dumps({"filename": options.file.name, "accepted": False, "error": words}, ensure_ascii=False)
        )
    else:
        print(words, file=sys.stderr)
    return 2
