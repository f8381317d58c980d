"""Course packages that people upload (SCORM 1.2, SCORM 2004, H5P): judged without being stored, and unpacked."""

from kaganek.lib.packages.archive import Archive, Entry, Source, opened
from kaganek.lib.packages.check import Verdict, check_package, verdict_facts
from kaganek.lib.packages.explain import Words, explain
from kaganek.lib.packages.model import Fault, Finding, Kind, Limits, PackageRefused, Remark
from kaganek.lib.packages.outline import Item, ItemKind, Settings
from kaganek.lib.packages.unpacking import Progress, remove_leftovers, unpack

__all__ = [
    "Archive",
    "Entry",
    "Fault",
    "Finding",
    "Item",
    "ItemKind",
    "Kind",
    "Limits",
    "PackageRefused",
    "Progress",
    "Remark",
    "Settings",
    "Source",
    "Verdict",
    "Words",
    "check_package",
    "explain",
    "opened",
    "remove_leftovers",
    "unpack",
    "verdict_facts",
]
