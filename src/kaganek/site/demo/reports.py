"""Reports of the demonstration beyond the first: indicators with a frozen period, one sent weekly, a corrected one."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from kaganek.core.seats import Seat, seated
from kaganek.portal.services.publications import publish
from kaganek.programmes.models import Project
from kaganek.reporting.services import indicators, issues, schedules
from kaganek.reporting.services.indicators import IndicatorFacts
from kaganek.reporting.terms import Every, Level, Recipients

TITLE = "Ukończenia: pierwsze tygodnie projektu"
INDICATORS = (
    (
        IndicatorFacts(
            code="EECO18", name="Liczba urzędów objętych wsparciem", level=Level.PRODUCT, unit="urzędy",
            counting="urzedy-objete-wsparciem",
            definition="Urząd, w którym co najmniej jedna osoba rozpoczęła szkolenie. Każdy urząd liczy się raz.",
        ),
        (4, 2),
    ),
    (
        IndicatorFacts(
            code="WP1", name="Liczba osób objętych wsparciem", level=Level.PRODUCT, unit="osoby",
            counting="osoby-objete-wsparciem",
            definition="Osoba, która rozpoczęła pierwsze szkolenie projektu. Każda osoba liczy się raz.",
        ),
        (120, 60),
    ),
    (
        IndicatorFacts(
            code="WR1", name="Liczba osób, które ukończyły wszystkie szkolenia", level=Level.RESULT, unit="osoby",
            counting="osoby-po-sciezce",
            definition="Osoba z zaliczonymi wszystkimi szkoleniami swojej ścieżki, w dniu zaliczenia ostatniego.",
        ),
        (10, 80),
    ),
    (
        IndicatorFacts(
            code="WW1", name="Liczba udostępnionych zestawów materiałów", level=Level.OWN, unit="zestawy",
            definition="Zestaw opublikowany w bibliotece materiałów, po recenzji eksperta.",
        ),
        (6, 4),
    ),
)  # fmt: skip


def write_reports(project: Project, dorota: Seat, *, at: datetime) -> None:
    """Everything by the coordinator's own seat."""
    with seated(dorota):
        _indicators(project, dorota, at)
        _corrected(project, dorota, at)
        schedules.schedule(
            "terminy", name="Terminy w urzędach, co tydzień", asked={"grupuj": "urzad"}, every=Every.WEEK,
            to_whom=Recipients.ME, form_key=uuid4(), by=dorota, at=at,
        )  # fmt: skip


def _indicators(project: Project, dorota: Seat, at: datetime) -> None:
    """A month gone by is frozen; what is entered by hand has a correction for it in the open period."""
    today = timezone.localdate(at)
    split = today - timedelta(days=31)
    first, second = (
        indicators.add_period(project.pk, starts_on=start, ends_on=end, by=dorota, at=at)
        for start, end in (
            (project.starts_on, split),
            (split + timedelta(days=1), today + timedelta(days=90)),
        )
    )
    for facts, wanted in INDICATORS:
        one = indicators.add_indicator(project.pk, facts, form_key=uuid4(), by=dorota, at=at)
        targets = dict(zip((first.pk, second.pk), map(Decimal, wanted), strict=True))
        indicators.set_targets(one.pk, targets, by=dorota, at=at)
        if not facts.counting:
            by_hand = one
    indicators.enter_value(
        by_hand.pk, first.pk, Decimal(5), source="wykaz materiałów w bibliotece", by=dorota, at=at
    )
    indicators.freeze_period(first.pk, by=dorota, at=at)
    indicators.enter_value(
        by_hand.pk, second.pk, Decimal(3), source="wykaz materiałów w bibliotece", by=dorota, at=at
    )
    indicators.enter_value(
        by_hand.pk, second.pk, Decimal(-1), about_id=first.pk, source="protokół z przeglądu biblioteki",
        note="Jeden zestaw policzono dwa razy.", by=dorota, at=at,
    )  # fmt: skip


def _corrected(project: Project, dorota: Seat, at: datetime) -> None:
    """A published report, and the one that replaced it."""
    today = timezone.localdate(at)
    wrong = None
    for note in ("", "Doliczono urzędy, które przystąpiły w ostatnich dniach okresu."):
        made = issues.freeze(
            project.pk, title=TITLE, period_from=project.starts_on, period_to=today - timedelta(days=5),
            corrects_id=wrong, correction_note=note, by=dorota, at=at,
        )  # fmt: skip
        issues.review(made.pk, by=dorota, at=at)
        publish(made.pk, by=dorota, at=at)
        wrong = made.pk
