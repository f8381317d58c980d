"""The ways of counting that come with the product."""

from __future__ import annotations

from django.db.models import Count, DateTimeField, F, Max, Min, Q, QuerySet
from django.db.models.functions import Cast

from kaganek.documents.models import Certificate
from kaganek.learning.models import CourseProgress
from kaganek.programmes.models import Achievement, Enrolment, Participation
from kaganek.reporting.queries import standing
from kaganek.reporting.queries.indicators.counting import Counting


def _progress(project_id: int) -> QuerySet[CourseProgress]:
    return CourseProgress.objects.filter(project_id=project_id, course__office=None)


COUNTINGS = (
    Counting(
        key="osoby-zapisane",
        label="Osoby zapisane do projektu",
        about="Każda osoba liczy się raz, w dniu zapisania.",
        unit_name="osoby",
        base=lambda project: Enrolment.objects.filter(project_id=project),
        unit="pk",
        on=F("enrolled_at"),
    ),
    Counting(
        key="osoby-objete-wsparciem",
        label="Osoby objęte wsparciem",
        about="Każda osoba liczy się raz, w chwili rozpoczęcia pierwszego szkolenia.",
        unit_name="osoby",
        base=_progress,
        unit="enrolment_id",
        on=Min("started_at"),
    ),
    Counting(
        key="osoby-po-sciezce",
        label="Osoby, które ukończyły wszystkie szkolenia",
        about="Każda osoba liczy się raz, w chwili ukończenia ostatniego ze swoich szkoleń.",
        unit_name="osoby",
        base=lambda project: _progress(project).filter(~standing.choosing("enrolment")),
        unit="enrolment_id",
        on=Max("completed_at"),
        also={"still_open": Count("pk", filter=Q(completed_at=None))},
        only=Q(still_open=0),
    ),
    Counting(
        key="ukonczone-szkolenia",
        label="Ukończone szkolenia",
        about="Każde ukończenie liczy się osobno: jedna osoba tyle razy, ile szkoleń ukończyła.",
        unit_name="ukończenia",
        base=_progress,
        unit="pk",
        on=F("completed_at"),
        what="course__title",
    ),
    Counting(
        key="godziny",
        label="Godziny szkoleń zaliczone przez uczestników",
        about="Suma godzin szkoleniowych (po 45 minut) z osiągnięć, w dniu zaliczenia.",
        unit_name="godziny",
        base=lambda project: Achievement.objects.filter(project_id=project),
        unit="pk",
        on=F("at"),
        amount="hours",
        what="title",
    ),
    Counting(
        key="zaswiadczenia",
        label="Wydane zaświadczenia",
        about="Zaświadczenia ważne dziś, w dniu wydania. Unieważnione i zastąpione się nie liczą.",
        unit_name="zaświadczenia",
        base=lambda project: Certificate.objects.filter(
            project_id=project, revoked_at=None, replaced_at=None
        ),
        unit="pk",
        on=F("issued_at"),
        what="number",
    ),
    Counting(
        key="urzedy-w-projekcie",
        label="Urzędy, które przystąpiły do projektu",
        about="Każdy urząd liczy się raz, w dniu przystąpienia.",
        unit_name="urzędy",
        base=lambda project: Participation.objects.filter(project_id=project),
        unit="office_id",
        on=Cast("joined_on", DateTimeField()),
        people=False,
    ),
    Counting(
        key="urzedy-objete-wsparciem",
        label="Urzędy objęte wsparciem",
        about="Każdy urząd liczy się raz, gdy pierwsza osoba z niego zacznie szkolenie (wspólny wskaźnik EFS+ EECO18).",
        unit_name="urzędy",
        base=_progress,
        unit="office_id",
        on=Min("started_at"),
        people=False,
    ),
)
