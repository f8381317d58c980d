import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kaganek.site.server import (
    GIVE_UP_AFTER,
    Child,
    ServeRefused,
    check_port,
    check_transport,
    is_loopback,
    pause_after,
    stream_command,
    web_command,
)

SOURCES = Path(__file__).parents[3]


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_this_machine_alone_may_use_plain_http(address):
    assert is_loopback(address)
    check_transport(address, tls_cert=None, tls_key=None, behind_proxy=False)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.5", "urzad.example.pl", "localhost.evil.pl"])
def test_plain_http_is_refused_to_the_network_unless_a_proxy_is_declared(address):
    assert not is_loopback(address)
    with pytest.raises(ServeRefused, match="hasła byłyby w niej widoczne"):
        check_transport(address, tls_cert=None, tls_key=None, behind_proxy=False)
    check_transport(address, tls_cert=None, tls_key=None, behind_proxy=True)


@pytest.fixture
def pair(tmp_path):
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert.write_text("-----BEGIN CERTIFICATE-----\n")
    key.write_text("-----BEGIN PRIVATE KEY-----\n")
    return cert, key


def test_tls_needs_both_files_readable_and_a_key_the_server_understands(pair, tmp_path):
    cert, key = pair

    def refusal(cert, key):
        with pytest.raises(ServeRefused) as caught:
            check_transport("0.0.0.0", tls_cert=cert, tls_key=key, behind_proxy=False)
        return str(caught.value)

    check_transport("0.0.0.0", tls_cert=cert, tls_key=key, behind_proxy=False)
    assert refusal(cert, None) == "Podaj oba pliki: --tls-cert i --tls-key."
    assert refusal(tmp_path / "nie-ma.pem", key) == f"Nie mogę odczytać pliku {tmp_path / 'nie-ma.pem'}."
    key.write_text("-----BEGIN RSA PRIVATE KEY-----\n")
    assert "openssl pkcs8 -topk8" in refusal(cert, key)


def test_a_taken_port_is_told_with_the_way_out():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServeRefused, match=rf"Port {port} jest zajęty .* --port \d+"):
            check_port("127.0.0.1", port)
    check_port("127.0.0.1", port)


def test_an_address_of_another_machine_is_named():
    with pytest.raises(ServeRefused, match=r"Nie mogę nasłuchiwać pod adresem 192\.0\.2\.1"):
        check_port("192.0.2.1", 8120)


def test_certificates_reach_the_web_server(pair):
    cert, key = pair
    options = {"workers": 3, "threads": 5}

    plain = web_command("127.0.0.1", 8120, tls_cert=None, tls_key=None, **options)
    secret = web_command("0.0.0.0", 8120, tls_cert=cert, tls_key=key, **options)

    assert set(secret) - set(plain) == {
        "0.0.0.0", "--ssl-certificate", str(cert), "--ssl-keyfile", str(key), "--ssl-protocol-min", "tls1.2",
    }  # fmt: skip
    assert plain[plain.index("--blocking-threads") + 1] == "5"
    assert plain[plain.index("--workers") + 1] == "3"


def test_the_stream_is_as_secret_as_the_pages(pair):
    cert, key = pair

    plain = stream_command("127.0.0.1", 8121, tls_cert=None, tls_key=None, behind_proxy=False)
    secret = stream_command("0.0.0.0", 8121, tls_cert=cert, tls_key=key, behind_proxy=False)
    proxied = stream_command("0.0.0.0", 8121, tls_cert=None, tls_key=None, behind_proxy=True)

    assert set(secret) - set(plain) == {"0.0.0.0", "--tls-cert", str(cert), "--tls-key", str(key)}
    assert set(proxied) - set(plain) == {"0.0.0.0", "--behind-proxy"}


def test_pauses_double_up_to_half_a_minute():
    assert [pause_after(n) for n in (1, 2, 3, 4, 5, 9)] == [0, 1, 2, 4, 8, 30]


# -- the supervisor, over real processes


def supervisor(code):
    """Run a supervisor over one child that runs `code`; the child may print its own number."""
    script = (
        "import sys; from kaganek.site.server import Child, supervise\n"
        f"sys.exit(supervise([Child('dziecko', [sys.executable, '-uc', {code!r}])]))"
    )
    return subprocess.Popen(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


STAYS = "import os, time; print(os.getpid()); time.sleep(60)"


def alive(pid):
    """Whether the process runs; one that ended and waits to be collected does not."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def gone(pid, within=5.0):
    deadline = time.monotonic() + within
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not alive(pid)


def test_a_dead_child_is_replaced_and_a_signal_ends_all():
    with supervisor(STAYS) as running:
        first = int(running.stdout.readline())
        os.kill(first, signal.SIGKILL)
        second = int(running.stdout.readline())
        assert second != first

        running.terminate()

        assert running.wait(10) == 0
        assert gone(second)
        assert "„dziecko” zakończył się (kod -9). Uruchamiam go ponownie." in running.stderr.read()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's word to orphans is Linux's own")
def test_nothing_survives_a_killed_supervisor():
    with supervisor(STAYS) as running:
        child = int(running.stdout.readline())
        assert alive(child)

        running.kill()

        assert gone(child)


def test_a_child_that_ignores_the_request_to_stop_is_forced():
    stubborn = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {STAYS}"
    with supervisor(stubborn) as running:
        child = int(running.stdout.readline())
        begun = time.monotonic()

        running.send_signal(signal.SIGINT)

        assert running.wait(12) == 0
        assert time.monotonic() - begun < 10
        assert gone(child)


def test_a_child_that_never_starts_ends_the_supervisor_with_a_fault():
    with supervisor("raise SystemExit(3)") as running:
        assert running.wait(30) == 1
        assert "Proces „dziecko” nie daje się uruchomić. Kończę pracę." in running.stderr.read()


def test_a_process_that_is_not_vital_ends_nobody():
    broken = Child("strumień", [sys.executable, "-c", "raise SystemExit(3)"], vital=False)
    now = 0.0
    while broken.quick_deaths <= GIVE_UP_AFTER:
        broken.keep_running(now)
        if broken.process:
            broken.process.wait(10)
        now = max(now, broken.due_at)

    assert broken.quick_deaths >= GIVE_UP_AFTER
    assert not broken.hopeless
    assert pause_after(broken.quick_deaths) > 1
