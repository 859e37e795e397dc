"""What the store works out of an article, where that was done before it comes to the store."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRecord:
    """What is stored of an article beside its page; each follows from the article alone."""

    record: dict[str, Any] = field(repr=False)
    """Its row and details, as ``store.records.record_of`` gives them."""

    packed: bytes = field(repr=False)
    """The record as it is kept."""

    state: str
    """Key of what the article says."""

    document: str
    """Key of the document its address belongs to."""

    text_key: str
    """What tells its text from others."""

    tokens: tuple[str, str] | None = field(default=None, repr=False)
    """What goes into the search index, of title and body, and of the title; ``None`` if not worked out yet."""

    sketch: tuple[int, ...] | None = field(default=None, repr=False)
    """By what near duplicates are found; ``None`` if not worked out yet."""
