"""Good examples: proposed without names, shown by the office's consent alone, and nobody learns whose they are."""

from __future__ import annotations

import io
import re
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import NAMES, Cast

from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import (
    ShownExample,
    ShownExampleFile,
    Task,
    TaskExample,
    TaskExampleFile,
    TaskWork,
)
from kaganek.learning.queries.examples import shown_examples
from kaganek.learning.services.tasks import assigning, examples, handing, reviewing
from kaganek.learning.terms import ExampleState, Verdict
from kaganek.learning.tests.pages import words
from kaganek.lib.papers import PaperFault, PaperProblem, words_of
from kaganek.lib.traces import Known, told, traces

CLEAN = "Zaczynamy od tego, co mieszkanka ma zrobić."
KNOWN = Known(
    surnames=frozenset({"Wrona", "Górski", "Lis-Żak"}), first_names=frozenset({"Anna", "Ewa"}),
    places=("Zalesie", "Urząd Gminy Zalesie", "Nowe Jeziory"), codes=("141101",),
)  # fmt: skip


def docx(text: str, author: str = "") -> bytes:
    """The smallest document: a paragraph in two runs, and its author."""
    half = len(text) // 2
    body = f"<w:p><w:r><w:t>{text[:half]}</w:t></w:r><w:r><w:t>{text[half:]}</w:t></w:r></w:p>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("word/document.xml", f"<w:document><w:body>{body}</w:body></w:document>")
        book.writestr("docProps/core.xml", f"<cp:p><dc:creator>{author}</dc:creator></cp:p>")
    return out.getvalue()


@pytest.fixture
def work(cast: Cast) -> TaskWork:
    """Zalesie's accepted work; Borki has the same task and has not begun."""
    now = timezone.now()
    with seated(SYSTEM):
        task = Task.objects.create(title="Trzy pisma", instructions="Wybierz.", most_files=2)
        offices = [cast.zalesie.pk, cast.borki.pk]
        assigning.give_task(task, cast.project, offices, due_on=None, by=SYSTEM, at=now)
        found = TaskWork.objects.get(office=cast.zalesie)
    anna, filip = cast.seat("anna"), cast.seat("filip")
    with seated(anna):
        made = handing.hand_in(found.pk, "Pisma Anny Wrony", over=0, by=anna, at=now)
    with seated(filip):
        reviewing.review(made.pk, Verdict.ACCEPTED, marks={}, remark="", by=filip, at=now)
    return found


def propose(
    seat: Seat, work: TaskWork, text: str = CLEAN, *files: SimpleUploadedFile, keep: tuple[int, ...] = ()
) -> TaskExample:
    with seated(seat):
        return examples.propose_example(work.pk, text, keep=keep, files=files, by=seat, at=timezone.now())


def agree(seat: Seat, work: TaskWork, *, number: int = 1, agrees: bool = True) -> TaskExample:
    with seated(seat):
        return examples.answer_example(work.pk, agrees=agrees, number=number, by=seat, at=timezone.now())


def read_by(seat: Seat, work: TaskWork) -> list[str]:
    with seated(seat):
        return [one.text for one in shown_examples(work.task_id, work.project_id)]


@pytest.mark.rule("L-131")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        (CLEAN, []),
        ("Pismo Anny Wrony", [("imię osoby, której to dotyczy", "Anny"), ("nazwisko osoby z urzędu", "Wrony")]),
        ("u Ewy, u Górskich, z panią Żak", ["Ewy", "Górskich", "Żak"]),
        ("wrona siadła na lisie", []),  # no names
        ("w Zalesiu, gmina ZALESIE, sekretariat@zalesie.example", ["Zalesiu", "ZALESIE", "sekretariat@zalesie.example"]),
        ("Nowe pisma. W Nowych Jeziorach.", ["Nowych", "Jeziorach"]),
        ("Urząd gminy wydaje decyzje.", []),
        ("tel. 22 123 45 67 albo 501-502-503, PESEL 90010112345", ["22 123 45 67", "501-502-503", "90010112345"]),
        ("12.10.2026, 2026-11-21, 100 000 000 zł, art. 61a", []),
        ("kod 141101", ["141101"]),
    ],
)  # fmt: skip
def test_words_that_tell_are_found_in_every_form(text: str, found: list[object]) -> None:
    seen = traces(text, KNOWN)
    wanted = [one[1] if isinstance(one, tuple) else one for one in found]
    assert [one.said for one in seen] == wanted
    kinds = {one[0] for one in found if isinstance(one, tuple)}
    assert kinds <= {one.what for one in seen}


@pytest.mark.rule("L-131")
def test_it_is_said_where_they_stand() -> None:
    (line,) = told(traces(f"{CLEAN}\n\nPisze do nas Wrona, codziennie.", KNOWN))
    assert line == "wiersz 3: nazwisko osoby z urzędu „Wrona” (Pisze do nas Wrona, codziennie.)"
    assert traces("Wrona", KNOWN, file="a.docx")[0].where == "plik „a.docx”"


@pytest.mark.rule("L-131")
def test_words_of_a_document_are_read_through_its_runs_and_properties() -> None:
    assert words_of(docx("Anna Wrona", "Ewa Lis"), "docx") == "Anna Wrona\nEwa Lis"
    assert words_of("żółć".encode("cp1250"), "txt") == "żółć"
    hidden = io.BytesIO()
    with zipfile.ZipFile(hidden, "w") as book:
        book.writestr("word/media/image1.png", b"x")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("word/document.xml", b" " * 61 * 1024 * 1024)
    for data, kind, problem in (
        (b"%PDF-1.7", "pdf", PaperProblem.KIND),
        (hidden.getvalue(), "docx", PaperProblem.OPAQUE),
        (bomb.getvalue(), "docx", PaperProblem.TOO_BIG),
        (b"PK\x03\x04 broken", "docx", PaperProblem.BROKEN),
    ):
        with pytest.raises(PaperFault) as refused:
            words_of(data, kind)
        assert refused.value.problem == problem


@pytest.mark.rule("L-131")
@pytest.mark.parametrize(
    ("text", "files", "said"),
    [
        ("Pismo Anny Wrony", [], ["Anny", "Wrony"]),
        (CLEAN, [("wzor.docx", docx(CLEAN, "Anna Wrona"))], ["Anna", "Wrona"]),
        (CLEAN, [("wzor.txt", "Urząd w Zalesiu".encode())], ["Zalesiu"]),
    ],
)
def test_a_copy_with_names_is_refused_whole(
    cast: Cast, work: TaskWork, text: str, files: list[tuple[str, bytes]], said: list[str]
) -> None:
    with pytest.raises(examples.NamesLeft) as refused:
        propose(cast.seat("filip"), work, text, *(SimpleUploadedFile(*one) for one in files))
    assert [one.said for one in refused.value.found] == said
    with seated(SYSTEM):
        assert not TaskExample.objects.exists()


@pytest.mark.rule("L-131")
def test_files_nobody_can_read_and_too_many_are_refused(cast: Cast, work: TaskWork) -> None:
    filip = cast.seat("filip")
    with pytest.raises(handing.FileRefused, match="nie da się sprawdzić"):
        propose(filip, work, CLEAN, SimpleUploadedFile("skan.pdf", b"%PDF-1.7"))
    with pytest.raises(handing.FileRefused, match="nie można dodać"):
        propose(filip, work, CLEAN, SimpleUploadedFile("strona.html", b"<p>"))
    three = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(3)]
    with pytest.raises(handing.FileRefused, match="za dużo"):
        propose(filip, work, CLEAN, *three)
    with pytest.raises(examples.NothingToShow):
        propose(filip, work, " ")


@pytest.mark.rule("L-132")
def test_shown_by_consent_alone_and_hidden_at_once(cast: Cast, work: TaskWork) -> None:
    filip, bogdan, cezary = cast.seat("filip"), cast.seat("bogdan"), cast.seat("cezary")
    propose(filip, work, CLEAN, SimpleUploadedFile("wzor.docx", docx(CLEAN)))
    assert read_by(cezary, work) == []
    for _ in range(2):  # safe to send twice
        agree(bogdan, work)
    assert read_by(cezary, work) == [CLEAN]
    assert read_by(cast.seat("celina"), work) == [CLEAN]
    for _ in range(2):
        with seated(bogdan):
            examples.withdraw_example(work.pk, by=bogdan, at=timezone.now())
    assert read_by(cezary, work) == []
    with seated(SYSTEM):
        assert not ShownExample.objects.exists()
        assert not ShownExampleFile.objects.exists()
    with pytest.raises(examples.ProposalChanged):  # what was taken back is not shown again by an old page
        agree(bogdan, work)


@pytest.mark.rule("L-132")
def test_another_copy_asks_anew(cast: Cast, work: TaskWork) -> None:
    filip, bogdan, cezary = cast.seat("filip"), cast.seat("bogdan"), cast.seat("cezary")
    propose(filip, work, CLEAN, SimpleUploadedFile("a.txt", b"raz"), SimpleUploadedFile("b.txt", b"dwa"))
    agree(bogdan, work)
    with seated(filip):
        first, _ = TaskExampleFile.objects.order_by("pk")
    propose(filip, work, "Nowa kopia", keep=(first.pk,))
    assert read_by(cezary, work) == []
    with pytest.raises(examples.ProposalChanged):
        agree(bogdan, work, number=1)
    agree(bogdan, work, number=2)
    assert read_by(cezary, work) == ["Nowa kopia"]
    with seated(SYSTEM):
        assert [bytes(one.body) for one in ShownExampleFile.objects.all()] == [b"raz"]


@pytest.mark.rule("L-132")
def test_without_consent_nothing_is_shown(cast: Cast, work: TaskWork) -> None:
    propose(cast.seat("filip"), work)
    assert agree(cast.seat("bogdan"), work, agrees=False).state == ExampleState.REFUSED
    assert read_by(cast.seat("cezary"), work) == []


def test_only_accepted_work_within_reach_is_proposed(cast: Cast, work: TaskWork) -> None:
    with seated(SYSTEM):
        other = TaskWork.objects.get(office=cast.borki)
    with pytest.raises(TaskWork.DoesNotExist):
        propose(cast.seat("filip"), other)
    with pytest.raises(examples.NotAccepted):
        propose(cast.seat("dorota"), other)
    propose(cast.seat("filip"), work)
    with pytest.raises(TaskExample.DoesNotExist):
        agree(cast.seat("celina"), work)


@pytest.mark.rule("L-132")
def test_a_reader_of_another_office_learns_nothing_of_whose_it_is(
    client: Client, cast: Cast, work: TaskWork
) -> None:
    propose(cast.seat("filip"), work, CLEAN, SimpleUploadedFile("zalesie.docx", docx(CLEAN)))
    agree(cast.seat("bogdan"), work)
    with seated(SYSTEM):
        other = TaskWork.objects.get(office=cast.borki)
        file = ShownExampleFile.objects.get()
        kept = ShownExample.objects.values().get()
    assert set(kept) == {"id", "task_id", "project_id", "text"}  # no office, nobody, no day
    assert isinstance(kept["id"], uuid.UUID)
    client.force_login(cast.account("cezary"))
    page = client.get(reverse("learning:task", args=[other.pk])).content.decode()
    part = re.search(r'aria-labelledby="przyklady".*?</section>', page, re.DOTALL)
    assert part is not None
    assert CLEAN in part[0]
    for word in ("Zalesie", "zalesie", "Wron", "Bogdan", "Filip", f"/{work.pk}/", "2026"):
        assert word not in part[0]
    answer = client.get(reverse("learning:shown_file", args=[file.pk]))
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="przyklad-1.docx"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert {"Last-Modified", "ETag"} & set(answer.headers) == set()
    assert client.get(reverse("learning:work", args=[work.pk])).status_code == 403


SHOWN = {"anna", "bogdan", "janina", "celina", "cezary", "dorota", "filip"}
PROPOSED = {"bogdan", "janina", "dorota", "filip"}


@pytest.mark.parametrize("who", NAMES)
def test_who_opens_the_files(client: Client, cast: Cast, work: TaskWork, who: str) -> None:
    propose(cast.seat("filip"), work, CLEAN, SimpleUploadedFile("a.txt", b"raz"))
    agree(cast.seat("bogdan"), work)
    with seated(SYSTEM):
        shown, proposed = ShownExampleFile.objects.get(), TaskExampleFile.objects.get()
    client.force_login(cast.account(who))
    for page, pk, may in (("shown_file", shown.pk, SHOWN), ("example_file", proposed.pk, PROPOSED)):
        status = client.get(reverse(f"learning:{page}", args=[pk])).status_code
        assert (status == 200) == (who in may)
        assert status in (200, 403, 404)


@pytest.mark.parametrize("who", ["filip", "bogdan", "kazimierz", "irena", "grazyna"])
def test_a_file_is_linked_only_where_it_opens(client: Client, cast: Cast, work: TaskWork, who: str) -> None:
    propose(cast.seat("filip"), work, CLEAN, SimpleUploadedFile("a.txt", b"raz"))
    agree(cast.seat("bogdan"), work)
    client.force_login(cast.account(who))
    page = client.get(reverse("learning:work", args=[work.pk])).content.decode()
    assert page.count("przyklad-1") >= 2
    files = re.findall(r'href="(/przyklady[^"]*)"', page)
    assert len(files) == (2 if who in SHOWN else 0)
    assert {client.get(file).status_code for file in files} <= {200}


def test_the_pages_from_the_proposal_to_taking_it_back(client: Client, cast: Cast, work: TaskWork) -> None:
    client.force_login(cast.account("filip"))
    page = reverse("learning:example_propose", args=[work.pk])
    warned = client.get(page)
    assert [one.said for one in warned.context["found"]] == ["Anny", "Wrony"]
    assert warned.status_code == 200
    sent = {"text": "Pisma Anny Wrony", "checked": "on"}
    refused = client.post(page, sent)
    assert refused.status_code == 422
    assert "nazwisko osoby z urzędu" in words(refused)
    assert "Przeczytaj kopię" in words(client.post(page, {"text": CLEAN}))
    assert client.post(page, {"text": CLEAN, "checked": "on"}).status_code == 302
    place = reverse("learning:work", args=[work.pk])
    assert "Czeka na zgodę urzędu." in words(client.get(place))
    assert client.post(reverse("learning:example_answer", args=[work.pk])).status_code == 403
    client.force_login(cast.account("bogdan"))
    assert "Czy inne urzędy mogą zobaczyć" in words(client.get(reverse("learning:works")))
    said = words(client.get(place))
    assert CLEAN in said
    assert "Zgadzam się" in said
    address = reverse("learning:example_answer", args=[work.pk])
    assert "Propozycja się zmieniła" in words(client.post(address, {"zgoda": "tak", "numer": 7}, follow=True))
    assert "Inne urzędy widzą przykład" in words(
        client.post(address, {"zgoda": "tak", "numer": 1}, follow=True)
    )
    taken = words(client.post(reverse("learning:example_withdraw", args=[work.pk]), follow=True))
    assert "Nikt inny już tego nie widzi" in taken
    client.force_login(cast.account("celina"))
    for name in ("example_answer", "example_withdraw"):
        assert client.post(reverse(f"learning:{name}", args=[work.pk])).status_code == 404
    with seated(SYSTEM):
        other = TaskWork.objects.get(office=cast.borki)
    client.force_login(cast.account("dorota"))
    assert client.get(reverse("learning:example_propose", args=[other.pk])).status_code == 404
