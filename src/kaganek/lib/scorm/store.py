"""The values of one session: what stands in each element, how many records each collection has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from kaganek.lib.scorm.errors import Trouble, Version
from kaganek.lib.scorm.model import INDEX, LONGEST_NAME, AnswerPart, Element, Model, Place, place_of
from kaganek.lib.scorm.responses import QUESTIONS_2004, pattern_key, trouble_12, trouble_2004

FIRST = {"id": 0, "type": 1}  # others depend on these


def in_order(names: Iterable[str]) -> list[str]:
    """Names sorted so that each can be written: records by number, and in each the id and the type first."""
    return sorted(names, key=_rank)


def _rank(name: str) -> tuple[tuple[int, int, str], ...]:
    return _ranks(name) if len(name) <= LONGEST_NAME else ()


@lru_cache(maxsize=8192)
def _ranks(name: str) -> tuple[tuple[int, int, str], ...]:
    return tuple(
        (0, int(part), "") if INDEX.fullmatch(part) else (1, FIRST.get(part, 2), part)
        for part in name.split(".")
    )


class Store:
    """Values by name, with counts and uniqueness kept beside so that no write looks through all records."""

    def __init__(self, model: Model, values: Mapping[str, str]) -> None:
        self.model = model
        self.values: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._taken: dict[str, dict[str, int]] = {}
        for name in in_order(values):
            place = place_of(name)
            element = model.elements.get(place.pattern)
            if element:
                self._put(place, element, values[name])

    def count(self, collection: str) -> int:
        """Records of a collection, named with its numbers."""
        return self._counts.get(collection, 0)

    def write(self, place: Place, element: Element, value: str) -> Trouble | None:
        """Write a value if the model lets it stand there; nothing is changed when it does not."""
        trouble = (
            self._records(place)
            or self._needs(place, element)
            or self._value(place, element, value)
            or self._clash(place, element, value)
        )
        if trouble is None:
            self._put(place, element, value)
        return trouble

    def _records(self, place: Place) -> Trouble | None:
        """Records are begun in order. 1.2 lets an inner record begin the outer one."""
        early = self.model.version is Version.SCORM_12
        for number, (collection, index) in enumerate(place.records):
            count = self.count(collection)
            if index > count:
                return Trouble.SET_BEYOND
            if index == count:
                if number + 1 < len(place.records) and not early:
                    return Trouble.NEEDS
                if count >= self._room(collection):
                    return Trouble.TOO_MANY
        return None

    def _room(self, collection: str) -> int:
        place = place_of(collection)
        question = (
            QUESTIONS_2004.get(self._question(place)) if self.model.version is Version.SCORM_2004 else None
        )
        if question and question.exactly and place.pattern.endswith(".correct_responses"):
            return question.patterns
        return self.model.groups[place.pattern].hard

    def _needs(self, place: Place, element: Element) -> Trouble | None:
        return (
            Trouble.NEEDS
            if element.needs and not self.values.get(f"{place.record}.{element.needs}")
            else None
        )

    def _question(self, place: Place) -> str:
        return self.values.get(f"{place.record}.type", "")

    def _value(self, place: Place, element: Element, value: str) -> Trouble | None:
        if element.answer is not AnswerPart.NONE:
            question = self._question(place)
            if self.model.version is Version.SCORM_12:
                return trouble_12(question, value)
            return trouble_2004(question, value, pattern=element.answer is AnswerPart.PATTERN)
        trouble = element.kind.trouble(value)
        if (
            trouble is None
            and place.pattern == "cmi.interactions.n.type"
            and not self._answers_fit(place, value)
        ):
            return Trouble.TYPE
        return trouble

    def _answers_fit(self, place: Place, question: str) -> bool:
        """In 1.2 an answer may come before the kind of its question: the two must go together all the same."""
        if self.model.version is Version.SCORM_2004:
            return True
        return all(trouble_12(question, self.values[name]) is None for name in self._answers(place.record))

    def _answers(self, record: str) -> list[str]:
        patterns = f"{record}.correct_responses"
        names = [f"{patterns}.{number}.pattern" for number in range(self.count(patterns))]
        names += [f"{record}.student_response", f"{record}.learner_response"]
        return [name for name in names if name in self.values]

    def _clash(self, place: Place, element: Element, value: str) -> Trouble | None:
        old = self.values.get(place.name)
        if element.once and old and old != value:
            return Trouble.ONCE
        key = self._key(place, element, value)
        if key is None:
            return None
        collection, index = place.records[-1]
        holder = self._taken.get(f"{collection}:{element.name}", {}).get(key)
        return Trouble.NOT_UNIQUE if holder is not None and holder != index else None

    def _key(self, place: Place, element: Element, value: str) -> str | None:
        """What must not stand in two records, None when anything may."""
        if element.unique:
            return value
        if element.answer is AnswerPart.PATTERN and self.model.version is Version.SCORM_2004:
            question = self._question(place)
            known = QUESTIONS_2004.get(question)
            return pattern_key(question, value) if known and known.distinct else None
        return None

    def _put(self, place: Place, element: Element, value: str) -> None:
        old = self.values.get(place.name)
        if place.pattern == "cmi.interactions.n.type" and old not in (None, value):
            self._forget_answers(place)
        key = self._key(place, element, value)
        if key is not None:
            collection, index = place.records[-1]
            taken = self._taken.setdefault(f"{collection}:{element.name}", {})
            if old is not None:
                taken.pop(self._key(place, element, old) or "", None)
            taken[key] = index
        self.values[place.name] = value
        for collection, index in place.records:
            self._counts[collection] = max(self.count(collection), index + 1)

    def _forget_answers(self, place: Place) -> None:
        """Another kind of question in 2004: what was written for the old one is no answer to it."""
        if self.model.version is Version.SCORM_12:
            return
        for name in self._answers(place.record):
            del self.values[name]
        patterns = f"{place.record}.correct_responses"
        self._counts.pop(patterns, None)
        self._taken.pop(f"{patterns}:cmi.interactions.n.correct_responses.n.pattern", None)
