"""What the worker's clock looks after."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from kaganek.communication.models import Question
from kaganek.communication.services.questions import asking
from kaganek.communication.services.questions.promises import LATE as LATE_ANSWER
from kaganek.communication.terms import Desk
from kaganek.core.models import Notice
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.models import Membership
from kaganek.portal.services.cases import Sent, send_case
from kaganek.portal.services.telling import LATE
from kaganek.portal.terms import CaseKind
from kaganek.site.commands import worker


@pytest.mark.rule("W-07")
def test_the_clock_reminds_of_cases_every_hour(cast) -> None:
    sent = Sent(CaseKind.OTHER, "Jan Cichy", "jan@dom.example", "", "", "Pytanie.", "", "")
    send_case(sent, key=uuid4(), at=datetime(2026, 5, 1, 10, tzinfo=UTC))
    worker._each_hour(at=datetime(2026, 5, 20, 10, tzinfo=UTC))
    with seated(SYSTEM):
        assert Notice.policed.filter(kind=LATE).exists()


@pytest.mark.rule("C-86", "C-100")
def test_the_clock_looks_after_questions_that_nobody_answers(cast) -> None:
    with seated(cast.seat("anna")):
        for desk in (Desk.CONTENT, Desk.SUPPORT):
            asking.ask(
                desk, "Pomiar", "Jak?", project_id=cast.project.pk, by=cast.seat("anna"), at=datetime(2026, 5, 4, 10, tzinfo=UTC)
            )  # fmt: skip
    with seated(SYSTEM):
        Membership.objects.filter(role="it_admin").update(ended_at=datetime(2026, 5, 5, tzinfo=UTC))
    worker._each_minute(0, at=datetime(2026, 5, 20, 10, tzinfo=UTC))
    worker._each_hour(at=datetime(2026, 5, 20, 10, tzinfo=UTC))
    with seated(SYSTEM):
        assert Question.objects.get(desk=Desk.SUPPORT).escalated_at
        assert Notice.policed.filter(kind=LATE_ANSWER).exists()
