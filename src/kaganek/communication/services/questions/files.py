"""Files of a message: judged by name, size and beginning, kept as they came, only ever saved by those who read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kaganek.communication.models import QuestionFile, QuestionMessage
from kaganek.communication.rules.questions import MOST_FILES
from kaganek.lib.mail_in.files import safe_name
from kaganek.lib.sent_files import file_fault


class FileRefused(Exception):
    """A file cannot be added; `reason` says in Polish why and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def named(files: Sequence[Any]) -> list[tuple[str, int]]:
    """The name that each file is kept under, and its size in bytes."""
    return [
        (safe_name(one.name or "", number=number), one.size or 0) for number, one in enumerate(files, start=1)
    ]


def keep_files(message: QuestionMessage, files: Sequence[Any]) -> None:
    """Keep the files of a message within the caller's transaction. Raises FileRefused.

    Source: rule C-87 in docs/reference/rules.md.
    """
    if len(files) > MOST_FILES:
        raise FileRefused(f"Plików jest za dużo. Dodaj najwyżej {MOST_FILES}, resztę w następnej wiadomości.")
    for (name, size), given in zip(named(files), files, strict=True):
        beginning = given.read(2048)
        if reason := file_fault(name, size, beginning):
            raise FileRefused(reason)
        given.seek(0)
        kind = name.rpartition(".")[2].lower()
        QuestionFile.objects.create(message=message, name=name, kind=kind, size=size, body=given.read())
