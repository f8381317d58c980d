"""Articles of offices, each on its own office's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import SeatedModel
from kaganek.people.models import Office
from kaganek.portal.models.indexed import Indexed
from kaganek.portal.terms import ArticleState

ALL = "select insert update delete"
EVERYONE = tuple(role for role in DbRole if role is not DbRole.APP)


class OfficeArticle(Indexed, SeatedModel):
    """An article of one office, shown on that office's own page and nowhere else (artykuł urzędu).

    A draft is its office's alone; one that waits is read by the supplier besides; a shown one by everyone.
    Other words of a shown one, while they need the supplier's consent, are a row that `replaces` it: everyone
    reads the earlier words until the new ones are agreed to.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="urząd")
    slug = models.SlugField("adres", max_length=120)
    title = models.CharField("tytuł", max_length=200)
    lead = models.CharField("wstęp", max_length=400)
    text = models.TextField("treść")
    title_en = models.CharField("tytuł po angielsku", max_length=200, blank=True)
    text_en = models.TextField("treść po angielsku", blank=True)
    state = models.CharField("stan", max_length=8, choices=ArticleState.choices, default=ArticleState.DRAFT)
    remark = models.CharField("uwaga dostawcy", max_length=500, blank=True)
    changed_at = models.DateTimeField("zmieniono")
    shown_at = models.DateTimeField("opublikowano", null=True)
    replaces = models.OneToOneField(
        "self", models.CASCADE, null=True, related_name="change", verbose_name="zmiana artykułu"
    )

    reach = {"office": "office"}
    rights: ClassVar[Mapping[str, str]] = {
        **{role.value: "select" for role in EVERYONE},
        DbRole.OFFICE: ALL,
        DbRole.GLOBAL: ALL,
    }
    extra_policies = dict.fromkeys(EVERYONE, "state = 'shown'")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["office", "slug"],
                condition=Q(replaces=None),
                name="office_article_address_once",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(state=ArticleState.SHOWN), name="office_article_change_unseen"
            ),
            models.CheckConstraint(
                condition=~Q(state=ArticleState.SHOWN) | Q(shown_at__isnull=False),
                name="office_article_shown",
            ),
        )
        indexes = (GinIndex(fields=["vector"], name="office_article_vector"),)

    def __str__(self) -> str:
        return self.title
