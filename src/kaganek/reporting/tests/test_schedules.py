"""Saved reports and schedules: who sees them, what is sent, once, and only while the role lasts."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import override_settings
from django.utils import timezone
from tests.cast import NAMES

from kaganek.core import outbox
from kaganek.core.models import AuditEntry, Letter, Notice
from kaganek.core.notices.sorting import sort_new
from kaganek.core.seats import SYSTEM, seated
from kaganek.lib.tests.reading_pdf import text_of
from kaganek.people.models import Membership
from kaganek.people.tests.factories import make_office
from kaganek.programmes.tests.factories import make_participation
from kaganek.reporting import rules
from kaganek.reporting.models import ReportResult, ReportSchedule, SavedReport
from kaganek.reporting.queries import saved
from kaganek.reporting.services import letters, schedules
from kaganek.reporting.services.saving import save_report
from kaganek.reporting.terms import Every, Recipients, Share
from kaganek.reporting.tests.busy import fill
from kaganek.reporting.tests.reading_tables import body, from_csv, from_xlsx, on_paper, plain, screen
from kaganek.reporting.tests.world import usual

MONDAY = timezone.localdate() - timedelta(days=timezone.localdate().weekday())  # of the week under way


def at(day: date, hour: int = 6) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=hour)


def ask(
    cast, name: str, *, report: str = "postep", every=Every.WEEK, whom=Recipients.ME, asked=None, key=None
):
    seat = cast.seat(name)
    with seated(seat):
        return schedules.schedule(
            report, name="Co słychać", asked=asked or {}, every=every, to_whom=whom, form_key=key or uuid4(),
            by=seat, at=at(MONDAY),
        )  # fmt: skip


def send(found: ReportSchedule, day: date) -> list[ReportResult]:
    schedules.run_due(at=at(day))
    schedules.deliver(found.pk, at=at(day))
    sort_new(at=at(day))
    with seated(SYSTEM):
        return list(ReportResult.objects.filter(schedule=found.pk).order_by("period_from", "membership"))


@pytest.mark.rule("R-22")
def test_periods_end_where_they_should() -> None:
    assert rules.period_of("week", date(2026, 11, 22)) == (date(2026, 11, 16), date(2026, 11, 22))
    assert rules.period_of("month", date(2028, 2, 3)) == (date(2028, 2, 1), date(2028, 2, 29))
    assert rules.period_of("quarter", date(2026, 12, 31)) == (date(2026, 10, 1), date(2026, 12, 31))
    for every in Every:
        day = rules.period_of(every, date(2026, 1, 1))[1] + timedelta(days=1)
        assert rules.ended_periods(every, day, day - timedelta(days=1)) == []
        ended = rules.ended_periods(every, day, date(2027, 1, 1))
        joined = [ended[n + 1][0] - ended[n][1] for n in range(len(ended) - 1)]
        assert set(joined) == {timedelta(days=1)}  # none missed, none twice


@pytest.mark.rule("R-22")
def test_each_supervisor_gets_the_own_office_alone(client, cast) -> None:
    with seated(SYSTEM):
        usual(cast)
    found = ask(cast, "dorota", whom=Recipients.SUPERVISORS)
    made = send(found, MONDAY + timedelta(days=7))
    with seated(SYSTEM):
        people = {row.person.login: row for row in ReportResult.objects.select_related("person")}
    assert set(people) == {"bogdan", "celina", "henryk"}
    assert {row.state for row in made} == {"ready"}
    for name, own, foreign in (("bogdan", "Wrona", "Dzik"), ("celina", "Dzik", "Wrona")):
        text = str(people[name].content)
        assert own in text
        assert foreign not in text
        client.force_login(cast.account(name))
        assert own in client.get(f"/raporty/wyslane/{people[name].pk}/").content.decode()
    for name in ("celina", "henryk"):  # of another office, of the same one
        client.force_login(cast.account(name))
        for address in ("/", ".csv", ".xlsx", ".pdf"):
            assert client.get(f"/raporty/wyslane/{people['bogdan'].pk}{address}").status_code == 404


@pytest.mark.rule("R-22")
def test_a_period_is_sent_once_whatever_the_clock_does(cast) -> None:
    """Asked many times, down for weeks, killed between noting and preparing."""
    with seated(SYSTEM):
        usual(cast)
    found = ask(cast, "bogdan")
    assert send(found, MONDAY + timedelta(days=6)) == []  # the week is not over
    after = MONDAY + timedelta(days=7)
    assert [len(send(found, after)) for _ in range(3)] == [1, 1, 1]
    weeks = send(found, MONDAY + timedelta(days=29))  # the worker was down for three more
    assert [row.period_from for row in weeks] == [MONDAY + timedelta(days=7 * n) for n in range(4)]
    schedules.run_due(at=at(MONDAY + timedelta(days=35)))  # noted, then killed: nothing prepared
    with seated(SYSTEM):
        assert ReportResult.objects.filter(state="waiting").count() == 1
    assert schedules.deliver_forgotten(at=at(MONDAY + timedelta(days=36))) == 1
    sort_new(at=at(MONDAY + timedelta(days=36)))
    with seated(SYSTEM):
        events = list(Letter.objects.filter(kind=schedules.KIND).values_list("event", flat=True))
    assert len(events) == len(set(events)) == 5


@pytest.mark.rule("R-22")
def test_the_database_refuses_a_period_twice(cast) -> None:
    found = ask(cast, "bogdan")
    [row] = send(found, MONDAY + timedelta(days=7))
    with seated(SYSTEM), pytest.raises(IntegrityError), transaction.atomic():
        ReportResult.objects.bulk_create(
            [
                ReportResult(
                    schedule=found, report=row.report, name="", period_from=row.period_from, period_to=row.period_to,
                    account=row.account, membership=row.membership, person_id=row.person_id, asked_at=timezone.now(),
                )
            ]
        )  # fmt: skip


@pytest.mark.rule("R-22")
def test_nothing_goes_out_after_the_role_has_ended(client, cast) -> None:
    """The schedule stops; what was sent earlier cannot be opened either."""
    found = ask(cast, "bogdan")
    [row] = send(found, MONDAY + timedelta(days=7))
    with seated(SYSTEM):
        Membership.objects.filter(pk=cast.seat("bogdan").membership_id).update(ended_at=timezone.now())
    assert len(send(found, MONDAY + timedelta(days=14))) == 1
    with seated(SYSTEM):
        found.refresh_from_db()
        assert found.stopped_why == schedules.ROLE_ENDED
    client.force_login(cast.account("bogdan"))
    assert client.get(f"/raporty/wyslane/{row.pk}/").status_code in (302, 403, 404)


def test_a_role_that_ends_between_noting_and_preparing_gets_nothing(cast) -> None:
    found = ask(cast, "dorota", whom=Recipients.SUPERVISORS)
    schedules.run_due(at=at(MONDAY + timedelta(days=7)))
    with seated(SYSTEM):
        Membership.objects.filter(pk=cast.seat("celina").membership_id).update(ended_at=timezone.now())
    schedules.deliver(found.pk, at=at(MONDAY + timedelta(days=7)))
    sort_new(at=at(MONDAY + timedelta(days=7)))
    with seated(SYSTEM):
        states = dict(ReportResult.objects.values_list("person__login", "state"))
        letters = set(Letter.objects.filter(kind=schedules.KIND).values_list("to", flat=True))
    assert states["celina"] == "no_role"
    assert states["bogdan"] == "ready"
    assert "celina@urzad.example" not in letters
    assert "bogdan@urzad.example" in letters


def test_the_letter_has_a_link_and_nobody_in_it(client, cast) -> None:
    with seated(SYSTEM):
        usual(cast)
    found = ask(cast, "bogdan")
    [row] = send(found, MONDAY + timedelta(days=7))
    mail.outbox = []
    with seated(SYSTEM):
        Letter.objects.update(due_at=timezone.now())
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend", DEMO=False):
        outbox.deliver()
    [letter] = mail.outbox
    text = f"{letter.subject}\n{letter.body}"
    assert f"/raporty/wyslane/{row.pk}/" in letter.body
    assert not re.search("Wrona|Anna|Zalesie", text)
    stranger = client.get(f"/raporty/wyslane/{row.pk}/")
    assert stranger.status_code == 302
    assert "/logowanie/" in stranger.headers["Location"]


@pytest.mark.rule("R-20")
@pytest.mark.parametrize("seed", range(3))
def test_what_was_sent_is_what_the_page_said(client, cast, seed) -> None:
    """The kept report equals the report of its period in every form, and stays so when the data change."""
    random = Random(seed)
    with seated(SYSTEM):
        fill(cast, random)
    asked = random.choice(({}, {"grupuj": "szkolenie"}, {"grupuj": "osoba", "sort": "wszystkie:desc"}))
    report = random.choice(("postep", "testy", "osiagniecia", "aktywnosc"))
    if report in ("osiagniecia", "aktywnosc"):
        asked = {}
    found = ask(cast, "dorota", report=report, asked=asked, every=Every.QUARTER)
    [row] = send(found, rules.period_of("quarter", MONDAY)[1] + timedelta(days=1))
    client.force_login(cast.account("dorota"))
    address = f"/raporty/wyslane/{row.pk}/"
    days = {"od": row.period_from.isoformat(), "do": row.period_to.isoformat()}
    live = (
        from_csv(client, f"/raporty/{report}/", {**asked, **days})
        if report not in ("postep", "aktywnosc")
        else None
    )
    kept = from_csv(client, address, {})
    shown = screen(client, address, {})
    if kept[1]:
        assert kept == shown
    assert from_xlsx(client, address, {}) == kept
    assert on_paper(body(client.get(f"{address[:-1]}.pdf")), kept)
    assert live is None or live == kept
    with seated(SYSTEM):
        fill(cast, Random(seed + 50))
    assert from_csv(client, address, {}) == kept


@pytest.mark.rule("R-24")
@pytest.mark.parametrize(("report", "promised"), [
    ("postep", "ze stanem z jego ostatniego dnia"), ("testy", "z danymi z całego okresu"),
    ("aktywnosc", "ze stanem z jego ostatniego dnia"),
])  # fmt: skip
def test_a_sent_report_says_which_period_it_is_of(client, cast, report, promised) -> None:
    """In the form, on the page, in the list, in the names of files, on paper and in the letter."""
    with seated(SYSTEM):
        usual(cast)
    [row] = send(ask(cast, "bogdan", report=report), MONDAY + timedelta(days=7))
    client.force_login(cast.account("bogdan"))
    form = plain(client.get(f"/raporty/{report}/").content.decode()).replace("\xa0", " ")
    assert f"Wysyłamy dzień po zakończeniu okresu, {promised}." in form
    assert "Okres:" in client.get(f"/raporty/wyslane/{row.pk}/").content.decode()
    period = f"{row.period_from:%d.%m.%Y} – {row.period_to:%d.%m.%Y}"
    assert period in client.get("/raporty/wyslane/").content.decode()
    for fmt in ("csv", "xlsx", "pdf"):
        name = client.get(f"/raporty/wyslane/{row.pk}.{fmt}").headers["Content-Disposition"]
        assert f"{report}-{row.period_to:%Y-%m-%d}.{fmt}" in name
    paper = text_of(body(client.get(f"/raporty/wyslane/{row.pk}.pdf")))
    assert f"{row.period_to:%d.%m.%Y}" in paper
    with seated(SYSTEM):
        words = letters.delivery(Letter.objects.get(kind=schedules.KIND))
    assert words is not None
    assert f"za okres od {row.period_from:%d.%m.%Y} do {row.period_to:%d.%m.%Y} jest gotowe" in words.body


def test_an_empty_report_says_so(client, cast) -> None:
    found = ask(cast, "bogdan", report="testy")
    [row] = send(found, MONDAY + timedelta(days=7))
    client.force_login(cast.account("bogdan"))
    assert "zestawienie jest puste" in client.get(f"/raporty/wyslane/{row.pk}/").content.decode()
    assert "puste" in client.get("/raporty/wyslane/").content.decode()


def test_what_was_not_delivered_is_shown(client, cast) -> None:
    with seated(SYSTEM):
        person = cast.person("celina")
        person.email = ""
        person.save(update_fields=["email"])
    found = ask(cast, "dorota", whom=Recipients.SUPERVISORS)
    send(found, MONDAY + timedelta(days=7))
    with seated(SYSTEM):
        Letter.objects.filter(to="bogdan@urzad.example").update(attempts=outbox.MAX_ATTEMPTS)
    client.force_login(cast.account("dorota"))
    page = client.get(f"/raporty/harmonogramy/{found.pk}/").content.decode()
    assert page.count("Brak e-maila") >= 1
    only = client.get(f"/raporty/harmonogramy/{found.pk}/", {"wynik": "failed"}).content.decode()
    assert "Maj, Bogdan" in only
    assert "Lis, Celina" not in only


# -- saved reports


def keep(cast, name: str, share: Share, key=None) -> SavedReport:
    seat = cast.seat(name)
    with seated(seat):
        return save_report(
            "postep", name=f"Zapis {name} {share}", asked={"co": "po-terminie"}, share=share, form_key=key or uuid4(),
            by=seat, at=timezone.now(),
        )  # fmt: skip


@pytest.mark.rule("R-23")
def test_a_saved_report_is_seen_by_those_it_is_shared_with(client, cast) -> None:
    keep(cast, "bogdan", Share.OWN)
    keep(cast, "bogdan", Share.OFFICE)
    keep(cast, "dorota", Share.PROJECT)
    seen = {}
    for name in ("bogdan", "henryk", "celina", "dorota", "daniel"):
        client.force_login(cast.account(name))
        text = client.get("/raporty/").content.decode()
        seen[name] = sorted(set(re.findall(r"Zapis \w+ \w+", text)))
    assert seen == {
        "bogdan": ["Zapis bogdan office", "Zapis bogdan own"],
        "henryk": ["Zapis bogdan office"],
        "celina": [],
        "dorota": ["Zapis dorota project"],
        "daniel": [],
    }


@pytest.mark.rule("R-23")
def test_a_form_sent_twice_saves_and_schedules_once(client, cast) -> None:
    client.force_login(cast.account("bogdan"))
    save = {
        "zapis-name": "Późni",
        "zapis-share": "own",
        "zapis-form_key": uuid4(),
        "zapis-asked": "co=po-terminie&zle=1",
    }
    plan = {
        "wysylka-name": "Późni", "wysylka-every": "week", "wysylka-to_whom": "me", "wysylka-form_key": uuid4(),
        "wysylka-asked": "co=po-terminie&na_dzien=2026-01-01",
    }  # fmt: skip
    for _ in range(2):
        assert client.post("/raporty/postep/zapisz/", save).status_code == 302
        assert client.post("/raporty/postep/zaplanuj/", plan).status_code == 302
    with seated(SYSTEM):
        assert [one.asked for one in SavedReport.objects.all()] == [{"co": "po-terminie"}]
        assert [one.asked for one in ReportSchedule.objects.all()] == [{"co": "po-terminie"}]


def test_a_form_with_mistakes_names_the_field(client, cast) -> None:
    client.force_login(cast.account("bogdan"))
    page = client.post(
        "/raporty/postep/zapisz/", {"zapis-name": "", "zapis-share": "project", "zapis-form_key": uuid4()}
    )
    assert page.status_code == 422
    assert "„Nazwa”" in page.content.decode()
    with seated(SYSTEM):
        assert not SavedReport.objects.exists()
    whom = {
        "wysylka-name": "X",
        "wysylka-every": "week",
        "wysylka-to_whom": "supervisors",
        "wysylka-form_key": uuid4(),
    }
    assert client.post("/raporty/postep/zaplanuj/", whom).status_code == 422


@pytest.mark.parametrize("name", NAMES)
def test_who_may_stop_remove_and_look(client, cast, name) -> None:
    """Bogdan's own: nobody else ends it; those of his place see the schedule."""
    kept, planned = keep(cast, "bogdan", Share.OFFICE), ask(cast, "bogdan")
    client.force_login(cast.account(name))
    staff = name in ("bogdan", "henryk", "janina")
    central = name in ("grazyna", "kazimierz")
    refused = name in ("anna", "cezary", "ewa", "filip")
    looking = client.get(f"/raporty/harmonogramy/{planned.pk}/").status_code
    assert looking == (200 if staff or central or name == "irena" else 403 if refused else 404)
    for address in (f"/raporty/zapisane/{kept.pk}/usun/", f"/raporty/harmonogramy/{planned.pk}/zatrzymaj/"):
        wanted = 302 if name == "bogdan" else 403 if refused or name == "irena" else 404
        assert (address, client.post(address).status_code) == (address, wanted)
        assert (address, client.post(address).status_code) == (address, wanted)
    with seated(SYSTEM):
        kept.refresh_from_db()
        planned.refresh_from_db()
    assert (kept.removed_at is not None, planned.stopped_at is not None) == ((name == "bogdan"),) * 2


# -- who gets nothing, who goes on


def log(cast, found: ReportSchedule) -> dict[str, tuple[str, str | None]]:
    with seated(cast.seat("dorota")):
        rows = saved.log_of(found.pk).values_list("office__name", "fate", "whom")
        return {office: (fate, whom) for office, fate, whom in rows}


@pytest.mark.rule("R-22")
def test_an_office_without_a_supervisor_is_told_through_its_coordinator_or_stands_in_the_log(
    client, cast
) -> None:
    """Nobody is left out unseen: Borki has its supervisor, then a coordinator alone, then nobody who can sign in."""
    with seated(SYSTEM):
        usual(cast)
        celina = Membership.objects.get(pk=cast.seat("celina").membership_id)
        empty = make_office(name="Pusta")
        make_participation(cast.project, empty)
    found = ask(cast, "dorota", whom=Recipients.SUPERVISORS)
    send(found, MONDAY + timedelta(days=7))
    assert {office: fate for office, (fate, _) in log(cast, found).items()} == {
        "Zalesie": "queued", "Borki": "queued", "Pusta": "no_one",
    }  # fmt: skip
    with seated(SYSTEM):
        Membership.objects.filter(pk=celina.pk).update(role="office_coordinator")
    send(found, MONDAY + timedelta(days=14))
    with seated(SYSTEM):
        last = ReportResult.objects.filter(period_to=MONDAY + timedelta(days=13))
        assert last.get(office=cast.borki).person_id == celina.person_id
        Membership.objects.filter(pk=celina.pk).update(account=None)
    send(found, MONDAY + timedelta(days=21))
    with seated(SYSTEM):
        row = ReportResult.objects.get(office=cast.borki, period_to=MONDAY + timedelta(days=20))
        assert (row.state, row.person_id, row.whom) == ("no_one", None, "Lis, Celina")
    client.force_login(cast.account("dorota"))
    page = client.get(f"/raporty/harmonogramy/{found.pk}/", {"wynik": "no_one"})
    assert page.context["listing"].total == 4  # Pusta three times, Borki once
    assert "Nie ma komu wysłać" in page.content.decode()


@pytest.mark.rule("R-22")
def test_the_database_keeps_a_result_without_a_recipient_once(cast) -> None:
    found = ask(cast, "dorota", whom=Recipients.SUPERVISORS)
    nobody = {"schedule": found, "report": "postep", "name": "", "period_from": MONDAY, "period_to": MONDAY,
              "office": cast.zalesie, "asked_at": timezone.now()}  # fmt: skip
    with seated(SYSTEM):
        ReportResult.objects.create(**nobody, state="no_one")
        for wrong in ({"state": "no_one"}, {"state": "waiting"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                ReportResult.objects.create(**nobody, **wrong)


def second_coordinator(cast) -> None:
    """Daniel coordinates Dorota's project from now on, beside her."""
    with seated(SYSTEM):
        Membership.objects.filter(pk=cast.seat("daniel").membership_id).update(project=cast.project.pk)


@pytest.mark.rule("R-22")
def test_coordinators_hear_of_a_schedule_that_stopped_and_one_goes_on_with_it(client, cast) -> None:
    with seated(SYSTEM):
        usual(cast)
    second_coordinator(cast)
    found = ask(cast, "dorota", whom=Recipients.SUPERVISORS)
    address = f"/raporty/harmonogramy/{found.pk}/"
    with seated(SYSTEM):
        Membership.objects.filter(pk=cast.seat("dorota").membership_id).update(ended_at=timezone.now())
    assert send(found, MONDAY + timedelta(days=7)) == []
    with seated(SYSTEM):
        told = Notice.policed.filter(kind=schedules.STOPPED_KIND).values_list("person", "url")
        assert list(told) == [(cast.person("daniel").pk, address)]
    client.force_login(cast.account("daniel"))
    assert "Przejmij" in client.get(address).content.decode()
    for _ in range(2):
        assert client.post(f"{address}przejmij/").status_code == 302
    assert "Przejmij" not in client.get(address).content.decode()
    with seated(SYSTEM):
        found.refresh_from_db()
        assert (found.author_id, found.stopped_at, found.stopped_why) == (cast.person("daniel").pk, None, "")
        assert found.next_on == MONDAY + timedelta(days=7)
        assert AuditEntry.objects.filter(deed="schedule taken over").count() == 1
    made = send(found, MONDAY + timedelta(days=7))
    assert {row.state for row in made} == {"ready"}


def test_only_a_coordinator_of_its_project_stops_or_takes_over_somebody_elses(client, cast) -> None:
    found = ask(cast, "dorota")
    address = f"/raporty/harmonogramy/{found.pk}/"
    for name, status in (("daniel", 404), ("bogdan", 404), ("grazyna", 404), ("filip", 403), ("irena", 403)):
        client.force_login(cast.account(name))
        for deed in ("zatrzymaj/", "przejmij/"):
            assert (name, client.post(address + deed).status_code) == (name, status)
    second_coordinator(cast)
    client.force_login(cast.account("daniel"))
    assert client.post(f"{address}zatrzymaj/").status_code == 302
    client.post(f"{address}przejmij/")
    with seated(SYSTEM):
        found.refresh_from_db()
    assert (found.stopped_why, found.author_id) == (schedules.STOPPED, cast.person("dorota").pk)
