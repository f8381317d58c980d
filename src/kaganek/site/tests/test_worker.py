"""What the worker's clock looks after."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from kaganek.core.models import Notice
from kaganek.core.seats import SYSTEM, seated
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
