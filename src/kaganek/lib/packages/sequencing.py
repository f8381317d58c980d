"""Sequencing of SCORM 2004: what of it changes nothing here, and what we do not do yet and say so.

A learner opens any part of a course at any time, and each part reports for itself. Whatever a
package lays down beyond that would be silently lost, so it is refused by its element's name.

Source: SCORM 2004 Sequencing and Navigation; defaults from its CAM book, chapter 5.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element  # a type only; parsing is `closed_xml`

from kaganek.lib.packages.ims_xml import MANIFEST, attribute, child, children, is_true, text, within
from kaganek.lib.packages.model import Fault, Finding
from kaganek.lib.packages.names import printable

RULES = ("preConditionRule", "postConditionRule", "exitConditionRule")
# Attributes that must keep their default where a course has several parts: element, attribute, default.
SWITCHES = (
    ("controlMode", "choiceExit", True),
    ("controlMode", "forwardOnly", False),
    ("rollupRules", "rollupObjectiveSatisfied", True),
    ("rollupRules", "rollupProgressCompletion", True),
    ("rollupConsiderations", "measureSatisfactionIfActive", True),
    ("constrainedChoiceConsiderations", "preventActivation", False),
    ("constrainedChoiceConsiderations", "constrainChoice", False),
)
REQUIRED = (
    "requiredForSatisfied",
    "requiredForNotSatisfied",
    "requiredForCompleted",
    "requiredForIncomplete",
)


class Sequencings(NamedTuple):
    """The collection that items refer to, by identifier."""

    shared: dict[str, Element]

    def of(self, element: Element) -> list[Element]:
        """What is laid down for one item: its own sequencing, then the one it refers to."""
        own = list(children(element, "sequencing"))
        refers = (self.shared.get(attribute(one, "IDRef")) for one in own)
        return own + [one for one in refers if one is not None]

    def work(self, root: Element) -> int:
        """Elements to be looked at when every reference is followed; a few lines can ask for very many."""
        sizes = {name: sum(1 for _ in one.iter()) for name, one in self.shared.items()}
        return sum(sizes.get(attribute(one, "IDRef"), 0) for one in within(root, "sequencing"))


def read_sequencings(root: Element) -> Sequencings:
    found = children(child(root, "sequencingCollection"), "sequencing")
    return Sequencings({attribute(one, "ID"): one for one in found})


def sequencing_findings(organization: Element, sequencings: Sequencings) -> Iterator[Finding]:
    """A fault for each thing the package lays down that we would not keep."""
    items = [organization, *within(organization, "item")]
    several = sum(child(item, "item") is None for item in items) > 1
    for item in items:
        name = _name(item)
        for own in children(item, "sequencing"):
            reference = attribute(own, "IDRef")
            if reference and reference not in sequencings.shared:
                facts = {"identifier": printable(reference), "item": name}
                yield Finding(Fault.UNKNOWN_SEQUENCING, MANIFEST, facts)
        for element in dict.fromkeys(_unkept(item, sequencings.of(item), several=several)):
            yield Finding(Fault.SEQUENCING, MANIFEST, {"element": element, "item": name})
    if several:
        yield from _shared_objectives(items, sequencings)


def _unkept(item: Element, laid_down: Sequence[Element], *, several: bool) -> Iterator[str]:
    """Names of elements whose meaning would be lost."""
    for one in laid_down:
        yield from (rule for rule in RULES if next(within(one, rule), None) is not None)
        yield from ("rollupRule" for rule in within(one, "rollupRule") if not _default_rollup(rule, several))
        if any(
            attribute(limits, "attemptLimit") not in {"", "0"} for limits in children(one, "limitConditions")
        ):
            yield "limitConditions attemptLimit"
        if several:
            yield from _switched(one)
            yield from _weighed(one)
            yield from _shuffled(one)
            if child(item, "item") is not None and _forbids_choice(one):
                yield "controlMode choice"


def _default_rollup(rule: Element, several: bool) -> bool:
    """Whether the rule only says what holds anyway: done when all is done."""
    conditions = list(within(rule, "rollupCondition"))
    action = next((attribute(one, "action") for one in children(rule, "rollupAction")), "")
    whole = not several or attribute(rule, "childActivitySet") in {"", "all"}
    plain = all(
        attribute(one, "condition") == action and attribute(one, "operator") != "not" for one in conditions
    )
    return whole and plain and bool(conditions) and action in {"satisfied", "completed"}


def _forbids_choice(one: Element) -> bool:
    return any(not is_true(attribute(mode, "choice"), default=True) for mode in children(one, "controlMode"))


def _switched(one: Element) -> Iterator[str]:
    for name, switch, default in SWITCHES:
        for element in children(one, name):
            if is_true(attribute(element, switch), default=default) != default:
                yield f"{name} {switch}"


def _weighed(one: Element) -> Iterator[str]:
    for rules in children(one, "rollupRules"):
        if attribute(rules, "objectiveMeasureWeight") not in {"", "1", "1.0", "1.0000"}:
            yield "rollupRules objectiveMeasureWeight"
    for element in children(one, "rollupConsiderations"):
        yield from (
            f"rollupConsiderations {need}"
            for need in REQUIRED
            if attribute(element, need) not in {"", "always"}
        )


def _shuffled(one: Element) -> Iterator[str]:
    for element in children(one, "randomizationControls"):
        for timing in ("randomizationTiming", "selectionTiming"):
            if attribute(element, timing) not in {"", "never"}:
                yield f"randomizationControls {timing}"


def _shared_objectives(items: Sequence[Element], sequencings: Sequencings) -> Iterator[Finding]:
    """Objectives through which one part of the course would tell another something."""
    first: dict[str, str] = {}
    for item in items:
        maps = (one for laid in sequencings.of(item) for one in within(laid, "mapInfo"))
        for target in {attribute(one, "targetObjectiveID") for one in maps}:
            if target in first:
                yield Finding(Fault.SEQUENCING, MANIFEST, {"element": "mapInfo", "item": first[target]})
            first.setdefault(target, _name(item))


def _name(item: Element) -> str:
    return printable(text(child(item, "title")) or attribute(item, "identifier"))
