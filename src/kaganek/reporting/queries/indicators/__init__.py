"""Indicators: the ways of counting that there are, what they find, and what a project's indicators say.

Another app puts its own way of counting on the shelf `countings` in its `ready()`; choosing it for an indicator,
the numbers, their breakdown, the lists behind them and the files come with it.
"""

from __future__ import annotations

from kaganek.reporting.queries.indicators.counting import CUTS, Counting, countings

__all__ = ["CUTS", "Counting", "countings"]
