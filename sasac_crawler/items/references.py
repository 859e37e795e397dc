"""What a text refers to: organisations it names, documents it cites."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place where a text names an organisation."""

    org_id: str
    """Id of the organisation."""

    surface: str
    """The name as printed."""

    offset: int
    """Where it begins, in code points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One place where a text names another document."""

    kind: Literal["document_number", "title"]
    """Whether it is a number or a title."""

    text: str
    """The characters as printed, 《》 included."""

    canonical: str
    """The number in canonical form, or the title without outer marks and white space."""

    offset: int
    """Position of the first character in the text."""
