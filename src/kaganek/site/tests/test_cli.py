import importlib.util
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from kaganek.lib.postgres_programs import ROOTS_ACCOUNT, Account
from kaganek.site import cli
from kaganek.site.commands import demo, serve
from kaganek.site.configuration import Misconfigured, secret_key, stream_url
from kaganek.site.installation import Kind, kind_of, settle_kind
from kaganek.site.polish_parser import PolishParser
from kaganek.site.server import ServeRefused, stream_address

SOURCES = Path(__file__).parents[3]
ENGLISH = re.compile(r"\b(usage|options|positional|arguments|show this|required|error|default)\b")


def kaganek(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "kaganek.site.cli", *words],
        env={**os.environ, "PYTHONPATH": str(SOURCES), **environment},
        capture_output=True,
        text=True,
    )


def test_the_overview_is_polish_and_names_every_command():
    done = kaganek("--help")

    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.startswith("Użycie: kaganek [-h] POLECENIE")
    assert not ENGLISH.search(done.stdout)
    assert [
        c.name for c in cli.COMMANDS if not re.search(rf"^    {c.name}\b", done.stdout, re.MULTILINE)
    ] == []


@pytest.mark.parametrize("command", cli.COMMANDS, ids=lambda command: command.name)
def test_every_row_of_the_table_has_its_module(command):
    assert importlib.util.find_spec(f"kaganek.site.commands.{command.module}")


@pytest.mark.parametrize(("name", "module"), [("serve", serve), ("demo", demo)])
def test_help_of_a_command_is_polish(name, module):
    command = next(c for c in cli.COMMANDS if c.name == name)
    text = cli.parser_of(command, module).format_help()

    assert not ENGLISH.search(text)
    assert "--state KATALOG" in text


def test_options_of_serve():
    command = next(c for c in cli.COMMANDS if c.name == "serve")
    parsed = cli.parser_of(command, serve).parse_args(
        ["--tls-cert", "a.pem", "--tls-key", "b.pem", "--port", "8443"]
    )

    assert vars(parsed) == {
        "address": "127.0.0.1", "port": 8443, "tls_cert": Path("a.pem"), "tls_key": Path("b.pem"),
        "behind_proxy": False, "workers": 2, "threads": 4, "state": None, "stream_port": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "kaganek: brakuje: POLECENIE"),
        (["nieznane"], "kaganek: POLECENIE: nie ma 'nieznane'; do wyboru: "),
        (["serve", "--port", "osiem"], "kaganek serve: --port: nieprawidłowa wartość 'osiem'"),
        (["serve", "--port"], "kaganek serve: po --port podaj wartość"),
        (["demo", "--pusto"], "kaganek demo: nie ma takiej opcji: --pusto"),
    ],
)
def test_mistakes_are_told_in_polish(words, said):
    done = kaganek(*words)

    assert done.returncode == 2
    assert done.stderr.startswith(said)
    assert done.stdout.startswith("Użycie: kaganek")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "podaj jedno z: --a --b"),
        (["--a", "--b", "x"], "nie łącz --b z --a"),
        (["--b", "z"], "--b: nie ma 'z'; do wyboru: "),
    ],
)
def test_rarer_mistakes_too(words, said, capsys):
    parser = PolishParser(prog="p")
    either = parser.add_mutually_exclusive_group(required=True)
    either.add_argument("--a", action="store_true")
    either.add_argument("--b", choices=["x", "y"])

    with pytest.raises(SystemExit):
        parser.parse_args(words)

    assert capsys.readouterr().err.startswith(f"p: {said}")


def test_plain_http_to_the_network_is_refused_before_anything_is_made(tmp_path):
    done = kaganek("serve", "--address", "0.0.0.0", "--state", str(tmp_path / "state"))

    assert done.returncode == 2
    assert "--behind-proxy" in done.stderr
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize("name", ["KAGANEK_PRODUCTION", "DATABASE_URL", "KAGANEK_SMTP_HOST"])
def test_the_demonstration_refuses_production_settings(name, tmp_path):
    done = kaganek("demo", "--port", "8121", "--state", str(tmp_path / "state"), **{name: "1"})

    assert done.returncode == 2
    assert name in done.stderr
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("KAGANEK_SECRET_KEY", "krótki", "KAGANEK_SECRET_KEY ma mniej niż 50 znaków."),
        ("DATABASE_URL", "mysql://baza/kaganek", "DATABASE_URL musi zaczynać się od postgresql://"),
    ],
)
def test_wrong_settings_are_told_in_one_sentence(name, value, said, tmp_path):
    done = kaganek("manage", "check", "--state", str(tmp_path), **{name: value})

    assert done.returncode == 2
    assert done.stderr.startswith(said)
    assert len(done.stderr.splitlines()) == 1


def test_demonstration_and_real_data_never_share_a_directory(tmp_path):
    settle_kind(tmp_path / "demo", Kind.DEMO)
    settle_kind(tmp_path / "demo", Kind.DEMO)
    (tmp_path / "served" / "pg").mkdir(parents=True)

    with pytest.raises(ServeRefused, match="są dane demonstracyjne"):
        settle_kind(tmp_path / "demo", Kind.OWN)
    with pytest.raises(ServeRefused, match="są dane prawdziwe"):
        settle_kind(tmp_path / "served", Kind.DEMO)
    assert kind_of(tmp_path / "demo") is Kind.DEMO
    assert kind_of(tmp_path / "nowhere") is None


def test_strangers_on_the_computer_do_not_enter_a_new_state_directory(tmp_path, monkeypatch):
    monkeypatch.delenv("KAGANEK_SECRET_KEY", raising=False)
    before = os.umask(0o022)
    try:
        settle_kind(tmp_path / "run" / "demo", Kind.DEMO)
        secret_key(tmp_path / "served")
    finally:
        os.umask(before)
    # root's is open to the group of the account that its database runs as
    mode = 0o700 if os.geteuid() else 0o710
    modes = [(tmp_path / name).stat().st_mode & 0o777 for name in ("run/demo", "served")]
    assert modes == [mode, mode]
    assert Account.to_serve(ROOTS_ACCOUNT)._may_pass(tmp_path / "served")  # the database can stay inside


def test_a_state_directory_that_is_there_keeps_its_modes(tmp_path):
    tmp_path.chmod(0o750)
    settle_kind(tmp_path, Kind.DEMO)

    assert tmp_path.stat().st_mode & 0o777 == 0o750


def test_demonstration_data_are_not_served_to_the_network(tmp_path):
    settle_kind(tmp_path, Kind.DEMO)

    done = kaganek("serve", "--address", "0.0.0.0", "--behind-proxy", "--state", str(tmp_path))

    assert done.returncode == 2
    assert "hasłem znanym wszystkim" in done.stderr


def test_the_port_of_the_stream_is_the_next_free_one_or_the_one_asked_for():
    def asked(*words):
        command = next(c for c in cli.COMMANDS if c.name == "serve")
        return serve.stream_port_of(cli.parser_of(command, serve).parse_args(list(words)))

    with socket.socket() as web, socket.socket() as other:
        web.bind(("127.0.0.1", 0))
        port = web.getsockname()[1]
        free = asked("--port", str(port))
        assert port < free <= port + 20
        other.bind(("127.0.0.1", free))
        other.listen()
        assert free < asked("--port", str(port)) <= port + 20
        with pytest.raises(ServeRefused, match=f"Port {free} jest zajęty"):
            asked("--port", str(port), "--stream-port", str(free))
    assert asked("--port", "65535") == 0


@pytest.mark.parametrize(
    ("base", "port", "proxy", "address"),
    [
        ("http://127.0.0.1:8000", 8001, False, "http://127.0.0.1:8001"),
        ("https://[::1]:8443", 8444, False, "https://[::1]:8444"),
        ("https://szkolenia.example.pl", 8444, False, "https://szkolenia.example.pl:8444"),
        ("https://szkolenia.example.pl", 8001, True, "https://szkolenia.example.pl"),
        ("http://127.0.0.1:65535", 0, False, ""),
        ("https://szkolenia.example.pl", 0, True, ""),
    ],
)
def test_pages_are_told_where_the_stream_is(base, port, proxy, address):
    assert stream_address(base, port, behind_proxy=proxy) == address


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://strumien.example.pl/a", "KAGANEK_STREAM_URL ma być adresem bez ścieżki"),
        ("strumien.example.pl", "KAGANEK_STREAM_URL ma być adresem bez ścieżki"),
        ("http://strumien.example.pl", "KAGANEK_STREAM_URL musi zaczynać się tak samo"),
    ],
)
def test_an_address_of_the_stream_that_browsers_would_refuse_is_refused(url, said, monkeypatch):
    monkeypatch.setenv("KAGANEK_STREAM_URL", url)
    with pytest.raises(Misconfigured, match=said):
        stream_url("https://szkolenia.example.pl")
    monkeypatch.setenv("KAGANEK_STREAM_URL", "https://strumien.example.pl:8444/")
    assert stream_url("https://szkolenia.example.pl") == "https://strumien.example.pl:8444"


def test_links_in_letters_get_the_address_people_type(monkeypatch):
    monkeypatch.delenv("KAGANEK_BASE_URL", raising=False)
    assert serve.base_url("127.0.0.1", 8000, tls=False) == "http://127.0.0.1:8000"
    assert serve.base_url("::1", 8443, tls=True) == "https://[::1]:8443"
    with pytest.raises(ServeRefused, match="KAGANEK_BASE_URL"):
        serve.base_url("0.0.0.0", 8443, tls=True)
    monkeypatch.setenv("KAGANEK_BASE_URL", "https://szkolenia.example.pl/")
    assert serve.base_url("0.0.0.0", 8443, tls=True) == "https://szkolenia.example.pl"
