from __future__ import annotations

from django.urls import path

from kaganek.core import views

app_name = "core"
urlpatterns = [
    path("zadania/<int:job_id>/", views.job, name="job"),
    path("styl/", views.style_guide, name="style_guide"),
]
