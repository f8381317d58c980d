"""The questions of a Moodle XML file, one small tree at a time; document types and entities are refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import ParseError  # the exception only; parsing is defusedxml's

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from kaganek.lib.questions.report import Fault, Limits, QuestionFileFault

# Small enough that few questions wait in memory, large enough that an endless tag is not read over and over.
PIECE = 1 << 20
ROOT = "quiz"


class Node:
    """An element of a question."""

    __slots__ = ("attributes", "children", "line", "name", "pieces")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        self.children: list[Node] = []
        self.pieces: list[str] = []

    @property
    def words(self) -> str:
        """Its own words, without those of the elements inside."""
        return "".join(self.pieces)

    def all(self, name: str) -> list[Node]:
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> Node | None:
        for child in self.children:  # a loop: it is asked for each field of each question
            if child.name == name:
                return child
        return None

    def value(self, name: str, otherwise: str = "") -> str:
        """The words of a child, or of the <text> inside it, in one line."""
        child = self.first(name)
        if child is None:
            return otherwise
        text = child.first("text")
        return (text or child).words.strip()

    def every_word(self) -> str:
        """Its words with those of the elements inside, for files that forgot to quote their HTML."""
        return "".join([self.words, *(child.every_word() for child in self.children)])


class _Builder:
    """Target of the parser: collects finished questions and minds depth and number of elements."""

    def __init__(self, limits: Limits) -> None:
        self.finished: list[Node] = []
        self.line: Callable[[], int] = lambda: 0  # the parser's, once there is one
        self._limits = limits
        self._open: list[Node] = []
        self._parts = 0
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > self._limits.depth:
            raise QuestionFileFault(Fault.TOO_DEEP, line=self.line(), limit=self._limits.depth)
        if self._depth == 1 and name != ROOT:
            raise QuestionFileFault(Fault.NOT_QUIZ, root=name[:40])
        if self._open or (self._depth == 2 and name == "question"):
            self._begin(Node(name, attributes, self.line()))
        self._parts += 1
        if self._parts > self._limits.parts:
            line = self._open[0].line if self._open else self.line()
            raise QuestionFileFault(Fault.TOO_MANY_PARTS, line=line, limit=self._limits.parts)

    def _begin(self, node: Node) -> None:
        if self._open:
            self._open[-1].children.append(node)
        else:
            self._parts = 0
        self._open.append(node)

    def data(self, words: str) -> None:
        if self._open:
            self._open[-1].pieces.append(words)

    def end(self, _name: str) -> None:
        self._depth -= 1
        if self._open:
            node = self._open.pop()
            if not self._open:
                self.finished.append(node)

    def close(self) -> None:
        """Nothing is left over: the parser saw to it that every element was closed."""


def question_nodes(text: str, limits: Limits) -> Iterator[Node]:
    """The <question> elements of a file in order. Raises QuestionFileFault for a file that is no quiz."""
    builder = _Builder(limits)
    parser = XMLParser(target=builder, forbid_dtd=True)
    builder.line = lambda: int(parser.parser.CurrentLineNumber)
    try:
        for at in range(0, len(text), PIECE):
            parser.feed(text[at : at + PIECE])
            yield from builder.finished
            builder.finished.clear()
        parser.close()
    except ParseError as error:
        line, column = error.position
        raise QuestionFileFault(Fault.BROKEN_XML, line=line, column=column + 1) from error
    except DefusedXmlException as error:
        raise QuestionFileFault(Fault.FORBIDDEN_XML, line=builder.line()) from error
