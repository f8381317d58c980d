from __future__ import annotations

from django.urls import path, re_path

from kaganek.portal.views import (
    calendar,
    cases,
    library,
    library_desk,
    news,
    offer,
    offer_desk,
    pages,
    reports,
)

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
    path("biblioteka/", library.materials, name="library"),
    path("biblioteka/plik/<int:file_id>/", library.download, name="download"),
    path("biblioteka/<slug:slug>/", library.material, name="material"),
    path("redakcja-biblioteki/", library_desk.materials, name="library_desk"),
    path("redakcja-biblioteki/nowy/", library_desk.material_add, name="material_add"),
    path("redakcja-biblioteki/<int:material_id>/", library_desk.material_edit, name="material_edit"),
    path(
        "redakcja-biblioteki/<int:material_id>/wersja/",
        library_desk.material_version,
        name="material_version",
    ),
    path("redakcja-biblioteki/<int:material_id>/pokaz/", library_desk.material_show, name="material_show"),
    path("oferta/", offer.offers, name="offers"),
    path("oferta/<slug:slug>/", offer.offer, name="offer"),
    path("oferta/<slug:slug>/wyslano/", offer.offer_asked, name="offer_asked"),
    path("redakcja-oferty/", offer_desk.offers, name="offer_desk"),
    path("redakcja-oferty/nowa/", offer_desk.offer_add, name="offer_add"),
    path("redakcja-oferty/<int:offer_id>/", offer_desk.offer_edit, name="offer_edit"),
    path("redakcja-oferty/<int:offer_id>/pokaz/", offer_desk.offer_show, name="offer_show"),
    path("prosby/", offer_desk.join_requests, name="join_requests"),
    path("prosby/<int:request_id>/", offer_desk.join_request, name="join_request"),
    path("prosby/<int:request_id>/decyzja/", offer_desk.join_decide, name="join_decide"),
    path("kontakt/", cases.contact, name="contact"),
    path("sprawy/", cases.cases, name="cases"),
    path("sprawy/<int:case_id>/", cases.case, name="case"),
    path("sprawy/<int:case_id>/odpowiedz/", cases.case_answer, name="case_answer"),
    path("sprawy/<int:case_id>/termin/", cases.case_put_off, name="case_put_off"),
    path("kalendarz/", calendar.calendar, name="calendar"),
    path("kalendarz.ics", calendar.feed, name="calendar_feed"),
    path("redakcja-kalendarza/", calendar.events, name="events"),
    path("redakcja-kalendarza/nowa/", calendar.event_add, name="event_add"),
    path("redakcja-kalendarza/<int:event_id>/", calendar.event_edit, name="event_edit"),
]
