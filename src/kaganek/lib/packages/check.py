"""The verdict on an uploaded package: nothing of it is stored or unpacked for it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from kaganek.lib.packages.archive import Archive, Source, opened
from kaganek.lib.packages.explain import explain
from kaganek.lib.packages.h5p import read_h5p
from kaganek.lib.packages.manifest import read_manifest
from kaganek.lib.packages.model import Fault, Finding, Kind, Limits, PackageRefused, Remark
from kaganek.lib.packages.names import printable
from kaganek.lib.packages.outline import Item
from kaganek.lib.packages.placement import deeper_manifests, placed
from kaganek.lib.packages.structure import structure_findings

MOST_FINDINGS = 50


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a package is and whether it may come in. Refused: any fault; then the rest is what could be read."""

    filename: str
    kind: Kind = Kind.UNKNOWN
    edition: str = ""  # of SCORM 2004: 2nd, 3rd, 4th
    title: str = ""
    description: str = ""
    language: str = ""
    main_library: str = ""  # of H5P
    outline: tuple[Item, ...] = ()  # of SCORM
    files: int = 0
    bytes: int = 0  # unpacked
    faults: tuple[Finding, ...] = ()
    remarks: tuple[Finding, ...] = ()
    more_faults: int = 0  # beyond those listed
    more_remarks: int = 0

    @property
    def accepted(self) -> bool:
        return not self.faults


def check_package(
    source: Source, *, filename: str, limits: Limits | None = None, contents: bool = False
) -> Verdict:
    """Judge a SCORM 1.2, SCORM 2004 or H5P package by all it holds. Never raises for what a file holds.

    contents    also read every file to its end, so that a damaged one is found before unpacking; it
                costs as much time as unpacking does.
    """
    try:
        with opened(source, filename=filename, limits=limits or Limits()) as archive:
            return _judged(archive, contents=contents)
    except PackageRefused as refused:
        return _verdict(Verdict(printable(filename)), refused.findings)


def _judged(archive: Archive, *, contents: bool) -> Verdict:
    total = sum(entry.info.file_size for entry in archive.files.values())
    bare = Verdict(printable(archive.filename), files=len(archive.files), bytes=total)
    findings = list(structure_findings(archive))
    if any(isinstance(finding.code, Fault) for finding in findings):
        return _verdict(bare, findings)  # what is no sound archive is not read further
    read, more = _read(archive, bare)
    findings += more
    if contents:
        findings += _damaged(archive)
    return _verdict(read, findings)


def _read(archive: Archive, bare: Verdict) -> tuple[Verdict, Sequence[Finding]]:
    kind = placed(archive)
    if isinstance(kind, Finding):
        return bare, [kind]
    try:
        return _read_h5p(archive, bare) if kind is Kind.H5P else _read_scorm(archive, bare)
    except PackageRefused as refused:
        return bare, refused.findings


def _read_scorm(archive: Archive, bare: Verdict) -> tuple[Verdict, Sequence[Finding]]:
    found = read_manifest(archive)
    deeper = deeper_manifests(archive)
    if deeper:
        facts = {"packages": len(deeper)}
        found.findings.append(Finding(Remark.MANY_MANIFESTS, printable(deeper[0]), facts))
    read = Verdict(
        bare.filename, found.kind, found.edition, found.title, found.description, found.language,
        outline=found.outline, files=bare.files, bytes=bare.bytes,
    )  # fmt: skip
    return read, found.findings


def _read_h5p(archive: Archive, bare: Verdict) -> tuple[Verdict, Sequence[Finding]]:
    found = read_h5p(archive)
    read = Verdict(
        bare.filename, Kind.H5P, title=found.title, language=found.language, main_library=found.main_library,
        files=bare.files, bytes=bare.bytes,
    )  # fmt: skip
    return read, found.findings


def _damaged(archive: Archive) -> Sequence[Finding]:
    """Files whose content is not what the list promised."""
    found: list[Finding] = []
    for entry in archive.files.values():
        try:
            for _ in archive.chunks(entry):
                pass
        except PackageRefused as refused:
            found += refused.findings
    return found


def _verdict(read: Verdict, findings: Sequence[Finding]) -> Verdict:
    """The verdict with its findings, each told once."""
    single = {(one.code, one.file, *one.facts.items()): one for one in findings}.values()
    faults = [one for one in single if isinstance(one.code, Fault)]
    remarks = [one for one in single if isinstance(one.code, Remark)]
    return replace(
        read,
        faults=tuple(faults[:MOST_FINDINGS]),
        remarks=tuple(remarks[:MOST_FINDINGS]),
        more_faults=max(0, len(faults) - MOST_FINDINGS),
        more_remarks=max(0, len(remarks) - MOST_FINDINGS),
    )


def verdict_facts(verdict: Verdict) -> dict[str, Any]:  # Any: whatever JSON can hold
    """The verdict as scripts read it, with the sentences of every finding."""
    facts = asdict(replace(verdict, faults=(), remarks=()))
    return facts | {
        "accepted": verdict.accepted,
        "faults": [_finding_facts(finding) for finding in verdict.faults],
        "remarks": [_finding_facts(finding) for finding in verdict.remarks],
    }


def _finding_facts(finding: Finding) -> dict[str, str]:
    return {"code": finding.code.value, "file": finding.file, **explain(finding)._asdict()}
