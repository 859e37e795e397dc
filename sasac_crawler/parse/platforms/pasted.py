"""Marks of one system inside the text of another: what an editor pasted says nothing about the page."""

import re
from typing import Final

from selectolax.lexbor import LexborNode

# The name of an element that holds an author's text. example: "TRS_Editor", "Zoom" · counter-example: "content"
BODY_NAME: Final = re.compile(
    r"(?:^|\s)(?:TRS_Editor|trs_editor_view|TRS_UEDITOR|cas_content|zoom|zsy_comain|v_news_content|UCAP-CONTENT)(?:\s|$)",
    re.IGNORECASE,
)


def is_pasted(node: LexborNode) -> bool:
    """Return whether an element stands within the body of an article, as reprinted pages do.

    Example:
        >>> from selectolax.lexbor import LexborHTMLParser
        >>> html = '<div class=TRS_Editor><p>转载：</p><div id="UCAP-CONTENT">正文</div></div><div id=a></div>'
        >>> tree = LexborHTMLParser(html)
        >>> is_pasted(tree.css_first("#UCAP-CONTENT")), is_pasted(tree.css_first("#a"))
        (True, False)
    """
    holder = node.parent
    while holder is not None:
        attributes = holder.attributes
        if BODY_NAME.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"):
            return True
        holder = holder.parent
    return False
