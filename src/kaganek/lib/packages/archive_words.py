"""Polish sentences about archives: for each finding what is wrong, and the way out."""

from collections.abc import Mapping

from kaganek.lib.packages.model import Fault, Remark

REPACK = "Rozpakuj paczkę na swoim komputerze i spakuj jej zawartość jeszcze raz jako zwykły plik ZIP."
RENAME = "Zmień nazwę w programie, w którym powstał kurs, i wyeksportuj paczkę jeszcze raz."
AGAIN = "Pobierz albo wyeksportuj paczkę jeszcze raz i wgraj ją bez zmian."
EXPORT = "Wyeksportuj kurs z programu, w którym powstał, jako SCORM 1.2 albo SCORM 2004 w pliku ZIP."
SMALLER = "Zmniejsz filmy i obrazy albo podziel kurs na kilka paczek."
ASK = "Poproś autora kursu o nową paczkę, spakowaną zwykłym programem do plików ZIP."
REMOVE = "Usuń ten plik z kursu i wyeksportuj paczkę jeszcze raz."

ARCHIVE_WORDS: Mapping[Fault | Remark, tuple[str, str]] = {
    Fault.NOT_ZIP: ("To nie jest plik ZIP{looks}.", EXPORT),
    Fault.TRUNCATED: ("Plik jest ucięty: brakuje jego końca.", AGAIN),
    Fault.BROKEN: ("Archiwum jest uszkodzone i nie da się odczytać listy jego plików.", AGAIN),
    Fault.EMPTY: ("Archiwum jest puste: nie ma w nim ani jednego pliku.", EXPORT),
    Fault.TOO_BIG: ("Paczka jest za duża: {bytes}, a największa dopuszczalna to {limit_bytes}.", SMALLER),
    Fault.TOO_MANY_FILES: (
        "W paczce jest za dużo plików; największa dopuszczalna liczba to {limit}.",
        "Usuń zbędne pliki albo podziel kurs na kilka paczek.",
    ),
    Fault.UNPACKED_TOO_BIG: (
        "Po rozpakowaniu paczka miałaby {bytes}, a największy dopuszczalny rozmiar to {limit_bytes}.",
        SMALLER,
    ),
    Fault.FILE_TOO_BIG: (
        "Plik po rozpakowaniu miałby {bytes}, a największy dopuszczalny rozmiar to {limit_bytes}.",
        SMALLER,
    ),
    Fault.BOMB: (
        "Po rozpakowaniu byłoby tu wiele razy więcej danych, niż ich spakowano, dlatego nic nie zostało otwarte.",
        "Usuń z kursu puste albo sztucznie powiększone pliki i wyeksportuj paczkę jeszcze raz.",
    ),
    Fault.OVERLAP: (
        "Plik zajmuje w archiwum to samo miejsce co „{other}”. Takie archiwa służą do ataków.",
        REPACK,
    ),
    Fault.HEADERS_DIFFER: ("Archiwum podaje o tym pliku dwie sprzeczne informacje.", REPACK),
    Fault.ENCRYPTED: (
        "Plik jest zabezpieczony hasłem, więc nie można go odczytać.",
        "Spakuj zawartość jeszcze raz, bez hasła.",
    ),
    Fault.COMPRESSION: (
        "Plik jest spakowany metodą {method}, której tu nie odczytujemy.",
        "Spakuj zawartość jeszcze raz zwykłą metodą (Deflate), na przykład w Eksploratorze plików Windows.",
    ),
    Fault.SPLIT: ("To część archiwum podzielonego na kilka plików.", "Połącz części w jeden plik ZIP."),
    Fault.LINK: ("To nie plik, lecz skrót (dowiązanie) do innego miejsca na dysku.", REMOVE),
    Fault.SPECIAL_FILE: ("To nie jest zwykły plik, lecz urządzenie albo kanał systemowy.", REMOVE),
    Fault.FOLDER_WITH_CONTENT: ("To folder, który udaje plik z zawartością.", REPACK),
    Fault.DAMAGED: ("Zawartość pliku jest uszkodzona: nie zgadza się jej rozmiar albo suma kontrolna.", AGAIN),
    Fault.NAME_UNREADABLE: ("Nazwy tego pliku nie da się odczytać: jest zapisana błędnie.", REPACK),
    Fault.NAME_OUTSIDE: (
        "Nazwa wychodzi poza paczkę (ma w ścieżce „..”). Takie nazwy służą do ataków.",
        ASK,
    ),
    Fault.NAME_ABSOLUTE: (
        "Nazwa wskazuje miejsce na dysku (zaczyna się od ukośnika albo litery dysku), a nie plik w paczce.",
        ASK,
    ),
    Fault.NAME_BACKSLASH: (
        "W nazwie jest ukośnik wsteczny (\\) zamiast zwykłego (/), więc foldery paczki się nie otworzą.",
        REPACK,
    ),
    Fault.NAME_SIGNS: (
        "W nazwie jest znak, którego nie przyjmie każdy system (niewidoczny, jeden z < > : | ? *, kropka na końcu).",
        RENAME,
    ),
    Fault.NAME_RESERVED: ("Taką nazwę Windows zastrzega dla urządzeń (jak CON, NUL, COM1).", RENAME),
    Fault.NAME_TOO_LONG: ("Nazwa pliku jest za długa albo leży on w zbyt wielu folderach.", RENAME),
    Fault.DUPLICATE: ("Ten plik jest w archiwum dwa razy.", REPACK),
    Fault.COLLISION: (
        "Nazwa różni się od „{other}” tylko wielkością liter albo zapisem znaków.",
        "Zmień nazwę jednego z tych plików i wyeksportuj paczkę jeszcze raz.",
    ),
    Fault.FILE_AS_FOLDER: ("Ta sama nazwa jest plikiem i folderem („{other}”).", REPACK),
    Remark.NAMES_GUESSED: (
        "Archiwum nie mówi, jak zapisano polskie litery w nazwach plików. Odczytaliśmy je jako {code_page}.",
        "Jeśli któraś strona się nie otworzy, spakuj zawartość programem, który zapisuje nazwy w UTF-8.",
    ),
    Remark.LITTER: (
        "Pomijamy pliki systemowe, których paczka nie potrzebuje ({files_counted}).",
        "",
    ),
    Remark.NESTED_ARCHIVE: (
        "W paczce jest archiwum ({files_counted}). Nie rozpakowujemy go; zostanie jako plik do pobrania.",
        "",
    ),
    Remark.PROGRAM: (
        "W paczce jest program albo skrypt serwera ({files_counted}). Platforma nigdy go nie uruchomi.",
        "Jeśli kurs go potrzebuje, nie zadziała w przeglądarce.",
    ),
    Remark.FLASH: (
        "W paczce są elementy Flash ({files_counted}), których dzisiejsze przeglądarki nie odtwarzają.",
        "Jeśli kurs z nich korzysta, poproś autora o wersję w HTML5.",
    ),
}  # fmt: skip
