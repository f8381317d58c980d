"""What people answered to the questions of a package, as a file for the consultant."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET

from kaganek.core.access import needs
from kaganek.core.attachments import HEADERS
from kaganek.core.seats import SeatedRequest
from kaganek.learning.models import Package
from kaganek.learning.queries.package_people import answer_lines, people_of
from kaganek.learning.queries.packages import package_in_reach
from kaganek.learning.views.package_words import answer_rows
from kaganek.lib import exports

HEADS = (
    "Osoba",
    "Urząd",
    "Część",
    "Pytanie",
    "Odpowiedź",
    "Odpowiedź prawidłowa",
    "Ocena",
    "Czas w sekundach",
)


@require_GET
@needs("answers", "learning.packageattempt")
def answers(request: SeatedRequest, package_id: int, fmt: str) -> HttpResponseBase:
    """Every answer of everyone within reach."""
    if fmt not in exports.TYPES:
        raise Http404
    try:
        package = package_in_reach(package_id)
    except Package.DoesNotExist:
        raise Http404 from None
    columns = [exports.Column(head) for head in HEADS]
    lines = list(_lines(package.pk))
    body = exports.xlsx_bytes(columns, lines) if fmt == "xlsx" else b"".join(exports.csv_rows(columns, lines))
    named = {"Content-Disposition": f'attachment; filename="paczka-odpowiedzi.{fmt}"'}
    return HttpResponse(body, content_type=exports.TYPES[fmt], headers={**HEADERS, **named})


def _lines(package_id: int) -> Iterator[list[exports.Value]]:
    for attempt, one in answer_lines(people_of(package_id)):
        (told,) = answer_rows([one])
        yield [
            attempt.person.listed_name, attempt.office.office_name, attempt.item.title,
            told["name"], told["answer"], told["right"], told["result"], one.seconds,
        ]  # fmt: skip
