"""Reference pages made from the code: `python -m tests.tools.reference_pages --write` (`just reference`).

docs/reference/access.md from the access table, personal-data.md from the declared columns, cli.md
from the commands' own parsers, scorm.md from both data models. tests/docs compares the files with what this module makes.
"""
# ruff: noqa: E402  Django is set up before its models are imported

from __future__ import annotations

import argparse
import importlib
import os
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from kaganek.core import access
from kaganek.core.dbroles import DbRole
from kaganek.people.seats import DB_ROLES
from kaganek.people.terms import Role
from kaganek.site import cli
from tests.tools.scorm_page import scorm_page

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
APPS = {
    "core": "Podstawy",
    "people": "Ludzie i urzędy",
    "programmes": "Programy i projekty",
    "documents": "Dokumenty",
    "communication": "Kontakt",
    "learning": "Nauka",
    "reporting": "Raporty",
    "portal": "Portal",
}
REACH = {
    DbRole.PERSON: "własne wiersze",
    DbRole.OFFICE: "własny urząd",
    DbRole.PROJECT: "własny projekt, wszystkie jego urzędy",
    DbRole.ADVISER: "własny projekt, tylko przydzielone urzędy",
    DbRole.GLOBAL: "wszystkie urzędy i projekty",
    DbRole.READER: "wszystko, tylko do odczytu",
    DbRole.EDITOR: "treści szkoleń i portalu, żadnych osób",
}
NOT_TABLES = {
    "documents.badge": "odznaka cyfrowa własnego certyfikatu",
    "documents.transcript": "wykaz własnych osiągnięć",
    "reporting.achievement_report": "zestawienie osiągnięć",
    "reporting.activity_report": "zestawienie aktywności",
    "reporting.deadline_report": "zestawienie terminów",
    "reporting.letter_report": "zestawienie wysyłki wiadomości",
    "reporting.question_report": "zestawienie pytań i czasu odpowiedzi",
    "reporting.dashboard": "pulpit",
    "reporting.office": "raport urzędu",
    "reporting.progress_report": "zestawienie postępu",
    "reporting.quiz_report": "zestawienie wyników testów",
    "reporting.report": "katalog zestawień",
    "reporting.project": "raport projektu",
    "reporting.care": "urzędy w opiece",
    "portal.editorial": "redakcja treści",
}
ACTIONS = {
    "consent": "wyraża zgodę",
    "view": "ogląda",
    "view_own": "ogląda własny",
    "add": "dodaje",
    "save": "zapisuje pod nazwą",
    "change": "zmienia",
    "move": "przenosi między grupami i komórkami",
    "deactivate": "wyłącza i włącza",
    "confirm": "zatwierdza",
    "issue": "wydaje",
    "count": "ogląda liczby bez osób",
    "give": "przyznaje dodatkowy czas i podejścia",
    "grade": "ocenia",
    "moderate": "pilnuje porządku",
    "judge": "rozpatruje",
    "grant": "nadaje i odbiera",
    "end": "kończy",
    "watch": "śledzi",
    "edit": "redaguje",
    "teach": "robi z niej szkolenie",
    "enter": "wchodzi",
    "start": "zaczyna",
    "study": "uczy się",
    "walk": "idzie ścieżką",
    "choose": "wybiera kroki ścieżki",
    "answer": "odpowiada",
    "ask": "prosi o recenzję",
    "inquire": "zadaje pytania",
    "reply": "odpowiada i zamyka",
    "note": "pisze notatki wewnętrzne",
    "support": "pomaga technicznie",
    "decide": "przyjmuje i odrzuca",
    "finish": "kończy",
    "play": "otwiera i zapisuje",
    "answers": "czyta odpowiedzi",
    "replace": "wydaje w miejsce poprzedniego",
    "revoke": "unieważnia",
    "freeze": "zamraża",
    "review": "potwierdza przegląd",
    "publish": "publikuje",
    "send": "wysyła",
    "assign": "przydziela i odbiera",
    "write": "wykonuje i oddaje",
    "extend": "zmienia termin i zespół",
    "propose": "proponuje jako przykład",
    "agree": "zgadza się na pokazanie",
    "withdraw": "wycofuje",
    "export": "pobiera jako plik",
    "read": "oznacza jako przeczytane",
    "retry": "każe pisać znowu na adres, który odrzucał pocztę",
    "handle": "oznacza jako załatwione",
    "erase": "usuwa na żądanie",
}
CLASSES = {
    "identifying": "wskazuje osobę",
    "contact": "kontakt",
    "work": "praca",
    "learning": "nauka",
    "secret": "tajne",
    "log": "ślad działania",
}


def model_of(obj: str) -> type[Model] | None:
    return None if obj in NOT_TABLES else apps.get_model(obj)


def polish_word(model: type[Model]) -> str:
    """The word in the last brackets of the docstring's first paragraph, "" without one."""
    first = (model.__doc__ or "").strip().split("\n\n")[0]
    found = re.findall(r"\(([^()]+)\)", first)
    return " ".join(found[-1].split()) if found else ""


def title(obj: str) -> str:
    model = model_of(obj)
    return f"{NOT_TABLES[obj] if model is None else polish_word(model)} (`{obj}`)"


def table(head: list[str], rows: list[list[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def by_app(objects: set[str] | Mapping[str, object]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for obj in sorted(objects):
        found[obj.split(".")[0]].append(obj)
    return {app: found[app] for app in APPS if app in found}


def access_page() -> Iterator[str]:
    yield "# Kto co może"
    yield ""
    yield "Ta strona powstaje z tabeli dostępu w kodzie: `just reference`. Test porównuje ją z kodem, więc jest zawsze"
    yield "aktualna. Tabela mówi, **co** wolno w danej roli. O tym, **czyich danych** to dotyczy, decyduje zasięg roli;"
    yield "pilnują go dwie niezależne ściany: filtr w programie i polityki w bazie danych"
    yield "([wyjaśnienie](../explanation/isolation.md)). Roli, której nie ma w tabelce, nie wolno nic z tego, co w niej jest."
    yield ""
    yield "## Role i ich zasięg"
    yield ""
    yield from table(
        ["Rola", "Klucz", "Zasięg", "Rola w bazie danych"],
        [[role.label, f"`{role.value}`", REACH[DB_ROLES[role]], f"`{DB_ROLES[role]}`"] for role in Role],
    )
    matrix = access.matrix()
    for app, objects in by_app(access.objects()).items():
        yield from ["", f"## {APPS[app]}"]
        for obj in objects:
            yield from ["", f"### {title(obj)}", ""]
            cells = {action: roles for (name, action), roles in matrix.items() if name == obj}
            if not cells:
                yield "Żadna rola nie robi z tym nic bezpośrednio."
                continue
            used = [role for role in Role if any(role.value in roles for roles in cells.values())]
            yield from table(
                ["", *(role.label for role in used)],
                [
                    [
                        f"{ACTIONS.get(action, '')} `{action}`".strip(),
                        *("tak" if r.value in roles else "–" for r in used),
                    ]
                    for action, roles in sorted(
                        cells.items(), key=lambda cell: (not cell[0].startswith("view"), cell[0])
                    )
                ],
            )
    yield ""


def personal_page() -> Iterator[str]:
    yield "# Dane osobowe w bazie"
    yield ""
    yield "Ta strona powstaje z kodu: `just reference`. Każda tabela z danymi osób stoi za politykami bazy danych albo,"
    yield "jak konta i sesje, za osobną rolą, której nie ma żaden zalogowany człowiek; test sprawdza to dla każdej z nich."
    yield ""
    yield from table(
        ["Klasa", "Co obejmuje"],
        [
            ["wskazuje osobę", "imię, nazwisko, login i wszystko, co prowadzi do jednej osoby"],
            ["kontakt", "adres e-mail"],
            ["praca", "komórka organizacyjna, stanowisko, grupa, rola"],
            ["nauka", "postępy, odpowiedzi, wyniki, godziny, zaświadczenia"],
            ["tajne", "skróty haseł i kodów, treść sesji; nigdy nie są pokazywane"],
            ["ślad działania", "kiedy, skąd i co zrobiono"],
        ],
    )
    columns = access.personal_columns()
    for app, objects in by_app(columns).items():
        yield from ["", f"## {APPS[app]}"]
        for obj in objects:
            yield from ["", f"### {title(obj)}", ""]
            yield from table(
                ["Kolumna", "Po polsku", "Klasa"],
                [[f"`{name}`", _words(obj, name), CLASSES[kind]] for name, kind in columns[obj].items()],
            )
    yield ""


def _words(obj: str, name: str) -> str:
    model = model_of(obj)
    if model is None:
        return ""
    try:
        words = str(getattr(model._meta.get_field(name), "verbose_name", ""))
    except FieldDoesNotExist:
        return ""
    return "" if words == name.replace("_", " ") or words == name else words


def cli_page() -> Iterator[str]:
    yield "# Polecenia"
    yield ""
    yield "Ta strona powstaje z kodu: `just reference`. To samo, krócej: `kaganek --help` i `kaganek POLECENIE --help`."
    yield "W repozytorium, bez instalowania: `.venv/bin/kaganek`. Polecenie kończy się kodem 0, gdy się udało, 1 przy"
    yield "błędzie, 2 przy odmowie albo źle podanych opcjach. Każde polecenie zna też `--state KATALOG`: katalog z bazą"
    yield "danych, plikami i kluczami (domyślnie `KAGANEK_STATE` albo `.state`)."
    for command in cli.COMMANDS:
        yield from ["", f"## kaganek {command.name}", "", f"{_capital(command.help)}."]
        module = importlib.import_module(f"kaganek.site.commands.{command.module}")
        parser = cli.parser_of(command, module)
        yield from _options(parser, f"kaganek {command.name}")
        if parser.epilog:
            yield from ["", parser.epilog]
    yield ""


def _options(parser: argparse.ArgumentParser, name: str) -> Iterator[str]:
    """One table for a parser, and one for each of its subcommands."""
    subcommands = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    rows = [
        [f"`{_call(action)}`", str(action.help or "")]
        for action in parser._actions
        if action not in subcommands
        and action.dest not in ("help", "state")
        and action.help != argparse.SUPPRESS
    ]
    if rows:
        yield from ["", *table(["Opcja", "Znaczenie"], rows)]
    for action in subcommands:
        helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
        for word, below in action.choices.items():
            yield from ["", f"### {name} {word}", "", f"{_capital(helps.get(word, ''))}."]
            yield from _options(below, f"{name} {word}")


def _call(action: argparse.Action) -> str:
    metavar = action.metavar if isinstance(action.metavar, str) else action.dest
    if action.choices and not action.metavar:
        metavar = r"\|".join(map(str, action.choices))
    if not action.option_strings:
        return metavar
    return ", ".join(action.option_strings) + ("" if action.nargs == 0 else f" {metavar}")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


PAGES: Mapping[str, Callable[[], Iterator[str]]] = {
    "access.md": access_page,
    "personal-data.md": personal_page,
    "cli.md": cli_page,
    "scorm.md": scorm_page,
}


def text_of(page: str) -> str:
    return "\n".join(PAGES[page]())


def main() -> int:
    parser = argparse.ArgumentParser(prog="just reference", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the pages; without it only compare")
    write = parser.parse_args().write
    stale = [page for page in PAGES if not _same(page)]
    for page in stale if write else ():
        (REFERENCE / page).write_text(text_of(page))
    print("\n".join(f"{page}: {'written' if write else 'out of date'}" for page in stale) or "up to date")
    return int(bool(stale) and not write)


def _same(page: str) -> bool:
    place = REFERENCE / page
    return place.exists() and place.read_text() == text_of(page)


if __name__ == "__main__":
    sys.exit(main())
