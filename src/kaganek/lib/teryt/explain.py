"""Polish sentences for refused register files: what is wrong, where, and what to do about it."""

from collections.abc import Mapping

from kaganek.lib.teryt.model import TercFault, TercProblem

AGAIN = "Pobierz plik TERC ze strony eTERYT jeszcze raz i wczytaj go bez zmian."

SENTENCES: Mapping[TercProblem, str] = {
    TercProblem.TOO_BIG: "Plik jest za duży na rejestr TERC. Sprawdź, czy to właściwy plik.",
    TercProblem.BROKEN: "Pliku nie da się odczytać. " + AGAIN,
    TercProblem.BOMB: "Archiwum po rozpakowaniu byłoby zbyt wielkie, więc nie zostało otwarte. " + AGAIN,
    TercProblem.NO_FILE_IN_ZIP: "W archiwum nie ma pliku CSV ani XML z rejestrem. " + AGAIN,
    TercProblem.EMPTY: "Plik nie zawiera ani jednego wiersza rejestru. " + AGAIN,
    TercProblem.OTHER_REGISTER: "To jest rejestr {register}, a nie TERC. "
    "Na stronie eTERYT wybierz katalog TERC (wersja urzędowa) i wczytaj tamten plik.",
    TercProblem.NOT_TERC: "To nie jest plik rejestru TERC: brakuje w nim większości kolumn. " + AGAIN,
    TercProblem.MISSING_COLUMN: "{place}W pliku brakuje kolumny {column}. " + AGAIN,
    TercProblem.RAGGED_ROW: "{place}Liczba pól to {cells}, a powinna być {expected}; plik może być ucięty. "
    + AGAIN,
    TercProblem.BAD_CODE: "{place}Kod „{given}” nie jest kodem TERYT; kody to pary cyfr, także z zerem na początku. "
    + AGAIN,
    TercProblem.NO_NAME: "{place}Jednostka {given} nie ma nazwy. " + AGAIN,
    TercProblem.BAD_DATE: "{place}„{given}” w kolumnie STAN_NA nie jest datą w postaci RRRR-MM-DD. " + AGAIN,
    TercProblem.MANY_DATES: "{place}Data STAN_NA to {given}, a wcześniej w pliku jest {first}; rejestr musi mieć jedną. "
    + AGAIN,
    TercProblem.UNKNOWN_KIND: "{place}Nieznany rodzaj jednostki (RODZ: {given}) przy nazwie {name}. " + AGAIN,
    TercProblem.VOIVODESHIPS: "{place}Rejestr musi zawierać dokładnie 16 województw. {which} " + AGAIN,
    TercProblem.DUPLICATE: "{place}Jednostka {given} {name} już jest w wierszu {first}. " + AGAIN,
    TercProblem.ORPHAN: "{place}Jednostka {given} {name} nie ma w pliku jednostki, do której należy. "
    + AGAIN,
    TercProblem.CHILDLESS: "{place}Powiat {given} {name} nie ma w pliku swoich gmin "
    "(miasto na prawach powiatu musi mieć dokładnie jedną). " + AGAIN,
}


def explain(fault: TercFault) -> str:
    """Polish sentences about a refused register file, naming the row, with the way out."""
    words = {name: str(value) for name, value in fault.facts.items()}
    words["place"] = f"Wiersz {fault.row}: " if fault.row is not None else ""
    words["which"] = (
        f"Brakuje: {words['missing']}."
        if "missing" in words
        else f"Kod {words.get('given')} nie jest żadnym z nich."
    )
    return SENTENCES[fault.code].format(**words)
