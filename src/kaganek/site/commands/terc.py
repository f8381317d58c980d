"""`kaganek terc import FILE`: the official register into the offices, by the deeds of the page."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from django.utils import timezone

from kaganek.core.seats import SYSTEM, seated
from kaganek.lib.polish import counted
from kaganek.lib.teryt import ChangeKind, Register, TercFault, explain, read_terc_guarded
from kaganek.people.services.register import (
    OlderState,
    apply_register,
    described,
    loaded_state,
    older_words,
    plan_changes,
)

LABELS = {kind.value: kind.label for kind in ChangeKind}
MOST_LINES = 40


def arguments(parser: argparse.ArgumentParser) -> None:
    deeds = parser.add_subparsers(title="czynności", metavar="CZYNNOŚĆ", dest="deed", required=True)
    load = deeds.add_parser("import", help="wczytuje plik TERC pobrany ze strony eTERYT")
    load.add_argument("file", type=Path, metavar="PLIK", help="plik CSV, XML albo ZIP")
    load.add_argument("--dry-run", action="store_true", help="tylko pokazuje zmiany, niczego nie zapisuje")
    load.add_argument("--json", action="store_true", help="odpowiedź w postaci JSON")


def run(options: argparse.Namespace) -> int:
    """Show what a file changes and, unless told otherwise, apply it; 2 for a refused file."""
    try:
        register = read_terc_guarded(options.file.read_bytes())
        answer = _answer(register, options)
    except OSError as fault:
        return _refused(options, f"Nie udało się odczytać pliku {options.file}: {fault.strerror}.")
    except TercFault as fault:
        return _refused(options, explain(fault))
    except OlderState as older:
        return _refused(options, older_words(older))
    print(json.dumps(answer, ensure_ascii=False, indent=2) if options.json else _told(answer))
    return 0


def _answer(register: Register, options: argparse.Namespace) -> dict[str, object]:
    """What the file changes, and whether it has been applied."""
    with seated(SYSTEM):
        before = loaded_state()
        changes = described(plan_changes(register))
        new = False
        if not options.dry_run:
            loaded = apply_register(register, file_name=options.file.name, by=SYSTEM, at=timezone.now())
            new = loaded.new
    return {
        "file": options.file.name,
        "state_on": register.state_on.isoformat(),
        "loaded_before": before.isoformat() if before else None,
        "units": len(register.units),
        "kinds": Counter(unit.kind.label for unit in register.units),
        "dry_run": options.dry_run,
        "applied": new,
        "changes": changes,
    }


def _told(answer: dict[str, object]) -> str:
    changes: list[dict[str, str]] = answer["changes"]  # type: ignore[assignment]  # our own list
    units = counted(int(str(answer["units"])), "jednostka", "jednostki", "jednostek")
    lines = [f"{answer['file']}: stan na {answer['state_on']}, {units}."]
    lines += [
        f"  {row['code']}  {row['name'] or row['old_name']}: {LABELS[row['change']]}"
        for row in (changes[:MOST_LINES] if answer["loaded_before"] else [])
    ]
    if len(changes) > MOST_LINES and answer["loaded_before"]:
        lines.append(f"  … i jeszcze {len(changes) - MOST_LINES}; całość pokaże --json.")
    number = counted(len(changes), "zmiana", "zmiany", "zmian")
    if answer["dry_run"]:
        lines.append(f"Do zapisania: {number}. Niczego nie zapisano.")
    elif answer["applied"]:
        lines.append(f"Zapisano: {number}.")
    else:
        lines.append("Ten stan jest już wczytany. Nic się nie zmieniło.")
    return "\n".join(lines)


def _refused(options: argparse.Namespace, words: str) -> int:
    if options.json:
        print(json.dumps({"file": options.file.name, "refused": words}, ensure_ascii=False))
    else:
        print(words, file=sys.stderr)
    return 2
