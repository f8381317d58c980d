"""The database server: does it answer, is it new enough, does it keep what it confirms."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import Error, ProgrammingError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from kaganek.site.checkup.model import Found, fault, fine, listed, one_line, warning

OLDEST = 150_000  # as the server numbers itself
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
DRIFT = 5.0  # seconds
PREPARE = "Zatrzymaj serwer i wykonaj: kaganek prepare (przy DATABASE_URL: jako właściciel bazy)."


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


def answers() -> Found:
    try:
        name = setting("server_version")
    except Error as error:
        return fault(
            f"Baza nie odpowiada: {one_line(error)}",
            "Sprawdź, czy serwer bazy działa i czy DATABASE_URL jest dobry. "
            "Nową instalację przygotuje: kaganek prepare.",
        )
    return fine(f"Odpowiada PostgreSQL {name}")


def version() -> Found:
    number = int(setting("server_version_num"))
    if number < OLDEST:
        return fault(
            f"PostgreSQL {number // 10_000} jest za stary.",
            "Przenieś bazę na PostgreSQL 15 lub nowszy (pg_dump i pg_restore).",
        )
    return fine(f"PostgreSQL {number // 10_000}")


def encoding() -> Found:
    found = setting("server_encoding")
    if found != "UTF8":
        return fault(
            f"Baza ma kodowanie {found}.",
            "Utwórz bazę na nowo z ENCODING 'UTF8' TEMPLATE template0 i odtwórz ją z kopii.",
        )
    return fine("Kodowanie UTF8")


def durability() -> Found:
    """What the database confirmed must be on the disk."""
    off = [name for name in DURABLE if setting(name) == "off"]
    if off:
        return fault(
            f"Wyłączone: {listed(off)}. Awaria może zgubić zapisane dane.",
            f"W postgresql.conf ustaw na on: {listed(off)}, i wczytaj ustawienia: SELECT pg_reload_conf().",
        )
    return fine("fsync, full_page_writes i synchronous_commit są włączone")


def checksums() -> Found:
    if setting("data_checksums") != "on":
        return warning(
            "Baza nie liczy sum kontrolnych stron, więc nie zauważy uszkodzonego dysku.",
            "Zatrzymaj serwer bazy i wykonaj: pg_checksums --enable -D KATALOG_DANYCH.",
        )
    return fine("Sumy kontrolne są włączone")


def migrations() -> Found:
    """The tables are those of this version."""
    try:
        with transaction.atomic():
            executor = MigrationExecutor(connection)
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except ProgrammingError:  # no right to look: rights are given by the preparation of this version
        return fault("Baza nie jest przygotowana dla tej wersji.", PREPARE)
    waiting = [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
    if waiting:
        return fault(f"Niewykonane migracje: {listed(waiting)}.", PREPARE)
    return fine("Wszystkie migracje są wykonane")


def clock() -> Found:
    """Deadlines and one-time codes are judged by both clocks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs: datetime = cursor.fetchone()[0]
    return judge_drift(abs((datetime.now(UTC) - theirs).total_seconds()))


def judge_drift(seconds: float) -> Found:
    if seconds >= DRIFT:
        return fault(
            f"Zegary tego komputera i bazy różnią się o {seconds:.0f} s.",
            "Włącz synchronizację czasu na obu komputerach (chrony albo systemd-timesyncd).",
        )
    return fine("Zegary tego komputera i bazy są zgodne")
