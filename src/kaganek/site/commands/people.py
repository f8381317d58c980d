"""`kaganek people import`: a list of employees from a file, by the deeds of the page."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils import timezone

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.forms.rollout import unreadable
from kaganek.learning.models import LearningPath
from kaganek.learning.services import rollout
from kaganek.lib import sheets
from kaganek.lib.polish import counted
from kaganek.people.models import Office
from kaganek.people.rules import LABELS, office_codes
from kaganek.people.services import imports
from kaganek.people.services.imports import Line
from kaganek.programmes.models import Project
from kaganek.programmes.services.enrolment import OfficeNotInProject, PlacesExhausted

VERDICTS = {imports.NEW: "nowa osoba", imports.EXISTS: "ma już konto", imports.FIX: "do poprawy"}


class Refused(Exception):
    """Said in Polish; nothing was written."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("deed", choices=["import"], help="import: wczytuje listę pracowników")
    parser.add_argument("file", type=Path, metavar="PLIK", help="lista: XLSX, XLS, ODS albo CSV")
    parser.add_argument(
        "--office", metavar="TERYT", help="kod urzędu; bez niego decyduje kolumna „Kod TERYT”"
    )
    parser.add_argument("--project", metavar="KOD", help="kod projektu; zbędny, gdy jest tylko jeden")
    parser.add_argument("--path", metavar="NAZWA", help="ścieżka, którą dostaną osoby z listy")
    parser.add_argument("--links", action="store_true", help="wysyła nowym osobom linki aktywacyjne")
    parser.add_argument("--dry-run", action="store_true", help="tylko sprawdza, niczego nie zapisuje")
    parser.add_argument("--json", action="store_true", help="wynik jako JSON")


def run(options: argparse.Namespace) -> int:
    """All or nothing: 0 when the list is right (and saved), 1 when rows are to be mended, 2 when refused."""
    try:
        lines, facts = _import(options)
    except Refused as refusal:
        if options.json:
            _tell(json.dumps({"saved": False, "error": str(refusal)}, ensure_ascii=False))
        else:
            print(refusal, file=sys.stderr)
        return 2
    if options.json:
        _tell(json.dumps(facts | {"rows": [_row(line) for line in lines]}, ensure_ascii=False, indent=1))
    else:
        _print(lines, facts)
    return 1 if facts["counts"][imports.FIX] else 0


def _import(options: argparse.Namespace) -> tuple[list[Line], dict[str, Any]]:
    try:
        data = options.file.read_bytes()
    except OSError as fault:
        raise Refused(f"Nie można odczytać pliku {options.file}: {fault.strerror}.") from None
    with seated(SYSTEM):
        project, office, path = _project(options), _office(options), None
        if options.path:
            path = _path(project, options.path)
        lines = _checked(data, options.file.name, project, office)
        counts = imports.tally(lines)
        facts: dict[str, Any] = {
            "file": options.file.name, "project": project.code, "office": options.office,
            "dry_run": options.dry_run, "saved": False, "counts": counts,
        }  # fmt: skip
        if not counts[imports.FIX] and not options.dry_run:
            facts |= {"saved": True, **_saved(lines, project, office, path, links=options.links)}
    return lines, facts


def _checked(data: bytes, name: str, project: Project, office: Office | None) -> list[Line]:
    try:
        return rollout.check_list(
            data, file_name=name, project_id=project.pk, office_id=office.pk if office else None, by=SYSTEM
        )
    except sheets.SheetFault as fault:
        raise Refused(sheets.explain(fault)) from None
    except imports.ListUnreadable as fault:
        raise Refused(unreadable(fault)) from None
    except OfficeNotInProject:
        raise Refused("Ten urząd nie bierze udziału w projekcie.") from None


def _saved(
    lines: Sequence[Line], project: Project, office: Office | None, path: LearningPath | None, *, links: bool
) -> Mapping[str, Any]:
    try:
        result = rollout.start_list(
            lines,
            project_id=project.pk,
            office_id=office.pk if office else None,
            skip_faults=False,
            path_id=path.pk if path else None,
            handout="link" if links else "later",
            by=SYSTEM,
            at=timezone.now(),
        )
    except PlacesExhausted as fault:
        name = Office.objects.get(pk=fault.office_id).office_name
        raise Refused(
            f"Brakuje miejsc: {name} ma limit {fault.limit}, zajęte {fault.taken}, potrzeba jeszcze {fault.wanted}."
            " Nic nie zapisano."
        ) from None
    return {key: value for key, value in asdict(result).items() if key != "person_ids"}


def _project(options: argparse.Namespace) -> Project:
    found = list(
        Project.objects.filter(code=options.project) if options.project else Project.objects.all()[:2]
    )
    if len(found) == 1:
        return found[0]
    if options.project:
        raise Refused(f"Nie ma projektu o kodzie {options.project}.")
    raise Refused("Podaj projekt: --project KOD." if found else "Nie ma jeszcze żadnego projektu.")


def _office(options: argparse.Namespace) -> Office | None:
    if not options.office:
        return None
    found = Office.objects.filter(teryt__in=office_codes(options.office)[:1]).first()
    if found is None:
        raise Refused(f"Nie ma urzędu o kodzie TERYT {options.office}.")
    return found


def _path(project: Project, name: str) -> LearningPath:
    found = LearningPath.objects.filter(project=project, name=name).first()
    if found is None:
        raise Refused(f"W projekcie {project.code} nie ma ścieżki „{name}”.")
    return found


def _row(line: Line) -> dict[str, Any]:
    return {
        "row": line.row, "verdict": line.verdict, "name": line.name, "email": line.email, "login": line.login,
        "field": line.field, "reason": line.reason, "note": line.note,
    }  # fmt: skip


def _print(lines: Sequence[Line], facts: Mapping[str, Any]) -> None:
    for line in lines:
        tail = f"{LABELS.get(line.field, '')}: {line.reason}" if line.reason else line.login
        _tell(f"{line.row:>6}  {VERDICTS[line.verdict]:<13} {line.name}  {tail}")
    counts = facts["counts"]
    _tell(
        f"Nowe osoby: {counts[imports.NEW]}, mają już konto: {counts[imports.EXISTS]}, do poprawy: {counts[imports.FIX]}."
    )
    if facts["saved"]:
        created = counted(facts["created"], "konto", "konta", "kont")
        _tell(
            f"Zapisano: {created}, ścieżkę dostało: {facts['assigned']}, linki w drodze: {facts['letters']}."
        )
    else:
        _tell("Niczego nie zapisano.")


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
