"""The sign-in door: passwords judged, codes turned into passwords, new passwords asked for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from kaganek.core import audit
from kaganek.core.models import Letter
from kaganek.core.outbox import Post, post
from kaganek.core.seats import SYSTEM, Seat, account_door, seated
from kaganek.people.models import Account, OneTimeCode, Person
from kaganek.people.seats import seats_of_account
from kaganek.people.services import limits, passwords, sessions
from kaganek.people.services.codes import usable, void
from kaganek.people.terms import CodeKind, Outcome

ACTIVATING = (CodeKind.LINK, CodeKind.SLIP)
RESETS_OF_ONE_ADDRESS = 3  # letters an hour
CHANGING = "change"  # stands for a device where the old password is asked for


class WrongCredentials(Exception):
    """No such login, a wrong password, an account switched off or without a role: one and the same."""


class CodeNotUsable(Exception):
    """Unknown, used, out of date or replaced: one and the same."""


class PasswordRefused(Exception):
    """The new password breaks a rule; `reason` says which and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def sign_in(login: str, password: str, *, address: str | None, device: str, at: datetime) -> Account:
    """Judge login and password; returns the account that may come in.

    address  where the try comes from; limits count by it.
    device   the id of this browser if the login's owner signed in here before, else "".

    Costs one password hash whoever is asked for. A failure is noted by the caller after the
    answer (`note_failure`), in a transaction of its own, so that no fault can erase it.

    Raises WrongCredentials, TooManyTries. Source: promises.md B1, B2, B6.
    """
    with account_door():
        limits.admit(login, device=device, address=address, at=at)
        account = Account.objects.filter(login=login.strip().lower()).first()
        right = passwords.matches(account, password)
        seats = seats_of_account(account) if account and right else ()
        if account is None or not seats:
            raise WrongCredentials
        limits.note(limits.key_of(login, device), address=address, at=at, outcome=Outcome.RIGHT)
        audit.record(seats[0], "signed in", account)
    return account


def note_failure(login: str, *, address: str | None, device: str, at: datetime) -> None:
    """Remember a failed try for the limits."""
    limits.note(limits.key_of(login, device), address=address, at=at, outcome=Outcome.WRONG)


def find_code(login: str, code: str, *, address: str | None, at: datetime) -> OneTimeCode:
    """The printed code somebody typed together with the login; uses nothing up.

    Raises CodeNotUsable (also when the code is another login's), TooManyTries.
    """
    limits.admit_address(address, at=at)
    found = usable(code, ACTIVATING, at=at)
    if found is None or found.account.login != login.strip().lower():
        raise CodeNotUsable
    return found


def set_password_by_code(
    code: str, password: str, *, kinds: Collection[CodeKind], address: str | None, at: datetime
) -> Account:
    """Use a one-time code up: the person's own password is set, and they may come in.

    Every session and every other unused code of the account ends with it. The first time is
    noted as the person's activation.

    Raises CodeNotUsable, PasswordRefused; then nothing is written and the code still works.
    Source: promises.md B4.
    """
    found = usable(code, kinds, at=at, lock=True)
    if found is None:
        raise CodeNotUsable
    account = found.account
    _set(account, password)
    with account_door():
        OneTimeCode.objects.filter(pk=found.pk).update(used_at=at)
    void([account.pk])
    sessions.end_all([account.pk])
    limits.note(limits.key_of(account.login), address=address, at=at, outcome=Outcome.RIGHT)
    with seated(SYSTEM):
        people = Person.objects.filter(account=account)
        people.filter(activated_at=None).update(activated_at=at)
        person = people.get()
        audit.record(_self_seat(person), f"password set by {found.kind}", person)
    return account


def change_password(account_id: int, old: str, new: str, *, by: Seat, at: datetime) -> Account:
    """Replace the password of one's own account; the caller keeps the session at hand and ends the others.

    Raises WrongCredentials for a wrong old password, PasswordRefused, TooManyTries.
    """
    with account_door():
        account = Account.objects.get(pk=account_id)
    limits.admit(account.login, device=CHANGING, address=None, at=at)
    if not passwords.matches(account, old):
        raise WrongCredentials
    _set(account, new)
    void([account_id])
    audit.record(by, "password changed", account)
    return account


def note_wrong_old_password(account_id: int, *, at: datetime) -> None:
    """Remember a wrong old password, so that an unlocked computer is no place to guess it."""
    with account_door():
        login = Account.objects.get(pk=account_id).login
    note_failure(login, address=None, device=CHANGING, at=at)


def change_scheme(account_id: int, scheme: str) -> None:
    """Keep the person's choice of light or dark pages."""
    with account_door():
        Account.objects.filter(pk=account_id).update(scheme=scheme)


def ask_for_new_password(email: str, *, address: str | None, at: datetime) -> None:
    """Queue a letter with a link to a new password, if the address turns out to be somebody's.

    The letter's own words look the address up at sending; here the same is done for every
    address, so nobody learns who has an account. Three letters an hour for one address.
    Source: promises.md B6.
    """
    allowed = limits.admit_reset(address, at=at)
    email = email.strip().lower()
    with seated(SYSTEM):
        lately = Letter.objects.filter(
            kind="people.new_password", to=email, queued_at__gt=at - timedelta(hours=1)
        )
        if allowed and lately.count() < RESETS_OF_ONE_ADDRESS:
            event = f"people.new_password:{at:%Y%m%d%H%M}"
            post([Post(kind="people.new_password", event=event, to=email, person=None)], at=at)


def known_words(account_id: int) -> list[str]:
    """What everybody knows of a person, so that it makes no password."""
    with seated(SYSTEM):
        person = Person.objects.select_related("office").filter(account_id=account_id).first()
        if person is None:
            return []
        office = [person.office.name, person.office.office_name] if person.office else []
        return [person.login, person.first_name, person.last_name, person.email, *office]


def _set(account: Account, password: str) -> None:
    if fault := passwords.fault_of(password, about=known_words(account.pk)):
        raise PasswordRefused(fault)
    passwords.keep(account, password)


def _self_seat(person: Person) -> Seat:
    return Seat(person_id=person.pk, role="self", db_role=SYSTEM.db_role)
