from __future__ import annotations

from django.urls import path

from kaganek.learning.views import (
    assign,
    courses,
    home,
    lessons,
    notes,
    paths,
    quiz,
    reading,
    requirements,
    rollout,
)

app_name = "learning"
urlpatterns = [
    path("nauka/", home.home, name="home"),
    path("nauka/terminy/", home.deadlines, name="deadlines"),
    path("nauka/szkolenia/<int:course_id>/", courses.course, name="course"),
    path("nauka/podglad/", courses.courses, name="courses"),
    path("nauka/podglad/<int:course_id>/", courses.course_preview, name="course_preview"),
    path("nauka/podglad/lekcje/<int:lesson_id>/", lessons.lesson_preview, name="lesson_preview"),
    path("nauka/lekcje/<int:lesson_id>/", lessons.lesson, name="lesson"),
    path("nauka/lekcje/<int:lesson_id>/zakoncz/", lessons.lesson_done, name="lesson_done"),
    path("nauka/lekcje/<int:lesson_id>/sprawdz/<str:block>/", lessons.check, name="check"),
    path("nauka/lekcje/<int:lesson_id>/notatka/", notes.note, name="note"),
    path("nauka/lekcje/<int:lesson_id>/zakladka/", notes.bookmark, name="bookmark"),
    path("nauka/lekcje/<int:lesson_id>/czytanie/", reading.reading, name="reading"),
    path("nauka/notatki/", notes.notes, name="notes"),
    path("nauka/notatki.<str:fmt>", notes.notes_export, name="notes_export"),
    path("nauka/testy/<int:course_id>/", quiz.quiz, name="quiz"),
    path("nauka/testy/<int:course_id>/start/", quiz.start, name="start"),
    path("nauka/podejscia/<int:attempt_id>/", quiz.attempt, name="attempt"),
    path("nauka/podejscia/<int:attempt_id>/odpowiedzi/", quiz.answer, name="answer"),
    path("nauka/podejscia/<int:attempt_id>/zakoncz/", quiz.finish, name="finish"),
    path("nauka/start/lista/", rollout.upload, name="import_upload"),
    path("nauka/start/<int:draft_id>/", rollout.preview, name="import_preview"),
    path("nauka/start/<int:draft_id>/do-poprawy.csv", rollout.faults, name="import_faults"),
    path("nauka/start/<int:draft_id>/pomin/", rollout.skip, name="import_skip"),
    path("nauka/start/<int:draft_id>/sciezka/", rollout.path, name="import_path"),
    path("nauka/start/<int:draft_id>/zapisz/", rollout.confirm, name="import_confirm"),
    path("sciezki/", paths.paths, name="paths"),
    path("sciezki/nowa/", paths.path_add, name="path_add"),
    path("sciezki/<int:path_id>/", paths.path, name="path"),
    path("sciezki/<int:path_id>/zmien/", paths.path_change, name="path_change"),
    path("sciezki/<int:path_id>/przypisz/", assign.assign, name="assign"),
    path("sciezki/<int:path_id>/przypisz/osoby/", assign.assign_people, name="assign_people"),
    path(
        "projekty/<str:code>/urzedy/<int:office_id>/wymagane/",
        requirements.requirements,
        name="requirements",
    ),
]
