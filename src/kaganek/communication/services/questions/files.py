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


def keep_files(message: QuestionMessage, files: Sequence[Any]) -> None:
    """Keep the files of a message within the caller's transaction. Raises FileRefused.

    Source: rule C-87 in docs/reference/rules.md.
    """
    if len(files) > MOST_FILES:
        raise FileRefused(f"Plików jest za dużo. Dodaj najwyżej {MOST_FILES}, resztę w następnej wiadomości.")
    for number, given in enumerate(files, start=1):
        name = safe_name(given.name or "", number=number)
        beginning = given.read(2048)
        if reason := file_fault(name, given.size or 0, beginning):
            raise FileRefused(reason)
        given.seek(0)
        kind = name.rpartition(".")[2].lower()
        QuestionFile.objects.create(
            message=message, name=name, kind=kind, size=given.size or 0, body=given.read()
        )
