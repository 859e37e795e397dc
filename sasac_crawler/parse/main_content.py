"""Where the text of an unknown page is: the element with the most paragraph text."""

from collections import defaultdict

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sasac_crawler.parse.furniture import is_furniture_element

_PARAGRAPHS = "p, td, div, section, article, span"
_LONG_ENOUGH = 15
_UP_DECAY = 0.5


def find_main_content(tree: LexborHTMLParser) -> LexborNode | None:
    """Return the element that holds most of the running text, or ``None`` if there is none.

    Every text of some length votes for its parent, and half as much for its grandparent; links and
    furniture do not vote.

    Example:
        >>> html = "<div id=nav><a href=/>首页</a></div><div id=c><p>" + "省国资委召开会议。" * 5 + "</div>"
        >>> find_main_content(LexborHTMLParser(html)).attributes["id"]
        'c'
    """
    votes: defaultdict[int, float] = defaultdict(float)
    nodes: dict[int, LexborNode] = {}
    for node in tree.css(_PARAGRAPHS):
        own = _own_text_length(node)
        if own < _LONG_ENOUGH or is_furniture_element(node):
            continue
        weight = float(own)
        holder = node if node.tag in ("div", "td", "section", "article") else node.parent
        for _ in range(2):
            if holder is None or holder.tag in ("body", "html"):
                break
            votes[holder.mem_id] += weight
            nodes[holder.mem_id] = holder
            weight *= _UP_DECAY
            holder = holder.parent
    best = max(votes, key=votes.__getitem__, default=None)
    return nodes[best] if best is not None else None


def _own_text_length(node: LexborNode) -> int:
    """Count the characters that stand in the element itself or in inline children but links."""
    length = 0
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            length += len((child.text_content or "").strip())
        elif child.tag in ("span", "font", "strong", "b", "em", "i", "u"):
            length += len(child.text().strip())
    return length
