"""Reports of abuse: anybody who reads may report, those who keep order decide."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from kaganek.communication.models import AbuseReport, Conversation, Message, Post
from kaganek.communication.services.forum.moderation import hide_post
from kaganek.communication.services.forum.telling import about_report, same_reports, tell_keepers
from kaganek.communication.services.signing import signed
from kaganek.communication.terms import Verdict
from kaganek.core import audit
from kaganek.core.notices import withdraw
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.core.turns import take_turn
from kaganek.people.models import Membership


class NobodyToAsk(Exception):
    """Whoever reported belongs to no office and no project."""


def report_post(topic_id: int, number: int, *, reason: str, by: Seat, at: datetime) -> None:
    """Ask the moderators of the space to look at a post; reported twice by one person it waits once.

    Raises Post.DoesNotExist for what the seat does not read or is hidden already. Source: rule C-39.
    """
    post = Post.objects.select_related("space").get(
        topic=topic_id, number=number, hidden=False, topic__hidden=False
    )
    _report(
        {"project": post.space.project_id, "office": post.space.office_id}, whose=post.by_name, words=post.text,
        reason=reason, by=by, at=at, topic_id=post.topic_id, post_number=number,
    )  # fmt: skip


def report_message(message_id: int, *, reason: str, by: Seat, at: datetime) -> None:
    """Show one message to moderators, nothing else of the conversation: the project's coordinators, for who is in one
    alone the own office's staff.

    Raises Message.DoesNotExist outside one's conversations, NobodyToAsk. Source: rules C-39 and C-42.
    """
    message = Message.objects.get(pk=message_id)
    others = Conversation.objects.get(pk=message.conversation_id).member_ids
    _report(
        _whose_moderators(by, others), whose=message.by_name, words=message.text, reason=reason, by=by, at=at,
        message=message.pk,
    )  # fmt: skip


def _whose_moderators(by: Seat, members: list[int]) -> dict[str, int | None]:
    """The own office when everybody is of it, else a project of the reporter's."""
    with seated(SYSTEM):
        rows = Membership.objects.filter(person__in=members, ended_at=None)
        held = list(rows.values_list("person_id", "office_id", "person__project_ids"))
    offices = {office for _, office, _ in held}
    if len(offices) == 1 and (one := offices.pop()):
        return {"office": one, "project": None}
    own = {project for person, _, projects in held if person == by.person_id for project in projects}
    if not own:
        raise NobodyToAsk
    return {"project": min(own), "office": None}


@transaction.atomic
def _report(place: dict[str, int | None], *, by: Seat, at: datetime, **values: Any) -> None:
    take_turn("abuse", by.person_id)
    row = AbuseReport(
        project_id=place["project"], office_id=place["office"], made_at=at, **signed(by), **values
    )
    with seated(SYSTEM):
        waiting = same_reports(row).filter(by=by.person_id).exists()
        if not waiting:
            row.save()
    if not waiting:
        tell_keepers(row, at=at)


@transaction.atomic
def judge_report(report_id: int, *, hide: bool, by: Seat, at: datetime) -> AbuseReport:
    """Decide what becomes of a report: the post is hidden, or nothing is done. Other reports of it end with it, and
    whoever was told of them sees no notice any more; reported again, it waits anew.

    Raises AbuseReport.DoesNotExist outside the seat's reach, NotModerator. Source: rule C-39.
    """
    found = AbuseReport.objects.select_for_update(of=("self",)).get(pk=report_id)
    if hide and found.topic_id:
        hide_post(
            found.topic_id, found.post_number, reason=f"Po zgłoszeniu: {found.reason}"[:300], by=by, at=at
        )
    same = same_reports(found)
    withdraw(*(about_report(one) for one in same.values_list("pk", flat=True)), at=at)
    verdict = Verdict.HIDDEN if hide and found.topic_id else Verdict.LEFT
    same.update(verdict=verdict, judged_by=signed(by)["by_name"], judged_at=at)
    audit.record(by, "abuse report judged", found, verdict=verdict.value)
    found.refresh_from_db()
    return found
