"""The key under which replay tools look a URL up: SURT, "sort-friendly URI reordering transform".

Own code, because the one library there is (``surt``) is under the AGPL and this project under the MIT
licence. Written from what the rule is known to do and compared with that library as a black box
(``tests/archive/test_url_key.py``); unlike it, numbers that are no dotted IPv4 address are left as they are.
"""

import re
from functools import lru_cache
from typing import Final
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

_PORTS: Final = {"http": 80, "https": 443, "ftp": 21}
# The label that says nothing. example: "www2." · counter-example: "www-gzw."
_WWW: Final = re.compile(r"www\d{0,9}\.")
# Sessions in the query. example: "sid=" and 32 letters or digits · counter-example: "sid=12"
_SESSIONS: Final = tuple(
    re.compile(rf"(?:{form})(?:&|$)")
    for form in (
        "jsessionid=[0-9a-z]{32}",
        "phpsessid=[0-9a-z]{32}",
        "sid=[0-9a-z]{32}",
        "aspsessionid[a-z]{8}=[a-z]{24}",
        "cfid=[^&]{1,500}&cftoken=[^&]{1,500}",
    )
)
# A session in the path of ASP.NET. example: "/(S(4hqa0555fwsecu455xqckv45))/a.aspx" · counter-example: "/(1)/a.aspx"
_ASP_SESSION: Final = re.compile(
    r"/\((?:[a-z]\([0-9a-z]{24}\)){1,3}\)(?=/[^?]{1,2000}\.aspx)|/\([0-9a-z]{24}\)(?=/[^?]{1,2000}\.aspx)"
)
# What needs no escape and holds none. example: "/col/art_1.html" · counter-example: "/%E5"
_PLAIN: Final = re.compile(r"[!\"$&-~]*")
_ESCAPED: Final = tuple(
    f"%{byte:02x}" if byte <= ord(" ") or byte >= 0x7F or byte in b"#%" else chr(byte)  # noqa: PLR2004 - what is not printable ASCII
    for byte in range(256)
)
# A URL with nothing to undo, escape or sort. example: "http://gzw.x.test/art_1.html" · counter-example: "http://x.test/a?b"
_PLAIN_URL: Final = re.compile(r"(https?)://([0-9a-z.:-]{1,300})(/[!\"$&->@-~]*)")
# What urlsplit takes away. example: "\t" · counter-example: " "
_CONTROL: Final = re.compile(r"[\t\r\n]")


def url_key(url: str) -> str:
    """Return the key of a URL: host turned round, port if unusual, path, query in order, in lower case.

    Args:
        url: as it was asked for.

    Example:
        >>> url_key("https://WWW.Sasac.gov.cn:443/n1/c2/content.html")
        'cn,gov,sasac)/n1/c2/content.html'
        >>> url_key("http://gzw.x.test/国资/?col=2&Appid=1#top")
        'test,x,gzw)/%e5%9b%bd%e8%b5%84?appid=1&col=2'
    """
    plain = _PLAIN_URL.fullmatch(url)
    try:
        if plain:
            return f"{_host(plain[1], plain[2])}){_path(plain[3].lower())}"
        parts = urlsplit(_CONTROL.sub("", url.strip()))
        host = _host(parts.scheme, parts.netloc)
    except ValueError:
        return url  # no port, no IDN, no address: other indexers leave it as it is, too
    if not parts.netloc:
        return url
    path = _path(_canonical(parts.path))
    query = _query(_canonical(parts.query))
    return f"{host}){path}{'?' if query else ''}{query}"


@lru_cache(maxsize=256)  # an archive has few hosts and many pages of each
def _host(scheme: str, netloc: str) -> str:
    parts = SplitResult(scheme, netloc, "", "", "")
    host = (parts.hostname or "").strip(".")
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    labels = _WWW.sub("", host, count=1).split(".") if _WWW.match(host) else host.split(".")
    port = parts.port
    is_usual = port is None or port == _PORTS.get(parts.scheme)
    return ",".join(reversed([one for one in labels if one])) + ("" if is_usual else f":{port}")


def _canonical(text: str) -> str:
    """Undo every percent escape, however often it was escaped, and escape what must be."""
    if _PLAIN.fullmatch(text):
        return text.lower()
    raw = text.encode("utf-8", "surrogatepass")
    while (undone := unquote_to_bytes(raw)) != raw:
        raw = undone
    return "".join(map(_ESCAPED.__getitem__, raw)).lower()


def _path(path: str) -> str:
    names: list[str] = []
    for name in path.split("/")[1:]:
        if name == ".." and names:
            names.pop()  # also an empty one, between two slashes, or one that leads out
        elif name != ".":
            names.append(name)
    return _ASP_SESSION.sub("", "/" + "/".join(name for name in names if name))


def _query(query: str) -> str:
    for session in _SESSIONS:
        query = _without_last(session, query)
    # By name, then value: "a" before "a=", "a=" before "a=1", and all before "a-b".
    return "&".join(sorted(query.split("&"), key=lambda one: one.split("=", 1)))


def _without_last(pattern: re.Pattern[str], query: str) -> str:
    found, position = None, 0
    while (match := pattern.search(query, position)) is not None:
        found, position = match, match.start() + 1
    return query if found is None else query[: found.start()] + query[found.end() :]
