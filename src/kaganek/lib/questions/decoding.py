"""From bytes to text: byte order marks, the XML declaration, and else the evidence of the letters."""

import codecs
import re
from typing import NamedTuple

from kaganek.lib.questions.report import Fault, Note, QuestionFileFault, Trouble

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NOT_TEXTS = (
    (b"PK\x03\x04", "zip"),
    (b"%PDF", "pdf"),
    (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"SQLite format", "database"),
)
DECLARATION = re.compile(
    rb"""\A\s*<\?xml[^<>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["'][^<>]{0,200}\?>"""
)
DECLARED_NAMES = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "windows-1250": "cp1250",
    "cp1250": "cp1250",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    # Browsers and Moodle read this name as Windows-1252, which only adds letters to it.
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-2": "iso-8859-2",
    "latin2": "iso-8859-2",
}
SPOKEN = {"utf-8-sig": "utf-8", "cp1250": "windows-1250", "cp1252": "windows-1252"}
# Letters that only one of the three encodings has at these bytes; elsewhere they are signs or rarer letters.
EVIDENCE = {
    "cp1250": b"\xb9\xb3\x9c\xbf\x9f\xa5\xa3\x8c\xaf\x8f",  # ą ł ś ż ź Ą Ł Ś Ż Ź
    "iso-8859-2": b"\xb1\xb3\xb6\xbf\xbc\xa1\xa3\xa6\xaf\xac",  # the same letters
    "cp1252": b"\xe0\xe8\xe5\xf8\xe3\xf5\xfb\xf2\xec\xc0\xc8\xc5\xd8",  # à è å ø ã õ û ò ì À È Å Ø
}
# No text has them; tabs, ends of lines and the old end of a file it may have.
ODD = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f-\x84]")
# What XML cannot hold, with the control characters that no author typed on purpose.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
SAMPLE = 1_000_000


class Decoded(NamedTuple):
    """The text of a file, how it was written, and what to say about it."""

    text: str
    encoding: str
    notes: tuple[Note, ...]


def decode(data: bytes) -> Decoded:
    """The text of a file. Raises QuestionFileFault where it is no text or in an unknown encoding."""
    _refuse_other_files(data)
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _finished(_strictly(data, encoding), encoding)
    declared = DECLARATION.match(data[:1000])
    if declared:
        return _as_declared(data, declared[1].decode("ascii").lower())
    try:
        return _finished(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _by_evidence(data, Trouble.ENCODING_GUESSED)


def _refuse_other_files(data: bytes) -> None:
    if not data.strip():
        raise QuestionFileFault(Fault.EMPTY)
    for signature, looks_like in NOT_TEXTS:
        if data.startswith(signature):
            raise QuestionFileFault(Fault.NOT_TEXT, looks_like=looks_like)


def _as_declared(data: bytes, name: str) -> Decoded:
    encoding = DECLARED_NAMES.get(name)
    if encoding is None:
        raise QuestionFileFault(Fault.UNKNOWN_ENCODING, encoding=name)
    try:
        return _finished(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        return _by_evidence(data, Trouble.ENCODING_MISDECLARED)


def _by_evidence(data: bytes, why: Trouble) -> Decoded:
    sample = data[:SAMPLE]
    ranked = sorted(EVIDENCE, key=lambda encoding: -_letters(sample, EVIDENCE[encoding]))
    for encoding in ranked:  # sorting is stable: where nothing decides, Polish Windows comes first
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _finished(text, encoding, Note(why, {"encoding": SPOKEN.get(encoding, encoding)}))
    raise QuestionFileFault(Fault.NOT_TEXT, looks_like="")


def _letters(sample: bytes, codes: bytes) -> int:
    """How often these bytes stand beside a letter: "mi³y" is a word, "25³" is a number with a sign."""
    word = rb"(?:(?<=[A-Za-z])[" + re.escape(codes) + rb"]|[" + re.escape(codes) + rb"](?=[A-Za-z]))"
    return sum(1 for _ in re.finditer(word, sample))


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise QuestionFileFault(Fault.NOT_TEXT, looks_like="") from error


def _finished(text: str, encoding: str, *notes: Note) -> Decoded:
    sample = text[:SAMPLE]
    odd = len(ODD.findall(sample))
    if "\x00" in text or odd * 50 > len(sample):
        raise QuestionFileFault(Fault.NOT_TEXT, looks_like="")
    text = text.removeprefix("\ufeff").rstrip("\x1a").replace("\r\n", "\n").replace("\r", "\n")
    legal = ILLEGAL.sub("", text)
    if not legal.strip():
        raise QuestionFileFault(Fault.EMPTY)
    if legal != text:
        notes = (*notes, Note(Trouble.CHARACTERS))
    return Decoded(legal, SPOKEN.get(encoding, encoding), notes)
