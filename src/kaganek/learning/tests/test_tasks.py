"""Tasks of an office: given, drafted by several, handed in, returned, corrected, accepted; and who sees them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import NAMES, Cast

from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.core.tests.letters import letters as letters_now
from kaganek.learning.forms.tasks import GIVEN, KeptTaskForm
from kaganek.learning.models import HandIn, Lesson, LessonVisit, Task, TaskFile, TaskWork
from kaganek.learning.queries.tasks import task_facts
from kaganek.learning.rules.tasks import is_late
from kaganek.learning.services.tasks import assigning, handing, reviewing, taking_back
from kaganek.learning.terms import TaskKind, Verdict, WorkState
from kaganek.learning.tests.factories import make_course, make_progress
from kaganek.learning.wagtail_hooks import TaskViewSet
from kaganek.lib.sent_files import MOST_BYTES, file_fault
from kaganek.people.models import Membership
from kaganek.people.seats import seat_from, with_offices
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role, make_person
from kaganek.programmes.models import Achievement
from kaganek.programmes.tests.factories import make_enrolment

TERMS = assigning.TaskTerms(
    title="Trzy pisma", instructions="Wybierz.\n\nPrzepisz.", kind=TaskKind.TEAM, wants_text=True, most_files=2,
    hours=Decimal(4), rubric_id=None,
)  # fmt: skip
PDF = b"%PDF-1.7 tresc"


@pytest.fixture
def ola(cast: Cast) -> Seat:
    """A second person of Zalesie."""
    with seated(SYSTEM):
        person = make_person(cast.zalesie, login="ola", first_name="Ola", last_name="Sowa", sort_name="x")
        membership = give_role(person, Role.LEARNER)
        make_enrolment(cast.project, person)
        return seat_from(with_offices(Membership.objects.all()).get(pk=membership.pk))


@pytest.fixture
def work(cast: Cast, ola: Seat) -> TaskWork:
    """Zalesie's work on a team task; Borki has its own."""
    dorota = cast.seat("dorota")
    with seated(dorota):
        task = assigning.create_task(cast.project, TERMS, by=dorota)
        assert assigning.create_task(cast.project, TERMS, by=dorota) == task  # sent twice
        offices = [cast.zalesie.pk, cast.borki.pk]
        assert (
            assigning.give_task(task, cast.project, offices, due_on=None, by=dorota, at=timezone.now()) == 2
        )
        assert (
            assigning.give_task(task, cast.project, offices, due_on=None, by=dorota, at=timezone.now()) == 0
        )
        return TaskWork.objects.get(office=cast.zalesie)


def test_the_next_quarters_task_of_the_same_words_is_another(cast, work):
    dorota = cast.seat("dorota")
    with seated(dorota):
        again = assigning.create_task(cast.project, TERMS, by=dorota)
        assert again.pk != work.task_id
        assert assigning.create_task(cast.project, TERMS, by=dorota) == again
        borki, now = [cast.borki.pk], timezone.now()
        assert assigning.give_task(again, cast.project, borki, due_on=None, by=dorota, at=now) == 1


def hand(seat: Seat, work: TaskWork, text: str = "Nasze pisma", over: int = 0) -> HandIn:
    with seated(seat):
        return handing.hand_in(work.pk, text, over=over, by=seat, at=timezone.now())


@pytest.mark.rule("L-93", "L-94", "L-95")
def test_from_the_draft_of_two_to_acceptance(cast: Cast, ola: Seat, work: TaskWork) -> None:
    anna, filip, now = cast.seat("anna"), cast.seat("filip"), timezone.now()
    with seated(anna):
        handing.save_draft(work.pk, "Pismo Anny", over=0, by=anna, at=now)
    with seated(ola):
        handing.save_draft(work.pk, "Pismo Anny i Oli", over=1, by=ola, at=now)
    first = hand(anna, work, "Pismo Anny i Oli", over=2)
    with seated(filip):
        reviewing.review(first.pk, Verdict.RETURNED, marks={}, remark="Dopisz trzecie.", by=filip, at=now)
    second = hand(ola, work, "Trzy pisma", over=2)
    with seated(filip):
        reviewing.review(second.pk, Verdict.ACCEPTED, marks={}, remark="", by=filip, at=now)
        with pytest.raises(reviewing.NotWaiting):  # a second click
            reviewing.review(second.pk, Verdict.ACCEPTED, marks={}, remark="", by=filip, at=now)
    with seated(SYSTEM):
        work.refresh_from_db()
        assert (work.state, work.handed) == (WorkState.ACCEPTED, 2)
        earned = Achievement.objects.filter(source=f"learning.task:{work.task_id}")
        assert set(earned.values_list("person__login", "hours")) == {("anna", 4), ("ola", 4)}
        kinds = letters_now().filter(person=cast.person("anna").pk).values_list("kind", flat=True)
        assert sorted(kinds) == [
            "learning.task_given", "learning.task_receipt", "learning.task_review", "learning.task_review",
        ]  # fmt: skip
    with seated(ola):
        assert list(HandIn.objects.order_by("number").values_list("text", "by_name")) == [
            ("Pismo Anny i Oli", "Anna Wrona"), ("Trzy pisma", "Ola Sowa"),
        ]  # fmt: skip


@pytest.mark.rule("L-93")
def test_nobody_writes_over_words_they_have_not_seen(cast: Cast, ola: Seat, work: TaskWork) -> None:
    anna, now = cast.seat("anna"), timezone.now()
    with seated(anna):
        handing.save_draft(work.pk, "Pierwsza", over=0, by=anna, at=now)
    with seated(ola):
        with pytest.raises(handing.DraftMoved):
            handing.save_draft(work.pk, "Druga", over=0, by=ola, at=now)
        work.refresh_from_db()
        assert (work.draft, work.draft_by) == ("Pierwsza", "Anna Wrona")


@pytest.mark.rule("L-93")
def test_a_handed_in_version_cannot_be_changed_by_its_people(cast: Cast, work: TaskWork) -> None:
    anna = cast.seat("anna")
    made = hand(anna, work)
    with seated(anna):
        with pytest.raises(handing.NotOpen):
            handing.save_draft(work.pk, "inne", over=1, by=anna, at=timezone.now())
        with pytest.raises(Error, match="permission denied"), transaction.atomic():
            HandIn.objects.filter(pk=made.pk).update(text="inne")


@pytest.mark.rule("L-94")
def test_a_return_without_a_word_is_refused(cast: Cast, work: TaskWork) -> None:
    made, filip = hand(cast.seat("anna"), work), cast.seat("filip")
    with seated(filip):
        with pytest.raises(reviewing.RemarkNeeded):
            reviewing.review(made.pk, Verdict.RETURNED, marks={}, remark=" ", by=filip, at=timezone.now())
        work.refresh_from_db()
        assert work.state == WorkState.HANDED


@pytest.mark.rule("L-91")
def test_team_and_deadline_are_the_office_s(cast: Cast, ola: Seat, work: TaskWork) -> None:
    bogdan, now = cast.seat("bogdan"), timezone.now()
    day = timezone.localdate() + timedelta(days=3)
    with seated(bogdan):
        assigning.set_team(work.pk, [cast.person("anna").pk, cast.person("cezary").pk], by=bogdan, at=now)
        assigning.move_deadline(work.pk, day, reason="urlop", by=bogdan, at=now)
        with pytest.raises(assigning.DayPassed):
            assigning.move_deadline(work.pk, day - timedelta(days=4), reason="urlop", by=bogdan, at=now)
        with pytest.raises(assigning.NobodyInTeam):
            assigning.set_team(work.pk, [cast.person("cezary").pk], by=bogdan, at=now)
    with seated(ola), pytest.raises(TaskWork.DoesNotExist):
        handing.save_draft(work.pk, "x", over=0, by=ola, at=now)
    with seated(cast.seat("anna")):
        found = TaskWork.objects.get()
        assert (found.members, found.due_on, found.due_reason) == ("Anna Wrona", day, "urlop")


def test_a_day_that_is_over_is_refused_at_its_field(client: Client, cast: Cast, work: TaskWork) -> None:
    client.force_login(cast.account("bogdan"))
    address = reverse("learning:work_due", args=[work.pk])

    answer = client.post(address, {"due_on": "01.01.2020", "reason": "urlop"})
    assert "Żadna praca nie czeka teraz na ocenę." in client.get(reverse("learning:works")).content.decode()

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ten dzień już minął. Wpisz dzisiejszy albo późniejszy." in page.replace("\xa0", " ")
    assert 'value="01.01.2020"' in page
    assert 'type="date"' not in page


@pytest.mark.rule("L-91")
def test_late_is_a_state() -> None:
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    assert [is_late(d, today, open_=True) for d in (None, today, yesterday)] == [False, False, True]
    assert not is_late(yesterday, today, open_=False)


@pytest.mark.rule("L-92")
@pytest.mark.parametrize(
    ("name", "size", "beginning", "said"),
    [
        ("plan.pdf", 10, PDF, ""),
        ("plan.PDF", 10, PDF, ""),
        ("plan.docx", 10, b"PK\x03\x04", ""),
        ("notatka.txt", 10, "Zażółć".encode(), ""),
        ("strona.html", 10, b"<script>", "nie można dodać"),
        ("obraz.svg", 10, b"<svg", "nie można dodać"),
        ("bez-kropki", 10, PDF, "nie można dodać"),
        ("plan.pdf", 10, b"MZ\x90", "nie jest plikiem PDF"),
        ("notatka.txt", 10, b"a\x00b", "nie jest plikiem TXT"),
        ("plan.pdf", 0, b"", "jest pusty"),
        ("plan.pdf", MOST_BYTES + 1, PDF, "więcej niż 10 MB"),
    ],
)
def test_a_file_is_judged_in_words(name: str, size: int, beginning: bytes, said: str) -> None:
    found = file_fault(name, size, beginning)
    assert said in found if said else found == ""


@pytest.mark.rule("L-92")
def test_a_file_is_only_ever_saved(client: Client, cast: Cast, work: TaskWork) -> None:
    client.force_login(cast.account("anna"))
    sent = {"draft": "x", "over": 0, "pliki": SimpleUploadedFile("plan.pdf", PDF)}
    assert client.post(reverse("learning:task_save", args=[work.pk]), sent).status_code == 302
    with seated(SYSTEM):
        file = TaskFile.objects.get()
    answer = client.get(reverse("learning:task_file", args=[file.pk]))
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        "application/octet-stream",
        "nosniff",
    )
    hand(cast.seat("anna"), work, "x", over=1)
    assert client.post(reverse("learning:task_file_drop", args=[file.pk])).status_code == 404


SEES = {
    "anna": 200,
    "bogdan": 200,
    "janina": 200,
    "dorota": 200,
    "filip": 200,
    "irena": 200,
    "grazyna": 200,
    "kazimierz": 200,
}


@pytest.mark.rule("L-90")
@pytest.mark.parametrize("who", NAMES)
def test_who_reaches_the_work_and_its_file(client: Client, cast: Cast, work: TaskWork, who: str) -> None:
    with seated(cast.seat("anna")):
        file = handing.add_file(
            work.pk, SimpleUploadedFile("plan.pdf", PDF), by=cast.seat("anna"), at=timezone.now()
        )
    client.force_login(cast.account(who))
    refused = {"celina": 404, "cezary": 404, "daniel": 404, "henryk": 403, "ewa": 403}
    page = "learning:task" if who in ("anna", "cezary") else "learning:work"
    wanted = SEES.get(who) or refused[who]
    assert client.get(reverse("learning:task_file", args=[file.pk])).status_code == wanted
    assert client.get(reverse(page, args=[work.pk])).status_code == wanted


@pytest.mark.rule("L-90")
def test_the_queue_holds_only_the_consultant_s_offices(client: Client, cast: Cast, work: TaskWork) -> None:
    hand(cast.seat("anna"), work)
    with seated(SYSTEM):
        other = TaskWork.objects.get(office=cast.borki)
    hand(cast.seat("cezary"), other)
    client.force_login(cast.account("filip"))
    rows = client.get(reverse("learning:works")).context["listing"].rows
    assert [row.office.name for row in rows] == ["Zalesie"]
    client.force_login(cast.account("dorota"))
    rows = client.get(reverse("learning:works")).context["listing"].rows
    assert [row.office.name for row in rows] == ["Zalesie", "Borki"]  # the oldest first


def test_the_pages_from_handing_in_to_acceptance(client: Client, cast: Cast, work: TaskWork) -> None:
    client.force_login(cast.account("anna"))
    address = reverse("learning:task_save", args=[work.pk])
    assert client.post(address, {"draft": " ", "over": 0, "oddaj": "1"}).status_code == 422
    asked = client.post(address, {"draft": "Gotowe\r\nJuż", "over": 1, "oddaj": "1"})
    assert "Oddanej wersji nie można zmienić" in asked.content.decode()
    with seated(SYSTEM):
        assert not HandIn.objects.exists()
    said = dict(asked.context["deed"].fields) | {"confirmed": "1"}
    page = client.post(address, said, follow=True)
    assert "Potwierdzenie oddania" in page.content.decode()
    assert "Nic się nie zmieniło." in client.post(address, said, follow=True).content.decode()  # sent twice
    with seated(SYSTEM):
        version = HandIn.objects.get()
    client.force_login(cast.account("filip"))
    review = reverse("learning:work_review", args=[version.pk])
    undecided = client.post(review, {"remark": "Dobre."})  # Enter presses neither button
    assert (undecided.status_code, "Wybierz „Przyjmij”" in undecided.content.decode()) == (422, True)
    assert "Napisz, co poprawić" in client.post(review, {"remark": "", "zwroc": "1"}).content.decode()
    nothing = client.post(reverse("learning:work_due", args=[work.pk]), {"due_on": "", "reason": ""})
    assert nothing.status_code == 422
    assert "ds-error-summary" in nothing.content.decode()
    told = client.post(review, {"remark": "Popraw tytuł.", "zwroc": "1"}, follow=True).content.decode()
    assert "Praca wróciła do poprawy: „Trzy pisma”, Urząd Gminy Zalesie." in told
    client.force_login(cast.account("anna"))
    assert "Popraw tytuł." in client.get(reverse("learning:task", args=[work.pk])).content.decode()


def test_a_moved_draft_is_shown_beside_ones_own(
    client: Client, cast: Cast, ola: Seat, work: TaskWork
) -> None:
    with seated(ola):
        handing.save_draft(work.pk, "Słowa Oli", over=0, by=ola, at=timezone.now())
    client.force_login(cast.account("anna"))
    answer = client.post(reverse("learning:task_save", args=[work.pk]), {"draft": "Słowa Anny", "over": 0})
    assert answer.status_code == 409
    assert "Słowa Oli" in answer.content.decode()
    assert "Słowa Anny" in answer.content.decode()


@pytest.mark.rule("L-130")
def test_a_page_goes_on_after_its_own_save_and_never_back(cast: Cast, ola: Seat, work: TaskWork) -> None:
    anna, at = cast.seat("anna"), timezone.now()
    with seated(anna):
        for serial, text in (
            (10, "a"),
            (30, "abc"),
            (20, "ab"),
            (30, "abc"),
        ):  # answers lost, one late, one twice
            handing.save_draft(work.pk, text, over=0, writer="karta", serial=serial, by=anna, at=at)
        work.refresh_from_db()
        assert (work.draft, work.draft_number) == ("abc", 2)
    with seated(ola), pytest.raises(handing.DraftMoved):
        handing.save_draft(work.pk, "moje", over=0, writer="inna", serial=99, by=ola, at=at)
    with seated(ola):
        handing.save_draft(work.pk, "razem", over=2, writer="inna", serial=99, by=ola, at=at)
    with seated(anna), pytest.raises(handing.DraftMoved):
        handing.save_draft(work.pk, "abcd", over=2, writer="karta", serial=40, by=anna, at=at)


@pytest.mark.rule("L-130")
def test_a_script_hears_what_stands(client: Client, cast: Cast, ola: Seat, work: TaskWork) -> None:
    client.force_login(cast.account("anna"))
    address = reverse("learning:task_save", args=[work.pk])
    said = {"script": "1", "writer": "karta", "over": 0}
    kept = client.post(address, said | {"draft": "raz\r\ndwa", "seq": 5}).json()
    assert (kept["held"], kept["over"], kept["text"]) == ({"draft": 5}, 1, "raz\ndwa")
    with seated(ola):
        handing.save_draft(work.pk, "Oli", over=1, by=ola, at=timezone.now())
    moved = client.post(address, said | {"draft": "trzy", "seq": 6}).json()["moved"]
    assert (moved["text"], moved["over"]) == ("Oli", 2)
    assert moved["said"].startswith("Ola Sowa, ")
    assert client.post(address, said | {"over": "x"}).status_code == 400
    assert client.post(address, said | {"draft": "x" * 50_001}).status_code == 400
    hand(ola, work, "Oli", over=2)
    assert client.post(address, said | {"draft": "późno", "seq": 7}).status_code == 409
    client.force_login(cast.account("cezary"))
    assert client.post(address, said | {"draft": "obce", "seq": 8}).status_code == 404


def test_too_long_a_text_is_shown_again_whole(client: Client, cast: Cast, work: TaskWork) -> None:
    client.force_login(cast.account("anna"))
    answer = client.post(reverse("learning:task_save", args=[work.pk]), {"draft": "ż" * 50_001, "over": 0})
    assert answer.status_code == 422
    assert "ż" * 50_001 in answer.content.decode()
    assert "Treść jest za długa" in answer.content.decode()


def test_open_tasks_stand_on_the_home_page_and_among_deadlines(
    client: Client, cast: Cast, work: TaskWork
) -> None:
    dorota, day = cast.seat("dorota"), timezone.localdate() + timedelta(days=3)
    with seated(dorota):
        assigning.move_deadline(work.pk, day, reason="urlop", by=dorota, at=timezone.now())
    pages = [reverse("learning:home"), reverse("learning:deadlines")]
    link = f'href="{reverse("learning:task", args=[work.pk])}"'
    client.force_login(cast.account("anna"))
    for courses in (False, True):  # with and without courses that bring the tasks along
        if courses:
            with seated(SYSTEM):
                make_progress(cast.enrolments["anna"], make_course())
        home, deadlines = (client.get(page) for page in pages)
        assert [(c["title"], c["due_on"], c["says"]) for c in home.context["tasks"]] == [
            ("Trzy pisma", day, "do zrobienia")
        ]
        assert [c["title"] for c in deadlines.context["open"]] == ["Trzy pisma"]
        assert link in home.content.decode()
        assert link in deadlines.content.decode()
    client.force_login(cast.account("cezary"))
    assert [c["due_on"] for c in client.get(pages[0]).context["tasks"]] == [None]  # the other office's own
    assert link not in client.get(pages[0]).content.decode()
    made = hand(cast.seat("anna"), work)
    client.force_login(cast.account("anna"))
    assert [c["says"] for c in client.get(pages[0]).context["tasks"]] == ["czeka na ocenę"]
    assert client.get(pages[1]).context["open"] == []
    with seated(cast.seat("filip")):
        reviewing.review(
            made.pk, Verdict.ACCEPTED, marks={}, remark="", by=cast.seat("filip"), at=timezone.now()
        )
    assert client.get(pages[0]).context["tasks"] == []


def test_two_consultants_see_who_has_the_work(cast: Cast, work: TaskWork) -> None:
    filip, dorota, now = cast.seat("filip"), cast.seat("dorota"), timezone.now()
    with seated(filip):
        reviewing.take(work.pk, by=filip, at=now)
    with seated(dorota):
        with pytest.raises(reviewing.TakenByOther, match="Filip Górski"):
            reviewing.take(work.pk, by=dorota, at=now)
        assert reviewing.take(work.pk, over_other=True, by=dorota, at=now).taker_name == "Dorota Lis"


def test_the_coordinator_writes_and_gives_a_task(client: Client, cast: Cast) -> None:
    client.force_login(cast.account("dorota"))
    values = {"title": "Nowe", "instructions": "Zrób.", "kind": "person", "most_files": 0, "hours": 0}
    add = reverse("learning:task_add", args=["SU-2026"])
    assert client.post(add, values).status_code == 422  # nothing to hand in
    assert client.post(add, values | {"wants_text": "on"}).status_code == 302
    with seated(SYSTEM):
        task = Task.objects.get()
    give = reverse("learning:task_give", args=["SU-2026", task.pk])
    assert client.get(give).status_code == 200
    day = timezone.localdate() + timedelta(days=3)
    past = client.post(give, {"office": [cast.zalesie.pk], "due_on": "01.01.2020"})
    assert past.status_code == 422
    assert "Ten dzień już minął" in past.content.decode()
    assert client.post(give, {"office": [cast.zalesie.pk], "due_on": f"{day:%d.%m.%Y}"}).status_code == 302
    with seated(SYSTEM):
        assert list(TaskWork.objects.values_list("person__login", "due_on")) == [("anna", day)]
    assert "Nowe" in client.get(reverse("learning:project_tasks", args=["SU-2026"])).content.decode()


def change_of(task: Task, **facts: object) -> dict[str, object]:
    """What the page of a change sends."""
    return {"title": task.title, "instructions": task.instructions, "kind": task.kind, "wants_text": "on",
            "most_files": task.most_files, "hours": task.hours} | facts  # fmt: skip


@pytest.mark.rule("L-96")
def test_who_has_a_task_keeps_it_as_it_was_given(client: Client, cast: Cast, work: TaskWork) -> None:
    client.force_login(cast.account("dorota"))
    address = reverse("learning:task_change", args=["SU-2026", work.task_id])
    page = client.get(address).content.decode()
    assert "toku są 2\xa0prace" in page
    assert 'value="4,00"' in page  # hours as Poles write them
    with seated(SYSTEM):
        before = Task.objects.get()
    sent = change_of(before, title="Pięć pism", instructions="Napisz pięć.", hours=1, kind=TaskKind.PERSON)
    assert client.post(address, sent).status_code == 302
    with seated(SYSTEM):
        task = Task.objects.get()
        assert (task.title, task.instructions, task.hours) == ("Pięć pism", "Napisz pięć.", 1)
        assert task.kind == TaskKind.TEAM  # a team has it
    made = hand(cast.seat("anna"), work)
    client.force_login(cast.account("anna"))
    for page in ("learning:task", "learning:tasks", "learning:home", "learning:deadlines"):
        shown = client.get(reverse(page, args=[work.pk] if page == "learning:task" else [])).content.decode()
        assert "Pięć pism" not in shown
        assert "Napisz pięć" not in shown
    with seated(cast.seat("filip")):
        filip = cast.seat("filip")
        reviewing.review(made.pk, Verdict.ACCEPTED, marks={}, remark="", by=filip, at=timezone.now())
    with seated(SYSTEM):
        earned = Achievement.objects.get(source=f"learning.task:{task.pk}", person=cast.person("anna"))
        assert (earned.title, earned.hours) == ("Trzy pisma", 4)


@pytest.mark.rule("L-96")
def test_once_given_a_task_keeps_who_does_it_and_what_is_handed_in(cast: Cast, work: TaskWork) -> None:
    dorota = cast.seat("dorota")
    with seated(dorota):
        for facts in ({"kind": TaskKind.PERSON}, {"wants_text": False}, {"most_files": 1}):
            with pytest.raises(assigning.GivenAlready):
                assigning.change_task(work.task_id, cast.project, replace(TERMS, **facts), by=dorota)
        with pytest.raises(Task.DoesNotExist):
            assigning.change_task(work.task_id, cast.other_project, TERMS, by=dorota)
        fresh = assigning.create_task(cast.project, replace(TERMS, title="Inne"), by=dorota)
        changed = assigning.change_task(
            fresh.pk, cast.project, replace(TERMS, kind=TaskKind.PERSON), by=dorota
        )
        assert changed.kind == TaskKind.PERSON
        assert assigning.change_task(fresh.pk, cast.project, replace(TERMS, kind=TaskKind.PERSON), by=dorota)
        assert deeds_on("task changed") == 1  # the same again is no change


def deeds_on(deed: str) -> int:
    with seated(SYSTEM):
        return AuditEntry.objects.filter(deed=deed).count()


@pytest.mark.rule("L-96")
def test_the_editor_of_the_programme_s_tasks_is_under_the_same_rule(cast: Cast) -> None:
    with seated(SYSTEM):
        task = Task.objects.create(title="Plan", instructions="Napisz.", kind=TaskKind.TEAM)
        form_of = TaskViewSet().get_edit_handler().get_form_class()
        assert issubclass(form_of, KeptTaskForm)
        sent = change_of(task, kind=TaskKind.PERSON)
        assert form_of(sent, instance=Task.objects.get()).is_valid()
        assigning.give_task(task, cast.project, [cast.zalesie.pk], due_on=None, by=SYSTEM, at=timezone.now())
        form = form_of(sent, instance=Task.objects.get())
        assert not form.is_valid()
        assert form.non_field_errors() == [GIVEN]


@pytest.mark.rule("L-97")
def test_a_task_given_by_mistake_is_taken_back_unless_begun(
    client: Client, cast: Cast, work: TaskWork
) -> None:
    anna, ids = cast.seat("anna"), [cast.zalesie.pk, cast.borki.pk]
    with seated(anna):
        handing.save_draft(work.pk, "Początek", over=0, by=anna, at=timezone.now())
    client.force_login(cast.account("dorota"))
    address = reverse("learning:task_take_back", args=["SU-2026", work.task_id])
    asked = client.post(address, {"office": ids}).content.decode()
    assert "Odebrać zadanie „Trzy pisma”: 1\xa0praca?" in asked
    assert "Nic w\xa0niej jeszcze nie zapisano" in asked
    assert "Borki – Cezary" in asked
    assert "Zostaje, bo jest zaczęta:" in asked
    with seated(SYSTEM):
        assert TaskWork.objects.count() == 2  # nothing yet
    done = client.post(address, {"office": ids, "confirmed": "1"}, follow=True).content.decode()
    assert "Odebrano 1\xa0pracę." in done
    assert "Anna Wrona, Ola Sowa" in done  # whose work stays
    again = client.post(address, {"office": ids, "confirmed": "1"}, follow=True).content.decode()
    assert "Odebrano" not in again
    with seated(SYSTEM):
        assert TaskWork.objects.get() == work
    assert deeds_on("task taken back") == 1
    client.force_login(cast.account("bogdan"))
    assert client.post(address, {"office": ids, "confirmed": "1"}).status_code == 403


@pytest.mark.rule("L-97")
@pytest.mark.parametrize("touch", ["file", "handed"])
def test_work_with_a_file_or_a_version_is_never_taken_back(cast: Cast, work: TaskWork, touch: str) -> None:
    anna, dorota, now = cast.seat("anna"), cast.seat("dorota"), timezone.now()
    with seated(anna):
        if touch == "file":
            handing.add_file(work.pk, SimpleUploadedFile("plan.pdf", PDF), by=anna, at=now)
        else:
            handing.hand_in(work.pk, "Gotowe", over=0, by=anna, at=now)
    with seated(dorota):
        found = taking_back.take_back(work.task, cast.project, [cast.zalesie.pk], by=dorota)
        assert (found.free, found.begun) == ([], [work])
        assert TaskWork.objects.filter(pk=work.pk).exists()


def test_no_key_accepts_a_work(client: Client, cast: Cast, work: TaskWork) -> None:
    """Enter presses the first button of the form, and that one decides nothing."""
    hand(cast.seat("anna"), work)
    client.force_login(cast.account("filip"))
    page = client.get(reverse("learning:work", args=[work.pk])).content.decode()
    form = page[page.index('class="kg-form stack" method="post" action="/prace/wersje/') :]
    first = form[form.index("<button") :]
    assert first.startswith('<button type="submit" hidden>')
    assert "Przyjmij" in first


@pytest.fixture
def in_lesson(cast: Cast, lesson: Lesson) -> Task:
    """A task of the programme within the first lesson of Anna's course; it must be accepted."""
    with seated(SYSTEM):
        task = Task.objects.create(title="Plan", instructions="Napisz plan.", kind=TaskKind.TEAM)
        facts = task_facts({"task": str(task.pk), "required": True})
        lesson.html, lesson.checks = "<p>Początek.</p><!--task:b1-->", {"b1": {"kind": "task"} | facts}
        lesson.save()
    return task


@pytest.mark.rule("L-75", "L-91")
def test_a_task_in_a_lesson_is_begun_there_and_holds_it_until_acceptance(
    client: Client, cast: Cast, in_lesson: Task, lesson: Lesson, ola: Seat
) -> None:
    client.force_login(cast.account("anna"))
    address = reverse("learning:lesson", args=[lesson.pk])
    begin = reverse("learning:task_begin", args=[in_lesson.pk])
    assert f'action="{begin}"' in client.get(address).content.decode()
    for _ in range(2):  # safe to send twice
        assert client.post(begin, {"projekt": cast.project.pk}).status_code == 302
    with seated(ola):
        assigning.begin_task(in_lesson.pk, cast.project.pk, by=ola, at=timezone.now())
        work = TaskWork.objects.get()
        assert work.members == "Anna Wrona, Ola Sowa"
    client.post(reverse("learning:lesson_done", args=[lesson.pk]))
    assert f'href="{reverse("learning:task", args=[work.pk])}"' in client.get(address).content.decode()
    with seated(SYSTEM):
        assert not LessonVisit.objects.filter(lesson=lesson, finished_at__isnull=False).exists()
    made = hand(cast.seat("anna"), work)
    with seated(cast.seat("filip")):
        reviewing.review(
            made.pk, Verdict.ACCEPTED, marks={}, remark="", by=cast.seat("filip"), at=timezone.now()
        )
    client.post(reverse("learning:lesson_done", args=[lesson.pk]))
    with seated(SYSTEM):
        assert LessonVisit.objects.filter(lesson=lesson, finished_at__isnull=False).exists()


def test_a_task_is_begun_only_in_one_s_own_project(client: Client, cast: Cast, in_lesson: Task) -> None:
    client.force_login(cast.account("anna"))
    begin = reverse("learning:task_begin", args=[in_lesson.pk])
    assert client.post(begin, {"projekt": cast.other_project.pk}).status_code == 404
