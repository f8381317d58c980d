"""Addresses of questionnaires: the builder and results for staff, open forms for everyone."""

from __future__ import annotations

from django.urls import path

from kaganek.questionnaires.views import (
    builder,
    conditions,
    dropping,
    life,
    listing,
    public,
    questions,
    responses,
)

app_name = "questionnaires"
FORM = "kreator-formularzy/<int:form_id>"
urlpatterns = [
    path("kreator-formularzy/", listing.forms, name="forms"),
    path("kreator-formularzy.<str:fmt>", listing.forms_export, name="forms_export"),
    path("kreator-formularzy/nowy/", builder.form_add, name="form_add"),
    path("kreator-formularzy/do-zgody/", life.waiting, name="waiting"),
    path(f"{FORM}/", builder.form, name="form"),
    path(f"{FORM}/ustawienia/", builder.form_change, name="form_change"),
    path(f"{FORM}/klauzula/", builder.notice, name="notice"),
    path(f"{FORM}/podglad/", life.preview, name="preview"),
    path(f"{FORM}/podglad/<slug:section>/", life.preview, name="preview_section"),
    path(f"{FORM}/kopia/", life.copy, name="copy"),
    path(f"{FORM}/usun/", life.drop, name="form_drop"),
    path(f"{FORM}/opublikuj/", life.publish, name="publish"),
    path(f"{FORM}/zamknij/", life.close, name="close"),
    path(f"{FORM}/wycofaj/", life.withdraw, name="withdraw"),
    path(f"{FORM}/wersje/", life.versions, name="versions"),
    path(f"{FORM}/zgoda/", life.agreement, name="agreement"),
    path(f"{FORM}/czesc/", builder.section_add, name="section_add"),
    path("kreator-formularzy/czesci/<int:section_id>/", builder.section, name="section"),
    path("kreator-formularzy/czesci/<int:section_id>/przesun/", builder.section_move, name="section_move"),
    path("kreator-formularzy/czesci/<int:section_id>/usun/", dropping.section_drop, name="section_drop"),
    path("kreator-formularzy/czesci/<int:section_id>/pytanie/", questions.kinds_page, name="question_kinds"),
    path(
        "kreator-formularzy/czesci/<int:section_id>/pytanie/<slug:kind>/",
        questions.question_add,
        name="question_add",
    ),
    path("kreator-formularzy/pytania/<int:question_id>/", questions.question, name="question"),
    path(
        "kreator-formularzy/pytania/<int:question_id>/przesun/", questions.question_move, name="question_move"
    ),
    path("kreator-formularzy/pytania/<int:question_id>/usun/", dropping.question_drop, name="question_drop"),
    path("kreator-formularzy/warunki/<slug:what>/<int:target_id>/", conditions.conditions, name="conditions"),
    path(f"{FORM}/odpowiedzi/", responses.results, name="results"),
    path(f"{FORM}/odpowiedzi.<str:fmt>", responses.results_export, name="results_export"),
    path(f"{FORM}/podsumowanie/", responses.counts, name="counts"),
    path(f"{FORM}/protokoly/", responses.disposals, name="disposals"),
    path("kreator-formularzy/odpowiedzi/<int:response_id>/", responses.response, name="response"),
    path("kreator-formularzy/odpowiedzi/<int:response_id>/usun/", responses.erase, name="erase"),
    path("kreator-formularzy/pliki/<int:file_id>/", responses.file, name="file"),
    path("formularze/<slug:owner>/<slug:slug>/", public.fill, name="fill"),
    path("formularze/<slug:owner>/<slug:slug>/wyslano/<str:token>/", public.sent, name="sent"),
]
