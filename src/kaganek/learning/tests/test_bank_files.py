"""Files of questions: judged, confirmed, taken once; and a bank written as a file."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import BankCategory, BankImport, BankImportLine, BankQuestion
from kaganek.learning.services.bank import files, imports
from kaganek.learning.services.bank.wording import wording_of
from kaganek.learning.terms import LineVerdict
from kaganek.lib.questions import Format, kind_name, write_questions
from kaganek.lib.questions.model import Kind
from kaganek.lib.tests.making_questions import Maker
from kaganek.questionnaires.terms import QuestionKind

NOW = timezone.now()
GIFT = """$CATEGORY: $course$/top/Prawo/KPA

::Termin:: Ile dni ma urząd na załatwienie zwykłej sprawy? {~14 =30 ~90}

::Jawność:: Informacja publiczna jest jawna.{T}

::Skrót:: Jak nazywa się BIP w całości? {=Biuletyn Informacji Publicznej}
"""
ONE_BAD = GIFT + "\n::Złe:: Nic nie jest dobre {~a ~b}\n"


def open_file(
    cast: Cast, login: str, text: str | bytes, fmt: Format = Format.GIFT, **values: object
) -> BankImport:
    seat = cast.seat(login)
    data = text.encode("cp1250") if isinstance(text, str) else text
    pieces = [data[:50], data[50:]]
    imports.open_import(pieces, file_name="pytania.gift", fmt=fmt, category=None, by=seat, at=NOW, **values)
    draft = BankImport.objects.latest("pk")
    return imports.judge_import(draft.pk, by=seat)


def bank(office_id: int | None) -> list[tuple]:
    """What a bank holds, without its ids."""
    from kaganek.learning.queries.bank import paths_of

    paths = paths_of(BankCategory.objects.filter(office=office_id))
    rows = BankQuestion.objects.filter(office=office_id).select_related("current").order_by("pk")
    return [
        (wording_of(one.current), paths.get(one.category_id), tuple(one.tags), one.external_id)
        for one in rows
    ]


@pytest.mark.rule("L-63")
@pytest.mark.parametrize("login", ["ewa", "henryk"])
def test_a_file_changes_nothing_until_it_is_confirmed(cast: Cast, login: str) -> None:
    seat = cast.seat(login)
    with seated(seat):
        draft = open_file(cast, login, GIFT)
        assert (draft.state, bytes(draft.data), draft.facts["encoding"]) == ("open", b"", "windows-1250")
        assert not BankQuestion.objects.exists()
        assert not BankCategory.objects.exists()
        imports.ask_to_take(draft, skip_refused=False, by=seat, at=NOW)
        assert imports.take_import(draft.pk, by=seat, at=NOW) == 3
        assert imports.take_import(draft.pk, by=seat, at=NOW) == 3  # sent twice
        held = bank(seat.offices[0] if seat.offices else None)
    assert [(one.name, path) for one, path, _, _ in held] == [
        (name, ("Prawo", "KPA")) for name in ("Termin", "Jawność", "Skrót")
    ]


@pytest.mark.rule("L-63")
def test_one_bad_question_holds_the_others_until_the_author_says_so(cast: Cast) -> None:
    ewa = cast.seat("ewa")
    with seated(ewa):
        draft = open_file(cast, "ewa", ONE_BAD)
        bad = BankImportLine.objects.get(verdict=LineVerdict.REFUSED)
        assert (bad.name, bad.line, bad.words) == ("Złe", 9, None)
        assert bad.reasons[0].startswith("Żadna odpowiedź nie daje pełnych punktów.")
        with pytest.raises(imports.HasRefused):
            imports.ask_to_take(draft, skip_refused=False, by=ewa, at=NOW)
        assert not BankQuestion.objects.exists()
        imports.ask_to_take(draft, skip_refused=True, by=ewa, at=NOW)
        assert imports.take_import(draft.pk, by=ewa, at=NOW) == 3


@pytest.mark.rule("L-62")
def test_the_report_of_a_file_speaks_as_the_bank_does(client, cast: Cast) -> None:
    with seated(cast.seat("ewa")):
        draft = open_file(cast, "ewa", GIFT.encode())
    client.force_login(cast.account("ewa"))

    page = client.get(reverse("learning:bank_import", args=[draft.pk])).content.decode()

    names = {kind_name(kind.value) for kind in Kind} - {"opis bez pytania"}
    assert names == set(QuestionKind.labels)
    assert {"jedna odpowiedź", "krótki tekst"} <= {one for one in QuestionKind.labels if one in page}
    assert "kodowanie znaków: UTF-8" in page


def test_the_same_file_twice_makes_no_doubles_and_says_so(cast: Cast) -> None:
    ewa = cast.seat("ewa")
    with seated(ewa):
        imports.take_import(open_file(cast, "ewa", GIFT).pk, by=ewa, at=NOW)
        second = open_file(cast, "ewa", GIFT + "\nNowe pytanie? {T}\n\nNowe pytanie? {T}\n")
        told = list(second.lines.order_by("number").values_list("verdict", flat=True))
        assert told == ["known", "known", "known", "taken", "known"]
        assert second.lines.get(number=1).reasons[0].startswith("To samo pytanie jest już w banku (nr ")
        assert second.lines.get(number=5).reasons == ["To samo pytanie jest w tym pliku wcześniej (nr 4)."]
        assert imports.take_import(second.pk, by=ewa, at=NOW) == 1
        assert BankQuestion.objects.count() == 4


@pytest.mark.rule("L-62")
def test_two_files_judged_at_once_do_not_double_what_both_bring(cast: Cast) -> None:
    ewa = cast.seat("ewa")
    with seated(ewa):
        first, second = open_file(cast, "ewa", GIFT), open_file(cast, "ewa", GIFT)
        assert imports.take_import(first.pk, by=ewa, at=NOW) == 3
        assert imports.take_import(second.pk, by=ewa, at=NOW) == 0


def test_the_same_words_in_another_office_are_another_question(cast: Cast) -> None:
    for login in ("ewa", "henryk"):
        with seated(cast.seat(login)):
            draft = open_file(cast, login, GIFT)
            assert draft.facts["counts"][LineVerdict.KNOWN] == 0
            assert imports.take_import(draft.pk, by=cast.seat(login), at=NOW) == 3


def test_a_file_that_is_none_is_refused_with_the_way_out(cast: Cast) -> None:
    with seated(cast.seat("ewa")):
        draft = open_file(cast, "ewa", b"%PDF-1.4 \x00\x01", Format.MOODLE_XML)
        assert draft.state == BankImport.State.REFUSED
        assert draft.facts["reason"].startswith("To jest plik PDF, a nie plik z pytaniami.")
        assert not draft.lines.exists()


def test_a_file_is_its_authors_alone(cast: Cast) -> None:
    with seated(cast.seat("henryk")):
        draft = open_file(cast, "henryk", GIFT)
    for login in ("ewa", "janina", "dorota", "celina"):
        with seated(cast.seat(login)):
            assert not BankImport.objects.filter(pk=draft.pk).exists()
            assert not BankImportLine.objects.exists()


@pytest.mark.rule("L-64")
@pytest.mark.parametrize("fmt", list(Format))
def test_through_the_database_import_export_import_is_equal(cast: Cast, fmt: Format) -> None:
    made = [
        question
        for seed in range(6)
        for kind in range(10)
        for question in [Maker(seed).question(kind)]
    ]  # fmt: skip
    data = write_questions(made, format=fmt).data
    with seated(SYSTEM):
        judged = files.judge_file(data, fmt=fmt, office_id=None)
        first = files.take_lines(judged.lines, under=None, office_id=None, by=SYSTEM, at=NOW, note="")
        rows = BankQuestion.objects.filter(office=None).select_related("current").order_by("pk")
        written = files.write_bank(rows, fmt=fmt, by=SYSTEM)
        again = files.judge_file(written.data, fmt=fmt, office_id=cast.borki.pk)
        files.take_lines(again.lines, under=None, office_id=cast.borki.pk, by=SYSTEM, at=NOW, note="")
        assert len(first) > 30
        assert bank(cast.borki.pk) == bank(None)
        assert files.judge_file(written.data, fmt=fmt, office_id=None).counts[LineVerdict.KNOWN] == len(first)


def test_taking_costs_the_same_for_three_and_for_sixty(cast: Cast, django_assert_max_num_queries) -> None:
    few = "\n\n".join(f"Pytanie {n}? {{T}}" for n in range(3))
    many = "\n\n".join(f"Inne {n}? {{T}}" for n in range(60))
    with seated(SYSTEM):
        for text in (few, many):
            judged = files.judge_file(text.encode(), fmt=Format.GIFT, office_id=None)
            with django_assert_max_num_queries(14):
                files.take_lines(judged.lines, under=None, office_id=None, by=SYSTEM, at=NOW, note="")
