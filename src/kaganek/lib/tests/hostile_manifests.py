"""SCORM packages that are broken, hostile or half-standard, each with the refusal that is right for it."""

from collections.abc import Callable

from kaganek.lib.packages import Fault
from kaganek.lib.tests.package_files import (
    ITEM,
    METADATA,
    PAGE,
    RESOURCE,
    SECOND,
    manifest,
    scorm,
    two_parts,
    zipped,
)

Sample = tuple[Callable[[], bytes], Fault, str]
MANIFEST = "imsmanifest.xml"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
MANY = "".join(f'<file href="f{n}.html"/>' for n in range(300))


def item(more: str) -> Callable[[], bytes]:
    return lambda: scorm(items=ITEM.format(more=more))


def item_2004(more: str) -> Callable[[], bytes]:
    return lambda: scorm(version="2004 3rd Edition", items=ITEM.format(more=more))


def resource(href: str, more: str = "") -> Callable[[], bytes]:
    text = f'<resource identifier="r1" adlcp:scormtype="sco" href="{href}">{more}</resource>'
    return lambda: scorm(resources=text)


def sequencing(inner: str) -> Callable[[], bytes]:
    return lambda: two_parts(f"<imsss:sequencing>{inner}</imsss:sequencing>")


def other_schema(schema: str, version: str) -> Callable[[], bytes]:
    metadata = METADATA.format(version=version, more="").replace("ADL SCORM", schema)
    plain = '<resource identifier="r1" type="webcontent" href="a.html"/>'
    return lambda: scorm(
        metadata=metadata, resources=plain, spaces='xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"'
    )


def large_rule_for_all() -> bytes:
    """Two thousand parts that all refer to the same fifty thousand elements."""
    shared = f'<imsss:sequencing ID="s">{"<x/>" * 50_000}</imsss:sequencing>'
    part = '<item><imsss:sequencing IDRef="s"/></item>'
    more = f"<imsss:sequencingCollection>{shared}</imsss:sequencingCollection>"
    return scorm(manifest(version="2004", items=part * 2_000, more=more), stored=True)


PLACES: dict[str, Sample] = {
    "manifest in a folder": (
        lambda: zipped({"kurs/imsmanifest.xml": manifest(), "kurs/a.html": PAGE}),
        Fault.MANIFEST_IN_FOLDER, "kurs/imsmanifest.xml"),
    "h5p in a folder": (
        lambda: zipped({"kurs/h5p.json": "{}"}), Fault.MANIFEST_IN_FOLDER, "kurs/h5p.json"),
    "two packages": (
        lambda: zipped({"a/imsmanifest.xml": manifest(), "b/imsmanifest.xml": manifest()}),
        Fault.MANY_PACKAGES, "a/imsmanifest.xml"),
    "manifest in capitals": (
        lambda: zipped({"IMSManifest.XML": manifest()}), Fault.MANIFEST_CASE, "IMSManifest.XML"),
    "package in an archive": (
        lambda: zipped({"kurs.zip": scorm()}), Fault.PACKAGE_INSIDE, "kurs.zip"),
    "tin can": (lambda: zipped({"tincan.xml": "<a/>", "a.html": PAGE}), Fault.XAPI, "tincan.xml"),
    "cmi5": (lambda: zipped({"cmi5.xml": "<a/>"}), Fault.XAPI, "cmi5.xml"),
    "aicc": (lambda: zipped({"kurs.crs": "x", "kurs.au": "x"}), Fault.AICC, "kurs.crs"),
    "backup of moodle": (
        lambda: zipped({"moodle_backup.xml": "<a/>"}), Fault.MOODLE_BACKUP, "moodle_backup.xml"),
    "text document": (
        lambda: zipped({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}),
        Fault.OFFICE_DOCUMENT, "[Content_Types].xml"),
    "book": (
        lambda: zipped({"META-INF/container.xml": "<a/>"}), Fault.EBOOK, "META-INF/container.xml"),
    "pages only": (lambda: zipped({"index.html": PAGE}), Fault.WEB_PAGES, "index.html"),
    "anything": (lambda: zipped({"lista.txt": "x"}), Fault.NO_MANIFEST, "kurs.zip"),
}  # fmt: skip
XML: dict[str, Sample] = {
    "doctype": (
        lambda: scorm(manifest(before="<!DOCTYPE manifest>")), Fault.XML_DOCTYPE, MANIFEST),
    "a thousand million laughs": (
        lambda: scorm(manifest(before=f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>', items="&l9;")),
        Fault.XML_DOCTYPE, MANIFEST),
    "file of the server": (
        lambda: scorm(manifest(before='<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>', items="&f;")),
        Fault.XML_DOCTYPE, MANIFEST),
    "document type from the network": (
        lambda: scorm(manifest(before='<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">')),
        Fault.XML_DOCTYPE, MANIFEST),
    "not closed": (lambda: scorm(manifest()[:-12]), Fault.XML_BROKEN, MANIFEST),
    "empty manifest": (lambda: scorm(""), Fault.XML_BROKEN, MANIFEST),
    "no xml": (lambda: scorm("dzień dobry"), Fault.XML_BROKEN, MANIFEST),
    "undeclared prefix": (lambda: scorm(manifest(spaces="")), Fault.XML_BROKEN, MANIFEST),
    "unknown encoding": (
        lambda: scorm(manifest(before='<?xml version="1.0" encoding="klingon"?>')), Fault.XML_BROKEN, MANIFEST),
    "letters of another encoding": (
        lambda: scorm(manifest().encode("cp1250")), Fault.XML_BROKEN, MANIFEST),
    "unknown entity": (lambda: scorm(manifest(items="&nbsp;")), Fault.XML_BROKEN, MANIFEST),
    "very deep": (
        lambda: scorm(manifest(items="<item>" * 200_000), stored=True), Fault.XML_TOO_BIG, MANIFEST),
    "very many elements": (lambda: scorm(manifest(items="<i/>" * 400_000), stored=True), Fault.XML_TOO_BIG, MANIFEST),
    "very many attributes": (
        lambda: scorm(manifest(items="<i " + " ".join(f'a{n}=""' for n in range(140_000)) + "/>"), stored=True),
        Fault.XML_TOO_BIG, MANIFEST),
    "very many parts": (lambda: scorm(manifest(items="<item/>" * 2_001), stored=True), Fault.XML_TOO_BIG, MANIFEST),
    "one large rule for very many parts": (large_rule_for_all, Fault.XML_TOO_BIG, MANIFEST),
    "very long": (lambda: scorm(manifest(items=" " * 2_100_000 + "x"), stored=True), Fault.XML_TOO_BIG, MANIFEST),
    "another document": (lambda: scorm("<html/>"), Fault.NOT_A_MANIFEST, MANIFEST),
}  # fmt: skip
CONTENTS: dict[str, Sample] = {
    "content package without SCORM": (other_schema("IMS Content", "1.1.3"), Fault.NOT_SCORM, MANIFEST),
    "common cartridge": (
        other_schema("IMS Common Cartridge", "1.1.0"), Fault.COMMON_CARTRIDGE, MANIFEST),
    "scorm 1.1": (other_schema("ADL SCORM", "1.1"), Fault.OLD_SCORM, MANIFEST),
    "manifest in the manifest": (
        lambda: scorm(manifest(more='<manifest identifier="n"/>')), Fault.SUBMANIFEST, MANIFEST),
    "no outline and two pages": (
        lambda: scorm(items="", resources=RESOURCE.format(id="r1", type="scormtype", href="a.html")
                      + RESOURCE.format(id="r2", type="scormtype", href="a.html")),
        Fault.NO_OUTLINE, MANIFEST),
    "headings only": (
        lambda: scorm(items='<item identifier="i"><title>A</title></item>'), Fault.NOTHING_LAUNCHABLE, MANIFEST),
    "one identifier for two parts": (
        lambda: scorm(items=ITEM.format(more="") * 2), Fault.DUPLICATE_IDENTIFIER, MANIFEST),
    "one identifier for two resources": (
        lambda: scorm(resources=RESOURCE.format(id="r1", type="scormtype", href="a.html") * 2),
        Fault.DUPLICATE_IDENTIFIER, MANIFEST),
    "no such resource": (lambda: scorm(items=SECOND.format(more="")), Fault.UNKNOWN_RESOURCE, MANIFEST),
    "resource without a page": (resource(""), Fault.NOTHING_TO_OPEN, MANIFEST),
    "flash": (
        lambda: scorm(resources=RESOURCE.format(id="r1", type="scormtype", href="kurs.swf"),
                      files={"kurs.swf": b"FWS"}),
        Fault.LAUNCH_UNPLAYABLE, "kurs.swf"),
    "program": (
        lambda: scorm(resources=RESOURCE.format(id="r1", type="scormtype", href="Kurs.EXE"),
                      files={"Kurs.EXE": b"MZ"}),
        Fault.LAUNCH_UNPLAYABLE, "Kurs.EXE"),
    "page not there": (resource("strona.html"), Fault.HREF_MISSING, "strona.html"),
    "page in other letters": (resource("A.HTML"), Fault.HREF_CASE, "A.HTML"),
    "listed file not there": (
        resource("a.html", '<file href="a.html"/><file href="img/mapa.png"/>'), Fault.HREF_MISSING, "img/mapa.png"),
    "very many files not there": (resource("a.html", MANY), Fault.HREF_MISSING, "f0.html"),
    "page outside": (resource("../a.html"), Fault.HREF_OUTSIDE, "../a.html"),
    "page outside behind signs": (resource("%2e%2e/a.html"), Fault.HREF_OUTSIDE, "%2e%2e/a.html"),
    "page from the root": (resource("/a.html"), Fault.HREF_OUTSIDE, "/a.html"),
    "page in the network": (
        resource("https://example.org/a.html"), Fault.HREF_EXTERNAL, "https://example.org/a.html"),
    "page of the same scheme": (resource("//example.org/a"), Fault.HREF_EXTERNAL, "//example.org/a"),
    "page that is a script": (resource("javascript:alert(1)"), Fault.HREF_EXTERNAL, "javascript:alert(1)"),
    "base in the network": (
        lambda: scorm(resources='<resource identifier="r1" xml:base="http://x/" href="a.html"/>'),
        Fault.HREF_EXTERNAL, "a.html"),
    "mastery of 120": (item("<adlcp:masteryscore>120</adlcp:masteryscore>"), Fault.BAD_VALUE, MANIFEST),
    "time in minutes": (item("<adlcp:maxtimeallowed>45</adlcp:maxtimeallowed>"), Fault.BAD_VALUE, MANIFEST),
    "unknown action": (item("<adlcp:timelimitaction>wait</adlcp:timelimitaction>"), Fault.BAD_VALUE, MANIFEST),
    "threshold of 80": (
        item_2004("<adlcp:completionThreshold>80</adlcp:completionThreshold>"), Fault.BAD_VALUE, MANIFEST),
    "passing score in per cent": (
        item_2004('<imsss:sequencing><imsss:objectives><imsss:primaryObjective satisfiedByMeasure="true">'
                  "<imsss:minNormalizedMeasure>80%</imsss:minNormalizedMeasure>"
                  "</imsss:primaryObjective></imsss:objectives></imsss:sequencing>"),
        Fault.BAD_VALUE, MANIFEST),
    "refers to rules that are not there": (
        item_2004('<imsss:sequencing IDRef="s9"/>'), Fault.UNKNOWN_SEQUENCING, MANIFEST),
    "rules before a part": (
        sequencing('<imsss:sequencingRules><imsss:preConditionRule><imsss:ruleAction action="skip"/>'
                   "</imsss:preConditionRule></imsss:sequencingRules>"),
        Fault.SEQUENCING, MANIFEST),
}  # fmt: skip
REFUSED = PLACES | XML | CONTENTS
