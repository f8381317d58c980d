from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import Error, transaction
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.programmes.models import Achievement
from kaganek.programmes.services.ledger import record_achievement

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
FACTS = {"source": "learning.course:17", "title": "PDU", "hours": Decimal(4), "score": Decimal("70.00")}


def test_what_is_earned_stands_in_the_ledger_once(cast: Cast) -> None:
    with seated(cast.seat("anna")):
        first, is_new = record_achievement(cast.enrolments["anna"], **FACTS, at=AT)
        again, is_new_again = record_achievement(cast.enrolments["anna"], **FACTS, at=LATER)

        assert (is_new, is_new_again) == (True, False)
        assert first == again
        rows = Achievement.objects.values_list("person", "office", "source", "title", "hours", "score", "at")
        assert list(rows) == [
            (
                *(cast.person("anna").pk, cast.zalesie.pk, "learning.course:17", "PDU"),
                *(Decimal("4.00"), Decimal("70.00"), AT),
            )
        ]


def test_writing_takes_one_statement(cast: Cast, django_assert_num_queries) -> None:
    with seated(cast.seat("anna")), django_assert_num_queries(1):
        record_achievement(cast.enrolments["anna"], **FACTS, at=AT)


def test_nobody_writes_into_the_ledger_of_another_office(cast: Cast) -> None:
    with (
        seated(cast.seat("celina")),
        pytest.raises(Error, match="row-level security"),
        transaction.atomic(),
    ):
        record_achievement(cast.enrolments["anna"], **FACTS, at=AT)
    with seated(SYSTEM):
        assert Achievement.objects.count() == 0
