"""`kaganek report export`: the report across a project's offices as a file, as the coordinator's page gives it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils import timezone

from kaganek.core.seats import SYSTEM, seated
from kaganek.lib.exports import Column, csv_rows, xlsx_bytes
from kaganek.programmes.models import Project
from kaganek.reporting.models import ReportIssue
from kaganek.reporting.queries import shown
from kaganek.reporting.views.project_list import answer


class Refused(Exception):
    """What cannot be exported, in words for the person at the keyboard."""


def arguments(parser: argparse.ArgumentParser) -> None:
    deeds = parser.add_subparsers(title="czynności", metavar="CZYNNOŚĆ", dest="deed", required=True)
    export = deeds.add_parser("export", help="zapisuje raport z postępów projektu")
    export.add_argument("--project", required=True, metavar="KOD", help="kod projektu")
    export.add_argument(
        "--format",
        choices=("csv", "xlsx", "pdf"),
        default="csv",
        help="csv i xlsx: bieżące postępy urzędów; pdf: najnowszy zamrożony raport",
    )
    export.add_argument("--output", type=Path, metavar="PLIK", help="dokąd zapisać (domyślnie na ekran)")
    export.add_argument("--json", action="store_true", help="odpowiedź w postaci JSON")


def run(options: argparse.Namespace) -> int:
    """Write the file and say what it holds; 2 when there is nothing to write."""
    try:
        with seated(SYSTEM):
            data, facts = _made(options)
        _write(options, data)
    except Refused as refusal:
        return _refused(options, str(refusal))
    except OSError as fault:
        return _refused(options, f"Nie udało się zapisać pliku {options.output}: {fault.strerror}.")
    if options.json:
        print(json.dumps(facts, ensure_ascii=False, indent=2))
    elif options.output:
        print(f"Zapisano {options.output}.")
    return 0


def _made(options: argparse.Namespace) -> tuple[bytes, dict[str, Any]]:
    """The bytes of the file, and the same facts for scripts."""
    project = Project.objects.filter(code=options.project).first()
    if project is None:
        raise Refused(f"Nie ma projektu o kodzie {options.project}.")
    facts: dict[str, Any] = {
        "project": project.code,
        "format": options.format,
        "file": str(options.output) if options.output else None,
    }
    if options.format == "pdf":
        issue = (
            ReportIssue.objects.filter(project=project, rejected_at=None)
            .select_related("corrects")
            .order_by("-number")
            .first()
        )
        if issue is None:
            raise Refused("Ten projekt nie ma jeszcze zamrożonego raportu.")
        made = shown.document(issue, published_at=issue.published_at or issue.frozen_at)
        return made, facts | {"number": issue.shown_number, "content": issue.content}
    found = answer(project, {}, today=timezone.localdate(), seat=SYSTEM)
    titles = [column.file_label for column in found.spec.export_columns]
    rows: list[Any] = list(found.spec.export(found.whole, {}))
    return _table(options.format, titles, rows), facts | {
        "rows": [dict(zip(titles, map(_plain, row), strict=True)) for row in rows]
    }


def _table(fmt: str, titles: Iterable[str], rows: list[Any]) -> bytes:
    columns = [Column(title) for title in titles]
    return b"".join(csv_rows(columns, rows)) if fmt == "csv" else xlsx_bytes(columns, rows, title="Urzędy")


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _write(options: argparse.Namespace, data: bytes) -> None:
    if options.output:
        options.output.write_bytes(data)
    elif not options.json:
        sys.stdout.buffer.write(data)


def _refused(options: argparse.Namespace, words: str) -> int:
    if options.json:
        print(json.dumps({"refused": words}, ensure_ascii=False))
    else:
        print(words, file=sys.stderr)
    return 2
