"""docs/reference/scorm.md: both data models as the code has them, and how we read the standard."""

from __future__ import annotations

from collections.abc import Iterator

from kaganek.lib.scorm import MODELS, Trouble, Version
from kaganek.lib.scorm.commit import DEEPEST, LONGEST, MOST_VALUES
from kaganek.lib.scorm.errors import CODES, TEXTS
from kaganek.lib.scorm.model import Element, Group, Model
from kaganek.lib.scorm.responses import QUESTIONS_2004

HEAD = """\
# SCORM: what is kept, what is refused

This page is made from the code: `just reference`. A test compares the two. The code is `kaganek.lib.scorm`; it is
written from the public specifications (SCORM 1.2 RTE of 2001; SCORM 2004 4th edition RTE 1.1). The 2nd and 3rd edition
of 2004 have no element that the 4th has not, and keep less of some; a package made for them finds all it asks for.

## From a commit to what we believe

The package talks to scorm-again in the browser; scorm-again posts its whole data model. `judge_commit` takes it apart
and asks of every value what the standard's own interface would have answered. One wrong value refuses the commit
with the element and the standard's error code. With `put_aside` the wrong value keeps what stood there before, is
reported, and the rest counts, just as for a package that goes on after “false”; read-only and unknown elements and
the limits refuse all the same.

- Read-only elements may come along unchanged, empty or in other signs (02:00:00 for 0002:00:00), as the browser sends them. `total_time` may also come as our
  total plus the session's time, which is what scorm-again adds up at the end; we add up ourselves and never take it.
- An element left out keeps its value. `""` for a value never set says nothing.
- Fields beside `runtimeData` (`successStatus`, `score`, `totalTimeSeconds`…) are the browser's own and are not read.
- The forms `json`, `flattened` and `params` are read, bare or under `runtimeData`. `params` bare is one text joined
  with “&” in which a value may hold “&” itself; it is refused.
- Whether a commit is late or a repetition is for the caller to tell, by its sequence number. So is refusing commits
  after the one that finished.
"""

LIMITS = f"""\
A body has at most {LONGEST:,} bytes, {MOST_VALUES:,} values and a depth of {DEEPEST}. JSON with a key twice, with NaN
or too deep is no commit. No text holds a NUL or half a surrogate: no database keeps them. A span of time is at most
10⁹ seconds. Judging takes time linear in the commit's size, but for the sorting of names.
"""

STATUS = """\
## When something is complete or passed

Nothing is, unless the package said so or one of these rules of the standard derives it from what the package said.
They hold for credit and in normal mode only. `Outcome.completion_by` and `success_by` say which it was.

| Version | Rule |
|---|---|
| 2004 | A completion threshold in the manifest: the progress measure decides, whatever the package told; without a measure completion is unknown. |
| 2004 | A passing score in the manifest: the scaled score decides, whatever the package told; without a score success is unknown. |
| 1.2 | A package that ends without ever telling its status: browsed in browse mode, incomplete when it suspends, otherwise completed; with a mastery score in the manifest and a raw score then passed or failed. |
| 1.2 | A status told by the package stays, whatever the mastery score. |

In 1.2 “passed” and “failed” both mean completed, “browsed” does not. A scaled score is reckoned from raw between min
and max, or 0 and 100.

A session that ended with “suspend” (2004: or “logout”) is resumed; so is one that never ended by its own call, and
the time it told is counted. After any other end the entry is empty and the data stay: 2004 lets a new attempt begin
there, we begin one only when asked (`launch(…, new_attempt=True)`), since opening a package must not lose progress.
"""

READINGS = """\
## How we read what the standard leaves open

- Least lengths of 2004 (SPM) are kept fourfold. Lengths of 1.2 are the most, except `suspend_data`, kept to 64,000,
  and answers, kept to 4,096: packages of every maker outgrew both.
- In 1.2 a name of no element is answered with 201; names of the aviation industry's model that SCORM left out with
  401. In 2004 `ssp` is answered with 402.
- In 1.2 members of an answer may be longer than one sign, and `true-false` takes the whole words too. An answer may be
  written before the kind of its question; the two must go together whichever comes first.
- In 2004 another kind of question forgets the answers to the old one, as in ADL's sample run-time environment. Two
  patterns may not be the same for `choice` (as sets) and `sequencing`.
- Both statuses of 2004 are evaluated whenever they are read, not only at the end.
- Without sequencing `adl.nav.request` is kept as a value, `continue` and `previous` are “unknown”, and there is no
  activity to choose or jump to: “false”.
- A year of a span counts 365 days and a month 30, needed only to add spans up.

## Where scorm-again differs

Its nineteen fixtures all agree with the specification: no difference is listed in the test. Thirteen of them (CM-02a
to CM-09ba) are about which activity comes next; their files hold only the run-time calls, which pass, while their
verdict needs sequencing, which we refuse in words. The library itself (3.4.3) differs:

| scorm-again | Specification, and we |
|---|---|
| 1.2: at the end an untold status becomes “incomplete” (`autoCompleteLessonStatus` makes it “completed”, even when the package suspends) | “completed” by the rule above; the player says with `status_told=False` that the package told none |
| 1.2: a mastery score overrides a status that the package told (`mastery_override` is on unless switched off) | the told status stays; the player sets `mastery_override: false` |
| 1.2: `score.max` is “100” unless told | no value; “100” is taken as if told |
| 1.2: a span has any number of digits for hours | two to four |
| 1.2: an identifier may hold spaces | no spaces |
| 1.2: `weighting` from −100 to 100 | any decimal |
| 2004: least lengths are the most | kept fourfold |
| 2004: any text is an identifier | signs of a URI only |
| 2004: a point of time may have six decimals and any year from 1970 | two decimals, 1970 to 2038 |
| 2004: a span may have weeks, and decimals anywhere | neither; decimals in seconds only |
| 2004: a pattern of `numeric` may be one number | `min[:]max` |
| 2004: another kind of question keeps the answers to the old one | forgotten |
| 2004: `adl.nav.request` can only be written | read, too; a package that reads it in the browser hears 405 |
| calls of 1.2 after the end are taken | 301; the player judges the order of calls itself |
"""


def scorm_page() -> Iterator[str]:
    yield from HEAD.splitlines()
    yield from ["", "## Limits", "", *LIMITS.splitlines()]
    yield from ["", *STATUS.splitlines(), "", *READINGS.splitlines()]
    for version in Version:
        yield from _model(version)
    yield from _questions()
    yield from _codes()
    yield ""


def _table(head: list[str], rows: list[list[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _model(version: Version) -> Iterator[str]:
    model = MODELS[version]
    yield from ["", f"## Elements of {version}", ""]
    yield "“Least” is the length the standard wants kept, “most” what we keep, in characters. `n` is the number of a record."
    yield "What is not said to be optional every system must have; we have all of them."
    yield ""
    yield from _table(
        ["Element", "Type", "Least", "Most", "Access", "Default", "From", "Rules"],
        [_element(model, element) for element in model.elements.values()],
    )
    yield from ["", f"### Groups and collections of {version}", ""]
    yield f"`cmi._version` is “{model.spoken}”."
    yield ""
    yield from _table(
        ["Group", "Records, least", "Records, most", "`_children`"],
        [_group(model, group) for group in model.groups.values()],
    )


def _element(model: Model, element: Element) -> list[str]:
    rules = [f"after `{element.needs}`"] if element.needs else []
    rules += ["unique"] if element.unique else []
    rules += ["once"] if element.once else []
    rules += [] if element.mandatory else ["optional"]
    default = "" if element.default is None else f"“{element.default}”"
    sized = element.kind.spm is not None
    return [
        f"`{element.name}`",
        element.kind.name,
        str(element.kind.spm) if sized else "",
        str(element.kind.hard) if sized else "",
        element.access,
        default,
        element.given,
        ", ".join(rules),
    ]


def _group(model: Model, group: Group) -> list[str]:
    children = model.children.get(group.name, "")
    return [
        f"`{group.name}`",
        str(group.spm or ""),
        str(group.hard or ""),
        children.replace(",", ", "),
    ]


def _questions() -> Iterator[str]:
    yield from ["", "### Patterns of right answers in 2004", ""]
    rows = [
        [
            f"`{kind}`",
            str(known.patterns),
            "most" if known.exactly else "least",
            "yes" if known.distinct else "",
        ]
        for kind, known in QUESTIONS_2004.items()
    ]
    yield from _table(["Kind of question", "Patterns", "at", "All different"], rows)


def _codes() -> Iterator[str]:
    yield from ["", "## Error codes", "", "Why a call fails, and the number it is answered with.", ""]
    rows = [
        [str(trouble), *(str(CODES[version].get(trouble, "–")) for version in Version)] for trouble in Trouble
    ]
    yield from _table(["Why", *(str(version) for version in Version)], rows)
    for version in Version:
        yield from ["", f"### Words of {version}", ""]
        yield from _table(["Code", "Words"], [[str(code), words] for code, words in TEXTS[version].items()])
