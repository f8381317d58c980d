"""`kaganek serve`: the server for real use."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from urllib.parse import urlsplit

from kaganek.site.configuration import state_dir
from kaganek.site.installation import Kind, database, kind_of
from kaganek.site.server import (
    ServeRefused,
    check_port,
    check_transport,
    free_stream_port,
    is_loopback,
    serve,
    stream_address,
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--address", default="127.0.0.1", metavar="ADRES", help="domyślnie 127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="domyślnie 8000")
    parser.add_argument("--tls-cert", type=Path, metavar="PLIK", help="certyfikat z łańcuchem (PEM)")
    parser.add_argument("--tls-key", type=Path, metavar="PLIK", help="klucz prywatny (PEM, PKCS#8)")
    parser.add_argument(
        "--behind-proxy", action="store_true", help="połączenie szyfruje serwer pośredniczący przed tym"
    )
    parser.add_argument(
        "--stream-port",
        type=int,
        metavar="N",
        help="port rozmów na żywo (domyślnie pierwszy wolny po --port)",
    )
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="procesy WWW (domyślnie 2)")
    parser.add_argument("--threads", type=int, default=4, metavar="N", help="wątki w procesie (domyślnie 4)")


def run(options: argparse.Namespace) -> int:
    """Serve this installation; the demonstration, whose password is published, never to the network."""
    if kind_of(state_dir()) is Kind.DEMO and not is_loopback(options.address):
        raise ServeRefused(
            f"W katalogu {state_dir()} są dane demonstracyjne z hasłem znanym wszystkim. "
            "Do pracy w sieci wskaż inny katalog: --state KATALOG."
        )
    transport = {
        "tls_cert": options.tls_cert,
        "tls_key": options.tls_key,
        "behind_proxy": options.behind_proxy,
    }
    check_transport(options.address, **transport)
    check_port(options.address, options.port)
    base = base_url(options.address, options.port, tls=options.tls_cert is not None)
    os.environ["KAGANEK_BASE_URL"] = base
    os.environ.setdefault("KAGANEK_HOSTS", f"{urlsplit(base).hostname},127.0.0.1,localhost,[::1]")
    if options.behind_proxy:
        os.environ["KAGANEK_BEHIND_PROXY"] = "1"
    stream_port = stream_port_of(options)
    stream = stream_address(base, stream_port, behind_proxy=options.behind_proxy)
    os.environ.setdefault("KAGANEK_STREAM_URL", stream)
    with database():
        return serve(
            options.address,
            options.port,
            **transport,
            workers=options.workers,
            threads=options.threads,
            stream_port=stream_port,
            when_ready=lambda: print(f"Kaganek działa: {base}/", flush=True),
        )


def stream_port_of(options: argparse.Namespace) -> int:
    """The port asked for, which has to be free, or the first free one after the web's. Raises ServeRefused."""
    if options.stream_port is None:
        return free_stream_port(options.address, options.port)
    check_port(options.address, options.stream_port)
    return int(options.stream_port)


def base_url(address: str, port: int, *, tls: bool) -> str:
    """The address people type, for links in letters; only on this machine can it be guessed."""
    named = os.environ.get("KAGANEK_BASE_URL")
    if named:
        return named.rstrip("/")
    if not is_loopback(address):
        raise ServeRefused(
            "Podaj adres, pod którym urzędy otworzą platformę, na przykład: "
            "KAGANEK_BASE_URL=https://szkolenia.example.pl"
        )
    host = f"[{address}]" if ":" in address else address
    return f"{'https' if tls else 'http'}://{host}:{port}"
