"""The heads of HTTP messages as a WARC takes them: on one line each, in ASCII."""

from http import HTTPStatus
from typing import Final
from urllib.parse import quote_from_bytes

_NOT_AS_SENT: Final = frozenset(("transfer-encoding", "content-length"))
"""Headers that describe the transfer, not the payload that is stored."""
_ASCII: Final = bytes(range(128))


def status_line(status: int) -> str:
    """Return the status line of an answer."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        # 521 and other inventions of Chinese firewalls have no phrase.
        phrase = "Unassigned"
    return f"HTTP/1.1 {status} {phrase}"


def http_headers(
    headers: tuple[tuple[str, str], ...], body: bytes, *, has_length: bool = True
) -> tuple[tuple[str, str], ...]:
    """Return the headers of a message as they are stored: what describes the transfer, not the payload, left out.

    Args:
        headers: as they were sent.
        body: the payload as it is stored; its length is stated.
        has_length: whether to state that there is none, too.

    Example:
        >>> http_headers((("Transfer-Encoding", "chunked"), ("Server", "x")), b"ab")
        (('Server', 'x'), ('Content-Length', '2'))
    """
    kept = [
        (_as_ascii(name), _as_ascii(_one_line(value)))
        for name, value in headers
        if name.lower() not in _NOT_AS_SENT
    ]
    if body or has_length:
        kept.append(("Content-Length", str(len(body))))
    return tuple(kept)


def _as_ascii(value: str) -> str:
    """Escape the bytes beyond ASCII of a header (``%B9%FA``): heads are ASCII, as tools expect them.

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
