"""`kaganek serve` with a certificate: the page comes over TLS, and nothing comes without it."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import databases
from tests.live import free_port

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
START_WITHIN = 60.0  # seconds; a busy machine is slow


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", str(key), "-out", str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    return cert, key


@pytest.fixture(scope="module")
def port(pair: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where `kaganek serve` listens, on a database of its own."""
    number = free_port()
    cert, key = pair
    log = tmp_path_factory.mktemp("serve") / "log"
    command = [sys.executable, "-m", "kaganek.site.cli", "serve", "--port", str(number), "--workers", "1",
               "--tls-cert", str(cert), "--tls-key", str(key)]  # fmt: skip
    with databases.clone("handshake") as database, log.open("wb") as out:
        env = databases.environment(database)
        env["KAGANEK_STATIC"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
        process = subprocess.Popen(
            command, env=env, cwd=databases.ROOT, stdout=out, stderr=out, start_new_session=True
        )
        try:
            wait_for_words(log, process)
            yield number
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)


def wait_for_words(log: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_WITHIN
    while "Kaganek działa: https://127.0.0.1:" not in log.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the server did not start:\n{log.read_text()[-3000:]}")
        time.sleep(0.1)


def sign_in_page(port: int, context: ssl.SSLContext) -> tuple[int, str, str | None]:
    """Status, text and version of TLS."""
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=30, context=context)
    try:
        connection.request("GET", "/logowanie/")
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), connection.sock.version()
    finally:
        connection.close()


def test_the_sign_in_page_comes_over_tls_with_our_certificate(port: int, pair: tuple[Path, Path]) -> None:
    trusting = ssl.create_default_context(cafile=str(pair[0]))

    status, page, version = sign_in_page(port, trusting)

    assert (status, version) == (200, "TLSv1.3")
    assert 'name="password"' in page


def test_a_stranger_to_the_certificate_is_warned(port: int) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        sign_in_page(port, ssl.create_default_context())


def test_plain_http_gets_nothing_from_that_port(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
        plain.sendall(b"GET /logowanie/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        said = b""
        try:
            while piece := plain.recv(4096):
                said += piece
        except ConnectionResetError:
            pass

    assert not said.startswith(b"HTTP/")
    assert b"<html" not in said
