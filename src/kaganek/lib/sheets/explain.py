"""Polish sentences for refused files: what is wrong and what to do about it."""

from collections.abc import Mapping

from kaganek.lib.polish import number
from kaganek.lib.sheets.model import MEGABYTE, Fault, SheetFault

SENTENCES: Mapping[Fault, str] = {
    Fault.TOO_BIG: "Plik jest za duży: {size} MB, a największy dopuszczalny to {limit_mb} MB. "
    "Usuń z niego obrazy i zbędne arkusze albo podziel listę na kilka plików.",
    Fault.TOO_MANY_ROWS: "Arkusz ma za dużo wierszy: największa dopuszczalna liczba to {limit}. "
    "Podziel listę na kilka plików; sprawdź też, czy pod tabelą nie ma zbędnych danych, i usuń te wiersze.",
    Fault.TOO_MANY_COLUMNS: "Arkusz ma za dużo kolumn: największa dopuszczalna liczba to {limit}. "
    "Zostaw w pliku tylko potrzebne kolumny; sprawdź, czy daleko po prawej stronie nie ma zbędnych danych.",
    Fault.TOO_MANY_CELLS: "Tabela ma za dużo wypełnionych komórek: największa dopuszczalna liczba to {limit}. "
    "Usuń zbędne kolumny albo podziel listę na kilka plików.",
    Fault.CELL_TOO_LONG: "Komórka w wierszu {row} ma za długi tekst (ponad {limit} znaków). "
    "Skróć ją; jeśli to plik CSV, sprawdź, czy w tym wierszu nie brakuje zamykającego cudzysłowu.",
    Fault.BOMB: "Po rozpakowaniu ten plik byłby zbyt wielki, więc nie został otwarty. "
    "Skopiuj samą tabelę do nowego arkusza, zapisz go jako XLSX i wczytaj jeszcze raz.",
    Fault.ENCRYPTED: "Plik jest zabezpieczony hasłem, więc nie można go odczytać. "
    "Otwórz go, usuń hasło otwarcia, zapisz i wczytaj jeszcze raz.",
    Fault.UNKNOWN_TYPE: "{looks} Zapisz listę jako arkusz XLSX, XLS, ODS albo jako plik CSV i wczytaj jeszcze raz.",
    Fault.OPEN_QUOTE: "Cudzysłów otwarty w wierszu {row} nie jest nigdzie zamknięty. "
    "Popraw ten wiersz albo zapisz listę jako XLSX i wczytaj jeszcze raz.",
    Fault.BROKEN: "Plik jest uszkodzony i nie da się go odczytać. "
    "Otwórz go w arkuszu kalkulacyjnym, zapisz jako XLSX i wczytaj jeszcze raz.",
    Fault.EMPTY: "Plik jest pusty: nie ma w nim ani jednej wypełnionej komórki. "
    "Sprawdź, czy to właściwy plik, i wczytaj go jeszcze raz.",
    Fault.TIMEOUT: "Odczytanie pliku trwało zbyt długo i zostało przerwane. "
    "Skopiuj samą tabelę do nowego arkusza, zapisz go jako XLSX i wczytaj jeszcze raz.",
    Fault.MEMORY: "Odczytanie pliku wymagałoby zbyt wiele pamięci i zostało przerwane. Zwykle oznacza to dane "
    "rozrzucone po całym arkuszu. Skopiuj samą tabelę do nowego arkusza, zapisz go jako XLSX i wczytaj jeszcze raz.",
}

LOOKS: Mapping[str, str] = {
    "pdf": "To jest plik PDF, a nie arkusz.",
    "docx": "To jest dokument Worda, a nie arkusz.",
    "odt": "To jest dokument tekstowy, a nie arkusz.",
    "rtf": "To jest dokument tekstowy, a nie arkusz.",
    "pptx": "To jest prezentacja, a nie arkusz.",
    "xlsb": "To jest skoroszyt binarny (XLSB), którego nie odczytujemy.",
    "image": "To jest obraz, a nie arkusz.",
    "zip": "To jest archiwum ZIP, a nie arkusz.",
    "archive": "To jest archiwum, a nie arkusz.",
    "program": "To jest program, a nie arkusz.",
    "html": "To jest strona internetowa (HTML), choć może mieć nazwę arkusza.",
    "xml": "To jest plik XML, choć może mieć nazwę arkusza.",
    "ole": "To jest dokument starego pakietu biurowego, ale nie arkusz.",
}
NO_TABLE = "Ten plik nie jest arkuszem ani listą w postaci tekstu."


def explain(fault: SheetFault) -> str:
    """One or two Polish sentences about a refused file, with the way out."""
    facts = fault.facts
    words = {name: number(value) if isinstance(value, int) else value for name, value in facts.items()}
    words["looks"] = LOOKS.get(str(facts.get("looks_like", "")), NO_TABLE)
    words["size"] = number(-(-int(facts.get("bytes", 0)) // MEGABYTE))
    words["limit_mb"] = number(int(facts.get("limit", 0)) // MEGABYTE)
    return SENTENCES[fault.code].format(**words)
