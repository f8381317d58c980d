"""What became of a mail is the same in the log of deliveries, in the report on mail and in the schedule's log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.utils import timezone

from kaganek.core import outbox
from kaganek.core.bounces import note_bounce
from kaganek.core.fates import FATES, OF_LETTERS
from kaganek.core.models import Letter, Notice, NoticeChoice, Way
from kaganek.core.notices import digests, withdraw
from kaganek.core.notices.catalogue import labels
from kaganek.core.notices.sorting import sort_new
from kaganek.core.outbox import MAX_ATTEMPTS, letter_kinds
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.written import message_id
from kaganek.people.models import Membership
from kaganek.reporting.models import ReportResult
from kaganek.reporting.services import schedules
from kaganek.reporting.services.reminders import remind
from kaganek.reporting.terms import Every, Recipients
from kaganek.reporting.tests.reading_tables import from_csv, screen
from kaganek.reporting.tests.world import usual

NOW = timezone.now()
LATER = NOW + timedelta(days=7)
REPORT, LOG = "/raporty/wiadomosci/", "/wiadomosci-wyslane/"


@pytest.fixture
def planned(cast):
    """A schedule of Dorota's for the supervisors of the offices."""
    seat = cast.seat("dorota")
    with seated(SYSTEM):
        usual(cast)
    with seated(seat):
        return schedules.schedule(
            "postep", name="Co słychać", asked={}, every=Every.WEEK, to_whom=Recipients.SUPERVISORS,
            form_key=uuid4(), by=seat, at=NOW,
        )  # fmt: skip


def prepare(found) -> None:
    schedules.run_due(at=LATER)
    schedules.deliver(found.pk, at=LATER)
    sort_new(at=LATER)


def chosen(cast, way: Way) -> None:
    with seated(SYSTEM):
        NoticeChoice.objects.create(person=cast.person("bogdan").pk, key=schedules.KIND, way=way)


def mark(cast, **changes) -> None:
    """Bogdan's letter, as the postman leaves it."""
    with seated(SYSTEM):
        Letter.objects.filter(to="bogdan@urzad.example").update(**changes)


def refuse(cast) -> None:
    """An older letter to Bogdan came back."""
    person = cast.person("bogdan")
    with seated(SYSTEM):
        Letter.objects.create(
            kind="people.activation", event="older", to=person.email, person=person.pk, queued_at=NOW, due_at=NOW,
            sent_at=NOW, bounced_at=NOW, bounce_stands=True,
        )  # fmt: skip


def came_back(cast) -> None:
    mark(cast, sent_at=NOW, attempts=1)
    with seated(SYSTEM):
        [letter] = Letter.objects.filter(to="bogdan@urzad.example", kind=schedules.KIND)
    assert note_bounce(message_id(letter), "5.1.1", "nie ma", at=NOW)


def role_ended(cast) -> None:
    """After the report was prepared, before its letter left."""
    with seated(SYSTEM):
        Membership.objects.filter(pk=cast.seat("bogdan").membership_id).update(ended_at=NOW)
        Letter.objects.update(due_at=NOW)
    outbox.deliver()


def taken_back(cast) -> None:
    """Withdrawn while it waited for the digest."""
    with seated(SYSTEM):
        [result] = ReportResult.objects.filter(person=cast.person("bogdan"))
    assert withdraw(f"reporting.reportresult:{result.pk}", at=LATER) == 1


def read(cast) -> None:
    with seated(SYSTEM):
        Notice.policed.filter(person=cast.person("bogdan").pk).update(read_at=LATER)


def digest(cast) -> None:
    digests.prepare(day=LATER.date().isoformat(), at=LATER.isoformat())


def digest_came_back(cast) -> None:
    digest(cast)
    mark(cast, sent_at=NOW, bounced_at=NOW)


def nothing(cast) -> None:
    pass


def choose_app(cast) -> None:
    chosen(cast, Way.APP)


def choose_digest(cast) -> None:
    chosen(cast, Way.DIGEST)


Deed = Callable[[object], None]
CASES: dict[str, tuple[Deed, Deed, str, bool]] = {  # before, after, the fate, whether there is a letter
    "queued": (nothing, nothing, "queued", True),
    "again": (nothing, lambda cast: mark(cast, attempts=2), "again", True),
    "sent": (nothing, lambda cast: mark(cast, attempts=1, sent_at=NOW), "sent", True),
    "failed": (nothing, lambda cast: mark(cast, attempts=MAX_ATTEMPTS), "failed", True),
    "bounced": (nothing, came_back, "returned", True),
    "dropped": (nothing, role_ended, "dropped", True),
    "app only": (choose_app, nothing, "app", False),
    "refused": (refuse, nothing, "refused", False),
    "before the digest": (choose_digest, nothing, "queued", False),
    "in the digest": (choose_digest, digest, "queued", True),
    "digest bounced": (choose_digest, digest_came_back, "returned", True),
    "read before the digest": (choose_digest, read, "app", False),
    "withdrawn before the digest": (choose_digest, taken_back, "dropped", False),
    "no digest for that address": (
        choose_digest,
        lambda cast: (refuse(cast), digest(cast)),
        "refused",
        False,
    ),
}


def test_every_fate_is_tried() -> None:
    assert {fate for _, _, fate, _ in CASES.values()} == set(FATES)


@pytest.mark.rule("C-06")
@pytest.mark.parametrize("case", CASES)
def test_log_report_and_schedule_tell_one_story(client, cast, planned, case) -> None:
    before, after, fate, lettered = CASES[case]
    before(cast)
    prepare(planned)
    after(cast)
    client.force_login(cast.account("dorota"))
    logged = letters_in(client, LOG)
    reported = letters_in(client, REPORT)
    [told] = [
        row for row in listed(client, f"/raporty/harmonogramy/{planned.pk}/") if row["whom"] == "Maj, Bogdan"
    ]

    assert told["fate"] == fate
    assert logged == reported == ([(fate, told["sent_at"])] if lettered else [])
    assert (told["sent_at"] is not None) == (fate in ("sent", "returned"))
    shown = screen(client, f"/raporty/harmonogramy/{planned.pk}/", {"wynik": fate})[1]
    assert [row[-1] for row in shown if row[0] == "Maj, Bogdan"] == [FATES[fate]]
    if lettered:
        assert measured(client) == {"sent": "wyslane", "queued": "czekaja", "again": "czekaja", "dropped": "niepotrzebne"}.get(
            fate, "nieudane"
        )  # fmt: skip


def listed(client, address: str) -> list[dict]:
    return list(client.get(address).context["listing"].rows)


def letters_in(client, address: str) -> list[tuple[str, object]]:
    """Fate and moment of the letters to Bogdan about this report, as one of the two lists has them."""
    found = [row for row in listed(client, address) if row["to"] == "bogdan@urzad.example"]
    return [(row["fate"], row["left_at"]) for row in found if row["kind"] != "people.activation"]


def measured(client) -> str:
    """The one number of the report that counts Bogdan's letter."""
    keys = ("wyslane", "czekaja", "nieudane", "niepotrzebne")
    [one] = [key for key in keys if "bogdan@" in str(screen(client, REPORT, {"co": key})[1])]
    return one


@pytest.mark.rule("C-06")
def test_a_reminder_to_a_mailbox_that_refuses_says_so(client, cast) -> None:
    """And one that has not been sorted yet waits."""
    seat, anna = cast.seat("bogdan"), cast.person("anna")
    with seated(SYSTEM):
        usual(cast)
        Letter.objects.create(
            kind="people.activation", event="older", to=anna.email, person=anna.pk, queued_at=NOW, due_at=NOW,
            sent_at=NOW, bounced_at=NOW, bounce_stands=True,
        )  # fmt: skip
    with seated(seat):
        remind(seat.offices[0], [anna.pk], batch=uuid4(), by=seat, at=NOW)
    client.force_login(cast.account("bogdan"))
    address = "/raporty/przypomnienia/"
    assert [row["fate"] for row in listed(client, address)] == ["queued"]
    sort_new(at=NOW)
    assert [row["fate"] for row in listed(client, address)] == ["refused"]


def test_every_letter_has_words_of_its_own_and_the_report_knows_them_all(client, cast) -> None:
    unnamed = {key for key, _ in letter_kinds if key not in labels()}
    assert unnamed == set()
    assert len(set(labels().values())) == len(labels())
    person = cast.person("anna")
    with seated(SYSTEM):
        outbox.post(
            [
                outbox.Post(kind, kind, person.email, person.pk, person.office_id, cast.project.pk)
                for kind in labels()
            ],
            at=NOW,
        )
    client.force_login(cast.account("dorota"))
    head, rows = from_csv(client, REPORT, {})[:2]
    at = head.index("Wiadomość")
    assert sorted(row[at] for row in rows) == sorted(labels().values())
    log = b"".join(client.get("/wiadomosci-wyslane.csv").streaming_content).decode()
    assert [name for name in labels().values() if name not in log] == []
    page = client.get(REPORT).content.decode().replace("\xa0", " ")
    offered = [*labels().values(), *OF_LETTERS.values()]
    assert [label for label in offered if f">{label}</option>" not in page] == []


@pytest.mark.parametrize(("way", "queries"), [(Way.NOW, 8), (Way.APP, 13), (Way.DIGEST, 15)])
@pytest.mark.parametrize("count", [1, 3])
def test_the_schedules_log_costs_the_same_for_one_and_three(
    client, cast, planned, way, queries, count, django_assert_num_queries
) -> None:
    with seated(SYSTEM):
        for person in cast.people.values():
            NoticeChoice.objects.create(person=person.pk, key=schedules.KIND, way=way)
    prepare(planned)
    with seated(SYSTEM):
        kept = ReportResult.objects.order_by("pk").values_list("pk", flat=True)[:count]
        ReportResult.objects.exclude(pk__in=list(kept)).delete()
    client.force_login(cast.account("dorota"))
    address = f"/raporty/harmonogramy/{planned.pk}/"
    cache.clear()  # what an earlier test left there may end between the two
    client.get(address)

    with django_assert_num_queries(queries):
        assert len(listed(client, address)) == count
