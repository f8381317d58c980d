"""Where the made-up country's people write to each other: spaces, topics, files, reports, messages, cards.

Every space carries a word of its own at the end of its title, and all that is in it carries the same: only its readers
may meet it. A conversation carries another, for its two members alone. What is written in a project's spaces is signed
by its consultant (by its coordinator where it has none), whom its offices may know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from kaganek.communication.models import (
    AbuseReport,
    ContactCard,
    Conversation,
    Message,
    Moderation,
    Post,
    PostFile,
    Space,
    SpaceFollow,
    Topic,
    TopicFollow,
)
from kaganek.communication.services.spaces import make_group, open_due_spaces
from kaganek.communication.terms import Measure, SpaceKind
from kaganek.core.seats import SYSTEM, seated
from kaganek.lib.stems import stems
from kaganek.people.models import Person
from kaganek.programmes.models import Participation
from kaganek.site.dataset.plan import canary

if TYPE_CHECKING:
    from kaganek.site.dataset.build import Country

GROUPS = 2  # in every project, of two offices each
TALKING = 40  # offices whose spaces have words, topics and conversations


def write_talks(country: Country, *, at: datetime) -> None:
    """Spaces as an installation has them, groups of offices, and something said in each."""
    open_due_spaces(at=at)
    _groups(country, at=at)
    known = {person.login: person for person in country.persons}
    for space, author in _named(country, known):
        _said(space, author, at=at)
    for n in range(min(TALKING, country.plan.offices)):
        _between(country, n, known, at=at)


def _groups(country: Country, *, at: datetime) -> None:
    for number, project in enumerate(country.projects):
        rows = Participation.objects.filter(project=project).order_by("office")
        offices = list(rows.values_list("office_id", flat=True))
        for place in range(GROUPS):
            word = canary(country.seed, f"G{number + 1:02d}X{place}")
            inside = offices[1 + 2 * place : 3 + 2 * place]
            make_group(project.pk, title=f"Wymiana {word}", office_ids=inside, by=SYSTEM, at=at)


def _named(country: Country, known: dict[str, Person]) -> Iterator[tuple[Space, Person]]:
    """Spaces to be written in, each with its own word at the end of its title, and who writes there."""
    offices = {office.pk: n for n, office in enumerate(country.offices)}
    projects = {project.pk: n for n, project in enumerate(country.projects)}
    for place, space in enumerate(Space.objects.order_by("pk").iterator()):
        if space.office_id:
            number = offices[space.office_id]
            if number >= TALKING:
                continue
            word, author = canary(country.seed, f"B{number:04d}"), known[f"o{number:04d}"]
        else:
            number = projects[space.project_id or 0]
            word = canary(country.seed, f"C{place:04d}")
            author = known.get(f"c{number + 1:02d}") or known[f"k{number + 1:02d}"]
        if space.kind != SpaceKind.GROUP:
            space.title = f"Rozmowy {word}"
            space.save(update_fields=["title"])
        yield space, author


def _said(space: Space, author: Person, *, at: datetime) -> None:
    word = space.title.rpartition(" ")[2]
    signed: dict[str, Any] = {"by": author, "by_name": f"Osoba {word}", "by_place": f"Miejsce {word}"}
    topic = Topic.objects.create(
        space=space, title=f"Temat {word}", opened_at=at, last_at=at, last_name=f"Osoba {word}", posts=2, answer=2,
        **signed,
    )  # fmt: skip
    within: dict[str, Any] = {"topic": topic, "space": space}
    for number in (1, 2):
        text = f"Wpis {number}, słowo {word}"
        post = Post.objects.create(
            number=number, text=text, html=f"<p>{text}</p>", written_at=at, files=1,
            vector=SearchVector(Value(" ".join(stems(text))), config="simple"), **within, **signed,
        )  # fmt: skip
        PostFile.objects.create(
            post=post, name=f"plik {word}", kind="png" if number == 2 else "txt", picture=number == 2, size=len(word),
            body=word.encode(), **within,
        )  # fmt: skip
    SpaceFollow.objects.create(person=author, since=at, space=space)
    TopicFollow.objects.create(person=author, since=at, **within)
    Moderation.objects.create(measure=Measure.PIN, reason=f"Powód {word}", at=at, **within, **signed)
    AbuseReport.objects.create(
        project_id=space.project_id, office_id=space.office_id, topic=topic, post_number=1, whose=f"Osoba {word}",
        words=f"Zgłoszone {word}", reason=f"Powód {word}", made_at=at, **signed,
    )  # fmt: skip


def _between(country: Country, n: int, known: dict[str, Person], *, at: datetime) -> None:
    """A conversation of an office's supervisor and a participant of it, and the supervisor's card."""
    word = canary(country.seed, f"M{n:04d}")
    one, other = known[f"o{n:04d}"], known[f"p{n:04d}.0000"]
    with seated(replace(SYSTEM, person_id=one.pk)):  # nobody but who they are of may even write such rows
        ContactCard.objects.create(author=one, about=f"O mnie {country.office_word(n)}", changed_at=at)
        held = Conversation.objects.create(
            member_ids=sorted([one.pk, other.pk]), opened_at=at, last_at=at, last_words=f"Wiadomość {word}",
            names={str(who.pk): [f"Osoba {word}", "urząd"] for who in (one, other)},
        )  # fmt: skip
        Message.objects.create(
            conversation=held, text=f"Wiadomość {word}", html=f"<p>Wiadomość {word}</p>", at=at, by=one,
            by_name=f"Osoba {word}", by_place="urząd",
        )  # fmt: skip
