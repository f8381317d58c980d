"""The server: the web processes, the job worker and the stream process, kept running by one small supervisor.

The supervisor never loads Django, so it starts at once and cannot fall with the
application. Its children end with it, however it ends: on Linux the kernel tells them.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import http.client
import ipaddress
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

STOP_WITHIN: Final = 8.0  # seconds for the children to finish what they began
QUICK_DEATH: Final = 10.0  # a child that lived shorter did not really start
GIVE_UP_AFTER: Final = 5  # quick deaths in a row
LONGEST_PAUSE: Final = 30.0  # seconds between two attempts
POOLED: Final = {"KAGANEK_DB_POOL": "1"}  # the web's threads share connections
ALIVE: Final = "/zdrowie/zywy"
TICK: Final = 0.25
STREAM_PORTS: Final = 20  # ports after the web's that are tried for the stream
PR_SET_PDEATHSIG: Final = 1
ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class ServeRefused(Exception):
    """The server will not start so; the text tells the administrator the way out."""


@dataclass
class Child:
    """One process that should always run; one that is not vital is tried for again and again, and stops nobody."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)  # on top of ours
    vital: bool = True
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    quick_deaths: int = 0
    due_at: float = 0.0  # not before this instant of the monotonic clock

    def keep_running(self, now: float) -> None:
        """Start the process if it is due; after a death make the next start wait."""
        if self.process is not None:
            if self.process.poll() is None:
                return
            self._note_death(now)
        if now >= self.due_at:
            self.process, self.started_at = _spawn(self.command, self.environment), now

    def _note_death(self, now: float) -> None:
        code, self.process = (self.process.returncode if self.process else None), None
        self.quick_deaths = self.quick_deaths + 1 if now - self.started_at < QUICK_DEATH else 1
        self.due_at = now + pause_after(self.quick_deaths)
        print(f"Proces „{self.name}” zakończył się (kod {code}). Uruchamiam go ponownie.", file=sys.stderr)

    @property
    def hopeless(self) -> bool:
        return self.vital and self.quick_deaths >= GIVE_UP_AFTER

    def send(self, number: signal.Signals) -> None:
        """Signal the process and all it started."""
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


def pause_after(quick_deaths: int) -> float:
    """Seconds to wait before the next start: none after the first death, then doubling."""
    return 0.0 if quick_deaths <= 1 else min(LONGEST_PAUSE, 2.0 ** (quick_deaths - 2))


def is_loopback(address: str) -> bool:
    """Whether only this machine can connect; a name other than localhost may mean anything."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def check_transport(address: str, *, tls_cert: Path | None, tls_key: Path | None, behind_proxy: bool) -> None:
    """Refuse to carry passwords in the clear. Raises ServeRefused."""
    if (tls_cert is None) != (tls_key is None):
        raise ServeRefused("Podaj oba pliki: --tls-cert i --tls-key.")
    for path in filter(None, (tls_cert, tls_key)):
        if not os.access(path, os.R_OK):
            raise ServeRefused(f"Nie mogę odczytać pliku {path}.")
    if tls_key is not None and b"BEGIN PRIVATE KEY" not in tls_key.read_bytes():
        raise ServeRefused(
            f"Klucz {tls_key} nie jest w formacie PKCS#8. Przekształć go: "
            f"openssl pkcs8 -topk8 -nocrypt -in {tls_key} -out klucz.pem"
        )
    if tls_cert is None and not behind_proxy and not is_loopback(address):
        raise ServeRefused(
            f"Adres {address} jest dostępny z sieci, a bez szyfrowania hasła byłyby w niej widoczne. "
            "Podaj certyfikat (--tls-cert, --tls-key) albo, jeśli szyfruje serwer pośredniczący, "
            "dodaj --behind-proxy."
        )


def check_port(address: str, port: int) -> None:
    """Raises ServeRefused when the address cannot be listened on now."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as fault:
        raise ServeRefused(_why_not(address, port, fault)) from fault


def _why_not(address: str, port: int, fault: OSError) -> str:
    if fault.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else 8000
        return f"Port {port} jest zajęty przez inny program. Wybierz inny, na przykład: --port {other}"
    if fault.errno == errno.EACCES:
        return f"Port {port} może otworzyć tylko administrator systemu. Wybierz wyższy, np.: --port 8000"
    return f"Nie mogę nasłuchiwać pod adresem {address}, port {port}: {fault.strerror}"


def free_stream_port(address: str, port: int) -> int:
    """The first port after the web's that can be listened on now; 0 when none of the next ones can."""
    for candidate in range(port + 1, min(port + STREAM_PORTS, 65535) + 1):
        with contextlib.suppress(ServeRefused):
            check_port(address, candidate)
            return candidate
    return 0


def stream_address(base: str, stream_port: int, *, behind_proxy: bool) -> str:
    """Where pages of the base address find the stream; behind a proxy at the same address, under its own path."""
    if behind_proxy or not stream_port:
        return base if stream_port else ""
    parts = urlsplit(base)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}:{stream_port}"


def web_command(
    address: str, port: int, *, tls_cert: Path | None, tls_key: Path | None, workers: int, threads: int
) -> list[str]:
    """Granian with blocking threads; it restarts its own workers."""
    options = {
        "--interface": "wsgi",
        "--host": address,
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": str(threads),
        "--workers-kill-timeout": "5",
        "--log-level": "warning",
    }
    if tls_cert is not None and tls_key is not None:
        options |= {
            "--ssl-certificate": str(tls_cert),
            "--ssl-keyfile": str(tls_key),
            "--ssl-protocol-min": "tls1.2",  # offices still run browsers without 1.3
        }
    words = [word for pair in options.items() for word in pair]
    flags = ["--no-ws", "--respawn-failed-workers"]
    return [sys.executable, "-m", "granian", *words, *flags, "kaganek.site.wsgi:application"]


def worker_command() -> list[str]:
    return [sys.executable, "-m", "kaganek.site.cli", "worker"]


def stream_command(
    address: str, port: int, *, tls_cert: Path | None, tls_key: Path | None, behind_proxy: bool
) -> list[str]:
    words = ["stream", "--address", address, "--port", str(port)]
    words += ["--behind-proxy"] if behind_proxy else []
    if tls_cert is not None and tls_key is not None:
        words += ["--tls-cert", str(tls_cert), "--tls-key", str(tls_key)]
    return [sys.executable, "-m", "kaganek.site.cli", *words]


def mail_in_command() -> list[str]:
    return [sys.executable, "-m", "kaganek.site.cli", "mail-in"]


def serve(
    address: str,
    port: int,
    *,
    tls_cert: Path | None = None,
    tls_key: Path | None = None,
    behind_proxy: bool = False,
    workers: int = 2,
    threads: int = 4,
    stream_port: int = 0,
    when_ready: Callable[[], None] = lambda: None,
) -> int:
    """Serve until told to stop; returns the exit status.

    Without a `stream_port` no stream process runs, and pages ask for what is new.

    Restarts a process that dies, waiting longer each time, and gives up with status 1
    when one dies at once five times over. SIGINT, SIGTERM and SIGHUP end it with
    status 0, everything it started within ten seconds.
    Raises ServeRefused before anything is started.
    """
    check_transport(address, tls_cert=tls_cert, tls_key=tls_key, behind_proxy=behind_proxy)
    check_port(address, port)
    web = web_command(address, port, tls_cert=tls_cert, tls_key=tls_key, workers=workers, threads=threads)
    children = [Child("serwer WWW", web, POOLED), Child("zadania w tle", worker_command())]
    if stream_port:
        stream = stream_command(
            address, stream_port, tls_cert=tls_cert, tls_key=tls_key, behind_proxy=behind_proxy
        )
        children.append(Child("strumień rozmów", stream, vital=False))
    if os.environ.get("KAGANEK_MAIL_IN_DOMAIN"):
        children.append(Child("poczta przychodząca", mail_in_command(), vital=False))
    threading.Thread(
        target=_announce, args=(address, port, tls_cert is not None, when_ready), daemon=True
    ).start()
    return supervise(children)


def supervise(children: Sequence[Child]) -> int:
    """Keep the children running until a signal asks to end or one of them proves hopeless."""
    with _end_asked() as end_asked:
        try:
            while not end_asked.wait(TICK):
                for child in children:
                    child.keep_running(time.monotonic())
                dead = next((child.name for child in children if child.hopeless), None)
                if dead is not None:
                    print(f"Proces „{dead}” nie daje się uruchomić. Kończę pracę.", file=sys.stderr)
                    return 1
            return 0
        finally:
            stop(children)


def stop(children: Sequence[Child]) -> None:
    """End the children: politely first, then by force."""
    for child in children:
        child.send(signal.SIGTERM)
    deadline = time.monotonic() + STOP_WITHIN
    for child in children:
        if child.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.0, deadline - time.monotonic()))
    for child in children:
        child.send(signal.SIGKILL)
        if child.process is not None:
            child.process.wait()


@contextlib.contextmanager
def _end_asked() -> Iterator[threading.Event]:
    """An event set by any of the ending signals; the former handlers come back afterwards."""
    asked = threading.Event()
    former = {number: signal.signal(number, lambda *_: asked.set()) for number in ENDING}
    try:
        yield asked
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _spawn(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own: Ctrl-C reaches the supervisor alone, which ends all in order."""
    parent = os.getpid()
    return subprocess.Popen(  # noqa: S603 - our own command lines
        command,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=(lambda: _die_with(parent)) if sys.platform == "linux" else None,
    )


_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def _die_with(parent: int) -> None:
    """In the child: ask the kernel for SIGTERM when the supervisor is gone, even killed."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)


def _announce(address: str, port: int, tls: bool, when_ready: Callable[[], None]) -> None:
    """Wait for the first answer of any kind, then say so."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # we ask ourselves
    while True:
        with contextlib.suppress(OSError, http.client.HTTPException):
            here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104
            connection: http.client.HTTPConnection = (
                http.client.HTTPSConnection(here, port, timeout=30, context=context)
                if tls
                else http.client.HTTPConnection(here, port, timeout=30)
            )
            with contextlib.closing(connection):
                connection.request("GET", ALIVE)
                connection.getresponse()
            return when_ready()
        time.sleep(TICK)
