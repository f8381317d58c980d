from __future__ import annotations

from django.urls import path

from kaganek.programmes.views import advisers, consultants, participations, projects, signs

app_name = "programmes"
urlpatterns = [
    path("projekty/", projects.projects, name="projects"),
    path("projekty.<str:fmt>", projects.projects_export, name="projects_export"),
    path("projekty/nowy/", projects.project_add, name="project_add"),
    path("znaki/", signs.signs, name="signs"),
    path("znaki/<str:digest>.png", signs.sign_file, name="sign_file"),
    path("projekty/<str:code>/", projects.project, name="project"),
    path("projekty/<str:code>/zmiana/", projects.project_change, name="project_change"),
    path("projekty/<str:code>/urzedy/", participations.participations, name="participations"),
    path(
        "projekty/<str:code>/urzedy.<str:fmt>",
        participations.participations_export,
        name="participations_export",
    ),
    path("projekty/<str:code>/urzedy/dodaj/", participations.offices_add, name="offices_add"),
    path("projekty/<str:code>/konsultanci/", advisers.advisers, name="advisers"),
    path("projekty/<str:code>/konsultanci.<str:fmt>", advisers.advisers_export, name="advisers_export"),
    path("projekty/<str:code>/konsultanci/osoby/", consultants.consultants, name="consultants"),
    path(
        "projekty/<str:code>/konsultanci/osoby/<int:membership_id>/odbierz/",
        consultants.consultant_dismiss,
        name="consultant_dismiss",
    ),
    path("projekty/<str:code>/konsultanci/przydzial/", advisers.advisers_assign, name="advisers_assign"),
    path("projekty/<str:code>/konsultanci/historia/", advisers.advisers_history, name="advisers_history"),
    path(
        "projekty/<str:code>/konsultanci/historia.<str:fmt>",
        advisers.advisers_history_export,
        name="advisers_history_export",
    ),
    path("projekty/<str:code>/urzedy/<int:office_id>/", participations.participation, name="participation"),
]
