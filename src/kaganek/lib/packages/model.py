"""What judging a package gives, what it allows, and how it refuses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MEGABYTE = 1024 * 1024


class Kind(StrEnum):
    """Which standard a package follows."""

    SCORM_12 = "scorm12"
    SCORM_2004 = "scorm2004"
    H5P = "h5p"
    UNKNOWN = "unknown"


class Fault(StrEnum):
    """Why a package is refused; `explain` has the sentences for each."""

    # the archive
    NOT_ZIP = "not_zip"
    TRUNCATED = "truncated"
    BROKEN = "broken"
    EMPTY = "empty"
    TOO_BIG = "too_big"
    TOO_MANY_FILES = "too_many_files"
    UNPACKED_TOO_BIG = "unpacked_too_big"
    FILE_TOO_BIG = "file_too_big"
    BOMB = "bomb"
    OVERLAP = "overlap"
    HEADERS_DIFFER = "headers_differ"
    ENCRYPTED = "encrypted"
    COMPRESSION = "compression"
    SPLIT = "split"
    LINK = "link"
    SPECIAL_FILE = "special_file"
    FOLDER_WITH_CONTENT = "folder_with_content"
    DAMAGED = "damaged"
    NAME_UNREADABLE = "name_unreadable"
    NAME_OUTSIDE = "name_outside"
    NAME_ABSOLUTE = "name_absolute"
    NAME_BACKSLASH = "name_backslash"
    NAME_SIGNS = "name_signs"
    NAME_RESERVED = "name_reserved"
    NAME_TOO_LONG = "name_too_long"
    DUPLICATE = "duplicate"
    COLLISION = "collision"
    FILE_AS_FOLDER = "file_as_folder"
    # what kind of package it is
    NO_MANIFEST = "no_manifest"
    MANIFEST_CASE = "manifest_case"
    MANIFEST_IN_FOLDER = "manifest_in_folder"
    MANY_PACKAGES = "many_packages"
    PACKAGE_INSIDE = "package_inside"
    COMMON_CARTRIDGE = "common_cartridge"
    XAPI = "xapi"
    AICC = "aicc"
    MOODLE_BACKUP = "moodle_backup"
    OFFICE_DOCUMENT = "office_document"
    EBOOK = "ebook"
    WEB_PAGES = "web_pages"
    # the manifest of a SCORM package
    XML_BROKEN = "xml_broken"
    XML_DOCTYPE = "xml_doctype"
    XML_TOO_BIG = "xml_too_big"
    NOT_A_MANIFEST = "not_a_manifest"
    NOT_SCORM = "not_scorm"
    OLD_SCORM = "old_scorm"
    SUBMANIFEST = "submanifest"
    NO_OUTLINE = "no_outline"
    NOTHING_LAUNCHABLE = "nothing_launchable"
    DUPLICATE_IDENTIFIER = "duplicate_identifier"
    UNKNOWN_RESOURCE = "unknown_resource"
    NOTHING_TO_OPEN = "nothing_to_open"
    LAUNCH_UNPLAYABLE = "launch_unplayable"
    HREF_MISSING = "href_missing"
    HREF_CASE = "href_case"
    HREF_OUTSIDE = "href_outside"
    HREF_EXTERNAL = "href_external"
    BAD_VALUE = "bad_value"
    SEQUENCING = "sequencing"
    UNKNOWN_SEQUENCING = "unknown_sequencing"
    # an H5P package
    JSON_BROKEN = "json_broken"
    JSON_TOO_BIG = "json_too_big"
    H5P_FIELD = "h5p_field"
    H5P_CONTENT_MISSING = "h5p_content_missing"
    H5P_LIBRARY_MISSING = "h5p_library_missing"
    H5P_LIBRARY_VERSION = "h5p_library_version"
    H5P_FILE_MISSING = "h5p_file_missing"
    H5P_CORE_API = "h5p_core_api"


class Remark(StrEnum):
    """What whoever uploads a package should know, though it may come in."""

    NAMES_GUESSED = "names_guessed"
    LITTER = "litter"
    NESTED_ARCHIVE = "nested_archive"
    PROGRAM = "program"
    FLASH = "flash"
    MANY_MANIFESTS = "many_manifests"
    VERSIONS_DIFFER = "versions_differ"
    VERSION_INFERRED = "version_inferred"
    OTHER_ORGANIZATIONS = "other_organizations"
    OUTLINE_MADE = "outline_made"
    NO_IDENTIFIER = "no_identifier"
    NO_TITLE = "no_title"
    NO_SCORM_TYPE = "no_scorm_type"
    NO_CONTENT = "no_content"
    PREREQUISITES = "prerequisites"
    H5P_UNCOMMON = "h5p_uncommon"
    H5P_REMOTE = "h5p_remote"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say about one file; the words are in `explain`."""

    code: Fault | Remark
    file: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


class PackageRefused(Exception):
    """A package that cannot come in. Carries the findings; nothing of it was kept."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(", ".join(finding.code.value for finding in findings[:5]))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a machine one package may take."""

    file_bytes: int = 500 * MEGABYTE
    directory_bytes: int = 2 * MEGABYTE  # the list of files; about 30 MB in the process that reads it
    entries: int = 5_000
    unpacked_bytes: int = 1_000 * MEGABYTE
    entry_bytes: int = 500 * MEGABYTE
    ratio: int = 200
    name_bytes: int = 200  # one folder's or file's name; file systems stop at 255
    path_bytes: int = 800
    path_depth: int = 30
    manifest_bytes: int = 3 * MEGABYTE // 2
    manifest_nodes: int = 60_000  # elements and attributes
    manifest_depth: int = 100
    items: int = 2_000
    sequencing_nodes: int = 500_000  # elements of shared sequencing, counted at each item that refers to it
    json_bytes: int = 4 * MEGABYTE
    json_brackets: int = 100_000


# Small files of very even content compress well and hurt nobody.
HARMLESS_BYTES = MEGABYTE
