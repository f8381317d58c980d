"""Telling those who follow a topic or a space that something was said there, and moderators that something was reported."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from kaganek.communication.models import AbuseReport, Post, SpaceFollow, TopicFollow
from kaganek.communication.queries.acquaintance import spaces_of_person
from kaganek.communication.terms import Verdict
from kaganek.core.jobs import enqueue
from kaganek.core.models import Way
from kaganek.core.notices import Group, News, NoticeKind, notify, withdraw
from kaganek.core.notices.known import told_about
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.models import Membership, Person
from kaganek.people.terms import OFFICE_STAFF, Role

TELLING = "communication.tell_followers"  # the job
POSTED = "communication.post"
OPENED = "communication.topic"
WRITTEN = "communication.message"
REPORTED = "communication.abuse"
KEEPERS = (*(role.value for role in OFFICE_STAFF), Role.COORDINATOR.value)
NOTICES = (
    NoticeKind(POSTED, "Nowy wpis w temacie, który obserwujesz", Group.TALK),
    NoticeKind(OPENED, "Nowy temat w miejscu na forum, które obserwujesz", Group.TALK, Way.DIGEST),
    NoticeKind(WRITTEN, "Nowa wiadomość", Group.TALK),
    NoticeKind(REPORTED, "Zgłoszenie na forum do rozpatrzenia", Group.TALK, roles=KEEPERS),
)


def tell_of_post(post: Post) -> None:
    """Have the followers told, in the background: whether each still reads the space, takes a while to find out."""
    enqueue(TELLING, post_id=post.pk)


def tell_followers(post_id: int, *, at: datetime) -> int:
    """Followers who still read the space get one notice of a shown post, never its author; returns how many.

    Of the first post of a topic those of the space hear, of any other those of the topic. Safe to do twice.
    Source: rules C-37 and C-44.
    """
    with seated(SYSTEM):
        post = (
            Post.objects.filter(pk=post_id, hidden=False, topic__hidden=False)
            .select_related("topic", "space")
            .first()
        )
        if post is None:
            return 0
        followers = _followers(post)
    reading = [one for one in followers if post.space_id in spaces_of_person(one)]
    with seated(SYSTEM):
        notify([_of_post(post, one, followers[one]) for one in reading], at=at)
    return len(reading)


def _followers(post: Post) -> dict[int, int | None]:
    """Those who wanted to hear of a post when it was written, with their offices; never its author."""
    rows: QuerySet[SpaceFollow] | QuerySet[TopicFollow] = (
        SpaceFollow.objects.filter(space=post.space_id)
        if post.number == 1
        else TopicFollow.objects.filter(topic=post.topic_id)
    )
    wanted = rows.filter(since__lte=post.written_at).exclude(person=post.by_id)
    return dict(wanted.values_list("person_id", "person__office_id"))


def _of_post(post: Post, person_id: int, office_id: int | None) -> News:
    kind, words = (OPENED, "Nowy temat") if post.number == 1 else (POSTED, "Nowy wpis w temacie")
    return News(
        kind, about(post.pk), person=person_id, office=office_id, project=post.space.project_id,
        title=f"{words} „{post.topic.title}”", about=about(post.pk),
        url=f"/forum/tematy/{post.topic_id}/#wpis-{post.number}",
        facts={"text": f"Miejsce: {post.space.title}"},  # who writes is said only to those who are signed in
    )  # fmt: skip


def about(post_id: int) -> str:
    """What notices of a post speak of."""
    return f"{POSTED}:{post_id}"


def take_back(post_id: int, *, at: datetime) -> None:
    """Nothing more goes out about a post that was hidden."""
    withdraw(about(post_id), at=at)


def take_back_topic(topic_id: int, *, at: datetime) -> None:
    """Nothing more goes out about the posts of a topic that was hidden."""
    posts = Post.objects.filter(topic=topic_id).values_list("pk", flat=True)
    withdraw(*(about(one) for one in posts), at=at)


def take_back_from_strangers(space_id: int, *, at: datetime) -> None:
    """Nothing more goes out about the posts of a space to those who were told and read it no more."""
    with seated(SYSTEM):
        posts = [about(one) for one in Post.objects.filter(space=space_id).values_list("pk", flat=True)]
        told = set(told_about(posts).filter(withdrawn_at=None).values_list("person", flat=True))
    gone = [one for one in told if space_id not in spaces_of_person(one)]
    withdraw(*posts, at=at, people=gone)


def tell_keepers(report: AbuseReport, *, at: datetime) -> None:
    """Those who keep order in the place of a report get one notice of what was reported, until it is judged.

    Source: rule C-39.
    """
    with seated(SYSTEM):
        first = same_reports(report).order_by("pk")[0]
        rows = Membership.objects.filter(ended_at=None, person__deactivated_at=None).exclude(
            person=report.by_id
        )
        if report.office_id:
            rows = rows.filter(office=report.office_id, role__in=OFFICE_STAFF)
        else:
            rows = rows.filter(project=report.project_id, role=Role.COORDINATOR)
        people = sorted(set(rows.values_list("person_id", "person__office_id")))
        event = about_report(first.pk)
        notify(
            [
                News(
                    REPORTED, event, person=person, office=office, project=report.project_id,
                    title="Na forum czeka zgłoszenie do rozpatrzenia", url="/forum/zgloszenia/", about=event,
                )
                for person, office in people
            ],
            at=at,
        )  # fmt: skip


def same_reports(report: AbuseReport) -> QuerySet[AbuseReport]:
    """Reports of the same thing that wait for the same people."""
    return AbuseReport.objects.filter(
        verdict=Verdict.WAITS, project=report.project_id, office=report.office_id, topic=report.topic_id,
        post_number=report.post_number, message=report.message,
    )  # fmt: skip


def about_report(report_id: int) -> str:
    """What notices of a report speak of."""
    return f"{REPORTED}:{report_id}"


def page_of(conversation_id: int) -> str:
    """Where a notice of a message leads."""
    return f"/wiadomosci/{conversation_id}/"


def tell_members(
    conversation_id: int, message_id: int, members: list[int], *, author: str, at: datetime
) -> None:
    """Everybody in a conversation but its author hears of a message and from whom; the notice says nothing of its words."""
    with seated(SYSTEM):
        offices = dict(Person.objects.filter(pk__in=members).values_list("pk", "office_id"))
        notify(
            [
                News(
                    WRITTEN, f"{WRITTEN}:{message_id}", person=one, office=offices.get(one), title=f"Nowa wiadomość: {author}",
                    url=page_of(conversation_id), about=f"{WRITTEN}:{message_id}",
                )
                for one in members
            ],
            at=at,
        )  # fmt: skip
