"""CHECKS is the whole of `kaganek doctor`; `examine` runs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kaganek.site.checkup import address, content, place, program, protection, server, work
from kaganek.site.checkup.model import Check, Found, Result, fault, one_line, warning

DATABASE = "database"
NOT_LOOKED_AT = warning("Nie sprawdzono: baza nie odpowiada.", "Najpierw napraw bazę danych.")
CHECKS: Sequence[Check] = (
    Check("python", "Python", program.python),
    Check("packages", "Pakiety", program.packages),
    Check("django", "Ustawienia Django", program.django_checks),
    Check("debug", "Tryb DEBUG", program.debugging),
    Check("hosts", "Nazwy serwera", place.hosts),
    Check("address", "Adres platformy", address.base),
    Check("certificate", "Certyfikat TLS", address.certificate),
    Check("state", "Katalog stanu", place.state),
    Check("secret-key", "Klucz podpisów", place.secret_key),
    Check("disk", "Miejsce na dysku", place.disk),
    Check("static", "Pliki statyczne", place.static),
    Check("mail", "Serwer poczty", work.mail_server),
    Check("pdf", "Tworzenie PDF", content.pdf),
    Check("sheets", "Czytanie arkuszy", content.sheets),
    Check("h5p", "Odtwarzacz H5P", program.h5p),
    Check(DATABASE, "Baza danych", server.answers),
    Check("database-version", "Wersja bazy", server.version, database=True),
    Check("encoding", "Kodowanie bazy", server.encoding, database=True),
    Check("durability", "Trwałość zapisu", server.durability, database=True),
    Check("checksums", "Sumy kontrolne", server.checksums, database=True),
    Check("clock", "Zegary", server.clock, database=True),
    Check("migrations", "Migracje", server.migrations, database=True),
    Check("row-security", "Ochrona wierszy", protection.rows_secured, database=True),
    Check("policies", "Polityki dostępu", protection.policies, database=True),
    Check("rights", "Prawa ról", protection.rights, database=True),
    Check("login", "Konto serwera WWW w bazie", protection.login, database=True),
    Check("keys", "Klucze urzędów", protection.keys, database=True),
    Check("triggers", "Wyzwalacze bazy", protection.triggers, database=True),
    Check("log", "Dziennik zdarzeń", protection.log, database=True),
    Check("worker", "Zadania w tle", work.worker, database=True),
    Check("stream", "Rozmowy na żywo", work.stream, database=True),
    Check("queue", "Kolejka zadań", work.queue, database=True),
    Check("failed-jobs", "Nieudane zadania", work.failed_jobs, database=True),
    Check("waiting-letters", "Listy w kolejce", work.waiting_letters, database=True),
    Check("failed-letters", "Niewysłane listy", work.failed_letters, database=True),
    Check("administrator", "Konto dostawcy", content.administrator, database=True),
    Check("demonstration", "Hasło demonstracyjne", content.demonstration, database=True),
    Check("courses", "Szkolenia", content.courses, database=True),
    Check("portal-pages", "Strony portalu", content.portal_pages, database=True),
    Check("register", "Rejestr TERYT", content.register, database=True),
)


def examine(checks: Sequence[Check] = CHECKS) -> Iterator[tuple[Check, Found]]:
    """Look at everything in order; what asks a database that does not answer is not looked at."""
    silent = False
    for check in checks:
        if check.database and silent:
            yield check, NOT_LOOKED_AT
            continue
        found = _look(check)
        silent = silent or (check.name == DATABASE and found.result is Result.FAULT)
        yield check, found


def _look(check: Check) -> Found:
    try:
        return check.look()
    except Exception as error:  # one check that breaks must not hide the others
        return fault(
            f"Sprawdzenie przerwał błąd: {type(error).__name__}: {one_line(error)}",
            "Jeśli baza jest nowa albo po aktualizacji, wykonaj: kaganek prepare. "
            "W innym razie zgłoś ten błąd twórcom programu.",
        )
