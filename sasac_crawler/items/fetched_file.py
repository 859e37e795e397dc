"""An answer that is a file and not a page."""

import datetime as dt
from dataclasses import dataclass, field

from sasac_crawler.items.listing import ListedLink, PageRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedFile:
    """A document or picture that was fetched: the item that carries its bytes to the store."""

    site: str
    """Slug of the site."""

    channel: str | None
    """Id of the channel it was found on."""

    request: PageRequest
    """The request that brought it; the frontier entry it answers."""

    url: str
    """Final URL, after redirects."""

    seen_at: dt.datetime
    """When it was fetched, aware, UTC."""

    capture_id: str | None
    """The capture that holds its bytes."""

    body: bytes = field(repr=False)
    """The bytes, Content-Encoding undone."""

    content_type: str = ""
    """The header, with parameters."""

    content_disposition: str = ""
    """The header, its bytes as Latin-1."""

    is_entry: bool = False
    """Whether a list names the file itself, as if it were an article."""

    listed: ListedLink | None = None
    """What the list said about it."""
