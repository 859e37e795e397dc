"""National page tags (网页标签) and their vendor variants.

国办发〔2017〕47号, annex 《网页设计规范》; the deviations are listed in the project's facts (cms.md §1.2).
"""

from collections.abc import Mapping

from selectolax.lexbor import LexborHTMLParser

_EMPTY_VALUES = frozenset(("", "null", "undefined", "网站名称", "政府网站标识码"))


def read_metatags(tree: LexborHTMLParser) -> Mapping[str, str]:
    """Return the ``<meta name content>`` of a page, names in lower case, first one wins.

    Empty values, ``null`` and placeholder texts count as absent. HTML inside a value is taken out.

    Example:
        >>> tree = LexborHTMLParser('<meta name="PubDate"content="2021-02-24 10:30"><meta name=a content="">')
        >>> dict(read_metatags(tree))
        {'pubdate': '2021-02-24 10:30'}
    """
    tags: dict[str, str] = {}
    for node in tree.css("meta[name][content]"):
        name = (node.attributes.get("name") or "").strip().lower()
        value = _plain(node.attributes.get("content") or "")
        if name and value not in _EMPTY_VALUES:
            tags.setdefault(name, value)
    return tags


def _plain(value: str) -> str:
    if "<" in value:
        value = LexborHTMLParser(value).text()
    return " ".join(value.split())
