"""`kaganek worker`: the process that does the background jobs."""

from __future__ import annotations

import argparse
import itertools
import logging
import threading
from datetime import datetime

from django.db import Error, connection
from django.utils import timezone
from procrastinate.contrib.django import app

from kaganek.communication.services.announcements import end_over
from kaganek.communication.services.bounced import tell_of_bounces
from kaganek.communication.services.calling import call_absent
from kaganek.communication.services.calls import remind_of_contacts
from kaganek.communication.services.questions.asking import pass_on_orphans
from kaganek.communication.services.questions.promises import remind_of_promises
from kaganek.communication.services.spaces import open_due_spaces
from kaganek.core.jobs import rescue_stalled
from kaganek.core.notices.digests import begin_day
from kaganek.core.notices.sorting import sort_new
from kaganek.core.outbox import Postman
from kaganek.documents.services.bundles import remove_old_bundles
from kaganek.learning.services.assigning import run_all
from kaganek.learning.services.deadlines import ask_today
from kaganek.learning.services.plans import publish_all_due
from kaganek.learning.services.quiz import close_expired
from kaganek.learning.services.renewals import begin_all_due
from kaganek.portal.services.retention import erase_past
from kaganek.portal.services.returned import tell_of_returned
from kaganek.portal.services.review_days import remind_of_reviews
from kaganek.portal.services.telling import remind_of_cases
from kaganek.questionnaires.services.responses import erase_due
from kaganek.reporting.services.schedules import deliver_forgotten, run_due
from kaganek.reporting.services.tallies import bring_all_up_to_date

TICK = 2.0  # seconds between looks at the outbox
RESCUE_EVERY = 8  # ticks
CLEAN_EVERY = 1800  # ticks: an hour
RULES_EVERY = 30  # ticks: a minute
CALL_EVERY = 150  # ticks: five minutes

log = logging.getLogger(__name__)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--concurrency", type=int, default=2, metavar="N", help="zadania naraz (domyślnie 2)")


def run(options: argparse.Namespace) -> int:
    """Do jobs until told to stop; what is begun gets a few seconds to finish, then goes back to the queue."""
    stopped = threading.Event()
    clock = threading.Thread(target=_clock, args=(stopped,), daemon=True)
    clock.start()
    try:
        with app.replace_connector(app.connector.get_worker_connector()) as queue:
            queue.run_worker(concurrency=options.concurrency, shutdown_graceful_timeout=5.0)
    finally:
        stopped.set()
        clock.join(timeout=2)
    return 0


def _each_minute(tick: int, *, at: datetime) -> None:
    if tick % RULES_EVERY:
        return
    run_all(at=at)
    open_due_spaces(at=at)
    end_over(at=at)
    tell_of_bounces(at=at)
    tell_of_returned(at=at)
    pass_on_orphans(at=at)
    begin_day(at=at)
    run_due(at=at)
    deliver_forgotten(at=at)


def _each_hour(*, at: datetime) -> None:
    remove_old_bundles(at=at)
    erase_due(at=at)
    erase_past(at=at)
    remind_of_cases(at=at)
    remind_of_reviews(at=at)
    remind_of_promises(at=at)
    remind_of_contacts(at=at)


def _each_quarter_of_a_minute(*, at: datetime) -> None:
    rescue_stalled()
    close_expired(at=at)


def _clock(stopped: threading.Event) -> None:
    """Give new notices their way, send waiting letters, begin renewals, publish planned editions and make
    ended sums anew every two seconds; put jobs of dead workers back and close quizzes whose time is over every
    quarter of a minute; every minute run rules of assignment, open new spaces, end what was announced, tell of dead
    addresses and of answers to strangers that came back, pass on what no office's administrator can answer, send the
    reports of periods that have ended, ask for the digests and the reminders of the day; call those who are away from
    a chat every five; every hour remove files nobody fetched, responses past their day and what strangers sent long
    ago, and remind of cases, questions, contacts and materials whose day comes or has passed."""
    postman, reminded = Postman(), None
    for tick in itertools.count():
        try:
            if tick % RESCUE_EVERY == 0:
                _each_quarter_of_a_minute(at=timezone.now())
            if tick % CLEAN_EVERY == 0:
                _each_hour(at=timezone.now())
            sort_new(at=timezone.now())
            postman.deliver()
            begin_all_due(at=timezone.now())
            _each_minute(tick, at=timezone.now())
            if tick % CALL_EVERY == 0:
                call_absent(at=timezone.now())
            if tick % RULES_EVERY == RULES_EVERY - 1:  # not the first thing after a start
                reminded = ask_today(reminded, at=timezone.now())
            publish_all_due(at=timezone.now())
            bring_all_up_to_date(today=timezone.localdate())
        except Error:
            log.exception("the worker's clock missed a tick")
        finally:
            connection.close()
        if stopped.wait(TICK):
            return
