"""`kaganek course export|import`: a course to a file and from one, by the deeds of the pages."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils import timezone

from kaganek.core import audit
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseEdition
from kaganek.learning.services.bank.categories import TooDeep
from kaganek.learning.services.exchange.arriving import CodeTaken, Taking, deep, judge_course, take_course
from kaganek.learning.services.exchange.files import free_code, gathered, told
from kaganek.learning.services.exchange.leaving import Leaving
from kaganek.learning.services.exchange.sources import CannotRestore, NothingThere
from kaganek.learning.services.own_courses import own_code
from kaganek.learning.terms import CourseSource
from kaganek.lib.courses import CourseRefused, Fault, write_course
from kaganek.lib.polish import counted
from kaganek.people.models import Office
from kaganek.people.rules import office_codes

LESSONS = ("lekcja", "lekcje", "lekcji")


class Refused(Exception):
    """Said in Polish; nothing was written. `faults` name the files."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults


def arguments(parser: argparse.ArgumentParser) -> None:
    deeds = parser.add_subparsers(title="czynności", metavar="CZYNNOŚĆ", dest="deed", required=True)
    out = deeds.add_parser("export", help="zapisuje szkolenie do pliku .kurs.zip")
    out.add_argument("code", metavar="KOD", help="kod szkolenia")
    out.add_argument("file", type=Path, metavar="PLIK", help="plik, który powstanie")
    chosen = out.add_mutually_exclusive_group()
    chosen.add_argument(
        "--ready", action="store_true", help="tylko to, co jest gotowe do wydania (bez tego: najnowszy szkic)"
    )
    chosen.add_argument("--edition", type=int, metavar="NUMER", help="opublikowane wydanie o tym numerze")
    into = deeds.add_parser("import", help="wczytuje plik jako szkic nowego szkolenia")
    into.add_argument("file", type=Path, metavar="PLIK", help="plik zapisany w Kaganku")
    into.add_argument(
        "--code", metavar="KOD", help="kod nowego szkolenia (bez tego: kod z pliku, gdy jest wolny)"
    )
    into.add_argument(
        "--office", metavar="TERYT", help="szkolenie własne tego urzędu; bez tego szkolenie programu"
    )
    into.add_argument("--dry-run", action="store_true", help="tylko sprawdza, niczego nie zapisuje")
    for one in (out, into):
        one.add_argument("--json", action="store_true", help="wynik jako JSON")
    parser.epilog = "Kod zakończenia: 0 zrobione (albo dałoby się zrobić), 2 odmowa, nic nie zapisano."


def run(options: argparse.Namespace) -> int:
    """0: done, or would be; 2: refused, and nothing was written."""
    try:
        with seated(SYSTEM):
            facts = _export(options) if options.deed == "export" else _import(options)
    except Refused as refusal:
        return _refused(options, refusal)
    if options.json:
        print(json.dumps(facts, ensure_ascii=False, indent=1))
    else:
        _print(facts)
    return 0


def _refused(options: argparse.Namespace, refusal: Refused) -> int:
    if options.json:
        faults = [told(one) for one in refusal.faults]
        print(
            json.dumps({"deed": options.deed, "saved": False, "faults": faults}, ensure_ascii=False, indent=1)
        )
    for one in () if options.json else refusal.faults:
        print(f"{one.file}: {one.message} {one.way_out}", file=sys.stderr)
    return 2


def _export(options: argparse.Namespace) -> dict[str, Any]:
    course = Course.objects.filter(code=options.code).first()
    if course is None:
        raise Refused(Fault(options.code, "Nie ma szkolenia o tym kodzie.", "Sprawdź kod na liście szkoleń."))
    leaving = _gathered(course, options)
    try:
        with NamedTemporaryFile(dir=options.file.parent, delete=False) as beside:
            write_course(beside, leaving.data, leaving.sources)
        os.replace(beside.name, options.file)  # noqa: PTH105 - the name is a string
    except OSError as fault:
        raise Refused(
            Fault(str(options.file), f"Nie można zapisać pliku: {fault.strerror}.", "Wskaż inne miejsce.")
        ) from None
    audit.record(SYSTEM, "learning.course_export", course, source=leaving.data.made["source"])
    return {
        "deed": "export", "saved": True, "file": options.file.name, "code": course.code, "title": course.title,
        "source": leaving.data.made["source"], "lessons": len(leaving.data.lessons), "remarks": leaving.remarks,
    }  # fmt: skip


def _gathered(course: Course, options: argparse.Namespace) -> Leaving:
    source, edition = CourseSource.READY if options.ready else CourseSource.DRAFT, None
    if options.edition is not None:
        source = CourseSource.EDITION
        edition = CourseEdition.objects.filter(course=course, number=options.edition).first()
        if edition is None:
            raise Refused(
                Fault(course.code, "Szkolenie nie ma takiego wydania.", "Podaj numer z listy wydań.")
            )
    try:
        return gathered(course, source, edition, at=timezone.now())
    except NothingThere:
        raise Refused(
            Fault(course.code, "Szkolenie nie ma takich lekcji.", "Zapisz najnowszy szkic.")
        ) from None
    except CannotRestore as lost:
        words = f"Lekcji „{lost.title}” nie da się już odtworzyć z tego wydania."
        raise Refused(Fault(course.code, words, "Zapisz najnowszy szkic albo to, co jest gotowe.")) from None


def _import(options: argparse.Namespace) -> dict[str, Any]:
    office_id = _office_id(options.office)
    name = options.file.name
    try:
        facts = judge_course(options.file, filename=name, office_id=office_id).facts
        code = own_code(_code(options.code or free_code(facts["code"])), office_id)
        said = {"deed": "import", "saved": False, "file": name, "code": code, **facts}
        if options.dry_run:
            return said
        taking = Taking(code, office_id, uuid4())
        take_course(options.file, taking, filename=name, by=SYSTEM, at=timezone.now())
    except OSError as fault:
        raise Refused(
            Fault(str(options.file), f"Nie można odczytać pliku: {fault.strerror}.", "Sprawdź jego nazwę.")
        ) from None
    except CourseRefused as refused:
        raise Refused(*refused.faults) from None
    except CodeTaken:
        raise Refused(Fault(name, "Szkolenie o tym kodzie już jest.", "Podaj inny: --code KOD.")) from None
    except TooDeep as fault:
        raise Refused(deep(fault)) from None
    return said | {"saved": True}


def _code(code: str) -> str:
    try:
        validate_slug(code)
    except ValidationError:
        code = ""
    if not 0 < len(code) <= 40:
        raise Refused(
            Fault(
                "--code", "Kod to litery bez polskich znaków, cyfry i łączniki, do 40 znaków.", "Popraw kod."
            )
        )
    return code


def _office_id(code: str | None) -> int | None:
    if not code:
        return None
    found = Office.objects.filter(teryt__in=office_codes(code)[:1]).first()
    if found is None:
        raise Refused(Fault("--office", f"Nie ma urzędu o kodzie TERYT {code}.", "Sprawdź kod."))
    return found.pk


def _print(facts: dict[str, Any]) -> None:
    for one in facts["remarks"]:
        print(f"{one['file']}: {one['message']}")
    lessons = counted(facts["lessons"], *LESSONS)
    if facts["deed"] == "export":
        print(f"Zapisano „{facts['title']}” ({lessons}) do pliku {facts['file']}.")
    elif facts["saved"]:
        print(f"Wczytano „{facts['title']}” ({lessons}) jako szkic szkolenia {facts['code']}.")
    else:
        print(f"Plik jest dobry: „{facts['title']}”, {lessons}. Niczego nie zapisano.")
