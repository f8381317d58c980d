"""Every address of the site, app by app."""

from __future__ import annotations

from django.urls import include, path

from kaganek.site import editorial, files, home

handler403 = "kaganek.site.faults.forbidden"
handler404 = "kaganek.site.faults.not_found"
handler500 = "kaganek.site.faults.server_fault"

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("kaganek.site.site_urls")),
    path("", include("kaganek.core.urls")),
    path("", include("kaganek.people.urls")),
    path("", include("kaganek.programmes.urls")),
    path("", include("kaganek.questionnaires.urls")),
    path("", include("kaganek.documents.urls")),
    path("", include("kaganek.communication.urls")),
    path("", include("kaganek.learning.urls")),
    path("redakcja/", include(editorial.urlpatterns)),
    path("pliki/<path:path>", files.file, name="file"),
    path("", include("kaganek.reporting.urls")),
    path("", include("kaganek.portal.urls")),
]
