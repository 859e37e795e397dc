"""``window._CONFIG`` of Guangdong's catalogue (gkmlpt): site id, tree of categories, an article's detail."""

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from sasac_crawler.parse.platforms.json_answers import whole_number

# The beginning of the object. example: "window._CONFIG = {" · counter-example: "window.CONFIG = {"
CONFIG: Final = re.compile(r"\b_CONFIG\s{0,5}=\s{0,5}\{")
# example: "SID: '2'", '"SID":200022' · counter-example: "SIDE: 2"
SITE_ID: Final = re.compile(r"\bSID['\"]?\s{0,5}:\s{0,5}['\"]?(\d{1,9})\b")
# example: "TREE: [" · counter-example: "TREE_TITLE: 1"
TREE: Final = re.compile(r"\bTREE['\"]?\s{0,5}:\s{0,5}(?=\[)")
# example: '"DETAIL":{' · counter-example: "DETAIL_URL: 1"
DETAIL: Final = re.compile(r"\bDETAIL['\"]?\s{0,5}:\s{0,5}(?=\{)")
_DECODER: Final = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A branch of the catalogue, directly below its root."""

    id: int
    name: str
    post_count: int | None
    """Entries by the site's own count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """What ``_CONFIG`` says of the catalogue."""

    site_id: str | None
    """``SID``, the number the interface wants."""

    categories: tuple[Category, ...]
    """The branches without a parent in the tree; a branch's list holds its children's entries."""


def read_catalogue(text: str) -> Catalogue | None:
    """Return what a page's ``_CONFIG`` says of the catalogue, ``None`` if it has none.

    Example:
        >>> script = 'window._CONFIG = {SID: 2, TREE: [{"id": 7, "name": "政策", "post_count": 3}]}'
        >>> read_catalogue(script).categories
        (Category(id=7, name='政策', post_count=3),)
    """
    start = CONFIG.search(text)
    if start is None:
        return None
    site_id = SITE_ID.search(text, start.end())
    branches = _value_after(TREE, text, start.end())
    found = [_category(one) for one in branches] if isinstance(branches, list) else []
    return Catalogue(
        site_id=site_id[1] if site_id else None,
        categories=tuple(one for one in found if one is not None),
    )


def read_detail(text: str) -> dict[str, Any] | None:
    r"""Return ``_CONFIG.DETAIL`` of an article page, ``None`` if there is none that can be read.

    Example:
        >>> read_detail(r'window._CONFIG = {"DETAIL": {"content": "\u003Cp\u003E正文"}}')
        {'content': '<p>正文'}
    """
    start = CONFIG.search(text)
    detail = _value_after(DETAIL, text, start.end()) if start else None
    return detail if isinstance(detail, dict) else None


def _value_after(key: re.Pattern[str], text: str, at: int) -> Any:  # noqa: ANN401 - JSON
    match = key.search(text, at)
    if match is None:
        return None
    try:
        return _DECODER.raw_decode(text, match.end())[0]
    except (ValueError, RecursionError):
        return None


def _category(branch: Any) -> Category | None:  # noqa: ANN401 - JSON
    number = whole_number(branch.get("id")) if isinstance(branch, dict) else None
    # A branch with an address of its own leads out of the catalogue.
    if number is None or branch.get("jump_url"):
        return None
    return Category(
        id=number, name=str(branch.get("name") or ""), post_count=whole_number(branch.get("post_count"))
    )
