"""Servers broken on purpose, so that a check which passes on the product can be seen to fail on them."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from itertools import count
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

View = Callable[[HttpRequest], HttpResponse]

ROW_LOCK = re.compile(r"\s+FOR (?:NO KEY )?UPDATE(?: OF [\w\", ]+)?", re.IGNORECASE)
ADVISORY = re.compile(r"pg_advisory_xact_lock\(%s\)")
ONLY_ONCE = re.compile(r"ON CONFLICT \(enrolment_id, source\) DO NOTHING")
SLOW = re.compile(
    r'INSERT INTO "?(?:people_person|programmes_enrolment|learning_attempt|people_onetimecode'
    r"|core_jobrun|reporting_reminder|core_letter|programmes_achievement|documents_certificate"
    r"|communication_(?:announcement|question|topic|chatroom|space|officecontact|readyanswer)"
    r"|reporting_savedreport|reporting_reportschedule|learning_assignmentrule|learning_task"
    r'|learning_courseedition|learning_courseprogress|learning_essaygrade)"?[ (]'
    r"|UPDATE \"learning_attempt\""
)
PACKAGE_SAYS = ("/nauka/paczki/zapis/", "/nauka/paczki/wyslane/")
PAUSE = 0.4  # seconds between what was read and what is written
# What the tables themselves guard: unique constraints and unique indexes, by table.
GUARDS = {
    "people_person": ["person_once_an_office"],
    "people_account": ["people_account_login_key"],
    "core_letter": ["letter_once_a_recipient"],
    "core_notice": ["notice_once"],
    "programmes_enrolment": ["enrolment_once"],
    "programmes_achievement": ["achievement_once"],
    "documents_certificate": ["certificate_one_valid"],
    "learning_attempt": ["attempt_one_open", "attempt_number_once"],
    "learning_courseedition": ["edition_number"],
    "learning_courseprogress": ["progress_once", "progress_round_once"],
    "learning_essaygrade": ["grade_number_once"],
    "reporting_reminder": ["reminder_once_a_batch"],
}


class Careless:
    """With "locks" in KAGANEK_BROKEN takes no lock and thinks before it writes; with "slow" only thinks, when asked to."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response
        self.broken = os.environ.get("KAGANEK_BROKEN", "").split()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "locks" in self.broken:
            with connection.execute_wrapper(careless):
                return self.get_response(request)
        if "slow" in self.broken and "X-Slow" in request.headers:
            with connection.execute_wrapper(slow):
                return self.get_response(request)
        return self.get_response(request)


def careless(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    text = ONLY_ONCE.sub("", ADVISORY.sub("%s::bigint", ROW_LOCK.sub("", sql)))
    return slow(execute, text, params, many, context)


def slow(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    if SLOW.search(sql):
        time.sleep(PAUSE)
    return execute(sql, params, many, context)


class Liar:
    """With "lies" in KAGANEK_BROKEN: every third answer, and whatever a package says, is answered as saved and taken back."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response
        self.on = "lies" in os.environ.get("KAGANEK_BROKEN", "").split()
        self.number = count(1)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if self.on and request.method == "POST" and "/odpowiedzi/" in request.path:
            transaction.set_rollback(next(self.number) % 3 == 0)
        if self.on and request.path.startswith(PACKAGE_SAYS):
            transaction.set_rollback(True)
        return response
