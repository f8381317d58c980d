"""Files that people send us with a task, a question or a letter: which are taken, judged by name, size and beginning."""

from __future__ import annotations

from collections.abc import Collection

MOST_BYTES = 10 * 1024 * 1024
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
KINDS: dict[str, tuple[bytes, ...]] = {  # ending → how such a file begins; () = text, anything without NUL
    "pdf": (b"%PDF-",),
    "docx": (_ZIP,),
    "xlsx": (_ZIP,),
    "pptx": (_ZIP,),
    "odt": (_ZIP,),
    "ods": (_ZIP,),
    "odp": (_ZIP,),
    "doc": (_OLE,),
    "xls": (_OLE,),
    "rtf": (b"{\\rtf",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "txt": (),
    "csv": (),
}
NAMES = "PDF, DOCX, ODT, DOC, RTF, XLSX, ODS, XLS, CSV, PPTX, ODP, TXT, PNG albo JPG"


BEGINNING = 2048  # bytes that are looked at


def bare_name(name: str) -> str:
    """A file's name without the folders that some browsers send along."""
    return name.replace("\\", "/").rpartition("/")[2].strip()[-200:]


def file_fault(
    name: str,
    size: int,
    beginning: bytes,
    *,
    kinds: Collection[str] = KINDS,
    names: str = NAMES,
    most: int = MOST_BYTES,
) -> str:
    """Why a file cannot be added, in Polish for the person who chose it; "" when it can (L-92, Q-13).

    beginning  its first bytes: a file must be what its name says.
    kinds      endings that are taken here, and `names`, what to call them; `most` bytes.
    """
    ending = name.rpartition(".")[2].lower()
    if "." not in name or ending not in kinds:
        return f"Pliku „{name}” nie można dodać. Dodaj {names}."
    if size == 0:
        return f"Plik „{name}” jest pusty. Sprawdź, czy został zapisany, i dodaj go jeszcze raz."
    if size > most:
        return f"Plik „{name}” ma więcej niż {most // 2**20} MB. Zmniejsz go albo podziel na części."
    signs = KINDS[ending]
    right = any(beginning.startswith(sign) for sign in signs) if signs else b"\x00" not in beginning
    if not right:
        kind = ending.upper()
        return (
            f"Plik „{name}” nie jest plikiem {kind}. Zapisz go jeszcze raz w tym formacie i dodaj ponownie."
        )
    return ""
