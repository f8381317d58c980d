"""Telling those who follow a topic that something was said in it, and moderators that something was reported."""

from __future__ import annotations

from datetime import datetime

from kaganek.communication.models import AbuseReport, Post, TopicFollow
from kaganek.communication.queries.acquaintance import spaces_of_person
from kaganek.core.jobs import enqueue
from kaganek.core.notices import Group, News, NoticeKind, notify, withdraw
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.models import Membership, Person
from kaganek.people.terms import OFFICE_STAFF, Role

TELLING = "communication.tell_followers"  # the job
POSTED = "communication.post"
WRITTEN = "communication.message"
REPORTED = "communication.abuse"
KEEPERS = (*(role.value for role in OFFICE_STAFF), Role.COORDINATOR.value)
NOTICES = (
    NoticeKind(POSTED, "Nowy wpis w temacie, który obserwujesz", Group.TALK),
    NoticeKind(WRITTEN, "Nowa wiadomość", Group.TALK),
    NoticeKind(REPORTED, "Zgłoszenie na forum do rozpatrzenia", Group.TALK, roles=KEEPERS),
)


def tell_of_post(post: Post) -> None:
    """Have the followers told, in the background: whether each still reads the space, takes a while to find out."""
    enqueue(TELLING, post_id=post.pk)


def tell_followers(post_id: int, *, at: datetime) -> int:
    """Followers who still read the space get one notice of a shown post, never its author; returns how many.

    Safe to do twice. Source: rule C-37.
    """
    with seated(SYSTEM):
        post = (
            Post.objects.filter(pk=post_id, hidden=False, topic__hidden=False)
            .select_related("topic", "space")
            .first()
        )
        if post is None:
            return 0
        rows = TopicFollow.objects.filter(topic=post.topic_id).exclude(person=post.by_id)
        followers = dict(
            rows.filter(since__lte=post.written_at).values_list("person_id", "person__office_id")
        )
    reading = [one for one in followers if post.space_id in spaces_of_person(one)]
    with seated(SYSTEM):
        notify([_of_post(post, one, followers[one]) for one in reading], at=at)
    return len(reading)


def _of_post(post: Post, person_id: int, office_id: int | None) -> News:
    return News(
        POSTED, about(post.pk), person=person_id, office=office_id, project=post.space.project_id,
        title=f"Nowy wpis w temacie „{post.topic.title}”", about=about(post.pk),
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
    """Nothing more goes out about the posts of a space to followers who read it no more."""
    with seated(SYSTEM):
        posts = list(Post.objects.filter(space=space_id).values_list("pk", flat=True))
        follows = TopicFollow.objects.filter(topic__space=space_id)
        followers = set(follows.values_list("person_id", flat=True))
    gone = [one for one in followers if space_id not in spaces_of_person(one)]
    withdraw(*(about(one) for one in posts), at=at, people=gone)


def tell_keepers(report: AbuseReport, *, at: datetime) -> None:
    """Those who keep order in the place of a report get one notice of it. Source: rule C-39."""
    with seated(SYSTEM):
        rows = Membership.objects.filter(ended_at=None, person__deactivated_at=None).exclude(
            person=report.by_id
        )
        if report.office_id:
            rows = rows.filter(office=report.office_id, role__in=OFFICE_STAFF)
        else:
            rows = rows.filter(project=report.project_id, role=Role.COORDINATOR)
        people = sorted(set(rows.values_list("person_id", "person__office_id")))
        event = f"{REPORTED}:{report.topic_id or 0}:{report.post_number}:{report.message or 0}"
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
