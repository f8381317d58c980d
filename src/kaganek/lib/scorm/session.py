"""One instance of the run-time interface: the calls a package makes, their answers and error codes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from kaganek.lib.scorm.errors import CODES, TEXTS, Fault, Trouble, Version, fault
from kaganek.lib.scorm.facts import MODELS, NAMES, Facts, launch, total_time
from kaganek.lib.scorm.model import KEYWORDS, Access, Element, Place, place_of
from kaganek.lib.scorm.outcome import By, Outcome, completion_2004, outcome, status_at_finish, success_2004
from kaganek.lib.scorm.store import Store

TRUE, FALSE = "true", "false"


class Stage(StrEnum):
    """Where the session stands."""

    NOT_INITIALISED = "not initialised"
    RUNNING = "running"
    TERMINATED = "terminated"


TOO_EARLY = {
    "get": Trouble.GET_TOO_EARLY,
    "set": Trouble.SET_TOO_EARLY,
    "commit": Trouble.COMMIT_TOO_EARLY,
    "end": Trouble.END_TOO_EARLY,
}
TOO_LATE = {
    "get": Trouble.GET_TOO_LATE,
    "set": Trouble.SET_TOO_LATE,
    "commit": Trouble.COMMIT_TOO_LATE,
    "end": Trouble.END_TWICE,
}


class Session:
    """The eight calls of the standard, named alike for both versions. No call ever raises.

    state  what `launch` gave; without it, a first launch with these facts.
    """

    def __init__(
        self, version: Version, facts: Facts | None = None, state: Mapping[str, str] | None = None
    ) -> None:
        self.version = version
        self.model = MODELS[version]
        self.stage = Stage.NOT_INITIALISED
        self._store = Store(self.model, launch(version, facts or Facts()) if state is None else state)
        self._fault: Fault | None = None
        self._last = 0
        self._finish: tuple[str, By] | None = None

    @property
    def values(self) -> dict[str, str]:
        """Everything that has a value, by name."""
        return dict(self._store.values)

    @property
    def last_fault(self) -> Fault | None:
        """The fault of the last call that can have one, None after one that went well."""
        return self._fault

    @property
    def outcome(self) -> Outcome:
        """What the state says of the learner, and who decided."""
        found = outcome(self.version, self._store.values)
        if self._finish is None or self._finish[1] is By.PACKAGE:
            return found
        success = self._finish[1] if found.success != "unknown" else found.success_by
        return found.decided(self._finish[1], success)

    def standing(self, name: str) -> str | None:
        """What was written to an element, or its default, whoever may read it; None without either."""
        element = self.model.elements.get(place_of(name).pattern)
        return self._store.values.get(name, element.default if element else None)

    def has_record(self, name: str) -> bool:
        """Whether every record on the way to the element was begun; outside collections there is none to begin."""
        return all(index < self._store.count(collection) for collection, index in place_of(name).records)

    # -- the calls

    def initialize(self, argument: object = "") -> str:
        """LMSInitialize, Initialize."""
        if _text(argument):
            return self._fail(Trouble.ARGUMENT)
        if self.stage is Stage.RUNNING:
            return self._fail(Trouble.INITIALISED_TWICE)
        if self.stage is Stage.TERMINATED:
            return self._fail(Trouble.INITIALISED_AFTER_END)
        self.stage = Stage.RUNNING
        return self._well(TRUE)

    def terminate(self, argument: object = "") -> str:
        """LMSFinish, Terminate: the session's time joins the total, and the status is settled."""
        if _text(argument):
            return self._fail(Trouble.ARGUMENT)
        trouble = self._out_of_order("end")
        if trouble:
            return self._fail(trouble)
        self._settle()
        self.stage = Stage.TERMINATED
        return self._well(TRUE)

    def get_value(self, element: object = "") -> str:
        """LMSGetValue, GetValue."""
        name = _text(element)
        trouble = self._out_of_order("get") or (None if name else Trouble.GET_NOTHING)
        if trouble:
            return self._fail(trouble, name, "")
        found = self._read(name)
        return self._fail(found, name, "") if isinstance(found, Trouble) else self._well(found)

    def set_value(self, element: object = "", value: object = "") -> str:
        """LMSSetValue, SetValue."""
        name = _text(element)
        trouble = (
            self._out_of_order("set")
            or (None if name else Trouble.SET_NOTHING)
            or self._write(place_of(name), _text(value))
        )
        return self._fail(trouble, name) if trouble else self._well(TRUE)

    def commit(self, argument: object = "") -> str:
        """LMSCommit, Commit."""
        if _text(argument):
            return self._fail(Trouble.ARGUMENT)
        trouble = self._out_of_order("commit")
        return self._fail(trouble) if trouble else self._well(TRUE)

    def get_last_error(self) -> str:
        """LMSGetLastError, GetLastError: the number of the last fault, "0" without one."""
        return str(self._last)

    def get_error_string(self, code: object = "") -> str:
        """LMSGetErrorString, GetErrorString: the standard's words, "" for a number that it does not know."""
        return _words(self.version, _text(code))

    def get_diagnostic(self, code: object = "") -> str:
        """LMSGetDiagnostic, GetDiagnostic: more of the last fault, or of the number asked for."""
        asked = _text(code) or str(self._last)
        words = _words(self.version, asked)
        if words and self._fault and asked == str(self._last):
            return f"{words}: {self._fault.element or 'call'}: {self._fault.trouble}"[:255]
        return words

    # -- what is behind them

    def _out_of_order(self, call: str) -> Trouble | None:
        if self.stage is Stage.RUNNING:
            return None
        return (TOO_EARLY if self.stage is Stage.NOT_INITIALISED else TOO_LATE)[call]

    def _read(self, name: str) -> str | Trouble:
        start, _, last = name.rpartition(".")
        if last in KEYWORDS:
            return self._keyword(place_of(start), last)
        place = place_of(name)
        element = self.model.elements.get(place.pattern)
        if element is None:
            return self._nowhere(name)
        if element.access is Access.WRITE:
            return Trouble.WRITE_ONLY
        if not self.has_record(name):
            return Trouble.GET_BEYOND
        value = self._standing(place, element)
        return Trouble.UNSET if value is None else value

    def _standing(self, place: Place, element: Element) -> str | None:
        """2004 evaluates both statuses whenever they are read."""
        if self.version is Version.SCORM_2004 and place.name == "cmi.completion_status":
            return completion_2004(self._store.values)[0]
        if self.version is Version.SCORM_2004 and place.name == "cmi.success_status":
            return success_2004(self._store.values)[0]
        return self._store.values.get(place.name, element.default)

    def _keyword(self, parent: Place, keyword: str) -> str | Trouble:
        if keyword == "_version" and parent.name == "cmi":
            return self.model.spoken
        group = self.model.groups.get(parent.pattern)
        if group is None and parent.pattern not in self.model.elements:
            return self._nowhere(parent.name)
        if not self.has_record(parent.name):
            return Trouble.GET_BEYOND
        if keyword == "_children":
            return self.model.children.get(parent.pattern, Trouble.NO_CHILDREN)
        if keyword == "_count":
            return str(self._store.count(parent.name)) if group and group.hard else Trouble.NO_COUNT
        return Trouble.NO_VERSION

    def _write(self, place: Place, value: str) -> Trouble | None:
        start, _, last = place.name.rpartition(".")
        if last in KEYWORDS:
            parent = place_of(start).pattern
            known = start == "cmi" or parent in self.model.groups or parent in self.model.elements
            return Trouble.KEYWORD if known else self._nowhere(place.name)
        element = self.model.elements.get(place.pattern)
        if element is None:
            return self._nowhere(place.name)
        if element.access is Access.READ:
            return Trouble.READ_ONLY
        return self._store.write(place, element, value)

    def _nowhere(self, name: str) -> Trouble:
        return Trouble.NOT_KEPT if self.model.is_elsewhere(name) else Trouble.UNKNOWN

    def _settle(self) -> None:
        values, names = self._store.values, NAMES[self.version]
        if self.version is Version.SCORM_12:
            self._finish = status_at_finish(values)
            values[names.status] = self._finish[0]
        else:
            completion, success = completion_2004(values)[0], success_2004(values)[0]
            values |= {names.status: completion, names.success: success}
        values[names.total_time] = total_time(self.version, values)
        values.pop(names.session_time, None)

    def _fail(self, trouble: Trouble, element: str = "", answer: str = FALSE) -> str:
        self._fault = fault(self.version, trouble, element)
        self._last = self._fault.code
        return answer

    def _well(self, answer: str) -> str:
        self._fault, self._last = None, 0
        return answer


def _text(value: object) -> str:
    """What a browser makes of an argument before it is a string."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _words(version: Version, code: str) -> str:
    """A number is written without zeros in front; anything else is no number of the standard."""
    known = {str(number): words for number, words in TEXTS[version].items()}
    return known.get(code, "")


def codes(version: Version) -> frozenset[int]:
    """All numbers that calls of this version answer."""
    return frozenset({0, *CODES[version].values()})
