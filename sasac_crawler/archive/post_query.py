"""What a request with a body adds to the key of its URL, so that a replay tells two answers apart.

The convention of pywb and ReplayWeb.page (https://specs.webrecorder.net/request-body-canonicalization/):
the method and the body are appended to the URL as if they were a query.
"""

import base64
import json
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote_plus, urlencode

WITH_BODY: Final = frozenset(("POST", "PUT"))
_LONGEST: Final = 4096
"""Characters of a body that make part of a key."""


def body_query(content_type: str, body: bytes) -> str:
    """Return a body as a query, at most 4096 characters of it.

    Args:
        content_type: of the request.
        body: as sent.

    Example:
        >>> body_query("application/x-www-form-urlencoded; charset=UTF-8", b"col=1&title=%E5%9B%BD")
        'col=1&title=国'
        >>> body_query("application/json", b'{"page": 2, "where": [{"page": 3}]}')
        'page=2&page.2_=3'
        >>> body_query("application/octet-stream", b"abc")
        '__wb_post_data=YWJj'
    """
    kind = content_type.partition(";")[0].strip().lower()
    try:
        if kind == "application/x-www-form-urlencoded":
            query = unquote_plus(body.decode())
        elif kind in ("application/json", "text/plain"):
            query = _of_json(body)
        else:
            query = _of_bytes(body)
    except ValueError:
        query = "" if kind == "application/json" else _of_bytes(body)
    return query[:_LONGEST]


def with_body(url: str, *, method: str, query: str) -> str:
    """Return the URL that stands for a URL, a method and a body.

    Example:
        >>> with_body("http://x.test/list?col=1", method="POST", query="page=2")
        'http://x.test/list?col=1&__wb_method=POST&page=2'
    """
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}__wb_method={method}" + (f"&{query}" if query else "")


def _of_bytes(body: bytes) -> str:
    return "__wb_post_data=" + base64.b64encode(body).decode()


def _of_json(body: bytes) -> str:
    values: dict[str, str] = {}
    times: dict[str, int] = {}
    for name, value in _leaves(json.loads(body), ""):
        times[name] = times.get(name, 0) + 1
        values[name if times[name] == 1 else f"{name}.{times[name]}_"] = str(value)
    return urlencode(values)


def _leaves(value: Any, name: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - JSON is anything
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one, name)
    elif name:
        yield name, value
