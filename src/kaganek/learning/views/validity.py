"""How long a course on a path holds: set for the whole project, with the numbers shown before."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kaganek.core.access import needs
from kaganek.core.parts import Deed
from kaganek.core.seats import SeatedRequest
from kaganek.learning.forms.validity import ValidityForm
from kaganek.learning.models import Course, LearningPath
from kaganek.learning.services import renewals as deeds
from kaganek.learning.terms import Renewal
from kaganek.learning.views.paths import path_or_404
from kaganek.lib.polish import counted
from kaganek.lib.polish import form as plural

PEOPLE = ("osoba", "osoby", "osób")
NO_QUIZ = "To szkolenie nie ma testu. Wybierz odnawianie całego szkolenia."


@require_http_methods(["GET", "POST"])
@needs("change", "learning.coursevalidity")
def validity(request: SeatedRequest, path_id: int, course_id: int) -> HttpResponse:
    """Ask how long, say whom it touches, then write it."""
    path = path_or_404(request.seat, path_id)
    course = Course.objects.filter(pk=course_id, pathstep__path=path).first()
    if course is None:
        raise Http404
    held = deeds.validity_of(path.project_id, course_id)
    form = ValidityForm(request.POST or None, held=held, advised=course.validity)
    if request.method == "POST" and form.is_valid():
        if _asks_first(request, form):
            return render(request, "ui/confirm.html", {"deed": _deed(request, path, course, form)})
        if _saved(request, path, course, form):
            return redirect("learning:path", path.pk)
    context = {
        "form": form, "course": course, "path": path,
        "crumbs": [
            ("Ścieżki i terminy", reverse("learning:paths")),
            (path.name, reverse("learning:path", args=[path.pk])),
            ("Ważność", ""),
        ],
    }  # fmt: skip
    return render(request, "learning/paths/validity.html", context, status=422 if form.errors else 200)


def _asks_first(request: SeatedRequest, form: ValidityForm) -> bool:
    touching = form.cleaned_data["also_done"] or form.rule is None
    return touching and not request.POST.get("confirmed")


def _saved(request: SeatedRequest, path: LearningPath, course: Course, form: ValidityForm) -> bool:
    said = form.cleaned_data
    try:
        deeds.set_validity(
            path.project_id, course.pk, form.rule, renewal=Renewal(said["renewal"]),
            also_done=said["also_done"], by=request.seat, at=timezone.now(),
        )  # fmt: skip
    except deeds.NoQuiz:
        form.add_error("renewal", NO_QUIZ)
        return False
    messages.success(request, f"Ważność jest zapisana: {course.title}.")
    return True


def _deed(request: SeatedRequest, path: LearningPath, course: Course, form: ValidityForm) -> Deed:
    """The confirmation: numbers first, the same choice in hidden fields."""
    kept = [
        (name, value) for name, value in form.data.items() if name not in ("csrfmiddlewaretoken", "confirmed")
    ]
    here = reverse("learning:validity", args=[path.pk, course.pk])
    title, text = f"Zapisać ważność szkolenia „{course.title}”?", _text(path, course, form)
    return Deed(
        title=title, text=text, action=here, submit="Zapisz ważność", cancel_href=here,
        fields=[(name, str(value)) for name, value in kept],
    )  # fmt: skip


def _text(path: LearningPath, course: Course, form: ValidityForm) -> str:
    if form.rule is None:
        return (
            "Ukończenia będą bezterminowe i żadne nowe odnowienie się nie zacznie. "
            "Odnowienia, które już trwają, zostają. Wydane certyfikaty się nie zmienią."
        )
    found = deeds.touched(path.project_id, course.pk, form.rule, today=timezone.localdate())
    if not found.people:
        return "Nikt jeszcze nie ukończył tego szkolenia. Ważność obejmie wszystkie przyszłe ukończenia."
    done = f"Szkolenie ma ukończone {counted(found.people, *PEOPLE)}. Wydane certyfikaty się nie zmienią."
    if not found.at_once:
        return f"{done} U nikogo odnowienie nie zacznie się od razu."
    verb = plural(found.at_once, "zacznie", "zaczną", "zacznie")
    who = counted(found.at_once, *PEOPLE)
    return f"{done} Odnowienie od razu {verb} {who}: dostaną list i nowy termin, a w raportach szkolenie będzie u nich otwarte."
