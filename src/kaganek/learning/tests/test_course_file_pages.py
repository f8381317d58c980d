"""Pages of course files: who meets them, what a hostile file is told, that nothing is half-written."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import NAMES, Cast
from wagtail.documents.models import Document
from wagtail.images.models import Image

from kaganek.core.models import JobRun
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.tests.work import work_off
from kaganek.learning.forms.exchange import ExportForm
from kaganek.learning.models import (
    BankQuestion,
    Course,
    CourseEdition,
    CourseExport,
    CourseImport,
    Lesson,
    Package,
)
from kaganek.learning.services.exchange import files as deeds
from kaganek.learning.tests.factories import make_course
from kaganek.learning.tests.pages import words
from kaganek.lib.tests.course_samples import HOSTILE, good

AUTHORS = {"ewa", "henryk"}


@pytest.fixture(autouse=True)
def disk(tmp_path: Path, settings) -> None:
    settings.PACKAGES_ROOT = tmp_path / "packages"
    settings.MEDIA_ROOT = tmp_path / "media"


def as_(client: Client, cast: Cast, who: str) -> Client:
    client.force_login(cast.account(who))
    return client


def uploaded(client: Client, cast: Cast, data: bytes, who: str = "ewa") -> CourseImport:
    """Sent by the page, and judged by the job."""
    client.force_login(cast.account(who))
    sent = {"file": SimpleUploadedFile("proba.kurs.zip", data), "form_key": str(uuid4())}
    assert client.post(reverse("learning:course_upload"), sent).status_code == 302
    work_off()
    with seated(cast.seat(who)):
        return CourseImport.objects.latest("pk")


def written_rows() -> list[int]:
    with seated(SYSTEM):
        return [
            model._base_manager.count() for model in (Course, Lesson, BankQuestion, Package, Image, Document)
        ]


@pytest.mark.parametrize("who", NAMES)
def test_who_may_bring_a_file_and_take_one(client, cast, who):
    with seated(SYSTEM):
        programme, own = make_course(), make_course(office=cast.zalesie)
    as_(client, cast, who)
    sees = who in AUTHORS
    assert client.get(reverse("learning:course_upload")).status_code == (200 if sees else 403)
    for course, author in ((programme, "ewa"), (own, "henryk")):
        status = client.get(reverse("learning:course_export", args=[course.pk])).status_code
        assert status == (200 if who == author else 404 if sees else 403)


@pytest.mark.rule("L-123")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_words_and_nothing_stays(client, cast, name, tmp_path):
    make, file, said = HOSTILE[name]
    before = written_rows()
    draft = uploaded(client, cast, make())
    page = client.get(reverse("learning:course_import", args=[draft.pk]))
    assert draft.state == CourseImport.State.REFUSED
    faults = [one for one in draft.facts["faults"] if file in one["file"] and said in one["message"]]
    assert faults, draft.facts["faults"]
    assert all(one["way_out"] for one in draft.facts["faults"])
    assert "Dlaczego nie wczytamy" in words(page)
    assert (
        client.post(reverse("learning:course_import_take", args=[draft.pk]), {"code": "x"}).status_code == 302
    )
    assert work_off() == 0
    assert written_rows() == before
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.rule("L-121")
@pytest.mark.rule("L-123")
def test_from_the_upload_to_a_new_draft(client, cast, django_capture_on_commit_callbacks):
    before = written_rows()
    draft = uploaded(client, cast, good())
    here = reverse("learning:course_import", args=[draft.pk])
    page = words(client.get(here))
    assert "Obieg pism" in page
    assert "Wczytamy go w całości, bez zmian." in page
    assert written_rows() == before
    take = reverse("learning:course_import_take", args=[draft.pk])
    with seated(SYSTEM):
        make_course(code="ZAJETY")
    assert "Szkolenie o tym kodzie już jest" in words(client.post(take, {"code": "ZAJETY"}))
    assert client.post(take, {"code": "zły kod"}).status_code == 422
    for _ in range(2):  # a button pressed twice
        assert client.post(take, {"code": "obieg"}).status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        work_off()
    with seated(SYSTEM):
        made = Course.objects.get(code="obieg")
        assert Course.objects.filter(title="Obieg pism").count() == 1
        assert (made.current, made.office_id, made.lessons.get().live) == (None, None, False)
    assert "Przejdź do szkolenia" in words(client.get(here))
    assert not deeds.place(draft.key).exists()


def test_a_file_left_aside_goes(client, cast):
    draft = uploaded(client, cast, good())
    assert deeds.place(draft.key).exists()
    assert client.post(reverse("learning:course_import_drop", args=[draft.pk])).status_code == 302
    assert not deeds.place(draft.key).exists()
    assert "Plik odłożony" in words(client.get(reverse("learning:course_import", args=[draft.pk])))


@pytest.mark.rule("L-120")
def test_a_course_goes_out_by_the_page_and_is_its_askers_alone(client, cast):
    with seated(SYSTEM):
        course = make_course(lessons=1, title="Obieg pism")
    as_(client, cast, "ewa")
    address, form = (
        reverse("learning:course_export", args=[course.pk]),
        {"source": "draft", "form_key": str(uuid4())},
    )
    for _ in range(2):  # sent twice, written once
        assert client.post(address, form).status_code == 302
    assert work_off() == 1
    with seated(cast.seat("ewa")):
        row = CourseExport.objects.get()
    assert "Pobierz plik" in words(client.get(reverse("learning:course_file", args=[row.pk])))
    download = reverse("learning:course_download", args=[row.pk])
    answer = client.get(download)
    assert answer["Content-Disposition"] == 'attachment; filename="obieg-pism.kurs.zip"'
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert "kurs.json" in archive.namelist()
    assert as_(Client(), cast, "henryk").get(download).status_code == 404
    assert as_(Client(), cast, "celina").get(download).status_code == 403
    with seated(cast.seat("ewa")):
        CourseExport.objects.update(ready_at=timezone.now() - deeds.KEPT * 2)
    assert client.get(download).status_code == 404
    assert "Pliku już nie ma" in words(client.get(reverse("learning:course_file", args=[row.pk])))


def test_a_course_without_ready_lessons_says_so(client, cast):
    with seated(SYSTEM):
        course = make_course(lessons=1)
        Lesson.objects.update(live=False)
    as_(client, cast, "ewa").post(
        reverse("learning:course_export", args=[course.pk]), {"source": "ready", "form_key": str(uuid4())}
    )
    work_off()
    with seated(cast.seat("ewa")):
        job = JobRun.objects.latest("pk")
    assert (job.state, job.message[:26]) == ("failed", "Nie ma czego zapisać: żadn")


@pytest.mark.rule("L-123")
def test_a_file_is_its_authors_alone_and_the_database_says_so(client, cast):
    draft = uploaded(client, cast, good())
    other = as_(Client(), cast, "henryk")
    for name in ("course_import", "course_import_take", "course_import_drop"):
        address = reverse(f"learning:{name}", args=[draft.pk])
        answer = other.get(address) if name == "course_import" else other.post(address, {"code": "x"})
        assert answer.status_code == 404, name
    with seated(cast.seat("henryk")):
        assert CourseImport.objects.count() == 0
    with seated(cast.seat("ewa")):
        assert CourseImport.objects.count() == 1  # the negative control
    with seated(cast.seat("celina")), pytest.raises(ProgrammingError), transaction.atomic():
        CourseImport.objects.create(
            author_id=cast.person("ewa").pk,
            file_name="x",
            key=uuid4(),
            bytes=1,
            sha256="0",
            made_at=timezone.now(),
        )


def test_an_edition_is_named_by_the_day_on_the_wall() -> None:
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)  # half past midnight in Poland
    form = ExportForm(editions=[CourseEdition(pk=1, number=3, published_at=late)])

    assert "Wydanie 3 z 22.11.2026" in str(form["source"])


def test_an_administrator_brings_a_course_for_the_own_office(client, cast):
    draft = uploaded(client, cast, good(), "henryk")
    client.post(reverse("learning:course_import_take", args=[draft.pk]), {"code": "nasz"})
    work_off()
    with seated(SYSTEM):
        made = Course.objects.get(code=f"U{cast.zalesie.pk}-nasz")
        assert (made.office_id, Package.objects.get().office_id) == (cast.zalesie.pk, cast.zalesie.pk)
        assert set(BankQuestion.objects.values_list("office", flat=True)) == {cast.zalesie.pk}
    assert client.get(reverse("learning:own_course", args=[made.pk])).status_code == 200
    assert as_(Client(), cast, "ewa").get(reverse("learning:own_course", args=[made.pk])).status_code == 404
