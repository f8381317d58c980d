"""imsmanifest.xml of SCORM 1.2 and SCORM 2004: which version, what outline, what is wrong."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element  # a type only; parsing is `closed_xml`

from kaganek.lib.closed_xml import BrokenXml, ForbiddenXml, LargeXml, TreeLimits, parsed
from kaganek.lib.packages.archive import Archive
from kaganek.lib.packages.ims_xml import MANIFEST, attribute, child, children, local, text, title_of, within
from kaganek.lib.packages.items import OutlineReader
from kaganek.lib.packages.model import Fault, Finding, Kind, PackageRefused, Remark
from kaganek.lib.packages.names import printable
from kaganek.lib.packages.outline import Item, ItemKind
from kaganek.lib.packages.resources import Resource, read_resources
from kaganek.lib.packages.sequencing import read_sequencings, sequencing_findings

# What tells the versions apart besides the version that a manifest states.
NAMESPACES = {
    "adlcp_rootv1p2": Kind.SCORM_12,
    "imscp_rootv1p1p2": Kind.SCORM_12,
    "adlcp_v1p3": Kind.SCORM_2004,
    "adlseq_v1p3": Kind.SCORM_2004,
    "adlnav_v1p3": Kind.SCORM_2004,
    "imsss": Kind.SCORM_2004,
}
MOST_DESCRIPTION = 2_000
EDITION = re.compile(r"2nd|3rd|4th")
NAMES = {Kind.SCORM_12: "SCORM 1.2", Kind.SCORM_2004: "SCORM 2004"}


@dataclass(slots=True)
class Manifest:
    """What a manifest says; whether to believe it is for the findings."""

    kind: Kind = Kind.UNKNOWN
    edition: str = ""  # of SCORM 2004: 2nd, 3rd, 4th
    title: str = ""
    description: str = ""
    language: str = ""
    outline: tuple[Item, ...] = ()
    findings: list[Finding] = field(default_factory=list)


def read_manifest(archive: Archive) -> Manifest:
    """The manifest of an archive that has one at its top.

    Names of elements and attributes are looked up without their namespaces and, as tools differ, without
    regard to letter case. Raises PackageRefused only for a manifest that cannot be read at all.
    """
    root = _root(archive)
    found = Manifest()
    found.kind, found.edition = _version(root, found.findings)
    general = child(_learning_object(root), "general")
    found.title = title_of(_language_string(child(general, "title")))
    found.description = text(_language_string(child(general, "description")))[:MOST_DESCRIPTION]
    found.language = title_of(child(general, "language"))
    if child(root, "manifest") is not None:
        found.findings.append(Finding(Fault.SUBMANIFEST, MANIFEST))
    if found.kind is not Kind.UNKNOWN:
        _refuse_overgrown(root, archive)
        _read_outline(root, archive, found)
    return found


def _refuse_overgrown(root: Element, archive: Archive) -> None:
    """A small manifest can still ask for endless work."""
    items = sum(1 for _ in within(child(root, "organizations"), "item"))
    work = read_sequencings(root).work(root)
    if items > archive.limits.items or work > archive.limits.sequencing_nodes:
        raise PackageRefused(Finding(Fault.XML_TOO_BIG, MANIFEST))


def _root(archive: Archive) -> Element:
    limits = archive.limits
    data = archive.read(MANIFEST, limit=limits.manifest_bytes)
    if data is None:
        raise PackageRefused(Finding(Fault.XML_TOO_BIG, MANIFEST))
    try:
        # Some tools leave a blank line before the XML declaration, which the standard of XML forbids.
        root = parsed(data.lstrip(b" \t\r\n"), TreeLimits(limits.manifest_nodes, limits.manifest_depth))
    except ForbiddenXml as error:
        raise PackageRefused(Finding(Fault.XML_DOCTYPE, MANIFEST)) from error
    except LargeXml as error:
        raise PackageRefused(Finding(Fault.XML_TOO_BIG, MANIFEST)) from error
    except BrokenXml as error:
        raise PackageRefused(Finding(Fault.XML_BROKEN, MANIFEST, {"line": error.line})) from error
    if local(root.tag) != "manifest":
        raise PackageRefused(Finding(Fault.NOT_A_MANIFEST, MANIFEST, {"element": printable(local(root.tag))}))
    return root


def _version(root: Element, findings: list[Finding]) -> tuple[Kind, str]:
    """The version stated, else the one the namespaces and attributes speak of."""
    metadata = child(root, "metadata")
    schema = text(child(metadata, "schema")).lower()
    stated = text(child(metadata, "schemaversion"))
    kind, edition = _stated(stated.lower()), EDITION.search(stated.lower())
    signs = set(_signs(root))
    if "common cartridge" in schema:
        findings.append(Finding(Fault.COMMON_CARTRIDGE, MANIFEST))
    elif kind is Kind.UNKNOWN and stated in {"1.1", "1.0"}:
        findings.append(Finding(Fault.OLD_SCORM, MANIFEST, {"version": printable(stated)}))
    elif kind is Kind.UNKNOWN and len(signs) == 1:
        kind = signs.pop()
        findings.append(Finding(Remark.VERSION_INFERRED, MANIFEST, {"version": NAMES[kind]}))
    elif kind is Kind.UNKNOWN:
        findings.append(Finding(Fault.NOT_SCORM, MANIFEST))
    elif signs and kind not in signs:
        facts = {"version": NAMES[kind], "other": NAMES[signs.pop()]}
        findings.append(Finding(Remark.VERSIONS_DIFFER, MANIFEST, facts))
    return kind, _edition(kind, stated, edition)


def _stated(version: str) -> Kind:
    if re.search(r"2004|cam ?1\.3|^1\.3", version):
        return Kind.SCORM_2004
    return Kind.SCORM_12 if re.search(r"(^|scorm )1\.2", version) else Kind.UNKNOWN


def _edition(kind: Kind, stated: str, named: re.Match[str] | None) -> str:
    """ "CAM 1.3" is how the 2nd edition calls itself."""
    if kind is not Kind.SCORM_2004:
        return ""
    return named.group() if named else "2nd" if "1.3" in stated else ""


def _signs(root: Element) -> Iterator[Kind]:
    """Versions that names within the manifest belong to."""
    for element in root.iter():
        for name in (element.tag, *element.keys()):
            space = name.rpartition("}")[0].rsplit("/", 1)[-1]
            if space in NAMESPACES:
                yield NAMESPACES[space]
        if "scormtype" in element.keys():  # noqa: SIM118 - an Element is no mapping
            yield Kind.SCORM_12
        if "scormType" in element.keys():  # noqa: SIM118
            yield Kind.SCORM_2004


def _learning_object(root: Element) -> Element | None:
    return next(within(child(root, "metadata"), "lom"), None)


def _language_string(element: Element | None) -> Element | None:
    """<langstring> of SCORM 1.2, <string> of SCORM 2004, or the element that holds plain text."""
    inside = element if element is not None else ()
    return next((one for one in inside if local(one.tag) in {"langstring", "string"}), element)


def _read_outline(root: Element, archive: Archive, found: Manifest) -> None:
    resources = read_resources(root, archive)
    found.findings += resources.findings
    organization = _organization(root, found.findings)
    if organization is None or child(organization, "item") is None:
        found.outline = _made_outline(resources.by_identifier, found)
        return
    found.title = title_of(child(organization, "title")) or found.title
    sequencings = read_sequencings(root)
    outline = OutlineReader(found.kind, resources.by_identifier, sequencings).read(organization)
    found.outline = outline.items
    found.findings += outline.findings
    if found.kind is Kind.SCORM_2004:
        found.findings += sequencing_findings(organization, sequencings)
    refused = any(isinstance(finding.code, Fault) for finding in found.findings)
    if not refused and not any(_launchable(item) for item in outline.items):
        found.findings.append(Finding(Fault.NOTHING_LAUNCHABLE, MANIFEST))


def _organization(root: Element, findings: list[Finding]) -> Element | None:
    """The default organization, else the first; the others are named."""
    section = child(root, "organizations")
    every = list(children(section, "organization"))
    if not every or section is None:
        return None
    wanted = attribute(section, "default")
    chosen = next((one for one in every if attribute(one, "identifier") == wanted), every[0])
    if len(every) > 1:
        titles = [
            text(child(one, "title")) or attribute(one, "identifier") for one in every if one is not chosen
        ]
        findings.append(
            Finding(Remark.OTHER_ORGANIZATIONS, MANIFEST, {"others": printable(", ".join(titles))})
        )
    return chosen


def _made_outline(resources: dict[str, Resource], found: Manifest) -> tuple[Item, ...]:
    """Of a manifest without an outline: its only page, where there is just one to open."""
    openable = [one for one in resources.values() if one.target and one.kind is not ItemKind.ASSET]
    if len(openable) != 1 or openable[0].target is None:
        found.findings.append(Finding(Fault.NO_OUTLINE, MANIFEST))
        return ()
    target = openable[0].target
    found.findings.append(Finding(Remark.OUTLINE_MADE, printable(target.path)))
    title = found.title or target.path
    return (
        Item(
            openable[0].identifier or "item-1", title, ItemKind.SCO, target.path, target.with_parameters("")
        ),
    )


def _launchable(item: Item) -> bool:
    return bool(item.path) or any(map(_launchable, item.children))
