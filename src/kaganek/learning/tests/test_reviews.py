"""A draft judged by named experts, remarks beside its text, and the pages where authors do it."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from tests.cast import NAMES, Cast

from kaganek.core.models import Notice, NoticeChoice, Way
from kaganek.core.outbox import letter_kinds
from kaganek.core.seats import SYSTEM, Seat, account_door, seated
from kaganek.core.tests.letters import letters as letters_now
from kaganek.learning.models import Course, Lesson, LessonRemark, LessonReview, ReviewAnswer
from kaganek.learning.queries.drafts import standings, waiting_for
from kaganek.learning.services import reviews as deeds
from kaganek.learning.services.releases import ReviewMissing
from kaganek.learning.services.releases import publish as publish_all
from kaganek.learning.terms import LessonState, ReviewVerdict
from kaganek.learning.tests.factories import make_course
from kaganek.learning.tests.test_editions import AT, publish, rewrite
from kaganek.people.models import Account, Membership, Person
from kaganek.people.seats import seat_from
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role, make_person

ACCEPTED, RETURNED = ReviewVerdict.ACCEPTED, ReviewVerdict.RETURNED


@pytest.fixture
def course(cast: Cast) -> Course:
    """Published; its first lesson has a newer draft."""
    with seated(SYSTEM):
        course = make_course(lessons=2, title="Prosty język")
        publish(course)
        write(course.lessons.get(position=1), "Nowe słowa szkicu.")
        Person.objects.filter(pk=cast.person("ewa").pk).update(email="ewa@projekt.example")
    return course


def write(lesson: Lesson, words: str) -> None:
    """What the editor's "Zapisz wersję roboczą" does."""
    lesson.body = json.dumps([block(words)])
    lesson.save_revision()


def block(words: str) -> dict[str, str]:
    return {"type": "text", "id": "0b5f0a52-1d0c-4a55-9d0c-1de3f1f1a001", "value": f"<p>{words}</p>"}


@pytest.fixture
def lesson(course: Course) -> Lesson:
    return fresh(course)


def fresh(course: Course) -> Lesson:
    with seated(SYSTEM):
        return Lesson.objects.select_related("course", "module", "latest_revision").get(
            course=course, position=1
        )


@pytest.fixture
def ludwik(cast: Cast) -> Seat:
    """The second expert."""
    with seated(SYSTEM):
        person = make_person(
            None, login="ludwik", first_name="Ludwik", last_name="Brzoza", email="ludwik@projekt.example"
        )
        role = give_role(person, Role.EXPERT)
        seat = seat_from(Membership.objects.select_related("office").get(pk=role.pk))
    with account_door():
        Account.objects.filter(login="ludwik").update(is_editor=True, shown_name="Ludwik Brzoza")
    return seat


def ask(cast: Cast, lesson: Lesson, ludwik: Seat) -> LessonReview:
    ewa = cast.seat("ewa")
    with seated(ewa):
        return deeds.ask_for_review(
            lesson.pk, reviewers=[ludwik.account_id or 0], message="Przykłady?", by=ewa, at=AT
        )


def test_a_form_sent_empty_says_so_at_the_top(
    client: Client, cast: Cast, lesson: Lesson, ludwik: Seat
) -> None:
    client.force_login(cast.account("ewa"))
    asked = client.post(reverse("learning:review_ask", args=[lesson.pk]), {})
    assert (asked.status_code, asked.content.decode().count("ds-error-summary")) == (422, 1)
    review = ask(cast, lesson, ludwik)
    with account_door():
        client.force_login(Account.objects.get(login="ludwik"))
    judged = client.post(reverse("learning:review_answer", args=[review.pk]), {})
    assert (judged.status_code, judged.content.decode().count("ds-error-summary")) == (422, 1)


def answer(review: LessonReview, seat: Seat, verdict: ReviewVerdict, remarks: str = "") -> None:
    with seated(seat):
        deeds.answer_review(review.pk, verdict=verdict, remarks=remarks, by=seat, at=AT)


def state(course: Course) -> LessonState:
    with seated(SYSTEM):
        return standings(Course.objects.get(pk=course.pk))[0].state


@pytest.mark.rule("L-85")
def test_a_draft_goes_to_review_comes_back_and_is_accepted(
    cast: Cast, course: Course, lesson: Lesson, ludwik: Seat
) -> None:
    assert state(course) is LessonState.DRAFT
    review = ask(cast, lesson, ludwik)
    assert ask(cast, lesson, ludwik).pk == review.pk
    assert state(course) is LessonState.IN_REVIEW
    with seated(ludwik):
        assert [one.review_id for one in waiting_for(ludwik.account_id or 0)] == [review.pk]

    answer(review, ludwik, RETURNED, "Za długie zdania.")
    assert state(course) is LessonState.TO_MEND
    with seated(SYSTEM):
        write(fresh(course), "Krótsze zdania.")
    assert state(course) is LessonState.DRAFT
    answer(ask(cast, lesson, ludwik), ludwik, ACCEPTED)
    assert state(course) is LessonState.ACCEPTED

    ewa = cast.seat("ewa")
    with seated(ewa):
        publish_all(course.pk, note="", move=None, by=ewa, at=AT)
    assert state(course) is LessonState.PUBLISHED
    with seated(SYSTEM):
        assert "Krótsze zdania." in course.editions.get(number=2).held.get(position=1).words.html


@pytest.mark.rule("L-85")
def test_words_written_after_the_acceptance_are_a_draft_again(
    cast: Cast, course: Course, lesson: Lesson, ludwik: Seat
) -> None:
    answer(ask(cast, lesson, ludwik), ludwik, ACCEPTED)
    with seated(SYSTEM):
        write(fresh(course), "Dopisane po akceptacji.")

    assert state(course) is LessonState.DRAFT
    ewa = cast.seat("ewa")
    with seated(ewa), pytest.raises(Exception, match=r"\d"):
        publish_all(course.pk, note="", move=None, by=ewa, at=AT)


@pytest.mark.rule("L-85")
def test_a_course_that_demands_reviews_takes_nothing_unreviewed(cast: Cast, course: Course) -> None:
    ewa = cast.seat("ewa")
    with seated(SYSTEM):
        Course.objects.filter(pk=course.pk).update(review_required=True)
        Lesson.objects.filter(course=course, position=2).update(html="<p>Inne</p>", text="Inne")
    with seated(ewa), pytest.raises(ReviewMissing) as missing:
        publish_all(course.pk, note="", move=None, by=ewa, at=AT)

    assert missing.value.titles == ["Lekcja nr 2"]


def test_what_waits_for_a_review_is_not_offered_to_be_published(ewa: Client, course: Course) -> None:
    with seated(SYSTEM):
        Lesson.objects.filter(course=course, position=2).update(html="<p>Inne</p>", text="Inne")
    assert "Opublikuj wydanie 2" in words(ewa, "edition_new", course.pk)
    with seated(SYSTEM):
        Course.objects.filter(pk=course.pk).update(review_required=True)
    page = words(ewa, "edition_new", course.pk)
    assert "Opublikuj wydanie 2" not in page
    assert "Zaplanuj wydanie 2" in page


def test_a_lesson_of_no_edition_is_compared_with_none(ewa: Client, lesson: Lesson) -> None:
    assert "Porównaj z wydaniem" in words(ewa, "draft", lesson.pk)
    with seated(SYSTEM):
        first = make_course(lessons=1, published_at=None).lessons.get()
    assert "Porównaj z wydaniem" not in words(ewa, "draft", first.pk)
    assert "becne wydanie" not in words(ewa, "draft_compare", first.pk)


def test_a_draft_like_its_edition_says_so(ewa: Client, course: Course, lesson: Lesson) -> None:
    with seated(SYSTEM):
        second = course.lessons.get(position=2)
        rewrite(second, "Słowa wydania.", body=json.dumps([block("Słowa wydania.")]))
        publish(course)
    same = "niczym się nie różni od obecnego wydania"
    assert same in words(ewa, "draft_compare", second.pk).replace("\xa0", " ")
    assert "nie ma czego recenzować" in words(ewa, "draft", second.pk).replace("\xa0", " ")
    assert same not in words(ewa, "draft_compare", lesson.pk).replace("\xa0", " ")
    assert "nie ma czego recenzować" not in words(ewa, "draft", lesson.pk).replace("\xa0", " ")


def test_a_course_without_lessons_leads_to_the_first(ewa: Client) -> None:
    with seated(SYSTEM):
        bare = make_course(lessons=0, published_at=None)
    page = words(ewa, "course_work", bare.pk)
    assert f'/lesson/add/?szkolenie={bare.pk}"' in page
    assert reverse("learning:own_course", args=[bare.pk]) in page
    assert "Nie ma jeszcze lekcji gotowych do czytania." in words(ewa, "course_preview", bare.pk)


def test_nobody_judges_their_own_draft_and_no_stranger_does(cast: Cast, lesson: Lesson, ludwik: Seat) -> None:
    ewa = cast.seat("ewa")
    for chosen in ([], [ewa.account_id or 0], [cast.account("anna").pk], [ludwik.account_id or 0, 10**9]):
        with seated(ewa), pytest.raises(deeds.NoReviewer):
            deeds.ask_for_review(lesson.pk, reviewers=chosen, message="", by=ewa, at=AT)


def test_only_who_was_asked_answers_and_only_while_it_is_open(
    cast: Cast, lesson: Lesson, ludwik: Seat
) -> None:
    review = ask(cast, lesson, ludwik)
    with pytest.raises(LessonReview.DoesNotExist):
        answer(review, cast.seat("ewa"), ACCEPTED)
    with seated(ludwik), pytest.raises(LessonReview.DoesNotExist):
        deeds.withdraw_review(review.pk, by=ludwik, at=AT)
    with seated(cast.seat("ewa")):
        deeds.withdraw_review(review.pk, by=cast.seat("ewa"), at=AT)
    with pytest.raises(deeds.ReviewClosed):
        answer(review, ludwik, ACCEPTED)


def test_a_return_without_a_word_is_refused_by_the_database(cast: Cast, lesson: Lesson, ludwik: Seat) -> None:
    review = ask(cast, lesson, ludwik)
    with seated(ludwik), pytest.raises(DatabaseError), transaction.atomic():
        ReviewAnswer.objects.filter(review=review).update(verdict=RETURNED, answered_at=AT)


def test_reviewer_and_author_get_letters(cast: Cast, lesson: Lesson, ludwik: Seat) -> None:
    answer(ask(cast, lesson, ludwik), ludwik, RETURNED, "Za długie zdania.")

    with seated(SYSTEM):
        asked, answered = letters_now().order_by("pk")
        words = [letter_kinds.get(one.kind)(one) for one in (asked, answered)]
    assert (asked.to, answered.to) == ("ludwik@projekt.example", "ewa@projekt.example")
    assert [one.subject for one in words] == [
        "Prośba o recenzję: Lekcja nr 1",
        "Lekcja do poprawy: Lekcja nr 1",
    ]
    assert "Za długie zdania." in words[1].body


@pytest.fixture
def ewa(client: Client, cast: Cast) -> Client:
    client.force_login(cast.account("ewa"))
    return client


def words(client: Client, name: str, *args: object) -> str:
    return " ".join(client.get(reverse(f"learning:{name}", args=args)).content.decode().split())


def test_the_whole_way_on_the_pages(
    cast: Cast, ewa: Client, course: Course, lesson: Lesson, ludwik: Seat
) -> None:
    assert "Nowe słowa szkicu." in words(ewa, "draft", lesson.pk)
    assert "szkic" in words(ewa, "course_work", course.pk)
    compared = words(ewa, "draft_compare", lesson.pk)
    assert "Nowy fragment:" in compared
    asked = ewa.post(
        reverse("learning:review_ask", args=[lesson.pk]),
        {"reviewers": [ludwik.account_id], "message": "Przykłady?"},
    )
    assert asked.status_code == 302

    other = Client()
    other.force_login(cast.account("ludwik"))
    assert "Lekcja nr 1" in words(other, "workshop")
    with seated(SYSTEM):
        review = LessonReview.objects.get()
    verdict = reverse("learning:review_answer", args=[review.pk])
    refused = other.post(verdict, {"verdict": "returned", "remarks": ""})
    assert (refused.status_code, "Napisz, co trzeba poprawić." in refused.content.decode()) == (422, True)
    assert other.post(verdict, {"verdict": "accepted", "remarks": ""}).status_code == 302
    assert "Nikt nie czeka teraz na Twoją opinię." in words(other, "workshop")
    assert "Szkice zaakceptowane przez recenzentów" in words(ewa, "edition_new", course.pk)


def remark(lesson: Lesson, seat: Seat, text: str, answers_to: int | None = None) -> LessonRemark:
    with seated(seat):
        return deeds.leave_remark(
            lesson.pk, block="", quote="", text=text, by=seat, at=AT, answers_to=answers_to
        )


def told_of_remarks() -> list[tuple[str, str]]:
    """Who stands to be told of which remark."""
    with seated(SYSTEM):
        rows = Notice.policed.filter(kind=deeds.REMARK, withdrawn_at=None).order_by("pk")
        names = dict(Person.objects.values_list("pk", "login"))
        return [(names[row.person], LessonRemark.objects.get(pk=row.facts["remark"]).text) for row in rows]


@pytest.mark.rule("L-88")
def test_remarks_are_told_to_those_who_work_on_the_draft_but_their_author(
    cast: Cast, lesson: Lesson, ludwik: Seat
) -> None:
    ewa = cast.seat("ewa")
    remark(lesson, ewa, "Przed recenzją")
    assert told_of_remarks() == []

    ask(cast, lesson, ludwik)
    first = remark(lesson, ludwik, "Skąd to?")
    assert remark(lesson, ludwik, "Skąd to?") == first  # sent twice
    remark(lesson, ewa, "Z ustawy.", first.pk)
    assert told_of_remarks() == [("ewa", "Skąd to?"), ("ludwik", "Z ustawy.")]
    with seated(SYSTEM):
        NoticeChoice.objects.create(person=ludwik.person_id or 0, key=deeds.REMARK, way=Way.NOW)
        letter = letters_now().get(kind=deeds.REMARK)
        words = letter_kinds.get(deeds.REMARK)(letter)
        assert "Ewa Pióro odpowiada na uwagę w lekcji" in (words.body if words else "")
    with seated(ewa):
        deeds.resolve_remark(first.pk, resolved=True, by=ewa, at=AT)
    assert told_of_remarks() == []
    with seated(SYSTEM):
        assert letter_kinds.get(deeds.REMARK)(letter) is None


def test_the_workshop_lists_lessons_with_open_remarks(cast: Cast, ewa: Client, lesson: Lesson) -> None:
    page = reverse("learning:workshop")
    assert "Otwarte uwagi w tekście" not in ewa.get(page).content.decode()
    first = remark(lesson, cast.seat("ewa"), "Skąd to?")
    remark(lesson, cast.seat("ewa"), "Z ustawy.", first.pk)
    assert "1 otwarta uwaga" in ewa.get(page).content.decode().replace("\xa0", " ")
    with seated(cast.seat("ewa")):
        deeds.resolve_remark(first.pk, resolved=True, by=cast.seat("ewa"), at=AT)
    assert "Otwarte uwagi w tekście" not in ewa.get(page).content.decode()


@pytest.mark.rule("L-88")
def test_who_is_no_author_any_more_is_told_of_no_remark(cast: Cast, lesson: Lesson, ludwik: Seat) -> None:
    ask(cast, lesson, ludwik)
    with account_door():
        Account.objects.filter(login="ludwik").update(is_editor=False)
    remark(lesson, cast.seat("ewa"), "Uwaga")

    assert told_of_remarks() == []


def test_remarks_beside_the_text_are_answered_resolved_and_kept(ewa: Client, lesson: Lesson) -> None:
    block = "0b5f0a52-1d0c-4a55-9d0c-1de3f1f1a001"
    add = reverse("learning:remark_add", args=[lesson.pk])
    for _ in range(2):
        assert ewa.post(add, {"text": "Skąd ta liczba?", "block": block}).status_code == 302
    with seated(SYSTEM):
        remark = LessonRemark.objects.get()
    assert (remark.block, remark.quote) == (block, "Nowe słowa szkicu.")
    ewa.post(add, {"text": "Z ustawy.", "answers_to": remark.pk})
    assert "1 otwarta uwaga" in words(ewa, "course_work", lesson.course_id)
    resolve = reverse("learning:remark_resolve", args=[remark.pk])
    for _ in range(2):
        assert ewa.post(resolve).status_code == 302

    page = words(ewa, "draft", lesson.pk)
    assert "Załatwione uwagi: 1" in page
    assert "Z ustawy." in page
    ewa.post(resolve, {"otwarta": "tak"})
    assert "Załatwione uwagi" not in words(ewa, "draft", lesson.pk)
    assert ewa.post(add, {"text": " "}).status_code == 422
    assert ewa.post(add, {"text": "x", "answers_to": 10**9}).status_code == 404


GETS = ("workshop", "course_work", "draft", "draft_compare")


@pytest.mark.parametrize("who", [name for name in NAMES if name not in ("ewa", "henryk")])
def test_nobody_but_authors_comes_in(client: Client, cast: Cast, lesson: Lesson, who: str) -> None:
    client.force_login(cast.account(who))
    for name in GETS:
        key = {"workshop": [], "course_work": [lesson.course_id]}.get(name, [lesson.pk])
        assert client.get(reverse(f"learning:{name}", args=key)).status_code == 403, name
    for name in ("review_ask", "remark_add"):
        assert client.post(reverse(f"learning:{name}", args=[lesson.pk])).status_code == 403, name


@pytest.mark.parametrize("who", ["bogdan", "celina", "henryk"])
def test_an_office_reads_no_review_of_the_programme(
    cast: Cast, lesson: Lesson, ludwik: Seat, who: str
) -> None:
    ask(cast, lesson, ludwik)
    with seated(SYSTEM):
        assert LessonReview.objects.count() == 1
    with seated(cast.seat(who)):
        assert LessonReview.objects.count() == 0


@pytest.mark.parametrize("who", ["anna", "dorota"])
def test_drafts_and_remarks_are_out_of_reach_of_others(
    cast: Cast, lesson: Lesson, ludwik: Seat, who: str
) -> None:
    ask(cast, lesson, ludwik)
    with seated(cast.seat(who)), pytest.raises(DatabaseError), transaction.atomic():
        LessonReview.objects.count()


@pytest.mark.rule("L-87")
def test_a_lesson_saved_meanwhile_is_not_overwritten(ewa: Client, lesson: Lesson) -> None:
    edit = reverse("wagtailsnippets_learning_lesson:edit", args=[lesson.pk])
    seen = lesson.latest_revision
    with seated(SYSTEM):
        write(lesson, "Zapis drugiej osoby.")
    form = {
        "title": "Mój tytuł", "module": str(lesson.module_id), "position": "1", "minutes": "5", "body-count": "0",
        "loaded_revision_id": str(seen.pk), "loaded_revision_created_at": seen.created_at.isoformat(),
    }  # fmt: skip

    refused = ewa.post(edit, form)

    assert refused.status_code == 200
    assert "Ktoś zapisał nowszą wersję tej lekcji" in refused.content.decode()
    with seated(SYSTEM):
        newest = Lesson.objects.select_related("latest_revision").get(pk=lesson.pk).latest_revision
    assert "Zapis drugiej osoby." in newest.content["body"]
    now = {"loaded_revision_id": str(newest.pk), "loaded_revision_created_at": newest.created_at.isoformat()}
    assert ewa.post(edit, form | now).status_code == 302
