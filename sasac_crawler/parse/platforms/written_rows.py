"""Rows of a list that a script writes into the page: ``document.write("<li><a href='…'>…</a>…")``."""

import re
from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from sasac_crawler.items import ListedLink
from sasac_crawler.parse.links import listed_link, unique_links
from sasac_crawler.parse.list_rows import rows_with_links
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms.reading import ListContext

# A line of a script that is a comment. example: "  //document.write(…)" ·
# counter-example: "var a = 'http://x.test'"
COMMENT_LINE: Final = re.compile(r"^[ \t]{0,100}//[^\n]{0,5000}", re.MULTILINE)
# A link within the text of a script. example: "<a href='./a.html'" · counter-example: "a.href = b"
LINK: Final = re.compile(r"<a\s[^<>]{0,300}href\s{0,3}=\s{0,3}\\?['\"]", re.IGNORECASE)
_MOST_SCRIPTS: Final = 200


def written_links(page: Page, context: ListContext) -> tuple[ListedLink, ...]:
    """Return what the scripts of a page write as rows of link and date; empty if they write none.

    Only whole rows in a text of the script are read, nothing is computed: an address put together from
    variables is not found.
    """
    return unique_links(
        listed_link(link, beside, base=page.url, own_hosts=context.site.hosts)
        for text in _scripts(page)
        for link, beside in rows_with_links(LexborHTMLParser(_as_markup(text)))
    )


def _scripts(page: Page) -> Iterator[str]:
    for node in page.tree.css("script:not([src])")[:_MOST_SCRIPTS]:
        text = COMMENT_LINE.sub("", node.text())
        if LINK.search(text):
            yield text


def _as_markup(text: str) -> str:
    """Return a script's text with the escapes of its strings undone and each line a row of its own."""
    plain = text.replace("\\/", "/").replace('\\"', '"').replace("\\'", "'")
    return "".join(f"<div>{line}</div>" for line in plain.split("\n") if "<a" in line)
