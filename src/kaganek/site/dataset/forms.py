"""Forms of the made-up country: the programme's, and one of each of the first offices, with a response and a file.

Every text carries the word of its owner. None is open: what is open, everyone may read.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from kaganek.questionnaires.models import (
    Answer,
    Disposal,
    Form,
    FormFile,
    FormKnock,
    FormQuestion,
    FormSection,
    FormVersion,
    PrivacyNotice,
    Response,
)
from kaganek.questionnaires.queries.drafts import draft_of
from kaganek.questionnaires.terms import DisposalReason, FormState
from kaganek.site.dataset.banks import PROGRAMME
from kaganek.site.dataset.plan import canary

if TYPE_CHECKING:
    from kaganek.site.dataset.build import Country

OFFICES = 12  # with a form of their own


def write_forms(country: Country, *, at: datetime) -> None:
    """A form that was published and closed for each owner, with everything that can hang on it, and one just begun."""
    _form(canary(country.seed, PROGRAMME), None, 0, at=at)
    for n in range(min(OFFICES, country.plan.offices)):
        _form(country.office_word(n), country.offices[n].pk, n + 1, at=at)


def _form(word: str, office: int | None, number: int, *, at: datetime) -> None:
    form = Form.objects.create(
        office_id=office, slug=f"formularz-{number}", title=f"Formularz {word}", intro=f"Wstęp {word}",
        thanks=f"Podziękowanie {word}", last_code=2, made_by=f"Autor {word}", made_at=at, changed_at=at,
    )  # fmt: skip
    Form.objects.create(
        office_id=office, slug=f"szkic-{number}", title=f"Szkic {word}", made_by=f"Autor {word}", made_at=at,
        changed_at=at,
    )  # fmt: skip
    owner = {"form": form, "office_id": office}
    section = FormSection.objects.create(**owner, position=1, code="s1", title=f"Część {word}")
    FormQuestion.objects.create(
        **owner, section=section, position=1, code="p1", kind="single", text=f"Pytanie {word}",
        payload={"options": [{"id": "1", "text": f"Tak {word}"}, {"id": "2", "text": f"Nie {word}"}]},
    )  # fmt: skip
    FormQuestion.objects.create(
        **owner, section=section, position=2, code="p2", kind="file", text=f"Plik {word}", required=False,
        shown_if='p1 = "1"',
    )  # fmt: skip
    notice = PrivacyNotice.objects.create(
        **owner, number=1, controller=f"Administrator {word}", contact=f"Kontakt {word}", purpose=f"Cel {word}",
        basis=f"Podstawa {word}", made_at=at,
    )  # fmt: skip
    version = FormVersion.objects.create(
        **owner, number=1, definition=draft_of(form).as_json(), notice=notice, retention_days=365, published_at=at,
        note=f"Zmiana {word}",
    )  # fmt: skip
    form.current, form.state = version, FormState.CLOSED
    form.save(update_fields=["current", "state"])
    _came(word, version, number, at=at)


def _came(word: str, version: FormVersion, number: int, *, at: datetime) -> None:
    owner = {"form": version.form, "office_id": version.office_id}
    day = localdate(at)
    response = Response.objects.create(
        **owner, version=version, number=f"F-000000-{number:06d}", key=uuid.uuid5(uuid.NAMESPACE_OID, word),
        sent_at=at, erase_on=day + timedelta(days=3000), note=f"Notatka {word}",
    )  # fmt: skip
    file = FormFile.objects.create(
        **owner,
        response=response,
        code="p2",
        name=f"{word}.txt",
        size=len(word),
        body=word.encode(),
        added_at=at,
    )
    named = {"key": str(file.key), "name": file.name, "size": file.size}
    Answer.objects.bulk_create([
        Answer(**owner, response=response, code="p1", value="1"),
        Answer(**owner, response=response, code="p2", value=named),
    ])  # fmt: skip
    FormKnock.objects.create(**owner, address=word, at=at)
    Disposal.objects.create(
        **owner, reason=DisposalReason.REQUEST, count=1, number=f"F-{number}", oldest_on=day, newest_on=day,
        note=f"Powód {word}", erased_by=f"Kto {word}", erased_at=at,
    )  # fmt: skip
