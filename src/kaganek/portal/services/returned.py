"""Telling whoever answered a stranger that the letter did not arrive."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from kaganek.core import audit
from kaganek.core.fates import ASTRAY, fate
from kaganek.core.models import Letter
from kaganek.core.notices import News, notify
from kaganek.core.seats import SYSTEM, seated
from kaganek.portal.models import Case, JoinRequest
from kaganek.portal.queries.sent import ANSWERS, answers_to
from kaganek.portal.services.telling import RETURNED, People, people_who_answer
from kaganek.portal.terms import CaseState, RequestState

LOOKS_BACK = timedelta(days=14)  # a letter that cannot be delivered comes back within days
_DEEDS = (
    *(f"case {state}" for state in (CaseState.ANSWERED, CaseState.REFUSED)), "case put off",
    *(f"request to join {state}" for state in (RequestState.ACCEPTED, RequestState.REFUSED)),
)  # fmt: skip

Row = Case | JoinRequest


def tell_of_returned(*, at: datetime) -> int:
    """Tell of answers to strangers that came back or could not be sent, each once; returns how many there are.

    Whoever answered hears of it; where they answer no more, those who do. The worker's clock calls it every minute.

    Source: rule W-07 (kto się dowiaduje).
    """
    with seated(SYSTEM):
        since = at - LOOKS_BACK
        put_off = Q(state=CaseState.PUT_OFF)
        rows: list[Row] = [
            *Case.objects.filter(Q(closed_at__gt=since) | put_off).order_by("pk"),
            *JoinRequest.objects.filter(decided_at__gt=since).order_by("pk"),
        ]
        of = {event: row for row in rows for event in answers_to(row)}
        letters = Letter.objects.annotate(fate=fate()).filter(event__in=list(of), fate__in=ASTRAY)
        astray = list(letters.order_by("pk"))
        people = people_who_answer({of[one.event].project_id for one in astray}, localdate(at))
        news = [one for letter in astray for one in _news(letter, of[letter.event], people)]
        notify(news, at=at)
    return len(astray)


def _news(letter: Letter, row: Row, people: dict[int | None, People]) -> list[News]:
    own = people[row.project_id]
    answering = own | people[None] if isinstance(row, Case) else own
    author = audit.last_actor(_DEEDS, row)
    told = {one for one in answering if one[0] == author} or own or answering
    what = f"sprawie {row.number}" if isinstance(row, Case) else f"prośbie o przyjęcie {row.number}"
    page = "portal:case" if isinstance(row, Case) else "portal:join_request"
    event = f"{RETURNED}:{letter.pk}"
    return [
        News(
            RETURNED, event, one, office=office, project=row.project_id, about=event,
            title=f"{ANSWERS[letter.kind]} w {what} nie dotarła",
            url=reverse(page, args=[row.pk]),
            facts={"text": "Na stronie sprawy zobaczysz dlaczego. Przekaż odpowiedź inaczej."},
        )
        for one, office in sorted(told, key=str)
    ]  # fmt: skip
