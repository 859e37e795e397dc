"""What a file is called, from everything that names it."""

import re
import unicodedata
from email.message import Message
from typing import Final
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

LONGEST_NAME: Final = 200
"""Bytes in UTF-8; file systems stop at 255 and a prefix may be wanted."""

# A suffix of a document. example: "附件1.PDF" · counter-example: "关于3.5亿元"
SUFFIX: Final = re.compile(
    r"\.(?:pdf|ofd|docx?|wps|xlsx?|et|pptx?|dps|zip|rar|7z|txt|csv|rtf|jpe?g|png|gif|bmp|tiff?|webp)$",
    re.IGNORECASE,
)
# Percent-encoding. example: "%E9%99%84" · counter-example: "增长5%"
PERCENT: Final = re.compile(r"%[0-9A-Fa-f]{2}")
# Names Windows keeps for itself. example: "CON.pdf" · counter-example: "CONTRACT.pdf"
RESERVED: Final = re.compile(r"(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?:\.|$)", re.IGNORECASE)
_FORBIDDEN: Final = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
_QUERY_KEYS: Final = ("filename", "file", "name", "oldname")


def file_name(*, url: str = "", link_text: str = "", content_disposition: bytes | str = b"") -> str:
    """Return the best name for a file: never a path, never empty, safe on every file system.

    The server's name comes first (RFC 6266; ``filename*`` of RFC 5987 before ``filename``), then the
    words of the link, then the URL. Words without a suffix borrow the URL's. Bytes are UTF-8 if they
    can be, else GB18030.

    Args:
        url: address of the file, as in the href (a newline inside it is dropped, as browsers do).
        link_text: words of the link.
        content_disposition: value of the header, as bytes or decoded as Latin-1.

    Example:
        >>> file_name(url="http://x.test/P0202.pdf", link_text="附件1：办法")
        '附件1：办法.pdf'
        >>> file_name(content_disposition="attachment; filename=办法.doc".encode("gbk"))
        '办法.doc'
        >>> file_name(url="http://x.test/downfile.jsp?filename=%B0%EC%B7%A8.doc")
        '办法.doc'
        >>> file_name(url="http://x.test/../../etc/passwd")
        'passwd'
    """
    from_url = _name_in_url("".join(url.split()) if "\n" in url or "\r" in url else url)
    from_header = _name_in_header(content_disposition)
    chosen = from_header or link_text.strip() or from_url
    if not SUFFIX.search(chosen):
        suffix = SUFFIX.search(from_url)
        chosen += suffix.group() if suffix else ""
    return _made_safe(chosen if from_header or chosen == from_url else chosen.replace("/", "_"))


def _name_in_url(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:  # an unbalanced bracket where a host should be
        return ""
    query = dict(parse_qsl(parts.query, encoding="latin-1", max_num_fields=None))
    for key in _QUERY_KEYS:
        name = _decoded(query.get(key, "").encode("latin-1", "ignore"))
        if SUFFIX.search(name):
            return name
    last = parts.path.replace("\\", "/").rpartition("/")[2]
    return _decoded(unquote_to_bytes(last))


def _name_in_header(header: bytes | str) -> str:
    value = header.decode("latin-1") if isinstance(header, bytes) else header
    if not value:
        return ""
    message = Message()
    message["Content-Disposition"] = "".join(value.splitlines())
    given: list[tuple[str, str | tuple[str, str, str]]]
    given = list(message.get_params(failobj=[], header="content-disposition"))
    names = [content for key, content in given if key.lower() == "filename"]
    extended = [content for content in names if isinstance(content, tuple)]
    if extended:
        return _decoded(extended[0][2].encode("latin-1", "ignore"))
    plain = [content for content in names if isinstance(content, str)]
    name = _decoded(plain[0].encode("latin-1", "ignore")) if plain else ""
    return _decoded(unquote_to_bytes(name)) if PERCENT.search(name) else name


def name_in_bytes(raw: bytes) -> str | None:
    """Return the name that bytes hold, ``None`` where they are neither UTF-8 nor GB18030.

    Text that is valid UTF-8 is hardly ever anything else; GBK is what old Chinese servers send and archives hold.

    Example:
        >>> name_in_bytes("办法.doc".encode("gbk"))
        '办法.doc'
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _decoded(raw: bytes) -> str:
    return name_in_bytes(raw) or raw.decode("latin-1")


def _made_safe(name: str) -> str:
    visible = "".join(" " if char.isspace() else char for char in name)
    visible = "".join(char for char in visible if unicodedata.category(char)[0] != "C")
    last = visible.replace("\\", "/").rstrip("/").rpartition("/")[2]
    clean = " ".join(last.translate(_FORBIDDEN).split()).strip(". ")
    if RESERVED.match(clean):
        clean = "_" + clean
    return _shortened(clean) or "attachment"


def _shortened(name: str) -> str:
    suffix = SUFFIX.search(name)
    tail = suffix.group() if suffix else ""
    stem = name.removesuffix(tail) if tail else name
    room = LONGEST_NAME - len(tail.encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + tail
