"""One-time codes: links in letters, printed slips; the way in that nobody but the person uses.

A code is kept as its hash alone. Only the newest code of a kind works, each works once, and no
deed here ever learns or sets a password. Source: promises.md B4.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from kaganek.core import audit
from kaganek.core.outbox import Post, post
from kaganek.core.seats import Seat, account_door
from kaganek.lib.codes import activation_token, hash_token, normalise, one_time_code
from kaganek.lib.pdf.slips import Slip, slips
from kaganek.lib.polish import long_date
from kaganek.people.models import Account, OneTimeCode, Person
from kaganek.people.queries.persons import roles_of
from kaganek.people.terms import CodeKind, may_give

LIFE = {
    CodeKind.LINK: timedelta(days=7),
    CodeKind.SLIP: timedelta(hours=72),
    CodeKind.RESET: timedelta(hours=2),
}
REPEAT = timedelta(minutes=10)  # the same letter asked for twice within it goes out once


@dataclass(frozen=True, slots=True)
class Handed:
    """How many got a letter, and how many cannot, having no e-mail."""

    sent: int
    without_email: int


@dataclass(frozen=True, slots=True)
class SlipData:
    """One printed slip. The code exists here alone; the database keeps its hash."""

    person: str
    login: str
    code: str
    url: str
    expires_at: datetime
    person_id: int
    office_id: int | None


def send_links(person_ids: Sequence[int], *, by: Seat, at: datetime) -> Handed:
    """Post each person a letter with a one-time link; the link is made when the letter is sent.

    person_ids  people within the seat's reach; others, the deactivated, and those who hold a role
                that this seat may not give, are passed over.

    Asked for twice within ten minutes, one letter goes out.
    """
    people = _issuable(person_ids, by=by)
    reachable = [person for person in people if person.email]
    slot = int(at.timestamp() // REPEAT.total_seconds())
    post(
        [
            Post(
                kind="people.activation",
                event=f"people.activation:{person.pk}:{slot}",
                to=person.email,
                person=person.pk,
                office=person.office_id,
            )
            for person in reachable
        ],
        at=at,
    )
    audit.record_all(by, "link sent", reachable)
    return Handed(sent=len(reachable), without_email=len(people) - len(reachable))


def make_slips(person_ids: Sequence[int], *, by: Seat, at: datetime) -> list[SlipData]:
    """Make a printed code for each person, in Polish order; earlier unused codes of them stop working.

    person_ids  as in send_links. A constant number of statements for any number of people.
    """
    people = _issuable(person_ids, by=by)
    codes = [one_time_code() for _ in people]
    _keep(
        [(person.account_id or 0, code) for person, code in zip(people, codes, strict=True)],
        CodeKind.SLIP,
        at=at,
    )
    audit.record_all(by, "slip made", people)
    expires_at = at + LIFE[CodeKind.SLIP]
    return [
        SlipData(
            person=person.full_name, login=person.login, code=code, url=address_of(code),
            expires_at=expires_at, person_id=person.pk, office_id=person.office_id,
        )
        for person, code in zip(people, codes, strict=True)
    ]  # fmt: skip


def slips_pdf(made: Sequence[SlipData], *, office: str, project: str, at: datetime) -> bytes:
    """The slips of one office as a tagged PDF to cut out. Raises ValueError when there is none."""
    expires = timezone.localtime(made[0].expires_at if made else at)
    return slips(
        office,
        project=project,
        slips=[Slip(person=one.person, login=one.login, code=one.code, url=one.url) for one in made],
        address=settings.BASE_URL.partition("://")[2] + reverse("people:activate_code"),
        valid_until=f"{long_date(expires.date())}, godz. {expires:%H:%M}",
        made_at=at.replace(microsecond=0),
    )


def make_link(account_id: int, kind: CodeKind, *, at: datetime) -> str:
    """The full address of a new one-time link; called while a letter is written, kept nowhere."""
    token = activation_token()
    _keep([(account_id, token)], kind, at=at)
    return address_of(token, kind)


def address_of(code: str, kind: CodeKind = CodeKind.SLIP) -> str:
    name = "people:reset" if kind is CodeKind.RESET else "people:activate"
    return settings.BASE_URL + reverse(name, args=[code])


def usable(code: str, kinds: Collection[CodeKind], *, at: datetime, lock: bool = False) -> OneTimeCode | None:
    """The code as typed or as it stands in a link, if it still works; looking uses nothing up.

    lock  hold the row until commit, so that of two people with one code one gets in.
    """
    with account_door():
        rows = OneTimeCode.objects.select_related("account").filter(
            code_hash__in=[hash_token(code), hash_token(normalise(code))],
            kind__in=kinds, used_at=None, expires_at__gt=at, account__is_active=True,
        )  # fmt: skip
        return (rows.select_for_update(of=("self",)) if lock else rows).first()


def void(account_ids: Sequence[int]) -> None:
    """Make every unused code of the accounts worthless."""
    with account_door():
        OneTimeCode.objects.filter(account_id__in=account_ids, used_at=None).delete()


def _keep(made: Sequence[tuple[int, str]], kind: CodeKind, *, at: datetime) -> None:
    """Keep hashes of new codes and drop the unused ones they replace.

    A request for a new password, which anybody may make, leaves the codes of others' making alone.
    The accounts are locked until commit, in id order: of two people who print slips at once, the
    second one's codes replace the first one's.
    """
    replaced = [CodeKind.RESET] if kind is CodeKind.RESET else [CodeKind.LINK, CodeKind.SLIP]
    accounts = [account for account, _ in made]
    with account_door():
        held = Account.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=accounts)
        list(held.order_by("pk").values_list("pk"))
        OneTimeCode.objects.filter(account_id__in=accounts, kind__in=replaced, used_at=None).delete()
        OneTimeCode.objects.bulk_create(
            [
                OneTimeCode(
                    account_id=account, kind=kind, code_hash=hash_token(code),
                    made_at=at, expires_at=at + LIFE[kind],
                )
                for account, code in made
            ],
            batch_size=1000,
        )  # fmt: skip


def _issuable(person_ids: Sequence[int], *, by: Seat) -> list[Person]:
    """Active people in reach to whom this seat may hand a way in, in Polish order.

    Whoever may print a person's slip could use it, so nobody issues codes for a role above
    those they may give: an office's administrator none for a coordinator of the project.
    """
    people = Person.objects.filter(pk__in=person_ids, deactivated_at=None).exclude(account=None)
    held = roles_of(person_ids)
    return [
        person for person in people.order_by("sort_name", "id") if may_give(by.role, held.get(person.pk, ()))
    ]
