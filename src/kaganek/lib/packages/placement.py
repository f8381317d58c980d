"""Which kind of package an archive is, by the one file at its top that says so."""

from collections.abc import Sequence

from kaganek.lib.packages.archive import Archive
from kaganek.lib.packages.ims_xml import MANIFEST
from kaganek.lib.packages.model import Fault, Finding, Kind
from kaganek.lib.packages.names import printable

H5P_JSON = "h5p.json"
# Files by which other things than SCORM and H5P give themselves away.
OTHERS = (
    ("tincan.xml", Fault.XAPI),
    ("cmi5.xml", Fault.XAPI),
    ("moodle_backup.xml", Fault.MOODLE_BACKUP),
    ("META-INF/container.xml", Fault.EBOOK),
    ("[Content_Types].xml", Fault.OFFICE_DOCUMENT),
    ("content.xml", Fault.OFFICE_DOCUMENT),
)
AICC_ENDINGS = (".au", ".crs", ".cst", ".des")
PACKAGE_ENDINGS = (".zip", ".h5p")
WEB_ENDINGS = (".html", ".htm")


def placed(archive: Archive) -> Kind | Finding:
    """SCORM_12 stands for both versions of SCORM until the manifest is read; a finding says why it is none."""
    if MANIFEST in archive.files:
        return Kind.SCORM_12
    if H5P_JSON in archive.files:
        return Kind.H5P
    return _misplaced(archive) or _other_kind(archive) or Finding(Fault.NO_MANIFEST, archive.filename)


def deeper_manifests(archive: Archive) -> Sequence[str]:
    """Files named as a manifest, below the top."""
    return [name for name in archive.files if name.lower().endswith((f"/{MANIFEST}", f"/{H5P_JSON}"))]


def _misplaced(archive: Archive) -> Finding | None:
    for wanted in (MANIFEST, H5P_JSON):
        near = archive.near(wanted)
        if near:
            return Finding(Fault.MANIFEST_CASE, printable(near), {"wanted": wanted})
    deeper = deeper_manifests(archive)
    if len(deeper) > 1:
        return Finding(Fault.MANY_PACKAGES, printable(deeper[0]), {"packages": len(deeper)})
    if deeper:
        folder = deeper[0].rpartition("/")[0]
        return Finding(Fault.MANIFEST_IN_FOLDER, printable(deeper[0]), {"folder": printable(folder)})
    return None


def _other_kind(archive: Archive) -> Finding | None:
    for name, fault in OTHERS:
        if name in archive.files:
            return Finding(fault, name)
    for endings, fault in (
        (AICC_ENDINGS, Fault.AICC),
        (PACKAGE_ENDINGS, Fault.PACKAGE_INSIDE),
        (WEB_ENDINGS, Fault.WEB_PAGES),
    ):
        found = next((name for name in archive.files if name.lower().endswith(endings)), None)
        if found:
            return Finding(fault, printable(found))
    return None
