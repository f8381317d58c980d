"""Public pages: news written in the content editor, and reports released for everyone."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.http import HttpRequest
from wagtail.models import DraftStateMixin, RevisionMixin

from kaganek.core.bodies import render_body
from kaganek.core.dbroles import DbRole
from kaganek.core.fields import BodyField
from kaganek.core.previews import PreviewedHere
from kaganek.core.rls import ALL, EDITED
from kaganek.portal.blocks import ArticleBody
from kaganek.portal.models.indexed import Indexed
from kaganek.reporting.models import ReportIssue


class Article(DraftStateMixin, RevisionMixin, PreviewedHere, Indexed):
    """A news article of the portal (artykuł)."""

    title = models.CharField("tytuł", max_length=200)
    slug = models.SlugField("adres", max_length=120, unique=True)
    lead = models.CharField("wstęp", max_length=400)
    published_on = models.DateField("data")
    body: Any = BodyField(ArticleBody(), verbose_name="treść", blank=True)
    html = models.TextField(blank=True, editable=False)
    title_en = models.CharField("tytuł po angielsku", max_length=200, blank=True)
    lead_en = models.CharField("wstęp po angielsku", max_length=400, blank=True)
    body_en: Any = BodyField(ArticleBody(), verbose_name="treść po angielsku", blank=True)
    html_en = models.TextField(blank=True, editable=False)

    rights = EDITED

    class Meta:
        verbose_name, verbose_name_plural = "artykuł", "aktualności"
        indexes = (GinIndex(fields=["vector"], name="article_vector"),)

    def __str__(self) -> str:
        return self.title

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "portal/article_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {"article": self, "html": render_body(self.body).html, "request": request}


class SitePage(models.Model):
    """Words and facts of one public page that its operator may change (strona serwisu).

    `facts` depend on the page: portal.terms names the pages, portal.services.pages writes them.
    """

    slug = models.SlugField("strona", max_length=40, unique=True)
    facts: models.JSONField[Any, Any] = models.JSONField("treść", default=dict)
    updated_at = models.DateTimeField("zmieniono")

    rights = dict.fromkeys(DbRole, "select") | {DbRole.GLOBAL: ALL}

    def __str__(self) -> str:
        return self.slug


class Publication(models.Model):
    """A frozen report released to everyone; points at it and copies no number (publikacja)."""

    report = models.OneToOneField(ReportIssue, models.PROTECT, related_name="publication")
    slug = models.SlugField("adres", max_length=120, unique=True)
    published_at = models.DateTimeField("opublikowano")

    rights = dict.fromkeys(DbRole, "select") | {
        DbRole.PROJECT: "select insert update",
        DbRole.GLOBAL: "select insert update",
    }

    def __str__(self) -> str:
        return self.slug
