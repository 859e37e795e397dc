"""A scripted redesign: the same content in another design. The same seed gives the same page.

Class names and ids are shuffled, wrappers are put around blocks, the furniture changes places, headlines
and paragraphs become other elements, comments go. The national page tags and every word stay.
"""

import hashlib
import random
from typing import Final

from lxml import html
from lxml.html import HtmlElement

_KEPT_IDS: Final = frozenset(("_jiucuo_",))
_WRAPPED: Final = 0.4
_BLOCKS: Final = ("div", "p", "ul", "table", "h1", "h2", "h3")
_RETAGGED: Final = {"h1": "div", "h2": "div", "h3": "div"}


def redesign(markup: str, *, seed: int) -> str:
    """Return a page in another design.

    Args:
        markup: the decoded page.
        seed: which design.
    """
    chance = random.Random(seed)  # noqa: S311 - a test that must be repeatable
    root = html.document_fromstring(markup, parser=html.HTMLParser(encoding="utf-8", remove_comments=True))
    body = root.find("body")
    if body is None:
        return markup
    _rename(body, seed)
    _retag(body, paragraphs="div" if chance.random() < 0.5 else "p")
    _move_furniture(body, chance)
    _wrap(body, chance)
    return str(html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>"))


def _rename(body: HtmlElement, seed: int) -> None:
    """Give every class and id another name, the same for the same."""
    for element in body.iter():
        if not isinstance(element.tag, str):
            continue
        for name in ("class", "id"):
            value = element.get(name)
            if value and value not in _KEPT_IDS:
                element.set(name, " ".join(_name(word, seed) for word in value.split()))


def _name(word: str, seed: int) -> str:
    return "x" + hashlib.sha256(f"{seed}:{word}".encode()).hexdigest()[:6]


def _retag(body: HtmlElement, *, paragraphs: str) -> None:
    for element in list(body.iter(*_RETAGGED)):
        element.tag = _RETAGGED[element.tag]
    for element in list(body.iter("p")):
        element.tag = paragraphs


def _move_furniture(body: HtmlElement, chance: random.Random) -> None:
    """Turn the blocks at the end of every container around: share buttons, controls, lists of links."""
    for parent in list(body.iter("div", "body")):
        blocks = [child for child in parent if child.tag == "div" and len(child.findall(".//a")) > 1]
        longest = max((len(child.text_content()) for child in parent), default=0)
        moved = [child for child in blocks if len(child.text_content()) < min(longest, 80)]
        if len(moved) > 1 and chance.random() < _WRAPPED * 2:
            for child in reversed(moved):
                tail, child.tail = child.tail, None
                parent.remove(child)
                parent.append(child)
                if tail and tail.strip():
                    child.tail = tail


def _wrap(body: HtmlElement, chance: random.Random) -> None:
    """Put boxes around blocks."""
    for element in list(body.iter(*_BLOCKS)):
        parent = element.getparent()
        if parent is None or parent.tag not in ("div", "body") or chance.random() >= _WRAPPED:
            continue
        box = html.Element("div", {"class": f"w{chance.randint(1, 99)}"})
        parent.replace(element, box)
        box.tail, element.tail = element.tail, None
        box.append(element)
