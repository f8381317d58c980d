from __future__ import annotations

from django.urls import path

from kaganek.people.views import (
    account,
    activation,
    codes,
    offices,
    person,
    persons,
    register,
    sign_in,
    staff,
)

app_name = "people"
urlpatterns = [
    path("logowanie/", sign_in.sign_in, name="sign_in"),
    path("wyloguj/", sign_in.sign_out, name="sign_out"),
    path("rola/", sign_in.switch_seat, name="switch_seat"),
    path("aktywacja/", activation.activate_code, name="activate_code"),
    path("aktywacja/<str:token>/", activation.activate, name="activate"),
    path("nowe-haslo/", activation.reset_request, name="reset_request"),
    path("nowe-haslo/<str:token>/", activation.reset, name="reset"),
    path("konto/", account.account, name="account"),
    path("konto/haslo/", account.change_password, name="change_password"),
    path("konto/wyglad/", account.change_scheme, name="change_scheme"),
    path("konto/transfer/", account.change_light, name="change_light"),
    path("konto/sesje/zakoncz/", account.end_session, name="end_session"),
    path("kto-widzi-moje-dane/", account.who_sees, name="who_sees"),
    path("pracownicy/", persons.persons, name="persons"),
    path("pracownicy/lista.<str:fmt>", persons.persons_export, name="persons_export"),
    path("pracownicy/zaznaczone/", persons.chosen, name="chosen"),
    path("pracownicy/grupa/", persons.set_group, name="set_group"),
    path("pracownicy/<int:person_id>/", person.person, name="person"),
    path("pracownicy/<int:person_id>/popraw/", person.change, name="person_change"),
    path("pracownicy/<int:person_id>/wylacz/", person.deactivate, name="deactivate"),
    path("pracownicy/<int:person_id>/wlacz/", person.reactivate, name="reactivate"),
    path("kartki/", codes.codes, name="codes"),
    path("kartki/wydanie/", codes.handout, name="handout"),
    path("kartki/linki/", codes.links, name="links"),
    path("kartki/pdf/", codes.slips, name="slips"),
    path("urzedy/", offices.offices, name="offices"),
    path("urzedy.<str:fmt>", offices.offices_export, name="offices_export"),
    path("urzedy/nowa/", offices.organisation_add, name="organisation_add"),
    path("urzedy/<int:office_id>/", offices.office, name="office"),
    path("urzedy/<int:office_id>/zmiana/", offices.office_change, name="office_change"),
    path("urzedy/<int:office_id>/role/", staff.staff, name="staff"),
    path("urzedy/<int:office_id>/role/nadaj/", staff.staff_appoint, name="staff_appoint"),
    path("urzedy/<int:office_id>/role/nowa-osoba/", staff.staff_appoint_new, name="staff_appoint_new"),
    path(
        "urzedy/<int:office_id>/role/<int:membership_id>/odbierz/", staff.staff_dismiss, name="staff_dismiss"
    ),
    path("moj-urzad/", offices.own_office, name="own_office"),
    path("rejestr/", register.register, name="register"),
    path("rejestr/wczytaj/", register.register_upload, name="register_upload"),
    path("rejestr/szkic/<int:draft_id>/", register.register_draft, name="register_draft"),
    path("rejestr/szkic/<int:draft_id>/zatwierdz/", register.register_confirm, name="register_confirm"),
    path("rejestr/stan/<int:import_id>/", register.register_state, name="register_state"),
]
