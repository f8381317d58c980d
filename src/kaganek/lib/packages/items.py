"""From an organization of a manifest to the outline: titles, what each item opens, how it starts."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element  # a type only; parsing is `closed_xml`

from kaganek.lib.packages.ims_xml import MANIFEST, attribute, child, children, is_true, text, title_of, within
from kaganek.lib.packages.model import Fault, Finding, Kind, Remark
from kaganek.lib.packages.names import printable
from kaganek.lib.packages.outline import Item, ItemKind, Settings
from kaganek.lib.packages.resources import Resource
from kaganek.lib.packages.sequencing import Sequencings
from kaganek.lib.packages.structure import FLASH, PROGRAMS

DECIMAL = re.compile(r"-?\d{1,7}(\.\d{1,7})?")
TIMESPAN_12 = re.compile(r"\d{2,4}:\d{2}:\d{2}(\.\d{1,2})?")
DURATION = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?)?")
MOST_LAUNCH_DATA = 64_000
MOST_IDENTIFIER = 255
MOST_PARAMETERS = 1_000
LIMIT_ACTIONS = {"exit,message", "exit,no message", "continue,message", "continue,no message"}
Judge = Callable[[str], bool]


def _between(low: float, high: float) -> Judge:
    return lambda value: DECIMAL.fullmatch(value) is not None and low <= float(value) <= high


JUDGES: Mapping[str, Judge] = {
    "masteryscore": _between(0, 100),
    "minNormalizedMeasure": _between(-1, 1),
    "completionThreshold": _between(0, 1),
    "maxtimeallowed": lambda value: TIMESPAN_12.fullmatch(value) is not None,
    "attemptAbsoluteDurationLimit": lambda value: DURATION.fullmatch(value) is not None,
    "timelimitaction": lambda value: value in LIMIT_ACTIONS,
    # Longer than the standards promise to keep, but not without end.
    "datafromlms": lambda value: len(value) <= MOST_LAUNCH_DATA,
    "identifier": lambda value: len(value) <= MOST_IDENTIFIER,
    "parameters": lambda value: len(value) <= MOST_PARAMETERS,
}


class Outline(NamedTuple):
    """The tree, and what is to be said about it."""

    items: tuple[Item, ...]
    findings: list[Finding]


class OutlineReader:
    """Reads one organization. Identifiers must be single in it: progress is kept under them."""

    def __init__(self, kind: Kind, resources: Mapping[str, Resource], sequencings: Sequencings) -> None:
        self.findings: list[Finding] = []
        self._kind = kind
        self._resources = resources
        self._sequencings = sequencings
        self._identifiers: set[str] = set()

    def read(self, organization: Element) -> Outline:
        items = tuple(self._item(element) for element in children(organization, "item"))
        return Outline(items, self.findings)

    def _item(self, element: Element) -> Item:
        identifier = self._identifier(element)
        title = title_of(child(element, "title"))
        if not title:
            self._say(Remark.NO_TITLE, identifier=identifier)
        title = title or identifier
        inner = tuple(self._item(one) for one in children(element, "item"))
        opened = self._opened(element, title, is_folder=bool(inner))
        target = opened.target if opened else None
        return Item(
            identifier=identifier,
            title=title,
            kind=(opened.kind or ItemKind.SCO) if opened and target else ItemKind.FOLDER,
            path=target.path if target else "",
            launch=target.with_parameters(attribute(element, "parameters")) if target else "",
            visible=is_true(attribute(element, "isvisible"), default=True),
            settings=self._settings(element, title),
            children=inner,
        )

    def _identifier(self, element: Element) -> str:
        given = attribute(element, "identifier")
        if given in self._identifiers:
            self._say(Fault.DUPLICATE_IDENTIFIER, identifier=given)
        if not given:
            self._say(Remark.NO_IDENTIFIER, item=text(child(element, "title")))
        identifier = given or f"item-{len(self._identifiers) + 1}"
        self._identifiers.add(identifier)
        return identifier

    def _opened(self, element: Element, title: str, *, is_folder: bool) -> Resource | None:
        """The resource an item opens; None for a folder and for what cannot be opened."""
        reference = attribute(element, "identifierref")
        if not reference:
            if not is_folder:
                self._say(Remark.NO_CONTENT, item=title)
            return None
        resource = self._resources.get(reference)
        if resource is None:
            self._say(Fault.UNKNOWN_RESOURCE, item=title, identifier=reference)
            return None
        if not resource.href:
            self._say(Fault.NOTHING_TO_OPEN, item=title, identifier=reference)
        if resource.target is None:
            return None
        if resource.target.path.lower().endswith(FLASH + PROGRAMS):
            self.findings.append(Finding(Fault.LAUNCH_UNPLAYABLE, printable(resource.target.path)))
        elif resource.kind is None:
            self._say(Remark.NO_SCORM_TYPE, item=title)
        return resource

    def _settings(self, element: Element, title: str) -> Settings:
        if self._kind is Kind.SCORM_12:
            found = _settings_12(element)
            if found.prerequisites:
                self._say(Remark.PREREQUISITES, item=title, value=found.prerequisites)
        else:
            found = _settings_2004(element, self._sequencings.of(element))
        given = ((name, attribute(element, name)) for name in ("identifier", "parameters"))
        for name, value in (*given, *_judged(found, self._kind)):
            if value and not JUDGES[name](value):
                self._say(Fault.BAD_VALUE, element=name, value=value, item=title)
        return found

    def _say(self, code: Fault | Remark, **facts: str) -> None:
        self.findings.append(
            Finding(code, MANIFEST, {name: printable(value) for name, value in facts.items()})
        )


def _judged(settings: Settings, kind: Kind) -> Iterator[tuple[str, str]]:
    timespan = "maxtimeallowed" if kind is Kind.SCORM_12 else "attemptAbsoluteDurationLimit"
    yield "masteryscore", settings.mastery_score
    yield "minNormalizedMeasure", settings.scaled_passing_score
    yield "completionThreshold", settings.completion_threshold
    yield timespan, settings.max_time_allowed
    yield "timelimitaction", settings.time_limit_action
    yield "datafromlms", settings.launch_data


def _settings_12(element: Element) -> Settings:
    return Settings(
        mastery_score=text(child(element, "masteryscore")),
        max_time_allowed=text(child(element, "maxtimeallowed")),
        time_limit_action=text(child(element, "timelimitaction")),
        launch_data=_exact(child(element, "datafromlms")),
        prerequisites=text(child(element, "prerequisites")),
    )


def _settings_2004(element: Element, laid_down: Sequence[Element]) -> Settings:
    objectives = next((found for one in laid_down if (found := child(one, "objectives")) is not None), None)
    limits = next((found for one in laid_down if (found := child(one, "limitConditions")) is not None), None)
    named = [*children(objectives, "primaryObjective"), *children(objectives, "objective")]
    return Settings(
        scaled_passing_score=_passing_score(child(objectives, "primaryObjective")),
        completion_threshold=_threshold(child(element, "completionThreshold")),
        max_time_allowed=attribute(limits, "attemptAbsoluteDurationLimit") if limits is not None else "",
        time_limit_action=text(child(element, "timeLimitAction")),
        launch_data=_exact(child(element, "dataFromLMS")),
        objectives=tuple(filter(None, (attribute(one, "objectiveID") for one in named))),
        shared_data=tuple(attribute(one, "targetID") for one in children(child(element, "data"), "map")),
        hidden_buttons=tuple(text(one) for one in within(child(element, "presentation"), "hideLMSUI")),
    )


def _passing_score(primary: Element | None) -> str:
    """The measure that passes, where the measure decides; 1 is what the standard takes for silence."""
    if primary is None or not is_true(attribute(primary, "satisfiedByMeasure"), default=False):
        return ""
    return text(child(primary, "minNormalizedMeasure")) or "1.0"


def _threshold(element: Element | None) -> str:
    """In the 4th edition an attribute that has to be switched on, before it the text itself."""
    if element is None:
        return ""
    if is_true(attribute(element, "completedByMeasure"), default=False):
        return attribute(element, "minProgressMeasure") or "1.0"
    return text(element)


def _exact(element: Element | None) -> str:
    """Data for the package itself: not a space of it is ours to tidy."""
    return (element.text or "") if element is not None else ""
