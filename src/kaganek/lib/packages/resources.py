"""Where a manifest's addresses lead: every one must be a file of the package."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element  # a type only; parsing is `closed_xml`

from kaganek.lib.packages.archive import Archive, is_litter
from kaganek.lib.packages.ims_xml import MANIFEST, XML_BASE, attribute, child, children
from kaganek.lib.packages.model import Fault, Finding
from kaganek.lib.packages.names import printable
from kaganek.lib.packages.outline import ItemKind

EXTERNAL = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//")
SAFE = "/-._~!$'()*,;=@"  # signs that stay themselves in a path


class Target(NamedTuple):
    """An address inside the package: the file, and what stands behind it."""

    path: str
    query: str
    fragment: str

    def with_parameters(self, parameters: str) -> str:
        """The relative address to open, joined with an item's parameters as the standard lays down."""
        query, fragment = self.query, self.fragment
        extra = parameters.strip().lstrip("?&")
        if extra.startswith("#"):
            fragment = fragment or extra[1:]
        elif extra:
            query = f"{query}&{extra}" if query else extra
        return (
            quote(self.path, safe=SAFE)
            + (f"?{query}" if query else "")
            + (f"#{fragment}" if fragment else "")
        )


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of a manifest."""

    identifier: str
    kind: ItemKind | None  # None: the manifest does not say
    href: str
    target: Target | None  # None: nothing to open, or an address that leads nowhere inside


class Resources(NamedTuple):
    """All resources by identifier, and what is wrong with them."""

    by_identifier: dict[str, Resource]
    findings: list[Finding]


def read_resources(root: Element, archive: Archive) -> Resources:
    """Every resource of the manifest, each of its addresses looked up in the package."""
    section = child(root, "resources")
    base = root.get(XML_BASE, "") + (section.get(XML_BASE, "") if section is not None else "")
    found = Resources({}, [])
    for element in children(section, "resource"):
        identifier = attribute(element, "identifier")
        own_base = base + element.get(XML_BASE, "")
        if identifier and identifier in found.by_identifier:
            found.findings.append(
                Finding(Fault.DUPLICATE_IDENTIFIER, MANIFEST, {"identifier": printable(identifier)})
            )
        href = attribute(element, "href")
        target, findings = _looked_up(own_base, href, archive)
        found.findings.extend(findings)
        found.findings.extend(_file_findings(element, own_base, archive))
        found.by_identifier[identifier] = Resource(identifier, _kind(element), href, target)
    return found


def _kind(element: Element) -> ItemKind | None:
    said = attribute(element, "scormtype").lower()
    return ItemKind(said) if said in {ItemKind.SCO, ItemKind.ASSET} else None


def _file_findings(resource: Element, base: str, archive: Archive) -> Iterator[Finding]:
    own = attribute(resource, "href")
    for element in children(resource, "file"):
        href = attribute(element, "href")
        if href and href != own and not href.endswith(("/", "\\")):  # some tools list folders, too
            yield from _looked_up(base, href, archive)[1]


def _looked_up(base: str, href: str, archive: Archive) -> tuple[Target | None, list[Finding]]:
    if not href:
        return None, []
    address = base + href
    if EXTERNAL.match(address):
        return None, [Finding(Fault.HREF_EXTERNAL, printable(href))]
    rest, _, fragment = address.partition("#")
    path, _, query = rest.partition("?")
    name = _inside(path)
    if name is None:
        return None, [Finding(Fault.HREF_OUTSIDE, printable(href))]
    return Target(name, query, fragment), list(_absent(name, archive))


def _inside(path: str) -> str | None:
    """The name of the file an address means; None when it leads out of the package."""
    steps: list[str] = []
    whole = unquote(path).replace("\\", "/")
    if whole.startswith("/"):
        return None
    for step in whole.split("/"):
        if step == ".." and not steps:
            return None
        if step == "..":
            steps.pop()
        elif step not in {"", "."}:
            steps.append(step)
    return unicodedata.normalize("NFC", "/".join(steps))


def _absent(name: str, archive: Archive) -> Iterator[Finding]:
    if name in archive.files or is_litter(name):
        return
    near = archive.near(name)
    if near:
        yield Finding(Fault.HREF_CASE, printable(name), {"near": printable(near)})
    else:
        yield Finding(Fault.HREF_MISSING, printable(name))
