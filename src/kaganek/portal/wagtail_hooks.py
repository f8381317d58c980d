"""Articles in the content editor, and the editor itself cut down to what editors do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from kaganek.core.wagtail_policy import KeepPolicy
from kaganek.core.wagtail_tables import PLAIN_LIST, PlainIndexView, YesNoColumn
from kaganek.people.terms import Role
from kaganek.portal.models import Article
from kaganek.portal.services.articles import publish

MENU = {"szkolenia", "aktualnosci", "images", "documents"}
SEARCH = {"images", "documents"}


class ArticleViewSet(SnippetViewSet):
    model = Article
    index_view_class = PlainIndexView
    index_template_name = PLAIN_LIST
    icon = "doc-full-inverse"
    menu_label = "Aktualności"
    menu_name = "aktualnosci"
    menu_order = 200
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ("title", "published_on", YesNoColumn("live", label="Opublikowany"), UpdatedAtColumn())
    search_fields = ("title", "lead")
    ordering = ("-published_on",)
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("slug"), FieldPanel("published_on")]),
            FieldPanel("lead"),
            FieldPanel("body"),
            MultiFieldPanel(
                [FieldPanel("title_en"), FieldPanel("lead_en"), FieldPanel("body_en")],
                heading="Po angielsku (nieobowiązkowe)",
                classname="collapsed",
            ),
        ]
    )


register_permission_policy(Article, KeepPolicy(Article))
register_snippet(ArticleViewSet)


@hooks.register("after_publish")
def publish_article(request: HttpRequest, instance: object) -> None:
    """The button "Opublikuj"."""
    if isinstance(instance, Article):
        instance.refresh_from_db()
        publish(instance, at=timezone.now())


@hooks.register("construct_main_menu")
def only_content(request: HttpRequest, items: list[Any]) -> None:
    """No page tree, users, groups, workflows, settings or reports."""
    if request.seat.role == Role.IT_ADMIN:  # type: ignore[attr-defined]
        items[:] = [item for item in items if item.name in SEARCH]
        items.insert(
            0, MenuItem("Szkolenia urzędu", reverse("learning:own_courses"), icon_name="folder-open-inverse")
        )
        return
    items[:] = [item for item in items if item.name in MENU]


@hooks.register("construct_search")
def no_page_search(request: HttpRequest, areas: list[Any]) -> None:
    areas[:] = [area for area in areas if area.name in SEARCH]
