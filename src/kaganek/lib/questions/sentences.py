"""The words of `explain`. Each sentence about a question says what happened and, where one can, what to do."""

from collections.abc import Mapping

from kaganek.lib.questions.report import Fault, Trouble, Verdict

VERDICTS: Mapping[Verdict, str] = {
    Verdict.TAKEN: "przyjęte",
    Verdict.SIMPLIFIED: "uproszczone",
    Verdict.REFUSED: "odrzucone",
}

KINDS: Mapping[str, str] = {
    "single": "jedna odpowiedź",
    "multiple": "kilka odpowiedzi",
    "true_false": "prawda czy fałsz",
    "short_text": "krótki tekst",
    "number": "liczba",
    "matching": "dopasowanie",
    "ordering": "kolejność",
    "gaps": "tekst z lukami",
    "matrix": "tabela",
    "essay": "wypowiedź pisemna",
    "description": "opis bez pytania",
}

TYPES: Mapping[str, str] = {
    "": "bez podanego typu",
    "calculated": "pytanie obliczeniowe (calculated)",
    "calculatedsimple": "proste pytanie obliczeniowe (calculatedsimple)",
    "calculatedmulti": "obliczeniowe wielokrotnego wyboru (calculatedmulti)",
    "ddimageortext": "przeciąganie na obraz (ddimageortext)",
    "ddmarker": "przeciąganie znaczników (ddmarker)",
    "randomsamatch": "losowe dopasowanie (randomsamatch)",
    "random": "pytanie losowe (random)",
    "missingtype": "typ, którego zabrakło w systemie źródłowym (missingtype)",
    "cloze": "luki zapisane kodem cloze",
    "stack": "pytanie matematyczne STACK",
    "coderunner": "zadanie programistyczne (coderunner)",
    "wordselect": "wskazywanie słów (wordselect)",
    "recordrtc": "nagranie (recordrtc)",
}

IMAGE_REASONS: Mapping[str, str] = {
    "size": "jest za duży. Zmniejsz go i dodaj w edytorze pytania.",
    "type": "nie jest obrazem PNG, JPEG, GIF ani WebP. Zapisz go w jednym z tych formatów i dodaj w edytorze.",
    "count": "to już za dużo obrazów w jednym pytaniu. Połącz obrazy albo podziel pytanie.",
    "missing": "nie ma go w pliku. Wyeksportuj pytania jeszcze raz razem z plikami albo dodaj obraz w edytorze.",
}

LOSSES: Mapping[Trouble, str] = {
    Trouble.ATTACHMENTS: "Pominięto załączniki do odpowiedzi. Jeśli są potrzebne, zrób z tego pytania zadanie.",
    Trouble.CASE: "GIFT nie zapisuje, że wielkość liter ma znaczenie. Ustaw to po wczytaniu albo użyj Moodle XML.",
    Trouble.CHARACTERS: "Z pliku usunięto znaki sterujące, których nie widać. Sprawdź teksty po wczytaniu.",
    Trouble.COMBINED_FEEDBACK: "Pominięto wspólną informację zwrotną dla odpowiedzi poprawnej, częściowej i błędnej. "
    "Dopisz ją do poszczególnych odpowiedzi albo do wyjaśnienia.",
    Trouble.DIACRITICS: "Format nie zapisuje, że odpowiedź bez polskich znaków też się liczy. "
    "Ustaw to po wczytaniu albo dodaj warianty bez tych znaków.",
    Trouble.DRAGGING: "Przeciąganie słów zamieniono na wybór z listy w każdej luce.",
    Trouble.ESSAY_DETAILS: "GIFT nie zapisuje kryteriów oceny, szablonu ani limitu słów. Użyj Moodle XML.",
    Trouble.FEEDBACK: "GIFT nie zapisuje informacji zwrotnej do opisu. Użyj Moodle XML.",
    Trouble.FORMATTING: "Pominięto wygląd tekstu: kolory, rozmiary, czcionki albo nietypowe znaczniki. "
    "Sprawdź, czy nic nie zależało od koloru.",
    Trouble.GAP_AT_END: "Luka kończy tekst, a GIFT zna tylko luki w środku zdania: po wczytaniu będzie to zwykłe "
    "pytanie. Dopisz coś za luką albo użyj Moodle XML.",
    Trouble.GAP_MARK: "Zapis w podwójnych nawiasach, na przykład [[5]], oznacza u nas lukę, więc zostały pojedyncze.",
    Trouble.HEADINGS: "Nagłówki w treści zamieniono na pogrubione wiersze.",
    Trouble.HIDDEN: "W systemie źródłowym pytanie było ukryte. Sprawdź, czy jest aktualne.",
    Trouble.HINTS: "Pominięto podpowiedzi do kolejnych prób. Ważne wskazówki dopisz do wyjaśnienia.",
    Trouble.HTML_TOO_COMPLEX: "Formatowanie było zbyt zagnieżdżone, więc został sam tekst. Sformatuj go w edytorze.",
    Trouble.IMAGES: "GIFT nie przenosi obrazów: został ich opis w nawiasie. Użyj Moodle XML.",
    Trouble.IMAGE_REFUSED: "Pominięto obraz „{name}”: {reason_words}",
    Trouble.LABEL: "Etykietę lub identyfikator „{label}” skrócono albo usunięto z nich znaki specjalne.",
    Trouble.MARKDOWN: "Zapis Markdown pozostał jako zwykły tekst ze znakami. Sformatuj go w edytorze.",
    Trouble.MATRIX_DETAILS: "Pominięto opisy wierszy i kolumn albo ich wagi: liczy się tylko, które pola są poprawne.",
    Trouble.MULTIMEDIA: "Pominięto film lub nagranie. Dodaj je w edytorze, z napisami albo transkrypcją.",
    Trouble.NAME_CUT: "Nazwa pytania była za długa, więc skrócono ją do 200 znaków.",
    Trouble.NESTED_TAGS: "HTML nie był ujęty w CDATA, więc z tej treści został sam tekst. Popraw plik albo sformatuj "
    "tekst w edytorze.",
    Trouble.ORDERING_DETAILS: "Pytanie pokazywało tylko część elementów do uporządkowania; u nas pokazuje wszystkie.",
    Trouble.POINTS: "Format nie zapisuje tej liczby punktów. Ustaw ją po wczytaniu albo użyj Moodle XML.",
    Trouble.REMOTE_IMAGE: "Pominięto obraz z innego serwera. Pobierz go i dodaj w edytorze, jeśli wolno go użyć.",
    Trouble.SHUFFLE: "GIFT nie zapisuje, że kolejność odpowiedzi jest stała. Ustaw to po wczytaniu.",
    Trouble.SPACES: "Kilka spacji obok siebie i wcięcia zapisano jako jedną spację.",
    Trouble.TEX: "Wzory w zapisie TeX pozostały jako tekst. Zapisz je słowami albo wstaw obraz z opisem.",
    Trouble.UNITS: "Format nie zapisuje tu jednostek. Dopisz jednostkę do treści albo ustaw ją po wczytaniu.",
    Trouble.UNIT_RULES: "Częściową karę za złą jednostkę zamieniono na zasadę: bez jednostki nie ma punktów.",
    Trouble.UNSAFE_HTML: "Usunięto skrypty, ramki lub formularze: w pytaniach są niedozwolone.",
    Trouble.WILDCARD: "Pominięto odpowiedź „{variant}” z gwiazdką zastępującą dowolne znaki. "
    "Dodaj zamiast niej konkretne warianty.",
    Trouble.ARROW: "Znaki -> w odpowiedzi zamieniono na strzałkę →, bo w GIFT oznaczają parę.",
    Trouble.NEEDS_PLUGIN: "Moodle wczyta to pytanie tylko z wtyczką „Matrix”; my wczytamy je zawsze.",
}

REFUSALS: Mapping[Trouble, str] = {
    Trouble.BAD_GAPS: "Luki w treści są źle zapisane albo nie zgadzają się z listą odpowiedzi. Sprawdź je.",
    Trouble.BAD_NUMBER: "„{value}” nie jest liczbą, która tu pasuje. Popraw ją w pliku.",
    Trouble.BAD_PAIR: "W pytaniu z parami przy „{pair}” brakuje znaków ->. Dopisz drugą część pary.",
    Trouble.BAD_WEIGHT: "Waga odpowiedzi „{value}” nie jest liczbą od -100 do 100. Popraw ją w pliku.",
    Trouble.BRACES: "Nawiasy klamrowe się nie zgadzają. Te, które należą do tekstu, poprzedź ukośnikiem: \\{{ i \\}}.",
    Trouble.EMPTY_TEXT: "Pytanie nie ma treści. Dopisz ją.",
    Trouble.EMPTY_OPTION: "Jedna z odpowiedzi jest pusta. Dopisz ją albo usuń.",
    Trouble.GAP_KIND: "Luka typu {kind} jest nieznana. Możliwe są wybór z listy, krótki tekst i liczba.",
    Trouble.MATRIX_SHAPE: "Wiersze, kolumny i poprawne pola tabeli nie zgadzają się. Każdy wiersz musi mieć poprawne "
    "pole, a kolumny różne nazwy.",
    Trouble.NOT_IN_FORMAT: "Tego rodzaju pytania ({kind_name}) nie da się zapisać w GIFT. Użyj Moodle XML.",
    Trouble.NO_RIGHT_ANSWER: "Żadna odpowiedź nie daje pełnych punktów. Zaznacz w pliku, która jest poprawna.",
    Trouble.SEVERAL_GAPS: "Pytanie ma kilka luk albo kilka części z odpowiedziami, a GIFT zna tylko jedną. "
    "Podziel je albo użyj Moodle XML.",
    Trouble.TEXT_TOO_LONG: "Tekst jest za długi: największa dopuszczalna długość to {limit} znaków. Skróć go.",
    Trouble.TOO_DEEP_CATEGORY: "Kategoria leży zbyt głęboko: najwięcej może być {limit} poziomów. Przenieś ją wyżej.",
    Trouble.TOO_FEW_OPTIONS: "Jest za mało odpowiedzi: {found}, a trzeba co najmniej {least}. Dopisz brakujące.",
    Trouble.TOO_MANY_OPTIONS: "Jest za dużo odpowiedzi: {found}, a może być najwyżej {limit}. Podziel pytanie.",
    Trouble.UNFINISHED: "Część z odpowiedziami nie jest zamknięta nawiasem }}. Dopisz go.",
    Trouble.UNKNOWN_TYPE: "Nie wczytujemy tego typu: {type_name}. Zmień typ pytania w systemie źródłowym albo "
    "napisz je w edytorze.",
}

ABOUT_FILES: Mapping[Trouble, str] = {
    Trouble.ENCODING_MISDECLARED: "Plik podaje inne kodowanie, niż ma; odczytano go jako {encoding}. "
    "Sprawdź polskie litery.",
    Trouble.ENCODING_GUESSED: "Plik nie jest w UTF-8; po literach rozpoznano {encoding}. Sprawdź polskie litery.",
}

TROUBLES: Mapping[Trouble, str] = {**LOSSES, **REFUSALS, **ABOUT_FILES}

FAULTS: Mapping[Fault, str] = {
    Fault.TOO_BIG: "Plik jest za duży: {size_mb} MB, a największy dopuszczalny to {limit_mb} MB. "
    "Zmniejsz obrazy albo podziel pytania na kilka plików.",
    Fault.TOO_MANY_QUESTIONS: "W pliku jest więcej niż {limit} pytań. Podziel je na kilka plików.",
    Fault.TOO_DEEP: "W wierszu {line} znaczniki są zagnieżdżone głębiej niż {limit} poziomów. "
    "Wyeksportuj pytania jeszcze raz.",
    Fault.TOO_MANY_PARTS: "Pytanie z wiersza {line} ma za dużo części: ponad {limit}. Podziel je.",
    Fault.NOT_TEXT: "Wyeksportuj pytania jako GIFT albo Moodle XML i wczytaj jeszcze raz.",
    Fault.UNKNOWN_ENCODING: "Plik podaje kodowanie „{encoding}”, którego nie znamy. Zapisz go w UTF-8.",
    Fault.BROKEN_XML: "Plik XML jest uszkodzony w wierszu {line}, znak {column}. "
    "Wyeksportuj pytania jeszcze raz albo popraw to miejsce.",
    Fault.FORBIDDEN_XML: "Plik zawiera definicję typu dokumentu lub encji (wiersz {line}), a to niedozwolone. "
    "Usuń wiersz z DOCTYPE.",
    Fault.NOT_QUIZ: "To jest plik XML, ale nie Moodle XML: zaczyna się od <{root}>, a nie od <quiz>. "
    "Wyeksportuj pytania w formacie Moodle XML.",
    Fault.WRONG_FORMAT: "Zawartość pliku nie wygląda na format {format_name}. Wybierz drugi format albo inny plik.",
    Fault.EMPTY: "Plik jest pusty. Sprawdź, czy to właściwy plik, i wczytaj go jeszcze raz.",
    Fault.NO_QUESTIONS: "W pliku nie ma ani jednego pytania. Sprawdź, czy to właściwy plik.",
    Fault.TIMEOUT: "Odczytanie pliku trwało zbyt długo i zostało przerwane przy pytaniu {question}. "
    "Podziel plik na mniejsze.",
}

LOOKS: Mapping[str, str] = {
    "": "To nie jest plik tekstowy.",
    "zip": "To jest archiwum ZIP albo dokument pakietu biurowego, a nie plik z pytaniami.",
    "pdf": "To jest plik PDF, a nie plik z pytaniami.",
    "gzip": "To jest spakowana kopia (na przykład MBZ), a nie plik z pytaniami.",
    "ole": "To jest dokument starego pakietu biurowego, a nie plik z pytaniami.",
    "rtf": "To jest dokument tekstowy RTF, a nie plik z pytaniami.",
    "image": "To jest obraz, a nie plik z pytaniami.",
    "archive": "To jest archiwum, a nie plik z pytaniami.",
    "database": "To jest baza danych, a nie plik z pytaniami.",
}
