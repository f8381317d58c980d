"""Addresses of the site's own pages."""

from __future__ import annotations

from django.urls import path

from kaganek.site import views

app_name = "site"
urlpatterns = [
    path("demo/wiadomosci/", views.mails, name="mails"),
    path("licencje/", views.licences, name="licences"),
]
