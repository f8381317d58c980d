from __future__ import annotations

from django.urls import path

from kaganek.learning.views import assign, paths, rollout

app_name = "learning"
urlpatterns = [
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
]
