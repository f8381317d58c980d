"""The computer it stands on: room on the disk, who may read the files, the static files."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from django.conf import settings

from kaganek.lib.polish import file_size
from kaganek.lib.postgres import Cluster
from kaganek.site.checkup.model import Found, fault, fine, listed, warning
from kaganek.site.commands.prepare import static_fingerprint

LEAST_FREE = 2**30
LEAST_SHARE = 0.10


def disk() -> Found:
    """The state directory, and the embedded database where root keeps it elsewhere."""
    places = {Path(settings.STATE)}
    if not os.environ.get("DATABASE_URL"):
        places.add(Cluster(Path(settings.STATE) / "pg").home)
    used = [shutil.disk_usage(place) for place in sorted(places) if place.exists()]
    tightest = min(used, key=lambda usage: usage.free)
    return judge_space(tightest.free, tightest.total)


def judge_space(free: int, total: int) -> Found:
    words = f"Wolne miejsce: {file_size(free)} z {file_size(total)}"
    repair = "Usuń zbędne pliki z tego dysku albo powiększ go, zanim baza przestanie zapisywać."
    if free < LEAST_FREE:
        return fault(f"{words}.", repair)
    return warning(f"{words}.", repair) if free < LEAST_SHARE * total else fine(words)


def state() -> Found:
    """Strangers on this computer have no business in the state directory."""
    path = Path(settings.STATE)
    open_to = path.stat().st_mode & 0o007
    repair = f"Wykonaj: chmod 0700 {path}"
    if open_to & 0o002:
        return fault(f"Każdy na tym komputerze może zmieniać pliki w {path}.", repair)
    if open_to:
        return warning(f"Każdy na tym komputerze może zajrzeć do {path}.", repair)
    return fine("Do katalogu stanu nie wejdzie nikt obcy")


def secret_key() -> Found:
    path = Path(settings.STATE) / "secret_key"
    if os.environ.get("KAGANEK_SECRET_KEY"):
        return fine("Klucz podpisów jest w zmiennej środowiska")
    if not path.exists():
        return fault(f"Nie ma pliku {path}.", "Odtwórz go z kopii. Nowy klucz wyloguje wszystkich.")
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        return fault(f"Klucz podpisów mogą czytać inni (prawa {mode:04o}).", f"Wykonaj: chmod 0600 {path}")
    return fine("Klucz podpisów czyta tylko serwer")


def static() -> Found:
    """Collected, and from the files of this version."""
    mark = Path(settings.STATIC_ROOT) / "made-from"
    repair = "Wykonaj: kaganek prepare, i uruchom serwer ponownie."
    if not mark.exists():
        return fault("Pliki statyczne nie są zebrane: strony będą bez wyglądu.", repair)
    if mark.read_text() != static_fingerprint():
        return warning("Pliki statyczne są z innej wersji programu.", repair)
    return fine("Pliki statyczne są zebrane")


def hosts() -> Found:
    loose = [host for host in settings.ALLOWED_HOSTS if "*" in host]
    if loose:
        return fault(
            f"Serwer odpowiada na każdą nazwę: {listed(loose)}.",
            "W KAGANEK_HOSTS wymień po przecinku nazwy, pod którymi działa platforma.",
        )
    return fine(f"Serwer odpowiada tylko na nazwy: {listed(settings.ALLOWED_HOSTS)}")
