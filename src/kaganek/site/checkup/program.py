"""Python, the packages, the settings of Django."""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.core.checks import ERROR, run_checks

from kaganek.lib.h5p import CORE, core_in
from kaganek.lib.h5p.core import changed_files
from kaganek.site.checkup.model import Found, fault, fine, listed, warning
from kaganek.site.installation import PACKAGE

PYTHON = (3, 11)
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
BUILDING = {"editables", "hatchling"}  # install Kaganek, and are not needed to run it
INSTALL = "Zainstaluj pakiety tej wersji: .venv/bin/pip install --require-hashes -r requirements.lock"
# Judged by checks of our own, or left to the proxy: redirect to HTTPS, the browsers' preload list, hosts.
JUDGED_ELSEWHERE = {"security.W008", "security.W021", "security.W018", "security.W020"}


def python() -> Found:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < PYTHON:
        return fault(f"Python {version}", "Zainstaluj Pythona 3.11 lub nowszego i utwórz środowisko od nowa.")
    return fine(f"Python {version}")


def packages() -> Found:
    """Installed packages are those the lock file names, version by version."""
    pins = pinned()
    missing = [name for name in pins if installed(name) is None]
    other = [
        f"{name} {installed(name)} zamiast {pin}" for name, pin in pins.items() if installed(name) != pin
    ]
    if missing:
        return fault(f"Brakuje pakietów: {listed(missing)}.", INSTALL)
    if other:
        return warning(f"Inne wersje pakietów: {listed(other)}.", INSTALL)
    return fine(f"Zgodne z requirements.lock, pakiety: {len(pins)}")


def pinned() -> dict[str, str]:
    """Versions by name: from the lock file beside the code or the environment, else from our own metadata."""
    for place in (PACKAGE.parents[1], Path(sys.prefix).parent):
        if (lock := place / "requirements.lock").exists():
            return pins_in(lock.read_text().splitlines())
    return pins_in([line for line in metadata.requires("kaganek") or () if "extra ==" not in line])


def pins_in(lines: list[str]) -> dict[str, str]:
    """Packages meant for some machines only (a condition after `;`) are left out."""
    found = (PIN.match(line) for line in lines if ";" not in line)
    return {pin[1]: pin[2] for pin in found if pin and pin[1] not in BUILDING}


def installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def django_checks() -> Found:
    """Django's own checks, those of a deployment too when this is one."""
    said = [
        message
        for message in run_checks(include_deployment_checks=settings.PRODUCTION)
        if message.id not in JUDGED_ELSEWHERE and not message.is_silenced()
    ]
    words = listed([f"{message.id}: {message.msg}" for message in said])
    repair = "Sprawdź zmienne środowiska opisane w docs/reference/settings.md i zainstaluj tę wersję od nowa."
    if any(message.level >= ERROR for message in said):
        return fault(words, repair)
    return warning(words, repair) if said else fine("Django nie zgłasza uwag")


def debugging() -> Found:
    if settings.DEBUG:
        return fault(
            "Tryb DEBUG jest włączony: strony błędów pokazują dane.",
            "Uruchamiaj Kaganek z ustawieniami kaganek.site.settings, bez własnych zmian.",
        )
    return fine("Tryb DEBUG jest wyłączony")


def h5p() -> Found:
    """The optional core of H5P: off is well; on, it has to be here and whole."""
    folder = core_in(Path(settings.H5P_ROOT))
    named = f"rdzeń H5P {'.'.join(map(str, CORE.api))} (licencja {CORE.licence})"
    if not settings.H5P:
        here = "jest pobrany" if folder else "nie jest pobrany"
        return fine(f"Odtwarzacz H5P jest wyłączony, {named} {here}")
    if folder is None:
        return fault(
            f"KAGANEK_H5P jest włączone, a {named} nie jest pobrany.", "Wykonaj: kaganek h5p install"
        )
    if changed := changed_files(folder):
        repair = f"Usuń katalog {folder} i wykonaj: kaganek h5p install"
        return fault(f"Pliki rdzenia H5P zmieniły się od pobrania: {listed(changed)}.", repair)
    return fine(f"Odtwarzacz H5P jest włączony, {named}")
