"""Uploading a package, its next version, and a course made of one."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from kaganek.core.access import needs
from kaganek.core.parts import Deed
from kaganek.core.seats import SeatedRequest
from kaganek.learning.forms.packages import PackageCourseForm, PackageForm
from kaganek.learning.models import Course, Package
from kaganek.learning.queries.serving import plays
from kaganek.learning.services.package_courses import CodeTaken, course_from_package, may_teach
from kaganek.learning.services.packages import (
    Uploaded,
    VersionUnderWay,
    may_remove,
    remove_refused,
    upload_package,
)
from kaganek.learning.views.packages import OBJ, crumbs, package_or_404

UNDER_WAY = "Nowa wersja tej paczki jest już sprawdzana. Poczekaj na wynik, a potem wgraj następną."


@require_http_methods(["GET", "POST"])
@needs("add", OBJ)
def package_add(request: SeatedRequest) -> HttpResponse:
    """Choose the file; then the page of the job that judges and unpacks it."""
    return _page(request, None)


@require_http_methods(["GET", "POST"])
@needs("add", OBJ)
def package_replace(request: SeatedRequest, package_id: int) -> HttpResponse:
    """The same for the next version of a package."""
    return _page(request, package_or_404(package_id))


def _page(request: SeatedRequest, old: Package | None) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PackageForm(*sent, limit=settings.PACKAGE_UPLOAD_LIMIT, initial={"form_key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid() and (made := _uploaded(request, form, old)):
        return redirect("core:job", made.job.pk)
    last = "Nowa wersja" if old else "Wgraj paczkę"
    context = {"form": form, "package": old, "title": last, "crumbs": crumbs(old, last)}
    return render(request, "learning/packages/upload.html", context, status=422 if form.errors else 200)


def _uploaded(request: SeatedRequest, form: PackageForm, old: Package | None) -> Uploaded | None:
    data = form.cleaned_data
    try:
        return upload_package(
            data["file"], filename=data["file"].name, title=data["title"].strip(), replaces=old.pk if old else None,
            form_key=data["form_key"], by=request.seat, at=timezone.now(),
        )  # fmt: skip
    except Package.DoesNotExist:
        raise Http404 from None
    except VersionUnderWay:
        form.add_error(None, UNDER_WAY)
        return None


@require_POST
@needs("add", OBJ)
def package_remove(request: SeatedRequest, package_id: int) -> HttpResponse:
    """ "Usuń" of a refused package: asks once, then removes it."""
    found = package_or_404(package_id)
    if not may_remove(found, request.seat):
        raise Http404
    if "confirmed" not in request.POST:
        return render(request, "ui/confirm.html", {"deed": _removal(found)})
    remove_refused(found, by=request.seat)
    messages.success(request, f"Usunięto odrzuconą paczkę „{found.title}”.")
    return redirect("learning:packages")


def _removal(found: Package) -> Deed:
    return Deed(
        title=f"Usunąć paczkę „{found.title}”?",
        text="Zniknie z listy razem z opisem tego, co trzeba w niej poprawić. Nikt jej nie używa.",
        action=reverse("learning:package_remove", args=[found.pk]),
        submit="Usuń",
        icon="trash-2",
        final=True,
        cancel_href=reverse("learning:package", args=[found.pk]),
    )


@require_http_methods(["GET", "POST"])
@needs("teach", OBJ)
def package_course(request: SeatedRequest, package_id: int) -> HttpResponse:
    """A course of one module and one lesson that holds the package."""
    found = package_or_404(package_id)
    if not (plays(found) and may_teach(found, request.seat)):
        raise Http404
    form = PackageCourseForm(
        request.POST if request.method == "POST" else None, initial={"title": found.title}
    )
    if request.method == "POST" and form.is_valid():
        try:
            course = course_from_package(found.pk, **form.cleaned_data, by=request.seat, at=timezone.now())
        except CodeTaken:
            form.add_error("code", "Szkolenie o tym kodzie już jest. Wpisz inny.")
        else:
            return _made(request, course)
    context = {"form": form, "package": found, "crumbs": crumbs(found, "Szkolenie z paczki")}
    return render(request, "learning/packages/course.html", context, status=422 if form.errors else 200)


def _made(request: SeatedRequest, course: Course) -> HttpResponse:
    """An office gives its own course within the office; the programme's goes onto a path."""
    next_, page = (
        ("przydzielić w swoim urzędzie", "own_course")
        if course.office_id
        else ("dodać do ścieżki", "course_preview")
    )
    messages.success(request, f"Szkolenie „{course.title}” jest gotowe. Możesz je {next_}.")
    return redirect(f"learning:{page}", course.pk)
