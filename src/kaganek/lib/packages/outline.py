"""What a course package holds, as a player needs it."""

from dataclasses import dataclass, field
from enum import StrEnum


class ItemKind(StrEnum):
    """What opening a position of the outline does."""

    SCO = "sco"  # talks to the platform
    ASSET = "asset"  # is only shown
    FOLDER = "folder"  # holds others and opens nothing


@dataclass(frozen=True, slots=True)
class Settings:
    """What the manifest lays down for one item; texts as the data model takes them, "" for nothing.

    In SCORM 1.2: mastery_score, max_time_allowed, time_limit_action, launch_data, prerequisites.
    In SCORM 2004 all but mastery_score and prerequisites.
    """

    mastery_score: str = ""  # 0 to 100
    scaled_passing_score: str = ""  # -1 to 1
    completion_threshold: str = ""  # 0 to 1
    max_time_allowed: str = ""
    time_limit_action: str = ""
    launch_data: str = ""
    prerequisites: str = ""
    objectives: tuple[str, ...] = ()  # identifiers, the primary one first
    shared_data: tuple[str, ...] = ()  # targets of adl.data (4th edition)
    hidden_buttons: tuple[str, ...] = ()  # which of the player's own buttons the package does not want


@dataclass(frozen=True, slots=True)
class Item:
    """One position of the outline."""

    identifier: str
    title: str
    kind: ItemKind
    path: str = ""  # of the file to open, within the package
    launch: str = ""  # the same as a relative address, with parameters
    visible: bool = True
    settings: Settings = field(default_factory=Settings)
    children: tuple["Item", ...] = ()
