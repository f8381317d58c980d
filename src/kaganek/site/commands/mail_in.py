"""`kaganek mail-in`: the door through which answers by e-mail come in."""

from __future__ import annotations

import argparse
import signal
import threading

from django.conf import settings

from kaganek.site.mail_door import Door, place
from kaganek.site.server import ServeRefused


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--listen", default="", metavar="ADRES:PORT", help="domyślnie KAGANEK_MAIL_IN_LISTEN")
    parser.add_argument("--smtp", action="store_true", help="mówi zwykłym SMTP zamiast LMTP")


def run(options: argparse.Namespace) -> int:
    """Take letters in until told to stop."""
    if not settings.MAIL_IN_DOMAIN:
        raise ServeRefused(
            "Podaj domenę, na którą przychodzą odpowiedzi, na przykład: KAGANEK_MAIL_IN_DOMAIN=pytania.example.pl"
        )
    address, port = place(options.listen or settings.MAIL_IN_LISTEN)
    door = Door(address, port, smtp=options.smtp or settings.MAIL_IN_PROTOCOL == "smtp")
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    door.start()
    print(f"Poczta przychodząca: {address}, port {door.port}", flush=True)
    try:
        stopped.wait()
    finally:
        door.stop()
    return 0
