"""What is known about the text of a file, and the limits it was read under."""

from dataclasses import dataclass
from enum import StrEnum

from sasac_crawler.attachments.kinds import Kind
from sasac_crawler.items import Issue


class Outcome(StrEnum):
    """How the reading of one file ended; every one but ``EXTRACTED`` leaves ``text`` empty or partial."""

    EXTRACTED = "extracted"
    NO_TEXT_LAYER = "no_text_layer"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    NOT_A_FILE = "not_a_file"
    NO_EXTRACTOR = "no_extractor"
    EXTRACTOR_FAILED = "extractor_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedText:
    """The text of one file, or why there is none."""

    kind: Kind
    """What the bytes are."""

    outcome: Outcome
    """How the reading ended."""

    text: str = ""
    """The text in reading order; pages and members are separated by blank lines."""

    pages: int | None = None
    """Pages, sheets or members; ``None`` where the kind has none or they were not counted."""

    detail: str = ""
    """For anything but success one English sentence saying what happened."""

    issues: tuple[Issue, ...] = ()
    """Doubts: text that was cut, pages that could not be read, members left out."""

    extractor: str = ""
    """The library that read it; empty if none did."""

    extractor_version: str = ""
    """Version of that library."""

    members: tuple[str, ...] = ()
    """Names of the files inside an archive, as far as they were listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What reading one file may cost."""

    file_bytes: int = 64 << 20
    """Largest file that is read at all."""

    characters: int = 2_000_000
    """Longest text kept; more is cut with the issue ``text_cut``."""

    unpacked_bytes: int = 256 << 20
    """What all members of a zip may unpack to."""

    members: int = 1000
    """Members of a zip that are read; the others are counted in an issue."""

    pages: int = 5000
    """Pages of a PDF or OFD that are read."""

    memory_bytes: int = 1 << 30
    """Address space of the child."""

    cpu_seconds: int = 30
    """Processor time per file."""

    wall_seconds: float = 60.0
    """Time on the clock per file."""

    files_per_child: int = 500
    """After so many files a fresh child is started, so that leaks have an end."""
