"""What was done to a text, where a value came from, and what is doubtful."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One application of one normalisation rule to one text.

    A step replaces ``removed`` by ``inserted`` at ``offset``. Steps are applied in order, each to
    the text the one before it left; undone in reverse order they give the raw text back.
    """

    rule: str
    """Name of the rule; equals the name of the function or table entry that made the change."""

    offset: int
    """Position in code points in the text as it stands when this step is applied."""

    removed: str
    """The characters taken out at ``offset``."""

    inserted: str = ""
    """The characters put in their place; empty for a removal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A recorded doubt: something a person should look at, never resolved by silence."""

    code: str
    """Stable snake_case identifier, e.g. ``date_conflict`` or ``unknown_source``."""

    message: str
    """One sentence in English that a reader without the code understands."""

    field: str | None = None
    """The field of the record it concerns, or ``None`` for the whole page."""

    evidence: tuple[str, ...] = ()
    """The characters that gave rise to it, or all the candidates that disagree, as printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One place on a page that gave a value for a field; several may disagree."""

    field: str
    """Field of the record, e.g. ``title`` or ``date_published``."""

    raw: str
    """The characters as printed."""

    rule: str
    """Where it was read: ``header_line``, ``meta:PubDate``, ``layout:title``, ``list``, ``url``."""
