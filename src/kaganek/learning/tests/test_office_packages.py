"""An office's administrator and the office's own courses and packages: what is theirs, and nothing of others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import Cast

from kaganek.core.models import JobRun
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.core.tests.work import work_off
from kaganek.learning.models import Course, CourseProgress, Package, PackageAttempt, PackageItem, PackageRule
from kaganek.learning.services.package_courses import course_from_package
from kaganek.learning.services.package_rules import complete_for, meeting
from kaganek.learning.services.playing import begin_session
from kaganek.learning.services.quiz import finish_attempt, start_attempt
from kaganek.learning.tests.factories import SINGLE, make_course, make_progress, make_quiz
from kaganek.learning.tests.packaging import unpacked
from kaganek.learning.tests.pages import words
from kaganek.learning.tests.playing import make_package, make_package_course
from kaganek.lib.tests.package_files import scorm
from kaganek.people.models import Membership
from kaganek.people.seats import seat_from, with_offices
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role, make_person
from kaganek.programmes.tests.factories import make_enrolment

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ADMIN = "henryk"


@pytest.fixture(autouse=True)
def packages_root(settings, tmp_path) -> None:
    settings.PACKAGES_ROOT = tmp_path


@pytest.fixture
def borki(cast: Cast) -> Client:
    """Signed in as the administrator of the other office: Celina."""
    with seated(SYSTEM):
        Membership.objects.filter(person=cast.person("celina")).update(ended_at=AT)
        give_role(cast.person("celina"), Role.IT_ADMIN)
    client = Client()
    client.force_login(cast.account("celina"))
    return client


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    client.force_login(cast.account(ADMIN))
    return client


def seat_of(cast: Cast, who: str) -> Seat:
    with seated(SYSTEM):
        held = with_offices(Membership.objects.filter(person=cast.person(who), ended_at=None))
        return seat_from(held.get())


# -- numbers of a quiz


@pytest.fixture
def quizzes(cast: Cast) -> dict[str, Course]:
    with seated(SYSTEM):
        made = {
            "programme": make_course(lessons=1, title="Wspólne"),
            "zalesie": make_course(lessons=1, title="Obieg pism", office=cast.zalesie),
            "borki": make_course(lessons=1, title="Tajne Borki", office=cast.borki),
        }
        for course in made.values():
            make_quiz(course, [SINGLE])
    return made


@pytest.mark.rule("L-71", "L-77")
def test_an_office_counts_the_quizzes_of_its_own_courses_alone(
    admin: Client, borki: Client, quizzes: dict[str, Course]
) -> None:
    for whose, mine, theirs in (("zalesie", 200, 404), ("programme", 404, 404), ("borki", 404, 200)):
        for name, more in (("figures", ()), ("figures_export", ("csv",))):
            address = reverse(f"learning:{name}", args=[quizzes[whose].pk, *more])
            assert (admin.get(address).status_code, borki.get(address).status_code) == (mine, theirs), whose
    link = reverse("learning:figures", args=[quizzes["zalesie"].pk])
    assert link in words(admin.get(reverse("learning:course_preview", args=[quizzes["zalesie"].pk])))
    common = words(admin.get(reverse("learning:course_preview", args=[quizzes["programme"].pk])))
    assert "Statystyki testu" not in common


@pytest.mark.rule("L-71")
@pytest.mark.parametrize("people", [4, 5])
def test_an_office_is_told_no_numbers_of_a_few(admin: Client, cast: Cast, quizzes, people: int) -> None:
    course = quizzes["zalesie"]
    for n in range(people):
        with seated(SYSTEM):
            person = make_person(cast.zalesie, login=f"nowa{n}")
            give_role(person, Role.LEARNER)
            make_progress(make_enrolment(cast.project, person), course)
            seat = seat_from(with_offices(Membership.objects.filter(person=person)).get())
        with seated(seat):
            attempt = start_attempt(course.pk, by=seat, at=AT)
            finish_attempt(attempt.pk, by=seat, at=AT + timedelta(minutes=1))

    page = words(admin.get(reverse("learning:figures", args=[course.pk])))

    assert ("Za mało podejść" in page) is (people < 5)
    assert "Zakończone podejścia w Twoim urzędzie, bez osób" in page


# -- a course made of the own package


@pytest.mark.rule("L-43", "L-77")
def test_an_office_makes_its_own_course_of_its_own_package(admin: Client, borki: Client, cast: Cast) -> None:
    own, _ = unpacked(scorm(), cast.seat(ADMIN), title="Nasz obieg")
    common, _ = unpacked(scorm(), cast.seat("ewa"), title="Wspólna")
    address = reverse("learning:package_course", args=[own.pk])
    assert address in words(admin.get(reverse("learning:package", args=[own.pk])))
    assert "Zrób z niej szkolenie" not in words(admin.get(reverse("learning:package", args=[common.pk])))
    typed = {"title": "Nasz obieg", "code": "obieg", "hours": "2", "minutes": "30"}
    assert admin.post(reverse("learning:package_course", args=[common.pk]), typed).status_code == 404
    assert (borki.get(address).status_code, borki.post(address, typed).status_code) == (404, 404)

    made = admin.post(address, typed)

    with seated(SYSTEM):
        course = Course.objects.get(title="Nasz obieg")
        assert (course.office, course.code) == (cast.zalesie, f"U{cast.zalesie.pk}-obieg")
        assert course.current is not None
    assert made["Location"] == reverse("learning:own_course", args=[course.pk])
    assert admin.post(address, typed)["Location"] == made["Location"]  # sent twice, made once
    assert borki.get(made["Location"]).status_code == 404
    with seated(cast.seat("cezary")):
        assert not Course.objects.filter(pk=course.pk).exists()


def test_a_course_of_an_office_package_is_not_made_for_everyone(client: Client, cast: Cast) -> None:
    own, _ = unpacked(scorm(), cast.seat(ADMIN))
    with seated(SYSTEM), pytest.raises(Package.DoesNotExist):
        course_from_package(own.pk, title="a", code="a", hours=1, minutes=1, by=SYSTEM, at=AT)
    client.force_login(cast.account("grazyna"))
    assert client.get(reverse("learning:package_course", args=[own.pk])).status_code == 404
    assert "Zrób z niej szkolenie" not in words(client.get(reverse("learning:package", args=[own.pk])))


# -- the rule of a package


@pytest.fixture
def played(cast: Cast) -> dict[str, Package]:
    """Packages of Zalesie, of Borki and of the programme; the first opened by Anna."""
    with seated(SYSTEM):
        made = {
            "zalesie": make_package(title="Nasza", office=cast.zalesie),
            "borki": make_package(title="Ich", office=cast.borki),
            "programme": make_package(title="Wspólna"),
        }
        make_progress(cast.enrolments["anna"], make_package_course(made["zalesie"], office=cast.zalesie))
    opened(made["zalesie"], cast.seat("anna"))
    return made


def opened(package: Package, seat: Seat) -> None:
    with seated(seat):
        begin_session(package.pk, PackageItem.objects.get(package=package).pk, by=seat, at=AT)


def done(package: Package) -> set[int]:
    """People for whom it counts as done."""
    with seated(SYSTEM):
        rows = PackageAttempt.objects.filter(package=package, done_at__isnull=False)
        return set(rows.values_list("person", flat=True))


@pytest.mark.rule("L-48", "L-43")
def test_an_office_rules_its_own_packages_alone(admin: Client, borki: Client, cast: Cast, played) -> None:
    for whose, mine, theirs in (("zalesie", 302, 404), ("programme", 404, 404), ("borki", 404, 302)):
        args = [played[whose].pk, cast.project.pk]
        for name in ("package_rule", "package_rule_apply"):
            address = reverse(f"learning:{name}", args=args)
            sent = {"done_when": "score", "score": "70"}
            assert admin.post(address, sent).status_code == mine, (whose, name)
            assert borki.post(address, sent).status_code == theirs, (whose, name)
        form = reverse("learning:package_rule_form", args=args)
        assert (admin.get(form).status_code, borki.get(form).status_code) == (
            200 if mine == 302 else 404, 200 if theirs == 302 else 404,
        )  # fmt: skip

    with seated(SYSTEM):
        ruled = set(PackageRule.objects.values_list("package__title", "done_when", "score"))
    assert ruled == {("Nasza", "score", 70), ("Ich", "score", 70)}
    page = words(admin.get(reverse("learning:package_people", args=[played["programme"].pk])))
    assert "Kiedy paczka jest ukończona" not in page
    assert "Gdy wynik osiągnie 70%." in words(
        admin.get(reverse("learning:package_people", args=[played["zalesie"].pk]))
    )


@pytest.mark.rule("L-48")
def test_a_new_rule_is_applied_at_once_to_those_who_meet_it(admin: Client, cast: Cast, played) -> None:
    package, args = played["zalesie"], [played["zalesie"].pk, cast.project.pk]
    form, apply = (
        reverse(f"learning:{name}", args=args) for name in ("package_rule_form", "package_rule_apply")
    )
    assert "Ukończ u tych osób" not in words(admin.get(form))
    told = words(
        admin.post(reverse("learning:package_rule", args=args), {"done_when": "visited"}, follow=True)
    )
    assert "ukończy paczkę, gdy znowu ją otworzy. Już teraz spełnia ją 1 osoba." in told
    assert f'href="{form}"' in told
    assert "1 osoba bez ukończonej paczki" in words(admin.get(form))
    assert done(package) == set()

    job = admin.post(apply)
    assert admin.post(apply)["Location"] == job["Location"]  # asked for twice, one work
    assert done(package) == set()
    assert work_off() == 1

    assert done(package) == {cast.person("anna").pk}
    with seated(cast.seat(ADMIN)):
        run = JobRun.objects.get()
        assert (run.state, run.message) == (JobRun.State.DONE, "Ukończono paczkę u 1\xa0osoby.")
    with seated(SYSTEM):  # a lesson of nothing but the package, and the course with it
        assert CourseProgress.objects.get(person=cast.person("anna")).completed_at is not None
    assert "Nikt nie czeka" in words(admin.post(apply, follow=True))
    admin.post(reverse("learning:package_rule", args=args), {"done_when": "package"})
    assert done(package) == {cast.person("anna").pk}


@pytest.mark.rule("L-48")
def test_a_rule_of_one_project_is_applied_in_that_project_alone(client: Client, cast: Cast) -> None:
    with seated(SYSTEM):
        package = make_package()
        course = make_package_course(package)
        for who in ("anna", "cezary"):
            make_progress(cast.enrolments[who], course)
    for who in ("anna", "cezary"):
        opened(package, cast.seat(who))
    with seated(SYSTEM):
        PackageAttempt.objects.filter(person=cast.person("cezary")).update(
            completion="completed"
        )  # nobody passed it on
        assert [one.person_id for one in meeting(package.pk, cast.project.pk)] == [cast.person("cezary").pk]
    client.force_login(cast.account("daniel"))
    own = reverse("learning:package_rule_apply", args=[package.pk, cast.other_project.pk])
    foreign = reverse("learning:package_rule_apply", args=[package.pk, cast.project.pk])
    assert (client.post(own).status_code, client.post(foreign).status_code) == (302, 404)
    assert work_off() == 0
    client.force_login(cast.account("dorota"))
    client.post(foreign)
    work_off()
    assert done(package) == {cast.person("cezary").pk}


def test_what_opening_would_not_complete_is_left_alone(cast: Cast, played) -> None:
    """A course renewed or gone on with elsewhere, meanwhile."""
    with seated(SYSTEM):
        PackageRule.objects.create(project=cast.project, package=played["zalesie"], done_when="visited")
        [attempt] = meeting(played["zalesie"].pk, cast.project.pk)
        CourseProgress.rounds.update(past=True, counts=False)
        assert meeting(played["zalesie"].pk, cast.project.pk) == []
    assert complete_for(attempt, by=cast.seat(ADMIN), at=AT) is False
    assert done(played["zalesie"]) == set()
