from __future__ import annotations

from django.urls import path, re_path

from kaganek.reporting.views import care, dashboard, issues, office, project, reminders, reports, schedules
from kaganek.reporting.views.indicators import behind, listed, one

app_name = "reporting"
urlpatterns = [
    path("raporty/urzad/", office.office, name="office"),
    re_path(r"^raporty/urzad\.(?P<fmt>csv|xlsx)$", office.office_export, name="office_export"),
    path("urzedy-w-opiece/", care.care, name="care"),
    re_path(r"^urzedy-w-opiece\.(?P<fmt>csv|xlsx)$", care.care_export, name="care_export"),
    path("raporty/przypomnij/", office.remind, name="remind"),
    path("raporty/przypomnienia/", reminders.reminders, name="reminders"),
    re_path(
        r"^raporty/przypomnienia\.(?P<fmt>csv|xlsx)$", reminders.reminders_export, name="reminders_export"
    ),
    path("raporty/projekt/", project.project, name="project"),
    re_path(r"^raporty/projekt\.(?P<fmt>csv|xlsx)$", project.project_export, name="project_export"),
    re_path(r"^raporty/projekt/osoby\.(?P<fmt>csv|xlsx)$", project.people_export, name="people_export"),
    path("raporty/wydania/", issues.issues, name="issues"),
    path("raporty/wydania.<str:fmt>", issues.issues_export, name="issues_export"),
    path("raporty/wydania/zamroz/", issues.freeze, name="freeze"),
    path("raporty/wydania/<int:issue_id>/", issues.issue, name="issue"),
    path("raporty/wydania/<int:issue_id>/przejrzane/", issues.review, name="review"),
    path("raporty/wydania/<int:issue_id>/odrzuc/", issues.reject, name="reject"),
    path("wskazniki/", listed.indicators, name="indicators"),
    re_path(r"^wskazniki\.(?P<fmt>csv|xlsx)$", listed.indicators_export, name="indicators_export"),
    path("wskazniki/nowy/", one.indicator_add, name="indicator_add"),
    path("wskazniki/okresy/", listed.periods, name="indicator_periods"),
    re_path(r"^wskazniki/okresy\.(?P<fmt>csv|xlsx)$", listed.periods_export, name="indicator_periods_export"),
    path("wskazniki/okresy/nowy/", listed.period_add, name="indicator_period_add"),
    path("wskazniki/okresy/<int:period_id>/zamroz/", listed.period_freeze, name="indicator_period_freeze"),
    path("wskazniki/<int:indicator_id>/", one.indicator, name="indicator"),
    path("wskazniki/<int:indicator_id>.<str:fmt>", one.indicator_export, name="indicator_export"),
    path("wskazniki/<int:indicator_id>/podzial.<str:fmt>", one.groups_export, name="indicator_groups_export"),
    path("wskazniki/<int:indicator_id>/cele/", one.targets, name="indicator_targets"),
    path("wskazniki/<int:indicator_id>/wartosc/", one.value, name="indicator_value"),
    path("wskazniki/<int:indicator_id>/zakoncz/", one.end, name="indicator_end"),
    path("wskazniki/<int:indicator_id>/lista/", behind.indicator_rows, name="indicator_rows"),
    path(
        "wskazniki/<int:indicator_id>/lista.<str:fmt>",
        behind.indicator_rows_export,
        name="indicator_rows_export",
    ),
    path("raporty/pulpit/", dashboard.dashboard, name="dashboard"),
    path("raporty/", reports.catalogue, name="catalogue"),
    path("raporty/harmonogramy.<str:fmt>", schedules.schedules_export, name="schedules_export"),
    path("raporty/wyslane.<str:fmt>", schedules.results_export, name="results_export"),
    re_path(
        r"^raporty/(?P<key>[a-z-]+)\.(?P<fmt>csv|xlsx|pdf)$", reports.report_export, name="report_export"
    ),
    path("raporty/wyslane/", schedules.results, name="results"),
    path("raporty/wyslane/<int:result_id>/", schedules.result, name="result"),
    path("raporty/wyslane/<int:result_id>.<str:fmt>", schedules.result_export, name="result_export"),
    path("raporty/harmonogramy/", schedules.schedules, name="schedules"),
    path(
        "raporty/harmonogramy/<int:schedule_id>.<str:fmt>",
        schedules.schedule_log_export,
        name="schedule_log_export",
    ),
    path("raporty/harmonogramy/<int:schedule_id>/", schedules.schedule_log, name="schedule_log"),
    path("raporty/harmonogramy/<int:schedule_id>/zatrzymaj/", schedules.stop, name="schedule_stop"),
    path("raporty/harmonogramy/<int:schedule_id>/przejmij/", schedules.take_over, name="schedule_take"),
    path("raporty/zapisane/<int:saved_id>/usun/", schedules.remove, name="saved_remove"),
    path("raporty/<slug:key>/zapisz/", schedules.save, name="report_save"),
    path("raporty/<slug:key>/zaplanuj/", schedules.schedule, name="report_schedule"),
    path("raporty/<slug:key>/", reports.report, name="report"),
]
