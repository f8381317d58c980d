"""`kaganek stream`: the process that tells listening pages at once what is new."""

from __future__ import annotations

import argparse
import resource
from pathlib import Path

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops, SSLProtocols
from granian.log import LogLevels

from kaganek.site.server import check_port, check_transport

END_WITHIN = 2  # seconds; readers of a stopped stream come back by themselves


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--address", default="127.0.0.1", metavar="ADRES", help="domyślnie 127.0.0.1")
    parser.add_argument("--port", type=int, default=8001, metavar="N", help="domyślnie 8001")
    parser.add_argument("--tls-cert", type=Path, metavar="PLIK", help="certyfikat z łańcuchem (PEM)")
    parser.add_argument("--tls-key", type=Path, metavar="PLIK", help="klucz prywatny (PEM, PKCS#8)")
    parser.add_argument(
        "--behind-proxy", action="store_true", help="połączenie szyfruje serwer pośredniczący przed tym"
    )


def run(options: argparse.Namespace) -> int:
    """Tell until stopped. One process serves all: what is heard once is sent to everyone it holds.

    HTTP/1 alone: there a browser that goes away closes its connection, and is known to be gone.
    """
    check_transport(
        options.address,
        tls_cert=options.tls_cert,
        tls_key=options.tls_key,
        behind_proxy=options.behind_proxy,
    )
    check_port(options.address, options.port)
    _open_files()
    Granian(
        "kaganek.site.stream.door:application",
        address=options.address,
        port=options.port,
        interface=Interfaces.ASGI,
        workers=1,
        loop=Loops.asyncio,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.warning,
        ssl_cert=options.tls_cert,
        ssl_key=options.tls_key,
        ssl_protocol_min=SSLProtocols.tls12,
        respawn_failed_workers=True,
        workers_kill_timeout=END_WITHIN,
    ).serve()
    return 0


def _open_files() -> None:
    """Each stream is an open file, and systems allow a process few of them unless it asks for more."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
