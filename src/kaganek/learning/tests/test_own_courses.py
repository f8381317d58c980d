"""Courses of one office: written by its administrator, read by its people, out of everyone else's reach."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from tests.cast import Cast
from wagtail.images.models import Image
from wagtail.models import Revision

from kaganek.core.models import AuditEntry
from kaganek.core.rls import owned_models
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseModule, CourseProgress, Lesson, OfficeShelf, QuizDraft
from kaganek.learning.services.editions import publish_edition
from kaganek.learning.services.lessons import finish_lesson
from kaganek.learning.services.own_courses import NotPublished, give_to_office, own_shelf
from kaganek.learning.tests.bodies import body, good
from kaganek.learning.tests.factories import make_course
from kaganek.learning.tests.pages import words
from kaganek.people.models import Account, Membership
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role, make_person
from kaganek.programmes.models import Achievement
from kaganek.programmes.tests.factories import make_enrolment

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ADMIN = "henryk"


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def with_draft(course: Course, word: str) -> Lesson:
    lesson: Lesson = course.lessons.get(position=1)
    lesson.body = body(("note", {"title": word, "text": f"<p>{word}</p>"}))
    lesson.save()
    lesson.save_revision()
    return lesson


@pytest.fixture
def courses(cast: Cast) -> dict[str, Course]:
    """One of the programme, one of Zalesie, one of Borki; each with a lesson kept as a draft."""
    with seated(SYSTEM):
        made = {
            "programme": make_course(lessons=1, title="Wspólne"),
            "zalesie": make_course(lessons=1, title="Obieg pism", office=cast.zalesie),
            "borki": make_course(lessons=1, title="Tajne Borki", office=cast.borki),
        }
        for name, course in made.items():
            with_draft(course, f"slowo-{name}")
            QuizDraft.objects.create(course=course)
        Lesson.objects.update(live=False, first_published_at=None)
    return made


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    client.force_login(cast.account(ADMIN))
    return client


def of(course: Course, model: type) -> object:
    with seated(SYSTEM):
        return course if model is Course else model.objects.get(course=course)


ADDRESSES = (
    "edit/{}/",
    "history/{}/",
    "usage/{}/",
    "unpublish/{}/",
    "preview/{}/",
    "delete/{}/",
    "inspect/{}/",
)


@pytest.mark.rule("L-77")
@pytest.mark.parametrize("whose", ["programme", "borki"])
@pytest.mark.parametrize("model", [Course, Lesson, QuizDraft], ids=lambda m: m._meta.model_name)
def test_the_editor_opens_nothing_of_others_by_number(
    admin: Client, courses, model: type, whose: str
) -> None:
    pk = of(courses[whose], model).pk
    base = f"/redakcja/snippets/learning/{model._meta.model_name}/"

    for address in ADDRESSES:
        for reply in (
            admin.get(base + address.format(pk)),
            admin.post(base + address.format(pk), {"title": "x"}),
        ):
            assert reply.status_code in (404, 405), address
            assert f"slowo-{whose}" not in reply.content.decode()


@pytest.mark.parametrize("model", [Course, Lesson, QuizDraft], ids=lambda m: m._meta.model_name)
def test_the_own_ones_open(admin: Client, courses, model: type) -> None:
    """Negative control of the test above: the same addresses with a number of one's own."""
    pk = of(courses["zalesie"], model).pk

    assert admin.get(f"/redakcja/snippets/learning/{model._meta.model_name}/edit/{pk}/").status_code == 200
    assert admin.get(f"/redakcja/snippets/learning/{model._meta.model_name}/history/{pk}/").status_code == 200


@pytest.mark.parametrize("where", ["portal/article/", "learning/rubric/"])
def test_other_corners_of_the_editor_are_absent(admin: Client, courses, where: str) -> None:
    assert admin.get(f"/redakcja/snippets/{where}").status_code == 404


def test_lists_and_choosers_hold_the_own_ones_alone(admin: Client, courses) -> None:
    for where in ("course/", "lesson/", "quizdraft/", "lesson/add/", "quizdraft/add/"):
        page = admin.get(f"/redakcja/snippets/learning/{where}").content.decode()
        assert "Tajne Borki" not in page
        assert "Wspólne" not in page or where in (
            "lesson/",
            "quizdraft/",
        )  # the name of a course for everyone, in a filter
    assert "Obieg pism" in admin.get("/redakcja/snippets/learning/lesson/add/").content.decode()


def test_a_lesson_is_begun_in_the_modules_of_its_course(admin: Client, cast: Cast, courses) -> None:
    with seated(SYSTEM):
        other = make_course(lessons=1, title="Drugie szkolenie", office=cast.zalesie)
    course = courses["zalesie"]
    page = admin.get(f"/nauka/redakcja/{course.pk}/").content.decode()
    add = f"/redakcja/snippets/learning/lesson/add/?szkolenie={course.pk}"
    assert f'href="{add}"' in page

    offered = [re.findall(r"<option[^>]*>([^<]*) / ", admin.get(where).content.decode()) for where in (
        add, f"/redakcja/snippets/learning/lesson/add/?szkolenie={courses['borki'].pk}", add.partition("?")[0],
    )]  # fmt: skip

    assert set(offered[0]) == {"Obieg pism"}
    assert set(offered[1]) == set(offered[2]) == {"Obieg pism", other.title}


def test_a_quiz_is_begun_for_its_course(admin: Client, cast: Cast, courses) -> None:
    with seated(SYSTEM):
        course = make_course(lessons=1, title="Bez testu", office=cast.zalesie)
    add = f"/redakcja/snippets/learning/quizdraft/add/?szkolenie={course.pk}"
    assert f'href="{add}"' in admin.get(f"/nauka/redakcja/{course.pk}/").content.decode()

    chosen = r'<input type="hidden" name="course" value="(\d*)"'
    assert re.findall(chosen, admin.get(add).content.decode()) == [str(course.pk)]
    others = f"{add.partition('=')[0]}={courses['borki'].pk}"
    for where in (others, add.partition("?")[0]):
        assert re.findall(chosen, admin.get(where).content.decode()) in ([], [""])
    assert f'action="{add}"' in admin.get(add).content.decode()


def test_the_only_administrator_of_an_office_is_told_whom_to_ask(
    admin: Client, client: Client, cast: Cast, courses
) -> None:
    for who, whose, said, other in (
        (ADMIN, "zalesie", "administratora IT swojego urzędu", "Dostawca platformy"),
        ("ewa", "programme", "Dostawca platformy", "administratora IT swojego urzędu"),
    ):
        client.force_login(cast.account(who))
        page = client.get(reverse("learning:draft", args=[of(courses[whose], Lesson).pk])).content.decode()
        assert said in page
        assert other not in page


@pytest.mark.parametrize("modules", [1, 2])
def test_a_lesson_sent_without_a_title_stays_in_the_modules_of_its_course(
    admin: Client, cast: Cast, courses, modules: int
) -> None:
    """The only module is chosen already; of more, none is chosen for the author."""
    course = courses["zalesie"]
    with seated(SYSTEM):
        make_course(lessons=1, title="Drugie szkolenie", office=cast.zalesie)
        for position in range(1, modules):
            CourseModule.objects.create(course=course, title="Następny", position=position + 1)
    add = f"/redakcja/snippets/learning/lesson/add/?szkolenie={course.pk}"
    [action] = re.findall(
        rf'action="({re.escape(add.partition("?")[0])}[^"]*)"', admin.get(add).content.decode()
    )
    assert action == add

    page = admin.post(action, {"title": "", "body-count": "0"}).content.decode()

    [module] = re.findall(r'<select name="module".*?</select>', page, re.DOTALL)
    options = re.findall(r'<option value="(\d*)"', module)
    assert len([value for value in options if value]) == modules
    assert ("" in options) == (modules > 1)
    assert "Drugie szkolenie" not in module
    assert f'action="{add}"' in page


@pytest.mark.rule("L-77")
def test_the_database_keeps_drafts_from_an_office(cast: Cast, courses) -> None:
    with seated(cast.seat(ADMIN)):
        assert set(Lesson.objects.values_list("course__title", flat=True)) == {"Obieg pism"}
        assert set(QuizDraft.objects.values_list("course__title", flat=True)) == {"Obieg pism"}
        assert set(Course.objects.values_list("title", flat=True)) == {"Obieg pism", "Wspólne"}
        words = " ".join(str(one) for one in Revision.objects.values_list("content", flat=True))
    assert "slowo-zalesie" in words
    assert "slowo-borki" not in words
    assert "slowo-programme" not in words


def test_without_the_policies_they_would_be_seen(cast: Cast, courses) -> None:
    """Negative control."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SELECT set_config('role', 'none', true)")
            for model in (*owned_models(), Revision):
                cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DISABLE ROW LEVEL SECURITY')
            cursor.execute("SELECT set_config('role', 'kaganek_app', true)")
        with seated(cast.seat(ADMIN)):
            assert "Tajne Borki" in set(Lesson.objects.values_list("course__title", flat=True))
            assert "slowo-borki" in " ".join(
                str(one) for one in Revision.objects.values_list("content", flat=True)
            )
        transaction.set_rollback(True)


@pytest.mark.rule("L-77")
@pytest.mark.parametrize("whose", ["programme", "borki"])
def test_the_database_takes_no_change_of_others(cast: Cast, courses, whose: str) -> None:
    with seated(cast.seat(ADMIN)):
        assert Course.objects.filter(pk=courses[whose].pk).update(title="moje") == 0
        assert Lesson.objects.filter(course=courses[whose].pk).update(title="moje") == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            CourseModule.objects.create(course_id=courses[whose].pk, position=9, title="obcy")
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Course.objects.create(code="X1", title="dla wszystkich", hours=1)
        assert Course.objects.filter(office=cast.zalesie).update(summary="nowe") == 1


@pytest.mark.parametrize("who", ["anna", "bogdan", "celina", "dorota", "ewa"])
def test_who_reads_the_course_of_zalesie(cast: Cast, courses, who: str) -> None:
    with seated(cast.seat(who)):
        seen = set(Course.objects.values_list("title", flat=True))

    own = {"anna": {"Obieg pism"}, "bogdan": {"Obieg pism"}, "celina": {"Tajne Borki"}}
    assert seen == {"Wspólne"} | own.get(who, set())


def test_an_administrator_makes_a_course_of_the_own_office(admin: Client, cast: Cast, courses) -> None:
    form = {
        "title": "Nowe", "code": "OBIEG", "hours": "1", "short_title": "", "summary": "", "goal": "",
        "modules-TOTAL_FORMS": "1", "modules-INITIAL_FORMS": "0", "modules-MIN_NUM_FORMS": "1", "modules-MAX_NUM_FORMS": "1000",
        "modules-0-title": "Pierwszy", "modules-0-id": "", "modules-0-ORDER": "1", "modules-0-DELETE": "",
    }  # fmt: skip
    assert admin.post("/redakcja/snippets/learning/course/add/", form).status_code == 302

    with seated(SYSTEM):
        made = Course.objects.get(title="Nowe")
        assert (made.office, made.code) == (cast.zalesie, f"U{cast.zalesie.pk}-OBIEG")


def test_pictures_lie_on_the_shelf_of_the_office(admin: Client, cast: Cast, courses) -> None:
    with seated(SYSTEM):
        good()  # a picture of the programme
    admin.get("/redakcja/images/")
    with seated(cast.seat(ADMIN)):
        shelf = own_shelf(by=cast.seat(ADMIN))
        assert own_shelf(by=cast.seat(ADMIN)) == shelf
        assert Image.objects.count() == 0
    with seated(SYSTEM):
        assert Image.objects.count() == 1
        assert OfficeShelf.objects.get().collection.name.startswith("Urząd Gminy Zalesie")


def test_an_administrator_reads_the_own_account_alone(cast: Cast) -> None:
    """Wagtail's log asks for it; every other account, and so every password, stays behind the door."""
    with seated(cast.seat(ADMIN)):
        assert list(Account.objects.values_list("pk", flat=True)) == [cast.account(ADMIN).pk]
        assert Account.objects.filter(pk=cast.account(ADMIN).pk).count() == 1
    with seated(cast.seat("anna")), pytest.raises(ProgrammingError), transaction.atomic():
        Account.objects.count()


# -- the pages of the editor's own


def test_the_list_and_the_page_of_a_course(admin: Client, courses) -> None:
    page = admin.get(reverse("learning:own_courses")).content.decode()
    assert "Obieg pism" in page
    assert "Tajne Borki" not in page
    assert "Wspólne" not in page

    one = admin.get(reverse("learning:own_course", args=[courses["zalesie"].pk])).content.decode()
    assert "Lekcja nr 1" in one.replace("\xa0", " ")
    for whose in ("borki", "programme"):
        assert admin.get(reverse("learning:own_course", args=[courses[whose].pk])).status_code == 404
        assert admin.post(reverse("learning:give_course", args=[courses[whose].pk])).status_code == 404
        pk = of(courses[whose], Lesson).pk
        assert admin.post(reverse("learning:move_lesson", args=[pk])).status_code == 404
        assert admin.get(reverse("learning:lesson_gate", args=[pk])).status_code == 404


def test_lessons_change_places(admin: Client, cast: Cast) -> None:
    with seated(SYSTEM):
        course = make_course(lessons=3, office=cast.zalesie)
        first, second, third = course.lessons.order_by("position")
    for pk, way in ((third.pk, "wyzej"), (first.pk, "wyzej"), (first.pk, "nizej")):
        assert admin.post(reverse("learning:move_lesson", args=[pk]), {"dokad": way}).status_code == 302

    with seated(SYSTEM):
        assert list(course.lessons.order_by("position")) == [third, first, second]


# -- given and completed


@pytest.fixture
def published(cast: Cast) -> Course:
    with seated(SYSTEM):
        course = make_course(lessons=1, title="Własne", office=cast.zalesie, hours=Decimal(2))
        publish_edition(course.pk, note="", by=SYSTEM, at=AT)
    return course


@pytest.mark.rule("L-77")
def test_it_is_given_within_the_office_alone(cast: Cast, published: Course) -> None:
    seat = cast.seat(ADMIN)
    with seated(seat):
        given = give_to_office(published.pk, due_on=None, by=seat, at=AT)
        assert give_to_office(published.pk, due_on=None, by=seat, at=AT) == 0

    with seated(SYSTEM):
        rows = list(CourseProgress.objects.filter(course=published))
        assert len(rows) == given
        assert {row.office_id for row in rows} == {cast.zalesie.pk}
        assert cast.person("anna").pk in {row.person_id for row in rows}


@pytest.mark.rule("L-79")
def test_it_is_taken_back_from_those_who_have_not_begun(admin: Client, cast: Cast, published: Course) -> None:
    with seated(SYSTEM):
        other = make_person(cast.zalesie, login="ola", first_name="Ola", last_name="Sowa")
        make_enrolment(cast.project, other)
    seat = cast.seat(ADMIN)
    with seated(seat):
        assert give_to_office(published.pk, due_on=None, by=seat, at=AT) == 2
    with seated(SYSTEM):
        CourseProgress.objects.filter(person=cast.person("anna")).update(started_at=AT)
    address = reverse("learning:take_course", args=[published.pk])
    asked = admin.post(address).content.decode()
    assert "Odebrać szkolenie: 1\xa0osoba?" in asked
    assert "zmieniony termin: Anna Wrona" in asked.replace("\xa0", " ")
    with seated(SYSTEM):
        assert CourseProgress.objects.count() == 2  # nothing yet
    assert "traci 1\xa0osoba" in admin.post(address, {"confirmed": "1"}, follow=True).content.decode()
    again = admin.post(address, {"confirmed": "1"}, follow=True).content.decode()
    assert "Nic nie odebrano" in again
    with seated(SYSTEM):
        assert CourseProgress.objects.get().person_id == cast.person("anna").pk
        assert AuditEntry.objects.filter(deed="own course taken back").count() == 1


@pytest.mark.rule("L-79")
@pytest.mark.parametrize("whose", ["borki", "programme"])
def test_only_the_own_office_s_course_is_taken_back(admin: Client, courses, whose: str) -> None:
    address = reverse("learning:take_course", args=[courses[whose].pk])
    assert admin.post(address, {"confirmed": "1"}).status_code == 404


@pytest.fixture
def colleagues(cast: Cast) -> dict[str, int]:
    """Two more of Zalesie who take part, one of each unit; of Cezary in Borki too: login → enrolment."""
    with seated(SYSTEM):
        for login, unit in (("ula", "Kadry"), ("olek", "Podatki")):
            person = make_person(cast.zalesie, login=login, last_name=login.title(), department=unit)
            cast.enrolments[login] = make_enrolment(cast.project, person)
    return {login: row.pk for login, row in cast.enrolments.items()}


def having(course: Course) -> dict[str, object]:
    with seated(SYSTEM):
        return dict(CourseProgress.objects.filter(course=course).values_list("person__login", "due_on"))


@pytest.mark.rule("L-77")
def test_it_is_given_to_chosen_people_alone(admin: Client, cast: Cast, published: Course, colleagues) -> None:
    choose, address = (
        reverse(f"learning:{name}", args=[published.pk]) for name in ("give_choose", "give_people")
    )
    assert choose in words(admin.get(reverse("learning:own_course", args=[published.pk])))
    page = words(admin.get(choose))
    assert all(name in page for name in ("Wrona, Anna", "Ula", "Olek"))
    assert "Dzik" not in page
    assert "Olek" not in words(admin.get(choose + "?komorka=kadr"))
    chosen = {"udzial": [colleagues["ula"], colleagues["cezary"], "x"]}

    asked = words(admin.post(address, chosen))
    assert "1 osoba?" in asked
    assert having(published) == {}
    wrong = admin.post(address, chosen | {"confirmed": "1", "due_on": "jutro"})
    assert (wrong.status_code, having(published)) == (422, {})
    told = admin.post(address, chosen | {"confirmed": "1", "due_on": "18.12.2026"}, follow=True)

    assert "dostała 1 osoba" in words(told)
    assert having(published) == {"ula": date(2026, 12, 18)}
    assert "ma już to szkolenie" in words(admin.post(address, chosen, follow=True))
    assert "co najmniej jedną" in words(admin.post(address, {"udzial": [colleagues["cezary"]]}, follow=True))
    everyone = {"wszyscy": "1", "komorka": "podat", "confirmed": "1", "due_on": ""}
    admin.post(address, everyone)
    assert having(published) == {"ula": date(2026, 12, 18), "olek": None}


@pytest.mark.rule("L-77")
def test_another_office_gives_nobody_a_course_that_is_not_its_own(
    client: Client, cast: Cast, published: Course, courses, colleagues
) -> None:
    with seated(SYSTEM):
        Membership.objects.filter(person=cast.person("celina")).update(ended_at=AT)
        give_role(cast.person("celina"), Role.IT_ADMIN)
        common = make_course(lessons=1)
        publish_edition(common.pk, note="", by=SYSTEM, at=AT)
    sent = {"udzial": [colleagues["anna"], colleagues["cezary"]], "confirmed": "1", "due_on": ""}
    for who, course in (("celina", published), (ADMIN, common), (ADMIN, courses["zalesie"])):
        client.force_login(cast.account(who))
        assert client.get(reverse("learning:give_choose", args=[course.pk])).status_code == 404
        assert client.post(reverse("learning:give_people", args=[course.pk]), sent).status_code == 404
    client.force_login(cast.account("bogdan"))
    assert client.post(reverse("learning:give_people", args=[published.pk]), sent).status_code == 403
    assert having(published) == {}


def test_a_course_without_an_edition_is_not_given(cast: Cast, courses) -> None:
    with seated(cast.seat(ADMIN)), pytest.raises(NotPublished):
        give_to_office(courses["zalesie"].pk, due_on=None, by=cast.seat(ADMIN), at=AT)


@pytest.mark.rule("L-78")
def test_completing_it_earns_nothing_of_the_programme(cast: Cast, published: Course) -> None:
    with seated(cast.seat(ADMIN)):
        give_to_office(published.pk, due_on=None, by=cast.seat(ADMIN), at=AT)
    with seated(cast.seat("anna")):
        done = finish_lesson(published.lessons.get().pk, by=cast.seat("anna"), at=AT)
        assert (done.course_completed, done.certificate) == (True, None)
        assert not Achievement.objects.exists()


@pytest.mark.parametrize("where", ["course", "lesson", "quizdraft"])
def test_the_lists_of_the_editor_are_in_polish_order(cast: Cast, admin: Client, where: str) -> None:
    with seated(SYSTEM):
        for title in ("Zadania", "Łąki", "ścieżki"):
            course = make_course(lessons=1, title=title, office=cast.zalesie)
            QuizDraft.objects.create(course=course, title=title)

    page = admin.get(f"/redakcja/snippets/learning/{where}/").content.decode()
    turned = admin.get(f"/redakcja/snippets/learning/{where}/?ordering=-title&q=i").content.decode()

    assert page.rindex("Łąki") < page.rindex("ścieżki") < page.rindex("Zadania")  # filters come first
    assert "Zadania" in turned
