from __future__ import annotations

from django.urls import path, re_path

from kaganek.portal.views import news, pages, reports

app_name = "portal"
urlpatterns = [
    path("program-w-urzedach/", reports.reports, name="reports"),
    path("program-w-urzedach/<slug:slug>/", reports.report, name="report"),
    re_path(
        r"^program-w-urzedach/(?P<slug>[-\w]+)\.(?P<fmt>csv|xlsx|pdf)$",
        reports.report_file,
        name="report_file",
    ),
    path("raporty/wydania/<int:issue_id>/opublikuj/", reports.publish, name="publish"),
    path("aktualnosci/", news.news, name="news"),
    path("aktualnosci/<slug:slug>/", news.article, name="article"),
    path("deklaracja-dostepnosci/", pages.accessibility, name="accessibility"),
    path("prywatnosc/", pages.privacy, name="privacy"),
    path("pomoc/", pages.help_page, name="help"),
]
