"""What authors and graders do around a quiz: draws published, the preview, numbers, the queue, time given."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import NAMES, Cast

from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import (
    Attempt,
    AttemptAnswer,
    BankCategory,
    BankQuestion,
    BankVersion,
    Course,
    CourseProgress,
    Question,
    Quiz,
    QuizAllowance,
    QuizDraft,
)
from kaganek.learning.queries.figures import Chosen, quiz_figures
from kaganek.learning.queries.rubrics import words_of
from kaganek.learning.rules.figures import Item, alpha, without_small
from kaganek.learning.services import quiz as deeds
from kaganek.learning.services.questions import publish_quiz, sheet_changes
from kaganek.learning.services.sheets import CannotPublish
from kaganek.learning.tests.factories import SINGLE, make_course, make_progress, make_quiz, make_rubric
from kaganek.learning.tests.pages import words

# The bank on the sheet


def bank_question(category: BankCategory, text: str) -> BankQuestion:
    question = BankQuestion.objects.create(category=category, made_at=timezone.now())
    return new_version(question, text, number=1)


def new_version(question: BankQuestion, text: str, *, number: int) -> BankQuestion:
    question.current = BankVersion.objects.create(
        question=question, number=number, name=text, kind="single", text=text, payload=SINGLE[1],
        digest=uuid4().hex, folded=text, made_at=timezone.now(),
    )  # fmt: skip
    question.save()
    return question


@pytest.fixture
def sheet(cast: Cast) -> QuizDraft:
    """A sheet that asks one question of the bank and draws two of a category of three."""
    with seated(SYSTEM):
        return make_sheet()


def make_sheet() -> QuizDraft:
    course = make_course(lessons=1)
    category = BankCategory.objects.create(name="RODO")
    inside = BankCategory.objects.create(name="Naruszenia", parent=category)
    pool = [
        bank_question(one, f"Pytanie {n}?") for n, one in enumerate((category, category, inside), start=1)
    ]
    alone = bank_question(BankCategory.objects.create(name="Inne"), "Z banku?")
    blocks = [
        {"type": "bank", "id": str(uuid4()), "value": {"question": str(alone.pk)}},
        {"type": "draw", "id": str(uuid4()), "value": {"category": str(category.pk), "number": 2}},
    ]
    draft = QuizDraft.objects.create(course=course, questions=json.dumps(blocks))
    draft.refresh_from_db()
    assert len(pool) == 3
    return draft


@pytest.mark.rule("L-67")
def test_the_bank_becomes_questions_of_the_quiz(sheet: QuizDraft, world) -> None:
    quiz = publish_quiz(sheet, at=timezone.now())

    rows = quiz.questions.order_by("position").values_list("text", "bank_version__number")
    assert list(rows) == [("Z banku?", 1), ("Pytanie 1?", 1), ("Pytanie 2?", 1), ("Pytanie 3?", 1)]
    (pool,) = set(quiz.questions.exclude(pool=None).values_list("pool", flat=True))
    assert quiz.draws == {str(pool): 2}
    assert not sheet_changes(sheet)


def test_a_newer_version_waits_for_the_next_publication(sheet: QuizDraft, world) -> None:
    quiz = publish_quiz(sheet, at=timezone.now())
    new_version(BankQuestion.objects.get(current__text="Pytanie 2?"), "Pytanie 2 bis?", number=2)
    BankQuestion.objects.filter(current__text="Pytanie 3?").update(retired_at=timezone.now())

    changes = sheet_changes(sheet)
    assert [one.text for one in changes.changed] == ["Pytanie 2 bis?"]
    assert [one.text for one in changes.gone] == ["Pytanie 3?"]
    assert quiz.questions.filter(retired_at=None, text="Pytanie 2?").exists()

    publish_quiz(sheet, at=timezone.now())
    now = quiz.questions.filter(retired_at=None).order_by("position").values_list("text", flat=True)
    assert list(now) == ["Z banku?", "Pytanie 1?", "Pytanie 2 bis?"]


def test_a_pool_that_is_too_small_is_refused_in_words(sheet: QuizDraft, world) -> None:
    BankQuestion.objects.filter(current__text__in=["Pytanie 1?", "Pytanie 3?"]).update(
        retired_at=timezone.now()
    )
    with pytest.raises(CannotPublish) as cannot:
        publish_quiz(sheet, at=timezone.now())
    assert (cannot.value.place, cannot.value.fault, cannot.value.facts) == (
        2, "few", {"category": "RODO", "wanted": 2, "there": 1},
    )  # fmt: skip
    assert not Quiz.objects.filter(course=sheet.course).exists()


def test_the_author_sees_what_the_bank_has_newer_and_publishes_again(
    sheet: QuizDraft, client: Client, cast: Cast
) -> None:
    with seated(SYSTEM):
        publish_quiz(sheet, at=timezone.now())
        new_version(BankQuestion.objects.get(current__text="Z banku?"), "Nowe słowa?", number=2)
    client.force_login(cast.account("ewa"))
    address = reverse("learning:quiz_bank", args=[sheet.course_id])

    assert "Nowe słowa?" in words(client.get(address))
    assert client.post(address).status_code == 302
    assert "Test jest aktualny" in words(client.get(address))
    with seated(SYSTEM):
        assert Question.objects.filter(retired_at=None, text="Nowe słowa?").exists()


def test_a_sheet_with_nothing_on_it_leads_to_what_is_wrong(
    sheet: QuizDraft, client: Client, cast: Cast
) -> None:
    with seated(SYSTEM):
        sheet.questions = []
        sheet.save(update_fields=["questions"])
    client.force_login(cast.account("ewa"))

    answer = client.post(reverse("learning:quiz_bank", args=[sheet.course_id]))

    assert answer["Location"] == reverse("learning:quiz_gate", args=[sheet.pk])
    with seated(SYSTEM):
        assert not Quiz.objects.filter(course=sheet.course).exists()


# Preview


@pytest.fixture
def course(cast: Cast) -> Course:
    with seated(SYSTEM):
        course = make_course(lessons=1)
        rubric = words_of(make_rubric())
        make_quiz(
            course, [SINGLE, ("truefalse", {"answer": False}), ("essay", {"rubric": rubric})], time_limit=20
        )
        for who in ("anna", "cezary"):
            make_progress(cast.enrolments[who], course)
    return course


def test_an_author_tries_the_quiz_and_leaves_no_row(course: Course, client: Client, cast: Cast) -> None:
    client.force_login(cast.account("ewa"))
    address = reverse("learning:quiz_preview", args=[course.pk])
    page = client.get(address)
    assert "Pytanie nr 1?" in words(page)
    with seated(SYSTEM):
        one, two, three = Question.objects.order_by("position").values_list("pk", flat=True)
    post = {"pytania": f"{one},{two},{three}", f"seq-{one}-single": "", f"q-{one}": "a", f"seq-{two}-truefalse": "",
            f"q-{two}": "tak", f"seq-{three}-essay": "", f"q-{three}": "Słowa."}  # fmt: skip

    told = words(client.post(address, post))

    assert "Test nie byłby zaliczony: 33,33%" in told
    with seated(SYSTEM):
        assert not Attempt.objects.exists()
        assert not AttemptAnswer.objects.exists()


def test_only_authors_try_a_quiz_since_it_tells_the_answers(
    course: Course, client: Client, cast: Cast
) -> None:
    for who in NAMES:
        client.force_login(cast.account(who))
        status = client.get(reverse("learning:quiz_preview", args=[course.pk])).status_code
        assert status == {"ewa": 200, "henryk": 404}.get(who, 403), who


# Numbers


@pytest.mark.rule("L-71")
def test_alpha_and_its_silence() -> None:
    assert alpha([Decimal("0.25"), Decimal("0.25")], Decimal("0.8")) == Decimal("0.75")
    assert alpha([Decimal(1)], Decimal(1)) is None
    assert alpha([Decimal(1), Decimal(1)], Decimal(0)) is None
    assert alpha([Decimal(1), Decimal(1)], Decimal(3), attempts=9) is None
    assert alpha([Decimal(0), Decimal(0)], Decimal(3)) is None  # more than 1: results without answers
    assert alpha([Decimal(2), Decimal(2)], Decimal(1)) is None  # less than -1


@pytest.mark.rule("L-71")
@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 20, "b": 9, "c": 0}, {"a": 20, "b": 9, "c": 0}),
        ({"a": 20, "b": 9, "c": 3}, {"a": 20, "b": None, "c": None}),
        ({"a": 20, "b": 2, "c": 3}, {"a": 20, "b": None, "c": None}),
        ({"a": 2}, {"a": None}),
    ],
)
def test_a_small_count_is_not_given_away(counts: dict[str, int], shown: dict[str, int | None]) -> None:
    assert without_small(counts) == shown


@pytest.mark.rule("L-71")
def test_few_attempts_say_nothing_of_discrimination() -> None:
    few = Item(1, "?", "single", {}, 9, None, None, 0.5, 0, {})
    assert few.discrimination is None
    assert Item(1, "?", "single", {}, 10, None, None, 0.456, 0, {}).discrimination == Decimal("0.46")


@pytest.mark.rule("L-71")
def test_numbers_of_a_quiz_are_those_of_its_attempts(cast: Cast, django_assert_num_queries) -> None:
    with seated(SYSTEM):
        course = make_course(lessons=1)
        quiz = make_quiz(course, [SINGLE] * 3, attempts=20)
        make_progress(cast.enrolments["anna"], course)
    anna = cast.seat("anna")
    at = timezone.now()
    with seated(anna):
        for n in range(12):
            attempt = deeds.start_attempt(course.pk, by=anna, at=at)
            saves = [
                deeds.Answer(pk, "a" if place < n % 4 else "b", False, 1)
                for place, pk in enumerate(attempt.question_ids)
            ]
            deeds.answer_questions(attempt.pk, saves, by=anna, at=at)
            deeds.finish_attempt(attempt.pk, by=anna, at=at + timedelta(minutes=6))
    with seated(cast.seat("dorota")), django_assert_num_queries(5):
        found = quiz_figures(Chosen(quiz.pk))
    assert (found.attempts, found.people, found.passed, found.mean, found.median, found.minutes) == (
        12, 1, 6, Decimal("50.00"), Decimal("50.00"), Decimal("6.00"),
    )  # fmt: skip
    assert [round(one.share, 2) for one in found.items] == [Decimal("0.75"), Decimal("0.50"), Decimal("0.25")]
    assert [dict(one.chosen) for one in found.items] == [{"a": 9, "b": 3}, {"a": 6, "b": 6}, {"a": 3, "b": 9}]
    assert found.alpha == Decimal("0.75")
    assert all(one.discrimination for one in found.items)
    with seated(cast.seat("daniel")):
        assert quiz_figures(Chosen(quiz.pk)).attempts == 0
    with seated(cast.seat("dorota")):
        assert quiz_figures(Chosen(quiz.pk, office=cast.borki.pk)).attempts == 0
        assert quiz_figures(Chosen(quiz.pk, until=timezone.localdate() - timedelta(days=2))).attempts == 0
    with seated(SYSTEM):
        AttemptAnswer.objects.filter(attempt=attempt).update(points=0)  # nothing explains its result
        assert quiz_figures(Chosen(quiz.pk)).alpha is None


def test_an_author_sees_numbers_without_people_and_never_small_ones(
    course: Course, client: Client, cast: Cast
) -> None:
    client.force_login(cast.account("ewa"))
    page = words(client.get(reverse("learning:figures", args=[course.pk])))
    assert "Za mało podejść" in page
    assert "Zalesie" not in page
    client.force_login(cast.account("dorota"))
    assert client.get(reverse("learning:figures", args=[course.pk])).status_code == 200
    assert client.get(reverse("learning:figures_export", args=[course.pk, "xlsx"])).status_code == 200
    for who in ("anna", "bogdan", "celina", "filip"):
        client.force_login(cast.account(who))
        assert client.get(reverse("learning:figures", args=[course.pk])).status_code == 403, who


# Grading and time


@pytest.fixture
def handed_in(course: Course, cast: Cast) -> Attempt:
    anna = cast.seat("anna")
    with seated(anna):
        attempt = deeds.start_attempt(course.pk, by=anna, at=timezone.now())
        essay = attempt.question_ids[2]
        deeds.answer_questions(
            attempt.pk, [deeds.Answer(essay, "Moje słowa.", False, 1)], by=anna, at=timezone.now()
        )
        deeds.finish_attempt(attempt.pk, by=anna, at=timezone.now())
    return attempt


def test_a_consultant_grades_from_the_queue(handed_in: Attempt, client: Client, cast: Cast) -> None:
    client.force_login(cast.account("anna"))
    assert "czeka na ocenę" in words(client.get(reverse("learning:attempt", args=[handed_in.pk])))
    with seated(SYSTEM):
        answer = AttemptAnswer.objects.get()
    client.force_login(cast.account("filip"))
    assert "Wrona" in words(client.get(reverse("learning:grading")))
    address = reverse("learning:grade", args=[answer.pk])
    assert "Moje słowa." in words(client.get(address))
    assert client.post(address, {"over": "0", "c1": "3"}).status_code == 422
    done = client.post(address, {"over": "0", "c1": "3", "c2": "2", "remark": "Jasno."})
    assert done["Location"] == reverse("learning:grading")
    assert "Nic nie czeka na ocenę" in words(client.get(reverse("learning:grading")))
    client.force_login(cast.account("anna"))
    page = words(client.get(reverse("learning:attempt", args=[handed_in.pk])))
    assert "Jasno." in page
    assert "Filip Górski" in page


def test_who_reaches_grading_and_time(handed_in: Attempt, client: Client, cast: Cast) -> None:
    with seated(SYSTEM):
        answer, progress = AttemptAnswer.objects.get(), CourseProgress.objects.get(person=cast.person("anna"))
    expected = {
        "grade": {"filip": 200, "dorota": 200, "daniel": 404},
        "allowance": {
            "bogdan": 200, "janina": 200, "dorota": 200, "celina": 404, "daniel": 404, "irena": 200, "grazyna": 200,
        },
    }  # fmt: skip
    for name, pk in (("grade", answer.pk), ("allowance", progress.pk)):
        for who in NAMES:
            client.force_login(cast.account(who))
            status = client.get(reverse(f"learning:{name}", args=[pk])).status_code
            wanted = expected[name].get(who, 403)
            assert status == (wanted if who != "henryk" else status), (name, who)


def test_a_supervisor_gives_time_and_the_person_sees_it(course: Course, client: Client, cast: Cast) -> None:
    with seated(SYSTEM):
        progress = CourseProgress.objects.get(person=cast.person("anna"))
    client.force_login(cast.account("bogdan"))
    address = reverse("learning:allowance", args=[progress.pk])
    assert client.post(address, {"minutes": "15", "attempts": "1"}).status_code == 422
    post = {"minutes": "15", "attempts": "1", "reason": "na wniosek pracownika", "over": ""}
    assert client.post(address, post).status_code == 302
    assert client.post(address, post).status_code == 302
    with seated(SYSTEM):
        assert QuizAllowance.objects.count() == 1
        assert AuditEntry.objects.filter(deed="quiz allowance given").count() == 1
    client.force_login(cast.account("anna"))
    page = words(client.get(reverse("learning:quiz", args=[course.pk])))
    assert "na wniosek pracownika" in page
    assert "35 minut" in page
    assert "Podejścia: <b>4</b>" in page


def test_nothing_chosen_is_said_at_the_question(course: Course, client: Client, cast: Cast) -> None:
    with seated(SYSTEM):
        Quiz.objects.update(feedback="now")
        question = Question.objects.get(position=1)
    client.force_login(cast.account("anna"))
    begun = client.post(reverse("learning:start", args=[course.pk]))["Location"]
    post = {f"seq-{question.pk}-single": "", "check": f"{question.pk}.1"}
    answer = client.post(f"{begun}odpowiedzi/", post)
    assert answer["Location"] == f"{begun}?bez={question.pk}#pytanie-1"
    assert 'role="alert" data-missing>Wybierz odpowiedź' in client.get(answer["Location"]).content.decode()
    assert 'role="alert" data-missing hidden>' in client.get(begun).content.decode()


def test_feedback_at_once_on_the_page(course: Course, client: Client, cast: Cast) -> None:
    with seated(SYSTEM):
        Quiz.objects.update(feedback="now")
        question = Question.objects.get(position=1)
        question.payload["options"][1]["feedback"] = "Tak robiono dawniej."
        question.save()
    client.force_login(cast.account("anna"))
    begun = client.post(reverse("learning:start", args=[course.pk]))["Location"]
    post = {f"seq-{question.pk}-single": "", f"q-{question.pk}": "b", "check": f"{question.pk}.1"}
    answer = client.post(f"{begun}odpowiedzi/", post)
    assert answer["Location"] == f"{begun}#pytanie-1"
    page = words(client.get(begun))
    assert "Tak robiono dawniej." in page
    assert '<fieldset class="ds-fieldset" disabled>' in page
