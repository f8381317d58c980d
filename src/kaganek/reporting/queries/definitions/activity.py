"""Who learns and who has fallen silent: a row for each enrolled person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Case, Count, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from kaganek.core.lists import Column, Rows, by_words
from kaganek.programmes.models import Enrolment
from kaganek.reporting.queries.definitions import dimensions as by
from kaganek.reporting.queries.definitions import history
from kaganek.reporting.queries.definitions.parts import Definition, Look, Measure, column, start_of

WEEK, MONTH = timedelta(days=7), timedelta(days=30)


def _rows(look: Look) -> Rows:
    """People who take part on the day; those who had left by then are gone."""
    learning = _learning(look).filter(enrolment=OuterRef("pk"))
    found: Rows = _enrolled(look).annotate(
        last=_one(learning, Max("last")),
        begun=Coalesce(_one(learning, Count("begun_at")), 0),
        done=Coalesce(_one(learning, Count("done_at")), 0),
        courses=Coalesce(_one(learning, Count("pk")), 0),
        signed_in=_signed_in(look),
    )
    return found


def _enrolled(look: Look) -> Rows:
    if look.as_of is None:
        return Enrolment.objects.filter(left_at=None)
    still = Q(left_at=None) | Q(left_at__gt=look.until)
    return Enrolment.objects.filter(still, enrolled_at__lte=look.until)


def _signed_in(look: Look) -> F | Case:
    column = "person__activated_at"
    return history.come_by(column, look.until) if look.as_of else F(column)


def _learning(look: Look) -> Rows:
    """Progress that counts for the reader: office courses are their office's own matter."""
    found = history.progress(look)
    return found if by.of_one_office(look.seat) else found.filter(course__office=None)


def _one(rows: Any, number: Any) -> Subquery:
    return Subquery(rows.order_by().values("enrolment").annotate(number=number).values("number"))


def _columns(look: Look) -> Sequence[Column]:
    return [
        by.who(look),
        *by.whereabouts(look),
        column("logowanie", "Pierwsze logowanie", "signed_in", sort=(F("signed_in").asc(nulls_first=True),)),
        column("aktywnosc", "Ostatnia aktywność", "last", sort=(F("last").asc(nulls_first=True),)),
        column("szkolenia", "Szkolenia", "courses", css="n"),
        column("rozpoczete", "Rozpoczęte", "begun", css="n"),
        column("ukonczone", "Ukończone", "done", css="n"),
    ]  # fmt: skip


def _never(look: Look) -> Q:
    return Q(signed_in=None)


def _active(days: timedelta) -> Any:
    def where(look: Look) -> Q:
        return _active_since(look, days)

    return where


def _active_since(look: Look, days: timedelta) -> Q:
    """Asked of all at once: the row's `last` would be worked out anew for each number and person."""
    first = look.day - days
    recent = _learning(look).filter(last__gte=first if look.as_of else start_of(first))
    return Q(pk__in=recent.order_by().values("enrolment"))


def _silent(look: Look) -> Q:
    return Q(signed_in__isnull=False) & ~_active_since(look, MONTH)


ACTIVITY = Definition(
    key="aktywnosc",
    title="Aktywność",
    about="Wiersz to jedna osoba w projekcie: pierwsze logowanie, ostatnia aktywność, ile szkoleń zaczęła i skończyła.",
    obj="reporting.activity_report",
    name="Osoby",
    found=by.PEOPLE,
    rows=_rows,
    fields={
        **by.of_person(),
        **{name: name for name in ("enrolled_at", "signed_in", "last", "courses", "begun", "done")},
    },
    columns=_columns,
    default_sort="osoba:asc",
    dimensions=(by.project(), by.voivodeship(), by.kind(), by.office(), by.group()),
    measures=(
        Measure(key="wszystkie", label="Osoby"),
        Measure(key="czekaja", label="Czekają na pierwsze logowanie", where=_never),
        Measure(key="tydzien", label="Aktywne w ostatnich 7 dniach", where=_active(WEEK)),
        Measure(key="miesiac", label="Aktywne w ostatnich 30 dniach", where=_active(MONTH)),
        Measure(key="milcza", label="Bez aktywności ponad 30 dni", where=_silent),
    ),
    search=by_words("person__folded"),
    past=True,
    cautions=history.activity_cautions,
)
