"""The window of the content editor in which an author looks for a question of the bank, to put it on a quiz's sheet.

Its addresses are the editor's (site.editorial): whoever may not enter is refused there. What it finds is what the
seat reads: an office's administrator the own office's questions, an expert those of the programme (rule L-60).
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import path, reverse
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from kaganek.core.lists import by_words
from kaganek.learning.blocks.sheets import CHOOSER, bank_categories, bank_question_label
from kaganek.learning.models import BankCategory, BankQuestion
from kaganek.learning.queries.bank import within
from kaganek.learning.views.bank.shown import KINDS, QUESTIONS
from kaganek.lib.polish import counted

LONGEST = 18  # digits of a number


class LookingForm(BaseFilterForm):
    """Words of the question or its number, and a category."""

    q = forms.CharField(label="Szukaj w treści i nazwie albo wpisz numer", required=False, max_length=200)
    category = forms.ChoiceField(
        label="Kategoria",
        required=False,
        widget=forms.Select(attrs={"data-chooser-modal-search-filter": True}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category: Any = self.fields["category"]
        category.choices = [("", "– wszystkie –"), *bank_categories()]

    def filter(self, objects: Any) -> Any:
        """The rows that were asked for."""
        if category := self.cleaned_data["category"]:
            objects = objects.filter(category__in=within(int(category), BankCategory.objects.all()))
        if not (said := self.cleaned_data["q"].strip()):
            return objects
        self.is_searching, self.search_query = True, said
        found = by_words("current__folded")(objects, said)
        return found | objects.filter(pk=said) if said.isdecimal() and len(said) <= LONGEST else found


class InPolish(WagtailPaginator):
    """Counts questions in words."""

    @property
    def items_count_label(self) -> str:
        return counted(self.count, *QUESTIONS)


class Looking:
    """What the window and the list in it have in common."""

    filter_form_class = LookingForm
    is_multiple_choice = False
    paginator_class = InPolish
    ordering = "-pk"
    per_page = 25

    def get_object_list(self) -> Any:
        rows = BankQuestion.objects.filter(retired_at=None, current__isnull=False)
        return rows.select_related("current", "category")

    @property
    def columns(self) -> list[Column]:
        title = self.title_column  # type: ignore[attr-defined]  # of the view it is mixed into
        title.accessor, title.label = bank_question_label, "Pytanie"
        return [
            title,
            Column("kind", label="Rodzaj", accessor=lambda row: KINDS[row.current.kind]),
            Column("category", label="Kategoria", accessor=lambda row: str(row.category or "")),
        ]


class BankChooseView(Looking, ChooseView):
    pass


class BankResultsView(Looking, ChooseResultsView):
    pass


class BankChosenView(ChosenView):
    def get_display_title(self, instance: BankQuestion) -> str:
        return bank_question_label(instance)

    def get_edit_item_url(self, instance: BankQuestion) -> str:
        return reverse("learning:bank_question", args=[instance.pk])


class BankQuestionChooserViewSet(ChooserViewSet):
    model = BankQuestion
    icon = "help"
    page_title = "Pytanie z banku"
    choose_view_class = BankChooseView
    choose_results_view_class = BankResultsView
    chosen_view_class = BankChosenView
    preserve_url_parameters = ()
    register_widget = False

    def get_urlpatterns(self) -> list[Any]:
        """Choosing one, and nothing else: no question is made here."""
        return [
            path("", self.choose_view, name="choose"),
            path("results/", self.choose_results_view, name="choose_results"),
            path("chosen/<int:pk>/", self.chosen_view, name="chosen"),
        ]


bank_question_chooser = BankQuestionChooserViewSet(CHOOSER, url_prefix="choose-bank-question")
