"""A stranger fills a form in: files kept on the way, and the response with its number. Rules Q-04 and Q-09 to Q-14."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

from kaganek.core import audit
from kaganek.core.seats import seated
from kaganek.lib.sent_files import BEGINNING, bare_name, file_fault
from kaganek.people.services.limits import network_of
from kaganek.questionnaires.models import Answer, Form, FormFile, FormKnock, FormVersion, Response
from kaganek.questionnaires.rules.core_kinds import MOST_MB
from kaganek.questionnaires.rules.definition import Asked, Definition
from kaganek.questionnaires.rules.kinds import kinds
from kaganek.questionnaires.rules.sending import (
    AN_HOUR,
    MOST_AN_HOUR,
    MOST_ANSWERS_BYTES,
    erase_on,
    is_open,
    too_fast,
)
from kaganek.questionnaires.rules.walking import faults, kept, path
from kaganek.questionnaires.services.owners import desk
from kaganek.questionnaires.services.telling import tell_keepers
from kaganek.questionnaires.services.tokens import Began

_SIGNS = "ABCDEFGHJKLMNPRSTUVWXYZ23456789"


class FormClosed(Exception):
    """The form takes no responses now."""


class TooFast(Exception):
    """Sent sooner than a person could have filled it in."""


class TooOften(Exception):
    """Too many tries from one address within an hour."""


class TooLong(Exception):
    """All answers together are longer than a form takes."""


class Wrong(Exception):
    """Some answers cannot be taken: `faults` by the code of their question."""

    def __init__(self, found: Mapping[str, str]) -> None:
        super().__init__(len(found))
        self.faults = found


class FileRefused(Exception):
    """The file cannot be taken; `reason` is for the person who chose it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def version_shown(form: Form, version_id: int) -> FormVersion | None:
    """The version of a form that a page was opened with; it may have been replaced since (Q-05)."""
    with seated(desk(form.office_id)):
        return FormVersion.objects.select_related("notice").filter(pk=version_id, form=form).first()


def files_held(form: Form, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Files that were added and not sent yet, by key, as a response names them; what is unknown is left out."""
    known = [found for key in keys if (found := _uuid(key))]
    if not known:
        return {}
    with seated(desk(form.office_id)):
        rows = FormFile.objects.filter(form=form, key__in=known, response=None).values_list(
            "key", "name", "size"
        )
        return {str(key): {"key": str(key), "name": name, "size": size} for key, name, size in rows}


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def keep_file(form: Form, asked: Asked, given: Any, *, address: str | None, at: datetime) -> dict[str, Any]:
    """Keep a file until its response is sent; one that never is, goes after a day. Returns what names it.

    given  an uploaded file: `name`, `size` in bytes, `read`, `seek`. Never opened here, only saved by its owner.

    Raises FileRefused, TooOften. Source: rule Q-13.
    """
    name = bare_name(given.name or "")
    wanted = asked.payload.get("kinds") or ("pdf",)
    most = int(asked.payload.get("most_mb") or MOST_MB) * 2**20
    names = ", ".join(wanted).upper()
    if reason := file_fault(
        name, given.size or 0, given.read(BEGINNING), kinds=wanted, names=names, most=most
    ):
        raise FileRefused(reason)
    given.seek(0)
    with seated(desk(form.office_id)):
        _knock(form, address, at)
        row = FormFile.objects.create(
            form=form, office_id=form.office_id, code=asked.code, name=name, size=given.size or 0, body=given.read(),
            added_at=at,
        )  # fmt: skip
    return {"key": str(row.key), "name": row.name, "size": row.size}


def send(
    form: Form,
    began: Began,
    definition: Definition,
    answers: Mapping[str, Any],
    *,
    address: str | None,
    at: datetime,
) -> Response:
    """Write a response; sent again from the same page, it is the same response.

    definition  the version that the page showed, which `began` names.
    answers     whatever the page sent, by code; what is off the path is not kept.

    Raises Wrong, FormClosed, TooFast, TooOften, TooLong; then nothing but the try itself is written.
    """
    seat = desk(form.office_id)
    with seated(seat):
        if held := Response.objects.filter(key=began.key, form=form).first():
            return held
        _knock(form, address, at)
    with seated(seat):  # a try that is refused stays counted
        _judge(form, began, definition, answers, at)
        words = kept(definition, answers)
        try:
            with transaction.atomic():
                made = _written(form, began, words, at)
        except IntegrityError:  # the same page twice at once
            return Response.objects.get(key=began.key, form=form)
        audit.record(seat, "questionnaires.send", made)
        return made


def _judge(
    form: Form, began: Began, definition: Definition, answers: Mapping[str, Any], at: datetime
) -> None:
    if not is_open(form.state, form.opens_on, form.closes_on, localdate(at)):
        raise FormClosed
    met = path(definition, answers)
    found: dict[str, str] = {}
    for section in definition.sections:
        if section.code in met.sections:
            found |= faults(section, answers, met.questions)
    if found:
        raise Wrong(found)
    if too_fast(began.at, at):
        raise TooFast
    if len(json.dumps(kept(definition, answers)).encode()) > MOST_ANSWERS_BYTES:
        raise TooLong


def _written(form: Form, began: Began, words: Mapping[str, Any], at: datetime) -> Response:
    version = FormVersion.objects.get(pk=began.version_id, form=form)
    made = Response.objects.create(
        form=form, office_id=form.office_id, version=version, number=_number(at), key=began.key, sent_at=at,
        erase_on=erase_on(localdate(at), version.retention_days),
    )  # fmt: skip
    Answer.objects.bulk_create(
        Answer(response=made, form=form, office_id=form.office_id, code=code, value=value)
        for code, value in words.items()
    )
    keys = [value["key"] for value in words.values() if isinstance(value, dict) and "key" in value]
    FormFile.objects.filter(form=form, key__in=keys, response=None).update(response=made)
    tell_keepers(form, at=at)
    return made


def _number(at: datetime) -> str:
    return f"F-{localdate(at):%y%m%d}-" + "".join(secrets.choice(_SIGNS) for _ in range(6))


def _knock(form: Form, address: str | None, at: datetime) -> None:
    """Count one more try from an address; the address itself is not kept (Q-12)."""
    network = network_of(address) or ""
    hashed = salted_hmac("questionnaires.knock", network, algorithm="sha256").hexdigest()
    rows = FormKnock.objects.filter(form=form)
    rows.filter(at__lt=at - AN_HOUR).delete()
    if rows.filter(address=hashed).count() >= MOST_AN_HOUR:
        raise TooOften
    FormKnock.objects.create(form=form, office_id=form.office_id, address=hashed, at=at)


def file_codes(definition: Definition) -> list[Asked]:
    """Questions that are answered with a file."""
    return [one for one in definition.questions() if one.kind in kinds and kinds.get(one.kind).file]
