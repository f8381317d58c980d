"""The words of letters about signing in; links in them are made here, at the moment of sending."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from kaganek.core.models import Letter
from kaganek.core.notices import Group, NoticeKind
from kaganek.core.outbox import Words
from kaganek.people.models import Person
from kaganek.people.services.codes import make_link
from kaganek.people.terms import CodeKind

NOTICES = (
    NoticeKind("people.activation", "Dostęp do konta: link do hasła", Group.ACCOUNT, obligatory=True),
    NoticeKind("people.new_password", "Nowe hasło, o które prosisz", Group.ACCOUNT, obligatory=True),
)
SIGNED = f"\n\nKaganek\n{settings.BASE_URL}\n"


def activation(letter: Letter) -> Words | None:
    """A link to the first password, or to a new one for somebody who already signs in."""
    person = _addressee(letter)
    if person is None:
        return None
    link = make_link(person.account_id or 0, CodeKind.LINK, at=timezone.now())
    first = person.activated_at is None
    return Words(
        subject="Twoje konto w Kaganku" if first else "Nowe hasło w Kaganku",
        body=(
            "Dzień dobry,\n\n"
            + ("czeka na Ciebie konto na platformie szkoleniowej Kaganek." if first else _NEW_PASSWORD)
            + f"\n\nLogin: {person.login}\n\n"
            "Ustaw własne hasło pod tym adresem:\n"
            f"{link}\n\n"
            "Link działa 7 dni i tylko raz. Nie przekazuj go nikomu: nikt nie zapyta Cię ani o ten link, "
            "ani o hasło." + SIGNED
        ),
    )


_NEW_PASSWORD = "Twój urząd wysłał Ci link do ustawienia nowego hasła."  # noqa: S105  a sentence


def new_password(letter: Letter) -> Words | None:
    """Links for every account with the address somebody typed; none, and nothing is sent.

    Looking the address up here and not on the page keeps the page from telling who has an account.
    """
    people = list(
        Person.objects.filter(email__iexact=letter.to, deactivated_at=None)
        .exclude(account=None)
        .order_by("id")[:5]
    )
    if not people:
        return None
    now = timezone.now()
    links = "\n\n".join(
        f"Login: {person.login}\n{make_link(person.account_id or 0, CodeKind.RESET, at=now)}"
        for person in people
    )
    return Words(
        subject="Nowe hasło w Kaganku",
        body=(
            "Dzień dobry,\n\nktoś poprosił o nowe hasło do konta z tym adresem e-mail. "
            f"Ustaw je pod tym adresem:\n\n{links}\n\n"
            "Link działa 2 godziny i tylko raz.\n\n"
            "Jeśli to nie Ty, nic nie rób: dotychczasowe hasło nadal działa." + SIGNED
        ),
    )


def _addressee(letter: Letter) -> Person | None:
    """The person, if the letter still has somebody to go to at this address."""
    return (
        Person.objects.filter(pk=letter.person or 0, deactivated_at=None, email=letter.to)
        .exclude(account=None)
        .first()
    )
