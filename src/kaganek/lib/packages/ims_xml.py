"""Looking things up in a manifest by their local names: prefixes and namespaces differ between tools."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element  # a type only; parsing is `closed_xml`

from kaganek.lib.packages.names import printable

MANIFEST = "imsmanifest.xml"
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


def local(name: str) -> str:
    """ "{namespace}scormType" → "scormtype" """
    return name.rpartition("}")[2].lower()


def children(element: Element | None, name: str) -> Iterator[Element]:
    """Direct children of this name."""
    wanted = name.lower()
    return (child for child in (element if element is not None else ()) if local(child.tag) == wanted)


def child(element: Element | None, name: str) -> Element | None:
    return next(children(element, name), None)


def within(element: Element | None, name: str) -> Iterator[Element]:
    """Elements of this name at any depth."""
    wanted = name.lower()
    return (inner for inner in (element.iter() if element is not None else ()) if local(inner.tag) == wanted)


def text(element: Element | None) -> str:
    """The text directly inside, with white space as a page would show it."""
    return " ".join((element.text or "").split()) if element is not None else ""


def title_of(element: Element | None) -> str:
    """The text as a title to be shown: hyphenation marks left out, no longer than 200 signs."""
    return printable(text(element).replace("\N{SOFT HYPHEN}", ""))


def attribute(element: Element, name: str) -> str:
    """The attribute by its local name, "" without one."""
    wanted = name.lower()
    return next((value.strip() for key, value in element.items() if local(key) == wanted), "")


def is_true(value: str, *, default: bool) -> bool:
    """The truth of an XML boolean."""
    return value.lower() in {"true", "1"} if value else default
