"""Addresses of the site's own pages, and of the design system's."""

from __future__ import annotations

from django.urls import path

from kaganek.core.views import style_guide
from kaganek.site import views

app_name = "site"
urlpatterns = [
    path("zadania/<int:job_id>/", views.job, name="job"),
    path("demo/wiadomosci/", views.mails, name="mails"),
    path("styl/", style_guide, name="style_guide"),
]
