"""What can go wrong in a call, and the number each version of the standard gives to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Version(StrEnum):
    """The two run-time environments we speak; 2004 is the 4th edition, which takes the 2nd and 3rd in."""

    SCORM_12 = "1.2"
    SCORM_2004 = "2004"


class Trouble(StrEnum):
    """One way a call fails, the same in both versions; only its number differs."""

    INITIALISED_TWICE = "initialised twice"
    INITIALISED_AFTER_END = "initialised after the end"
    END_TOO_EARLY = "ended before it began"
    END_TWICE = "ended twice"
    GET_TOO_EARLY = "read before it began"
    GET_TOO_LATE = "read after the end"
    SET_TOO_EARLY = "written before it began"
    SET_TOO_LATE = "written after the end"
    COMMIT_TOO_EARLY = "committed before it began"
    COMMIT_TOO_LATE = "committed after the end"
    ARGUMENT = "the call takes no such argument"
    GET_NOTHING = "no element named to be read"
    SET_NOTHING = "no element named to be written"
    NO_CHILDREN = "the element has no _children"
    NO_COUNT = "the element has no _count"
    NO_VERSION = "the element has no _version"
    GET_BEYOND = "no such record yet"
    SET_BEYOND = "records are written in order, without gaps"
    TOO_MANY = "no more records are kept"
    UNKNOWN = "the model has no such element"
    NOT_KEPT = "an element of another model, which is not kept"
    UNSET = "the element has no value yet"
    READ_ONLY = "the element is read only"
    KEYWORD = "a keyword cannot be written"
    WRITE_ONLY = "the element is write only"
    TYPE = "the value is not of the element's type"
    RANGE = "the value is out of the element's range"
    NEEDS = "another element must be written first"
    NOT_UNIQUE = "the same value stands in another record"
    ONCE = "the value cannot be changed once it is set"
    COMMIT = "the commit cannot be read or is too large"


CODES_12 = MappingProxyType(
    {
        Trouble.INITIALISED_TWICE: 101,
        Trouble.INITIALISED_AFTER_END: 101,
        Trouble.END_TOO_EARLY: 301,
        Trouble.END_TWICE: 301,
        Trouble.GET_TOO_EARLY: 301,
        Trouble.GET_TOO_LATE: 301,
        Trouble.SET_TOO_EARLY: 301,
        Trouble.SET_TOO_LATE: 301,
        Trouble.COMMIT_TOO_EARLY: 301,
        Trouble.COMMIT_TOO_LATE: 301,
        Trouble.ARGUMENT: 201,
        Trouble.GET_NOTHING: 201,
        Trouble.SET_NOTHING: 201,
        Trouble.NO_CHILDREN: 202,
        Trouble.NO_COUNT: 203,
        Trouble.NO_VERSION: 201,
        Trouble.GET_BEYOND: 201,
        Trouble.SET_BEYOND: 201,
        Trouble.TOO_MANY: 101,
        Trouble.UNKNOWN: 201,
        Trouble.NOT_KEPT: 401,
        Trouble.READ_ONLY: 403,
        Trouble.KEYWORD: 402,
        Trouble.WRITE_ONLY: 404,
        Trouble.TYPE: 405,
        Trouble.RANGE: 405,
        Trouble.COMMIT: 101,
    }
)
CODES_2004 = MappingProxyType(
    {
        Trouble.INITIALISED_TWICE: 103,
        Trouble.INITIALISED_AFTER_END: 104,
        Trouble.END_TOO_EARLY: 112,
        Trouble.END_TWICE: 113,
        Trouble.GET_TOO_EARLY: 122,
        Trouble.GET_TOO_LATE: 123,
        Trouble.SET_TOO_EARLY: 132,
        Trouble.SET_TOO_LATE: 133,
        Trouble.COMMIT_TOO_EARLY: 142,
        Trouble.COMMIT_TOO_LATE: 143,
        Trouble.ARGUMENT: 201,
        Trouble.GET_NOTHING: 301,
        Trouble.SET_NOTHING: 351,
        Trouble.NO_CHILDREN: 301,
        Trouble.NO_COUNT: 301,
        Trouble.NO_VERSION: 301,
        Trouble.GET_BEYOND: 301,
        Trouble.SET_BEYOND: 351,
        Trouble.TOO_MANY: 351,
        Trouble.UNKNOWN: 401,
        Trouble.NOT_KEPT: 402,
        Trouble.UNSET: 403,
        Trouble.READ_ONLY: 404,
        Trouble.KEYWORD: 404,
        Trouble.WRITE_ONLY: 405,
        Trouble.TYPE: 406,
        Trouble.RANGE: 407,
        Trouble.NEEDS: 408,
        Trouble.NOT_UNIQUE: 351,
        Trouble.ONCE: 351,
        Trouble.COMMIT: 391,
    }
)
CODES = MappingProxyType({Version.SCORM_12: CODES_12, Version.SCORM_2004: CODES_2004})

TEXTS_12 = MappingProxyType(
    {
        0: "No error",
        101: "General exception",
        201: "Invalid argument error",
        202: "Element cannot have children",
        203: "Element not an array - cannot have count",
        301: "Not initialized",
        401: "Not implemented error",
        402: "Invalid set value, element is a keyword",
        403: "Element is read only",
        404: "Element is write only",
        405: "Incorrect data type",
    }
)
TEXTS_2004 = MappingProxyType(
    {
        0: "No Error",
        101: "General Exception",
        102: "General Initialization Failure",
        103: "Already Initialized",
        104: "Content Instance Terminated",
        111: "General Termination Failure",
        112: "Termination Before Initialization",
        113: "Termination After Termination",
        122: "Retrieve Data Before Initialization",
        123: "Retrieve Data After Termination",
        132: "Store Data Before Initialization",
        133: "Store Data After Termination",
        142: "Commit Before Initialization",
        143: "Commit After Termination",
        201: "General Argument Error",
        301: "General Get Failure",
        351: "General Set Failure",
        391: "General Commit Failure",
        401: "Undefined Data Model Element",
        402: "Unimplemented Data Model Element",
        403: "Data Model Element Value Not Initialized",
        404: "Data Model Element Is Read Only",
        405: "Data Model Element Is Write Only",
        406: "Data Model Element Type Mismatch",
        407: "Data Model Element Value Out Of Range",
        408: "Data Model Dependency Not Established",
    }
)
TEXTS = MappingProxyType({Version.SCORM_12: TEXTS_12, Version.SCORM_2004: TEXTS_2004})


@dataclass(frozen=True, slots=True)
class Fault:
    """A refused call: which element, why, and the standard's number for it."""

    element: str
    trouble: Trouble
    code: int


def fault(version: Version, trouble: Trouble, element: str = "") -> Fault:
    """The fault with its number in that version; 1.2 has one number where 2004 tells more."""
    return Fault(element[:200], trouble, CODES[version].get(trouble, 101))
