"""Platform VSB (博达): ``/zcfg/tzgg.htm``, then ``/zcfg/tzgg/3.htm`` and down to ``1.htm``."""

import re
from dataclasses import replace
from typing import Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from sasac_crawler.items import PageRequest
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms import static_list
from sasac_crawler.parse.platforms.pasted import is_pasted
from sasac_crawler.parse.platforms.reading import ArticleParts, ListContext, ListReading
from sasac_crawler.parse.select import first_of

# A page after the first. example: "/zcfg/tzgg/3.htm" · counter-example: "/info/1023/12434.htm"
PAGE_URL: Final = re.compile(r"\A(?P<folder>.{1,1000}/(?!\d)[\w-]{1,60}/)(?P<number>\d{1,4})\.htm")
# Count and place in the pager. example: "共38条  1/4" · counter-example: "2024/4"
PLACE: Final = re.compile(r"共\s{0,5}(\d{1,6})\s{0,5}条\s{0,10}(\d{1,4})\s{0,5}/\s{0,5}(\d{1,4})")
# Generated names of bodies. example: "vsb_content_2" · counter-example: "content"
_BODIES: Final = (
    "div[id^=vsb_content]",
    "div.v_news_content",
    "td[class^=contentstyle]",
    "div[class^=contentstyle]",
)


def read_list(page: Page, context: ListContext) -> ListReading:
    """Read a column page; the number in the next page's name is one less."""
    reading = static_list.read_list(page, context)
    place = PLACE.search(page.tree.body.text(separator=" ") if page.tree.body else "")
    if place:
        reading = replace(reading, total_items=int(place[1]), total_pages=int(place[3]))
        if int(place[2]) >= int(place[3]):
            return replace(reading, next_pages=())
    if reading.next_pages:
        return reading
    return replace(reading, next_pages=_one_less(page, reading.total_pages))


def read_article(tree: LexborHTMLParser) -> ArticleParts | None:
    """Point at the body; its name carries generated numbers. ``None`` if it is not of this kind."""
    body = first_of(tree, _BODIES)
    if body is None or is_pasted(body):
        return None
    return ArticleParts(body=body, rule="vsb")


def _one_less(page: Page, total: int | None) -> tuple[PageRequest, ...]:
    """Return the next page by the numbers alone, where the pager is drawn by a script."""
    match = PAGE_URL.fullmatch(page.url)
    if match:
        number, folder = int(match["number"]) - 1, match["folder"]
    elif total and page.url.endswith(".htm"):
        number, folder = total - 1, urljoin(page.url, page.url[: -len(".htm")] + "/")
    else:
        return ()
    return (PageRequest(url=f"{folder}{number}.htm"),) if number >= 1 else ()
