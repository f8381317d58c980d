"""Words of learning, with their Polish labels."""

from __future__ import annotations

from django.db import models


class ProgressState(models.TextChoices):
    """How a person stands with one course; keys of the status look (core.templatetags.ui.STATUS)."""

    DONE = "done", "Ukończone"
    LATE = "late", "Po terminie"
    SOON = "soon", "Zbliża się termin"
    DOING = "doing", "W trakcie"
    TODO = "todo", "Nierozpoczęte"


class Feedback(models.TextChoices):
    """When a quiz says what was right."""

    END = "end", "po zakończeniu testu"
    NOW = "now", "od razu po każdej odpowiedzi (potem nie można jej zmienić)"


class Review(models.TextChoices):
    """What a finished attempt shows."""

    ANSWERS = "answers", "odpowiedzi, poprawne rozwiązania i wyjaśnienia"
    LAST = "last", "poprawne rozwiązania dopiero po zaliczeniu albo po ostatnim podejściu"
    VERDICT = "verdict", "tylko wynik"


class PackageKind(models.TextChoices):
    """Which standard a package follows; the values are lib.packages.Kind."""

    SCORM_12 = "scorm12", "SCORM 1.2"
    SCORM_2004 = "scorm2004", "SCORM 2004"
    H5P = "h5p", "H5P"
    UNKNOWN = "unknown", "nierozpoznany"


class PackageState(models.TextChoices):
    """How far an uploaded package has come."""

    UPLOADED = "uploaded", "czeka na sprawdzenie"
    UNPACKING = "unpacking", "sprawdzamy i rozpakowujemy"
    READY = "ready", "gotowa"
    REFUSED = "refused", "odrzucona"
    FAILED = "failed", "nie udało się rozpakować"


class PartKind(models.TextChoices):
    """What opening a part of a package does; the values are lib.packages.ItemKind, and H5P's one part."""

    SCO = "sco", "część z wynikiem"
    ASSET = "asset", "część do przejrzenia"
    FOLDER = "folder", "rozdział"
    H5P = "h5p", "treść H5P"


class LineVerdict(models.TextChoices):
    """What becomes of one question of an uploaded file."""

    TAKEN = "taken", "Przyjęte"
    SIMPLIFIED = "simplified", "Uproszczone"
    KNOWN = "known", "Jest już w banku"
    REFUSED = "refused", "Odrzucone"


class DoneWhen(models.TextChoices):
    """When a package counts as done; judged by lib.scorm.completion."""

    PACKAGE = "package", "sama powie, że jest ukończona"
    VISITED = "visited", "otwarto wszystkie jej części"
    SCORE = "score", "wynik osiągnie podany próg"
    STATUS = "status", "każda część jest zaliczona albo ukończona"


class CommitKind(models.TextChoices):
    """What made a package's page send its values."""

    COMMIT = "commit", "paczka zapisała"
    AUTO = "auto", "zapis co 10 sekund"
    HIDE = "hide", "strona została zakryta albo zamknięta"
    FINISH = "finish", "paczka zakończyła pracę"


class CommitVerdict(models.TextChoices):
    """What became of a message of a package."""

    ACCEPTED = "accepted", "przyjęte"
    OLDER = "older", "starsze od przyjętego"
    TAKEN = "taken", "z karty, którą zastąpiła nowsza"
    OVER = "over", "po zakończeniu sesji"
    REFUSED = "refused", "odrzucone"


class ValidityKind(models.TextChoices):
    """Until when a completed course holds."""

    MONTHS = "months", "przez liczbę miesięcy od ukończenia"
    YEARLY = "yearly", "do wybranego dnia każdego roku"


class Renewal(models.TextChoices):
    """What a person does to renew a course."""

    WHOLE = "whole", "całe szkolenie: lekcje i test"
    QUIZ = "quiz", "sam test, lekcje są do przypomnienia"


class ChangeKind(models.TextChoices):
    """What happened to a lesson between two editions."""

    ADDED = "added", "nowa lekcja"
    REWRITTEN = "rewritten", "zmieniona treść"
    MOVED = "moved", "zmieniony tytuł, czas albo miejsce"
    REMOVED = "removed", "usunięta lekcja"


class Carry(models.TextChoices):
    """Which finished lessons a person takes along to another edition."""

    SAME_WORDS = "same_words", "Lekcje bez zmian w treści"
    SAME_LESSON = "same_lesson", "Wszystkie lekcje, które są w nowym wydaniu"
    NOTHING = "nothing", "Żadne: czytają szkolenie od początku"


class CourseSource(models.TextChoices):
    """Which words of a course go out to a file."""

    DRAFT = "draft", "najnowszy szkic każdej lekcji i testu"
    READY = "ready", "tylko to, co jest gotowe do wydania"
    EDITION = "edition", "opublikowane wydanie"


class ReviewVerdict(models.TextChoices):
    """What a reviewer says of a draft."""

    WAITING = "waiting", "czeka"
    ACCEPTED = "accepted", "zaakceptowana"
    RETURNED = "returned", "do poprawy"


class LessonState(models.TextChoices):
    """Where a lesson is on its way from a draft to the readers."""

    DRAFT = "draft", "szkic"
    IN_REVIEW = "in_review", "w recenzji"
    TO_MEND = "to_mend", "do poprawy"
    ACCEPTED = "accepted", "zaakceptowana"
    READY = "ready", "gotowa do wydania"
    PUBLISHED = "published", "opublikowana"


class Fault(models.TextChoices):
    """What keeps a lesson or a quiz from being published (usterka); see learning.rules and rule L-76."""

    ALT = "alt", "Obraz bez tekstu alternatywnego"
    ALT_NAME = "alt_name", "Tekst alternatywny to nazwa pliku"
    CONTRAST = "contrast", "Cały obraz jest za blady"
    LICENCE = "licence", "Obraz bez licencji"
    LICENCE_UNKNOWN = "licence_unknown", "Licencja spoza listy"
    CAPTIONS = "captions", "Film bez napisów"
    TRANSCRIPT = "transcript", "Film bez zapisu tekstowego"
    HEADINGS = "headings", "Nagłówki nie po kolei"
    HEADING_EMPTY = "heading_empty", "Pusty nagłówek"
    LINK_EMPTY = "link_empty", "Odnośnik bez słów"
    LINK_NOWHERE = "link_nowhere", "Odnośnik prowadzi donikąd"
    LINK_VAGUE = "link_vague", "Nazwa odnośnika nic nie mówi"
    TABLE_HEADS = "table_heads", "Tabela bez nagłówków kolumn"
    TABLE_CAPTION = "table_caption", "Tabela bez podpisu"
    EMPTY = "empty", "Pusty blok"
    NOTHING = "nothing", "Nie ma treści"


MENDS = {  # how to mend each fault
    Fault.ALT: "Napisz jednym zdaniem, co widać na obrazie i co z tego wynika.",
    Fault.ALT_NAME: "Zamiast nazwy pliku napisz, co widać na obrazie.",
    Fault.CONTRAST: "Zapisz obraz ciemniejszymi kolorami. Napis potrzebuje kontrastu 4,5:1, linie i znaki 3:1.",
    Fault.LICENCE: "Wybierz licencję obrazu. Jeśli jej nie znasz, użyj innego obrazu.",
    Fault.LICENCE_UNKNOWN: "Wybierz licencję z listy.",
    Fault.CAPTIONS: "Dodaj plik z napisami (VTT), także do filmu bez słów: opisz w nim dźwięki i to, co widać.",
    Fault.TRANSCRIPT: "Wklej zapis tekstowy: co słychać i co widać, po kolei.",
    Fault.HEADINGS: "Nie pomijaj poziomów: mniejszy nagłówek (H3) może stać dopiero pod większym (H2).",
    Fault.HEADING_EMPTY: "Wpisz słowa nagłówka albo go usuń.",
    Fault.LINK_EMPTY: "Wpisz nazwę odnośnika albo go usuń.",
    Fault.LINK_NOWHERE: "Podaj adres, do którego odnośnik prowadzi, albo go usuń.",
    Fault.LINK_VAGUE: "Nazwij to, co jest pod adresem, na przykład „wzór wniosku o dotację”.",
    Fault.TABLE_HEADS: "Wpisz nagłówek nad każdą kolumną.",
    Fault.TABLE_CAPTION: "Wpisz podpis: o czym jest tabela.",
    Fault.EMPTY: "Uzupełnij blok albo go usuń.",
    Fault.NOTHING: "Dodaj co najmniej jeden blok.",
}


class RuleOutcome(models.TextChoices):
    """What a rule of assignment did for a person."""

    GIVEN = "given", "Ścieżka przypisana"
    NO_PLACE = "noplace", "Brak wolnego miejsca"


class TaskKind(models.TextChoices):
    """Who does a task: each person for themselves, or a team of an office."""

    PERSON = "person", "indywidualne"
    TEAM = "team", "zespołowe"


class WorkState(models.TextChoices):
    """How far the work on a task is."""

    TODO = "todo", "do zrobienia"
    HANDED = "handed", "czeka na ocenę"
    RETURNED = "returned", "do poprawy"
    ACCEPTED = "accepted", "przyjęte"


class ExampleState(models.TextChoices):
    """What has become of a proposal to show a piece of work to other offices."""

    PROPOSED = "proposed", "czeka na zgodę urzędu"
    AGREED = "agreed", "pokazany"
    REFUSED = "refused", "bez zgody"
    WITHDRAWN = "withdrawn", "wycofany"


class Verdict(models.TextChoices):
    """What a consultant says of a hand-in."""

    RETURNED = "returned", "do poprawy"
    ACCEPTED = "accepted", "przyjęte"
