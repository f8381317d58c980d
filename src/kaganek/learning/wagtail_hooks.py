"""Courses, lessons and quizzes in the content editor."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList, Panel
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.permissions import register_permission_policy
from wagtail.snippets.action_menu import PublishMenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet, SnippetViewSetGroup

from kaganek.core.lists import whole_numbers
from kaganek.core.wagtail_policy import KeepPolicy, UnwantedPolicy
from kaganek.core.wagtail_tables import PLAIN_LIST, PlainIndexView, YesNoColumn
from kaganek.learning.forms.editorial import CourseForm, LessonForm, QuizForm
from kaganek.learning.forms.tasks import KeptTaskForm
from kaganek.learning.models import Course, Lesson, QuizDraft, Rubric, Task
from kaganek.learning.queries.editing import OWNER, editable
from kaganek.learning.services.content import publish_lesson
from kaganek.learning.services.gate import Blocked, check_gate, overrides, standing
from kaganek.learning.services.publishing import newest
from kaganek.learning.services.questions import publish_quiz
from kaganek.learning.services.unwanted import why_kept
from kaganek.learning.views.bank.chooser import BankQuestionChooserViewSet, bank_question_chooser
from kaganek.learning.views.unwanted import DeleteUnwantedView

GATES = {Lesson: ("learning:lesson_gate", "body"), QuizDraft: ("learning:quiz_gate", "questions")}


class GatePanel(Panel):
    """What stands in the way of publishing the version kept last, above the form."""

    class BoundPanel(Panel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def render_html(self, parent_context: Any = None) -> str:
            name, field = GATES[type(self.instance)]
            facts = {
                "findings": standing(newest(self.instance)),
                "overrides": overrides(self.instance),
                "page": reverse(name, args=[self.instance.pk]),
                "field": field,
            }
            return render_to_string("learning/editing/panel.html", facts)


class KeptIndexView(PlainIndexView):
    def get_delete_url(self, instance: object) -> None:
        """What may go is judged row by row, on the page of each."""


class KeptViewSet(SnippetViewSet):
    index_view_class = KeptIndexView
    index_template_name = PLAIN_LIST
    copy_view_enabled = False
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> Any:
        """What the seat may write; for its administrator the courses of the own office."""
        seat = request.seat  # type: ignore[attr-defined]
        return editable(self.model, seat) if self.model in OWNER else None


class CourseViewSet(KeptViewSet):
    model = Course
    delete_view_class = DeleteUnwantedView
    icon = "folder-open-inverse"
    menu_label = "Szkolenia"
    list_display = ("title", "code", "hours", "published_at")
    search_fields = ("title", "code")
    ordering = ("title__alphabetical",)
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("code"), FieldPanel("hours"), FieldPanel("short_title")]),
            FieldPanel("summary"),
            FieldPanel("goal"),
            FieldPanel("review_required"),
            InlinePanel("modules", heading="Moduły", label="Moduł", panels=[FieldPanel("title")], min_num=1),
        ],
        base_form_class=CourseForm,
    )


def _course_asked(request: HttpRequest) -> list[int]:
    return whole_numbers([request.GET.get("szkolenie", "")])


def _for_course(url: str, request: HttpRequest) -> str:
    """Where a form is sent: the same course, also when something in it is to be mended."""
    return f"{url}?szkolenie={course}" if (course := next(iter(_course_asked(request)), 0)) else url


class LessonCreateView(CreateView):
    """A lesson begun on the page of a course (?szkolenie=ID) is offered the modules of that course."""

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)
        modules = form.fields["module"]
        own = modules.queryset.filter(course__in=_course_asked(self.request))
        if own:
            modules.queryset = own
        if len(own) == 1:
            modules.empty_label = None
        return form

    def get_add_url(self) -> str:
        return _for_course(super().get_add_url(), self.request)


class LessonViewSet(KeptViewSet):
    model = Lesson
    delete_view_class = DeleteUnwantedView
    add_view_class = LessonCreateView
    icon = "doc-full"
    menu_label = "Lekcje"
    list_display = (
        "title",
        "course",
        "module",
        "position",
        YesNoColumn("live", label="Opublikowana"),
        UpdatedAtColumn(),
    )
    list_filter = ("course", "live")
    search_fields = ("title", "text")
    ordering = ("course__title__alphabetical", "position")
    edit_handler = ObjectList(
        [
            GatePanel(),
            FieldPanel("title"),
            FieldPanel("module"),
            FieldRowPanel([FieldPanel("position"), FieldPanel("minutes")]),
            FieldPanel("body"),
        ],
        base_form_class=LessonForm,
    )


class QuizCreateView(CreateView):
    """A quiz begun on the page of a course (?szkolenie=ID) has that course chosen already."""

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)
        if course := form.fields["course"].queryset.filter(pk__in=_course_asked(self.request)).first():
            form.initial["course"] = course.pk
        return form

    def get_add_url(self) -> str:
        return _for_course(super().get_add_url(), self.request)


class QuizViewSet(KeptViewSet):
    model = QuizDraft
    add_view_class = QuizCreateView
    delete_view_class = DeleteUnwantedView
    icon = "list-ul"
    menu_label = "Testy"
    list_display = ("title", "course", YesNoColumn("live", label="Opublikowany"), UpdatedAtColumn())
    search_fields = ("title",)
    ordering = ("course__title__alphabetical",)
    edit_handler = ObjectList(
        [
            GatePanel(),
            FieldPanel("course"),
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("attempts"), FieldPanel("time_limit")]),
            FieldRowPanel([FieldPanel("feedback"), FieldPanel("review"), FieldPanel("shuffle")]),
            FieldPanel("questions"),
        ],
        base_form_class=QuizForm,
    )


class RubricViewSet(KeptViewSet):
    model = Rubric
    delete_view_class = DeleteUnwantedView
    icon = "clipboard-list"
    menu_label = "Kryteria oceny"
    list_display = ("title", "note")
    search_fields = ("title", "note")
    ordering = ("title__alphabetical",)
    edit_handler = ObjectList([FieldPanel("title"), FieldPanel("note"), FieldPanel("criteria")])


class TaskViewSet(KeptViewSet):
    """Tasks of the whole programme, which lessons of any course may hold."""

    model = Task
    icon = "clipboard-list"
    menu_label = "Zadania"
    list_display = ("title", "kind")
    search_fields = ("title",)
    ordering = ("title__alphabetical",)
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("instructions"),
            FieldPanel("kind"),
            FieldRowPanel([FieldPanel("wants_text"), FieldPanel("most_files"), FieldPanel("hours")]),
            FieldPanel("rubric"),
        ],
        base_form_class=KeptTaskForm,
    )


class LearningGroup(SnippetViewSetGroup):
    items = (CourseViewSet, LessonViewSet, QuizViewSet, RubricViewSet, TaskViewSet)
    menu_label = "Szkolenia"
    menu_name = "szkolenia"
    menu_icon = "folder-open-inverse"
    menu_order = 100


for unwanted in (Course, Lesson, QuizDraft, Rubric):
    register_permission_policy(unwanted, UnwantedPolicy(unwanted, lambda one: bool(why_kept(one))))
register_permission_policy(Task, KeepPolicy(Task))
register_snippet(LearningGroup)


@hooks.register("register_admin_viewset")
def choose_from_bank() -> BankQuestionChooserViewSet:
    return bank_question_chooser


class ReadyMenuItem(PublishMenuItem):
    """Readers get a lesson or a quiz with the next edition, so the button says no more than that it is ready."""

    template_name = "learning/editions/ready_button.html"


@hooks.register("construct_snippet_action_menu")
def say_ready(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    if context["model"] in (Lesson, QuizDraft):
        menu_items[:] = [
            ReadyMenuItem(item.order) if item.name == "action-publish" else item for item in menu_items
        ]


@hooks.register("before_publish")
def stop_at_gate(request: HttpRequest, instance: object) -> HttpResponse | None:
    """The button "Opublikuj" with faults left: the version is kept, and its author is shown what to mend."""
    if not isinstance(instance, Lesson | QuizDraft):
        return None
    try:
        check_gate(newest(instance))
    except Blocked:
        return redirect(GATES[type(instance)][0], instance.pk)
    return None


@hooks.register("after_publish")
def publish(request: HttpRequest, instance: object) -> None:
    """The button "Gotowe do wydania": a lesson or a quiz is what the next edition takes."""
    now = timezone.now()
    if isinstance(instance, Lesson):
        instance.refresh_from_db()
        publish_lesson(instance, at=now)
        messages.info(request, _what_next("Lekcja jest gotowa. Uczestnicy zobaczą ją", instance.course_id))
    elif isinstance(instance, QuizDraft):
        instance.refresh_from_db()
        publish_quiz(instance, at=now)
        messages.info(request, _what_next("Test jest gotowy. Uczestnicy dostaną go", instance.course_id))


def _what_next(said: str, course_id: int) -> str:
    where = reverse("learning:editions", args=[course_id])
    return format_html('{} w nowym wydaniu. <a href="{}">Wydania szkolenia</a>', said, where)
