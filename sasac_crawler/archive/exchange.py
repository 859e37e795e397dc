"""One HTTP exchange as it came off the wire: what is written to a WARC."""

import datetime as dt
import hashlib
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its answer, before anything reads them."""

    url: str
    """The URL asked for."""

    method: str
    """HTTP method."""

    request_headers: tuple[tuple[str, str], ...]
    """Headers sent, without cookies and credentials."""

    request_body: bytes = field(repr=False)
    """Body sent; empty for GET."""

    status: int
    """HTTP status code."""

    response_headers: tuple[tuple[str, str], ...]
    """Headers received."""

    body: bytes = field(repr=False)
    """Payload as received, still compressed."""

    received_at: dt.datetime
    """When the answer was complete, aware, UTC."""

    ip_address: str | None = None
    """Address the answer came from."""

    def header(self, name: str) -> str | None:
        """Return the first value of a header of the answer, on one line, or ``None``."""
        wanted = name.lower()
        found = (value for key, value in self.response_headers if key.lower() == wanted)
        value = next(found, None)
        return None if value is None else " ".join(value.split())

    @property
    def payload_digest(self) -> str:
        """``sha256:<hex>`` of the payload."""
        return f"sha256:{hashlib.sha256(self.body).hexdigest()}"
