"""What came back: the list and its files, one response, counts, erasing; and who meets none of it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, seated
from kaganek.questionnaires.models import Answer, Disposal, Form, FormFile, FormKnock, Response
from kaganek.questionnaires.queries.results import questions_of, tallies
from kaganek.questionnaires.services import publishing, responses
from kaganek.questionnaires.terms import ResponseState
from kaganek.questionnaires.tests.factories import AT, make_form, make_report, question, send
from kaganek.questionnaires.tests.pages import text_of


@pytest.fixture
def report(cast) -> Form:
    return make_report(cast.seat("henryk"))


@pytest.fixture
def janina(cast) -> Client:
    client = Client()
    client.force_login(cast.account("janina"))
    return client


def exported(client: Client, form: Form, fmt: str, query: str = "") -> list[list[str]]:
    answer = client.get(reverse("questionnaires:results_export", args=[form.pk, fmt]) + query)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if fmt == "csv":
        return list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    rows = load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True)
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def test_the_list_and_its_files_say_the_same(janina: Client, report: Form) -> None:
    send(report, {"p1": "1"})
    send(report, {"p1": "2", "p2": "ul. Leśna 3", "p3": "ola@poczta.example"}, at=AT + timedelta(hours=1))

    page = text_of(janina.get(reverse("questionnaires:results", args=[report.pk])))
    plain, book = exported(janina, report, "csv"), exported(janina, report, "xlsx")

    assert plain[0] == [
        "Numer",
        "Wysłano",
        "Co zgłaszasz?",
        "Gdzie jest dziura?",
        "Twój e-mail",
        "Stan",
        "Notatka",
        "Wersja formularza",
    ]
    assert [row[2:6] for row in plain[1:]] == [
        ["Dziura w drodze", "ul. Leśna 3", "ola@poczta.example", "nowa"], ["Lampa", "", "", "nowa"],
    ]  # fmt: skip
    assert [row[2:] for row in book] == [row[2:] for row in plain]
    assert "ul. Leśna 3" in page
    assert len(exported(janina, report, "csv", "?q=leśna")) == 2
    assert len(exported(janina, report, "csv", "?stan=handled")) == 1


def test_a_number_leaves_as_a_number_and_its_unit_stands_in_the_heading(janina: Client, cast) -> None:
    seat = cast.seat("henryk")
    asked = question("number", "Ile osób przyjdzie?", payload={"unit": "osób", "places": 1})
    form = make_form(seat, asked, question("number", "Wiek", required=False))
    with seated(seat):
        form = publishing.publish(form.pk, by=seat, at=AT)
    made = send(form, {"p1": "2.5"})

    head, row = exported(janina, form, "csv")
    answer = janina.get(reverse("questionnaires:results_export", args=[form.pk, "xlsx"]))
    cells = list(load_workbook(io.BytesIO(b"".join(answer))).active.iter_rows(values_only=True))[1]
    listed = text_of(janina.get(reverse("questionnaires:results", args=[form.pk])))
    page = text_of(janina.get(reverse("questionnaires:response", args=[made.pk])))

    assert (head[2], row[2], row[3], cells[2]) == ("Ile osób przyjdzie? (osób)", "2,5", "", 2.5)
    for shown in (listed, page):
        assert "Ile osób przyjdzie? (osób)" in shown
        assert "2,5" in shown
        assert "2,5 osób" not in shown


@pytest.mark.rule("Q-19")
@pytest.mark.parametrize(
    "typed", ['=HYPERLINK("http://zlo.example";"kliknij")', "+1+1", "-2+3", "@SUM(A1)", "\t=1+1"]
)
def test_an_answer_that_looks_like_a_formula_is_only_words(janina: Client, report: Form, typed: str) -> None:
    send(report, {"p1": "2", "p2": typed})

    plain = exported(janina, report, "csv")[1][3]
    answer = janina.get(reverse("questionnaires:results_export", args=[report.pk, "xlsx"]))
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    cell = load_workbook(io.BytesIO(body)).active.cell(row=2, column=4)

    assert plain[0] == "'"
    assert cell.data_type == "s"
    assert cell.hyperlink is None


def test_the_list_costs_the_same_with_one_row_and_with_three(
    janina: Client, report: Form, django_assert_num_queries
) -> None:
    address = reverse("questionnaires:results", args=[report.pk])
    send(report, {"p1": "1"})
    janina.get(address)
    with django_assert_num_queries(COST):
        janina.get(address)
    for n in range(2):
        send(report, {"p1": "2", "p2": str(n)})
    with django_assert_num_queries(COST):
        janina.get(address)


COST = 9


def test_one_response_with_a_note_is_handled_and_taken_back(janina: Client, report: Form) -> None:
    made = send(report, {"p1": "2", "p2": "ul. Leśna 3"})
    address = reverse("questionnaires:response", args=[made.pk])

    assert "ul. Leśna 3" in text_of(janina.get(address))
    janina.post(address, {"note": "Zlecone.", "stan": "handled"})
    with seated(SYSTEM):
        made.refresh_from_db()
        assert (made.state, made.note, made.handled_by) == (ResponseState.HANDLED, "Zlecone.", "Janina Żak")
    janina.post(address, {"note": "Zlecone.", "stan": "new"})
    with seated(SYSTEM):
        made.refresh_from_db()
        assert (made.state, made.handled_by, made.handled_at) == (ResponseState.NEW, "", None)


def test_options_are_counted_with_a_table(janina: Client, report: Form, cast) -> None:
    for thing in ("1", "2", "2"):
        send(report, {"p1": thing, "p2": "tu"})

    page = text_of(janina.get(reverse("questionnaires:counts", args=[report.pk])))

    with seated(cast.seat("janina")):
        (found,) = tallies(report, questions_of(report))
        assert (found.answered, found.rows) == (3, [("Lampa", 1), ("Dziura w drodze", 2)])
    assert "<table" in page
    assert "Najczęściej: Dziura w drodze (2)." in page


def test_answers_of_older_versions_keep_their_words(cast, report: Form) -> None:
    seat = cast.seat("henryk")
    send(report, {"p1": "2", "p2": "tu"})
    with seated(seat):
        first = questions_of(report)[0]
        payload = {"options": [{"id": "1", "text": "Lampa"}, {"id": "3", "text": "Drzewo"}]}
        report_q = type(report)._meta.apps.get_model("questionnaires", "FormQuestion")
        report_q.objects.filter(form=report, code="p2").update(shown_if="")
        report_q.objects.filter(form=report, code="p1").update(payload=payload)
        Form.objects.filter(pk=report.pk).update(has_changes=True)
        publishing.publish(report.pk, by=seat, at=AT)
        newer = questions_of(report)[0]

    assert [one["text"] for one in first.payload["options"]] == ["Lampa", "Dziura w drodze"]
    assert [one["text"] for one in newer.payload["options"]] == ["Lampa", "Drzewo", "Dziura w drodze"]


@pytest.mark.rule("Q-16")
def test_a_response_is_erased_on_request_with_a_protocol(janina: Client, report: Form) -> None:
    made, other = send(report, {"p1": "2", "p2": "sekret"}), send(report, {"p1": "1"})
    address = reverse("questionnaires:erase", args=[made.pk])

    assert janina.post(address, {"note": ""}).status_code == 422
    janina.post(address, {"note": "Żądanie z 20.11.2026."})

    assert janina.post(address, {"note": "Żądanie"}).status_code == 404
    with seated(SYSTEM):
        assert list(Response.objects.all()) == [other]
        assert not Answer.objects.filter(value="sekret").exists()
        gone = Disposal.objects.get()
        assert (gone.count, gone.number, gone.erased_by) == (1, made.number, "Janina Żak")
        assert "sekret" not in str(list(AuditEntry.objects.values_list("facts", flat=True)))
    page = text_of(janina.get(reverse("questionnaires:disposals", args=[report.pk])))
    assert made.number in page


@pytest.mark.rule("Q-15")
def test_responses_go_on_their_day_and_leave_a_protocol(cast, report: Form) -> None:
    seat = cast.seat("henryk")
    other = make_form(seat, question("short", "Co?"), title="Krótko", retention_days=10)
    with seated(seat):
        other = publishing.publish(other.pk, by=seat, at=AT)
    send(other, {"p1": "a"})
    send(other, {"p1": "b"}, at=AT + timedelta(days=1))
    kept = send(report, {"p1": "1"})

    assert responses.erase_due(at=AT + timedelta(days=9)) == 0
    assert responses.erase_due(at=AT + timedelta(days=11)) == 2
    assert responses.erase_due(at=AT + timedelta(days=11)) == 0

    with seated(SYSTEM):
        assert list(Response.objects.all()) == [kept]
        gone = Disposal.objects.get()
        assert (gone.form, gone.count, gone.reason, gone.erased_by) == (other, 2, "retention", "")
        assert (gone.oldest_on, gone.newest_on) == (AT.date(), AT.date() + timedelta(days=1))
        assert not FormKnock.objects.exists()


@pytest.mark.rule("Q-13")
def test_a_file_that_was_never_sent_goes_after_a_day(cast, report: Form) -> None:
    with seated(cast.seat("henryk")):
        FormFile.objects.create(
            form=report, office=cast.zalesie, code="p9", name="a.pdf", size=1, body=b"a", added_at=AT
        )
    responses.erase_due(at=AT + timedelta(hours=23))
    with seated(SYSTEM):
        assert FormFile.objects.count() == 1
    responses.erase_due(at=AT + timedelta(hours=25))
    with seated(SYSTEM):
        assert FormFile.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "status"),
    [("janina", 200), ("bogdan", 403), ("anna", 403), ("celina", 403), ("dorota", 404), ("ewa", 403), ("filip", 403),
     ("irena", 403), ("grazyna", 403), ("kazimierz", 403)],
)  # fmt: skip
@pytest.mark.rule("Q-17")
def test_only_the_office_reads_what_was_sent_to_it(client, cast, report: Form, who: str, status: int) -> None:
    made = send(report, {"p1": "2", "p2": "sekret"})
    with seated(SYSTEM):
        file = FormFile.objects.create(
            form=report,
            office=cast.zalesie,
            response=made,
            code="p9",
            name="skan.html",
            size=3,
            body=b"<b>",
            added_at=AT,
        )
    client.force_login(cast.account(who))

    for name, pk in (("results", report.pk), ("counts", report.pk), ("disposals", report.pk), ("response", made.pk),
                     ("erase", made.pk), ("file", file.pk)):  # fmt: skip
        answer = client.get(reverse(f"questionnaires:{name}", args=[pk]))
        assert answer.status_code == status, name
        assert status == 200 or "sekret" not in answer.content.decode()
    if status == 200:
        answer = client.get(reverse("questionnaires:file", args=[file.pk]))
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{made.number}-p9.html"'


@pytest.mark.rule("Q-17")
def test_the_database_itself_shows_responses_to_their_owner_alone(cast, report: Form) -> None:
    send(report, {"p1": "2", "p2": "sekret"})

    def seen(seat) -> int:
        with seated(seat):
            return Response._base_manager.count()

    assert seen(cast.seat("janina")) == 1  # there is something to see
    assert seen(replace(cast.seat("janina"), offices=(cast.borki.pk,))) == 0
    assert seen(cast.seat("dorota")) == 0
    for name in ("ewa", "irena", "filip", "anna"):
        with pytest.raises(Exception, match="permission denied"):
            seen(cast.seat(name))


@pytest.mark.rule("Q-17")
def test_the_programmes_responses_are_its_coordinators(client, cast) -> None:
    ewa = cast.seat("ewa")
    form = make_form(ewa, question("short", "Co?"), title="Opinia")
    with seated(ewa):
        form = publishing.publish(form.pk, by=ewa, at=AT)
    made = send(form, {"p1": "sekret"})

    for who, status in (("dorota", 200), ("janina", 404), ("ewa", 403)):
        client.force_login(cast.account(who))
        assert client.get(reverse("questionnaires:response", args=[made.pk])).status_code == status
