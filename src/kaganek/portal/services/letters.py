"""Words of the portal's letters to strangers."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from kaganek.core.models import Letter
from kaganek.core.outbox import Words
from kaganek.lib.polish import long_date
from kaganek.portal.models import Case, JoinRequest
from kaganek.portal.terms import CaseState, RequestState

NOT_YOU = (
    "Jeśli ta wiadomość nie jest dla Ciebie, ktoś podał Twój adres przez pomyłkę. Nie musisz nic robić.\n"
)


def join_decided(letter: Letter) -> Words | None:
    """Whether somebody is accepted, and why not."""
    row = JoinRequest.objects.select_related("offer", "project").filter(pk=letter.facts["request"]).first()
    if row is None or row.state == RequestState.NEW:
        return None
    accepted = row.state == RequestState.ACCEPTED
    said = "Prośba jest przyjęta." if accepted else "Tym razem prośba nie jest przyjęta."
    next_step = (
        "Dane do logowania wyślemy osobno, gdy konta będą gotowe."
        if accepted
        else "Inne propozycje znajdziesz w ofercie: " + settings.BASE_URL + reverse("portal:offers")
    )
    reason = f"Uzasadnienie: {row.reason}\n\n" if row.reason else ""
    contact = f"Pytania: {row.project.contact_email}\n" if row.project.contact_email else ""
    body = f"Dzień dobry,\n\nto odpowiedź na prośbę o przyjęcie: {row.offer.title}.\n\n{said}\n\n{reason}{next_step}\n\n{contact}"
    return Words(f"Decyzja: {row.offer.title}", body)


def join_received(letter: Letter) -> Words | None:
    """That a request came: its number and what happens next; nothing of what was written in it."""
    row = JoinRequest.objects.select_related("offer", "project").filter(pk=letter.facts["request"]).first()
    if row is None or row.state != RequestState.NEW:
        return None
    contact = f"Pytania: {row.project.contact_email}\n" if row.project.contact_email else ""
    return Words(
        f"Przyjęliśmy prośbę {row.number}",
        f"Dzień dobry,\n\nprzyjęliśmy prośbę o przyjęcie: {row.offer.title}. Jej numer to {row.number}.\n\n"
        f"Nabór trwa do {long_date(row.offer.closes_on)}. Koordynator projektu może odpowiedzieć od razu albo po tym dniu. "
        f"Decyzja przyjdzie na ten adres, z uzasadnieniem. Nic więcej nie trzeba robić.\n\n{contact}{NOT_YOU}",
    )


def case_received(letter: Letter) -> Words | None:
    """That a case came: its number, the day of the answer and what to do next; nothing of what was written in it."""
    row = _case(letter)
    if row is None or not row.is_open:
        return None
    return Words(
        f"Przyjęliśmy sprawę {row.number}",
        f"Dzień dobry,\n\nprzyjęliśmy sprawę: {row.get_kind_display()}. Jej numer to {row.number}.\n\n"
        f"Odpowiemy do {long_date(row.due_on)}, na ten adres. Jeśli będziemy potrzebować więcej czasu, napiszemy dlaczego "
        f"i podamy nowy termin, nie później niż {long_date(row.longest_on)}.\n\n"
        "Gdy odpowiedź nie przyjdzie albo nie wystarczy, złóż skargę i podaj ten numer. Formularz: "
        f"{settings.BASE_URL}{reverse('portal:contact')}\n\n{NOT_YOU}",
    )


def case_answered(letter: Letter) -> Words | None:
    """The answer to a case, with the way to complain."""
    row = _case(letter)
    if row is None or row.is_open:
        return None
    opening = "Odmawiamy." if row.state == CaseState.REFUSED else "Oto odpowiedź."
    further = (
        "Jeśli odpowiedź nie wystarcza, możesz złożyć skargę: "
        f"{settings.BASE_URL}{reverse('portal:contact')}\n"
        "Możesz też poinformować Rzecznika Praw Obywatelskich: https://bip.brpo.gov.pl/\n"
    )
    return Words(
        f"Odpowiedź w sprawie {row.number}",
        f"Dzień dobry,\n\npiszemy w sprawie {row.number} z {long_date(row.sent_at.date())}. {opening}\n\n{row.answer}\n\n{further}",
    )


def case_put_off(letter: Letter) -> Words | None:
    """That the answer comes later, when and why."""
    row = _case(letter)
    if row is None or row.state != CaseState.PUT_OFF:
        return None
    return Words(
        f"Nowy termin w sprawie {row.number}",
        f"Dzień dobry,\n\nnie zdążymy odpowiedzieć w sprawie {row.number} w pierwszym terminie. "
        f"Odpowiemy do {long_date(row.due_on)}.\n\nPowód: {row.put_off_why}\n",
    )


def _case(letter: Letter) -> Case | None:
    return Case.objects.filter(pk=letter.facts["case"]).first()
