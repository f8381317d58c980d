"""A healthy installation has only the warnings named here; each planted fault is seen by its own check."""

from __future__ import annotations

import argparse
import json
import socket
import socketserver
import threading
import time
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connection

from kaganek.core.models import Letter
from kaganek.core.outbox import MAX_ATTEMPTS
from kaganek.core.seats import SYSTEM, account_door, seated
from kaganek.core.streams import LISTENER
from kaganek.people.models import Account, RegisterImport
from kaganek.site import cli
from kaganek.site.checkup import address, content, place, program, server
from kaganek.site.checkup.model import Check, Result, fault, fine
from kaganek.site.checkup.table import CHECKS, examine
from kaganek.site.commands import doctor
from kaganek.site.commands.prepare import static_fingerprint
from kaganek.site.demo.people import PASSWORD
from kaganek.site.installation import Kind, settle_kind

NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(hours=2)
# The tests sign in as the owner of a throw-away server; nobody has published a course in it or reworded its pages.
NAMED = {"login": "warning", "courses": "warning", "portal-pages": "warning"}


class Greeting(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 poczta\r\n")
        while said := self.rfile.readline():
            self.wfile.write(b"221 bye\r\n" if said.lower().startswith(b"quit") else b"250 ok\r\n")


@pytest.fixture
def post_office():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Greeting) as office:
        office.daemon_threads = True
        threading.Thread(target=office.serve_forever, daemon=True).start()
        yield office.server_address[1]
        office.shutdown()


@pytest.fixture
def listening(db):
    """A connection under the name of the stream process."""
    at = connection.get_connection_params()
    with psycopg.connect(
        host=at["host"], user=at["user"], dbname=at["dbname"], application_name=LISTENER
    ) as ear:
        yield ear


@pytest.fixture
def healthy(cast, settings, tmp_path, post_office, listening, monkeypatch):
    """An installation in which the server runs and everything has been set up; its disk is nobody's concern."""
    monkeypatch.setattr(server, "DURABLE", ("synchronous_commit",))
    tmp_path.chmod(0o700)
    (tmp_path / "secret_key").write_text("x" * 64)
    (tmp_path / "secret_key").chmod(0o600)
    settings.STATE, settings.STATIC_ROOT = tmp_path, tmp_path
    (tmp_path / "made-from").write_text(static_fingerprint())
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post_office
    execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    with seated(SYSTEM):
        RegisterImport.objects.create(
            state_on=NOW.date(), loaded_at=NOW, file_name="TERC.xml", units=1, changes=[]
        )
    return settings


def test_a_stream_process_that_is_gone_is_noticed(healthy, listening) -> None:
    listening.close()
    deadline = time.monotonic() + 5
    while unwell(database=True) == NAMED and time.monotonic() < deadline:
        time.sleep(0.05)

    assert unwell(database=True) == NAMED | {"stream": "warning"}


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def as_owner(*statements: str) -> None:
    execute("SET CONSTRAINTS ALL IMMEDIATE", "SET LOCAL ROLE postgres", *statements)
    execute("SET LOCAL ROLE kaganek_app")


def unwell(*, database: bool | None = None) -> dict[str, str]:
    checks = [check for check in CHECKS if database in (None, check.database)]
    return {check.name: found.result.value for check, found in examine(checks) if found.result != "ok"}


def letter(**facts) -> None:
    with seated(SYSTEM):
        Letter.objects.create(
            kind="people.activation",
            event="e",
            to="a@example.org",
            due_at=LONG_AGO,
            queued_at=LONG_AGO,
            **facts,
        )


def job(status: str, at: str) -> None:
    execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('default', 'kaganek.job', 'todo')",
        f"UPDATE procrastinate_events SET at = {at}",
        f"UPDATE procrastinate_jobs SET status = '{status}'",
    )


def test_a_healthy_installation_has_only_the_named_warnings(healthy) -> None:
    assert unwell() == NAMED


PLANTED = {
    "table open": (
        {"row-security": "fault"},
        lambda: as_owner("ALTER TABLE people_person DISABLE ROW LEVEL SECURITY"),
    ),
    "owner let past": (
        {"row-security": "fault"},
        lambda: as_owner("ALTER TABLE core_letter NO FORCE ROW LEVEL SECURITY"),
    ),
    "policy dropped": (
        {"policies": "fault"},
        lambda: as_owner("DROP POLICY kaganek_office_reach ON people_person"),
    ),
    "policy loosened": (
        {"policies": "fault"},
        lambda: as_owner("ALTER POLICY kaganek_office_reach ON people_person USING (true)"),
    ),
    "policy for another role": (
        {"policies": "fault"},
        lambda: as_owner("ALTER POLICY owner_all ON people_person TO kaganek_public"),
    ),
    "foreign policy": (
        {"policies": "fault"},
        lambda: as_owner("CREATE POLICY extra ON people_person FOR SELECT USING (true)"),
    ),
    "server reads people": (
        {"rights": "fault"},
        lambda: as_owner("GRANT SELECT ON people_person TO kaganek_app"),
    ),
    "right to everyone": ({"rights": "fault"}, lambda: as_owner("GRANT SELECT ON people_office TO PUBLIC")),
    "right taken": (
        {"rights": "fault"},
        lambda: as_owner("REVOKE SELECT ON people_person FROM kaganek_office"),
    ),
    "log changeable": (
        {"rights": "fault", "log": "fault"},
        lambda: as_owner("GRANT DELETE ON core_auditentry TO kaganek_global"),
    ),
    "mighty role": (
        {"login": "warning"},
        lambda: as_owner("ALTER ROLE kaganek_reader BYPASSRLS"),
    ),
    "key dropped": (
        {"keys": "fault"},
        lambda: as_owner(
            "ALTER TABLE documents_certificate DROP CONSTRAINT"
            " documents_certificate_enrolment_project_office_person_belongs"
        ),
    ),
    "notes of progress dropped": (
        {"triggers": "fault"},
        lambda: as_owner("DROP TRIGGER progress_changed ON learning_courseprogress"),
    ),
    "frozen reports unguarded": (
        {"triggers": "fault"},
        lambda: as_owner("ALTER TABLE reporting_reportissue DISABLE TRIGGER report_stands_still"),
    ),
    "migration waiting": (
        {"migrations": "fault"},
        lambda: as_owner("DELETE FROM django_migrations WHERE app = 'people'"),
    ),
    "migrations unreadable": (
        {"migrations": "fault", "rights": "fault"},
        lambda: as_owner("REVOKE SELECT ON django_migrations FROM kaganek_app"),
    ),
    "write not awaited": ({"durability": "fault"}, lambda: execute("SET LOCAL synchronous_commit = off")),
    "worker silent": (
        {"worker": "fault"},
        lambda: execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'"),
    ),
    "no worker": ({"worker": "fault"}, lambda: execute("DELETE FROM procrastinate_workers")),
    "queue long": ({"queue": "warning"}, lambda: job("todo", "now() - interval '10 minutes'")),
    "queue stuck": ({"queue": "fault"}, lambda: job("todo", "now() - interval '2 hours'")),
    "job failed": ({"failed-jobs": "warning"}, lambda: job("failed", "now() - interval '2 hours'")),
    "letter waiting": ({"waiting-letters": "fault"}, letter),
    "letter given up": ({"failed-letters": "warning"}, lambda: letter(attempts=MAX_ATTEMPTS)),
    "no supplier": (
        {"administrator": "fault"},
        lambda: execute("UPDATE people_account SET is_active = false"),
    ),
}


@pytest.mark.turns(10)
@pytest.mark.parametrize("case", PLANTED)
def test_a_fault_in_the_database_turns_its_own_check(healthy, case) -> None:
    seen, plant = PLANTED[case]

    plant()

    assert unwell(database=True) == NAMED | seen


def test_looking_leaves_nothing_behind(healthy) -> None:
    before = dict(unwell(database=True))
    execute("SELECT 1")

    assert unwell(database=True) == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema()")
        assert cursor.fetchone() == (0,)


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


OUTSIDE = {
    "key readable": ({"secret-key": "fault"}, lambda s: (s.STATE / "secret_key").chmod(0o644)),
    "key lost": ({"secret-key": "fault"}, lambda s: (s.STATE / "secret_key").unlink()),
    "state readable": ({"state": "warning"}, lambda s: s.STATE.chmod(0o755)),
    "state writable": ({"state": "fault"}, lambda s: s.STATE.chmod(0o777)),
    "static of another version": (
        {"static": "warning"},
        lambda s: (s.STATE / "made-from").write_text("other"),
    ),
    "static not collected": ({"static": "fault"}, lambda s: (s.STATE / "made-from").unlink()),
    "mail server gone": ({"mail": "fault"}, lambda s: setattr(s, "EMAIL_PORT", closed_port())),
    "any host": ({"hosts": "fault"}, lambda s: setattr(s, "ALLOWED_HOSTS", ["*"])),
    "debugging": ({"debug": "fault"}, lambda s: setattr(s, "DEBUG", True)),
    "plain address": (
        {"address": "fault"},
        lambda s: setattr(s, "BASE_URL", "http://szkolenia.example.pl"),
    ),
}


@pytest.mark.parametrize("case", OUTSIDE)
def test_a_fault_around_the_database_turns_its_own_check(healthy, case) -> None:
    seen, plant = OUTSIDE[case]

    plant(healthy)

    assert unwell(database=False) == seen


def test_the_demonstration_needs_no_mail_server(healthy) -> None:
    healthy.EMAIL_PORT, healthy.DEMO = closed_port(), True

    assert unwell(database=False) == {}

    healthy.DEMO = False
    settle_kind(healthy.STATE, Kind.DEMO)
    assert unwell(database=False) == {}


def test_production_is_judged_more_strictly(healthy) -> None:
    healthy.PRODUCTION = True
    found = unwell()
    assert (found["login"], found["address"]) == ("fault", "warning")
    assert found["django"] == "warning"  # cookies that travel unencrypted
    assert "demonstration" not in found

    with account_door():
        account = Account.objects.get(login="anna")
        account.set_password(PASSWORD)
        account.save()
    assert content.demonstration().result is Result.FAULT
    assert "anna" in content.demonstration().words


def test_a_certificate_that_nobody_shows(healthy) -> None:
    healthy.BASE_URL, healthy.HTTPS = f"https://127.0.0.1:{closed_port()}", True

    assert address.certificate().result is Result.WARNING


@pytest.mark.parametrize(
    ("found", "result"),
    [
        (place.judge_space(2 * 2**30, 4 * 2**30), "ok"),
        (place.judge_space(2 * 2**30, 40 * 2**30), "warning"),
        (place.judge_space(2**29, 2**30), "fault"),
        (server.judge_drift(4.9), "ok"),
        (server.judge_drift(5.0), "fault"),
        (address.judge_days(20.9), "warning"),
        (address.judge_days(21.0), "ok"),
    ],
)
def test_the_limits(found, result) -> None:
    assert found.result == result


def test_pins_are_read_from_the_lock_file() -> None:
    lines = ["# made", "django==5.2.19 \\", "    --hash=sha256:1", "colorama==1.0 ; sys_platform == 'win32'"]
    assert program.pins_in(lines) == {"django": "5.2.19"}
    assert program.pinned()["django"] == program.installed("django")
    assert program.installed("kaganek-nie-ma") is None


def test_other_versions_are_told(monkeypatch, tmp_path) -> None:
    (tmp_path / "requirements.lock").write_text("django==1.0 \\\n")
    monkeypatch.setattr(program, "PACKAGE", tmp_path / "src" / "kaganek")
    assert program.packages().result is Result.WARNING
    assert "zamiast 1.0" in program.packages().words

    (tmp_path / "requirements.lock").write_text("kaganek-nie-ma==1.0 \\\n")
    assert program.packages().result is Result.FAULT


def broken() -> None:
    raise ValueError("pękło")


def test_a_check_that_breaks_does_not_hide_the_others() -> None:
    checks = [Check("a", "A", broken), Check("b", "B", lambda: fine("dobrze"))]

    results = [found for _, found in examine(checks)]

    assert [found.result for found in results] == ["fault", "ok"]
    assert "pękło" in results[0].words


def test_without_a_database_the_rest_is_still_looked_at() -> None:
    checks = [
        Check("database", "Baza", lambda: fault("nie odpowiada", "uruchom")),
        Check("asking", "Pytanie", broken, database=True),
        Check("other", "Inne", lambda: fine("dobrze")),
    ]
    found = list(examine(checks))

    assert [what.result for _, what in found] == ["fault", "warning", "ok"]
    assert doctor.summary(found) == (
        "Razem: dobrze 1, uwaga 0, źle 1, nie sprawdzono 1, bo baza nie odpowiada."
    )


def test_names_are_unique_and_every_trouble_has_its_repair(db, settings, tmp_path) -> None:
    settings.STATE = tmp_path
    names = [check.name for check in CHECKS]

    assert len(names) == len(set(names)) >= 20
    for check, found in examine():
        assert found.words, check.name
        assert bool(found.repair) == (found.result is not Result.OK), check.name


def command(*words: str) -> int:
    row = next(row for row in cli.COMMANDS if row.name == "doctor")
    return doctor.run(cli.parser_of(row, doctor).parse_args(list(words)))


def test_people_read_a_line_for_each_check(healthy, capsys) -> None:
    assert command() == 1  # the named warnings
    said = capsys.readouterr().out
    assert "dobrze  Ochrona wierszy: " in said
    assert "uwaga   Szkolenia: Nie ma opublikowanych szkoleń.\n        Jak naprawić: Opublikuj" in said
    assert said.splitlines()[-1] == f"Razem: dobrze {len(CHECKS) - 3}, uwaga 3, źle 0."


def test_scripts_get_json_and_a_status(healthy, capsys) -> None:
    execute("DELETE FROM procrastinate_workers")
    assert command("--json") == 2
    told = json.loads(capsys.readouterr().out)
    assert told["result"] == "fault"
    assert [check["name"] for check in told["checks"]] == [check.name for check in CHECKS]
    worker = next(check for check in told["checks"] if check["name"] == "worker")
    assert worker["result"] == "fault"
    assert worker["repair"].startswith("Uruchom serwer")


def test_the_statuses_are_in_the_help() -> None:
    parser = argparse.ArgumentParser()
    doctor.arguments(parser)
    assert "0 wszystko dobrze, 1 są uwagi, 2 coś jest źle" in parser.format_help().replace("\n", " ")
