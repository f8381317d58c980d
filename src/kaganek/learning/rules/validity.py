"""How long what was completed holds, and by when it is renewed. Rules L-100 and L-101 of docs/reference/rules.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kaganek.lib.dates import add_months, first_after

LEAST = 14  # days to renew in, when the end has passed already


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a completed course holds: so many months, or until a day of each year.

    opens_days  how long before the end it may be renewed.
    """

    months: int | None = None
    month: int | None = None
    day: int | None = None
    opens_days: int = 30

    def until(self, *, completed_on: date, held_until: date | None = None) -> date:
        """The last day of what was completed on a day (L-100).

        held_until  the end of the round before; nobody loses the rest of it by renewing early.

        Months count from completion, or from that end when it had not passed. A day of the year that comes
        within the window of renewal is passed over: what is completed then holds until the next one.
        """
        if self.months:
            early = held_until is not None and completed_on <= held_until
            return add_months(held_until if early and held_until else completed_on, self.months)
        after = completed_on + timedelta(days=self.opens_days)
        return first_after(after, month=self.month or 12, day=self.day or 31)

    def opens(self, until: date) -> date:
        """The first day of the window of renewal."""
        return until - timedelta(days=self.opens_days)


def renewal_due(valid_until: date, *, today: date, opens_days: int) -> date:
    """By when to renew: the last day that holds; once it has passed, as long as the window is (L-101)."""
    return valid_until if valid_until >= today else today + timedelta(days=max(opens_days, LEAST))
