"""The pages of questions: who opens what, what is said, what is refused."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kaganek.communication.models import (
    Question,
    QuestionFile,
    QuestionMessage,
    QuestionNote,
    ReadyAnswerUse,
)
from kaganek.communication.services.questions import asking, ready
from kaganek.communication.terms import Desk
from kaganek.communication.tests.counting import queries_of
from kaganek.communication.tests.test_questions import AT, answer, ask, pdf
from kaganek.core.seats import SYSTEM, seated

ROLES = (
    "anna",
    "bogdan",
    "henryk",
    "janina",
    "celina",
    "dorota",
    "daniel",
    "ewa",
    "filip",
    "irena",
    "grazyna",
    "kazimierz",
)


def sign_in(client, cast, who: str) -> None:
    client.force_login(cast.account(who))


def status(client, name: str, *args: object) -> int:
    return client.get(reverse(f"communication:{name}", args=args)).status_code


@pytest.mark.rule("C-80")
@pytest.mark.parametrize("who", ROLES)
def test_who_opens_a_question_to_the_consultant(client, cast, who):
    made = ask(cast, files=[pdf()])
    with seated(SYSTEM):
        file = QuestionFile.objects.get()
    sign_in(client, cast, who)

    expected = {"anna": 200, "filip": 200, "dorota": 200, "ewa": 403, "irena": 403, "kazimierz": 403}.get(
        who, 404
    )
    assert status(client, "question", made.pk) == expected
    assert status(client, "question_file", file.pk) == expected


@pytest.mark.rule("C-86")
@pytest.mark.parametrize("who", ROLES)
def test_who_opens_a_technical_question_before_and_after_it_is_passed_on(client, cast, who):
    made = ask(cast, desk=Desk.SUPPORT)
    sign_in(client, cast, who)
    forbidden = {"ewa": 403, "irena": 403, "kazimierz": 403}

    before = {"anna": 200, "henryk": 200, "dorota": 200} | forbidden
    assert status(client, "question", made.pk) == before.get(who, 404)
    with seated(cast.seat("henryk")):
        asking.escalate(made.pk, by=cast.seat("henryk"), at=AT)
    assert status(client, "question", made.pk) == (before | {"grazyna": 200}).get(who, 404)


@pytest.mark.rule("C-86")
def test_what_is_passed_on_waits_for_the_supplier_and_no_more_for_the_office(client, cast):
    made, kept = ask(cast, desk=Desk.SUPPORT), ask(cast, "bogdan", Desk.SUPPORT)
    with seated(cast.seat("henryk")):
        asking.escalate(made.pk, by=cast.seat("henryk"), at=AT)
    found = {}
    for who in ("henryk", "grazyna"):
        sign_in(client, cast, who)
        if who == "henryk":
            client.post(reverse("people:switch_seat"), {"seat": cast.seat("henryk").membership_id})
        page = client.get(reverse("communication:support"))
        asked = {"stan": "me", "prowadzi": "nikt"}
        nobody = client.get(reverse("communication:support"), asked).context["listing"].rows
        file = client.get(reverse("communication:support_export", args=["csv"]))
        said = b"".join(file).decode()
        found[who] = (
            page.context["waiting"],
            {one.pk for one in nobody},
            "dostawca platformy" in page.content.decode(),
            "dostawca platformy" in said,
        )
    assert found == {"henryk": (1, {kept.pk}, True, True), "grazyna": (1, {made.pk}, False, False)}


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("questions", ("anna", "bogdan", "henryk", "janina", "celina")),
        ("ask", ("anna", "bogdan", "henryk", "janina", "celina")),
        ("question_queue", ("filip", "dorota", "daniel")),
        ("support", ("henryk", "grazyna")),
        ("ready_answers", ("filip", "dorota", "daniel", "henryk", "grazyna")),
        ("ready_new", ("filip", "dorota", "daniel", "grazyna")),
        ("subject_advisers", ("dorota", "daniel")),
        ("faq_entries", ("filip", "dorota", "daniel")),
        ("held_mails", ("dorota", "daniel", "grazyna")),
    ],
)
def test_pages_open_for_their_roles_alone(client, cast, name, allowed):
    ask(cast)
    for who in ROLES:
        sign_in(client, cast, who)
        assert status(client, name) == (200 if who in allowed else 403), who


def test_a_question_is_asked_answered_and_closed_on_the_pages(client, cast):
    sign_in(client, cast, "anna")
    said = {
        "desk": "content",
        "project": cast.project.pk,
        "about": "",
        "subject": "Pomiar",
        "text": "Jak mierzyć?",
    }
    page = client.post(reverse("communication:ask"), said | {"pliki": pdf()}, follow=True).content.decode()
    assert "Odpowiemy do" in page
    with seated(SYSTEM):
        made = Question.objects.get()
    sign_in(client, cast, "filip")
    assert "Pomiar" in client.get(reverse("communication:question_queue")).content.decode()
    client.post(reverse("communication:question_answer", args=[made.pk]), {"text": "Kartka i zegar."})
    sign_in(client, cast, "anna")

    page = client.get(reverse("communication:question", args=[made.pk])).content.decode()
    assert "Kartka i zegar." in page.replace("\xa0", " ")
    assert "Filip Górski" in page
    for _ in range(2):
        client.post(reverse("communication:question_close", args=[made.pk]))
    with seated(SYSTEM):
        assert Question.objects.get().state == "closed"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"subject": ""}, "Wpisz tekst w polu „Temat”."),
        ({"text": ""}, "Wpisz tekst w polu „Treść pytania”."),
        ({"pliki": SimpleUploadedFile("a.html", b"<script>")}, "nie można dodać"),
        ({"project": "999999"}, "Projekt"),
        ({"about": "learning.course:1"}, "Czego dotyczy"),
    ],
)
def test_a_wrong_form_says_so_and_writes_nothing(client, cast, wrong, told):
    sign_in(client, cast, "anna")
    said = {"desk": "content", "project": cast.project.pk, "about": "", "subject": "Pomiar", "text": "Jak?"}

    answered = client.post(reverse("communication:ask"), said | wrong)

    assert answered.status_code == 422
    assert told in answered.content.decode().replace("\xa0", " ")
    with seated(SYSTEM):
        assert not Question.objects.exists()


@pytest.mark.parametrize("who", ["bogdan", "celina", "daniel", "grazyna"])
def test_nobody_else_changes_a_question_by_its_address(client, cast, who):
    made = ask(cast)
    sign_in(client, cast, who)

    for name in (
        "question_more",
        "question_answer",
        "question_close",
        "question_reopen",
        "question_assign",
        "question_escalate",
    ):
        got = client.post(reverse(f"communication:{name}", args=[made.pk]), {"text": "Cudze", "osoba": "1"})
        assert got.status_code in (403, 404), name
    with seated(SYSTEM):
        assert QuestionMessage.objects.count() == 1


@pytest.mark.rule("C-85")
def test_a_note_is_on_the_page_of_those_who_answer_alone(client, cast):
    made = ask(cast, desk=Desk.SUPPORT)
    own = ask(cast)
    for question in (made, own):
        sign_in(client, cast, "dorota")
        client.post(
            reverse("communication:question_note", args=[question.pk]), {"notatka-text": "TAJNA NOTATKA"}
        )
    with seated(SYSTEM):
        assert QuestionNote.objects.count() == 2

    assert "TAJNA NOTATKA" in client.get(reverse("communication:question", args=[own.pk])).content.decode()
    for who in ("anna", "henryk"):
        sign_in(client, cast, who)
        for question in (made, own):
            page = client.get(reverse("communication:question", args=[question.pk])).content.decode()
            assert "TAJNA NOTATKA" not in page


@pytest.mark.rule("C-87")
def test_a_file_is_only_ever_saved(client, cast):
    ask(cast, files=[pdf("x.txt", b"<script>alert(1)</script>")])
    with seated(SYSTEM):
        file = QuestionFile.objects.get()
    sign_in(client, cast, "filip")

    got = client.get(reverse("communication:question_file", args=[file.pk]))

    assert got.headers["Content-Type"] == "application/octet-stream"
    assert got.headers["Content-Disposition"] == f'attachment; filename="pytanie-{file.pk}.txt"'
    assert got.headers["X-Content-Type-Options"] == "nosniff"


def test_words_are_shown_as_words(client, cast):
    made = ask(cast, subject="<b>Temat</b>")
    answer(cast, made, text='<script>alert(1)</script> <img src="https://sledzi.example/1.png">')
    sign_in(client, cast, "anna")

    page = client.get(reverse("communication:question", args=[made.pk])).content.decode()

    assert "<script>alert(1)" not in page
    assert "<img src=" not in page
    assert "&lt;b&gt;Temat" in page


def test_the_queue_asks_the_same_for_one_question_and_for_three(client, cast):
    sign_in(client, cast, "filip")
    where = reverse("communication:question_queue")
    ask(cast)
    client.get(where)
    one = queries_of(lambda: client.get(where))
    ask(cast)
    ask(cast)

    assert queries_of(lambda: client.get(where)) == one


def test_the_thread_asks_the_same_for_one_message_and_for_five(client, cast):
    made = ask(cast, files=[pdf()])
    sign_in(client, cast, "filip")
    where = reverse("communication:question", args=[made.pk])
    client.get(where)
    one = queries_of(lambda: client.get(where))
    for _ in range(4):
        answer(cast, made, files=[pdf()])

    assert queries_of(lambda: client.get(where)) == one


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_the_file_has_what_the_queue_has(client, cast, fmt):
    ask(cast, subject="=HYPERLINK(1)")
    sign_in(client, cast, "filip")

    got = client.get(reverse("communication:question_queue_export", args=[fmt]))

    assert got.status_code == 200
    if fmt == "csv":
        text = b"".join(got.streaming_content).decode("utf-8-sig")
        assert "Anna Wrona" in text
        assert "\n=HYPERLINK" not in text


@pytest.mark.rule("C-88")
def test_a_ready_answer_begins_an_answer_and_its_use_is_listed(client, cast):
    made = ask(cast)
    sign_in(client, cast, "filip")
    client.post(reverse("communication:ready_new"), {"title": "Pomiar", "text": "Kartka i zegar."})
    with seated(cast.seat("filip")):
        (kept,) = ready.ReadyAnswer.objects.all()
    page = client.post(reverse("communication:question_insert", args=[made.pk]), {"gotowa": kept.pk})
    assert page.context["form"]["text"].value() == "Kartka i zegar."

    client.post(
        reverse("communication:question_answer", args=[made.pk]),
        {"text": "Kartka i zegar. Tak.", "ready": kept.pk},
    )

    assert (
        f"pytanie {made.pk}"
        in client.get(reverse("communication:ready_answer", args=[kept.pk])).content.decode()
    )
    sign_in(client, cast, "daniel")
    assert status(client, "ready_answer", kept.pk) == 404


@pytest.mark.rule("C-88")
def test_a_ready_answer_comes_after_what_was_typed_and_nothing_is_written(client, cast):
    made = ask(cast)
    sign_in(client, cast, "filip")
    client.post(reverse("communication:ready_new"), {"title": "Pomiar", "text": "Kartka i zegar."})
    with seated(cast.seat("filip")):
        (kept,) = ready.ReadyAnswer.objects.all()
    where = reverse("communication:question_insert", args=[made.pk])
    said = {"text": "Dzień dobry, Anno.", "wants_more": "on", "gotowa": kept.pk}

    for _ in range(2):
        form = client.post(where, said).context["form"]
        assert form["text"].value() == "Dzień dobry, Anno.\n\nKartka i zegar."
        assert (form["wants_more"].value(), form["ready"].value()) == (True, kept.pk)
    again = client.post(where, said | {"text": form["text"].value()}).context["form"]
    assert again["text"].value().count("Kartka") == 1
    nothing = client.post(where, said | {"gotowa": "", "ready": kept.pk}).context["form"]
    assert (nothing["text"].value(), nothing["ready"].value()) == ("Dzień dobry, Anno.", str(kept.pk))
    with seated(SYSTEM):
        assert QuestionMessage.objects.filter(question=made).count() == 1
        assert not ReadyAnswerUse.objects.exists()
    for who, code in (("anna", 403), ("daniel", 404)):
        sign_in(client, cast, who)
        assert client.post(where, said).status_code == code


@pytest.mark.parametrize("who", ["anna", "filip", "dorota", "henryk", "grazyna", "bogdan"])
def test_the_menu_leads_to_one_s_own_pages(client, cast, who):
    sign_in(client, cast, who)
    place = {
        "anna": "/pytania/",
        "bogdan": "/pytania/",
        "filip": "/kolejka-pytan/",
        "dorota": "/kolejka-pytan/",
        "henryk": "/zgloszenia/",
        "grazyna": "/zgloszenia/",
    }

    assert f'href="{place[who]}"' in client.get("/", follow=True).content.decode()


@pytest.mark.parametrize(
    ("asker", "reader", "desk", "who", "unseen"),
    [
        ("anna", "anna", Desk.CONTENT, "Ty, konsultanci Twojego urzędu i", "Opiekun Twojego urzędu tego nie widzi."),
        ("bogdan", "bogdan", Desk.CONTENT, "Ty, konsultanci Twojego", "Inni opiekunowie Twojego urzędu tego nie widzą."),
        ("bogdan", "filip", Desk.CONTENT, "osoba, która pyta, konsultanci jej", "Opiekun urzędu nie widzi cudzych pytań."),
        ("anna", "anna", Desk.SUPPORT, "Ty, administrator IT Twojego urzędu i", "Opiekun Twojego urzędu tego nie widzi."),
        ("anna", "henryk", Desk.SUPPORT, "osoba, która pyta, administrator IT jej", "Opiekun urzędu nie widzi cudzych"),
    ],
)  # fmt: skip
def test_the_thread_says_who_reads_it_to_the_one_who_looks(client, cast, asker, reader, desk, who, unseen):
    made = ask(cast, asker, desk)
    sign_in(client, cast, reader)
    page = client.get(reverse("communication:question", args=[made.pk])).content.decode().replace("\xa0", " ")

    assert f"Czytają to: {who}" in page
    assert unseen in page


def test_the_list_of_support_counts_what_it_lists(client, cast):
    for n in range(2):
        ask(cast, desk=Desk.SUPPORT, subject=f"Nie działa {n}")
    sign_in(client, cast, "henryk")
    page = client.get(reverse("communication:support")).content.decode().replace("\xa0", " ")

    assert "2 zgłoszenia" in page
    assert "2 pytania" not in page
