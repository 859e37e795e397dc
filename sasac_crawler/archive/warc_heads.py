"""The heads of HTTP messages as a WARC takes them: on one line each, in ASCII."""

from http import HTTPStatus
from typing import Final
from urllib.parse import quote_from_bytes

from warcio.statusandheaders import StatusAndHeaders

_NOT_AS_SENT: Final = frozenset(("transfer-encoding", "content-length"))
"""Headers that describe the transfer, not the payload that is stored."""
_ASCII: Final = bytes(range(128))


def status_line(status: int) -> str:
    """Return the status line of an answer, without the version."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        # 521 and other inventions of Chinese firewalls have no phrase.
        phrase = "Unassigned"
    return f"{status} {phrase}"


def http_headers(headers: tuple[tuple[str, str], ...], first_line: str, body: bytes) -> StatusAndHeaders:
    """Return the head of a message as it is stored: what describes the transfer, not the payload, left out."""
    kept = [
        (_as_ascii(name), _as_ascii(_one_line(value)))
        for name, value in headers
        if name.lower() not in _NOT_AS_SENT
    ]
    if body or not first_line.startswith("GET"):
        kept.append(("Content-Length", str(len(body))))
    if first_line.endswith("HTTP/1.1"):
        return StatusAndHeaders(first_line, kept, is_http_request=True)
    return StatusAndHeaders(first_line, kept, protocol="HTTP/1.1")


def _as_ascii(value: str) -> str:
    """Escape the bytes beyond ASCII of a header (``%B9%FA``): warcio fails on some, such as ``国; path=/``.

    Headers come as Latin-1, which stands for the bytes that were sent, whatever charset they are in.

    Example:
        >>> _as_ascii("国资委; a=1".encode("gb18030").decode("latin-1"))
        '%B9%FA%D7%CA%CE%AF; a=1'
    """
    if value.isascii():
        return value
    try:
        return quote_from_bytes(value.encode("latin-1"), safe=_ASCII)
    except UnicodeEncodeError:
        return quote_from_bytes(value.encode("utf-8", "surrogatepass"), safe=_ASCII)


def _one_line(value: str) -> str:
    return value.replace("\r", " ").replace("\n", " ").replace("\0", "")
