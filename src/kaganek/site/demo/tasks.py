"""Tasks of the demonstration in every state: to be done, waiting for Filip, returned, accepted; good examples too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from kaganek.core.notices.known import keep_inside
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import Rubric, TaskWork
from kaganek.learning.services.questions import as_items
from kaganek.learning.services.tasks.assigning import TaskTerms, create_task, give_task, set_team
from kaganek.learning.services.tasks.examples import answer_example, propose_example
from kaganek.learning.services.tasks.handing import add_file, hand_in, save_draft
from kaganek.learning.services.tasks.reviewing import review
from kaganek.learning.services.tasks.telling import GIVEN
from kaganek.learning.terms import TaskKind, Verdict
from kaganek.people.models import Membership, Office, Person
from kaganek.people.queries.account import own_seat
from kaganek.people.seats import seat_from, with_offices
from kaganek.people.terms import Role
from kaganek.programmes.models import Project
from kaganek.site.demo.courses import CONTENT

TITLE = "Trzy pisma prostym językiem"  # the first of the file
TERMS = TaskTerms(
    title=TITLE, instructions="", kind=TaskKind.TEAM, wants_text=True, most_files=3, hours=Decimal(4),
    rubric_id=None,
)  # fmt: skip
Said = Mapping[str, Any]  # of content/zadania.json


@dataclass(frozen=True)
class Scene:
    """Who plays: the project's consultant, and the one person known by name who is in her office's teams."""

    consultant: Seat
    first: Person
    at: datetime

    def ago(self, days: int) -> datetime:
        return self.at - timedelta(days=days)


def write_tasks(
    project: Project, offices: Mapping[str, Office], *, first: Person, consultant: Seat, at: datetime
) -> None:
    """Every office does by the deeds of the product what the file of content says of it."""
    content = json.loads((CONTENT / "zadania.json").read_text())
    rubric, scene = _rubric(content["rubric"]), Scene(consultant, first, at)
    for said in content["tasks"]:
        task = create_task(project, _terms(said, rubric), by=SYSTEM)
        given = [offices[name].pk for name in said["offices"]]
        due_on = timezone.localdate(at) + timedelta(days=said["due"])
        give_task(task, project, given, due_on=due_on, by=SYSTEM, at=scene.ago(30))
        for name, told in said["offices"].items():
            _play(_team(TaskWork.objects.get(task=task, office=offices[name]), scene), told, scene)
    keep_inside(GIVEN, at=at)  # told weeks ago


def _rubric(said: Said) -> Rubric:
    criteria = [
        {
            "type": "criterion",
            "value": {
                "title": one["title"],
                "note": "",
                "levels": as_items(
                    [
                        {"points": points, "title": title, "description": note}
                        for points, title, note in one["levels"]
                    ]
                ),
            },
        }
        for one in said["criteria"]
    ]
    return Rubric.objects.create(title=said["title"], note=said["note"], criteria=json.dumps(criteria))


def _terms(said: Said, rubric: Rubric) -> TaskTerms:
    return TaskTerms(
        title=said["title"], instructions=said["instructions"], kind=TaskKind.TEAM, wants_text=True,
        most_files=said["files"], hours=Decimal(said["hours"]), rubric_id=rubric.pk,
    )  # fmt: skip


def _team(work: TaskWork, scene: Scene) -> TaskWork:
    """Three people; she is the first where it is her office."""
    first = [scene.first.pk] if scene.first.pk in work.member_ids else []
    ids = list(dict.fromkeys([*first, *work.member_ids]))[:3]
    return set_team(work.pk, ids, by=SYSTEM, at=scene.ago(30))


def _play(work: TaskWork, told: Said, scene: Scene) -> None:
    member = work.member_ids[0] if scene.first.pk not in work.member_ids else scene.first.pk
    own = replace(own_seat(replace(scene.consultant, person_id=member)), offices=(work.office_id,))
    number = 0
    for turn in told["turns"]:
        number += 1
        with seated(own):
            if "file" in turn:
                add_file(work.pk, _file(turn["file"]), by=own, at=scene.ago(turn["days"]))
            version = hand_in(work.pk, turn["text"], over=number - 1, by=own, at=scene.ago(turn["days"]))
        if "verdict" in turn:
            with seated(scene.consultant):
                review(
                    version.pk, Verdict(turn["verdict"]), marks=turn["marks"], remark=turn["remark"],
                    by=scene.consultant, at=scene.ago(turn["days"] - 1),
                )  # fmt: skip
    if "draft" in told:
        with seated(own):
            save_draft(work.pk, told["draft"], over=number, by=own, at=scene.ago(1))
    if "example" in told:
        _example(work, told["example"], member, scene)


def _example(work: TaskWork, said: Said, member: int, scene: Scene) -> None:
    """Filip proposes it; where it says so, the office agrees."""
    with seated(scene.consultant):
        files = [_file(said["file"])] if "file" in said else []
        made = propose_example(
            work.pk, said["text"], keep=(), files=files, by=scene.consultant, at=scene.ago(4)
        )
    if said.get("agrees"):
        office = _supervisor(Person.objects.get(pk=member), scene)
        with seated(office):
            answer_example(work.pk, agrees=True, number=made.number, by=office, at=scene.ago(3))


def _supervisor(person: Person, scene: Scene) -> Seat:
    """The first of the team supervises their office besides."""
    membership = Membership.objects.create(
        person=person, account_id=person.account_id, role=Role.SUPERVISOR, office=person.office,
        granted_at=scene.ago(30),
    )  # fmt: skip
    Person.objects.filter(pk=person.pk).update(is_contact=True)
    return seat_from(with_offices(Membership.objects.all()).get(pk=membership.pk))


def _file(said: list[str]) -> ContentFile[bytes]:
    name, words = said
    return ContentFile(words.encode(), name=name)
