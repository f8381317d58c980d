"""The question bank: whose it is, versions that stay, categories."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import BankCategory, BankQuestion, BankVersion
from kaganek.learning.queries import bank as queries
from kaganek.learning.services.bank import categories, questions
from kaganek.learning.services.bank.wording import Placed, Wording
from kaganek.learning.tests.factories import IN_PARTS, KINDS

NOW = timezone.now()
BANKS = {"ewa": None, "henryk": "zalesie"}
SEES = {"ewa": {"programu"}, "filip": {"programu"}, "dorota": {"programu"}, "henryk": {"Zalesia"}}
SEES |= {"irena": {"programu", "Zalesia"}, "grazyna": {"programu", "Zalesia"}}


def worded(text: str = "Ile dni?", **values: object) -> Wording:
    return Wording(**{"kind": "truefalse", "text": text, "payload": {"answer": True}} | values)


def put(seat, *wordings: Wording, category: BankCategory | None = None) -> list[BankQuestion]:
    placed = [Placed(one, category_id=category.pk if category else None) for one in wordings]
    office = questions.library_of(seat)
    return questions.add_questions(placed, office_id=office, by=seat, at=NOW)


@pytest.fixture
def two_banks(cast: Cast) -> None:
    for login, words in (("ewa", "programu"), ("henryk", "Zalesia")):
        with seated(cast.seat(login)):
            category = categories.make_category(
                f"Kategoria {words}", parent=None, office_id=questions.library_of(cast.seat(login)),
                by=cast.seat(login),
            )  # fmt: skip
            put(cast.seat(login), worded(f"Pytanie {words}"), category=category)


@pytest.mark.rule("L-60")
@pytest.mark.parametrize("login", ["anna", "bogdan", "celina", "cezary", "daniel", *SEES])
def test_whose_bank_a_seat_reads(cast: Cast, two_banks: None, login: str) -> None:
    wanted = SEES.get(
        login, {"programu"} if login == "daniel" else {"Zalesia"} if login == "bogdan" else set()
    )
    with seated(cast.seat(login)):
        for model in (BankVersion.objects, BankVersion.policed):
            try:
                with transaction.atomic():
                    seen = {one.text.removeprefix("Pytanie ") for one in model.all()}
            except DatabaseError:  # no right at all
                seen = set()
            assert seen == wanted


def test_nobody_writes_into_anothers_bank(cast: Cast, two_banks: None) -> None:
    for login, office in (("henryk", None), ("ewa", cast.zalesie.pk), ("dorota", None)):
        with seated(cast.seat(login)), pytest.raises(DatabaseError), transaction.atomic():
            questions.add_questions([Placed(worded())], office_id=office, by=cast.seat(login), at=NOW)


def test_a_question_is_kept_with_its_first_version_and_the_log(cast: Cast) -> None:
    ewa = cast.seat("ewa")
    with seated(ewa):
        (made,) = put(ewa, worded("Ile dni ma urząd na odpowiedź?", points=Decimal(2), explanation="30 dni."))
    with seated(SYSTEM):
        version = BankQuestion.objects.select_related("current").get(pk=made.pk).current
        assert (version.number, version.name, version.points) == (1, "Ile dni ma urząd na odpowiedź?", 2)
        assert (version.made_by, version.signed) == (ewa.person_id, "Ewa Pióro")
        assert AuditEntry.objects.filter(
            deed="learning.add_bank_question", about=f"learning.bankquestion:{made.pk}"
        ).exists()


@pytest.mark.rule("L-61")
def test_a_changed_question_gets_a_version_and_the_old_one_stays(cast: Cast) -> None:
    henryk = cast.seat("henryk")
    with seated(henryk):
        (made,) = put(henryk, worded("Stare słowa?"))
        old = BankVersion.objects.get(question=made)
        new = questions.reword_question(made.pk, worded("Nowe słowa?"), note="jaśniej", by=henryk, at=NOW)
        same = questions.reword_question(made.pk, worded("Nowe słowa?"), by=henryk, at=NOW)

        assert (new.number, new.note, new.signed, same.pk) == (2, "jaśniej", "Henryk Sowa", new.pk)
        assert BankVersion.objects.get(pk=old.pk).text == "Stare słowa?"
        with pytest.raises(DatabaseError), transaction.atomic():
            BankVersion.objects.filter(pk=old.pk).update(text="Inne")
        back = questions.restore_version(made.pk, 1, by=henryk, at=NOW)
        assert (back.number, back.text) == (3, "Stare słowa?")


def test_two_questions_of_a_bank_never_become_the_same(cast: Cast) -> None:
    ewa = cast.seat("ewa")
    with seated(ewa):
        first, second = put(ewa, worded("A?"), worded("B?"))
        with pytest.raises(questions.AlreadyInBank) as caught:
            questions.reword_question(second.pk, worded("A?"), by=ewa, at=NOW)
        assert caught.value.question_id == first.pk


def test_the_digest_tells_words_apart_and_not_names() -> None:
    kinds = [Wording(kind, "Treść", payload) for kind, payload in (*KINDS, *IN_PARTS)]
    assert len({one.digest for one in kinds}) == len(kinds)
    assert worded("A", name="x").digest == worded("A", name="y", points=Decimal("1.00")).digest


def test_adding_costs_the_same_for_one_and_for_three(cast: Cast, django_assert_num_queries) -> None:
    ewa = cast.seat("ewa")
    with seated(ewa):
        put(ewa, worded("zapowiedź"))
        with django_assert_num_queries(11):
            put(ewa, worded("1"))
        with django_assert_num_queries(11):
            put(ewa, worded("2"), worded("3"), worded("4"))


def test_questions_are_moved_tagged_retired_and_brought_back(cast: Cast) -> None:
    ewa = cast.seat("ewa")
    with seated(ewa):
        category = categories.make_category("RODO", parent=None, office_id=None, by=ewa)
        ids = [one.pk for one in put(ewa, worded("1"), worded("2"))]
        for _ in range(2):  # safe to send twice
            questions.move_questions(ids, category, by=ewa)
            questions.tag_questions(ids, "egzamin", by=ewa)
            questions.retire_questions(ids[:1], by=ewa, at=NOW)
        held = BankQuestion.objects.order_by("pk").values_list("category", "tags", "retired_at")
        assert list(held) == [(category.pk, ["egzamin"], NOW), (category.pk, ["egzamin"], None)]
        assert [one.pk for one in queries.questions_to_draw([category.pk], office_id=None)] == ids[1:]
        assert questions.bring_back_questions(ids, by=ewa) == 1


def test_a_tree_of_categories(cast: Cast) -> None:
    ewa = cast.seat("ewa")
    with seated(ewa):
        found = categories.ensure_paths(
            [("Prawo", "KPA"), ("Prawo", "RODO")], under=None, office_id=None, by=ewa
        )
        again = categories.ensure_paths([("Prawo", "KPA")], under=None, office_id=None, by=ewa)
        assert again[("Prawo", "KPA")] == found[("Prawo", "KPA")]
        assert [one.label for one in queries.shelves(None)] == ["Prawo", "Prawo › KPA", "Prawo › RODO"]
        prawo = BankCategory.objects.get(name="Prawo")
        with pytest.raises(categories.NameTaken):
            categories.make_category("KPA", parent=prawo, office_id=None, by=ewa)
        with pytest.raises(categories.WithinItself):
            categories.change_category(
                prawo.pk, name="Prawo", parent=BankCategory.objects.get(name="KPA"), by=ewa
            )
        with pytest.raises(categories.TooDeep):
            categories.ensure_paths([tuple("abcdefghijk")], under=None, office_id=None, by=ewa)


def test_a_merged_category_leaves_its_questions_and_what_is_below(cast: Cast) -> None:
    ewa = cast.seat("ewa")
    with seated(ewa):
        found = categories.ensure_paths(
            [("Stare", "KPA"), ("Stare", "Inne"), ("Nowe", "KPA")], under=None, office_id=None, by=ewa
        )
        old, new = BankCategory.objects.get(name="Stare"), BankCategory.objects.get(name="Nowe")
        put(ewa, worded("w starych"), category=old)
        put(ewa, worded("w KPA"), category=BankCategory.objects.get(pk=found[("Stare", "KPA")]))
        assert categories.merge_category(old.pk, into=new, by=ewa) == 2
        assert [one.label for one in queries.shelves(None)] == ["Nowe", "Nowe › Inne", "Nowe › KPA"]
        where = dict(BankQuestion.objects.values_list("current__text", "category__name"))
        assert where == {"w starych": "Nowe", "w KPA": "KPA"}
