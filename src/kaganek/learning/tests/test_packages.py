"""Packages from the upload to "gotowa": whole or not at all, whose they are, their versions."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kaganek.core import jobs
from kaganek.core.models import AuditEntry, JobRun
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.tests.work import queued, work_off
from kaganek.learning.models import Lesson, Package, PackageItem
from kaganek.learning.queries.packages import lessons_with, package_choices, ready_packages
from kaganek.learning.services import unpacking
from kaganek.learning.services.package_courses import CodeTaken, course_from_package
from kaganek.learning.services.packages import VersionUnderWay, upload_package
from kaganek.learning.terms import PackageKind, PackageState, PartKind
from kaganek.learning.tests.packaging import job_of, seen, taken_in, unpacked
from kaganek.lib.packages import Fault
from kaganek.lib.tests import hostile_archives, hostile_manifests
from kaganek.lib.tests.package_files import ITEM, scorm, two_parts, zipped
from kaganek.lib.tests.test_package_h5p import package as h5p

ANSWERED = [
    *((f"archive: {name}", build) for name, (build, _) in hostile_archives.REFUSED.items()),
    *((f"content: {name}", build) for name, build in hostile_archives.DAMAGED.items()),
    *((f"place: {name}", build) for name, (build, *_) in hostile_manifests.REFUSED.items()),
]


@pytest.fixture(autouse=True)
def disk(tmp_path, settings) -> Path:
    settings.PACKAGES_ROOT = tmp_path / "packages"
    return settings.PACKAGES_ROOT


def left_on(disk: Path) -> list[str]:
    """Every file and folder of the packages' place, hidden ones too."""
    return sorted(str(path.relative_to(disk)) for path in disk.rglob("*") if path.name != "incoming")


@pytest.mark.rule("L-40")
def test_a_good_package_is_unpacked_with_its_outline(cast, disk):
    data = scorm(items=ITEM.format(more="<adlcp:masteryscore>80</adlcp:masteryscore>"))

    package, job = unpacked(data, cast.seat("ewa"), name="C:\\kursy\\obieg.zip")

    assert (package.state, package.kind, package.title) == (
        PackageState.READY,
        PackageKind.SCORM_12,
        "Obsługa mieszkańca",
    )
    assert (package.filename, package.files, package.sha256) == (
        "obieg.zip",
        2,
        hashlib.sha256(data).hexdigest(),
    )
    assert (package.office_id, package.uploaded_by_id) == (None, cast.person("ewa").pk)
    assert left_on(disk) == [package.folder, f"{package.folder}/a.html", f"{package.folder}/imsmanifest.xml"]
    assert (job.state, job.done, job.total) == (JobRun.State.DONE, 1, 1) or job.done == job.total
    assert job.next_url == f"/paczki/{package.pk}/"
    with seated(cast.seat("anna")):
        (part,) = PackageItem.objects.filter(package=package)
        assert (part.identifier, part.kind, part.launch, part.mastery_score) == (
            "i1",
            PartKind.SCO,
            "a.html",
            "80",
        )
    with seated(SYSTEM):
        deeds = AuditEntry.objects.filter(about=f"learning.package:{package.pk}").order_by("pk")
        assert [one.deed for one in deeds] == ["learning.package_upload", "learning.package_ready"]


def test_the_outline_keeps_its_depth_and_what_players_need(cast):
    package, _ = unpacked(
        two_parts("<adlcp:completionThreshold>0.5</adlcp:completionThreshold>"), cast.seat("ewa")
    )

    with seated(cast.seat("ewa")):
        parts = list(PackageItem.objects.filter(package=package).order_by("position"))
    assert [(part.depth, part.title, part.kind) for part in parts] == [
        (0, "Moduł", PartKind.FOLDER), (1, "Pierwsza", PartKind.SCO), (1, "Druga", PartKind.SCO),
    ]  # fmt: skip
    assert parts[1].completion_threshold == "0.5"
    assert parts[1].facts(learner_id="1", learner_name="Wrona, Anna").completion_threshold == "0.5"


def test_h5p_has_one_part(cast):
    package, _ = unpacked(h5p(), cast.seat("ewa"), name="test.h5p")

    assert (package.state, package.kind) == (PackageState.READY, PackageKind.H5P)
    with seated(cast.seat("ewa")):
        assert [part.kind for part in PackageItem.objects.filter(package=package)] == [PartKind.H5P]


@pytest.mark.rule("L-40")
@pytest.mark.parametrize(("name", "build"), ANSWERED, ids=[name for name, _ in ANSWERED])
def test_a_hostile_file_is_refused_with_the_reason_and_leaves_nothing(cast, disk, name, build):
    package, job = unpacked(build(), cast.seat("ewa"), title="Moja paczka")

    assert (package.state, package.title) == (PackageState.REFUSED, "Moja paczka")
    (first, *_) = package.verdict["faults"]
    assert first["code"] in set(Fault)
    assert first["message"]
    assert first["way_out"]
    assert job.state == JobRun.State.FAILED
    assert first["message"] in job.message
    assert first["file"] in job.message
    assert left_on(disk) == []
    with seated(SYSTEM):
        assert not PackageItem.objects.filter(package=package).exists()


def test_sequencing_is_refused_in_the_words_of_its_reason(cast):
    builds = [build for build, fault, _ in hostile_manifests.REFUSED.values() if fault is Fault.SEQUENCING]
    package, job = unpacked(builds[0](), cast.seat("ewa"))

    assert package.verdict["faults"][0]["code"] == "sequencing"
    assert "reguły kolejności" in job.message
    assert "wyeksportuj kurs jako SCORM 1.2" in job.message


def test_a_setting_with_which_no_session_could_begin_is_refused_here(cast, disk):
    more = "<adlcp:datafromlms>{}</adlcp:datafromlms>".format("x" * 60_000)
    package, job = unpacked(scorm(items=ITEM.format(more=more)), cast.seat("ewa"))

    assert package.state == PackageState.REFUSED
    assert package.verdict["faults"][0]["code"] == "bad_fact"
    assert "„Pierwsza”" in job.message
    assert left_on(disk) == []


@pytest.mark.rule("L-40")
def test_the_same_form_sent_twice_uploads_once(cast):
    key, seat = uuid4(), cast.seat("ewa")
    with seated(seat):
        first, second = (
            upload_package(
                io.BytesIO(scorm()),
                filename="a.zip",
                title="",
                replaces=None,
                form_key=key,
                by=seat,
                at=timezone.now(),
            )
            for _ in range(2)
        )
    assert (first.package.pk, first.job.pk) == (second.package.pk, second.job.pk)
    assert len(queued()) == 1


def test_a_job_that_begins_again_after_its_end_changes_nothing(cast):
    made = taken_in(scorm(), cast.seat("ewa"))
    work_off()
    before = seen(made.package.pk, cast.seat("ewa"))
    (args,) = [facts for _, facts in queued()]

    jobs.do("learning.unpack", args)

    after = seen(made.package.pk, cast.seat("ewa"))
    assert (after.state, after.ready_at) == (before.state, before.ready_at)
    assert job_of(made, cast.seat("ewa")).message == "Ta paczka jest już sprawdzona."


@pytest.mark.rule("L-40")
def test_what_a_killed_job_left_is_taken_up_again(cast, disk):
    """Killed while it wrote, and killed between the last file and the row: both end with a whole package."""
    one, two = taken_in(scorm(), cast.seat("ewa")), taken_in(scorm(), cast.seat("ewa"))
    half = disk / f".{one.package.folder}.0123456789abcdef.part"
    half.mkdir()
    (half / "a.html").write_text("pół strony")
    for _ in unpacking.unpacked(two.package.folder, "kurs.zip", needed=0):
        pass
    work_off()

    states = {seen(made.package.pk, cast.seat("ewa")).state for made in (one, two)}
    assert states == {PackageState.READY}
    assert sorted(path.name for path in disk.iterdir()) == sorted(
        ["incoming", one.package.folder, two.package.folder]
    )
    assert (disk / one.package.folder / "a.html").read_text().startswith("<!doctype html>")


def test_a_full_disk_is_told_and_is_no_fault_of_the_package(cast, disk, monkeypatch):
    monkeypatch.setattr(unpacking, "SPARE", 2**60)

    package, job = unpacked(scorm(), cast.seat("ewa"))

    assert package.state == PackageState.FAILED
    assert "brakuje miejsca" in package.verdict["reason"]
    assert "brakuje miejsca" in job.message
    assert left_on(disk) == []


def test_old_leftovers_are_swept(cast, disk):
    taken_in(scorm(), cast.seat("ewa"))
    old = disk / "incoming" / ("e" * 32 + ".zip")
    old.write_bytes(b"x")
    os.utime(old, (1000, 1000))
    work_off()

    assert list((disk / "incoming").iterdir()) == []


@pytest.mark.rule("L-43")
def test_an_office_uploads_for_itself_and_no_other_office_sees_it(cast):
    package, _ = unpacked(scorm(), cast.seat("henryk"))
    common, _ = unpacked(scorm(), cast.seat("dorota"))

    assert (package.office, common.office) == (cast.zalesie, None)
    sees = {
        who: set(_ids(cast.seat(who)))
        for who in (
            "anna",
            "bogdan",
            "henryk",
            "celina",
            "cezary",
            "dorota",
            "filip",
            "ewa",
            "grazyna",
            "irena",
        )
    }
    both, one = {package.pk, common.pk}, {common.pk}
    assert sees == {
        "anna": both, "bogdan": both, "henryk": both, "grazyna": both, "irena": both,
        "filip": both, "celina": one, "cezary": one, "dorota": one, "ewa": one,
    }  # fmt: skip


def _ids(seat) -> list[int]:
    with seated(seat):
        assert set(PackageItem.objects.values_list("package", flat=True)) == set(
            Package.objects.values_list("pk", flat=True)
        )
        return list(Package.objects.values_list("pk", flat=True))


@pytest.mark.rule("L-43")
def test_an_office_changes_nothing_of_the_programme(cast):
    common, _ = unpacked(scorm(), cast.seat("dorota"))
    own, _ = unpacked(scorm(), cast.seat("henryk"))

    with seated(cast.seat("henryk")), transaction.atomic():
        Package.objects.filter(pk=common.pk).update(title="Zmieniona")  # the database lets nothing through
    for who, package in (("henryk", common), ("dorota", own), ("ewa", own)):
        with pytest.raises(Package.DoesNotExist):
            taken_in(scorm(), cast.seat(who), replaces=package.pk)
    assert seen(common.pk, cast.seat("dorota")).title == common.title


@pytest.mark.rule("L-42")
def test_a_new_version_is_a_new_row_and_the_newest_ready_one_is_offered(cast):
    first, _ = unpacked(scorm(), cast.seat("ewa"), title="Obieg")
    bad, _ = unpacked(b"", cast.seat("ewa"), replaces=first.pk)
    third, _ = unpacked(scorm(), cast.seat("ewa"), replaces=bad.pk)

    assert [(one.line == first.line, one.number, one.title) for one in (first, bad, third)] == [
        (True, 1, "Obieg"), (True, 2, "Obieg"), (True, 3, "Obieg"),
    ]  # fmt: skip
    assert seen(first.pk, cast.seat("ewa")).state == PackageState.READY
    with seated(cast.seat("ewa")):
        assert [one.pk for one in ready_packages()] == [third.pk]
        assert package_choices() == [(str(first.line), "Obieg (SCORM 1.2)")]


@pytest.mark.rule("L-42")
def test_one_new_version_at_a_time(cast):
    first, _ = unpacked(scorm(), cast.seat("ewa"))
    taken_in(scorm(), cast.seat("ewa"), replaces=first.pk)

    with pytest.raises(VersionUnderWay):
        taken_in(scorm(), cast.seat("ewa"), replaces=first.pk)
    with seated(cast.seat("ewa")), pytest.raises(IntegrityError), transaction.atomic():
        Package.objects.create(
            line=first.line,
            number=1,
            title="x",
            filename="x",
            sha256="x",
            folder="x",
            uploaded_at=timezone.now(),
        )


def test_a_course_of_one_lesson_is_made_of_a_package(cast):
    package, _ = unpacked(two_parts(), cast.seat("ewa"))
    second, _ = unpacked(scorm(), cast.seat("ewa"))
    words = {"title": "Obieg pism", "code": "obieg", "hours": 2, "minutes": 30}
    with seated(cast.seat("ewa")):
        course = course_from_package(package.pk, **words, by=cast.seat("ewa"), at=timezone.now())
        assert course_from_package(package.pk, **words, by=cast.seat("ewa"), at=timezone.now()) == course
        for other in ({"title": "Inny"}, {"hours": 3}):
            with pytest.raises(CodeTaken):
                course_from_package(package.pk, **words | other, by=cast.seat("ewa"), at=timezone.now())
        with pytest.raises(CodeTaken):
            course_from_package(second.pk, **words, by=cast.seat("ewa"), at=timezone.now())
        lesson = Lesson.objects.get(course=course)
        (facts,) = lesson.checks.values()
        used = lessons_with(package)

    assert course.published_at is not None
    assert (lesson.title, lesson.minutes, lesson.live) == ("Obieg pism", 30, True)
    assert facts == {
        "kind": "package", "package": package.pk, "line": str(package.line), "title": "Obsługa mieszkańca",
        "parts": ["Pierwsza", "Druga"], "more": 0,
    }  # fmt: skip
    assert "Pierwsza Druga" in lesson.text
    assert used == [lesson]


def test_a_package_that_is_not_ready_makes_no_course(cast):
    made = taken_in(scorm(), cast.seat("ewa"))
    with seated(cast.seat("ewa")), pytest.raises(Package.DoesNotExist):
        course_from_package(
            made.package.pk, title="a", code="a", hours=1, minutes=1, by=cast.seat("ewa"), at=timezone.now()
        )


def test_a_file_of_web_pages_says_what_to_do(cast):
    _, job = unpacked(zipped({"index.html": "<p>"}), cast.seat("ewa"))
    assert "SCORM" in job.message
