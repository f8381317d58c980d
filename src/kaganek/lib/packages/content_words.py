"""Polish sentences about what packages hold: for each finding what is wrong, and the way out."""

from collections.abc import Mapping

from kaganek.lib.packages.archive_words import EXPORT
from kaganek.lib.packages.model import Fault, Remark

MEND = "Popraw to w programie, w którym powstał kurs, i wyeksportuj paczkę jeszcze raz."
INSIDE = "Rozpakuj ją, wejdź do folderu z tym plikiem, zaznacz jego zawartość (a nie sam folder) i spakuj ją do ZIP."
H5P_AGAIN = (
    "Pobierz plik .h5p jeszcze raz przyciskiem „Pobierz” (Reuse) tam, gdzie powstał, i wgraj go bez zmian."
)
NO_SEQUENCING = (
    "Wyłącz w programie, w którym powstał kurs, kolejność i reguły przejść albo wyeksportuj kurs jako SCORM 1.2 "
    "lub jako jedną część (jedno SCO)."
)
Words = Mapping[Fault | Remark, tuple[str, str]]

KIND_WORDS: Words = {
    Fault.NO_MANIFEST: (
        "Nie ma tu pliku imsmanifest.xml ani h5p.json, więc to nie jest paczka SCORM ani H5P.",
        EXPORT,
    ),
    Fault.MANIFEST_CASE: (
        "Ten plik musi się nazywać dokładnie {wanted}, małymi literami.",
        "Zmień jego nazwę i spakuj zawartość jeszcze raz.",
    ),
    Fault.MANIFEST_IN_FOLDER: (
        "Ten plik leży w folderze „{folder}”, a musi leżeć na samym wierzchu paczki.",
        INSIDE,
    ),
    Fault.MANY_PACKAGES: (
        "W archiwum jest kilka paczek (liczba: {packages}), każda w swoim folderze.",
        "Spakuj każdą osobno: zawartość jej folderu do własnego pliku ZIP.",
    ),
    Fault.PACKAGE_INSIDE: (
        "Paczka jest spakowana drugi raz: kurs leży w archiwum wewnątrz archiwum.",
        "Rozpakuj plik zewnętrzny i wgraj ten, który jest w środku.",
    ),
    Fault.COMMON_CARTRIDGE: ("To jest paczka Common Cartridge, a nie SCORM.", EXPORT),
    Fault.XAPI: ("To jest paczka xAPI (Tin Can) albo cmi5, a nie SCORM.", EXPORT),
    Fault.AICC: ("To jest paczka AICC, a nie SCORM.", EXPORT),
    Fault.MOODLE_BACKUP: (
        "To jest kopia zapasowa kursu z Moodle, a nie paczka SCORM.",
        "Pobierz z Moodle sam pakiet SCORM albo pytania w formacie Moodle XML.",
    ),
    Fault.OFFICE_DOCUMENT: (
        "To jest dokument (tekst, arkusz albo prezentacja), a nie paczka kursu.",
        "Dodaj go do lekcji jako plik albo wyeksportuj kurs jako SCORM.",
    ),
    Fault.EBOOK: (
        "To jest książka elektroniczna (EPUB), a nie paczka kursu.",
        "Dodaj ją do lekcji jako plik albo wyeksportuj kurs jako SCORM.",
    ),
    Fault.WEB_PAGES: (
        "Są tu strony internetowe, ale nie ma pliku imsmanifest.xml, który mówi, od której zacząć i co zapisywać.",
        EXPORT,
    ),
    Remark.MANY_MANIFESTS: (
        "W paczce są też inne manifesty, w folderach (liczba: {packages}). Liczy się tylko ten na wierzchu.",
        "",
    ),
}

SCORM_WORDS: Words = {
    Fault.XML_BROKEN: ("Tego pliku XML nie da się odczytać: błąd jest w wierszu {line}.", MEND),
    Fault.XML_DOCTYPE: (
        "Plik XML ma deklarację DOCTYPE lub encje. Służą do ataków, a standard ich nie potrzebuje.",
        "Usuń deklarację DOCTYPE z początku pliku i spakuj zawartość jeszcze raz.",
    ),
    Fault.XML_TOO_BIG: (
        "Plik XML jest za duży albo zbyt zagnieżdżony na manifest kursu.",
        "Podziel kurs na kilka paczek.",
    ),
    Fault.NOT_A_MANIFEST: (
        "Ten plik nie jest manifestem: zaczyna się od elementu „{element}”, a powinien od „manifest”.",
        EXPORT,
    ),
    Fault.NOT_SCORM: (
        "Manifest nie mówi, że to SCORM 1.2 albo SCORM 2004; wygląda na zwykły pakiet IMS z treścią.",
        EXPORT,
    ),
    Fault.OLD_SCORM: ("To jest SCORM {version}, którego nie obsługujemy.", EXPORT),
    Fault.SUBMANIFEST: (
        "W manifeście jest drugi manifest (submanifest), czego nie obsługujemy.",
        "Wyeksportuj kurs jako jedną całość albo każdą jego część jako osobną paczkę.",
    ),
    Fault.NO_OUTLINE: (
        "Manifest nie ma spisu części kursu (organization), więc nie wiadomo, co otworzyć najpierw.",
        MEND,
    ),
    Fault.NOTHING_LAUNCHABLE: ("Żadna pozycja spisu nie otwiera strony.", MEND),
    Fault.DUPLICATE_IDENTIFIER: (
        "Identyfikator „{identifier}” występuje dwa razy, a pod nim zapisuje się postęp.",
        MEND,
    ),
    Fault.UNKNOWN_RESOURCE: (
        "Część „{item}” wskazuje zasób „{identifier}”, którego nie ma w manifeście.",
        MEND,
    ),
    Fault.NOTHING_TO_OPEN: (
        "Część „{item}” wskazuje zasób „{identifier}”, który nie ma strony do otwarcia.",
        MEND,
    ),
    Fault.LAUNCH_UNPLAYABLE: (
        "Część kursu otwiera się tym plikiem, a przeglądarka go nie uruchomi (Flash albo program).",
        "Poproś autora o wersję w HTML5.",
    ),
    Fault.HREF_MISSING: ("Manifest wskazuje ten plik, ale nie ma go w paczce.", MEND),
    Fault.HREF_CASE: (
        "Manifest wskazuje ten plik, ale w paczce jest tylko „{near}”: nazwy różnią się wielkością liter.",
        "Nadaj im jedną pisownię i spakuj zawartość jeszcze raz.",
    ),
    Fault.HREF_OUTSIDE: ("Manifest wskazuje miejsce poza paczką.", MEND),
    Fault.HREF_EXTERNAL: (
        "Manifest wskazuje adres w internecie. Kurs musi mieć wszystkie swoje pliki w paczce.",
        MEND,
    ),
    Fault.BAD_VALUE: (
        "Część „{item}” ma w elemencie {element} wartość „{value}”, której standard nie dopuszcza.",
        MEND,
    ),
    Fault.SEQUENCING: (
        "„{item}” ma reguły kolejności (element {element}), których jeszcze nie obsługujemy.",
        NO_SEQUENCING,
    ),
    Fault.UNKNOWN_SEQUENCING: (
        "„{item}” powołuje się na reguły „{identifier}”, których nie ma w manifeście.",
        MEND,
    ),
    Remark.VERSIONS_DIFFER: (
        "Manifest podaje wersję {version}, ale używa nazw z {other}. Przyjmujemy {version}.",
        "Jeśli kurs nie zapisuje postępu, wyeksportuj go jeszcze raz.",
    ),
    Remark.VERSION_INFERRED: (
        "Manifest nie podaje wersji; po użytych nazwach przyjmujemy {version}.",
        "Jeśli kurs nie zapisuje postępu, wyeksportuj go jeszcze raz.",
    ),
    Remark.OTHER_ORGANIZATIONS: (
        "Manifest ma więcej niż jeden spis części. Pokażemy tylko domyślny; pomijamy: {others}.",
        "",
    ),
    Remark.OUTLINE_MADE: ("Manifest nie ma spisu części, więc jedyną częścią będzie ta strona.", ""),
    Remark.NO_IDENTIFIER: ("Część „{item}” nie ma identyfikatora; nadamy jej numer.", ""),
    Remark.NO_TITLE: ("Część „{identifier}” nie ma tytułu; pokażemy jej identyfikator.", ""),
    Remark.NO_SCORM_TYPE: (
        "Przy części „{item}” brakuje informacji, czy zapisuje postęp (scormType). Przyjmujemy, że tak.",
        "",
    ),
    Remark.NO_CONTENT: ("Część „{item}” niczego nie otwiera; będzie samym nagłówkiem.", ""),
    Remark.PREREQUISITES: (
        "Część „{item}” ma warunek wstępny ({value}), którego nie wymuszamy: części można otwierać w dowolnej kolejności.",
        "",
    ),
}

H5P_WORDS: Words = {
    Fault.JSON_BROKEN: ("Tego pliku JSON nie da się odczytać.", H5P_AGAIN),
    Fault.JSON_TOO_BIG: (
        "Plik JSON jest za duży albo zbyt złożony.",
        "Podziel treść na kilka paczek H5P.",
    ),
    Fault.H5P_FIELD: ("W pliku brakuje pola „{field}”.", H5P_AGAIN),
    Fault.H5P_CONTENT_MISSING: ("W paczce nie ma tego pliku, czyli samej treści.", H5P_AGAIN),
    Fault.H5P_LIBRARY_MISSING: (
        "W paczce brakuje biblioteki {library}, bez której treść się nie otworzy.",
        H5P_AGAIN,
    ),
    Fault.H5P_LIBRARY_VERSION: (
        "Treść potrzebuje biblioteki {library}, a w paczce jest {other}.",
        H5P_AGAIN,
    ),
    Fault.H5P_CORE_API: (
        "Biblioteka {library} wymaga rdzenia H5P {wanted}, a ten, który tu działa, ma wersję {ours}.",
        "Pobierz treść z wersją biblioteki sprzed tej zmiany albo poczekaj na nową wersję platformy.",
    ),
    Fault.H5P_FILE_MISSING: ("Treść wskazuje ten plik, ale nie ma go w paczce.", H5P_AGAIN),
    Remark.H5P_UNCOMMON: (
        "{library} nie jest typem treści z publicznej listy H5P; sprawdź, czy działa, zanim pokażesz ją uczestnikom.",
        "",
    ),
    Remark.H5P_REMOTE: (
        "Treść pobiera ten plik z internetu. Może się nie otworzyć, a obca strona zobaczy, kto ją ogląda.",
        "Wgraj plik do treści H5P zamiast podawać jego adres.",
    ),
}
