"""XML from outside: no document types, no entities, nothing fetched, no tree larger than agreed."""

from typing import NamedTuple, cast
from xml.etree.ElementTree import Element, ParseError, TreeBuilder  # types only; parsing is defusedxml's

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser


class TreeLimits(NamedTuple):
    """How large a tree may grow. None: the caller's process is fenced, or its bytes are few."""

    nodes: int | None = None  # elements and attributes together
    depth: int | None = None


class ForbiddenXml(Exception):
    """The document declares a type or entities, which no file we read has reason to."""


class BrokenXml(Exception):
    """The document is not well formed or its encoding is unknown."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line  # 0 where the reader could not say


class LargeXml(Exception):
    """More elements, or deeper ones, than agreed."""


def parsed(data: bytes, limits: TreeLimits = TreeLimits()) -> Element:  # noqa: B008 - a tuple, never changed
    """The root of a document nobody trusts. Raises ForbiddenXml, BrokenXml or LargeXml, and nothing else."""
    parser = DefusedXMLParser(target=_Counted(limits), forbid_dtd=True)
    try:
        parser.feed(data)
        return cast(Element, parser.close())
    except DefusedXmlException as error:
        raise ForbiddenXml from error
    except ParseError as error:
        raise BrokenXml(error.position[0]) from error
    except (ValueError, LookupError) as error:
        raise BrokenXml(0) from error


class _Counted(TreeBuilder):
    """Builds the tree and stops as soon as it outgrows its limits."""

    def __init__(self, limits: TreeLimits) -> None:
        super().__init__()
        self._limits = limits
        self._nodes = 0
        self._depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._nodes += 1 + len(attrs)
        self._depth += 1
        if self._limits.nodes is not None and self._nodes > self._limits.nodes:
            raise LargeXml
        if self._limits.depth is not None and self._depth > self._limits.depth:
            raise LargeXml
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)
