"""`kaganek h5p`: fetches the pinned core of H5P, says whether it is here and on which licence. It is never shipped."""

from __future__ import annotations

import argparse
import json
import sys
import urllib.request
from pathlib import Path
from typing import Any

from django.conf import settings

from kaganek.lib.h5p import CORE, CoreFault, core_in, install_core
from kaganek.lib.h5p.core import LICENCE_FILE, changed_files

PATIENCE = 60  # seconds for the registry to answer


def arguments(parser: argparse.ArgumentParser) -> None:
    deeds = parser.add_subparsers(title="czynności", metavar="CZYNNOŚĆ", dest="deed", required=True)
    install = deeds.add_parser(
        "install", help="pobiera rdzeń w ustalonej wersji i sprawdza jego skrót SHA-256"
    )
    install.add_argument(
        "file",
        type=Path,
        nargs="?",
        metavar="PLIK",
        help="plik .tgz pobrany wcześniej, gdy serwer nie ma internetu",
    )
    status = deeds.add_parser("status", help="mówi, czy rdzeń jest pobrany i włączony, i skąd pochodzi")
    for deed in (install, status):
        deed.add_argument("--json", action="store_true", help="odpowiedź w postaci JSON")
    deeds.add_parser("licence", help="wypisuje tekst licencji rdzenia (GPL-3.0)")


def run(options: argparse.Namespace) -> int:
    """Do the deed; 2 for a file that is not the pinned release and for a registry that does not answer."""
    if options.deed == "licence":
        print(LICENCE_FILE.read_text())
        return 0
    if options.deed == "install":
        try:
            install_core(_archive(options.file), Path(settings.H5P_ROOT))
        except CoreFault as fault:
            return _refused(options, str(fault))
        except OSError as fault:
            return _refused(options, _unreachable(options.file, fault))
    facts = status()
    print(json.dumps(facts, ensure_ascii=False, indent=2) if options.json else _told(facts))
    return 0


def status() -> dict[str, Any]:
    """What is here, whose it is, and whether it is turned on."""
    folder = core_in(Path(settings.H5P_ROOT))
    return {
        "installed": folder is not None, "enabled": settings.H5P, "folder": str(folder or ""),
        "changed": changed_files(folder) if folder else [],
        "version": CORE.version, "core_api": ".".join(map(str, CORE.api)), "licence": CORE.licence,
        "source": CORE.source, "wrapping": CORE.wrapping, "url": CORE.url, "sha256": CORE.sha256,
    }  # fmt: skip


def _archive(file: Path | None) -> bytes:
    if file is not None:
        with file.open("rb") as stream:
            return stream.read(CORE.most_bytes + 1)
    with urllib.request.urlopen(CORE.url, timeout=PATIENCE) as answer:  # noqa: S310 - a constant of ours, https
        content: bytes = answer.read(CORE.most_bytes + 1)
        return content


def _unreachable(file: Path | None, fault: OSError) -> str:
    if file is not None:
        return f"Nie udało się odczytać pliku {file}: {fault.strerror or fault}."
    return (
        f"Nie udało się pobrać {CORE.url}: {fault}. Gdy serwer nie ma dostępu do internetu, pobierz ten plik "
        "na innym komputerze i wykonaj: kaganek h5p install PLIK"
    )


def _told(facts: dict[str, Any]) -> str:
    here = f"jest w katalogu {facts['folder']}" if facts["installed"] else "nie jest pobrany"
    on = (
        "włączony"
        if facts["enabled"]
        else "wyłączony (włącza go ustawienie KAGANEK_H5P=1 i ponowne uruchomienie)"
    )
    changed = [f"Zmienione pliki: {', '.join(facts['changed'])}. Usuń katalog i pobierz rdzeń jeszcze raz."]
    lines = [
        f"Rdzeń H5P {facts['core_api']} (h5p-standalone {facts['version']}) {here}.",
        f"Odtwarzacz H5P: {on}.",
        f"Licencja rdzenia: {facts['licence']}, tekst: kaganek h5p licence. Źródła: {facts['source']}, {facts['wrapping']}.",
        *(changed if facts["changed"] else ()),
    ]
    return "\n".join(lines)


def _refused(options: argparse.Namespace, words: str) -> int:
    if options.json:
        print(json.dumps({"error": words}, ensure_ascii=False))
    else:
        print(words, file=sys.stderr)
    return 2
