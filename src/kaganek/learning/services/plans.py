"""Editions published at a day and hour, by the worker's clock."""

from __future__ import annotations

import logging
from dataclasses import asdict, replace
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from kaganek.core import audit
from kaganek.core.notices import News, notify
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import Course, EditionPlan
from kaganek.learning.services.editions import NothingChanged, NothingToPublish
from kaganek.learning.services.gate import Blocked
from kaganek.learning.services.moves import Wanted
from kaganek.learning.services.releases import ReviewMissing, publish
from kaganek.people.models import Person

log = logging.getLogger(__name__)

PLANNED = "learning.plan_ended"


class PlanExists(Exception):
    """An edition of this course is planned already; it has to be called off first."""


class TooSoon(Exception):
    """The hour has passed."""


def plan_edition(
    course_id: int, *, publish_at: datetime, note: str, move: Wanted | None, by: Seat, at: datetime
) -> EditionPlan:
    """Let the next edition be published at an hour; what is ready then goes into it.

    Raises TooSoon for an hour that has passed, PlanExists where one waits already.
    Source: rule L-86.
    """
    course = Course.objects.select_for_update(of=("self",)).get(pk=course_id)
    if publish_at <= at:
        raise TooSoon
    if EditionPlan.objects.filter(course=course, ended_at=None).exists():
        raise PlanExists
    wanted = {"note": note, "move": asdict(move) if move else None}
    plan = EditionPlan.objects.create(
        course=course, publish_at=publish_at, wanted=wanted, planned_by_id=by.account_id or 0,
        author=by.person_id or 0, planned_at=at,
    )  # fmt: skip
    audit.record(by, "edition planned", plan, hour=publish_at.isoformat())
    return plan


def cancel_plan(plan_id: int, *, by: Seat, at: datetime) -> EditionPlan:
    """Call a planned edition off; done again, or after it was published, it changes nothing.

    Any author may. Raises EditionPlan.DoesNotExist.
    """
    plan = EditionPlan.objects.select_for_update(of=("self",)).get(pk=plan_id)
    if plan.ended_at is None:
        plan.ended_at, plan.cancelled = at, True
        plan.save(update_fields=["ended_at", "cancelled"])
        audit.record(by, "edition plan cancelled", plan)
    return plan


def publish_all_due(*, at: datetime) -> int:
    """Publish every planned edition whose hour has come, each in its own transaction; returns how many were judged."""
    done = 0
    while _publish_one(at=at):
        done += 1
    return done


def _publish_one(*, at: datetime) -> bool:
    with seated(SYSTEM):
        plan = (
            EditionPlan.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(ended_at=None, publish_at__lte=at)
            .order_by("publish_at")
            .first()
        )
        if plan is None:
            return False
        plan.refused = _try(plan, at=at)
        plan.ended_at = timezone.now()
        plan.save(update_fields=["refused", "ended_at"])
        _tell(plan, at=at)
        return True


def _try(plan: EditionPlan, *, at: datetime) -> str:
    """Publish, or say in Polish why not; what refuses has written nothing."""
    by = replace(SYSTEM, person_id=plan.author, account_id=plan.planned_by_id)
    move = plan.wanted["move"]
    try:
        with transaction.atomic():
            publish(
                plan.course_id, note=plan.wanted["note"], move=Wanted(**move) if move else None, by=by, at=at
            )
    except NothingChanged as same:
        return f"Nic się nie zmieniło od wydania {same.edition.number}."
    except NothingToPublish:
        return "Żadna lekcja nie jest gotowa."
    except Blocked as blocked:
        return f"Bramka publikacji zatrzymała lekcję „{blocked.subject}”. Otwórz ją w redakcji: zobaczysz, co poprawić."
    except ReviewMissing as missing:
        return f"Te lekcje nie mają akceptacji recenzentów: {', '.join(missing.titles)}."
    except Exception:  # whatever it was: the clock goes on, and the author learns that nothing was published
        log.exception("planned edition %s failed", plan.pk)
        return "Wystąpił błąd po naszej stronie. Administrator znajdzie go w dzienniku serwera."
    return ""


def _tell(plan: EditionPlan, *, at: datetime) -> None:
    author = Person.objects.filter(pk=plan.author).first()
    if author:
        facts = {"course": plan.course_id, "title": plan.course.title, "refused": plan.refused}
        said = "Wydanie nie zostało opublikowane" if plan.refused else "Wydanie opublikowane"
        news = News(
            PLANNED, f"plan:{plan.pk}", author.pk, office=author.office_id, title=f"{said}: {plan.course.title}",
            url=reverse("learning:editions", args=[plan.course_id]), facts=facts,
        )  # fmt: skip
        notify([news], at=at)
