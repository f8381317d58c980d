"""Rules that give paths by themselves: whom they touch, within places, once, and never taking away."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import NAMES, Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import (
    AssignmentHit,
    AssignmentRule,
    CourseProgress,
    LearningPath,
    PathAssignment,
)
from kaganek.learning.queries.assigning import alternatives, touching
from kaganek.learning.services import assigning as deeds
from kaganek.learning.services.assigning import OfficeNotOfRule, Ran, draft_rule, make_rule, run_all, run_rule
from kaganek.learning.services.paths import OfficesMayNotAssign, Step, create_path
from kaganek.learning.tests.factories import make_course
from kaganek.learning.tests.pages import words
from kaganek.people.models import Person
from kaganek.people.tests.factories import make_person
from kaganek.programmes.models import Enrolment, Participation
from kaganek.programmes.tests.factories import make_enrolment

NOW = timezone.now()


@pytest.fixture
def path(cast: Cast) -> LearningPath:
    with seated(SYSTEM):
        course = make_course()
        for who, position in (("anna", "Referent"), ("cezary", "Inspektor"), ("bogdan", "referent ")):
            Person.objects.filter(pk=cast.person(who).pk).update(position=position.strip())
    with seated(cast.seat("dorota")):
        return create_path(
            cast.project.pk, name="Na start", note="", steps=[Step(course.pk)], by=cast.seat("dorota")
        )


def made(cast: Cast, who: str, path: LearningPath, *, office: int | None = None, positions="referent") -> Ran:
    seat = cast.seat(who)
    with seated(seat):
        draft = draft_rule(
            path.pk, office_id=office, departments="", positions=positions, groups="", by=seat, at=NOW
        )
        return make_rule(draft, by=seat, at=NOW)[1]


def having() -> set[str]:
    with seated(SYSTEM):
        return set(PathAssignment.objects.values_list("person__login", flat=True))


def test_alternatives_are_divided_by_semicolons():
    assert alternatives(" referent ; inspektor;; ") == ["referent", "inspektor"]


@pytest.mark.rule("L-103")
def test_a_rule_of_the_project_touches_those_who_take_part(cast, path):
    assert made(cast, "dorota", path, positions="REFERENT; inspektor") == Ran(2, 0)
    assert having() == {"anna", "cezary"}
    with seated(SYSTEM):
        assert CourseProgress.objects.count() == 2
        assert set(AssignmentHit.objects.values_list("person__login", "outcome", "why")) == {
            ("anna", "given", "stanowisko: REFERENT albo inspektor"),
            ("cezary", "given", "stanowisko: REFERENT albo inspektor"),
        }


def test_a_rule_sent_twice_says_what_the_first_did_and_an_offices_own_is_another(cast, path):
    words = {"positions": "REFERENT; inspektor", "office": cast.zalesie.pk}
    done = made(cast, "dorota", path, **words)
    assert made(cast, "dorota", path, **words) == done == Ran(1, 0)
    made(cast, "janina", path, positions=words["positions"])
    with seated(SYSTEM):
        assert sorted(AssignmentRule.objects.values_list("of_office", flat=True)) == [False, True]


@pytest.mark.rule("L-103")
def test_an_office_rule_brings_its_own_people_in_and_meets_new_ones(cast, path):
    assert made(cast, "janina", path) == Ran(2, 0)
    assert having() == {"anna", "bogdan"}
    with seated(SYSTEM):
        make_person(cast.zalesie, login="nowa", position="Referent")
        make_person(cast.borki, login="obca", position="Referent")
    assert run_all(at=NOW) == Ran(1, 0)
    assert run_all(at=NOW) == Ran(0, 0)
    assert having() == {"anna", "bogdan", "nowa"}


def test_a_changed_position_is_met_and_nothing_is_taken_away(cast, path):
    made(cast, "dorota", path)
    with seated(SYSTEM):
        Person.objects.filter(login="cezary").update(position="referent")
        Person.objects.filter(login="anna").update(position="dyrektor")
    assert run_all(at=NOW) == Ran(1, 0)
    assert having() == {"anna", "cezary"}


@pytest.mark.rule("L-103")
def test_who_has_no_place_keeps_nobody_behind_from_the_path(cast, path, monkeypatch):
    """Runs of one person each: Bogdan and another have no place, who takes part stands behind them."""
    monkeypatch.setattr(deeds, "AT_ONCE", 1)
    with seated(SYSTEM):
        make_person(cast.zalesie, login="druga", position="Referent")
        inside = make_person(cast.zalesie, login="ostatnia", position="Referent")
        make_enrolment(cast.project, inside)
        Participation.objects.filter(office=cast.zalesie).update(place_limit=2)  # Anna and the last one
    ran = [made(cast, "janina", path), *(run_all(at=NOW) for _ in range(4))]

    assert having() == {"anna", "ostatnia"}
    assert ran == [Ran(1, 0), Ran(1, 0), Ran(0, 1), Ran(0, 1), Ran(0, 1)]
    with seated(SYSTEM):
        waits = AssignmentHit.objects.filter(outcome="noplace").values_list("person__login", flat=True)
        assert set(waits) == {"bogdan", "druga"}
        Participation.objects.filter(office=cast.zalesie).update(place_limit=3)
    assert run_all(at=NOW) == Ran(1, 0)
    assert having() == {"anna", "bogdan", "ostatnia"}  # who has waited, in the order of numbers


@pytest.mark.rule("L-103")
def test_a_rule_stays_within_the_places(cast, path):
    with seated(SYSTEM):
        Participation.objects.filter(office=cast.zalesie).update(place_limit=1)  # Anna has it
    assert made(cast, "janina", path) == Ran(1, 1)
    assert run_all(at=NOW) == Ran(0, 1)
    with seated(SYSTEM):
        assert AssignmentHit.objects.filter(outcome="noplace").count() == 1
        Participation.objects.filter(office=cast.zalesie).update(place_limit=2)
    assert run_all(at=NOW) == Ran(1, 0)


def test_a_rule_acts_no_longer_than_the_project_lets_offices(cast, path):
    made(cast, "janina", path, positions="nikt taki")
    with seated(SYSTEM):
        AssignmentRule.objects.update(positions="referent")
        cast.project.offices_import_people = False
        cast.project.save()
    assert run_all(at=NOW) == Ran(1, 0)  # Anna takes part already; Bogdan is not brought in
    with seated(SYSTEM):
        cast.project.offices_assign_paths = False
        cast.project.save()
        make_person(cast.zalesie, login="nowa", position="Referent")
    assert run_all(at=NOW) == Ran()
    with pytest.raises(OfficesMayNotAssign):
        made(cast, "janina", path)


def test_who_left_or_is_switched_off_is_not_touched(cast, path):
    with seated(SYSTEM):
        Enrolment.objects.filter(person=cast.person("anna")).update(left_at=NOW)
        Person.objects.filter(login="cezary").update(deactivated_at=NOW, position="referent")
    assert made(cast, "dorota", path) == Ran()


def test_a_switched_off_rule_does_nothing_and_the_same_rule_is_one(cast, path):
    made(cast, "dorota", path, positions="kierownik")
    made(cast, "dorota", path, positions="kierownik")
    with seated(SYSTEM):
        rule = AssignmentRule.objects.get()
    with seated(cast.seat("dorota")):
        deeds.switch_off(rule.pk, by=cast.seat("dorota"), at=NOW)
        deeds.switch_off(rule.pk, by=cast.seat("dorota"), at=NOW)
    with seated(SYSTEM):
        Person.objects.filter(login="anna").update(position="kierownik")
        assert run_rule(rule.pk, at=NOW) == Ran()


def test_nobody_rules_another_office_or_project(cast, path):
    with pytest.raises(OfficeNotOfRule):
        made(cast, "janina", path, office=cast.borki.pk)
    with pytest.raises(LearningPath.DoesNotExist):
        made(cast, "daniel", path)
    made(cast, "janina", path)
    with seated(cast.seat("celina")):
        assert not AssignmentRule.objects.exists()
        assert not AssignmentHit.objects.exists()
    with seated(cast.seat("anna")), pytest.raises(ProgrammingError), transaction.atomic():
        AssignmentHit.objects.exists()  # learners have no right to the table at all


def test_two_rules_for_one_person_give_one_path(cast, path):
    made(cast, "dorota", path)
    assert made(cast, "janina", path) == Ran(1, 0)  # only Bogdan is left
    with seated(SYSTEM):
        assert PathAssignment.objects.filter(person__login="anna").count() == 1
        rule = AssignmentRule.objects.filter(of_office=True).get()
        assert list(touching(rule)) == []


@pytest.mark.parametrize("who", NAMES)
def test_who_may_make_a_rule(client: Client, cast: Cast, path, who: str) -> None:
    client.force_login(cast.account(who))
    reply = client.post(
        reverse("learning:rule_add", args=[path.pk]), {"positions": "referent", "confirmed": "1"}
    )
    allowed = who in ("janina", "henryk", "dorota", "grazyna")
    assert (reply.status_code == 302 and "/reguly/" in reply.headers["Location"]) is allowed
    with seated(SYSTEM):
        assert AssignmentRule.objects.exists() is allowed


def test_from_conditions_through_the_preview_to_the_log(client: Client, cast: Cast, path) -> None:
    client.force_login(cast.account("janina"))
    here = reverse("learning:rule_add", args=[path.pk])
    assert client.get(here).status_code == 200
    asked = words(client.post(here, {"positions": "referent"}))
    assert "Wrona, Anna" in asked
    assert "Maj, Bogdan" in asked
    assert "Dzik" not in asked
    assert having() == set()

    done = client.post(here, {"positions": "referent", "confirmed": "1"}, follow=True)
    assert "Ścieżka przypisana teraz: 2 osoby." in words(done)
    assert "Ścieżka przypisana" in words(done)
    with seated(SYSTEM):
        rule = AssignmentRule.objects.get()
    assert "stanowisko: referent" in words(client.get(reverse("learning:rules")))
    assert client.get(reverse("learning:rule_export", args=[rule.pk, "csv"])).status_code == 200
    off = client.post(reverse("learning:rule_off", args=[rule.pk]), follow=True)
    assert "Reguła jest wyłączona." in words(off)

    client.force_login(cast.account("celina"))
    assert "referent" not in words(client.get(reverse("learning:rules")))
    assert client.get(reverse("learning:rule", args=[rule.pk])).status_code == 404
    assert client.post(reverse("learning:rule_off", args=[rule.pk])).status_code in (403, 404)


def test_a_list_of_rules_costs_the_same_for_one_and_for_three(client: Client, cast: Cast, path) -> None:
    made(cast, "dorota", path)
    client.force_login(cast.account("dorota"))
    client.get(reverse("learning:rules"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("learning:rules"))
    made(cast, "dorota", path, positions="a")
    made(cast, "dorota", path, positions="b")
    with CaptureQueriesContext(connection) as three:
        client.get(reverse("learning:rules"))
    assert len(one) == len(three)
