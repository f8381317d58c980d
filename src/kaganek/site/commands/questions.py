"""`kaganek questions import|export`: a bank of questions from a file and back, by the deeds of the pages."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.utils import timezone

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import BankCategory, BankQuestion
from kaganek.learning.queries.bank import BETWEEN, shelves
from kaganek.learning.services.bank import categories, files
from kaganek.learning.terms import LineVerdict
from kaganek.lib.polish import counted
from kaganek.lib.questions import Format, QuestionFileFault, Writing, explain
from kaganek.people.models import Office
from kaganek.people.rules import office_codes

QUESTIONS = ("pytanie", "pytania", "pytań")
TOO_DEEP = "Kategorie mogą mieć najwyżej 10 poziomów. Niczego nie zapisano."


class Refused(Exception):
    """Said in Polish; nothing was written."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "deed",
        choices=["import", "export"],
        help="import: wczytuje plik do banku; export: zapisuje bank do pliku",
    )
    parser.add_argument("file", type=Path, metavar="PLIK", help="plik z pytaniami")
    parser.add_argument("--format", required=True, choices=[one.value for one in Format], help="format pliku")
    parser.add_argument("--office", metavar="TERYT", help="bank tego urzędu; bez niego bank programu")
    parser.add_argument(
        "--category", metavar="NAZWA", help="kategoria, np. „Prawo/RODO”: do niej wczytuje, z niej zapisuje"
    )
    parser.add_argument(
        "--skip-refused", action="store_true", help="zapisuje dobre pytania, choć inne są odrzucone"
    )
    parser.add_argument("--dry-run", action="store_true", help="tylko sprawdza, niczego nie zapisuje")
    parser.add_argument("--json", action="store_true", help="wynik jako JSON")
    parser.epilog = (
        "Kod zakończenia: 0 wszystko zapisane (albo dałoby się zapisać), 1 są pytania odrzucone lub pominięte, 2 nic"
        " nie zrobiono. Bez --skip-refused plik z odrzuconym pytaniem nie zmienia niczego."
    )


def run(options: argparse.Namespace) -> int:
    """0: done, or would be; 1: some questions are refused or left out; 2: nothing could be done."""
    try:
        with seated(SYSTEM):
            lines, facts = (_import if options.deed == "import" else _export)(options)
    except Refused as refusal:
        if options.json:
            print(json.dumps({"saved": False, "error": str(refusal)}, ensure_ascii=False))
        else:
            print(refusal, file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(facts | {"questions": lines}, ensure_ascii=False, indent=1))
    else:
        _print(lines, facts)
    return 1 if facts["counts"][LineVerdict.REFUSED] else 0


Told = tuple[Sequence[Mapping[str, Any]], dict[str, Any]]


def _import(options: argparse.Namespace) -> Told:
    office_id = _office_id(options.office)
    try:
        data = options.file.read_bytes()
        judged = files.judge_file(data, fmt=Format(options.format), office_id=office_id)
    except OSError as fault:
        raise Refused(f"Nie można odczytać pliku {options.file}: {fault.strerror}.") from None
    except QuestionFileFault as fault:
        raise Refused(explain(fault)) from None
    facts = _facts(options, judged.counts) | {"encoding": judged.encoding, "notes": judged.notes, "added": 0}
    if not options.dry_run and (options.skip_refused or not judged.counts[LineVerdict.REFUSED]):
        facts |= {"saved": True, "added": _taken(judged.lines, options, office_id)}
    return [_row(one.number, one.name, one.kind, one.verdict, one.reasons) for one in judged.lines], facts


def _taken(lines: Sequence[files.Line], options: argparse.Namespace, office_id: int | None) -> int:
    try:
        made = files.take_lines(
            lines, under=_category(options.category, office_id, make=True), office_id=office_id, by=SYSTEM,
            at=timezone.now(), note=f"Z pliku {options.file.name}"[:300],
        )  # fmt: skip
    except categories.TooDeep:
        raise Refused(TOO_DEEP) from None
    return len(made)


def _export(options: argparse.Namespace) -> Told:
    office_id = _office_id(options.office)
    found = (
        BankQuestion.objects.filter(office=office_id, retired_at=None)
        .select_related("current")
        .order_by("pk")
    )
    if options.category:
        category = _category(options.category, office_id, make=False)
        inside = next(one.inside for one in shelves(office_id) if category and one.category.pk == category.pk)
        found = found.filter(category__in=inside)
    writing = files.write_bank(found, fmt=Format(options.format), by=SYSTEM)
    if not writing.findings:
        raise Refused("W tym banku nie ma pytań do zapisania.")
    counts: dict[str, int] = {one.value: 0 for one in LineVerdict}
    for finding in writing.findings:
        counts[finding.verdict.value] += 1
    facts = _facts(options, counts)
    if not options.dry_run:
        _write(options.file, writing)
        facts |= {"saved": True}
    return [
        _row(
            one.number,
            one.name,
            one.type,
            LineVerdict(one.verdict.value),
            [explain(note) for note in one.notes],
        )
        for one in writing.findings
    ], facts


def _write(path: Path, writing: Writing) -> None:
    """The whole file or none: written beside and put in its place."""
    try:
        with NamedTemporaryFile(dir=path.parent, delete=False) as beside:
            beside.write(writing.data)
        os.replace(beside.name, path)  # noqa: PTH105 - the name is a string
    except OSError as fault:
        raise Refused(f"Nie można zapisać pliku {path}: {fault.strerror}.") from None


def _facts(options: argparse.Namespace, counts: Mapping[str, int]) -> dict[str, Any]:
    return {
        "deed": options.deed, "file": options.file.name, "format": options.format, "office": options.office,
        "dry_run": options.dry_run, "saved": False, "counts": dict(counts),
    }  # fmt: skip


def _office_id(code: str | None) -> int | None:
    if not code:
        return None
    found = Office.objects.filter(teryt__in=office_codes(code)[:1]).first()
    if found is None:
        raise Refused(f"Nie ma urzędu o kodzie TERYT {code}.")
    return found.pk


def _category(name: str | None, office_id: int | None, *, make: bool) -> BankCategory | None:
    """The category of a path with slashes, made where it is missing and `make` says so."""
    path = tuple(part.strip() for part in (name or "").split("/") if part.strip())
    if not path:
        return None
    known = {one.path: one.category for one in shelves(office_id)}
    if path in known:
        return known[path]
    if not make:
        raise Refused(f"W tym banku nie ma kategorii „{BETWEEN.join(path)}”.")
    try:
        made = categories.ensure_paths([path], under=None, office_id=office_id, by=SYSTEM)
    except categories.TooDeep:
        raise Refused(TOO_DEEP) from None
    return BankCategory.objects.get(pk=made[path] or 0)


def _row(number: int, name: str, kind: str, verdict: LineVerdict, reasons: Sequence[str]) -> dict[str, Any]:
    return {"number": number, "name": name, "kind": kind, "verdict": verdict.value, "reasons": list(reasons)}


def _print(lines: Sequence[Mapping[str, Any]], facts: Mapping[str, Any]) -> None:
    for line in lines:
        if line["reasons"]:
            print(f"{line['number']:>6}  {LineVerdict(line['verdict']).label:<16} {line['name']}")
            for reason in line["reasons"]:
                print(f"        {reason}")
    counts = facts["counts"]
    print("; ".join(f"{verdict.label}: {counts[verdict]}" for verdict in LineVerdict) + ".")
    if not facts["saved"]:
        print("Niczego nie zapisano.")
    elif facts["deed"] == "import":
        print(f"Zapisano w banku {counted(facts['added'], *QUESTIONS)}.")
    else:
        print(f"Zapisano plik {facts['file']}.")
