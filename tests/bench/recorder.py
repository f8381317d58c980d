"""What a request says to the database, word for word, for those requests that ask to be recorded."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from django.http import HttpRequest, HttpResponse

HEADER = "X-Bench-Record"
_now = threading.local()


def _note(words: str) -> None:
    if (said := getattr(_now, "said", None)) is not None:
        said.append(words)


def _hear_commands() -> None:
    """BEGIN, COMMIT, ROLLBACK and FETCH come from the driver itself, below Django."""
    before = psycopg.Connection._exec_command

    def heard(self: Any, command: Any, *args: Any, **kwargs: Any) -> Any:
        words = command if isinstance(command, bytes | str) else command.as_bytes(self)
        _note(words.decode() if isinstance(words, bytes) else words)
        return before(self, command, *args, **kwargs)

    psycopg.Connection._exec_command = heard  # type: ignore[method-assign]


def _statement(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    result = execute(sql, params, many, context)
    _note(_literal(context["cursor"].cursor, sql, params))
    return result


def _literal(cursor: Any, sql: Any, params: Any) -> str:
    """The statement with its values in place, whether or not they travel apart from it."""
    if isinstance(cursor, psycopg.ServerCursor):  # DECLARE … CURSOR FOR …
        return cursor._query.query.decode()
    return psycopg.ClientCursor(cursor.connection).mogrify(sql, params)


class Recorder:
    """With the header X-Bench-Record: NAME, writes the whole conversation to NAME.json; else does nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        _hear_commands()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = request.headers.get(HEADER)
        if not name:
            return self.get_response(request)
        _now.said = []
        with connection.execute_wrapper(_statement):
            response = self.get_response(request)
        if response.streaming:
            response.streaming_content = _heard(response.streaming_content, name)
        else:
            _keep(name)
        return response


def _heard(content: Any, name: str) -> Iterator[bytes]:
    with connection.execute_wrapper(_statement):
        yield from content
    _keep(name)


def _keep(name: str) -> None:
    path = Path(os.environ["KAGANEK_BENCH_DIR"]) / f"{name}.json"
    path.write_text(json.dumps(_now.said))
    _now.said = None
