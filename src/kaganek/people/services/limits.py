"""The memory of the sign-in door: tries, kept in the database so that every worker knows them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from django.db.models import Max, Q
from django.utils.crypto import salted_hmac

from kaganek.core.seats import account_door
from kaganek.people.models import SignInAttempt
from kaganek.people.terms import Outcome

FREE_TRIES = 5
LONGEST_WAIT = 60  # seconds
TRIES_AN_HOUR = 90  # a few parallel tries may slip in above it; promises.md B2 allows 100
TRIES_AN_HOUR_KNOWN_DEVICE = 30
STRANGERS_AN_ADDRESS = 38  # logins failing at one address; B2 wants a spray stopped within 50
ADDRESS_WINDOW = timedelta(minutes=15)
HOUR = timedelta(hours=1)
KEPT = timedelta(days=1)
PAUSE_OF_ADDRESS = 15 * 60  # seconds told to the person
RESETS_AN_HOUR = 60  # from one address


class TooManyTries(Exception):
    """The login or the address must rest; `seconds` until another try makes sense."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def key_of(login: str, device: str = "") -> str:
    """The keyed hash under which tries of a login stand; on a known device, a key of its own."""
    return salted_hmac("people.attempt", f"{login.strip().lower()}\n{device}", algorithm="sha256").hexdigest()


def network_of(address: str | None) -> str | None:
    """The address limits count by: IPv4 as it is, IPv6 by its /64, since one machine owns a whole /64."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return None
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped or IPv6Address(int(found) >> 64 << 64))
    return str(found)


def admit(login: str, *, device: str, address: str | None, at: datetime) -> None:
    """Let a try pass, or raise TooManyTries; the same for logins that exist and that do not.

    device  the known device's id when its owner signed in there before, else "". A known device
            counts alone, so nobody outside can lock its owner out.
    """
    with account_door():
        if seconds := seconds_to_wait(_failures(login, device, at), at, known_device=bool(device)):
            raise TooManyTries(seconds)
        if not device:
            admit_address(address, at=at)


def _failures(login: str, device: str, at: datetime) -> list[datetime]:
    """Failed tries of the last hour; on a known device only those since its owner last got in."""
    tries = SignInAttempt.objects.filter(login_hash=key_of(login, device), at__gt=at - HOUR).order_by("at")
    found: list[datetime] = []
    for moment, outcome in tries.values_list("at", "outcome"):
        if outcome == Outcome.WRONG:
            found.append(moment)
        elif device:
            found.clear()
    return found


def admit_address(address: str | None, *, at: datetime) -> None:
    """Raise TooManyTries for an address that goes through other people's logins or codes."""
    network = network_of(address)
    if network is None:
        return
    with account_door():
        tried = (
            SignInAttempt.objects.filter(address=network, at__gt=at - ADDRESS_WINDOW)
            .exclude(outcome=Outcome.RESET)
            .values("login_hash")
            .annotate(
                failed_at=Max("at", filter=Q(outcome=Outcome.WRONG)),
                succeeded_at=Max("at", filter=Q(outcome=Outcome.RIGHT)),
            )
            .values_list("failed_at", "succeeded_at")
        )
        if address_is_spraying(tried):
            raise TooManyTries(PAUSE_OF_ADDRESS)


def admit_reset(address: str | None, *, at: datetime) -> bool:
    """Note a request for a new password; False when the address has asked too often."""
    network = network_of(address)
    with account_door():
        asked = SignInAttempt.objects.filter(address=network, at__gt=at - HOUR, outcome=Outcome.RESET).count()
        SignInAttempt.objects.create(
            login_hash=key_of("", "reset"), address=network, at=at, outcome=Outcome.RESET
        )
    return asked < RESETS_AN_HOUR


def note(key: str, *, address: str | None, at: datetime, outcome: Outcome) -> None:
    """Write one try down and forget those of the day before."""
    with account_door():
        SignInAttempt.objects.filter(at__lt=at - KEPT).delete()
        SignInAttempt.objects.create(login_hash=key, address=network_of(address), at=at, outcome=outcome)


def seconds_to_wait(failures: Collection[datetime], at: datetime, *, known_device: bool) -> int:
    """How long a login must rest before its next try; 0 = go on.

    failures  instants of the failed tries of this login, or of this login on one known device.

    Five tries are free, then the pause doubles from one second to a minute; a full hour of tries
    closes the login (never the known device of its owner) until the oldest are an hour old.
    Source: promises.md B2.
    """
    recent = sorted(moment for moment in failures if moment > at - HOUR)
    most = TRIES_AN_HOUR_KNOWN_DEVICE if known_device else TRIES_AN_HOUR
    if len(recent) >= most:
        return _seconds(recent[-most] + HOUR - at)
    if len(recent) < FREE_TRIES:
        return 0
    pause = min(2 ** (len(recent) - FREE_TRIES), LONGEST_WAIT)
    return _seconds(recent[-1] + timedelta(seconds=pause) - at)


def _seconds(rest: timedelta) -> int:
    return max(0, -int(-rest.total_seconds() // 1))


def address_is_spraying(logins: Iterable[tuple[datetime | None, datetime | None]]) -> bool:
    """Whether one address tries too many logins that are not its people's.

    logins  for every login tried there lately: its last failure and its last success.

    A typo followed by a success counts for nothing, and every four people who got in allow one
    more failing login: a big office on its first day is no attack. Source: promises.md B2.
    """
    failing = succeeding = 0
    for failed_at, succeeded_at in logins:
        succeeding += succeeded_at is not None
        failing += failed_at is not None and (succeeded_at is None or succeeded_at < failed_at)
    return failing >= STRANGERS_AN_ADDRESS + succeeding // 4
