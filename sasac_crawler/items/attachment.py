"""Documents that hang on an article."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentLink:
    """A link from an article to a document or picture that belongs to its content."""

    url: str
    """Absolute URL of the document."""

    name: str
    """The name the page gives it, or the last part of the URL."""

    kind: str
    """``document``, ``image`` or ``media``."""
