"""A page of a form as its template draws it, for strangers and for its author's preview."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kaganek.lib.expr import plain
from kaganek.questionnaires.rules.definition import Asked, Definition, Section
from kaganek.questionnaires.rules.kinds import kinds
from kaganek.questionnaires.rules.walking import condition, path

Row = dict[str, Any]
INPUTS = {"email": ("email", "email"), "phone": ("tel", "tel"), "number": ("decimal", "off")}
HINTS = {
    "date": "Dzień, miesiąc i rok, na przykład 18.12.2026.",
    "ordering": "Nadaj każdej pozycji miejsce: 1 to pierwsze.",
}


def page_of(
    definition: Definition, section: Section, answers: Mapping[str, Any], faults: Mapping[str, str]
) -> dict[str, Any]:
    """One section: its questions with what was answered, and where it stands among the pages."""
    met = path(definition, answers)
    codes = met.sections or (definition.sections[0].code,)
    place = codes.index(section.code) if section.code in codes else 0
    return {
        "section": section,
        "questions": [
            _row(one, answers, met.questions, faults) for one in section.questions if one.kind in kinds
        ],
        "number": place + 1,
        "pages": len(codes),
        "is_first": place == 0,
        "is_last": place == len(codes) - 1,
        "has_files": any(kinds.get(one.kind).file for one in section.questions if one.kind in kinds),
    }


def _row(asked: Asked, answers: Mapping[str, Any], met: frozenset[str], faults: Mapping[str, str]) -> Row:
    kind = kinds.get(asked.kind)
    response = answers.get(asked.code)
    hint = " ".join(filter(None, (asked.help, HINTS.get(asked.kind, ""))))
    mode, fills = INPUTS.get(asked.kind, ("", ""))
    error = faults.get(asked.code, "")
    described = [f"h-{asked.code}"] if hint else []
    described += [f"e-{asked.code}"] if error else []
    return {
        "code": asked.code, "kind": asked.kind, "text": asked.text, "hint": hint, "required": asked.required,
        "template": kind.template, "group": kind.group, "asks": kind.asks, "error": error, "hidden": asked.code not in met,
        "condition": _condition(asked.shown_if), "inputmode": mode, "autocomplete": fills,
        "described": " ".join(described), "most": asked.payload.get("most") or "",
        **kind.fields(asked.payload, response),
    }  # fmt: skip


def _condition(text: str) -> str:
    """For the script, which shows and hides at once; "" where only the server can tell."""
    tree = plain(condition(text)) if text else None
    return json.dumps(tree, ensure_ascii=False) if tree else ""


def error_links(section: Section, faults: Mapping[str, str]) -> list[tuple[str, str]]:
    """(where, sentence) for the summary above the form, in the order of the questions."""
    return [(_target(one), faults[one.code]) for one in section.questions if one.code in faults]


def _target(asked: Asked) -> str:
    return f"p-{asked.code}" if asked.kind in kinds and kinds.get(asked.kind).group else f"o-{asked.code}"
