"""A form is built, published, agreed on, copied; conditions are chosen from lists; kinds are put on the shelf."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from kaganek.core.seats import SYSTEM, seated
from kaganek.lib.expr import ExprFault, parse
from kaganek.questionnaires.models import Form, FormQuestion, FormSection, FormVersion, PrivacyNotice
from kaganek.questionnaires.queries.drafts import draft_of
from kaganek.questionnaires.queries.public import form_address
from kaganek.questionnaires.rules.definition import Asked, Definition
from kaganek.questionnaires.rules.kinds import Given, kinds
from kaganek.questionnaires.rules.walking import fault
from kaganek.questionnaires.services import building, conditions, publishing
from kaganek.questionnaires.services.building import Settings
from kaganek.questionnaires.terms import FormState
from kaganek.questionnaires.tests.factories import AT, NOTICE, YES_NO, make_form, make_report, question
from kaganek.questionnaires.tests.pages import text_of


@pytest.fixture
def keeper(cast):
    return cast.seat("henryk")


@pytest.fixture
def henryk(cast) -> Client:
    client = Client()
    client.force_login(cast.account("henryk"))
    # he supervises too; here he works as the administrator
    seat = cast.seat("henryk")
    client.post(reverse("people:switch_seat"), {"seat": seat.membership_id})
    return client


def codes(form: Form) -> list[str]:
    return [one.code for one in draft_of(form).questions()]


def codes_of(form: Form) -> list[str]:
    with seated(SYSTEM):
        return codes(form)


class TestDraft:
    def test_questions_move_and_pass_into_the_next_section(self, keeper) -> None:
        form = make_form(keeper, *(question("short", str(n)) for n in range(3)))
        with seated(keeper):
            second = building.add_section(form.pk, title="Dwa", intro="", by=keeper, at=AT)
            pks = dict(FormQuestion.objects.filter(form=form).values_list("code", "pk"))
            building.move_question(pks["p1"], down=True, by=keeper, at=AT)
            assert codes(form) == ["p2", "p1", "p3"]
            building.move_question(pks["p3"], down=True, by=keeper, at=AT)
            assert [[one.code for one in s.questions] for s in draft_of(form).sections] == [
                ["p2", "p1"],
                ["p3"],
            ]
            building.move_question(pks["p3"], down=True, by=keeper, at=AT)  # the end: nothing happens
            building.move_section(second.pk, down=False, by=keeper, at=AT)
            assert codes(form) == ["p3", "p2", "p1"]

    def test_what_is_sent_twice_is_added_once(self, keeper) -> None:
        form = make_form(keeper, question("short", "Raz"))
        with seated(keeper):
            section = FormSection.objects.get(form=form)
            for words in (question("short", "Dwa"), question("short", "Dwa"), question("short", "Raz")):
                building.add_question(section.pk, words, by=keeper, at=AT)
            for title in ("Druga", "Druga", "Trzecia"):
                building.add_section(form.pk, title=title, intro="", by=keeper, at=AT)
            copies = {building.copy_form(form.pk, by=keeper, at=AT).pk for _ in range(2)}
            later = building.copy_form(form.pk, by=keeper, at=AT + timedelta(hours=1))
            titles = list(
                FormQuestion.objects.filter(form=form).order_by("code").values_list("text", flat=True)
            )
            assert titles == ["Raz", "Dwa", "Raz"]
            assert FormSection.objects.filter(form=form).count() == 3
            assert len(copies | {later.pk}) == 2

    def test_the_same_words_of_another_part_are_added(self, keeper) -> None:
        """A second empty section, the same question for another condition, a form set otherwise, a copy of another."""
        form = make_form(keeper, question("single", "Raz", payload=YES_NO))
        with seated(keeper):
            first = FormSection.objects.get(form=form)
            empty = building.make_form(Settings(title="Pusty"), by=keeper, at=AT)
            building.add_section(empty.pk, title="", intro="", by=keeper, at=AT)
            assert FormSection.objects.filter(form=empty).count() == 2
            for hours in (1, 2):
                at = AT + timedelta(hours=hours)
                section = building.add_section(form.pk, title="Druga", intro="", by=keeper, at=at)
                building.add_question(section.pk, question("short", "Gdzie?"), by=keeper, at=at)
            assert FormSection.objects.filter(form=form).count() == 3
            why = question("short", "Dlaczego?")
            for hours in (3, 4, 4):
                asked = building.add_question(first.pk, why, by=keeper, at=AT + timedelta(hours=hours))
            assert asked.code == "p5"
            conditions.add_condition(asked, parse('p1 = "2"'), by=keeper, at=AT + timedelta(hours=4))
            assert building.add_question(first.pk, why, by=keeper, at=AT + timedelta(hours=4)).code == "p6"

            given = Settings(title="Ankieta", intro="Raz")
            made = building.make_form(given, by=keeper, at=AT)
            assert building.make_form(given, by=keeper, at=AT) == made
            with pytest.raises(building.AddressTaken):
                building.make_form(replace(given, intro="Dwa"), by=keeper, at=AT)
            other = building.make_form(Settings(title="Ankieta", slug="inna"), by=keeper, at=AT)
            copies = [building.copy_form(one.pk, by=keeper, at=AT) for one in (made, other)]
            building.change_form(
                copies[0].pk,
                Settings(title="Ankieta (kopia)", slug="c"),
                by=keeper,
                at=AT + timedelta(seconds=9),
            )
            copies.append(building.copy_form(made.pk, by=keeper, at=AT))
            assert len({one.pk for one in copies}) == 3

    def test_a_code_is_never_given_twice(self, keeper) -> None:
        form = make_form(keeper, question("short", "Raz"), question("short", "Dwa"))
        with seated(keeper):
            section = FormSection.objects.get(form=form)
            building.drop_question(FormQuestion.objects.get(form=form, code="p2").pk, by=keeper, at=AT)
            made = building.add_question(section.pk, question("short", "Trzy"), by=keeper, at=AT)
            assert made.code == "p3"

    @pytest.mark.rule("Q-03")
    def test_what_a_condition_asks_about_stays(self, keeper) -> None:
        form = make_report(keeper, publish=False)
        with seated(keeper):
            first = FormQuestion.objects.get(form=form, code="p1")
            with pytest.raises(building.InUse) as used:
                building.drop_question(first.pk, by=keeper, at=AT)
            assert used.value.codes == ["p2"]
            building.drop_question(FormQuestion.objects.get(form=form, code="p2").pk, by=keeper, at=AT)
            building.drop_question(first.pk, by=keeper, at=AT)
            assert codes(form) == ["p3"]

    @pytest.mark.rule("Q-03")
    def test_a_condition_asks_only_of_what_stands_before(self, keeper) -> None:
        form = make_form(keeper, question("single", "Raz", payload=YES_NO), question("short", "Dwa"))
        with seated(keeper):
            first, second = FormQuestion.objects.filter(form=form).order_by("position")
            with pytest.raises(ExprFault, match="nie ma odpowiedzi „p2”"):
                conditions.add_condition(first, parse("p2 jest wypełnione"), by=keeper, at=AT)
            conditions.add_condition(second, parse('p1 = "2"'), by=keeper, at=AT)
            conditions.add_condition(second, parse('p1 = "1"'), by=keeper, at=AT)
            conditions.join_conditions(second, any_of=True, by=keeper, at=AT)
            assert FormQuestion.objects.get(pk=second.pk).shown_if == 'p1 = "2" lub p1 = "1"'
            conditions.drop_condition(second, 0, by=keeper, at=AT)
            assert FormQuestion.objects.get(pk=second.pk).shown_if == 'p1 = "1"'
            building.move_question(second.pk, down=False, by=keeper, at=AT)
            (obstacle,) = publishing.faults_of(form)
            assert obstacle.code == "p2"
            assert obstacle.words.startswith("Warunek pokazywania pyta o „Raz”, a to stoi teraz niżej.")

    def test_a_copy_has_everything_but_the_responses(self, keeper) -> None:
        form = make_report(keeper)
        with seated(keeper):
            made = building.copy_form(form.pk, by=keeper, at=AT)
            assert (made.state, made.current, made.slug) == (FormState.DRAFT, None, "zgloszenie-usterki-2")
            assert replace(draft_of(made), title=form.title) == draft_of(form)
            assert publishing.faults_of(made) == []

    def test_two_forms_of_one_owner_have_two_addresses(self, cast, keeper) -> None:
        make_form(keeper, title="Zgłoszenie")
        with seated(keeper), pytest.raises(building.AddressTaken):
            building.make_form(building.Settings(title="Zgloszenie"), by=keeper, at=AT)
        assert make_form(cast.seat("ewa"), title="Zgłoszenie").slug == "zgloszenie"  # the programme's own


class TestPublishing:
    @pytest.mark.rule("Q-07")
    def test_personal_data_ask_for_a_notice(self, keeper) -> None:
        form = make_form(keeper, question("email", "E-mail"))
        with seated(keeper):
            with pytest.raises(publishing.NotReady) as refused:
                publishing.publish(form.pk, by=keeper, at=AT)
            assert "klauzuli informacyjnej" in refused.value.obstacles[0].words
            building.say_notice(form.pk, NOTICE, by=keeper, at=AT)
            assert publishing.publish(form.pk, by=keeper, at=AT).state == FormState.OPEN

    @pytest.mark.rule("Q-07")
    def test_an_empty_form_and_an_empty_part_are_not_published(self, keeper) -> None:
        form = make_form(keeper)
        with seated(keeper):
            assert [one.words[:32] for one in publishing.faults_of(form)] == [
                "Formularz nie ma jeszcze żadnego", "Ta część jest pusta. Dodaj do ni",
            ]  # fmt: skip

    @pytest.mark.rule("Q-05")
    def test_a_version_never_changes_and_no_change_makes_none(self, keeper) -> None:
        form = make_report(keeper)
        with seated(keeper):
            first = FormVersion.objects.get(form=form)
            building.say_notice(form.pk, NOTICE | {"purpose": "Inny cel."}, by=keeper, at=AT)
            publishing.publish(form.pk, by=keeper, at=AT)
            publishing.close(form.pk, by=keeper, at=AT)
            publishing.publish(form.pk, by=keeper, at=AT)  # opened as it was
            numbers = list(
                FormVersion.objects.filter(form=form)
                .order_by("number")
                .values_list("number", "notice__number")
            )
            assert numbers == [(1, 1), (2, 2)]
            assert FormVersion.objects.get(pk=first.pk).definition == first.definition
            assert PrivacyNotice.objects.get(form=form, number=1).purpose == NOTICE["purpose"]
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                FormVersion.objects.filter(pk=first.pk).update(note="inaczej")

    @pytest.mark.rule("Q-08")
    def test_where_the_supplier_must_agree_a_form_waits(self, cast, keeper, settings) -> None:
        settings.FORMS_NEED_AGREEMENT = True
        form = make_report(keeper)
        grazyna = cast.seat("grazyna")
        assert (form.state, form.current) == (FormState.WAITING, None)
        with seated(keeper), pytest.raises(building.FormWaits):
            building.change_form(form.pk, building.Settings(title="Inny"), by=keeper, at=AT)
        with seated(grazyna):
            back = publishing.send_back(form.pk, "Popraw tytuł.", by=grazyna, at=AT)
            assert (back.state, back.remark) == (FormState.DRAFT, "Popraw tytuł.")
            with pytest.raises(publishing.NotWaiting):
                publishing.agree(form.pk, by=grazyna, at=AT)
        with seated(keeper):
            publishing.publish(form.pk, by=keeper, at=AT)
        with seated(grazyna):
            assert publishing.agree(form.pk, by=grazyna, at=AT).state == FormState.OPEN
        programme = make_form(cast.seat("ewa"), question("short", "Co?"))
        with seated(cast.seat("ewa")):  # the programme's own form asks nobody
            assert publishing.publish(programme.pk, by=cast.seat("ewa"), at=AT).state == FormState.OPEN

    @pytest.mark.rule("Q-08")
    def test_the_supplier_switches_agreement_in_the_browser(self, cast, settings) -> None:
        supplier, page = Client(), reverse("questionnaires:waiting")
        supplier.force_login(cast.account("grazyna"))
        keeper = cast.seat("henryk")
        settings.FORMS_NEED_AGREEMENT = True  # holds until the supplier chooses
        assert "Formularze urzędów czekają na Twoją zgodę." in text_of(supplier.get(page))
        said = text_of(supplier.post(page, {}, follow=True))
        assert "Od teraz urzędy publikują formularze bez pytania o zgodę." in said
        assert "Wymagaj zgody" in said
        assert make_report(keeper).state == FormState.OPEN
        for _ in range(2):
            supplier.post(page, {"potrzebna": "1"})
        settings.FORMS_NEED_AGREEMENT = False
        waits = make_report(keeper, title="Druga usterka")
        assert waits.state == FormState.WAITING
        shown = text_of(supplier.get(page))
        assert "Formularze urzędów czekają na Twoją zgodę." in shown
        assert "Druga usterka" in shown
        for name in ("henryk", "dorota", "bogdan"):
            other = Client()
            other.force_login(cast.account(name))
            assert other.post(page, {}).status_code == 403
            with seated(cast.seat(name)), pytest.raises(DatabaseError, match="permission denied"):
                publishing.ask_for_agreement(needed=False, by=cast.seat(name), at=AT)

    def test_an_open_form_without_a_version_is_impossible(self, keeper) -> None:
        form = make_form(keeper)
        with seated(keeper), pytest.raises(IntegrityError), transaction.atomic():
            Form.objects.filter(pk=form.pk).update(state=FormState.OPEN)


class TestPages:
    def test_kinds_stand_by_how_often_they_are_needed(self, henryk: Client, keeper) -> None:
        form = make_report(keeper)
        with seated(keeper):
            section = FormSection.objects.get(form=form)
        page = henryk.get(reverse("questionnaires:question_kinds", args=[section.pk]))
        listed = [kind.label for _, kind in page.context["kinds"]]
        assert listed[:4] == ["krótki tekst", "długi tekst", "jedna odpowiedź", "kilka odpowiedzi"]
        assert sorted(listed) == sorted(kind.label for _, kind in kinds)

    def test_the_page_of_a_form_has_its_whole_address(self, henryk: Client, keeper, settings) -> None:
        form = make_report(keeper)
        page = text_of(henryk.get(reverse("questionnaires:form", args=[form.pk])))
        assert f">{settings.BASE_URL}{form_address(form)}</a>" in page

    def test_a_condition_that_asks_of_what_stands_lower_still_names_it(self, henryk: Client, keeper) -> None:
        form = make_report(keeper)
        with seated(keeper):
            second = FormQuestion.objects.get(form=form, code="p2")
            building.move_question(second.pk, down=False, by=keeper, at=AT)
        page = text_of(henryk.get(reverse("questionnaires:conditions", args=["pytanie", second.pk])))
        assert "na pytanie „Co zgłaszasz?” odpowiedź to „Dziura w drodze”" in page

    def test_removing_asks_first_and_twice_is_once(self, henryk: Client, keeper) -> None:
        form = make_report(keeper)
        page = reverse("questionnaires:form", args=[form.pk])
        with seated(SYSTEM):
            pks = dict(FormQuestion.objects.filter(form=form).values_list("code", "pk"))
            section = FormSection.objects.get(form=form)

        def drop(name: str, pk: int, **sure: str) -> Any:
            return henryk.post(reverse(f"questionnaires:{name}", args=[pk]), sure)

        used = drop("question_drop", pks["p1"])  # nothing to be sure of: another question hangs on it
        assert used.headers["Location"] == f"{page}#p1"
        assert "czy pokazujemy: „Gdzie jest dziura?”" in text_of(henryk.get(page))
        asked = drop("question_drop", pks["p3"])
        assert "Usunąć to pytanie?" in text_of(asked)
        assert "Twój e-mail" in text_of(asked)
        assert codes_of(form) == ["p1", "p2", "p3"]
        sure = dict(asked.context["deed"].fields) | {"confirmed": "1"}
        assert drop("question_drop", pks["p3"], **sure).headers["Location"] == f"{page}#{section.code}"
        assert drop("question_drop", pks["p3"], **sure).headers["Location"] == page
        assert codes_of(form) == ["p1", "p2"]
        whole = drop("section_drop", section.pk)
        assert "Usunąć tę część i 2 pytania?" in text_of(whole)
        for _ in range(2):
            assert drop("section_drop", section.pk, **sure).headers["Location"] == page
        assert codes_of(form) == []
        assert drop("section_drop", section.pk, confirmed="1", formularz="0").status_code == 404

    def test_an_administrator_builds_and_publishes_by_pages(self, henryk: Client, cast) -> None:
        made = henryk.post(
            reverse("questionnaires:form_add"), {"title": "Zapisy na wycieczkę", "retention_days": "30"}
        )
        address = made.headers["Location"]
        with seated(SYSTEM):
            form = Form.objects.get(office=cast.zalesie)
            section = FormSection.objects.get(form=form)
        assert address == reverse("questionnaires:form", args=[form.pk])

        wrong = henryk.post(
            reverse("questionnaires:question_add", args=[section.pk, "single"]),
            {"text": "Termin?", "r-lines": "sobota"},
        )
        assert wrong.status_code == 422
        assert "co najmniej 2" in wrong.content.decode()
        twice = henryk.post(
            reverse("questionnaires:question_add", args=[section.pk, "single"]),
            {"text": "Termin?", "r-lines": "sobota\nniedziela\nsobota "},
        )
        assert twice.status_code == 422
        assert "Więcej niż raz jest tu: „sobota”." in twice.content.decode()
        henryk.post(
            reverse("questionnaires:question_add", args=[section.pk, "single"]),
            {"text": "Termin?", "r-lines": "sobota\nniedziela", "required": "on"},
        )
        henryk.post(
            reverse("questionnaires:question_add", args=[section.pk, "short"]), {"text": "Skąd jedziesz?"}
        )
        with seated(SYSTEM):
            second = FormQuestion.objects.get(form=form, code="p2")
        where = reverse("questionnaires:conditions", args=["pytanie", second.pk])
        assert "Termin?" in henryk.get(where).content.decode()
        assert "sobota" in henryk.get(f"{where}?pytanie=p1").content.decode()
        henryk.post(where, {"pytanie": "p1", "op": "=", "value": "2", "act": "dodaj"})
        page = henryk.get(address).content.decode()
        assert "na pytanie „Termin?” odpowiedź to „niedziela”" in page
        assert henryk.get(reverse("questionnaires:preview", args=[form.pk])).status_code == 200

        henryk.post(reverse("questionnaires:publish", args=[form.pk]), {"note": ""})
        with seated(SYSTEM):
            form.refresh_from_db()
            assert (form.state, form.retention_days) == (FormState.OPEN, 30)
        assert Client().get(form_address(form)).status_code == 200

    @pytest.mark.parametrize(
        ("who", "status"),
        [("henryk", 200), ("janina", 200), ("anna", 403), ("bogdan", 403), ("celina", 403), ("dorota", 404),
         ("ewa", 404), ("filip", 403), ("irena", 403), ("grazyna", 403)],
    )  # fmt: skip
    @pytest.mark.rule("Q-17")
    def test_only_its_own_office_meets_a_form(
        self, client, cast, keeper, henryk, who: str, status: int
    ) -> None:
        form = make_report(keeper)
        if who != "henryk":
            client.force_login(cast.account(who))
        else:
            client = henryk

        assert client.get(reverse("questionnaires:form", args=[form.pk])).status_code == status

    @pytest.mark.rule("Q-17")
    def test_another_offices_administrator_meets_nothing(self, client, cast, keeper) -> None:
        other = replace(keeper, offices=(cast.borki.pk,))
        form = make_report(keeper)
        with seated(other):
            assert not Form.objects.exists()
            assert not FormQuestion.objects.exists()
            with pytest.raises(Form.DoesNotExist):
                publishing.close(form.pk, by=other, at=AT)

    def test_a_title_of_markup_is_only_words(self, henryk: Client, keeper) -> None:
        form = make_report(keeper, title="<script>alert(1)</script>")

        for name in ("form", "preview", "publish", "versions"):
            page = henryk.get(reverse(f"questionnaires:{name}", args=[form.pk])).content.decode()
            assert "<script>alert" not in page
        assert "<script>alert" not in Client().get(form_address(form)).content.decode()


# Kinds


@pytest.mark.parametrize(
    ("kind", "payload", "given", "response", "words"),
    [
        ("short", {}, "  tu  ", "tu", ""),
        ("number", {"least": "1", "most": "10"}, "12", "12", "nie większą niż 10"),
        ("number", {}, "1,5", "1.5", "całkowitą"),
        ("number", {"places": 2}, "1 200,50", "1200.50", ""),
        ("number", {}, "dwa", "dwa", "wpisz liczbę"),
        ("date", {}, "1.2.2026", "2026-02-01", ""),
        ("date", {}, "31.02.2026", "31.02.2026", "wpisz datę"),
        ("date", {"first": "2026-06-01"}, "01.05.2026", "2026-05-01", "nie wcześniejszą niż 01.06.2026"),
        ("email", {}, "anna@poczta.example", "anna@poczta.example", ""),
        ("email", {}, "anna", "anna", "adres e-mail"),
        ("phone", {}, "600 100-200", "600100200", ""),
        ("phone", {}, "+48 600 100 200", "+48600100200", ""),
        ("phone", {}, "123", "123", "co najmniej 9 cyfr"),
        ("truefalse", {}, "tak", True, ""),
        ("truefalse", {}, "może", "może", "„tak” albo „nie”"),
        ("consent", {}, "tak", True, ""),
        ("consent", {}, "1", None, "Zaznacz pole"),
        ("single", YES_NO, "1", "1", ""),
        ("single", YES_NO, "3", "3", "z listy"),
        ("essay", {"most": 5}, "sześć znaków", "sześć znaków", "najwyżej 5"),
    ],
)  # fmt: skip
@pytest.mark.rule("Q-04")
def test_answers_are_read_and_judged(
    kind: str, payload: dict[str, Any], given: str, response: object, words: str
) -> None:
    one = kinds.get(kind)
    read = one.read(payload, Given([given]))
    asked = draft_question(kind, payload)

    assert read == response
    assert words in fault(asked, read)
    assert bool(fault(asked, read)) is bool(words)


@pytest.mark.parametrize(
    ("kind", "payload", "given", "words"),
    [
        ("multiple", {**YES_NO, "least": 2}, Given(["1"]), "co najmniej"),
        ("multiple", {**YES_NO, "most": 1}, Given(["1", "2"]), "najwyżej"),
        ("multiple", YES_NO, Given(["1", "9"]), "z listy"),
        ("ordering", {"items": YES_NO["options"]}, Given(parts={"1": "1", "2": "1"}), "inne miejsce"),
        ("ordering", {"items": YES_NO["options"]}, Given(parts={"1": "2", "2": "1"}), ""),
        ("matrix", {"rows": YES_NO["options"], "columns": YES_NO["options"]}, Given(parts={"1": "2"}), "Dziura w drodze"),
        ("matrix", {"rows": YES_NO["options"], "columns": YES_NO["options"]}, Given(parts={"1": "2", "2": "2"}), ""),
        ("matrix", {"rows": YES_NO["options"], "columns": YES_NO["options"]}, Given(parts={"9": "2"}), "z listy"),
    ],
)  # fmt: skip
@pytest.mark.rule("Q-04")
def test_answers_in_parts_are_judged(kind: str, payload: dict[str, Any], given: Given, words: str) -> None:
    said = fault(draft_question(kind, payload), kinds.get(kind).read(payload, given))

    assert words in said
    assert bool(said) is bool(words)


def draft_question(kind: str, payload: dict[str, Any]) -> Asked:
    return Asked(code="p1", kind=kind, text="Pytanie", payload=payload)


@pytest.mark.rule("Q-18")
def test_another_app_puts_a_kind_on_the_shelf(cast, keeper, monkeypatch) -> None:
    """A postal code: read, judged, drawn and counted on as any other, with no change here."""
    postal = replace(
        kinds.get("short"),
        label="kod pocztowy",
        fault=lambda payload, said: "" if len(said) == 6 else "wpisz kod z kreską.",
    )
    monkeypatch.setitem(kinds._items, "test.postal", postal)
    form = make_form(keeper, question("test.postal", "Kod pocztowy"), title="Kod")
    with seated(keeper):
        form = publishing.publish(form.pk, by=keeper, at=AT)

    page = Client().get(form_address(form)).content.decode()

    assert 'name="o-p1"' in page
    asked = next(Definition.from_json(form.current.definition).questions())
    assert fault(asked, "12345") == "„Kod pocztowy”: wpisz kod z kreską."
