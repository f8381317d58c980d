"""Polish sentences about packages: what is wrong and what to do about it."""

from collections.abc import Mapping
from typing import NamedTuple

from kaganek.lib.packages.archive_words import ARCHIVE_WORDS
from kaganek.lib.packages.content_words import H5P_WORDS, KIND_WORDS, SCORM_WORDS
from kaganek.lib.packages.model import Fault, Finding, Remark
from kaganek.lib.polish import counted, file_size, number


class Words(NamedTuple):
    """One finding in words. Remarks that ask for nothing have no way out."""

    message: str
    way_out: str


SENTENCES: Mapping[Fault | Remark, tuple[str, str]] = {
    **ARCHIVE_WORDS,
    **KIND_WORDS,
    **SCORM_WORDS,
    **H5P_WORDS,
}

LOOKS: Mapping[str, str] = {
    "pdf": ", lecz PDF",
    "rtf": ", lecz dokument tekstowy",
    "ole": ", lecz dokument starego pakietu biurowego albo plik z hasłem",
    "archive": ", lecz archiwum innego rodzaju (7z, RAR albo GZ)",
    "program": ", lecz program",
    "image": ", lecz obraz",
    "markup": ", lecz strona internetowa albo plik XML",
}


def explain(finding: Finding) -> Words:
    """What is wrong and what to do, in Polish. The file stands beside, in `finding.file`."""
    message, way_out = SENTENCES[finding.code]
    words = _facts(finding.facts)
    return Words(message.format(**words), way_out.format(**words))


def _facts(facts: Mapping[str, str | int]) -> dict[str, str]:
    words = {name: number(value) if isinstance(value, int) else value for name, value in facts.items()}
    words["looks"] = LOOKS.get(str(facts.get("looks_like", "")), "")
    words["limit_bytes"] = file_size(int(facts.get("limit", 0)))
    words["files_counted"] = counted(int(facts.get("files", 0)), "plik", "pliki", "plików")
    if "bytes" in facts:
        words["bytes"] = file_size(int(facts["bytes"]))
    return words
