"""How the environment becomes settings: small functions, so that settings.py stays a list."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from kaganek.core.dbroles import DbRole
from kaganek.lib.postgres import Cluster
from kaganek.lib.postgres_programs import make_private


class Misconfigured(Exception):
    """The environment asks for something unsafe; the message is for the administrator, in Polish."""


def flag(name: str) -> bool:
    return os.environ.get(name, "") not in ("", "0", "no", "nie")


def state_dir() -> Path:
    """Where database, files and keys of this installation live."""
    return Path(os.environ.get("KAGANEK_STATE", ".state")).absolute()


def production_settings() -> list[str]:
    """Variables by which this is somebody's real installation."""
    named = [name for name in ("DATABASE_URL", "KAGANEK_SMTP_HOST") if os.environ.get(name)]
    return ["KAGANEK_PRODUCTION", *named] if flag("KAGANEK_PRODUCTION") else named


def demo_allowed(*, demo: bool) -> None:
    """The demonstration has a published password, so it never runs with production settings."""
    found = production_settings()
    if demo and found and not flag("KAGANEK_TESTING"):
        raise Misconfigured(
            f"Tryb demonstracyjny nie rusza z ustawieniami produkcyjnymi ({', '.join(found)}). "
            "Usuń KAGANEK_DEMO albo tamte ustawienia."
        )


def content_url(base_url: str) -> str:
    """The second address, which serves packages alone; "" without one."""
    url = os.environ.get("KAGANEK_CONTENT_URL", "").rstrip("/")
    if not url:
        return ""
    own, main = urlsplit(url), urlsplit(base_url)
    if own.scheme not in ("http", "https") or not own.hostname or own.path:
        raise Misconfigured(
            "KAGANEK_CONTENT_URL ma być adresem bez ścieżki, na przykład https://tresc.example.pl."
        )
    if own.netloc == main.netloc or own.scheme != main.scheme:
        raise Misconfigured(
            "KAGANEK_CONTENT_URL musi mieć inną nazwę niż KAGANEK_BASE_URL i to samo „http” albo „https”."
        )
    return url


def stream_url(base_url: str) -> str:
    """Where pages listen to the stream process; "" where none runs, so that they ask again and again instead."""
    url = os.environ.get("KAGANEK_STREAM_URL", "").rstrip("/")
    if not url:
        return ""
    own, main = urlsplit(url), urlsplit(base_url)
    if own.scheme not in ("http", "https") or not own.hostname or own.path:
        raise Misconfigured(
            "KAGANEK_STREAM_URL ma być adresem bez ścieżki, na przykład https://szkolenia.example.pl:8444."
        )
    if own.scheme != main.scheme:
        raise Misconfigured(
            "KAGANEK_STREAM_URL musi zaczynać się tak samo jak KAGANEK_BASE_URL: http albo https."
        )
    return url


def secret_key(state: Path) -> str:
    """From the environment, or made once and kept beside the data with mode 0600."""
    if key := os.environ.get("KAGANEK_SECRET_KEY"):
        if len(key) < 50:
            raise Misconfigured(
                "KAGANEK_SECRET_KEY ma mniej niż 50 znaków. Usuń go, a utworzymy bezpieczny klucz."
            )
        return key
    path = state / "secret_key"
    if not path.exists():
        make_private(state)
        draft = path.with_name(f"secret_key.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # the first of two starting processes wins, both then read one key
        draft.unlink()
    return path.read_text().strip()


def database(state: Path) -> dict[str, Any]:
    """Django's database settings: DATABASE_URL, or the embedded cluster of this state directory.

    Serving processes log in as the powerless role; `KAGANEK_DB_OWNER=1` (migrations) as the owner.
    """
    as_owner = flag("KAGANEK_DB_OWNER")
    url = os.environ.get("DATABASE_URL")
    where = _from_url(url) if url else _embedded(state, as_owner=as_owner)
    options: dict[str, Any] = where.setdefault("OPTIONS", {})
    options["client_encoding"] = "UTF8"
    options["options"] = "-c cursor_tuple_fraction=1"  # a file is read to its end: plan for all the rows
    if not as_owner:
        # Through start-up options: Django's own `assume_role` hangs together with a pool.
        options["options"] += f" -c role={DbRole.APP}"
    options["prepare_threshold"] = 2  # see core/prepared.py
    if flag("KAGANEK_DB_POOL"):
        options["pool"] = {"min_size": 1, "max_size": 5, "timeout": 20}
        where["CONN_HEALTH_CHECKS"] = True  # a connection that the database's restart cut is replaced unseen
    else:
        where["CONN_MAX_AGE"] = 0
    return {"ENGINE": "django.db.backends.postgresql", "ATOMIC_REQUESTS": False, **where}


def _embedded(state: Path, *, as_owner: bool) -> dict[str, Any]:
    cluster = Cluster(state / "pg")
    user = "postgres" if as_owner or flag("KAGANEK_TESTING") else DbRole.APP.value
    return {"NAME": os.environ.get("KAGANEK_DB", "kaganek"), "USER": user, "HOST": str(cluster.socket_dir)}


def _from_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise Misconfigured("DATABASE_URL musi zaczynać się od postgresql:// – innej bazy nie obsługujemy.")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": query,
    }
