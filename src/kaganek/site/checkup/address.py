"""The address people type, and its certificate."""

from __future__ import annotations

import socket
import ssl
import time
from urllib.parse import urlsplit

from django.conf import settings

from kaganek.site.checkup.model import Found, fault, fine, warning
from kaganek.site.server import is_loopback

ANSWERS_IN = 5  # seconds
RENEW = 21  # days before the end
UNTRUSTED_HERE = {18, 19, 20, 21}  # OpenSSL: the issuer is not known to this computer


def base() -> Found:
    """Outside this computer passwords travel encrypted; in a real installation links lead to it from outside."""
    near = is_loopback(urlsplit(settings.BASE_URL).hostname or "")
    if not near and not settings.HTTPS:
        return fault(
            f"Adres {settings.BASE_URL} nie jest szyfrowany.",
            "Włącz TLS (docs/how-to/tls.md) i ustaw KAGANEK_BASE_URL na adres z https://.",
        )
    if near and settings.PRODUCTION:
        return warning(
            f"Odnośniki w listach prowadzą do {settings.BASE_URL}, czyli na ten komputer.",
            "Ustaw KAGANEK_BASE_URL na adres, który wpisują ludzie.",
        )
    return fine(f"Adres: {settings.BASE_URL}")


def certificate() -> Found:
    """Asked for as a browser does, at the address people type."""
    if not settings.HTTPS:
        return fine("Adres nie używa TLS")
    where = urlsplit(settings.BASE_URL)
    try:
        return judge_days(_days_left(where.hostname or "", where.port or 443))
    except ssl.SSLCertVerificationError as error:
        return _untrusted(error)
    except OSError as error:
        return warning(
            f"Nie można połączyć się z {settings.BASE_URL}: {error}",
            "Sprawdź, czy serwer działa, i zobacz certyfikat w przeglądarce z innego komputera.",
        )


def _days_left(host: str, port: int) -> float:
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=ANSWERS_IN) as plain,
        context.wrap_socket(plain, server_hostname=host) as secured,
    ):
        until = str((secured.getpeercert() or {})["notAfter"])
    return (ssl.cert_time_to_seconds(until) - time.time()) / 86_400


def _untrusted(error: ssl.SSLCertVerificationError) -> Found:
    words = f"Certyfikat nie przechodzi sprawdzenia: {error.verify_message}."
    if error.verify_code in UNTRUSTED_HERE:
        return warning(
            words,
            "Dodaj na tym komputerze certyfikat urzędu, który go wydał, i sprawdź, czy łańcuch jest cały.",
        )
    return fault(
        words, "Wymień certyfikat na ważny i wydany dla tego adresu, a potem uruchom serwer ponownie."
    )


def judge_days(days: float) -> Found:
    if days < RENEW:
        return warning(f"Certyfikat wygasa za {days:.0f} dni.", "Odnów certyfikat i uruchom serwer ponownie.")
    return fine(f"Certyfikat jest ważny jeszcze {days:.0f} dni")
