"""How the offices in a consultant's care stand, and when they were last spoken to."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, FilteredRelation, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kaganek.communication.models import OfficeContact, Question
from kaganek.communication.terms import Desk, QuestionState
from kaganek.learning.models import CourseRequirement
from kaganek.programmes.models import Enrolment, Participation


def offices_in_care() -> QuerySet[Participation]:
    """One row for an office and project within the seat's reach.

    required   people who must finish: the largest number that any one course asks of the office; None when none does.
    enrolled   people who take part now. under_way, late, finished  by the whole path, as the project's report says:
               under way are those who have begun and are not late.
    questions  that wait for an answer. last_on, next_on  of the log of contacts.
    """
    here = {"project": OuterRef("project"), "office": OuterRef("office")}
    required = CourseRequirement.objects.filter(**here).order_by().values("office").annotate(n=Max("number"))
    enrolled = Enrolment.objects.filter(**here, left_at=None)
    waiting = Question.objects.filter(**here, desk=Desk.CONTENT, state=QuestionState.OPEN)
    spoken = OfficeContact.objects.filter(**here, withdrawn_at=None)
    ahead = spoken.filter(next_on__isnull=False, next_done_at=None).order_by("next_on")
    sums = Q(office__tallies__project_id=F("project_id"), office__tallies__course_id__isnull=True)
    return (
        Participation.objects.select_related("office", "project")
        .annotate(
            tally=FilteredRelation("office__tallies", condition=sums),
            required=Subquery(required.values("n"), output_field=IntegerField()),
            enrolled=_count(enrolled),
            questions=_count(waiting),
            last_on=Subquery(spoken.order_by("-on", "-pk").values("on")[:1]),
            next_on=Subquery(ahead.values("next_on")[:1]),
        )
        .annotate(
            under_way=Coalesce(F("tally__doing"), 0),
            late=Coalesce(F("tally__late"), 0),
            finished=Coalesce(F("tally__done"), 0),
        )
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("office").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
